"""A true linear scale of time: where a moment stands, and which ticks it carries.

Moments are decimal years (see `guide.dates`); places are millimetres from the top.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from guide import dates

_YEAR_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000, 50000, 100000, 1000000)
_MONTH_STEPS = (1, 2, 3, 6)
_DAY_STEPS = (1, 2, 5, 10)
_MONTH, _DAY = 1 / 12, 1 / 365.25
_TICK_ROOM = 8.0  # mm that a tick's label wants


@dataclass(frozen=True)
class Tick:
    moment: float
    label: str


@dataclass(frozen=True)
class Scale:
    """From `first` at the top (0 mm) to `last` at `height` mm."""

    first: float
    last: float
    height: float

    def place(self, moment: float) -> float:
        """Millimetres from the top, kept on the scale."""
        share = (moment - self.first) / (self.last - self.first)
        return min(max(share, 0.0), 1.0) * self.height

    def holds(self, moment: float) -> bool:
        return self.first <= moment <= self.last

    @property
    def millimetres_a_year(self) -> float:
        return self.height / (self.last - self.first)


def around(moments: list[tuple[float, float]], height: float) -> Scale:
    """A scale that holds all of these (first, last) with a little air at both ends."""
    first, last = min(each[0] for each in moments), max(each[1] for each in moments)
    length = last - first
    if length < 3 * _DAY:
        air = 15 * _DAY
    elif length <= 1.0:
        air = max(length * 0.1, 1.5 * _MONTH) if len(moments) == 1 else length * 0.06
    else:
        air = max(length * 0.03, 5.0 if len(moments) == 1 else 0.0)
    return Scale(first - air, last + air, height)


def ticks(scale: Scale, language: str, words: dict[str, str]) -> list[Tick]:
    """The ticks that fit, in years, months or days, whichever the scale is fine enough for."""
    wanted = _TICK_ROOM / scale.millimetres_a_year
    found: list[Tick] = []
    if wanted <= 6 * _DAY and scale.last - scale.first < 0.5:
        found = _days(scale, wanted, language, words)
    if not found and wanted <= 0.5 and scale.last - scale.first < 4:
        found = _months(scale, wanted, language, words)
    return found or _years(scale, wanted, words)


def _years(scale: Scale, wanted: float, words: dict[str, str]) -> list[Tick]:
    step = next((each for each in _YEAR_STEPS if each >= wanted), _YEAR_STEPS[-1])
    both_eras = scale.first < 1
    found = []
    # Years are counted away from the turn of the era on both sides: 500 BCE, 1 CE has no year 0.
    for number in range(-step * math.ceil((1 - scale.first) / step), 0, step) if scale.first < 1 else ():
        moment = 1.0 + number
        if scale.holds(moment):
            found.append(Tick(moment, dates.year_label(int(moment), words)))
    start = max(step, step * math.ceil(scale.first / step))
    for year in range(start, math.floor(scale.last) + 1, step):
        label = words["ce"].format(year=year) if both_eras else str(year)
        found.append(Tick(float(year), label))
    return found


def _months(scale: Scale, wanted: float, language: str, words: dict[str, str]) -> list[Tick]:
    step = next((each for each in _MONTH_STEPS if each * _MONTH >= wanted), 6)
    found = []
    for year in range(math.floor(scale.first), math.floor(scale.last) + 1):
        for month in range(1, 13, step):
            moment = dates.Point(dates.Precision.MONTH, year, month).first
            if scale.holds(moment):
                name = _month_name(month, language)
                spans_years = math.floor(scale.first) != math.floor(scale.last - 1e-9)
                label = f"{name} {dates.year_label(year, words)}" if month == 1 and spans_years else name
                found.append(Tick(moment, label))
    return found


def _days(scale: Scale, wanted: float, language: str, words: dict[str, str]) -> list[Tick]:
    step = next((each for each in _DAY_STEPS if each * _DAY >= wanted), 10)
    found = []
    for month_tick in _months(Scale(scale.first - 0.1, scale.last, scale.height), _MONTH, language, words):
        for day in range(1, 31, step):
            moment = month_tick.moment + (day - 1) * _DAY
            if scale.holds(moment):
                found.append(Tick(moment, f"{month_tick.label} {day}"))
    return found


@lru_cache(maxsize=256)
def _month_name(month: int, language: str) -> str:
    return dates.month_label(month, language)


def amount_a_centimetre(scale: Scale, words: dict[str, str]) -> str:
    """What one centimetre of the scale stands for: '3 years', '2 months', rounded to two figures."""
    years = 10 / scale.millimetres_a_year
    for unit, length in (("years", 1.0), ("months", _MONTH), ("days", _DAY)):
        number = years / length
        if number >= 0.95 or unit == "days":
            rounded = float(f"{number:.2g}")
            shown = f"{rounded:g}"
            return (
                words[f"{unit}_one"]
                if shown == "1" and f"{unit}_one" in words
                else words[unit].format(n=shown)
            )
    raise AssertionError("days always answer")
