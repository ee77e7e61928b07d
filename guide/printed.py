"""A laid-out sheet as finished pages: drawn and tagged, without WeasyPrint's boxes, which are much larger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guide import tagging
from guide.drawn import Canvas, Ink
from guide.engine import texts_in
from guide.spills import Spill, spills
from guide.tagging import spaces
from guide.tagging.tree import Element, Link, Mark


@dataclass(frozen=True)
class Page:
    """A page, measured in CSS pixels from its upper left corner, with bookmarks and anchors of WeasyPrint."""

    width: float
    height: float
    bleed: dict[str, float]
    ink: Ink
    bookmarks: list[Any]
    anchors: dict[str, Any]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Printed:
    """The pages of a sheet, their structure, and text that leaves its space."""

    pages: tuple[Page, ...]
    whole: Element
    spills: tuple[Spill, ...]


@dataclass(frozen=True)
class Margins:
    """What stands in the margins of pages, and what the HTML says of the packet, as WeasyPrint has it."""

    inks: tuple[Ink, ...]
    metadata: Any


def printed(document: Any, name: str, variant: str, form: bool) -> Printed:
    """The pages of a document of WeasyPrint for the sheet of this name; with a `form`, spaces to write in are
    its fields."""
    reader = tagging.Reader(form)
    canvases = []
    for number, page in enumerate(document.pages):
        canvas = _canvas(page, f"{name} {number}", variant)
        canvas.draw(page)
        reader.read(page, number, canvas.numbers)
        canvases.append(canvas)
    for space in spaces.unite(reader.whole):
        if spaces.LOOKS[space.look].framed:
            canvases[space.page].frame(space.rect)
    tagging.mend(reader.whole)
    read: list[set[int]] = [set() for _ in canvases]
    links: list[list[Link]] = [[] for _ in canvases]
    for element in reader.whole.below():
        for kid in element.kids:
            if isinstance(kid, Mark):
                read[kid.page].add(kid.number)
            elif isinstance(kid, Link):
                links[kid.page].append(kid)
    pages = []
    for page, canvas, marks, there in zip(document.pages, canvases, read, links, strict=True):
        canvas.set_apart(marks)
        size = page.width, page.height, page.bleed
        pages.append(Page(*size, canvas.ink(), page.bookmarks, page.anchors, tuple(there)))
    return Printed(tuple(pages), reader.whole, tuple(spills(document)))


def margins(document: Any, variant: str) -> Margins:
    """What stands in the margins of a document's pages."""
    inks = []
    for number, page in enumerate(document.pages):
        canvas = _canvas(page, f"margins {number}", variant)
        canvas.draw_margins(page)
        inks.append(canvas.ink())
    return Margins(tuple(inks), document.metadata)


def _canvas(page: Any, name: str, variant: str) -> Canvas:
    """For a page that its name and words tell from all others of a packet, in any folder, at any time."""
    words = " ".join(box.text for box in texts_in(page._page_box))
    return Canvas(f"{name} {words}", page.width, page.height, variant)
