"""Dates of history, read as EDTF and placed on a scale.

EDTF is the Extended Date/Time Format (ISO 8601-2:2019, levels 0 and 1): `1956-02-25`, `1956-02`,
`1956`, `195X`, `1956~` (about), `1956?` (uncertain), `1936/1938`, `1985/..` (open), `-0044-03-15`.

Years before the common era are written as historians say them: `-0044` is 44 BCE. There is no
year 0. (ISO 8601 counts astronomically, where 44 BCE is -0043; a history teacher does not.)
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from guide.dates.hints import guess, other_guess, with_four_digits


class Precision(IntEnum):
    CENTURY = 0
    DECADE = 1
    YEAR = 2
    SEASON = 3
    MONTH = 4
    DAY = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One date as written. `year` is astronomical: 1 BCE is 0. A season is its EDTF month 21 to 24."""

    precision: Precision
    year: int
    month: int = 1
    day: int = 1
    approximate: bool = False
    uncertain: bool = False

    @property
    def first(self) -> float:
        """The beginning in decimal years: 1956.0 is the first moment of 1956."""
        if self.precision is Precision.SEASON:
            return self.year + (self.month - 21) * 0.25 + 0.167
        if self.precision >= Precision.MONTH:
            return self.year + _day_of_year(self.year, self.month, self.day) / _days_in(self.year)
        if self.precision <= Precision.DECADE:
            return float(max(self.year, 1))  # the first century begins with the year 1
        return float(self.year)

    @property
    def last(self) -> float:
        """The end in decimal years: 1957.0 is the end of 1956. What follows begins at the same number."""
        if self.precision >= Precision.MONTH:
            days = 1 if self.precision is Precision.DAY else _month_length(self.year, self.month)
            return self.year + (_day_of_year(self.year, self.month, self.day) + days) / _days_in(self.year)
        if self.precision is Precision.SEASON:
            return self.first + 0.25
        return self.year + {Precision.CENTURY: 100.0, Precision.DECADE: 10.0}.get(self.precision, 1.0)

    @property
    def doubtful(self) -> bool:
        return self.approximate or self.uncertain

    @property
    def before_era(self) -> bool:
        """Whether it lies before the common era. A decade or a century never does."""
        return self.year <= 0 and self.precision >= Precision.YEAR


@dataclass(frozen=True, slots=True)
class HistoricalDate:
    """A date or an interval. `start` or `end` is None where an interval is open."""

    edtf: str
    start: Point | None
    end: Point | None

    @property
    def is_interval(self) -> bool:
        return "/" in self.edtf

    @property
    def is_doubtful(self) -> bool:
        return any(point.doubtful for point in (self.start, self.end) if point)

    @property
    def first(self) -> float:
        """The earliest moment in decimal years; the end's where the start is open."""
        return self.start.first if self.start else self.end.first if self.end else 0.0

    @property
    def last(self) -> float:
        """The latest moment in decimal years; the start's where the end is open."""
        return self.end.last if self.end else self.start.last if self.start else 0.0

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2

    def __str__(self) -> str:
        return self.edtf

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: parse(value) if isinstance(value, str) else value,
            core_schema.is_instance_schema(cls),
            json_schema_input_schema=core_schema.str_schema(),
        )


class NotADate(ValueError):
    """A text that is no EDTF date; `hint` says what it may have meant."""

    def __init__(self, text: str, message: str | None = None, hint: str | None = None) -> None:
        super().__init__(message or f"'{text}' is not a date that can be placed on a timeline")
        self._text, self._hint = text, hint

    @property
    def is_precise(self) -> bool:
        """Whether it is known what is wrong, since all but that reads as a date."""
        return self._hint is not None

    @property
    def hint(self) -> str:
        return self._hint or suggestion(self._text)


