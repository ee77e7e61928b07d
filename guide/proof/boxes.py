"""Where a thing stands on a page, what its clipping paths leave of it, and what it covers.

Boxes are in points from the lower left corner of the part of the sheet that is shown (the CropBox).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

_OPAQUE = 250  # of 255


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def common(self, other: Box) -> Box:
        """What both have in common; of no width or height where they are apart."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        right, top = min(self.right, other.right), min(self.top, other.top)
        return Box(left, bottom, max(left, right), max(bottom, top))

    def joined(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


def placed(each: pypdfium2.PdfObject, box: Box, left: float, bottom: float) -> tuple[Box, float]:
    """A box on the page, and how much the drawings that hold it enlarge it."""
    scale, container = 1.0, each.container
    while container is not None:  # what a drawing holds is given in the drawing's own measure
        matrix = container.get_matrix()
        corners = [matrix.on_point(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
        across, up = [x for x, _ in corners], [y for _, y in corners]
        box = Box(min(across), min(up), max(across), max(up))
        scale *= scale_of(matrix)
        container = container.container
    return Box(box.left - left, box.bottom - bottom, box.right - left, box.top - bottom), scale


def scale_of(matrix: pypdfium2.PdfMatrix) -> float:
    return math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))


def window_of(each: pypdfium2.PdfObject, left: float, bottom: float) -> Box | None:
    """The part of the page that the clipping paths of something leave open; None where there are none."""
    window = None
    for points in _clips(each):
        across, up = [x for x, _ in points], [y for _, y in points]
        box, _ = placed(each, Box(min(across), min(up), max(across), max(up)), left, bottom)
        window = window.common(box) if window else box
    return window


def _clips(each: pypdfium2.PdfObject) -> Iterator[list[tuple[float, float]]]:
    """The corners of each clipping path."""
    clip = raw.FPDFPageObj_GetClipPath(each)
    for at in range(max(raw.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        count = raw.FPDFClipPath_CountPathSegments(clip, at)
        points = [_point(raw.FPDFClipPath_GetPathSegment(clip, at, corner)) for corner in range(count)]
        if points:
            yield points


def _point(segment: object) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def cover_of(each: pypdfium2.PdfObject, box: Box, left: float, bottom: float) -> Box | None:
    """What a picture or a plain filled rectangle hides of the page; None for everything else."""
    if each.type == raw.FPDF_PAGEOBJ_PATH:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(each, mode, stroke)
        count = raw.FPDFPath_CountSegments(each)
        if not mode.value or not 4 <= count <= 6 or colour_of(each)[1] < _OPAQUE:
            return None
        if not _is_rectangle([_point(raw.FPDFPath_GetPathSegment(each, at)) for at in range(count)]):
            return None
    elif raw.FPDFPageObj_HasTransparency(each):
        return None
    for points in _clips(each):
        if not _is_rectangle(points):
            return None
    window = window_of(each, left, bottom)
    return window.common(box) if window else box


def _is_rectangle(points: list[tuple[float, float]]) -> bool:
    across, up = {round(x, 1) for x, _ in points}, {round(y, 1) for _, y in points}
    return len(points) <= 6 and len(across) == 2 and len(up) == 2


def colour_of(each: pypdfium2.PdfObject, outline: bool = False) -> tuple[tuple[int, int, int], int]:
    """The colour of a thing, or of its outline, and how opaque it is, from 0 to 255."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    ask = raw.FPDFPageObj_GetStrokeColor if outline else raw.FPDFPageObj_GetFillColor
    ask(each, red, green, blue, alpha)
    return (red.value, green.value, blue.value), alpha.value
