"""Names on finished pages: a packet is made ready once, then a student's copy takes only what is theirs.

Ready means that every page ends with a stream of its own for what will be stamped, and that the tags already
count on it (ISO 32000-1, 14.7.4). Where a name goes is told by the fields that `tagging.measure_fields` left
in the tags. A student's own file keeps all tags; the file for the copier has none, and says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pikepdf
import segno

from guide.classroom.lettering import Drawing, Lettering
from guide.classroom.update import text
from guide.paper import PAPERS
from guide.tagging import FIELD

_MM = 72 / 25.4
_LARGEST, _SMALLEST = 1.3, 0.9  # of what is filled in, as shares of the size of the field's label
_CODE = 11.5 * _MM  # the side of the code; with its quiet zone it fits into the margin at the head
_CODE_FROM_EDGE = 6 * _MM
_MARK = 20.0  # points: the version's letter beside the code
_FOOT_FROM_EDGE = 8 * _MM
_GAP = 1.2  # between the texts of the foot, in ems
_MARGIN = PAPERS["letter"].side * _MM
_FOOT, _FOOT_SHARE = 7.5, 0.78  # points, or a share of the label's size where that is more


@dataclass(frozen=True)
class Field:
    """Room for a name or the like: from `left` to `right` on a baseline, in points. `size` is its label's."""

    what: str
    left: float
    right: float
    baseline: float
    size: float
    mark: int


@dataclass(frozen=True)
class Page:
    """A page to stamp. `code` is the marked content of the code; None where the page has no name line.
    `foot` is the size of the foot's type, in points."""

    width: float
    height: float
    fields: tuple[Field, ...]
    code: int | None
    foot: float


@dataclass(frozen=True)
class Stamp:
    """What a student's packet bears: texts by field, texts of the foot, the version's letter, the code.

    `name` is added to the title of the student's own file; `about` is its description.
    """

    name: str
    filled: Mapping[str, str]
    foot: Sequence[str]
    mark: str
    code: str
    about: str

    @property
    def texts(self) -> Iterator[str]:
        """All that is to be lettered."""
        yield from (*self.filled.values(), *self.foot, self.mark)


@dataclass(frozen=True)
class Ready:
    """A packet made ready for stamping, as an open file."""

    file: pikepdf.Pdf
    pages: tuple[Page, ...]


def ready(data: bytes, lettering: Lettering, code: str) -> Ready:
    """The packet made ready. `code` is what a screen reader says of the code."""
    file = pikepdf.open(io.BytesIO(data))
    opening = file.make_indirect(file.make_stream(b"q"))
    fonts = {name: file.copy_foreign(font) for name, font in lettering.fonts.items()}
    marks = _marks(file)
    found = _fields(file)
    label = max((float(box[3] - box[1]) for each in found.values() for _, box, _ in each), default=0.0)
    pages = []
    for number, page in enumerate(file.pages):
        for name, font in fonts.items():
            page.obj.Resources.Font[name] = font
        page.contents_coalesce()
        page.obj.Contents = pikepdf.Array([opening, page.Contents, file.make_stream(b"Q")])
        read = marks[int(page.obj.StructParents)]
        fields = []
        for what, box, element in found.get(number, ()):
            left, low, right, high = (float(value) for value in box)
            fields.append(Field(what, left, right, low, high - low, _mark(file, element, page, read)))
        mark = _code(file, page, found[number][-1][2], read, code, fields) if fields else None
        width, height = (float(side) for side in page.mediabox[2:])
        pages.append(Page(width, height, tuple(fields), mark, max(_FOOT, _FOOT_SHARE * label)))
    return Ready(file, tuple(pages))


def too_wide(packet: Ready, what: str, drawing: Drawing) -> bool:
    """Whether a text does not fit into a field even at the smallest size."""
    fields = (field for page in packet.pages for field in page.fields if field.what == what)
    return any(_size(field, drawing) < field.size * _SMALLEST for field in fields)


def _size(field: Field, drawing: Drawing) -> float:
    return min(field.size * _LARGEST, (field.right - field.left) / max(drawing.width, 0.01))


def _marks(file: pikepdf.Pdf) -> dict[int, Any]:
    """The elements of each page's marked content, by the page's key."""
    numbers = list(file.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): elements for key, elements in zip(numbers[::2], numbers[1::2], strict=True)}


def _fields(file: pikepdf.Pdf) -> dict[int, list[tuple[str, Any, Any]]]:
    """What each page has to fill in: what, its box and its element, in the order of reading."""
    at = {page.objgen: number for number, page in enumerate(file.pages)}
    names = list(file.Root.StructTreeRoot.get("/IDTree", pikepdf.Dictionary(Names=[])).Names)
    found: dict[int, list[tuple[str, Any, Any]]] = {}
    named = ((str(name), element) for name, element in zip(names[::2], names[1::2], strict=True))
    fields = [each for each in named if each[0].startswith(FIELD)]
    for name, element in sorted(fields, key=lambda each: each[0].rpartition("-")[2]):
        what = name.removeprefix(FIELD).rpartition("-")[0]
        found.setdefault(at[element.Pg.objgen], []).append((what, element.A.BBox, element))
    return found


