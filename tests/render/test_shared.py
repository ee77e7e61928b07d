"""What is laid out once: a sheet that stands in two editions, or on another page than before."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

import pytest

from guide import layout, printed
from guide.build import make
from guide.compose import Sheet
from guide.engine import boxes
from guide.kept import Kept
from guide.proof.digest import word
from render import pdf
from render.conftest import Files, written

FILES: Files = {
    "guide.yaml": "title: Shared\nessential_question: Once?\nsides: 1\n",
    "background.md": "Words stand here. " * 60 + "\n",
    "glossary.yaml": "- term: Once\n  meaning: One time.\n",
    "lesson.yaml": "plans:\n  - title: A\n    periods:\n      - title: B\n        steps:\n          - minutes: 5\n            do: Read.\n",
    "questions.yaml": "- text: Why once?\n  lines: 2\n  answer: It is quicker.\n",
}
BOTH = [("student", "letter"), ("teacher", "letter")]


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sheets that are laid out, by name, as often as they are."""
    names: list[str] = []
    real = layout._lay_out

    def lay_out(sheet: Sheet, content: str) -> Any:
        names.append(sheet.id)
        return real(sheet, content)

    monkeypatch.setattr(layout, "_lay_out", lay_out)
    Kept.forget()
    return names


def test_a_sheet_without_answers_is_laid_out_once_for_students_and_teachers(
    laid_out: list[str], tmp_path: Path
):
    made = make(written(FILES, tmp_path), BOTH)

    assert not made.failed
    once = {name for name in laid_out if laid_out.count(name) == 1}
    assert {"reading", "glossary", "cover"} <= once
    assert 2 == laid_out.count("questions")


def test_a_page_more_before_a_sheet_does_not_touch_it(laid_out: list[str], tmp_path: Path):
    make(written(FILES, tmp_path), BOTH[:1])
    longer = FILES | {"background.md": "Words stand here. " * 400 + "\n"}
    laid_out.clear()

    made = make(written(longer, tmp_path), BOTH[:1])

    assert {"reading", "cover", "margins"} == set(laid_out)  # the cover tells the pages of all sheets
    assert made.packets[0].page_count > 4


PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='120'>"
    "<rect width='100' height='120' fill='#555'/><rect width='50' height='9' fill='#fff' opacity='0.5'/></svg>"
)
FIGURES = "- name: Ada\n  role: Poet\n  picture: {file: images/a.svg, alt: A woman}\n"
EDITS: dict[str, Files] = {
    "another word": {"glossary.yaml": "- term: Once\n  meaning: A single time, in *italics*.\n"},
    "letters that no page had": {"background.md": "Quæ fjörð Žižka. " * 50 + "\n"},
    "a larger first page": {"background.md": "# Words\n\n" + "Words stand here. " * 90 + "\n"},
    "a page before": {"figures.yaml": FIGURES, "images/a.svg": PICTURE},
    "other letters on the first pages": {"guide.yaml": "title: '12'\nessential_question: '34?'\nsides: 1\n"},
    "fewer pages": {"background.md": "Short.\n"},
}


@pytest.mark.parametrize("edit", EDITS)
def test_pages_that_were_drawn_before_give_the_bytes_of_pages_that_were_not(edit: str, tmp_path: Path):
    make(written(FILES, tmp_path), BOTH)
    written(EDITS[edit], tmp_path)

    kept = [made.data for made in make(tmp_path, BOTH).packets]
    Kept.forget()
    anew = [made.data for made in make(tmp_path, BOTH).packets]

    assert 2 == len(kept)
    assert anew == kept


def test_margins_of_own_stylesheets_do_not_stand_upon_ours(tmp_path: Path):
    own = "@page { margin: 18mm 19mm; @bottom-right { content: 'Ms Smith ' counter(page) } }\n"
    made = make(written(FILES | {"templates/css/page.css": own}, tmp_path), BOTH[:1])

    assert not made.failed, made.diagnostics
    packet = pdf.Pdf(made.packets[0])
    assert "Ms Smith" not in packet.text  # what stands in the margins is in css/running.css
    assert all("Student handout" in text for text in packet.texts)


