"""A reading: prose in numbered paragraphs, with the glossary's words explained in the margin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guide import markup
from guide.blocks.questions import check_passages
from guide.desk import Desk
from guide.diagnostics import Diagnostic
from guide.model import Block, Guide, Kind, Passage, Student
from guide.paper import NARROWEST


class Reading(Block):
    body: Student[Passage] = Passage("")

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        yield from check_passages(self.body, NARROWEST - _BESIDE)


_BESIDE = 56.0  # mm: the numbers at the left of the column and the words at its right, as in `block.css`


def view(block: Reading, desk: Desk) -> dict[str, Any]:
    """Whether words are explained in the margin."""
    return {"explains": any(markup.terms(block.body.text))}


KIND = Kind("reading", Reading, order=200, files=("*.md",), body="body", view=view)
