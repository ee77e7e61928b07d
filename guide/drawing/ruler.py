"""The strip of time: lanes for bars, names of eras and labels of ticks; marks and leaders at its edges."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from guide import metrics
from guide.dates import HistoricalDate
from guide.drawing.labels import Entry, Row
from guide.placing import lanes
from guide.timescale import Scale, ticks

_TICK = 1.6  # how long a tick is
_TICK_LABEL = ("sans", 7.5)
_LEAST_LABELS = 8.0  # the width of the lane of ticks' labels
_AIR = 0.9  # beside a bar, and beside a tick's label
_BAR, _BAR_GAP = 1.7, 0.6
_BARS = 14.0  # what the bars of one side may take; where they are too many they become thinner
_WINDOW = 3.2
_NAME_FITS = ((1, 7.5), (1, 7.0), (2, 7.0), (2, 6.5))  # lines and size that an era's name may have
_NAME_LINE = 2.9
_STRIKES = 2.0  # a border nearer than this to a tick would strike through its label
_RADIUS = {1: 1.0, 2: 1.0, 3: 1.35}


@dataclass(frozen=True)
class Era:
    name: str
    date: HistoricalDate

    @property
    def first(self) -> float:
        return self.date.first if self.date.start else -math.inf

    @property
    def last(self) -> float:
        return self.date.last if self.date.end else math.inf


@dataclass(frozen=True)
class Band:
    """An era on a scale. `lines` is its name, or nothing where the name does not fit."""

    era: Era
    y: float
    height: float
    shaded: bool
    lines: tuple[str, ...]
    size: float


@dataclass(frozen=True)
class Notch:
    """A tick and its label."""

    y: float
    label: str


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    open: bool


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    r: float
    open: bool


@dataclass(frozen=True)
class Leader:
    """A thin line from a mark to its label; `outwards` is the direction, -1 or 1."""

    x: float
    y: float
    to_x: float
    to_y: float
    outwards: int


@dataclass(frozen=True)
class Ruler:
    """A strip with its place. `names_x` and `labels_x` are the middles of their lanes."""

    x: float
    width: float
    names_x: float
    labels_x: float
    ticks: tuple[Notch, ...]
    bands: tuple[Band, ...]
    borders: tuple[tuple[float, float, float], ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    leaders: tuple[Leader, ...]
    window_x: float
    window_width: float


@dataclass(frozen=True)
class Side:
    """The spans of one side, each with its top, its bottom and its lane, counted from the edge."""

    spans: tuple[tuple[Entry, float, float], ...] = ()
    lanes: tuple[int, ...] = ()
    least: float = _TICK + 0.6

    @property
    def pitch(self) -> float:
        return min(_BAR + _BAR_GAP, _BARS / (max(self.lanes, default=0) + 1))

    @property
    def width(self) -> float:
        bars = 2 * _AIR - _BAR_GAP + (max(self.lanes) + 1) * self.pitch if self.lanes else 0.0
        return max(self.least, bars)

    def bars(self, edge: float, inwards: int) -> Iterator[Bar]:
        thick = self.pitch - _BAR_GAP
        for (entry, top, bottom), lane in zip(self.spans, self.lanes, strict=True):
            near = edge + inwards * (_AIR + lane * self.pitch)
            x = near if inwards > 0 else near - thick
            yield Bar(x, top, thick, max(bottom - top, 0.8), not entry.is_solid)


@dataclass(frozen=True)
class Strip:
    """A ruler that has no place yet: what it carries, in lanes from left to right."""

    scale: Scale
    left: Side
    right: Side
    ticks: tuple[Notch, ...]
    bands: tuple[Band, ...]

    @property
    def names(self) -> float:
        lines = max((len(band.lines) for band in self.bands), default=0)
        return lines * _NAME_LINE + _AIR if lines else 0.0

    @property
    def labels(self) -> float:
        widest = max((metrics.width(tick.label, *_TICK_LABEL) for tick in self.ticks), default=0.0)
        return max(widest + 2 * _AIR, _LEAST_LABELS)

    @property
    def width(self) -> float:
        return self.left.width + self.names + self.labels + self.right.width

    def at(self, x: float, left: Sequence[Row] = (), right: Sequence[Row] = ()) -> Ruler:
        """The ruler with its left edge at `x`, between these labels."""
        end = x + self.width
        names_x, labels_x = x + self.left.width, x + self.left.width + self.names
        edges = ((left, x, -1), (right, end, 1))
        marks = [_mark(row, edge) for rows, edge, _ in edges for row in rows]
        return Ruler(
            x=x,
            width=self.width,
            names_x=names_x + self.names / 2,
            labels_x=labels_x + self.labels / 2,
            ticks=self.ticks,
            bands=self.bands,
            borders=tuple(self._borders(x, labels_x)),
            bars=(*self.left.bars(x, 1), *self.right.bars(end, -1)),
            marks=tuple(sorted(marks, key=lambda mark: mark.r)),  # the large ones lie on top
            leaders=tuple(_leader(row, edge, out) for rows, edge, out in edges for row in rows),
            window_x=end - _WINDOW,
            window_width=_WINDOW,
        )

    def _borders(self, x: float, labels_x: float) -> Iterator[tuple[float, float, float]]:
        """Where eras begin and end, as (from x, to x, y), with a gap at the labels of ticks."""
        ends = (moment for band in self.bands for moment in (band.era.first, band.era.last))
        for y in sorted({round(self.scale.place(end), 2) for end in ends if self.scale.holds(end)}):
            if any(abs(tick.y - y) < _STRIKES for tick in self.ticks):
                yield (x, labels_x, y)
                yield (labels_x + self.labels, x + self.width, y)
            else:
                yield (x, x + self.width, y)


def strip(
    scale: Scale,
    left: Iterable[Entry],
    right: Iterable[Entry],
    eras: Sequence[Era],
    language: str,
    words: dict[str, str],
    window: bool = False,
) -> Strip:
    """The ruler for these entries. `window` keeps a lane at its right edge for a lens's window."""
    found = ((scale.place(tick.moment), tick.label) for tick in ticks(scale, language, words))
    return Strip(
        scale,
        _side(left, scale),
        Side(least=_WINDOW + _AIR) if window else _side(right, scale),
        tuple(Notch(y, label) for y, label in found if 1.6 < y < scale.height - 1.2),  # none is cut
        tuple(_bands(eras, scale)),
    )