def test_a_page_is_drawn_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    drawn: list[str] = []

    class Canvas(printed.Canvas):
        def __init__(self, name: str, *size: Any) -> None:
            drawn.append(name)
            super().__init__(name, *size)

    make(written(FILES, tmp_path), BOTH)
    monkeypatch.setattr(printed, "Canvas", Canvas)
    make(written(EDITS["another word"], tmp_path), BOTH)

    assert 1 == len(drawn)  # the glossary's page, which students and teachers share


def test_an_edit_that_uses_no_new_letters_leaves_the_fonts_as_they_are(tmp_path: Path):
    """All pages would be looked at again if the fonts which they share were others."""
    fonts = []
    for text in ("Read a plain word. Now zest.\n", "Now zest. Read a plain word.\n"):
        made = make(written(FILES | {"background.md": text}, tmp_path), BOTH[:1])
        file = pdf.Pdf(made.packets[0]).file
        fonts.append({name: word(font, {}) for name, font in file.pages[0].Resources.Font.items()})

    assert fonts[0] == fonts[1]


def test_each_page_bears_its_number_and_its_edition_and_a_teachers_page_the_tab(tmp_path: Path):
    student, teacher = make(written(FILES, tmp_path), BOTH).packets

    for made, foot, tab in ((student, "Student handout", False), (teacher, "Teacher packet", True)):
        packet = pdf.Pdf(made)
        for label, text in zip(packet.labels, packet.texts, strict=True):
            assert f"{foot} {label}" in " ".join(text.split())
            assert tab is ("TEACHER" in text)
        assert f"Shared – {foot}" == str(packet.file.docinfo["/Title"])
    assert {"T1", "1", "2", "3", "4"} == set(packet.labels)


GRADIENT = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='120'><defs><linearGradient id='g'>"
    "<stop offset='0' stop-color='{}'/><stop offset='1' stop-color='{}'/></linearGradient></defs>"
    "<rect width='100' height='120' fill='url(#g)'/></svg>"
)


def test_what_pages_name_alike_stays_apart(tmp_path: Path):
    """WeasyPrint counts shadings and groups within a file; here they are made before there is one."""
    files = FILES | {
        "background.md": "Words. \n\n![Red](images/red.svg)\n",
        "documents/a.md": "---\ntitle: A\norigin: B\n---\nWords.\n\n![Blue](images/blue.svg)\n",
        "images/red.svg": GRADIENT.format("#f00", "#f60"),
        "images/blue.svg": GRADIENT.format("#00f", "#06f"),
    }

    made = make(written(files, tmp_path), BOTH[:1])

    assert not made.failed, made.diagnostics
    packet = pdf.Pdf(made.packets[0])
    names = [set(page.resources.get("/Pattern", {}).keys()) for page in packet.file.pages]
    assert 2 == len(set.union(*names))


def test_what_pages_name_is_named_alike_in_any_folder_and_at_any_time(tmp_path: Path):
    files = FILES | {
        "background.md": "Words. \n\n![Red](images/red.svg)\n",
        "images/red.svg": GRADIENT.format("#f00", "#f60"),
    }
    found = []
    for place, when in (("here", 1_000_000), ("there", 2_000_000)):
        guide = written(files, tmp_path / place / "guide")
        os.utime(guide / "images/red.svg", (when, when))
        Kept.forget()
        found.append(make(guide, BOTH[:1]).packets[0].data)

    assert found[0] == found[1]


def pages_of_boxes() -> int:
    gc.collect()
    return sum(type(each) is boxes.PageBox for each in gc.get_objects())


def test_boxes_go_when_their_pages_are_drawn(tmp_path: Path):
    before = pages_of_boxes()

    made = make(written(FILES, tmp_path), BOTH)

    assert sum(each.page_count for each in made.packets) > 8
    assert before == pages_of_boxes()
