"""The digital edition: the handout's pages, on which every space to write in is a field of a form."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from pikepdf import Array, Name, String
from pikepdf.form import DefaultAppearanceStreamGenerator, Form

from guide.build import packet
from guide.diagnostics import as_text
from guide.proof import fields, prove
from guide.read import read
from guide.resources import folder
from render.conftest import EDITIONS, PAPERS, Built, Shipped
from render.pdf import Pdf
from render.samples import ANSWERED
from render.test_editions import spaces

SPACES: dict[str, str | bytes] = {
    **ANSWERED,
    "guide.yaml": "title: Spaces\nessential_question: Where?\nobjectives: [Read *it*., Write it.]\n",
}
LONG: dict[str, str | bytes] = {
    "guide.yaml": "title: Long\nessential_question: How long?\n",
    "questions.yaml": "- text: Short one.\n  lines: 1\n- text: Tell it all.\n  lines: 40\n- text: None.\n  lines: 0\n",
}


@dataclass(frozen=True)
class Field:
    """A widget: its field's name, its label, the label of its page, its box in points from the upper left."""

    name: str
    label: str
    page: str
    left: float
    top: float
    right: float
    bottom: float
    widget: Any


def fields_of(pdf: Pdf) -> list[Field]:
    """Every field in the order of the pages, and on each as it is listed."""
    found = []
    for number, page in enumerate(pdf.file.pages):
        height = float(page.mediabox[3])
        for widget in fields.of(page):
            box = fields.box(widget)
            name = str(widget.get("/T", widget.get("/Parent", {}).get("/T")))
            place = (box.left, height - box.top, box.right, height - box.bottom)
            found.append(Field(name, fields.label_of(widget), pdf.labels[number], *place, widget))
    return found


def labelled(pdf: Pdf) -> dict[str, list[str]]:
    """The labels of the fields of each name."""
    found: dict[str, list[str]] = {}
    for field in fields_of(pdf):
        found.setdefault(field.name, []).append(field.label)
    return found


@pytest.mark.parametrize("paper", PAPERS)
def test_its_pages_are_those_of_the_handout(shipped: Shipped, paper: str):
    digital, student = shipped("digital", paper), shipped("student", paper)

    assert student.labels == digital.labels
    assert student.destinations() == digital.destinations()
    assert student.bookmarks() == digital.bookmarks()


def test_every_space_is_a_field_with_a_label(built: Built):
    assert {
        "name": ["Name"] * 4,
        "class": ["Class"] * 4,
        "date": ["Date"] * 4,
        "objective_1": ["Read it."],
        "objective_2": ["Write it."],
        "space-6": ["Blank 1: First comes a … to fill in."],
        "space-7": ["Answer: Then ask1 is asked."],
        "document_1": ["Document A, Question 1: ask2"],
        "document_2": ["Document A, Question 2: ask3"],
        "organizer_1_1": ["ask4: Origin"],
        "organizer_1_2": ["ask4: Value"],
        "questions_1": ["Question 1: ask6"],
        "questions_2": ["Question 2: ask7"],
        "questions_3": ["Question 3: ask8"],
        "questions_outline_1": ["Plan your argument: ask9"],
        "quiz_1": ["Question 1, choice a: left", "Question 1, choice b: right"],
        "quiz_2_1": ["Question 2, letter for: one"],
        "quiz_2_2": ["Question 2, letter for: two"],
        "quiz_3": ["Question 3: ask10"],
        "quiz_4": ["Question 4: Last."],
    } == labelled(built(SPACES, "digital"))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_field_stands_where_the_lines_of_the_handout_stand(built: Built, paper: str):
    digital, student = built(SPACES, "digital", paper), built(SPACES, "student", paper)
    free = [
        (page, space.left, space.bottom)
        for page, label in enumerate(student.labels)
        for space in spaces(student, page)
        if not any(
            field.page == label
            and abs(field.left - space.left) < 4
            and abs(field.right - space.right) < 4
            and space.top - 0.5 < field.top < field.bottom < space.bottom + 0.5
            and field.bottom - field.top > (space.bottom - space.top) - 12
            for field in fields_of(digital)
        )
    ]

    assert [] == free
    assert 9 == sum(len(spaces(student, page)) for page in range(len(student.labels)))