def _side(entries: Iterable[Entry], scale: Scale) -> Side:
    found = ((entry, _extent(entry, scale)) for entry in entries)
    spans = tuple((entry, *extent) for entry, extent in found if extent)
    return Side(spans, tuple(lanes([(top, bottom) for _, top, bottom in spans], 0.8)))


def _extent(entry: Entry, scale: Scale) -> tuple[float, float] | None:
    """Where a span begins and ends on the scale; None for what is a point on it."""
    date = entry.date
    if not date.is_interval and (entry.is_solid or scale.place(date.last) - scale.place(date.first) < 2.5):
        return None
    first = scale.place(date.first) if date.start else 0.0
    last = scale.place(date.last) if date.end else scale.height
    return first, last


def _bands(eras: Sequence[Era], scale: Scale) -> Iterator[Band]:
    for at, era in enumerate(sorted(eras, key=lambda era: era.first)):
        top, bottom = scale.place(era.first), scale.place(era.last)
        if bottom - top >= 0.5:
            lines, size = _name(era.name, bottom - top - 2)
            yield Band(era, top, bottom - top, at % 2 == 0, lines, size)


def _name(name: str, room: float) -> tuple[tuple[str, ...], float]:
    """An era's name as large as its band allows, in one or two lines; no lines if it does not fit."""
    for count, size in _NAME_FITS:
        lines = metrics.wrap(name, "sans-semibold", size, room) if room > 0 else ()
        if 0 < len(lines) <= count and " ".join(lines).split() == name.split():
            return lines, size
    return (), 0.0


def _mark(row: Row, edge: float) -> Mark:
    entry = row.label.entry
    return Mark(edge, row.mark, _RADIUS[entry.importance], not entry.is_solid)


def _leader(row: Row, edge: float, outwards: int) -> Leader:
    end = row.x - 1.0 if outwards > 0 else row.x + row.width + 1.0
    return Leader(edge, row.mark, end, row.anchor, outwards)
