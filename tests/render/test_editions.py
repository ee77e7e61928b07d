"""'Turn to page 4' means the same page to everyone, and every number, link and answer is in its place."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest

from guide.blocks.questions import check_passages
from guide.blocks.quiz import Item, Quiz
from guide.model import Guide, Info, Passage, Prose
from render.conftest import EDITIONS, PAPERS, Built, Shipped
from render.pdf import Pdf, Word, foot, letters
from render.samples import ANSWERED, words

SIZES = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}


def of_student(pdf: Pdf) -> list[int]:
    """The indices of the pages that students have too."""
    return [index for index, label in enumerate(pdf.labels) if not label.startswith("T")]


@pytest.mark.parametrize("paper", PAPERS)
def test_pages_for_teachers_come_first_and_are_counted_apart(shipped: Shipped, paper: str):
    teacher, student = shipped("teacher", paper), shipped("student", paper)
    count, own = len(student.labels), len(teacher.labels) - len(student.labels)

    assert [str(number) for number in range(1, count + 1)] == student.labels
    assert [*(f"T{number}" for number in range(1, own + 1)), *student.labels] == teacher.labels
    assert own > 0


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_printed_number_is_the_label(shipped: Shipped, edition: str, paper: str):
    pdf = shipped(edition, paper)

    assert pdf.labels == [max(foot(words), key=lambda word: word.right).text for words in pdf.words]


@pytest.mark.parametrize("paper", PAPERS)
def test_the_same_headings_stand_on_the_same_pages(shipped: Shipped, paper: str):
    def headings(pdf: Pdf) -> list[tuple[int, str, str]]:
        rows = [(level, title, pdf.labels[page]) for level, title, page in pdf.bookmarks()]
        return [row for row in rows if not row[2].startswith("T")]

    student = headings(shipped("student", paper))

    assert student == headings(shipped("teacher", paper))
    assert len(student) > 30


@pytest.mark.parametrize("paper", PAPERS)
def test_every_word_of_a_students_page_is_on_the_same_page_for_the_teacher(shipped: Shipped, paper: str):
    student, teacher = shipped("student", paper), shipped("teacher", paper)
    lost = {
        student.labels[at]: counted(student.words[at]) - counted(teacher.words[page])
        for at, page in zip(of_student(student), of_student(teacher), strict=True)
    }

    assert {} == {label: words for label, words in lost.items() if words}


def counted(words: list[Word]) -> Counter[str]:
    """The words of a page but for its foot, which names the edition."""
    return Counter(word.text for word in words) - Counter(word.text for word in foot(words))


def moved(words: list[Word], there: list[Word]) -> list[str]:
    """The words, but for the foot, that stand elsewhere on another page."""
    places: dict[str, list[Word]] = {}
    for word in there:
        places.setdefault(word.text, []).append(word)
    return [
        word.text
        for word in words
        if word not in foot(words)
        and not any(
            abs(word.left - other.left) < 1 and abs(word.top - other.top) < 1
            for other in places.get(word.text, [])
        )
    ]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_has_the_size_of_the_paper(shipped: Shipped, edition: str, paper: str):
    sizes = {
        (round(float(page.mediabox[2])), round(float(page.mediabox[3])))
        for page in shipped(edition, paper).file.pages
    }

    assert {tuple(round(side) for side in SIZES[paper])} == sizes


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_contents_tell_the_true_pages(shipped: Shipped, edition: str, paper: str):
    pdf = shipped(edition, paper)
    destinations = pdf.destinations()
    rows: dict[str, str] = {}  # a title that is broken at the end of a line or a page is two links
    for page, target, annotation in pdf.links():
        if pdf.page("1") <= page < destinations["reading"][0]:
            rows[str(target)] = f"{rows.get(str(target), '')} {within(pdf, page, annotation)}".strip()

    wrong = []
    for target, text in rows.items():
        number, title = re.split(r"\.? ", text, maxsplit=1)
        page = destinations[target][0]
        heading = title.partition(": ")[2] or title
        if number != pdf.labels[page] or letters(heading) not in letters(pdf.texts[page]):
            wrong.append(text)
    assert [] == wrong
    assert len(rows) > 10


def within(pdf: Pdf, page: int, annotation: Any) -> str:
    """The words that a link covers, and the number to the left of it."""
    x0, y0, x1, y1 = (float(value) for value in annotation.Rect)
    top, bottom = sorted((height(pdf, page) - y0, height(pdf, page) - y1))
    found = [
        word
        for word in pdf.words[page]
        if min(x0, x1) - 30 < word.left < max(x0, x1) and top < (word.top + word.bottom) / 2 < bottom
    ]
    return " ".join(word.text for word in sorted(found, key=lambda word: (round(word.top), word.left)))


def height(pdf: Pdf, page: int) -> float:
    return float(pdf.file.pages[page].mediabox[3])


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_bookmarks_lead_to_their_headings(shipped: Shipped, edition: str, paper: str):
    pdf = shipped(edition, paper)

    lost = [
        title
        for _, title, page in pdf.bookmarks()
        if letters(title).casefold() not in letters(pdf.texts[page]).casefold()
    ]

    assert [] == lost


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_links_lead_somewhere(shipped: Shipped, edition: str, paper: str):
    pdf = shipped(edition, paper)
    destinations = pdf.destinations()
    targets = [str(target) for _, target, _ in pdf.links()]

    assert set() == {target for target in targets if target not in destinations}
    assert {"ref-taubman", "timeline"} <= set(targets)


def test_a_citation_leads_to_its_source_on_another_sheet(shipped: Shipped):
    pdf = shipped("student", "letter")
    sources = {
        (pdf.labels[page], pdf.labels[pdf.destinations()[str(target)][0]])
        for page, target, _ in pdf.links()
        if str(target) == "ref-taubman"
    }

    assert sources
    assert all(int(here) < int(there) for here, there in sources)
    page, top = pdf.destinations()["ref-taubman"]
    assert (
        "Taubman,"
        == min(
            (word for word in pdf.words[page] if word.top > top - 4),
            key=lambda word: (round(word.top), word.left),
        ).text
    )


@dataclass(frozen=True)
class Space:
    """Ruled lines to write on, from the room above the first to the last."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, word: Word) -> bool:
        return (
            self.left - 0.5 <= word.left
            and word.right <= self.right + 0.5
            and self.top - 0.5 <= word.top
            and word.bottom <= self.bottom + 0.5
        )


