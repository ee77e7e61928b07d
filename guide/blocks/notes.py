"""Background for the teacher, a note on sensitive content, and notes on single pages of the handout."""

from __future__ import annotations

from typing import Any

from guide.blocks.document import Document
from guide.blocks.figures import Figures
from guide.blocks.sources import Sources
from guide.blocks.timeline import Timeline
from guide.desk import Desk
from guide.model import Block, Kind, Passage, Placed, Prose


class Notes(Block):
    sensitive: Prose | None = None
    body: Passage = Passage("")


def view(block: Notes, desk: Desk) -> dict[str, Any]:
    """Notes on documents, figures, events and sources, for which their own pages have no room."""
    rows = [
        {"page": desk.pages[placed.id].first, "what": what, "note": note}
        for placed in desk.guide.blocks
        for what, note in _notes(placed, desk)
    ]
    return {"page_notes": rows}


def _notes(placed: Placed, desk: Desk) -> list[tuple[str, Prose]]:
    block = placed.block
    if isinstance(block, Document):
        found = [(f"{desk.name(placed)}", block.note)]
    elif isinstance(block, Figures):
        found = [(figure.name, figure.note) for figure in block.figures]
    elif isinstance(block, Timeline):
        found = [(event.title, event.note) for event in block.events]
    elif isinstance(block, Sources):
        found = [(reference.title, reference.annotation) for reference in block.references]
    else:
        found = []
    return [(what, note) for what, note in found if note]


KIND = Kind(
    "notes",
    Notes,
    order=40,
    files=("teacher-notes.md",),
    body="body",
    for_teachers=True,
    after_layout=True,
    view=view,
)
