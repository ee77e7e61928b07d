"""Pages and pictures, as a print shop looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pypdfium2.raw as raw

from guide.diagnostics import Diagnostic, error, warning

_LARGEST = 25 * 1024 * 1024
_LEAST_DPI = 200
_NEARLY_EMPTY = 0.12  # of the page's height that ink reaches over
_HEAD = 0.955  # of the page's height, above which the teacher's tab stands
_FOOT = 0.075  # of the page's height, where the running foot stands


def check(structure: pikepdf.Pdf, drawing: pypdfium2.PdfDocument, size: int) -> Iterator[Diagnostic]:
    if size > _LARGEST:
        yield warning(f"the file is {size / 1_000_000:.0f} MB large", hint="use smaller pictures")
    yield from _boxes(structure)
    for number in range(1, len(drawing) + 1):
        page = drawing[number - 1]
        try:
            yield from _pictures(page, number)
            yield from _emptiness(page, number, len(drawing))
        finally:
            page.close()


def _boxes(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    """All pages of one size, none turned, and every box inside the paper."""
    sizes = Counter(
        (round(float(page.mediabox[2] - page.mediabox[0])), round(float(page.mediabox[3] - page.mediabox[1])))
        for page in structure.pages
    )
    usual = sizes.most_common(1)[0][0]
    for number, page in enumerate(structure.pages, 1):
        left, bottom, right, top = (float(value) for value in page.mediabox)
        if (round(right - left), round(top - bottom)) != usual:
            yield error(f"page {number} has another size than the other pages")
        if int(page.get("/Rotate", 0)) % 360:
            yield error(f"page {number} is turned")
        for name in ("/CropBox", "/TrimBox", "/BleedBox"):
            box = [float(value) for value in page.get(name, page.mediabox)]
            if box[0] < left - 1 or box[1] < bottom - 1 or box[2] > right + 1 or box[3] > top + 1:
                yield error(f"page {number}: its {name[1:]} reaches beyond the paper")
        crop = [float(value) for value in page.get("/CropBox", page.mediabox)]
        if (crop[2] - crop[0]) < (right - left) - 1 or (crop[3] - crop[1]) < (top - bottom) - 1:
            yield error(f"page {number} is cropped: a part of the sheet would not be printed")


def _pictures(page: pypdfium2.PdfPage, number: int) -> Iterator[Diagnostic]:
    """Pictures fine enough for paper."""
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = picture.get_bounds()
        width, height = picture.get_px_size()
        if right - left < 20 or top - bottom < 20:
            continue
        dpi = min(width / (right - left), height / (top - bottom)) * 72
        if round(dpi) < _LEAST_DPI:
            yield warning(
                f"page {number}: a picture has {dpi:.0f} dots per inch where it is printed",
                hint=f"{_LEAST_DPI} are needed: use a larger picture",
            )
        if picture.level == 0 and (
            left < -1 or bottom < -1 or right > page.get_width() + 1 or top > page.get_height() + 1
        ):
            yield error(f"page {number}: a picture reaches over the edge of the page")


def _emptiness(page: pypdfium2.PdfPage, number: int, count: int) -> Iterator[Diagnostic]:
    """A page with hardly anything on it wastes a sheet, or has lost its content."""
    height = page.get_height()
    reached = [
        bounds for each in page.get_objects(max_depth=1) if (bounds := each.get_bounds())[1] > height * _FOOT
    ]
    if not reached:
        yield error(f"page {number} is empty")
    elif count > 1:
        lowest = min(bounds[1] for bounds in reached)
        highest = max((top for *_, top in reached if top < height * _HEAD), default=height)
        if highest - lowest < height * _NEARLY_EMPTY:
            yield warning(f"page {number} is nearly empty", hint="shorten the sheet by a few lines")
