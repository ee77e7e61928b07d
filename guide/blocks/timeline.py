"""A timeline drawn to scale: a ruler of time, labels at their dates, a lens for a crowded time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pydantic import Field

from guide import dates, markup, metrics
from guide.dates import HistoricalDate, Precision
from guide.desk import Desk
from guide.diagnostics import Diagnostic, error
from guide.model import Block, Guide, Kind, Model, Prose, Student
from guide.placing import Box, chunks, lanes, place, sides
from guide.timescale import Scale, amount_a_centimetre, around, ticks


class Event(Model):
    """An event or, where its date is an interval, a span. `importance` 3 is set largest."""

    date: Student[HistoricalDate]
    title: Student[str]
    text: Student[Prose | None] = None
    importance: Student[int] = Field(default=2, ge=1, le=3)
    note: Prose | None = None


class Era(Model):
    date: Student[HistoricalDate]
    name: Student[str]


class Timeline(Block):
    """`lens` is the time that is drawn a second time, magnified; left out, a crowded time is found."""

    events: Student[tuple[Event, ...]] = Field(min_length=1)
    eras: Student[tuple[Era, ...]] = ()
    lens: Student[HistoricalDate | None] = None

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        eras = sorted(self.eras, key=lambda era: era.date.first)
        for era, following in pairwise(eras):
            if following.date.first < era.date.last - 1.0:
                yield error(
                    f"the eras '{era.name}' and '{following.name}' overlap",
                    following.span,
                    "eras follow each other; draw times that overlap as events with a date such as 1936/1938",
                )


# The drawing. All lengths in millimetres, all text sizes in points.

POINT = metrics.MM_PER_POINT
_DATE = ("sans-semibold", 7.5, 10.0)
_TITLE = {1: ("serif", 9.5, 12.0), 2: ("serif-semibold", 9.5, 12.0), 3: ("serif-semibold", 11.5, 14.0)}
_TEXT = ("serif", 8.5, 11.0)
_GAP = 2.6
_RULER, _LENS_RULER = 20.0, 13.0
_LEADER = 6.0
_BETWEEN = 11.0
_SHARES = (0.5, 0.55, 0.45, 0.6, 0.4, 0.65)  # of the room that the left column may have beside a lens
_BAR = 1.7
_FOOT = 9.0  # the note on the scale, below the drawing


@dataclass(frozen=True)
class Label:
    """An event's words in lines, as wide as its column allows."""

    event: Event
    date: tuple[str, ...]
    title: tuple[str, ...]
    text: tuple[str, ...]

    @property
    def height(self) -> float:
        title_lead = _TITLE[self.event.importance][2]
        points = len(self.date) * _DATE[2] + len(self.title) * title_lead + len(self.text) * _TEXT[2]
        return points * POINT


def view(block: Timeline, desk: Desk) -> dict[str, Any]:
    """One drawing a page, and what it says in words."""
    events = sorted(block.events, key=lambda event: (event.date.first, event.date.last))
    height = desk.paper.text_height - _head_height(block, desk) - _FOOT
    drawings = _drawings(block, events, desk, height)
    words = desk.words["timeline"]
    doubtful = any(event.date.is_doubtful for event in events)
    return {"drawings": drawings, "doubtful": words["doubtful"] if doubtful else None}


def _head_height(block: Timeline, desk: Desk) -> float:
    """What the sheet's head takes, as `templates/css/sheet.css` sets it."""
    room = desk.paper.text_width
    title = metrics.wrap(block.title or desk.words["kinds"]["timeline"], "display", 24, room)
    instruction = markup.plain(str(block.instruction or desk.words["timeline"]["instruction"])) + " 00 min"
    lines = metrics.wrap(instruction, "sans", 9, room)
    return 0.7 + 1.9 + (11 + 28 * len(title) + 13 * len(lines)) * POINT + 1.5 + 5.0 + 1.0


