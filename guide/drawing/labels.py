"""The words beside a ruler of time: broken into lines, and set as near to their dates as can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from guide import metrics
from guide.dates import HistoricalDate, Precision
from guide.placing import Box, place
from guide.timescale import Scale

GAP = 2.6  # between labels

# Font, size and line height of each part, as `templates/blocks/timeline/block.css` sets them.
_DATE = ("sans-semibold", 7.5, 10.0)
_TITLE = {1: ("serif", 9.5, 12.0), 2: ("serif-semibold", 9.5, 12.0), 3: ("serif-semibold", 11.5, 14.0)}
_TEXT = ("serif", 8.5, 11.0)
_ANCHOR = _DATE[2] * metrics.MM_PER_POINT / 2  # a leader ends at the middle of the date


@dataclass(frozen=True)
class Entry:
    """An event to be drawn. `event` is handed back with its place; `shown` is its date in words."""

    event: Any
    date: HistoricalDate
    shown: str
    title: str
    text: str = ""
    importance: int = 2

    @property
    def is_solid(self) -> bool:
        """Whether the date is certain enough to be drawn with a filled mark."""
        start = self.date.start
        vague = start and not self.date.is_interval and start.precision <= Precision.DECADE
        return not (self.date.is_doubtful or vague)


@dataclass(frozen=True)
class Label:
    """An entry's words in lines, as wide as its column allows."""

    entry: Entry
    date: tuple[str, ...]
    title: tuple[str, ...]
    text: tuple[str, ...]

    @cached_property
    def height(self) -> float:
        leads = ((self.date, _DATE), (self.title, _TITLE[self.entry.importance]), (self.text, _TEXT))
        return sum(len(lines) * lead for lines, (_, _, lead) in leads) * metrics.MM_PER_POINT


@dataclass(frozen=True)
class Row:
    """A label where it stands. Its leader runs from `mark` on the ruler to `anchor` on the label."""

    event: Any
    label: Label
    x: float
    y: float
    width: float
    height: float
    align: Literal["left", "right"]
    anchor: float
    mark: float


def in_order_of_marks(entries: Iterable[Entry]) -> list[Entry]:
    """From the top down. In any other order of the labels, leaders would cross."""
    return sorted(entries, key=lambda entry: (entry.date.middle, entry.date.first))


def label(entry: Entry, room: float) -> Label:
    return Label(
        entry,
        metrics.wrap(entry.shown, *_DATE[:2], room),
        _balanced(entry.title, *_TITLE[entry.importance][:2], room),
        metrics.wrap(entry.text, *_TEXT[:2], room),
    )


def _balanced(text: str, font: str, size: float, room: float) -> tuple[str, ...]:
    """The text in lines of about the same length, so that no single word stands in the last."""
    lines = metrics.wrap(text, font, size, room)
    if len(lines) == 1 or any(metrics.width(word, font, size) > room / 2 for word in text.split()):
        return lines
    narrower = (metrics.wrap(text, font, size, room * share / 20) for share in range(10, 20))
    return next((each for each in narrower if len(each) == len(lines)), lines)


def box(label: Label, scale: Scale) -> Box:
    return Box(scale.place(label.entry.date.middle), label.height, _ANCHOR)


def column(
    entries: Sequence[Entry], scale: Scale, x: float, room: float, align: Literal["left", "right"]
) -> list[Row] | None:
    """The labels of one side with their places, or None where they do not fit."""
    labels = [label(entry, room) for entry in in_order_of_marks(entries)]
    boxes = [box(each, scale) for each in labels]
    tops = place(boxes, scale.height, GAP)
    if tops is None:
        return None
    return [
        Row(each.entry.event, each, x, top, room, each.height, align, top + _ANCHOR, wish.wanted)
        for each, wish, top in zip(labels, boxes, tops, strict=True)
    ]