def _mark(file: pikepdf.Pdf, element: Any, page: pikepdf.Page, read: Any) -> int:
    """A new piece of marked content on the page, which belongs to the element."""
    number = len(read)
    read.append(element)
    content = pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=page.obj, MCID=number)
    element.K.append(file.make_indirect(content))
    return number


def _code(
    file: pikepdf.Pdf, page: pikepdf.Page, field: Any, read: Any, said: str, fields: Sequence[Field]
) -> int:
    """A figure for the code, after the name line in the order of reading."""
    line = field.P
    left, low = _code_at(float(page.mediabox[3]), fields)
    layout = pikepdf.Dictionary(
        O=pikepdf.Name.Layout, Placement=pikepdf.Name.Block, BBox=[left, low, left + _CODE, low + _CODE]
    )
    figure = pikepdf.Dictionary(
        Type=pikepdf.Name.StructElem, S=pikepdf.Name.Figure, P=line.P, Pg=page.obj, Alt=said, A=layout, K=[]
    )
    element = file.make_indirect(figure)
    kids = list(line.P.K)
    after = next(at for at, kid in enumerate(kids) if getattr(kid, "objgen", None) == line.objgen)
    line.P.K.insert(after + 1, element)
    return _mark(file, element, page, read)


def _code_at(height: float, fields: Sequence[Field]) -> tuple[float, float]:
    """The lower left corner of the code: in the margin at the head, above the end of the name line."""
    return max(field.right for field in fields) - _CODE, height - _CODE_FROM_EDGE - _CODE


def overlay(page: Page, stamp: Stamp, lettering: Lettering) -> bytes:
    """What is drawn on a page that is ready: the fields, the code, the version, the foot."""
    parts = [b"Q 0 0 0 rg"]
    for field in page.fields:
        value = stamp.filled.get(field.what, "")
        if drawing := lettering.drawings.get(value):
            spoken = b"/Span << /MCID %d /ActualText %s >> BDC" % (field.mark, text(value))
            parts.append(_drawn(drawing, field.left, field.baseline, _size(field, drawing), spoken))
    if page.code is not None:
        left, low = _code_at(page.height, page.fields)
        parts += [b"/Figure << /MCID %d >> BDC" % page.code, _squares(stamp.code, left, low), b"EMC"]
        if drawing := lettering.drawings.get(stamp.mark):
            parts.append(_drawn(drawing, left - (drawing.width + _GAP / 2) * _MARK, low, _MARK))
    return b"\n".join((*parts, *_foot(page, stamp, lettering)))


def _foot(page: Page, stamp: Stamp, lettering: Lettering) -> Iterator[bytes]:
    """The foot of every page tells whose it is, so that a loose sheet finds its packet."""
    drawings = [lettering.drawings[each] for each in stamp.foot if each in lettering.drawings]
    ems = sum(each.width for each in drawings) + _GAP * (len(drawings) - 1)
    size = min(page.foot, (page.width - 2 * _MARGIN) / max(ems, 0.01))
    left = _MARGIN
    for each in drawings:
        yield _drawn(each, left, _FOOT_FROM_EDGE, size)
        left += (each.width + _GAP) * size


_BESIDE = b"/Artifact << /Type /Pagination >> BDC"  # what is no part of the page's own text


def _drawn(drawing: Drawing, left: float, baseline: float, size: float, mark: bytes = _BESIDE) -> bytes:
    scale = size / 10
    matrix = b"%.4f 0 0 %.4f %.2f %.2f cm" % (scale, scale, left, baseline)
    return b"q %s BT\n%s\n%s\nEMC ET Q" % (matrix, mark, drawing.operators)


def _squares(code: str, left: float, low: float) -> bytes:
    """A QR code with its lower left corner there."""
    runs, modules = _code_of(code)
    module = _CODE / modules
    return b"q %.5f 0 0 %.5f %.3f %.3f cm\n%s f Q" % (module, module, left, low, runs)


@lru_cache(maxsize=1)  # a packet has the same on several pages
def _code_of(code: str) -> tuple[bytes, int]:
    """A QR code (ISO/IEC 18004) as rectangles, a run of dark modules each, and the modules of its sides.

    Its mask is always the same: to choose the best takes four times as long, and readers take any.
    """
    rows = list(segno.make(code, error="m", micro=False, mask=3).matrix)
    runs = []
    for down, row in enumerate(rows):
        start = None
        for across, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                runs.append(b"%d %d %d 1 re" % (start, len(rows) - 1 - down, across - start))
                start = None
    return b"\n".join(runs), len(rows)
