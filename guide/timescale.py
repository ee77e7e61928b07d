"""A true linear scale of time: where a moment stands, and which ticks it carries.

Moments are decimal years (see `guide.dates`); places are millimetres from the top.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from guide import dates

_YEAR_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000, 50000, 100000, 1000000)
_MONTH_STEPS = (1, 2, 3, 6)
_DAY_STEPS = (1, 2, 7, 14)
_MONTH, _DAY = 1 / 12, 1 / 365.25
_UNITS = (("duration-year", 1.0), ("duration-month", _MONTH), ("duration-day", _DAY))
_YEAR_AIR = 0.04  # about a year drawn whole, so that its first month has its label
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


def around(moments: Sequence[tuple[float, float]], height: float) -> Scale:
    """A scale that holds all of these (first, last), with a little air at both ends.

    One or two of them stand in a time of sensible length: a day or a month in its year, a year
    among the five before and the five after it.
    """
    first, last = min(each[0] for each in moments), max(each[1] for each in moments)
    length = last - first
    if len(moments) <= 2 and length < 1.1 * _MONTH:
        return Scale(math.floor(first) - _YEAR_AIR, math.ceil(last - _DAY / 24) + _YEAR_AIR, height)
    if len(moments) == 1:
        air = 5.0 if length <= 1.0 else length / 2
    elif len(moments) == 2:
        air = 0.15 * length
    elif length < 3 * _DAY:
        air = 3 * _DAY
    else:
        air = length * (0.06 if length <= 1.0 else 0.03)
    return Scale(first - air, last + air, height)


def whole_months(first: float, last: float, air: int) -> tuple[float, float]:
    """The months that a time touches, with so many more before and after them."""
    return _month_at(first, -air).first, _month_at(last - _DAY / 24, air).last


def _month_at(moment: float, offset: int) -> dates.Point:
    """The month of a moment, or the one so many months later."""
    year = math.floor(moment)
    months = [dates.Point(dates.Precision.MONTH, year, month) for month in range(1, 13)]
    number = year * 12 + max(at for at, month in enumerate(months) if month.first <= moment) + offset
    return dates.Point(dates.Precision.MONTH, number // 12, number % 12 + 1)


def ticks(scale: Scale, language: str, words: dict[str, str]) -> list[Tick]:
    """The ticks that fit, in years, months or days, whichever the scale is fine enough for."""
    wanted = _TICK_ROOM / scale.millimetres_a_year
    found: list[Tick] = []
    if wanted <= 6 * _DAY and scale.last - scale.first < 0.5:
        found = _days(scale, wanted, language)
    if not found and wanted <= 0.5 and scale.last - scale.first < 4:
        found = _months(scale, wanted, language, words)
    return found or _years(scale, wanted, words)


def _years(scale: Scale, wanted: float, words: dict[str, str]) -> list[Tick]:
    """Years counted away from the turn of the era on both sides: 10 BCE, 1 CE, 10 CE; no year 0."""
    step = next((each for each in _YEAR_STEPS if each >= wanted), _YEAR_STEPS[-1])
    before = range(-step * math.ceil((1 - scale.first) / step), 0, step) if scale.first < 1 else ()
    after = range(max(step, step * math.ceil(scale.first / step)), math.floor(scale.last) + 1, step)
    found = [Tick(1.0 + number, dates.year_label(1 + number, words)) for number in before]
    if before and step >= 5:
        found.append(Tick(1.0, words["ce"].format(year=1)))
    found += [Tick(float(year), words["ce"].format(year=year) if before else str(year)) for year in after]
    return [tick for tick in found if scale.holds(tick.moment)]


def _months(scale: Scale, wanted: float, language: str, words: dict[str, str]) -> list[Tick]:
    step = next((each for each in _MONTH_STEPS if each * _MONTH >= wanted), _MONTH_STEPS[-1])
    years = range(math.floor(scale.first), math.floor(scale.last) + 1)
    found = []
    for year, month in product(years, range(1, 13, step)):
        moment = dates.Point(dates.Precision.MONTH, year, month).first
        name = _month_name(month, language)
        names_year = month == 1 and scale.first < year
        if scale.holds(moment):
            found.append(Tick(moment, f"{name} {dates.year_label(year, words)}" if names_year else name))
    return found


def _days(scale: Scale, wanted: float, language: str) -> list[Tick]:
    """Every so many days, from the first of the month in which the scale begins."""
    step = next((each for each in _DAY_STEPS if each * _DAY >= wanted), _DAY_STEPS[-1])
    found, moment = [], _month_at(scale.first, 0)
    while moment.first <= scale.last:
        days = round((moment.last - moment.first) / _DAY)
        found += [dates.Point(dates.Precision.DAY, moment.year, moment.month, day + 1) for day in range(days)]
        moment = _month_at(moment.first, 1)
    return [Tick(day.first, _day_name(day, language)) for day in found[::step] if scale.holds(day.first)]


def _day_name(day: dates.Point, language: str) -> str:
    """A day as the language writes it: 'Nov 9', '9. Nov.'."""
    from babel.dates import format_skeleton

    stand_in = datetime.date(2000, day.month, day.day)  # any year; Babel knows none before the era
    return str(format_skeleton("MMMd", stand_in, locale=dates.locale_of(language)))


@lru_cache(maxsize=256)
def _month_name(month: int, language: str) -> str:
    return dates.month_label(month, language)


def amount_a_centimetre(scale: Scale, language: str) -> str:
    """What one centimetre of the scale stands for: '3.9 years', '2 months', rounded to two figures."""
    return length_in_words(10 / scale.millimetres_a_year, language)


def length_in_words(years: float, language: str) -> str:
    """A length of time in the unit that suits it, rounded to two figures: '3.9 years', '2 months'."""
    for unit, length in _UNITS:
        number = years / length
        if number >= 0.95 or length == _DAY:
            rounded = float(f"{number:.2g}")
            return _in_words(int(rounded) if rounded == int(rounded) else rounded, unit, language)
    raise AssertionError("days always answer")


def _in_words(number: float, unit: str, language: str) -> str:
    """A number with its unit; Babel has the long names of some languages only as short ones."""
    from babel.units import format_unit

    shown = ""
    for length in ("long", "short"):
        shown = format_unit(number, unit, length=length, locale=dates.locale_of(language))
        if unit not in shown:
            break
    return shown
