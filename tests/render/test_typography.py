"""The right glyphs of our own fonts, the right figures, and every word in its place."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy
import pytest
from bench.content import content, write_guide
from PIL import Image, ImageDraw, ImageFont

from guide.build import make
from guide.metrics import FONTS
from guide.paper import PAPERS as KNOWN_PAPERS
from guide.resources import folder
from render.conftest import EDITIONS, PAPERS, Built, Shipped, written
from render.pdf import MM, Pdf, Word, foot
from render.samples import BEFORE_OUR_ERA, events, timeline

SCALE = 6.0
SOUND = [(edition, paper) for edition in EDITIONS for paper in PAPERS]
FAMILIES = "Source-Serif-4|Source-Serif-4-Display|Inter|Atkinson-Hyperlegible"
OURS = re.compile(rf"[A-Z]{{6}}\+({FAMILIES})(-Semi-Bold|-Bold)?(-Italic)?,?")


def shape(ink: numpy.ndarray) -> numpy.ndarray:
    """What is dark in a picture, cut out and brought to one size."""
    rows, columns = numpy.flatnonzero(ink.any(1)), numpy.flatnonzero(ink.any(0))
    assert rows.size, "nothing is printed"
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return (
        numpy.asarray(Image.fromarray(cut.astype(numpy.uint8) * 255).resize((32, 32), Image.Resampling.BOX))
        / 255
    )


def printed(pdf: Pdf, page: int, char: dict[str, Any]) -> numpy.ndarray:
    """The pixels of a character that has spaces beside it."""
    pixels = pdf.pixels(page, SCALE)
    air = char["size"] * 0.12
    left, right = int((char["x0"] - air) * SCALE), int((char["x1"] + air) * SCALE) + 1
    top, bottom = int((char["top"] - 2 * air) * SCALE), int((char["bottom"] + 2 * air) * SCALE) + 1
    return pixels[top:bottom, left:right] < 128


@cache
def drawn(letter: str, font: str) -> numpy.ndarray:
    """A letter as the font's own file has it; the font is one that text is measured with, or a file."""
    picture = Image.new("L", (400, 400), 255)
    file = folder("templates") / "fonts" / FONTS.get(font, font)
    ImageDraw.Draw(picture).text((100, 100), letter, font=ImageFont.truetype(str(file), 160), fill=0)
    return shape(numpy.asarray(picture) < 128)


LETTERS = "Ж щ ю Я б ф П ъ ё ń é ł ő ř ç ß Å g Q R x"


def test_letters_are_printed_as_the_font_draws_them(built: Built):
    """A font that is split by script prints other letters, while the text that is read out stays right."""
    pdf = built({"guide.yaml": f"title: Letters\nessential_question: {LETTERS}\n"})
    chars = [char for char in pdf.pages[0].chars if abs(char["size"] - 19) < 0.1 and char["text"].strip()]
    known = LETTERS.split()

    nearest = [
        min(known, key=lambda letter: numpy.abs(drawn(letter, "serif") - seen).mean())
        for seen in (shape(printed(pdf, 0, char)) for char in chars)
    ]

    assert known == [char["text"] for char in chars]
    assert known == nearest


def test_the_shapes_of_letters_can_be_told_apart():
    """What the test above relies on: no two of the letters look the same."""
    differences = [
        numpy.abs(drawn(a, "serif") - drawn(b, "serif")).mean() for a, b in combinations(LETTERS.split(), 2)
    ]

    assert min(differences) > 0.03


def word_pixels(pdf: Pdf, page: int, word: Word) -> numpy.ndarray:
    pixels = pdf.pixels(page, SCALE)
    cut = (
        slice(int(word.top * SCALE), int(word.bottom * SCALE)),
        slice(int(word.left * SCALE), int(word.right * SCALE)),
    )
    return pixels[cut] < 128


@pytest.mark.parametrize("font", ["Display", "Inter", "Serif"])
def test_words_in_other_scripts_are_no_boxes(built: Built, font: str):
    """Missing glyphs would all be the same box."""
    names = ["Хрущёв", "Сталин", "Poznań", "Poznaé"]
    pdf = built(
        {
            "guide.yaml": f"title: {' '.join(names)}\nessential_question: Q\nhook: {' '.join(names)}\n"
            f"objectives: [Read.]\nsubject: {' '.join(names)}\n"
        }
    )
    seen = {
        word.text.casefold(): shape(word_pixels(pdf, 0, word))
        for word in pdf.words[0]
        if font in word.font and word.text.casefold() in [name.casefold() for name in names]
    }

    assert {name.casefold() for name in names} == set(seen)
    assert min(numpy.abs(a - b).mean() for a, b in combinations(seen.values(), 2)) > 0.02


