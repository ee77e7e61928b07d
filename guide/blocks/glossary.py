"""The words of the guide with their meanings."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from pydantic import Field

from guide import markup, metrics
from guide.desk import Desk
from guide.diagnostics import Diagnostic, error
from guide.model import Block, Guide, Kind, Model, Prose, Student


class Term(Model):
    """`forms` are other spellings under which the reading may mention the term."""

    term: Student[str]
    meaning: Student[Prose]
    native: Student[str | None] = None
    native_language: Student[str | None] = None
    forms: Student[tuple[str, ...]] = ()


class Glossary(Block):
    terms: Student[tuple[Term, ...]] = Field(min_length=1)

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        seen: dict[str, Term] = {}
        for term in self.terms:
            for name in (term.term, *term.forms):
                first = seen.setdefault(markup.folded(name), term)
                if first is not term:
                    where = f" (line {first.span.line})" if first.span else ""
                    yield error(
                        f"'{name}' is explained twice", term.place("term"), f"keep one of the two{where}"
                    )


_HEAD = 30.0  # mm: the sheet's head, which the first page has
_COLUMN = 0.48  # of the text's width
_LEAD, _BELOW = 13 * metrics.MM_PER_POINT, 1.9  # mm, as `block.css` sets them


def view(block: Glossary, desk: Desk) -> dict[str, Any]:
    """The terms in alphabetical order, page by page in two columns cut where they are equally long."""
    terms = sorted(block.terms, key=lambda term: _alphabetical(term.term))
    room = desk.paper.text_width * _COLUMN
    heights = [_height(term, room) for term in terms]
    pages, start, free = [], 0, desk.paper.text_height - _HEAD
    while start < len(terms):
        end = start + 1
        while end < len(terms) and _columns(heights[start : end + 1])[1] <= free:
            end += 1
        cut = start + _columns(heights[start:end])[0]
        pages.append([column for column in (terms[start:cut], terms[cut:end]) if column])
        start, free = end, desk.paper.text_height
    return {"pages_of_terms": pages}


def _alphabetical(term: str) -> str:
    """What a dictionary sorts by: letters without their accents."""
    letters = unicodedata.normalize("NFKD", term.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))


def _height(term: Term, room: float) -> float:
    head = metrics.wrap(f"{term.term} {term.native or ''}", "serif-semibold", 9.5, room)
    body = metrics.wrap(markup.plain(term.meaning.text), "serif", 9.5, room)
    return (len(head) + len(body)) * _LEAD + _BELOW


def _columns(heights: list[float]) -> tuple[int, float]:
    """After how many items the second column begins, and how high the higher column is."""
    cuts = range(1, len(heights) + 1)
    return min(
        ((cut, max(sum(heights[:cut]), sum(heights[cut:]))) for cut in cuts), key=lambda found: found[1]
    )


KIND = Kind("glossary", Glossary, order=900, files=("glossary.yaml", "glossary.csv"), rows="terms", view=view)
