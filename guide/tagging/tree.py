"""The structure of a sheet: its elements in the order of reading, with the marked content of its pages.

Pages are counted from 0 within the sheet. What is numbered by a file, such as objects, comes when the sheet
is written into one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Mark(NamedTuple):
    """Marked content: its page and its number there."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Link:
    """An annotation of a page, announced by its words. `rectangle` is WeasyPrint's, in CSS pixels."""

    page: int
    kind: str
    target: str
    rectangle: tuple[float, float, float, float]
    words: str


@dataclass(frozen=True, slots=True)
class Space:
    """Room to write in, as a field. `look` is one of `spaces.LOOKS`; `rect` is in points from the lower left
    corner of its page; `whole` is the label of all spaces of its name."""

    page: int
    look: str
    name: str
    label: str
    whole: str
    rect: tuple[float, float, float, float]


Kid = "Element | Mark | Link | Space"


@dataclass(slots=True, eq=False)
class Element:
    """A structure element (ISO 32000-1, 14.7.2).

    `texts` are entries whose values are texts (Alt, E, Lang), `attributes` those of its attribute object.
    `identifier` is its own in the sheet; that of a field to fill in begins with `FIELD` and says what belongs
    there. `tag` and `source` are those of the HTML, for the rules.
    """

    kind: str
    page: int
    kids: list[Any] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    identifier: str = ""
    tag: str = ""
    source: Any = None

    @property
    def children(self) -> list[Element]:
        """The elements below it; its marked content and annotations left out."""
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def below(self) -> Iterator[Element]:
        """The element and every one below it, in the order of reading."""
        waiting = [self]
        while waiting:
            yield (each := waiting.pop())
            waiting += [kid for kid in reversed(each.kids) if isinstance(kid, Element)]


def parents(whole: Element) -> dict[int, Element]:
    """The element that holds each, by the identity of the one that is held."""
    return {id(child): each for each in whole.below() for child in each.children}