_POINT = re.compile(
    r"(?P<sign>-?)(?P<year>\d{4}|\d{3}X|\d{2}XX)"
    r"(?:-(?P<month>\d{2})(?:-(?:(?P<day>\d{2})|XX))?|-XX(?:-XX)?)?(?P<mark>[~?%]?)\Z",
    re.ASCII,
)
_LONG_YEAR = re.compile(r"Y(-?[1-9]\d{4,8})\Z", re.ASCII)


def parse(text: str) -> HistoricalDate:
    """An EDTF date or interval. Raises NotADate."""
    text = str(text).strip()
    if "/" not in text:
        point = _point(text)
        return HistoricalDate(text, point, point)
    parts = text.split("/")
    if len(parts) != 2:
        raise NotADate(text)
    try:
        start, end = (None if part in ("", "..") else _point(part) for part in parts)
    except NotADate:
        if _likely(text):  # 60/53 BCE: the hint is for both
            raise NotADate(text) from None
        raise
    if start is None and end is None:
        raise NotADate(text)
    if start and end and end.last <= start.first:
        raise NotADate(text, f"'{text}' ends before it begins", f"did you mean '{parts[1]}/{parts[0]}'?")
    return HistoricalDate(text, start, end)


def _point(text: str) -> Point:
    if long := _LONG_YEAR.match(text):
        return Point(Precision.YEAR, _astronomical(int(long[1])))
    match = _POINT.match(text)
    if not match:
        raise NotADate(text)
    written, before = match["year"], match["sign"] == "-"
    approximate, uncertain = match["mark"] in ("~", "%"), match["mark"] in ("?", "%")
    if "X" in written:
        if match["month"] or before:
            raise NotADate(text)
        precision = Precision.CENTURY if written.endswith("XX") else Precision.DECADE
        return Point(precision, int(written.replace("X", "0")), 1, 1, approximate, uncertain)
    year = -int(written) if before else int(written)
    if year == 0:
        raise NotADate(text)
    year = _astronomical(year)
    if not match["month"]:
        return Point(Precision.YEAR, year, 1, 1, approximate, uncertain)
    month, day = int(match["month"]), int(match["day"] or 1)
    if 21 <= month <= 24 and not match["day"]:
        return Point(Precision.SEASON, year, month, 1, approximate, uncertain)
    if not 1 <= month <= 12:
        raise NotADate(text)
    length = _month_length(year, month)
    if not 1 <= day <= length:
        message = f"'{text}': this month has no day {match['day']}"
        raise NotADate(text, message, f"that month has the days 01 to {length}")
    precision = Precision.DAY if match["day"] else Precision.MONTH
    return Point(precision, year, month, day, approximate, uncertain)


def _astronomical(year: int) -> int:
    return year + 1 if year < 0 else year


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year: int) -> int:
    return 366 if is_leap(year) else 365


def _month_length(year: int, month: int) -> int:
    return calendar.monthrange(2000 if is_leap(year) else 2001, month)[1]


def _day_of_year(year: int, month: int, day: int) -> int:
    """Days before this one in its year."""
    return sum(_month_length(year, each) for each in range(1, month)) + day - 1


def suggestion(text: str) -> str:
    """A hint for a text that is no date."""
    if re.fullmatch(r"-?0+", text):
        return "there is no year 0: 1 BCE is -0001, and 1 CE, which comes next, is 0001"
    if short := with_four_digits(text):
        return short
    if likely := _likely(text):
        other = other_guess(text)
        return f"did you mean '{likely}'" + (f", or '{other}'?" if other else "?")
    try:
        parse(guess(text) or "")
    except NotADate as problem:
        if problem.is_precise:  # February 30, 1956
            return problem.hint
    return "write it as 1956-02-25, 1956-02, 1956, 1956~ (about), 1936/1938 (from–to) or -0044 (44 BCE)"


def _likely(text: str) -> str | None:
    likely = guess(text)
    return likely if likely and likely != text and _is_date(likely) else None


def _is_date(text: str) -> bool:
    try:
        parse(text)
    except NotADate:
        return False
    return True