NAME = "Bartholomäus" * 17  # a name of two hundred letters, without a place to break it


def test_what_one_of_our_fonts_lacks_comes_from_the_other_and_a_long_name_stays_on_its_page(built: Built):
    """A system's own font would print other pages on another computer. Nothing may be said of these pages."""
    signs = "● ☐ ✓ ʔ ȑ ⅓ ≤ e\u0301 x\u0304 soft\u00adhyphens"
    pdf = built(
        {
            "guide.yaml": f"title: {signs}\nessential_question: {NAME}\nhook: {signs}\n",
            "background.md": f"---\ntitle: {NAME}\n---\n{signs} {NAME}\n\n| {signs} | b |\n|---|---|\n| {NAME} | c |\n",
            "timeline.yaml": f"- date: 1956\n  title: {NAME}\n- date: 1957\n  title: {signs}\n",
            "glossary.yaml": f"- term: {NAME}\n  meaning: {signs}\n",
            "figures.yaml": f"- name: {NAME}\n  role: {signs}\n",
        }
    )

    assert [] == [name for name in fonts_of(pdf) if not OURS.fullmatch(name)]
    assert () == pdf.packet.diagnostics
    for sign in "●☐✓ʔȑ⅓":
        assert sign in "".join(pdf.texts)


def fonts_of(pdf: Pdf) -> dict[str, Any]:
    found = {}
    for page in pdf.file.pages:
        for font in page.Resources.get("/Font", {}).values():
            found[str(font.BaseFont)[1:]] = font
    return found


def is_embedded(font: Any) -> bool:
    descriptor = font.DescendantFonts[0].FontDescriptor
    return "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_all_fonts_are_ours_subset_and_embedded(shipped: Shipped, edition: str, paper: str):
    fonts = fonts_of(shipped(edition, paper))

    assert [] == [name for name in fonts if not OURS.fullmatch(name)]
    assert [] == [name for name, font in fonts.items() if not is_embedded(font)]
    assert len(fonts) > 1


def test_signs_that_our_fonts_lack_bring_no_font_along_unseen(built: Built):
    """The test of fonts can fail: a sign that none of ours has brings a font of the system or a box."""
    pdf = built({"guide.yaml": "title: Signs\nessential_question: “Ω” – … § ¶ × ½ № → −\n"})

    assert [] == [name for name in fonts_of(pdf) if not OURS.fullmatch(name)]


def figure_heights(pdf: Pdf, page: int, size: float, font: str, figures: str = "012") -> list[float]:
    """How high lone figures are, as a share of the size of the font."""
    chars = [
        char
        for char in pdf.pages[page].chars
        if char["text"] in figures and abs(char["size"] - size) < 0.01 and font in char["fontname"]
    ]
    heights = []
    for char in chars:
        rows = numpy.flatnonzero(printed(pdf, page, char).any(1))
        heights.append((rows[-1] - rows[0] + 1) / SCALE / char["size"])
    return heights


FIGURES: dict[str, str | bytes] = {
    "guide.yaml": "title: Figures\nessential_question: Q\n",
    "background.md": "---\ntitle: A 0 1 2 head\n---\nLow are 0 and 1 and 2 in prose.\n",
    "timeline.yaml": "- date: '2012'\n  title: Year 0 or 1 or 2\n- date: '0002'\n  title: Long ago\n",
}


def test_figures_in_prose_are_old_style(built: Built):
    heights = figure_heights(built(FIGURES), 1, 10.5, "Source-Serif")

    assert 3 <= len(heights)
    assert max(heights) < 0.56


def test_figures_in_titles_and_dates_are_lining(built: Built):
    pdf = built(FIGURES)
    in_titles = figure_heights(pdf, 1, 24, "Display") + figure_heights(pdf, 2, 9.5, "Source-Serif")
    in_dates = figure_heights(pdf, 2, 7.5, "Inter-Semi-Bold", "2")

    assert 6 <= len(in_titles)
    assert min(in_titles) > 0.6
    assert in_dates
    assert min(in_dates) > 0.6


@pytest.mark.parametrize(("edition", "paper"), SOUND)
def test_no_text_leaves_the_text_block(shipped: Shipped, edition: str, paper: str):
    """But for the foot of the page and the tab, which stand in the margin below and above."""
    pdf, room = shipped(edition, paper), KNOWN_PAPERS[paper]
    left, right = room.side * MM - 1, (room.width - room.side) * MM + 1
    top, bottom = room.head * MM - 2, (room.height - room.foot) * MM + 2
    beyond = [
        (label, word.text, round(word.left), round(word.top))
        for label, words in zip(pdf.labels, pdf.words, strict=True)
        for word in words
        if word not in foot(words)
        and not is_tab(word, pdf, room.head)
        and not (left <= word.left and word.right <= right and top <= word.top and word.bottom <= bottom)
    ]

    assert [] == beyond


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_foot_stands_apart_from_the_text(shipped: Shipped, edition: str):
    pdf = shipped(edition, "letter")
    room = KNOWN_PAPERS["letter"]

    assert [] == [
        label
        for label, words in zip(pdf.labels, pdf.words, strict=True)
        if min(word.top for word in foot(words)) < max(w.bottom for w in words if w not in foot(words)) + 2
        or max(word.bottom for word in foot(words)) > room.height * MM - 15
    ]