def _drawings(block: Timeline, events: list[Event], desk: Desk, height: float) -> list[dict[str, Any]]:
    lens = block.lens or _crowded(events, height)
    if lens:
        inside = [
            event
            for event in events
            if lens.first <= event.date.first and event.date.last <= lens.last + 0.01
        ]
        outside = [event for event in events if event not in inside]
        if inside and outside:
            beside = _beside(block, outside, inside, lens, desk, height)
            if beside:
                return [beside]
            if block.lens:
                whole = _moments(block, events)
                return [
                    *_pages(block, outside, whole, desk, height),
                    *_pages(block, inside, [(lens.first, lens.last)], desk, height),
                ]
    return _pages(block, events, None, desk, height)


def _crowded(events: Sequence[Event], height: float) -> HistoricalDate | None:
    """A short time in which so many events fall that their labels could not stand near their dates."""
    if len(events) < 6:
        return None
    first, last = min(e.date.first for e in events), max(e.date.last for e in events)
    best, best_score = None, 0.0
    for at, start in enumerate(events):
        for end in range(at + 3, len(events)):
            inside = events[at : end + 1]
            begin = math.floor(start.date.first)
            finish = max(math.ceil(each.date.last - 0.003) for each in inside)
            share = (finish - begin) / (last - first)
            if share > 0.15 or len(inside) > len(events) - 2 or share * height * 2 > len(inside) * 10:
                continue
            score = len(inside) * math.log(1 / share)
            if score > best_score:
                best, best_score = (begin, finish), score
    if best is None:
        return None
    points = [dates.Point(Precision.YEAR, year) for year in (best[0], best[1] - 1)]
    return HistoricalDate("/", points[0], points[1])


def _moments(block: Timeline, events: Sequence[Event]) -> list[tuple[float, float]]:
    """What the scale must hold: the events, and the eras among them."""
    moments = [(event.date.first, event.date.last) for event in events]
    first, last = min(m[0] for m in moments), max(m[1] for m in moments)
    reach = max((last - first) * 0.25, 1.0)
    for era in block.eras:
        if era.date.last > first and era.date.first < last:
            moments.append((max(era.date.first, first - reach), min(era.date.last, last + reach)))
    return moments


def _beside(
    block: Timeline,
    outside: list[Event],
    inside: list[Event],
    lens: HistoricalDate,
    desk: Desk,
    height: float,
) -> dict[str, Any] | None:
    """Both scales on one page: the whole time at the left, the lens at the right."""
    width = desk.paper.text_width
    room = width - _RULER - _LENS_RULER - _BETWEEN - 2 * _LEADER
    whole = around(_moments(block, [*outside, *inside]), height)
    close = Scale(lens.first, lens.last, height)
    best = None
    for column in (room * share for share in _SHARES):
        at = column + 2 * _LEADER + _RULER + _BETWEEN + _LENS_RULER
        left = _column(outside, column, whole, desk, 0.0, "right")
        right = _column(inside, room - column, close, desk, at, "left")
        if left and right:
            pushed = sum(abs(row["anchor"] - row["mark"]) for row in (*left, *right))
            best = min(
                best or (pushed, column, left, right), (pushed, column, left, right), key=lambda row: row[0]
            )
    if best is None:
        return None
    _, column, left, right = best
    lens_at = column + _LEADER + _RULER + _BETWEEN
    ruler_at = column + _LEADER
    main = _ruler(block, whole, ruler_at, _RULER, desk, left=left, right=[])
    main["dots"] = [{"y": whole.place(event.date.middle), "x": ruler_at + _RULER} for event in inside]
    magnified = _ruler(block, close, lens_at, _LENS_RULER, desk, left=[], right=right, eras=False)
    top, bottom = whole.place(lens.first), whole.place(lens.last)
    drawing = _drawing([main, magnified], [*left, *right], desk, height, whole, close)
    drawing["lens_lines"] = [
        (ruler_at + _RULER, top, lens_at, 0.0),
        (ruler_at + _RULER, bottom, lens_at, height),
    ]
    drawing["window"] = {"x": ruler_at, "y": top, "width": _RULER, "height": max(bottom - top, 0.6)}
    drawing["alt"] += " " + desk.words["timeline"]["alt_lens"].format(time=_span_label(lens, desk))
    return drawing


