"""A second ruler beside the first: a crowded time, magnified."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from guide.dates import HistoricalDate, Point, Precision
from guide.drawing.labels import Entry, Row, column
from guide.drawing.pages import HEAD, LEADER, Canvas, Drawing, Heading, Window, chronological, scale_of
from guide.drawing.ruler import Strip, strip
from guide.timescale import Scale, whole_months

_BETWEEN = 10.0  # the rulers
_SHARES = (0.5, 0.55, 0.45, 0.6, 0.4, 0.65)  # of the room that the left column may have
_AIR = 0.04  # at either end of a lens, as a share of it; one month at the least


@dataclass(frozen=True)
class Lens:
    """The entries that a lens magnifies, those outside it, and what it shows of its `time`."""

    time: HistoricalDate
    inside: tuple[Entry, ...]
    outside: tuple[Entry, ...]
    first: float
    last: float


def lens_of(entries: Sequence[Entry], time: HistoricalDate) -> Lens | None:
    """The lens on a time, trimmed to the months of its entries; None where all or none are within."""
    inside = tuple(e for e in entries if time.first <= e.date.first and e.date.last <= time.last + 0.01)
    outside = tuple(e for e in entries if e not in inside)
    if not inside or not outside:
        return None
    first, last = min(e.date.first for e in inside), max(e.date.last for e in inside)
    air = max(1, round(_AIR * 12 * (last - first)))
    first, last = whole_months(first, last, air)
    return Lens(time, inside, outside, max(first, time.first), min(last, time.last))


def crowded(entries: Sequence[Entry], height: float) -> HistoricalDate | None:
    """A short time in which so many events fall that their labels could not stand near their dates.

    The entries are in order of time.
    """
    if len(entries) < 6:
        return None
    years = [(math.floor(e.date.first), math.ceil(e.date.last - 0.003)) for e in entries]
    whole = max(e.date.last for e in entries) - entries[0].date.first
    best, best_score = None, 0.0
    for at, (begin, _) in enumerate(years):
        finish = begin
        for count, (_, end) in enumerate(years[at:], 1):
            finish = max(finish, end)
            share = (finish - begin) / whole
            if share > 0.15 or count > len(entries) - 2:
                break
            score = count * math.log(1 / share) if share else 0.0
            if count > 3 and share * height * 2 <= count * 10 and score > best_score:
                best, best_score = (begin, finish - 1), score
    if best is None:
        return None
    return HistoricalDate("/", *(Point(Precision.YEAR, year) for year in best))


def beside(lens: Lens, canvas: Canvas, heading: str) -> Drawing | None:
    """Both rulers on one page: the whole time at the left, the lens, with its heading, at the right."""
    height = canvas.first_height - HEAD
    tongue = (canvas.language, canvas.words)
    whole = scale_of([*lens.outside, *lens.inside], canvas.eras, height)
    close = Scale(lens.first, lens.last, height)
    main = strip(whole, lens.outside, (), canvas.eras, *tongue, window=True)
    magnified = strip(close, (), lens.inside, (), *tongue)
    columns = _columns(lens, main, magnified, canvas.width)
    if columns is None:
        return None
    left, right = columns
    main_x = left[0].width + LEADER
    lens_x = main_x + main.width + _BETWEEN
    rulers = (main.at(main_x, left=left), magnified.at(lens_x, right=right))
    top, bottom = whole.place(lens.first), whole.place(lens.last)
    window = Window(
        time=lens.time,
        x=rulers[0].window_x,
        y=top,
        width=rulers[0].window_width,
        height=max(bottom - top, 0.6),
        lines=((main_x + main.width, top, lens_x, 0.0), (main_x + main.width, bottom, lens_x, height)),
        dots=tuple(
            (rulers[0].window_x + rulers[0].window_width / 2, whole.place(entry.date.middle))
            for entry in lens.inside
        ),
    )
    labels = chronological([*left, *right])
    return Drawing(canvas.width, height, labels, rulers, (whole, close), Heading(heading, lens_x), window)


def _columns(lens: Lens, main: Strip, magnified: Strip, width: float) -> tuple[list[Row], list[Row]] | None:
    """The labels of both columns, with the room shared so that they stand nearest to their dates."""
    between = 2 * LEADER + main.width + _BETWEEN + magnified.width
    best, least = None, math.inf
    for share in _SHARES:
        room = (width - between) * share
        left = column(lens.outside, main.scale, 0.0, room, "right")
        right = column(lens.inside, magnified.scale, room + between, width - between - room, "left")
        if left and right:
            pushed = sum(abs(row.anchor - row.mark) for row in (*left, *right))
            if pushed < least:
                best, least = (left, right), pushed
    return best
