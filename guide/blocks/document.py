"""A source document: what it is, its text with numbered lines or paragraphs, glosses, questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from markupsafe import Markup

from guide import markup, metrics, pictures
from guide.blocks.questions import Question, check_answers, check_passages
from guide.desk import Desk
from guide.diagnostics import Diagnostic
from guide.model import Block, Guide, Kind, Model, Passage, Prose, Student
from guide.pictures import Picture


class Gloss(Model):
    word: Student[str]
    meaning: Student[Prose]


class Document(Block):
    """`origin` is what it is, `audience` whom it was made for, `location` where it is now.

    A cartoon, a poster, a photograph or a map is a document with a `picture`, with or without text.
    """

    title: Student[str]
    origin: Student[Prose]
    author: Student[Prose | None] = None
    date: Student[str | None] = None
    audience: Student[Prose | None] = None
    location: Student[Prose | None] = None
    headnote: Student[Prose | None] = None
    rights: Student[Prose | None] = None
    text_is: Student[Literal["whole", "excerpt", "adapted"]] = "excerpt"
    numbering: Student[Literal["lines", "paragraphs", "none"] | None] = None
    glosses: Student[tuple[Gloss, ...]] = ()
    questions: Student[tuple[Question, ...]] = ()
    picture: Student[Picture | None] = None
    text: Student[Passage] = Passage("")
    note: Prose | None = None

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        yield from check_answers(self.questions)
        yield from check_passages(self.text, _LINE_WIDTHS[bool(self.glosses)])
        if self.picture:
            yield from pictures.check(guide.folder, self.picture, "page")


_FIELDS = ("origin", "author", "date", "audience", "location")
_LINE_WIDTHS = {True: 117.0, False: 160.0}  # mm, with glosses beside the text and without
_BESIDE = 10.0  # mm left of the text, for the numbers
_LINES_OF_A_PAGE = 36
_KERNED = 1.012  # kerning and breaking words at hyphens leave a line more room than its advances tell
_AT_MOST = 1.03  # so much more that no text has fewer lines


def view(block: Document, desk: Desk) -> dict[str, Any]:
    """How the text is numbered. Lines are numbered where it is short, plain prose on one page."""
    html = desk.prose(block.text)
    lines = _line_count(block)
    flows = not any(f"<{tag}" in html for tag in ("table", "ul", "ol", "h2", "h3", "dl", "figure"))
    if desk.edition.reflows:
        flows = False  # its lines are others
    wanted = block.numbering if flows or block.numbering != "lines" else None
    numbering = wanted or ("lines" if flows and lines <= _LINES_OF_A_PAGE else "paragraphs")
    if numbering == "paragraphs":
        html = desk.prose(block.text, markup.Options(numbered=True))
    return {
        "fields": [name for name in _FIELDS if getattr(block, name)],
        "numbering": numbering,
        "text": Markup(html),
        "line_numbers": _line_numbers(block, desk) if numbering == "lines" else (),
    }


def _line_numbers(block: Document, desk: Desk) -> range:
    """Every fifth line that is there on this paper: a number below the last would stand on what follows."""
    width = _LINE_WIDTHS[True] if block.glosses else desk.paper.text_width - _BESIDE
    return range(5, _count(block, width * _AT_MOST) + 1, 5)


def _line_count(block: Document) -> int:
    """How many lines the text takes, on any paper."""
    return _count(block, _LINE_WIDTHS[bool(block.glosses)] * _KERNED)


def _count(block: Document, room: float) -> int:
    """How many lines the text takes, from the widths of its words; `room` is that of a line, in mm."""
    count = 0
    for at, paragraph in enumerate(each for each in block.text.text.split("\n\n") if each.strip()):
        quoted = paragraph.startswith(">")
        free = room - (6.0 if quoted else 0.0)
        first = 5.0 if at and not quoted else 0.0
        count += len(metrics.wrap(markup.plain(paragraph), "serif", 11.5, free, first))
    return count


KIND = Kind("document", Document, order=500, files=("documents/*.md",), body="text", view=view)
