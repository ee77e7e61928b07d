"""Class sets as they are printed: whose name stands where, what the code says, what each version's key is."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from markupsafe import escape

from guide.classroom.lettering import letter
from guide.classroom.make import class_set
from guide.classroom.order import Order
from guide.deliver import Packet
from guide.engine import texts_in, weasyprint
from guide.layout import stylesheet
from guide.proof import prove
from guide.resources import folder
from guide.typeface import fonts
from render import pdf, verapdf
from render.conftest import Kept, written
from render.test_build import command, files, surroundings

GUIDE: dict[str, str | bytes] = {
    "guide.yaml": "title: Fruit\nessential_question: Which is ripe?\n",
    "background.md": "Some fruit is ripe early.\n\n" + "One sentence follows another here. " * 80 + "\n",
    "quiz.yaml": (
        "instruction: For questions 1–2, choose.\nitems:\n"
        "  - text: Which is yellow?\n    choices: [apple, pear, banana, plum]\n    answer: c\n"
        "  - text: Which is blue?\n    choices: [fig, plum, lemon, lime]\n    answer: plum\n"
        "  - text: Which is best?\n    answer: The secret answer of the teacher.\n"
    ),
}
ROSTER = (
    "name,seat,class,version,edition\n"
    "Ana Pérez,1,9b,,\n"
    "Мария Иванова,2,9b,,\n"
    "Ελένη Παππά,10,9b,,\n"
    "علي حسن,3,9b,,\n"
    "יוסף כהן,4,9b,,large-print\n"
    "Maximiliana Bartholomea Featherstonehaugh-Cholmondeley Jr.,5,9b,B,\n"
)
Set = dict[str, bytes]
Give = Callable[[str], pdf.Pdf]


def made(folder: Path, roster: str = ROSTER, **more: object) -> Set:
    """The files of a class set, by their names."""
    guide = written(GUIDE, folder / "fruit")
    (folder / "class.csv").write_text(roster)
    result = class_set(guide, folder / "build", Order(folder / "class.csv", **more))  # type: ignore[arg-type]
    assert [] == [each.message for each in result.diagnostics if each.is_error]
    return files(folder / "build" / "fruit")


@pytest.fixture(scope="session")
def fruit(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Set:
    """A class set of two versions, with a file for each student."""
    path = tmp_path_factory.mktemp("fruit")
    result: Set = kept("class set", lambda: made(path, versions=2, each=True))
    return result


@pytest.fixture(scope="session")
def opened(fruit: Set) -> Give:
    """One of its files, found by a part of its name."""

    @cache
    def give(part: str) -> pdf.Pdf:
        (name,) = [name for name in fruit if part in name and name.endswith(".pdf")]
        return pdf.Pdf(Packet(name, "student", "letter", fruit[name], 0, ()))

    return give


def record(fruit: Set) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(fruit["fruit-class.csv"].decode("utf-8-sig")))
    return {row["name"]: row for row in rows}


def codes(data: bytes, page: int) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        pixels = document[page].render(scale=3, grayscale=True).to_numpy().squeeze().copy()
    finally:
        document.close()
    return [each.text for each in zxingcpp.read_barcodes(pixels)]


def test_a_name_stands_on_every_name_line_and_in_every_foot(opened: Give):
    packet = opened("001-")

    for page, words in enumerate(packet.words):
        lines = {word.text: word for word in words if word.top < 100}
        named = [word for word in words if word.text in ("Ana", "Pérez")]
        assert ["Ana", "Pérez"] == [word.text for word in pdf.foot(words)][:2]
        assert (4 if page in (0, 2) else 2) == len(named)
        if page in (0, 2):
            label, name, room = lines["Name"], lines["Ana"], lines["Class"]
            assert 2 < name.left - label.right < 12
            assert abs(name.bottom - label.bottom) < 4
            assert lines["Pérez"].right < room.left < lines["9b"].left
            assert name.size > label.size


def test_a_long_name_is_set_smaller_and_ends_before_the_next_field(opened: Give):
    words = opened("Maximiliana").words[0]
    name = [word for word in words if word.text.startswith(("Maximiliana", "Feather")) and word.top < 100]
    field = next(word for word in words if word.text == "Class")

    assert name[0].size < 10
    assert all(word.right < field.left for word in words if word.text == "Jr." and word.top < 100)


def test_the_code_says_which_packet_it_is_and_names_nobody(fruit: Set, opened: Give):
    for part, name in (("001-", "Ana Pérez"), ("Иванова", "Мария Иванова"), ("יוסף", "יוסף כהן")):
        packet = opened(part)
        row = record(fruit)[name]
        assert row["packet"] == f"fruit/9b/{row['seat']}/{row['version']}"
        with_fields = [page for page, text in enumerate(packet.texts) if "Date" in text]
        assert len(with_fields) == 2
        assert [[row["packet"]]] * 2 == [codes(packet.data, page) for page in with_fields]


@pytest.mark.parametrize("part", ["حسن", "יוסף", "key"])
def test_a_students_own_file_and_the_key_are_accessible(opened: Give, part: str):
    assert [[], []] == [verapdf.failures(opened(part).data, standard) for standard in verapdf.PROFILES]


@pytest.mark.parametrize("name", ["Ana Pérez", "Мария Иванова", "Ελένη Παππά", "علي حسن", "יוסף כהן"])
def test_the_name_is_in_the_tags_as_it_is_written(fruit: Set, opened: Give, name: str):
    packet = opened(name.split()[-1])
    own = [
        element
        for element in packet.tree.all("Span")
        if str(element.element.get("/ID", "")).startswith("field-name")
    ]

    assert len(own) == 2
    for element in own:
        page = packet.file.pages[min(element.pages)]
        number = int(element.element.K[-1].MCID)
        spoken = next(
            operands[1].ActualText
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BDC"
            and isinstance(operands[1], pikepdf.Dictionary)
            and operands[1].get("/MCID") == number
        )
        assert name == str(spoken)
    assert str(packet.file.docinfo.Title).endswith(f"– {name}")
    figures = [
        each for each in packet.tree.all("Figure") if "Packet code" in str(each.element.get("/Alt", ""))
    ]
    assert len(figures) == 2


def test_a_students_own_file_names_nobody_else(fruit: Set, opened: Give):
    data = opened("001-")

    with pikepdf.open(io.BytesIO(data.data)) as file:
        hidden = b" ".join(
            each.read_bytes()
            for each in file.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/XML"
        )
    for name in record(fruit):
        if name != "Ana Pérez":
            assert name not in data.text
            assert name.encode() not in hidden


def test_the_file_for_the_copier_holds_all_packets_in_seating_order(fruit: Set, opened: Give):
    everyone = opened("fruit-class.pdf")
    rows = list(record(fruit).values())

    assert ["1", "2", "3", "4", "5", "10"] == [row["seat"] for row in rows]
    starts = [int(row["page"]) - 1 for row in rows]
    assert all(start % 2 == 0 for start in starts)
    for row, start, end in zip(rows, starts, [*starts[1:], len(everyone.pages)], strict=True):
        assert [row["packet"]] == codes(everyone.data, start)
        own = opened(f"{rows.index(row) + 1:03}-")
        texts = [text for text in everyone.texts[start:end] if text]
        assert own.texts == texts
        assert end - start - len(texts) == len(texts) % 2
    assert [page for _, _, page in everyone.bookmarks()] == starts
    assert "/StructTreeRoot" not in everyone.file.Root
    assert not any("/Annots" in page for page in everyone.file.pages)


def test_the_first_version_is_the_guide_and_the_key_tells_the_answers_of_both(fruit: Set, opened: Give):
    key, versions = opened("key"), {row["version"]: row["name"] for row in record(fruit).values()}
    seed = next(iter(record(fruit).values()))["seed"]

    assert {"A", "B"} == set(versions)
    assert ["A3", "B3"] == key.labels
    for page, version in enumerate("AB"):
        text = key.texts[page]
        dealt = {"A": "Version A.", "B": f"Version B was dealt with the number {seed}."}
        assert dealt[version] in text
        assert "The secret answer of the teacher." in text
        assert "TEACHER" in text
        for question, right in (("Which is yellow?", "banana"), ("Which is blue?", "plum")):
            lines = [line.split() for line in lines_of(key, page)]
            at = next(n for n, line in enumerate(lines) if " ".join(line).endswith(question))
            marked = lines[at][0]
            chosen = next(line[1] for line in lines[at + 1 : at + 5] if line[0] == f"{marked}.")
            assert right == chosen
    assert lines_of(key, 0) != lines_of(key, 1)


def test_a_key_of_two_pages_begins_anew_with_each_version_and_misses_none(tmp_path: Path):
    long = "".join(f"  - text: Which is number {n}?\n    answer: '{n} of them'\n" for n in range(1, 12))
    guide = written(GUIDE | {"quiz.yaml": f"items:\n{long}"}, tmp_path / "fruit")
    (tmp_path / "class.csv").write_text("name\nAna\nBob\n")

    result = class_set(guide, tmp_path / "build", Order(tmp_path / "class.csv", versions=2))

    assert [] == [each.message for each in result.diagnostics if each.is_error]
    with pikepdf.open(tmp_path / "build" / "fruit" / "fruit-class-key.pdf") as key:
        first = int(key.pages[0].label.removeprefix("A"))
        assert [f"A{first}", f"A{first + 1}", f"B{first}", f"B{first + 1}"] == [p.label for p in key.pages]
        del key.pages[2], key.Root.PageLabels.Nums[2:]
        key.Root.PageLabels.Nums.extend([2, pikepdf.Dictionary(S=pikepdf.Name.D, P="B", St=first + 1)])
        without = io.BytesIO()
        key.save(without)
    jump = f"page 3: the printed numbers jump from {first + 1} to {first + 1}"
    assert jump in [each.message for each in prove(without.getvalue())]


def lines_of(packet: pdf.Pdf, page: int) -> list[str]:
    """The printed lines of a page, from left to right."""
    lines: dict[int, list[pdf.Word]] = {}
    for word in packet.words[page]:
        middle = (word.top + word.bottom) / 2
        near = next((at for at in lines if abs(at - middle) < 5), round(middle))
        lines.setdefault(near, []).append(word)
    return [" ".join(w.text for w in sorted(lines[at], key=lambda w: w.left)) for at in sorted(lines)]


def test_no_answer_is_in_what_students_get(fruit: Set, opened: Give):
    for name in fruit:
        if name.endswith(".pdf") and "key" not in name:
            assert "secret answer" not in opened(name).text


def test_the_same_roster_gives_the_same_bytes_and_its_record_is_a_roster(fruit: Set, tmp_path: Path):
    seed = next(iter(record(fruit).values()))["seed"]
    again = made(tmp_path / "again", versions=2, each=True)
    recorded = made(tmp_path / "recorded", fruit["fruit-class.csv"].decode(), seed=int(seed), each=True)

    assert fruit == again == recorded


def test_a_late_student_changes_nobody_elses_version(tmp_path: Path):
    first = record(made(tmp_path, "name,seat\nAna,1\nBob,2\n", versions=2))
    later = record(made(tmp_path, "name,seat\nAna,1\nBob,2\nCem,3\n", versions=2))

    assert [first["Ana"], first["Bob"]] == [later["Ana"], later["Bob"]]


def test_one_sheet_alone_and_another_paper(tmp_path: Path):
    quiz = made(tmp_path, "name,seat\nAna,1\n=Bob,2\n", versions=2, sheet="quiz", paper="a4")

    assert {"fruit-class-quiz-a4.pdf", "fruit-class-quiz-a4-key.pdf", "fruit-class-quiz-a4.csv"} == set(quiz)
    assert b"'=Bob" in quiz["fruit-class-quiz-a4.csv"]
    with pikepdf.open(io.BytesIO(quiz["fruit-class-quiz-a4.pdf"])) as file:
        assert 4 == len(file.pages)


def test_files_of_students_who_left_go(tmp_path: Path):
    made(tmp_path, "name\nAna\nBob\n", each=True)
    (tmp_path / "build" / "fruit" / "fruit-class" / "mine.pdf").write_bytes(b"")

    left = made(tmp_path, "name\nBob\n", each=True)

    assert {"fruit-class/001-Bob.pdf", "fruit-class/mine.pdf"} == {name for name in left if "/" in name}


@pytest.mark.parametrize(
    ("roster", "said"),
    [
        ("name\nAna\n\U00013080\U0001f9d9\n", "no font on this computer has"),
        (f"name\n{'Ana ' * 40}\n", "is too long for its line"),
        ("name,class\nAna,The class of the morning\n", "the class 'The class of the morning' is too long"),
    ],
)
def test_what_cannot_be_printed_is_told_and_nothing_is_made(tmp_path: Path, roster: str, said: str):
    guide = written(GUIDE, tmp_path / "fruit")
    (tmp_path / "class.csv").write_text(roster)

    result = class_set(guide, tmp_path / "build", Order(tmp_path / "class.csv"))

    assert [] == list(result.files)
    assert any(said in each.message and each.span for each in result.diagnostics)
    assert not (tmp_path / "build").exists()


def test_the_command_says_what_it_made_and_what_it_needs(tmp_path: Path):
    written(GUIDE, tmp_path / "fruit")
    (tmp_path / "class.csv").write_text("name\nAna\n")

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        whole = command("build", "fruit", *more)
        return subprocess.run(whole, cwd=tmp_path, env=surroundings({}), capture_output=True, text=True)

    refused = [
        run("--versions", "2"),
        run("--roster", "class.csv", "--edition", "teacher"),
        run("--roster", "no.csv"),
    ]
    assert [2, 2, 2] == [each.returncode for each in refused]
    result = run("--roster", "class.csv", "--sheet", "quiz")
    assert (0, "") == (result.returncode, result.stderr)
    assert [
        "build/fruit/fruit-class-quiz.pdf  1 packets, for the copier",
        "build/fruit/fruit-class-quiz-key.pdf  1 page",
        "build/fruit/fruit-class-quiz.csv  who has which packet",
    ] == result.stdout.splitlines()


def test_a_text_is_drawn_as_in_a_paragraph():
    texts = [
        "Ana Pérez",
        "Иванова",
        "علي حسن",
        "(עברית) x",
        "fi ffi AV",
        "soft\u00adhyphen",
        "a" * 900,
        "O’Neil & <b>",
    ]
    made = letter(texts)

    aside = {"علي حسن": "rtl", "(עברית) x": "rtl"}
    page = "".join(f"<p dir={aside.get(text, 'ltr')}>{escape(text)}</p>" for text in texts)
    names = ("css/fonts.css", "css/tokens.css", "css/names.css")
    styles = [stylesheet(folder("templates") / name, name) for name in names]
    document = weasyprint.HTML(string=f"<style>@page {{ size: 9000px }}</style>{page}").render(
        stylesheets=styles, font_config=fonts()
    )
    assert [each.width / 10 for each in texts_in(document.pages[0]._page_box)] == [
        made.drawings[text].width for text in texts
    ]
    with pikepdf.open(io.BytesIO(document.write_pdf(pdf_tags=True))) as file:
        drawn = re.findall(rb"BT\n.*? Tm\n(.*?)\nET", file.pages[0].Contents.read_bytes(), re.DOTALL)
    assert drawn == [made.drawings[text].operators.replace(b"/L0", b"/") for text in texts]


def test_fonts_are_shared_by_many_names():
    made = letter(f"Ana Pérez {number}" for number in range(600))

    assert 600 == len(made.drawings)
    assert 3 == len(made.fonts)


def test_memory_does_not_grow_with_the_class(tmp_path: Path):
    """The most memory that a process needs for many students over that for few, in megabytes."""
    written(GUIDE, tmp_path / "fruit")

    def most(count: int) -> float:
        (tmp_path / "class.csv").write_text("name,seat\n" + "".join(f"Ana {n},{n}\n" for n in range(count)))
        code = (
            "import resource; from pathlib import Path; from guide.classroom.make import class_set;"
            "from guide.classroom.order import Order;"
            "made = class_set(Path('fruit'), Path('build'), Order(Path('class.csv')));"
            "assert not made.failed, made; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
        )
        whole = [sys.executable, "-c", code]
        return float(
            subprocess.run(
                whole, cwd=tmp_path, env=surroundings({}), capture_output=True, text=True, check=True
            ).stdout
        )

    assert most(500) - most(20) < 40


def test_a_class_set_that_cannot_be_written_leaves_the_last_one_and_the_next_sweeps(tmp_path: Path):
    guide = written(GUIDE, tmp_path / "fruit")
    (tmp_path / "class.csv").write_text("name\nAna Pérez\n")
    order = Order(tmp_path / "class.csv", each=True)
    target = tmp_path / "build" / "fruit"
    (target / "fruit-class-key.pdf").mkdir(parents=True)

    failed = class_set(guide, tmp_path / "build", order)

    assert [f"{target}/fruit-class-key.pdf cannot be written: a folder of this name is in the way"] == [
        each.message for each in failed.diagnostics
    ]
    assert {} == files(target)

    (target / "fruit-class-key.pdf").rmdir()
    written({"fruit-class/.guide-abc.part": "left", ".guide-abc.part": "left"}, target)
    class_set(guide, tmp_path / "build", order)

    assert {
        "fruit-class.csv",
        "fruit-class.pdf",
        "fruit-class-key.pdf",
        "fruit-class/001-Ana-Pérez.pdf",
    } == set(files(target))
