"""Editions that compose the handout anew: their letters, their sizes, and how their lines end."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from statistics import mean

import numpy
import pytest

from guide.editions import editions
from render.conftest import PAPERS, Built, Shipped
from render.pdf import Pdf, Word, foot
from render.test_typography import drawn, printed, shape

REFLOWED = [name for name, edition in editions().items() if edition.reflows]
TEXT = {"legible": 13.0, "large-print": 18.0}
CALLS_AND_FEET = {"legible": {10.5, 10.0}, "large-print": {14.0}}

EMPHATIC: dict[str, str | bytes] = {
    "guide.yaml": "title: Anew\nessential_question: What does it look like?\n",
    "background.md": (
        "Some *stress*, a [[term]] and a title[@key].\n\n"
        + "Internationalization and counterrevolutionaries misunderstand straightforward characterization. "
        * 12
        + "\n"
    ),
    "questions.yaml": "- text: Why *stress*?\n  skill: Sourcing\n",
    "quiz.yaml": "- text: Which?\n  choices: [first, second]\n  answer: a\n",
    "glossary.yaml": "- term: term\n  meaning: A *stress*.\n  native: слово\n  native_language: ru\n",
    "sources.yaml": "- id: key\n  title: The Key\n  type: book\n",
}


def body(pdf: Pdf) -> list[list[Word]]:
    """The words of each page without its foot."""
    return [[word for word in words if word not in foot(words)] for words in pdf.words]


def lines(words: list[Word]) -> list[list[Word]]:
    """The lines of a page. A number that is set high stands on none."""
    found: dict[float, list[Word]] = {}
    for word in words:
        if round(word.size, 1) == TEXT["legible"]:
            found.setdefault(round(word.bottom), []).append(word)
    return list(found.values())


@pytest.mark.parametrize("paper", PAPERS)
def test_latin_words_are_set_in_the_clear_face_and_cyrillic_ones_in_inter(shipped: Shipped, paper: str):
    fonts: dict[str, set[str]] = {"Latin": set(), "Cyrillic": set()}
    for page in shipped("legible", paper).pages:
        for char in page.chars:
            if char["text"].isalnum():
                script = "Cyrillic" if "\u0400" <= char["text"] <= "\u04ff" else "Latin"
                fonts[script].add(char["fontname"].partition("+")[2])

    assert {
        "Latin": {"Atkinson-Hyperlegible", "Atkinson-Hyperlegible-Bold"},
        "Cyrillic": {"Inter"},
    } == fonts


@pytest.mark.parametrize("edition", REFLOWED)
def test_nothing_is_smaller_than_the_text_but_feet_and_calls_of_footnotes(shipped: Shipped, edition: str):
    sizes = {round(char["size"], 1) for page in shipped(edition, "letter").pages for char in page.chars}

    assert TEXT[edition] in sizes
    assert CALLS_AND_FEET[edition] == {size for size in sizes if size < TEXT[edition]}


def test_headings_are_larger_by_a_fifth(shipped: Shipped):
    sizes = {round(char["size"], 1) for page in shipped("legible", "letter").pages for char in page.chars}
    larger = {size for size in sizes if size > TEXT["legible"]}

    assert len(larger) == 2
    assert min(larger) >= 1.2 * TEXT["legible"]


@pytest.mark.parametrize("edition", REFLOWED)
def test_stress_is_bold_and_never_italic(built: Built, edition: str):
    words = [word for page in built(EMPHATIC, edition).words for word in page]
    stressed = {word.font.partition("+")[2] for word in words if word.text.startswith(("stress", "term"))}

    assert len(stressed) == 1
    assert stressed.pop().endswith("Bold")
    assert [] == [word.text for word in words if "Italic" in word.font or "Oblique" in word.font]
    assert [word.text for page in built(EMPHATIC).words for word in page if "Italic" in word.font]


@pytest.mark.parametrize("edition", REFLOWED)
def test_no_word_is_divided(built: Built, edition: str):
    divided = re.compile(r"\w-\s|\w[\u00ad\u2010]|\ufffe")

    assert not divided.search(ends(built(EMPHATIC, edition)))
    assert divided.search(ends(built(EMPHATIC)))  # the handout's narrow column needs it


def ends(pdf: Pdf) -> str:
    """The words of all pages, with the line ends between them."""
    return "\n".join(word.text for words in pdf.words for word in words) + "\n"


@pytest.mark.parametrize("edition", REFLOWED)
def test_css_sets_no_capitals(built: Built, edition: str):
    texts = {name: built(EMPHATIC, name).text for name in (edition, "student")}

    assert (True, False) == ("Sourcing" in texts[edition], "SOURCING" in texts[edition])
    assert "SOURCING" in texts["student"]


@pytest.mark.parametrize("paper", PAPERS)
def test_lines_have_sixty_to_seventy_characters(shipped: Shipped, paper: str):
    pdf = shipped("legible", paper)
    reading = body(pdf)[pdf.destinations()["reading"][0] : pdf.destinations()["timeline"][0]]
    counts = [len(" ".join(word.text for word in line)) for page in reading for line in lines(page)]
    full = [count for count in counts if count > 55]

    assert len(full) > 50
    assert 60 <= mean(full) <= 70
    assert max(full) < 80


@pytest.mark.parametrize("edition", REFLOWED)
def test_lines_are_not_justified(built: Built, edition: str):
    """The spaces of the reading are equally wide."""
    pdf = built(EMPHATIC, edition)
    page = pdf.destinations()["reading"][0]
    words = [word for word in body(pdf)[page] if round(word.size, 1) == TEXT[edition]]
    gaps = [
        round(right.left - left.right, 1)
        for left, right in pairwise(words)
        if abs(left.top - right.top) < 1 and left.text.isalpha() and right.text.isalpha()
    ]

    assert len(gaps) > 20
    assert max(gaps) - min(gaps) < 1


LETTERS = "I l 1 O 0 B 8 a g q b d p Q R ł ñ é ß Å"
FACE = "atkinson-hyperlegible/AtkinsonHyperlegible-Regular.ttf"


def test_letters_are_those_of_the_clear_face(built: Built):
    """Also where letters of most faces look alike: I, l and 1, O and 0."""
    pdf = built({"guide.yaml": f"title: Letters\nessential_question: Q\nhook: {LETTERS}\n"}, "legible")
    known = LETTERS.split()
    chars = [
        char
        for char in pdf.pages[0].chars
        if round(char["size"], 1) == TEXT["legible"]
        and char["text"].strip()
        and "Bold" not in char["fontname"]
    ][-len(known) :]

    nearest = [
        min(known, key=lambda letter: numpy.abs(drawn(letter, FACE) - seen).mean())
        for seen in (shape(printed(pdf, 0, char)) for char in chars)
    ]

    assert known == [char["text"] for char in chars]
    assert known == nearest
    assert min(numpy.abs(drawn(a, FACE) - drawn(b, FACE)).mean() for a, b in combinations(known, 2)) > 0.02


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", REFLOWED)
def test_each_sheet_names_the_pages_of_the_handout(shipped: Shipped, edition: str, paper: str):
    anew, handout = shipped(edition, paper), shipped("student", paper)
    here, there = anew.destinations(), handout.destinations()
    sheets = ["reading", "timeline", "figures", "document-1", "document-5", "organizer", "questions", "quiz"]
    following = dict(pairwise([*sheets, "glossary"])) | {"document-1": "document-2"}

    for sheet in sheets:
        first, last = there[sheet][0] + 1, there[following[sheet]][0]
        told = f"Handout page {first}" if first == last else f"Handout pages {first}–{last}"
        assert f"· {told}" in anew.texts[here[sheet][0]]
    assert "Handout page" not in handout.text