def _pages(
    block: Timeline, events: list[Event], moments: list[tuple[float, float]] | None, desk: Desk, height: float
) -> list[dict[str, Any]]:
    """The events left and right of one ruler, on as many pages as they need, each to its own scale."""
    column = (desk.paper.text_width - _RULER - 2 * _LEADER) / 2
    labels = [_label(event, column, desk) for event in events]
    heights = [label.height + _GAP for label in labels]
    gaps = [0.0, *(b.date.first - a.date.last for a, b in pairwise(events))]
    for count in range(1, len(events) + 1):
        parts = [events[part.start : part.stop] for part in chunks(heights, gaps, count)]
        drawn = [_page(block, part, moments if count == 1 else None, desk, height, column) for part in parts]
        if all(drawn):
            return [each for each in drawn if each]
    return [_page(block, [event], None, desk, height * 4, column) or {} for event in events]


def _page(
    block: Timeline,
    events: list[Event],
    moments: list[tuple[float, float]] | None,
    desk: Desk,
    height: float,
    column: float,
) -> dict[str, Any] | None:
    scale = around(moments or _moments(block, events), height)
    labels = [_label(event, column, desk) for event in events]
    boxes = [_box(label, scale) for label in labels]
    chosen = sides(boxes, height, _GAP)
    if chosen is None:
        return None
    right_at = column + 2 * _LEADER + _RULER
    left = _column(
        [e for e, s in zip(events, chosen, strict=True) if s == 0], column, scale, desk, 0.0, "right"
    )
    right = _column(
        [e for e, s in zip(events, chosen, strict=True) if s == 1], column, scale, desk, right_at, "left"
    )
    if left is None or right is None:
        return None
    ruler = _ruler(block, scale, column + _LEADER, _RULER, desk, left=left, right=right)
    return _drawing([ruler], [*left, *right], desk, height, scale, None)


def _label(event: Event, room: float, desk: Desk) -> Label:
    shown = dates.label(event.date, desk.language, desk.words["dates"])
    title_font, title_size, _ = _TITLE[event.importance]
    return Label(
        event,
        metrics.wrap(shown, _DATE[0], _DATE[1], room),
        metrics.wrap(event.title, title_font, title_size, room),
        metrics.wrap(markup.plain(event.text.text), _TEXT[0], _TEXT[1], room) if event.text else (),
    )


def _box(label: Label, scale: Scale) -> Box:
    return Box(scale.place(label.event.date.middle), label.height, anchor=_DATE[2] * POINT / 2)


def _column(
    events: list[Event], room: float, scale: Scale, desk: Desk, x: float, align: str
) -> list[dict[str, Any]] | None:
    """The labels of one side with their places, or None where they do not fit."""
    labels = [_label(event, room, desk) for event in events]
    tops = place([_box(label, scale) for label in labels], scale.height, _GAP)
    if tops is None:
        return None
    return [
        {
            "event": label.event,
            "label": label,
            "x": x,
            "y": round(top, 3),
            "width": room,
            "align": align,
            "height": label.height,
            "anchor": top + _DATE[2] * POINT / 2,
            "mark": scale.place(label.event.date.middle),
        }
        for label, top in zip(labels, tops, strict=True)
    ]


def _ruler(
    block: Timeline,
    scale: Scale,
    x: float,
    width: float,
    desk: Desk,
    left: list[dict[str, Any]],
    right: list[dict[str, Any]],
    eras: bool = True,
) -> dict[str, Any]:
    """The strip of time: its eras, ticks, bars of spans and marks of events at both edges."""
    shown = [
        {"moment": scale.place(tick.moment), "label": tick.label}
        for tick in ticks(scale, desk.language, desk.words["dates"])
        if 1.6 < scale.place(tick.moment) < scale.height - 1.2  # its label would be cut
    ]
    bars, marks, leaders = [], [], []
    for rows, edge, sign in ((left, x, 1), (right, x + width, -1)):
        spans = [(row, _extent(row["event"].date, scale)) for row in rows]
        drawn = [(row, span) for row, span in spans if span]
        for (row, span), lane in zip(drawn, lanes([s for _, s in drawn], 0.8), strict=True):
            at = edge + sign * (0.9 + lane * (_BAR + 0.6)) - (_BAR if sign < 0 else 0)
            date = row["event"].date
            bars.append(
                {"x": at, "y": span[0], "height": max(span[1] - span[0], 0.8), "open": not _is_solid(date)}
            )
        for row in rows:
            marks.append(
                {
                    "x": edge,
                    "y": row["mark"],
                    "open": not _is_solid(row["event"].date),
                    "r": 1.35 if row["event"].importance == 3 else 1.0,
                }
            )
            end = row["x"] + row["width"] + 1.0 if sign > 0 else row["x"] - 1.0
            leaders.append({"from": (edge, row["mark"]), "to": (end, row["anchor"]), "sign": sign})
    return {
        "x": x,
        "width": width,
        "ticks": shown,
        "bars": bars,
        "marks": marks,
        "leaders": leaders,
        "dots": [],
        "eras": _eras(block, scale, x, desk) if eras else [],
    }


