"""Text in drawings, which WeasyPrint sets letter by letter.

That takes many times as long, and what is made of several letters falls apart: ligatures, and all of Arabic.
So here, and only here, we do not give what WeasyPrint gives, but what it gives of the same text on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.svg import Node
from weasyprint.svg.utils import normalize

from guide.engine.swap import in_place_of

# Of these, each letter has its own share.
_APART = frozenset(("dx", "dy", "rotate", "letter-spacing", "textLength"))


class _Whole(str):
    """A text that is one letter to whoever goes through its letters."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


def _text(node: Any) -> str | None:
    """A node's text; whole, unless its letters are placed one by one."""
    said: str | None = node._etree_node.text
    placed = node.attrib
    if said and _APART.isdisjoint(placed) and _is_one(placed.get("x", "0")) and _is_one(placed.get("y", "0")):
        return _Whole(said)
    return said


def _is_one(place: str) -> bool:
    return place.replace(".", "", 1).isdecimal() or len(normalize(place).split()) < 2


in_place_of(Node, "text")(property(_text))
