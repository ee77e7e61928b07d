"""The first page: title, essential question, name line, hook, what you will do, contents."""

from __future__ import annotations

from typing import Any

from guide.desk import Desk
from guide.model import Block, Kind


def view(block: Block, desk: Desk) -> dict[str, Any]:
    """The contents: every sheet for students that stands in the packet, with its true page."""
    contents = []
    for placed in desk.guide.blocks:
        if placed.kind == "cover" or placed.id not in desk.pages:
            continue
        name, title = desk.name(placed), placed.block.title
        shown = f"{name}: {title}" if title and placed.kind == "document" else title or name
        contents.append({"id": placed.id, "title": shown, "page": desk.pages[placed.id].first})
    if len(contents) == 1:
        contents = []
    half = -(-len(contents) // 2)
    return {"contents": [column for column in (contents[:half], contents[half:]) if column]}


KIND = Kind("cover", Block, order=100, after_layout=True, view=view)