def test_a_field_stands_below_its_question_and_on_its_page(shipped: Shipped):
    pdf = shipped("digital", "letter")
    astray = []
    for field in fields_of(pdf):
        if not field.name.startswith(("document", "questions_")) or "outline" in field.name:
            continue
        page = pdf.page(field.page)
        asked = field.label.split(": ", 1)[1].split()[:3]
        found = [
            word.bottom
            for at, word in enumerate(pdf.words[page])
            if [each.text for each in pdf.words[page][at : at + 3]] == asked
        ]
        if not found or not any(0 < field.top - bottom < 60 for bottom in found):
            astray.append(field.label)

    assert [] == astray


def test_a_space_that_goes_on_over_the_page_is_two_fields(built: Built):
    pdf = built(LONG, "digital")
    first, second = (field for field in fields_of(pdf) if field.name.startswith("questions_2"))

    assert ("questions_2", "Question 2: Tell it all.") == (first.name, first.label)
    assert ("questions_2-2", "Question 2: Tell it all., continued") == (second.name, second.label)
    assert int(first.page) + 1 == int(second.page)
    assert "questions_3" not in labelled(pdf)  # it has no line to write on
    assert () == pdf.packet.diagnostics


def test_a_choice_is_one_field_with_a_box_for_each_choice(built: Built):
    pdf = built(SPACES, "digital")
    boxes = [field for field in fields_of(pdf) if field.name == "quiz_1"]
    (one,) = {field.widget.Parent.objgen for field in boxes}

    assert "Question 1: Choose one." == str(pdf.file.get_object(one).TU)
    assert [{"/a", "/Off"}, {"/b", "/Off"}] == [set(field.widget.AP.N.keys()) for field in boxes]


@pytest.mark.parametrize("paper", PAPERS)
def test_fields_are_read_in_the_order_of_the_page(shipped: Shipped, paper: str):
    pdf = shipped("digital", paper)
    tagged = []
    for node in pdf.tree.all("Form"):
        (reference,) = node.element.K
        tagged.append(reference.Obj.objgen)
        number = int(reference.Obj.StructParent)
        nums = list(pdf.file.Root.StructTreeRoot.ParentTree.Nums)
        assert node.element.objgen == nums[nums.index(number, len(pdf.labels) * 2 - 1) + 1].objgen

    assert [field.widget.objgen for field in fields_of(pdf)] == tagged
    assert {"/S"} == {str(page.Tabs) for page in pdf.file.pages}


def test_a_field_is_tagged_within_its_question(built: Built):
    pdf = built(SPACES, "digital")
    inside = {kid.element.K[0].Obj.TU: node.text for node in pdf.tree.all("Art") for kid in node.all("Form")}

    assert "ask6" in inside["Question 1: ask6"]
    assert "ask8" in inside["Question 3: ask8"]
    assert "right" in inside["Question 1, choice b: right"]


@pytest.mark.parametrize("edition", [name for name in EDITIONS if name != "digital"])
def test_what_is_printed_has_no_fields(shipped: Shipped, edition: str):
    pdf = shipped(edition, "letter")

    assert "/AcroForm" not in pdf.file.Root
    assert [] == fields_of(pdf)


def test_no_answer_is_in_the_file(built: Built):
    data = built(SPACES, "digital").data
    with pikepdf.open(io.BytesIO(data)) as file:
        texts = [
            str(value)
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary)
            for value in each.values()
            if isinstance(value, pikepdf.String)
        ]

    assert [] == [text for text in texts if any(f"re{number}" in text.split() for number in range(1, 11))]


def test_it_does_not_claim_to_be_an_archives_copy(shipped: Shipped):
    pdf = shipped("digital", "letter")
    with pdf.file.open_metadata() as metadata:
        assert "1" == metadata["pdfuaid:part"]
        assert "pdfaid:part" not in metadata
    assert "/NeedAppearances" not in pdf.file.Root.AcroForm


