"""Pages and pictures, as a print shop looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf

from guide.diagnostics import Diagnostic, error, warning
from guide.proof import fields
from guide.proof.boxes import Box
from guide.proof.drawn import Page

_LARGEST = 25 * 1024 * 1024
_LEAST_DPI = 200
_NEARLY_EMPTY = 0.12  # of the page's height that ink reaches over
_HEAD = 0.955  # of the page's height, above which the teacher's tab stands
_FOOT = 0.075  # of the page's height, where the running foot stands
_PAPERS = {(612, 792), (595, 842), (612, 1008), (792, 1224), (842, 1191), (420, 595)}  # points, upright
_LARGEST_SIDE = 2000.0  # points: more than any office paper


def check(structure: pikepdf.Pdf, pages: list[Page], size: int) -> Iterator[Diagnostic]:
    if size > _LARGEST:
        yield warning(f"the file is {size / 1_000_000:.0f} MB large", hint="use smaller pictures")
    yield from _boxes(structure)
    yield from _transparency(structure)
    for page in pages:
        yield from _pictures(page)
        spaces = [fields.box(each) for each in fields.of(structure.pages[page.number - 1])]
        yield from _emptiness(page, spaces, len(pages))


def is_drawable(page: Page) -> bool:
    """Whether a page is of a size that can be turned into pixels."""
    return 0 < page.width <= _LARGEST_SIDE and 0 < page.height <= _LARGEST_SIDE


def _boxes(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    """All pages of one size that there is as paper, none turned, and every box inside the sheet."""
    sizes = Counter(_size(page) for page in structure.pages)
    usual = sizes.most_common(1)[0][0]
    if not any(_near(usual, paper) or _near(usual[::-1], paper) for paper in _PAPERS):
        yield warning(
            f"the pages are {usual[0]} by {usual[1]} points: no printer has such paper",
            hint="US Letter is 612 by 792 points, A4 is 595 by 842",
        )
    for number, page in enumerate(structure.pages, 1):
        left, bottom, right, top = (float(value) for value in page.mediabox)
        if _size(page) != usual:
            yield error(f"page {number} has another size than the other pages")
        if int(_inherited(page, "/Rotate") or 0) % 360:
            yield error(f"page {number} is turned (rotated)")
        if float(page.get("/UserUnit", 1)) != 1:
            yield error(
                f"page {number} is measured in a unit of its own (UserUnit): it prints at another size"
            )
        for name in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
            box = [float(value) for value in page.get(name, page.mediabox)]
            if box[0] < left - 1 or box[1] < bottom - 1 or box[2] > right + 1 or box[3] > top + 1:
                yield error(f"page {number}: its {name[1:]} reaches beyond the paper")
        trim, bleed = page.get("/TrimBox"), page.get("/BleedBox")
        if trim is not None and bleed is not None:
            inner, outer = ([float(value) for value in box] for box in (trim, bleed))
            low, high = (
                (inner[at] < outer[at] - 1 for at in (0, 1)),
                (inner[at] > outer[at] + 1 for at in (2, 3)),
            )
            if any(low) or any(high):
                yield error(f"page {number}: its TrimBox reaches beyond its BleedBox")
        crop = [float(value) for value in page.cropbox]
        if (crop[2] - crop[0]) < (right - left) - 1 or (crop[3] - crop[1]) < (top - bottom) - 1:
            yield error(f"page {number} is cropped: a part of the sheet would not be printed")


def _size(page: pikepdf.Page) -> tuple[int, int]:
    left, bottom, right, top = (float(value) for value in page.mediabox)
    return round(right - left), round(top - bottom)


def _near(one: tuple[int, ...], other: tuple[int, int]) -> bool:
    return abs(one[0] - other[0]) <= 2 and abs(one[1] - other[1]) <= 2


def _inherited(page: pikepdf.Page, key: str) -> Any:
    """An attribute of a page or of a node above it (ISO 32000-1, 7.7.3.4)."""
    node: Any = page.obj
    for _ in range(30):
        if key in node or "/Parent" not in node:
            break
        node = node.Parent
    return node.get(key)


def _transparency(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    for page in structure.pages:
        states: Any = page.resources.get("/ExtGState", {})
        for state in states.values():
            mixes = str(state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible")
            thin = any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA"))
            if mixes or thin or isinstance(state.get("/SMask"), pikepdf.Dictionary):
                yield warning(
                    "the PDF has transparent parts, which may print otherwise than they look (transparency)",
                    hint="use a lighter colour instead",
                )
                return


def _pictures(page: Page) -> Iterator[Diagnostic]:
    """Pictures fine enough for paper, and whole."""
    for picture in page.pictures:
        box = picture.box
        if box.width < 20 or box.height < 20:
            continue
        dpi = round(picture.dpi)
        if dpi < _LEAST_DPI:
            yield warning(
                f"page {page.number}: a picture has {dpi} dots per inch (dpi) where it is printed",
                hint=f"{_LEAST_DPI} are needed: use a larger picture",
            )
        if box.left < -1 or box.bottom < -1 or box.right > page.width + 1 or box.top > page.height + 1:
            yield error(f"page {page.number}: a picture reaches over the edge of the page")


def _emptiness(page: Page, spaces: list[Box], count: int) -> Iterator[Diagnostic]:
    """A page with hardly anything on it wastes a sheet, or has lost its content. `spaces` are its fields."""
    reached = [*spaces, *(box for box in page.reach if box.bottom > page.height * _FOOT)]
    if not reached:
        yield error(f"page {page.number} is empty")
    elif count > 1:
        lowest = min(box.bottom for box in reached)
        highest = max((box.top for box in reached if box.top < page.height * _HEAD), default=page.height)
        if highest - lowest < page.height * _NEARLY_EMPTY:
            yield warning(f"page {page.number} is nearly empty", hint="shorten the sheet by a few lines")