GREY = 0x75 / 255


def spaces(pdf: Pdf, page: int) -> list[Space]:
    """The runs of ruled lines of a page, from top to bottom."""
    rules = sorted(
        {
            (round(rect["x0"], 1), round(rect["top"], 1), round(rect["x1"], 1), round(rect["bottom"], 1))
            for rect in pdf.pages[page].rects
            if abs((rect["non_stroking_color"] or [0])[0] - GREY) < 0.01 and 23.8 < rect["height"] < 24.3
        },
        key=lambda rule: (rule[0], rule[1], -rule[3]),
    )
    found: list[Space] = []
    for left, top, right, bottom in rules:
        last = found[-1] if found else None
        if last and last.left == left and top < last.bottom + 1:
            found[-1] = Space(left, last.top, right, max(bottom, last.bottom))
        else:
            found.append(Space(left, top, right, bottom))
    return sorted(found, key=lambda space: space.top)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("number", [1, 2, 3, 6, 7, 8, 9, 10])
def test_an_answer_stands_on_the_lines_of_its_question(built: Built, paper: str, number: int):
    pdf = built(ANSWERED, "teacher", paper)
    page, asked = next(
        (at, word)
        for at in of_student(pdf)
        for word in pdf.words[at]
        if word.text.casefold() == f"ask{number}"
    )
    answer = [word for word in pdf.words[page] if word.text == f"re{number}"]
    space = next(each for each in spaces(pdf, page) if each.top > asked.bottom - 2)

    assert [] == [word for word in answer if not space.holds(word)]
    assert ANSWERED_WORDS[f"re{number}"] == len(answer)


