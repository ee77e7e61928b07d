"""A packet for both sides of the paper ends on the back of a leaf, and page 1 begins one."""

from __future__ import annotations

import io

import pikepdf
import pytest

from guide.proof import Expected, prove
from render.conftest import EDITIONS, PAPERS, Built, Shipped
from render.pdf import Pdf, letters

ODD: dict[str, str | bytes] = {  # three pages for students, one for the teacher
    "guide.yaml": "title: Odd\nessential_question: How many?\n",
    "background.md": "A few words to read.\n\nAnd some more.\n",
    "questions.yaml": "- text: Why?\n  lines: 8\n",
    "lesson.yaml": "plans:\n  - title: A\n    periods:\n      - title: B\n        steps:\n          - minutes: 5\n            do: Read.\n",
}
ONE_SIDED = {**ODD, "guide.yaml": f"{ODD['guide.yaml']!s}sides: 1\n"}
EVEN = {name: text for name, text in ODD.items() if name != "questions.yaml"}
ONE_PAGE = {**ODD, "guide.yaml": f"{ODD['guide.yaml']!s}packet: [questions]\n"}


def headings(pdf: Pdf) -> list[str]:
    return [node.text.strip() for node in pdf.tree.all("H1")]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_shipped_packets_end_on_the_back_of_a_leaf(shipped: Shipped, edition: str, paper: str):
    labels = shipped(edition, paper).labels

    assert (0, 0) == (len(labels) % 2, labels.index("1") % 2)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_page_for_notes_makes_the_pages_even(built: Built, edition: str):
    pdf = built(ODD, edition)

    assert 0 == len(pdf.labels) % 2
    assert 0 == pdf.labels.index("1") % 2
    assert 1 == [title for level, title, page in pdf.bookmarks() if pdf.labels[page][0] != "T"].count("Notes")
    assert "Notes" == headings(pdf)[-1]


def test_the_page_for_notes_is_full_of_lines_and_listed_nowhere(built: Built):
    pdf = built(ODD)
    rules = [rect["bottom"] for rect in pdf.pages[-1].rects]

    assert ["1", "2", "3", "4"] == pdf.labels
    assert min(rules) < 140
    assert max(rules) > pdf.pages[-1].height - 90
    assert "jottings" not in {str(target) for _, target, _ in pdf.links()}
    assert () == pdf.packet.diagnostics


def test_the_teachers_own_pages_get_one_too_and_the_print_list_counts_the_students(built: Built):
    pdf = built(ODD, "teacher")

    assert ["T1", "T2", "1", "2", "3", "4"] == pdf.labels
    assert "TEACHER" in pdf.texts[1]
    assert 2 == headings(pdf).count("Notes")
    assert "1–4" in pdf.texts[0]
    assert letters("two-sided 2 × 30 = 60") in letters(pdf.texts[0])


@pytest.mark.parametrize(("edition", "count"), [("student", 3), ("teacher", 4)])
def test_nothing_is_added_for_one_side(built: Built, edition: str, count: int):
    pdf = built(ONE_SIDED, edition)

    assert count == len(pdf.labels)
    assert "Notes" not in headings(pdf)
    assert () == pdf.packet.diagnostics
    assert edition == "student" or letters("one-sided 3 × 30 = 90") in letters(pdf.texts[0])


def test_nothing_is_added_to_an_even_number(built: Built):
    assert ["1", "2"] == built(EVEN).labels
    assert "Notes" not in headings(built(EVEN))


def test_nothing_is_added_to_a_single_page_and_to_a_sheet_alone(built: Built):
    assert ["1"] == built(ONE_PAGE).labels
    assert ["3"] == built(ODD, "student", "letter", "questions").labels


def test_the_proof_says_that_a_packet_for_two_sides_is_odd():
    def said(pages: int, two_sided: bool) -> list[str]:
        file, data = pikepdf.new(), io.BytesIO()
        for _ in range(pages):
            file.add_blank_page()
        file.save(data)
        found = prove(data.getvalue(), Expected(two_sided=two_sided))
        return [each.message for each in found if "odd number" in each.message]

    assert ["the packet is printed on both sides and has 3 pages, an odd number"] == said(3, True)
    assert [] == [*said(4, True), *said(3, False)]
