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
_LINES_OF_A_PAGE = 36
_KERNED = 1.012  # kerning and breaking words at hyphens leave a line more room than its advances tell


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
        # A number below the last line would stand on what follows; estimates err by a line in twenty.
        "line_numbers": range(5, lines - lines // 20, 5) if numbering == "lines" else (),
    }


def _line_count(block: Document) -> int:
    """How many lines the text takes, from the widths of its words."""
    room = _LINE_WIDTHS[bool(block.glosses)]
    count = 0
    for at, paragraph in enumerate(each for each in block.text.text.split("\n\n") if each.strip()):
        quoted = paragraph.startswith(">")
        free = (room - (6.0 if quoted else 0.0)) * _KERNED
        first = 5.0 if at and not quoted else 0.0
        count += len(metrics.wrap(markup.plain(paragraph), "serif", 11.5, free, first))
    return count


KIND = Kind("document", Document, order=500, files=("documents/*.md",), body="text", view=view)