def is_tab(word: Word, pdf: Pdf, head: float) -> bool:
    return word.text == "TEACHER" and word.bottom < head * MM


def overlapping(pdf: Pdf) -> list[tuple[str, str, str]]:
    found = []
    for label, words in zip(pdf.labels, pdf.words, strict=True):
        ordered = sorted(words, key=lambda word: word.top)
        for at, word in enumerate(ordered):
            for other in ordered[at + 1 :]:
                if other.top > word.bottom:
                    break
                if word.overlaps(other):
                    found.append((label, word.text, other.text))
    return found


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_no_words_overlap(shipped: Shipped, edition: str, paper: str):
    assert [] == overlapping(shipped(edition, paper))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    "events_", [events(60), events(1), BEFORE_OUR_ERA], ids=["sixty", "one", "before our era"]
)
def test_no_words_overlap_in_a_timeline(built: Built, events_: list[dict[str, str]], paper: str):
    assert [] == overlapping(built(timeline(events_), "student", paper))


def test_overlapping_words_are_found():
    word = Word("a", 10, 100, 40, 110, "Inter", 10)

    assert word.overlaps(Word("b", 38, 104, 60, 114, "Inter", 10))
    assert not word.overlaps(Word("b", 40, 100, 60, 110, "Inter", 10))
    assert not word.overlaps(Word("b", 10, 108, 40, 118, "Inter", 10))


@pytest.mark.parametrize(("edition", "paper"), SOUND)
def test_there_is_nothing_to_say_about_the_shipped_guide(shipped: Shipped, edition: str, paper: str):
    """No warning of WeasyPrint's, and nothing else to mend."""
    assert () == shipped(edition, paper).packet.diagnostics


@pytest.mark.parametrize("paper", PAPERS)
def test_no_line_number_stands_below_the_last_line(tmp_path: Path, paper: str):
    """Estimates count fifteen lines and more in these texts, of which one of the papers has fourteen."""
    thick = content(800)
    few = replace(content(10), passages=[content(10).passages[0], *thick.passages[480:483]])
    guide = write_guide(few, tmp_path / "guide")

    made = make(guide, [("student", paper)])

    assert [] == [each.message for each in made.diagnostics if each.is_error]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_fifth_line_is_numbered(tmp_path: Path, paper: str):
    what = replace(content(10), passages=content(30).passages)
    packet = Pdf(make(write_guide(what, tmp_path / "guide"), [("student", paper)]).packets[0])

    beside = (
        word
        for page in packet.words
        for word in page
        if 20 * MM < word.left and word.right < 26 * MM and word.size < 8
    )
    numbers = [word.text for word in beside]

    texts = len(what.passages)
    assert texts == numbers.count("5") == numbers.count("10")
    assert numbers.count("15") > texts / 6  # as many as have fifteen lines for certain


def test_numbers_and_dates_are_printed_as_they_are_written(tmp_path: Path):
    """German dates begin like entries of a list, and a list may begin with another number than 1."""
    guide = written(
        {
            "guide.yaml": "title: A\nessential_question: B\nsides: 1\n",
            "background.md": "3. Third\n4. Fourth\n\n1957. A year that counts.\n",
            "quiz.yaml": "- text: When?\n  choices: [20. Juli 1969, 24. Juli 1969]\n  answer: A\n",
        },
        tmp_path,
    )
    made = make(guide, [("student", "letter")])

    assert not made.failed, made.diagnostics
    text = " ".join(Pdf(made.packets[0]).text.split())
    for each in ("Third Fourth", "3. 4.", "1957. A year that counts.", "20. Juli 1969 24. Juli 1969"):
        assert each in text


def test_an_item_without_an_answer_has_its_place_in_the_key(tmp_path: Path):
    items = "- text: Who?\n  lines: 1\n- text: Who else?\n  lines: 1\n  answer: Armstrong\n"
    files = {"guide.yaml": "title: A\nessential_question: B\n", "quiz.yaml": items, "assessment.yaml": "{}\n"}
    made = make(written(files, tmp_path), [("teacher", "letter")])

    assert not made.failed, made.diagnostics
    assert "Quiz key – Armstrong 1. 2." in " ".join(Pdf(made.packets[0]).text.split())