def _extent(date: HistoricalDate, scale: Scale) -> tuple[float, float] | None:
    """Where a span begins and ends on the scale; None for what is a point on it."""
    if not date.is_interval and (_is_solid(date) or scale.place(date.last) - scale.place(date.first) < 2.5):
        return None
    first = scale.place(date.first) if date.start else 0.0
    last = scale.place(date.last) if date.end else scale.height
    return first, last


def _is_solid(date: HistoricalDate) -> bool:
    """Whether the date is certain enough to be drawn with a filled mark."""
    vague = date.start and not date.is_interval and date.start.precision <= Precision.DECADE
    return not (date.is_doubtful or vague)


def _eras(block: Timeline, scale: Scale, x: float, desk: Desk) -> list[dict[str, Any]]:
    rows = []
    for at, era in enumerate(sorted(block.eras, key=lambda era: era.date.first)):
        top = scale.place(era.date.first) if era.date.start else 0.0
        bottom = scale.place(era.date.last) if era.date.end else scale.height
        if bottom - top < 0.5:
            continue
        size = next(
            (
                size
                for size in (7.5, 7.0, 6.5)
                if metrics.width(era.name, "sans-semibold", size) < bottom - top - 2
            ),
            None,
        )
        rows.append(
            {
                "y": top,
                "height": bottom - top,
                "name": era.name if size else None,
                "size": size,
                "era": era,
                "shaded": at % 2 == 0,
                "middle": (top + bottom) / 2,
                "x": x,
            }
        )
    return rows


def _drawing(
    rulers: list[dict[str, Any]],
    labels: list[dict[str, Any]],
    desk: Desk,
    height: float,
    scale: Scale,
    close: Scale | None,
) -> dict[str, Any]:
    words = desk.words["timeline"]
    labels = sorted(labels, key=lambda row: (row["event"].date.first, row["event"].date.last))
    first, last = labels[0]["event"], labels[-1]["event"]
    named = [era for ruler in rulers for era in ruler["eras"]]
    alt = words["alt"].format(
        first=_span_label(first.date, desk), last=_span_label(last.date, desk), count=len(labels)
    )
    notes = [words["scale"].format(amount=amount_a_centimetre(scale, words))]
    unnamed = [era for era in named if not era["name"]]
    if unnamed:
        shown = ", ".join(f"{era['era'].name} ({_span_label(era['era'].date, desk)})" for era in unnamed)
        notes.append(words["alt_eras"].format(eras=shown).rstrip("."))
    if close:
        notes.insert(1, words["scale_lens"].format(amount=amount_a_centimetre(close, words)))
    if named:
        alt += " " + words["alt_eras"].format(eras=", ".join(era["era"].name for era in named))
    return {
        "rulers": rulers,
        "labels": labels,
        "width": desk.paper.text_width,
        "height": height,
        "alt": f"{alt} {words['alt_after']}",
        "notes": notes,
        "lens_lines": [],
        "window": None,
    }


def _span_label(date: HistoricalDate, desk: Desk) -> str:
    if date.edtf == "/" and date.start and date.end:
        years = sorted({date.start.year, date.end.year})
        return "–".join(dates.year_label(year, desk.words["dates"]) for year in years)
    return dates.label(date, desk.language, desk.words["dates"])


KIND = Kind(
    "timeline", Timeline, order=300, files=("timeline.yaml", "timeline.csv"), rows="events", view=view
)