def test_the_typeface_of_what_is_typed_is_in_the_file(built: Built):
    font = built(SPACES, "digital").file.Root.AcroForm.DR.Font.Inter

    assert 10_000 < len(font.FontDescriptor.FontFile2.read_bytes()) < 60_000
    assert 600 < font.Widths[ord("A") - 32] < 750
    assert 0 < font.Widths[0x97 - 32] != font.Widths[ord("A") - 32]  # a dash


def test_in_another_script_its_letters_are_named(built: Built):
    files = {
        "guide.yaml": "title: Оттепель\nessential_question: Что?\nlanguage: ru\n",
        "questions.yaml": "- text: Почему?\n",
    }
    font = built(files, "digital").file.Root.AcroForm.DR.Font.Inter
    differences = list(font.Encoding.Differences)

    assert "/afii10017" == str(differences[differences.index(0xC0) + 1])  # А in code page 1251
    assert 600 < font.Widths[0xC0 - 32] < 750


def test_it_is_the_same_file_each_time():
    guide, _ = read(folder("content") / "secret-speech")
    assert guide

    one, other = (packet(guide, "digital", "a4", "quiz") for _ in range(2))

    assert one.data == other.data


@pytest.mark.parametrize("paper", PAPERS)
def test_the_proof_has_nothing_to_mend(shipped: Shipped, paper: str):
    pdf = shipped("digital", paper)

    assert () == pdf.packet.diagnostics
    assert [] == prove(pdf.data)


# Filled in with PDFium, the engine of Chrome, as a person does it: by clicks and keys.


def filled(data: bytes, does: Callable[[Any, list[pypdfium2.PdfPage]], None]) -> bytes:
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    pages = [document[number] for number in range(len(document))]
    does(document.formenv.raw, pages)
    raw.FORM_ForceToKillFocus(document.formenv.raw)
    out = io.BytesIO()
    document.save(out)
    for page in pages:
        page.close()
    document.close()
    return out.getvalue()


def click(form: Any, page: pypdfium2.PdfPage, widget: Any) -> None:
    box = fields.box(widget)
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    raw.FORM_OnMouseMove(form, page, 0, x, y)
    raw.FORM_OnLButtonDown(form, page, 0, x, y)
    raw.FORM_OnLButtonUp(form, page, 0, x, y)


def write(form: Any, page: pypdfium2.PdfPage, text: str) -> None:
    units = [*memoryview(text.encode("utf-16-le")).cast("H"), 0]
    raw.FORM_ReplaceSelection(form, page, (ctypes.c_ushort * len(units))(*units))


def value(data: bytes, name: str) -> str:
    """What is saved in a field."""
    with pikepdf.open(io.BytesIO(data)) as file:
        (found,) = (each for each in file.Root.AcroForm.Fields if str(each.T) == name)
        return str(found.get("/V", ""))


def test_what_is_typed_and_ticked_is_saved(built: Built):
    pdf = built(SPACES, "digital")
    known = fields_of(pdf)

    def place(name: str, at: int = 0) -> tuple[int, Any]:
        field = [each for each in known if each.name == name][at]
        return pdf.page(field.page), field.widget

    def fill(form: Any, pages: list[pypdfium2.PdfPage]) -> None:
        for name, text in (("name", "Ada Example"), ("questions_2", "Because.\nAnd so."), ("quiz_2_1", "b")):
            page, widget = place(name)
            click(form, pages[page], widget)
            write(form, pages[page], text)
        for name, at in (("objective_1", 0), ("quiz_1", 0), ("quiz_1", 1)):
            page, widget = place(name, at)
            click(form, pages[page], widget)

    data = filled(pdf.data, fill)

    assert "Ada Example" == value(data, "name")
    assert "Because. And so." == " ".join(value(data, "questions_2").split())
    assert "b" == value(data, "quiz_2_1")
    assert "/yes" == value(data, "objective_1")
    assert "/Off" == value(data, "objective_2")
    assert "/b" == value(data, "quiz_1")
    after = Pdf(replace(pdf.packet, data=data))
    saved = {field.label: field.widget for field in fields_of(after)}
    assert "/Off" == saved["Question 1, choice a: left"].AS  # ticking one unticks the other
    assert "/b" == saved["Question 1, choice b: right"].AS


