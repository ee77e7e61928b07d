"""What leaves its space on the page, or is found in the PDF, is said at the line of the content."""

from __future__ import annotations

from pathlib import Path

from guide.build import packet
from guide.diagnostics import as_text
from guide.read import read
from render.conftest import Files, written

GUIDE: Files = {"guide.yaml": "title: Spill\nessential_question: Where?\n"}
QUESTIONS = "- text: Why?\n  lines: 1\n  answer: Because of many words that stand here.\n"


def said(files: Files, path: Path, edition: str = "teacher") -> str:
    guide, _ = read(written(GUIDE | files, path))
    assert guide
    return "\n".join(as_text(each) for each in packet(guide, edition, "letter").diagnostics)


def test_an_answer_that_is_longer_than_its_lines_is_said_where_it_is_written(tmp_path: Path):
    larger = ".set-answer.set-answer { font-size: 30pt; line-height: 15mm }"

    found = said({"questions.yaml": QUESTIONS, "templates/blocks/questions/block.css": larger}, tmp_path)

    assert (
        "questions.yaml:3:11: error: this is longer than its space on the page\n  3 |   answer: Because"
        in found
    )


def test_an_answer_in_its_space_is_none(tmp_path: Path):
    assert "" == said({"questions.yaml": QUESTIONS}, tmp_path)


def test_an_answer_that_makes_its_row_of_the_organizer_higher_is_longer_than_its_cell(tmp_path: Path):
    files: Files = {
        "organizer.yaml": "columns:\n  - name: One\nrows:\n  - label: First\n    answers: [Some words of an answer]\n",
        "templates/blocks/organizer/block.css": ".cell-answer { font-size: 90pt; line-height: 100pt }",
    }

    assert "organizer.yaml:5:15: error: this is longer than its space on the page" in said(files, tmp_path)


def test_a_table_that_is_wider_than_the_page_is_said(tmp_path: Path):
    blank = "{{_Donaudampfschifffahrtsgesellschaft_}}"
    table = f"| a | b | c | d |\n|---|---|---|---|\n| {blank} | {blank} | {blank} | {blank} |\n"

    found = said({"background.md": table}, tmp_path)

    assert "background.md: error: 'd' is wider than its place on the page" in found


WIDE: Files = {"templates/blocks/reading/block.css": ".blank-answer { font-size: 40pt; white-space: nowrap }"}
LONG = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenpension"


def test_a_word_of_prose_is_said_in_its_own_line(tmp_path: Path):
    prose = f"Some words.\n\nThen | a table\n---|---\nx | y\n\nAt last {{{{_{LONG}_}}}} stands here.\n"

    found = said({"background.md": prose} | WIDE, tmp_path)

    assert f"background.md:7:12: error: '{LONG[:39]}…' is wider than its place on the page" in found
    assert "  7 | At last {{_Donau" in found


def test_words_that_are_written_twice_name_the_file_alone(tmp_path: Path):
    found = said({"background.md": f"At last {{{{_{LONG}_}}}} and {LONG}.\n"} | WIDE, tmp_path)

    assert f"background.md: error: '{LONG[:39]}…' is wider than its place on the page" in found


def test_labels_on_top_of_each_other_name_the_event(tmp_path: Path):
    events = "- date: '1900'\n  title: First\n- date: '1950'\n  title: Second\n"
    files: Files = {
        "timeline.yaml": events,
        "templates/blocks/timeline/block.css": ".drawing { position: relative } .events li { position: absolute; top: 5mm !important; left: 5mm !important }",
    }

    assert "timeline.yaml:3:3: error: " in (found := said(files, tmp_path))
    assert "stand on top of each other" in found


def test_what_the_layout_engine_says_names_the_file(tmp_path: Path):
    files: Files = {
        "background.md": "Words.\n",
        "templates/blocks/reading/block.css": ".reading { no-such-property: 1 }",
    }

    assert "background.md: warning: in the sheet 'reading': Ignored `no-such-property" in said(
        files, tmp_path
    )


PALE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='120'>"
    "<text x='5' y='60' font-family='Inter' font-size='40' fill='#ddd'>Ada</text></svg>"
)


def test_what_is_found_on_a_page_of_the_pdf_names_the_file(tmp_path: Path):
    files: Files = {
        "background.md": "Words of a reading that are enough for a page. " * 60 + "\n",
        "figures.yaml": "- name: Ada\n  role: Poet\n  picture: {file: images/a.svg, alt: A woman}\n",
        "images/a.svg": PALE,
    }

    found = said(files, tmp_path, "student")

    assert "figures.yaml: error: page 3: 'Ada' is too pale to read" in found
