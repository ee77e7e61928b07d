"""Text that leaves the space meant for it, found on the pages as WeasyPrint laid them out.

Templates say where content comes from (`data-source="file:line:column"`), and what must not be longer
than the space around it (`data-fits`): an answer on its ruled lines, in its cell, a label of the timeline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from guide.engine import AbsolutePlaceholder, boxes

_SLACK = 3.0  # CSS pixels, for what rounds and leans over
_HANGING = 40.0  # CSS pixels left of the text, where the numbers of paragraphs and questions hang
_SHARE = 0.35  # of a line's height: what shares less with another only looks tight


@dataclass(frozen=True)
class Spill:
    """`source` is where the text comes from, as the template says; empty where it does not."""

    source: str
    message: str
    hint: str


class _Space(NamedTuple):
    """What is known of the place of a box: the edges that its text must keep to."""

    right: float
    holder: float
    row: float | None = None
    bottom: float | None = None
    source: str = ""


class _Text(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float
    space: _Space

    @property
    def shown(self) -> str:
        words = " ".join(self.text.split())
        return words if len(words) <= 40 else words[:39] + "…"


def spills(document: Any) -> Iterator[Spill]:
    """Everything that leaves its space in a document of WeasyPrint; each place once for each fault."""
    said: set[tuple[str, str]] = set()
    for page in document.pages:
        for spill in _on(page._page_box):
            if (spill.source, spill.hint) not in said:
                said.add((spill.source, spill.hint))
                yield spill


def _on(page: Any) -> Iterator[Spill]:
    left, top = page.content_box_x(), page.content_box_y()
    right, bottom = left + page.width, top + page.height
    texts = list(_texts(page, _Space(right, bottom)))
    for each in texts:
        space = each.space
        if space.bottom is not None and each.bottom > space.bottom + _SLACK:
            yield Spill(space.source, "this is longer than its space on the page", "shorten it")
        elif each.bottom - _SHARE * (each.bottom - each.top) > bottom or each.left < left - _HANGING:
            yield Spill(space.source, f"'{each.shown}' stands outside the text of the page", "shorten it")
        elif each.right > min(space.right, right) + _SLACK:
            hint = "put a hyphen or a space into the word"
            yield Spill(space.source, f"'{each.shown}' is wider than its place on the page", hint)
    yield from _overlaps(texts)


def _texts(page: Any, space: _Space) -> Iterator[_Text]:
    """Every piece of text on a page; what stands in its margins is left out."""
    waiting = [(page, space)]
    while waiting:
        box, space = waiting.pop()
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox):
            if box.text.strip():
                x, y = box.position_x, box.position_y
                yield _Text(box.text, x, y, x + box.width, y + box.height, space)
        elif not isinstance(box, boxes.MarginBox) and (children := getattr(box, "children", ())):
            within = _within(box, space)
            waiting.extend((child, within) for child in reversed(children))


def _within(box: Any, space: _Space) -> _Space:
    """The space of what a box holds."""
    attributes = box.element.attrib if box.element is not None and "::" not in box.element_tag else {}
    told: dict[str, Any] = {}
    if attributes.get("data-source"):
        told["source"] = attributes["data-source"]
    position = box.style["position"]
    if "data-fits" in attributes and (position == "absolute" or space.row is not None):
        told["bottom"] = space.holder if space.row is None else space.row
    if isinstance(box, boxes.TableRowBox) and box.style["height"] != "auto":
        told["row"] = box.position_y + box.style["height"].value
    if isinstance(box, boxes.BlockContainerBox) and not isinstance(box, boxes.PageBox):
        told["right"] = box.border_box_x() + box.border_width()
        if position in ("absolute", "relative"):
            told |= {"holder": box.border_box_y() + box.border_height(), "row": None}
    return space._replace(**told) if told else space


def _overlaps(texts: list[_Text]) -> Iterator[Spill]:
    """Two pieces of text on top of each other; once a page."""
    active: list[_Text] = []
    for each in sorted(texts, key=lambda text: text.top):
        active = [other for other in active if other.bottom > each.top]
        for other in active:
            across = min(each.right, other.right) - max(each.left, other.left)
            down = min(each.bottom, other.bottom) - max(each.top, other.top)
            if across > _SLACK and down > _SHARE * min(each.bottom - each.top, other.bottom - other.top):
                message = f"'{other.shown}' and '{each.shown}' stand on top of each other"
                yield Spill(each.space.source, message, "shorten one of them")
                return
        active.append(each)