def test_a_name_is_typed_once_and_shown_on_every_sheet(built: Built):
    pdf = built(SPACES, "digital")
    names = [field for field in fields_of(pdf) if field.name == "name"]

    def fill(form: Any, pages: list[pypdfium2.PdfPage]) -> None:
        click(form, pages[pdf.page(names[0].page)], names[0].widget)
        write(form, pages[pdf.page(names[0].page)], "Wolfeschlegel")

    data = filled(pdf.data, fill)

    assert len(names) == 4
    for field in names:
        assert ink(data, pdf.page(field.page), field) > ink(pdf.data, pdf.page(field.page), field) + 50


def ink(data: bytes, page: int, field: Field) -> int:
    """How many dark pixels an ordinary viewer shows in a field."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    sheet = document[page]
    pixels = sheet.render(scale=2, grayscale=True, may_draw_forms=True).to_numpy().squeeze()
    inside = pixels[
        round(field.top * 2) : round(field.bottom * 2) - 2, round(field.left * 2) : round(field.right * 2)
    ]
    count = int((inside < 128).sum())
    sheet.close()
    document.close()
    return count


def test_what_another_program_fills_in_is_shown(built: Built):
    pdf = built(SPACES, "digital")
    field = next(each for each in fields_of(pdf) if each.name == "questions_3")
    tick = next(each for each in fields_of(pdf) if each.name == "objective_2")
    with pikepdf.open(io.BytesIO(pdf.data)) as file:
        form = Form(file, DefaultAppearanceStreamGenerator)
        form["questions_3"].value = "An answer that was filled in elsewhere."
        form["objective_2"].checked = True
        out = io.BytesIO()
        file.save(out)

    for each in (field, tick):
        page = pdf.page(each.page)
        assert ink(out.getvalue(), page, each) > ink(pdf.data, page, each) + 20


# Ways to break it, each named by the proof.


def no_label(file: pikepdf.Pdf) -> None:
    del fields.of(file.pages[-2])[0].TU
    del fields.of(file.pages[-2])[0].Parent.TU


def outside_the_tags(file: pikepdf.Pdf) -> None:
    for each in file.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == Name.Form and "/K" in each:
            each.K = Array()
            return


def outside_the_form(file: pikepdf.Pdf) -> None:
    del file.Root.AcroForm.Fields[-1]


def overlapping(file: pikepdf.Pdf) -> None:
    first, second, *_ = fields.of(file.pages[0])
    second.Rect = first.Rect


def over_the_edge(file: pikepdf.Pdf) -> None:
    fields.of(file.pages[0])[0].Rect = Array([500, 700, 700, 720])


def no_font(file: pikepdf.Pdf) -> None:
    del file.Root.AcroForm.DR.Font.Inter.FontDescriptor.FontFile2


def an_archives_copy(file: pikepdf.Pdf) -> None:
    with file.open_metadata() as metadata:
        metadata["pdfaid:part"] = "2"


def in_xfa(file: pikepdf.Pdf) -> None:
    file.Root.AcroForm.XFA = String("form")


BROKEN = [
    (no_label, "has no label"),
    (outside_the_tags, "stands outside the tags"),
    (outside_the_form, "is not part of the form"),
    (overlapping, "page 1: the fields 'Name' and 'Class' overlap"),
    (over_the_edge, "the field 'Name' on page 1 reaches over the edge of the page"),
    (no_font, "of the fields is not in the file"),
    (an_archives_copy, "Acrobat opens such a file for reading only"),
    (in_xfa, "the form is in XFA"),
]


@pytest.mark.parametrize(("how", "named"), BROKEN, ids=[how.__name__ for how, _ in BROKEN])
@pytest.mark.filterwarnings("ignore::pikepdf._exceptions.PageCopyWarning")
def test_each_defect_is_named(built: Built, how: Callable[[pikepdf.Pdf], None], named: str):
    with pikepdf.open(io.BytesIO(built(SPACES, "digital").data)) as file:
        how(file)
        out = io.BytesIO()
        file.save(out)

    assert any(named in as_text(each) and each.is_error for each in prove(out.getvalue()))
