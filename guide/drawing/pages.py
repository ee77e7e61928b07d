"""Labels left and right of one ruler, on as many pages as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from guide.dates import HistoricalDate
from guide.drawing.labels import GAP, Entry, Row, box, column, in_order_of_marks, label
from guide.drawing.ruler import Era, Ruler, strip
from guide.placing import chunks, sides
from guide.timescale import Scale, around

LEADER = 6.0  # the room for leaders, between a ruler and its labels
HEAD = 5.0  # above a drawing that has a heading

_REACH = 0.15  # how far eras extend a scale, as a share of it
_ERA_AIR = 0.02
_LEANS = (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3)  # how much more than its share the last page may have
_USUAL_RULER = 18.0  # wide, while its true width is not known


@dataclass(frozen=True)
class Canvas:
    """What the drawings of a timeline share.

    `first_height` is the room below the head of the sheet, `height` that of a page without one.
    `words` are the strings of the language below `dates`; `continued` heads each further page.
    """

    width: float
    first_height: float
    height: float
    eras: tuple[Era, ...]
    language: str
    words: dict[str, str]
    continued: str


@dataclass(frozen=True)
class Heading:
    """What stands above a drawing: the time that a lens magnifies, or that a page continues another."""

    text: str
    x: float = 0.0


@dataclass(frozen=True)
class Window:
    """The part of a scale that a lens magnifies, with the lines from its corners to the lens."""

    time: HistoricalDate
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, float, float, float], ...]
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Drawing:
    """A page: labels in the order of time, their rulers and the scales of those."""

    width: float
    height: float
    labels: tuple[Row, ...]
    rulers: tuple[Ruler, ...]
    scales: tuple[Scale, ...]
    heading: Heading | None = None
    window: Window | None = None

    @property
    def head(self) -> float:
        return HEAD if self.heading else 0.0

    @property
    def pushed(self) -> float:
        """How far the labels stand from their dates, taken together."""
        return sum(abs(row.anchor - row.mark) for row in self.labels)


def chronological(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (row.label.entry.date.first, row.label.entry.date.last)))


def scale_of(entries: Sequence[Entry], eras: Sequence[Era], height: float) -> Scale:
    """A scale that holds the entries and, as far as they are near, the eras."""
    held = around([(entry.date.first, entry.date.last) for entry in entries], height)
    length = held.last - held.first
    first, last = held.first, held.last
    for era in eras:
        if era.first < held.last and held.first < era.last:
            if era.date.start:
                first = min(first, max(era.first - _ERA_AIR * length, held.first - _REACH * length))
            if era.date.end:
                last = max(last, min(era.last + _ERA_AIR * length, held.last + _REACH * length))
    return Scale(first, last, height)


def pages(
    entries: Sequence[Entry], canvas: Canvas, heading: str = "", span: tuple[float, float] | None = None
) -> list[Drawing]:
    """The entries, in order of time, on as few pages as hold them, each to a scale of its own.

    The first page stands below the head of the sheet or, if it has one, below its own `heading`.
    A single page shows the time of `span`, or what the entries and the eras about them need.
    """
    for count in range(1, len(entries) + 1):
        headings = [heading, *[canvas.continued] * (count - 1)]
        found = [_split(entries, canvas, headings, lean, span) for lean in (_LEANS if count > 1 else (0.0,))]
        if fitting := [drawings for drawings in found if drawings]:
            return min(fitting, key=lambda drawings: sum(each.pushed for each in drawings))
    raise AssertionError("a page holds one entry")


def _split(
    entries: Sequence[Entry],
    canvas: Canvas,
    headings: Sequence[str],
    lean: float,
    span: tuple[float, float] | None,
) -> list[Drawing] | None:
    """A page for each heading. The more it leans, the more entries stand on the later ones."""
    heights = [label(entry, _column_width(canvas, _USUAL_RULER)).height + GAP for entry in entries]
    breaks = [0.0, *(later.date.first - earlier.date.last for earlier, later in pairwise(entries))]
    rooms = [canvas.height - HEAD if each else canvas.first_height for each in headings]
    count = len(rooms)
    leaning = [room * (1 + lean * (2 * at / max(count - 1, 1) - 1)) for at, room in enumerate(rooms)]
    drawn = []
    for at, part in enumerate(chunks(heights, breaks, leaning)):
        some = entries[part.start : part.stop]
        if count == len(entries):  # a label may be taller than a page: then it is found to overflow
            rooms[at] = max(rooms[at], heights[at])
        scale = scale_of(some, canvas.eras if count == 1 else (), rooms[at])
        if span and count == 1:
            scale = Scale(*span, rooms[at])
        drawing = page(some, scale, canvas, headings[at])
        if drawing is None:
            return None
        drawn.append(drawing)
    return drawn


def page(entries: Sequence[Entry], scale: Scale, canvas: Canvas, heading: str = "") -> Drawing | None:
    """One ruler with its labels on both sides, or None where they do not fit."""
    entries = in_order_of_marks(entries)
    tongue = (canvas.eras, canvas.language, canvas.words)
    bare = _column_width(canvas, strip(scale, (), (), *tongue).width)
    chosen = sides([box(label(entry, bare), scale) for entry in entries], scale.height, GAP)
    if chosen is None:
        return None
    at_left, at_right = ([e for e, s in zip(entries, chosen, strict=True) if s == side] for side in (0, 1))
    ruler = strip(scale, at_left, at_right, *tongue)
    room = _column_width(canvas, ruler.width)
    left = column(at_left, scale, 0.0, room, "right")
    right = column(at_right, scale, canvas.width - room, room, "left")
    if left is None or right is None:
        return None
    return Drawing(
        canvas.width,
        scale.height,
        chronological([*left, *right]),
        (ruler.at(room + LEADER, left, right),),
        (scale,),
        Heading(heading) if heading else None,
    )


def _column_width(canvas: Canvas, ruler: float) -> float:
    return (canvas.width - ruler - 2 * LEADER) / 2
