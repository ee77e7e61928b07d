"""A reading: prose in numbered paragraphs, with the glossary's words explained in the margin."""

from __future__ import annotations

from typing import Any

from guide import markup
from guide.desk import Desk
from guide.model import Block, Kind, Passage, Student


class Reading(Block):
    body: Student[Passage] = Passage("")


def view(block: Reading, desk: Desk) -> dict[str, Any]:
    """Whether words are explained in the margin."""
    return {"explains": any(markup.terms(block.body.text))}


KIND = Kind("reading", Reading, order=200, files=("*.md",), body="body", view=view)