ANSWERED_WORDS = {
    f"re{number}": "".join(str(text) for text in ANSWERED.values()).count(f"re{number} ") + 1
    for number in range(1, 11)
}


@pytest.mark.parametrize("paper", PAPERS)
def test_an_answer_touches_nothing_else(built: Built, paper: str):
    pdf = built(ANSWERED, "teacher", paper)
    touching = [
        (a.text, b.text)
        for page in of_student(pdf)
        for at, a in enumerate(pdf.words[page])
        for b in pdf.words[page][at + 1 :]
        if a.overlaps(b)
    ]

    assert [] == touching


@pytest.mark.parametrize("paper", PAPERS)
def test_answers_move_nothing(built: Built, paper: str):
    student, teacher = built(ANSWERED, "student", paper), built(ANSWERED, "teacher", paper)

    for at, page in zip(of_student(student), of_student(teacher), strict=True):
        assert [] == moved(student.words[at], teacher.words[page])
        assert spaces(student, at) == spaces(teacher, page)


def test_a_students_page_has_no_answers(built: Built):
    assert [] == re.findall(r"\bre\d+", built(ANSWERED, "student").text)
    assert 1 == built(ANSWERED, "teacher").text.count("blank to fill in".split()[0])


@pytest.mark.parametrize("sheet", ["reading", "organizer", "questions", "quiz"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_sheet_alone_keeps_its_numbers_and_its_words(built: Built, edition: str, sheet: str):
    whole, alone = built(ANSWERED, edition), built(ANSWERED, edition, "letter", sheet)
    start = whole.destinations()[sheet][0]

    assert whole.labels[start : start + len(alone.labels)] == alone.labels
    assert whole.texts[start : start + len(alone.labels)] == alone.texts
    assert f"guide-{edition}-{sheet}.pdf" == alone.packet.name


def test_one_document_can_be_had_alone(built: Built):
    alone = built(ANSWERED, "teacher", "letter", "document")

    assert 1 == alone.packet.page_count
    assert "Letter" in alone.text
    assert isinstance(alone.file.Root.PageLabels, pikepdf.Dictionary)


def test_the_longest_answers_that_are_accepted_stand_on_their_lines(built: Built):
    """On the narrowest paper, in a reading's column, in a document with glosses and in a quiz."""
    files: dict[str, str | bytes] = {
        "guide.yaml": "title: Longest\nessential_question: Do they fit?\n",
        "background.md": "Then ask1.\n\n" + passage("re1", longest("re1", 116.0)) + "\nA [[term]].\n",
        "documents/a.md": (
            "---\ntitle: A\norigin: B\nglosses:\n  - word: w\n    meaning: m\n---\n"
            "Then ask3.\n\n" + passage("re3", longest("re3", 117.0))
        ),
        "quiz.yaml": f"- text: ask4\n  lines: 3\n  answer: {words('re4', longest_of_a_quiz('re4'))}\n",
        "glossary.yaml": "- term: term\n  meaning: So.\n",
    }
    pdf = built(files, "teacher", "a4")
    for number in (1, 3, 4):
        page, asked = next(
            (at, word)
            for at in of_student(pdf)
            for word in pdf.words[at]
            if word.text.startswith(f"ask{number}")
        )
        space = next(each for each in spaces(pdf, page) if each.top > asked.bottom - 2)
        answer = [word for word in pdf.words[page] if word.text == f"re{number}"]

        assert answer
        assert [] == [word for word in answer if not space.holds(word)]


def passage(word: str, count: int) -> str:
    return f"/// answer\n    lines: 3\n\n{words(word, count)}\n///\n"


def longest(word: str, room: float) -> int:
    refused = (count for count in range(1, 400) if list(check_passages(Prose(passage(word, count)), room)))
    return next(refused) - 1


def longest_of_a_quiz(word: str) -> int:
    def refused(count: int) -> bool:
        item = Item(text=Passage("Why?"), lines=3, answer=Prose(words(word, count)))
        return any(Quiz(items=(item,)).check(Guide("", "", Info(title="", essential_question=""))))

    return next(count for count in range(1, 600) if refused(count)) - 1
