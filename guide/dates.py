"""Dates of history: read as EDTF, placed on a scale, printed in the guide's language.

EDTF is the Extended Date/Time Format (ISO 8601-2:2019, levels 0 and 1): `1956-02-25`, `1956-02`,
`1956`, `195X`, `1956~` (about), `1956?` (uncertain), `1936/1938`, `1985/..` (open), `-0044-03-15`.

Years before the common era are written as historians say them: `-0044` is 44 BCE. There is no
year 0. (ISO 8601 counts astronomically, where 44 BCE is -0043; a history teacher does not.)
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from guide.date_hints import guess, other_guess, with_four_digits


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


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year: int) -> int:
    return 366 if _is_leap(year) else 365


def _month_length(year: int, month: int) -> int:
    return calendar.monthrange(2000 if _is_leap(year) else 2001, month)[1]


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


# Printing. Babel knows the months and their order in a date; it knows nothing of BCE or doubt.


_SHORT = 100  # a year below it would be read as a day of the month: it names its era


def label(date: HistoricalDate, language: str, words: dict[str, str]) -> str:
    """The date in the guide's language: 'February 25, 1956', 'about 1956', '1936–1938', '44 BCE'.

    `words` are the strings of the language below `dates`: bce, ce, about, uncertain, from, until, decade,
    century, century_first and the four seasons.
    """
    start, end = date.start, date.end
    if not date.is_interval and start:
        return _label(start, language, words)
    if start is None or end is None:
        known = start or end
        assert known is not None  # parse refuses an interval open at both ends
        return words["from" if start else "until"].format(date=_label(known, language, words))
    if _plain_year(start) and _plain_year(end):
        return _years(start.year, end.year, words)
    joined = _joined(start, end, language, words)
    if joined:
        return joined
    below = 1000 if start.before_era and not end.before_era else _SHORT
    return f"{_label(start, language, words)} – {_label(end, language, words, below)}"


def lifetime(date: HistoricalDate, language: str, words: dict[str, str]) -> str:
    """The dates of a person: '1894–1971', 'b. 1931'."""
    if date.is_interval and date.start and date.end is None:
        return words["born"].format(date=_label(date.start, language, words))
    if date.is_interval and date.end and date.start is None:
        return words["died"].format(date=_label(date.end, language, words))
    return label(date, language, words)


def _plain_year(point: Point) -> bool:
    return point.precision is Precision.YEAR and not point.doubtful


def _years(first: int, last: int, words: dict[str, str]) -> str:
    """An interval of years; the era is named once where both share it: '100–44 BCE', '9–14 CE'."""
    if last <= 0:
        return f"{1 - first}–{year_label(last, words)}"
    if first <= 0:
        return f"{year_label(first, words)}–{year_label(last, words, below=1000)}"
    return f"{first}–{words['ce'].format(year=last) if first < _SHORT else last}"


def _joined(start: Point, end: Point, language: str, words: dict[str, str]) -> str | None:
    """An interval whose two dates share a part: 'February 14–25, 1956'."""
    same_year = start.precision == end.precision and start.year == end.year
    if not same_year or start.doubtful or end.doubtful or start.precision < Precision.MONTH:
        return None
    from babel.dates import format_skeleton

    if start.precision is Precision.SEASON:
        return None
    if start.precision is Precision.DAY and start.month == end.month:
        return _pattern(end, language, words, from_day=start.day)
    if start.precision is Precision.DAY:
        first = format_skeleton("MMMMd", _stand_in(start), locale=locale_of(language))
        return f"{first} – {_certain(end, language, words)}"
    return f"{_month_name(start.month, 'wide', language)}–{_certain(end, language, words)}"


def _label(point: Point, language: str, words: dict[str, str], below: int = _SHORT) -> str:
    text = _certain(point, language, words, below)
    if point.approximate:
        text = words["about"].format(date=text)
    if point.uncertain:
        text = words["uncertain"].format(date=text)
    return text


def _certain(point: Point, language: str, words: dict[str, str], below: int = _SHORT) -> str:
    if point.precision is Precision.CENTURY:
        return _century(point.year // 100 + 1, words)
    if point.precision is Precision.DECADE:
        decade = words["decade"].format(year=point.year)
        return words["ce"].format(year=decade) if point.year < below else decade
    year = year_label(point.year, words, below)
    if point.precision is Precision.YEAR:
        return year
    if point.precision is Precision.SEASON:
        season = words[("spring", "summer", "autumn", "winter")[point.month - 21]]
        return f"{season} {year}"
    return _pattern(point, language, words, below)


def _century(number: int, words: dict[str, str]) -> str:
    """'20th century'. A language takes its number as `{ordinal}` (20th), `{number}` or `{roman}` (XX)."""
    if number == 1:
        return words["century_first"]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if not 10 < number < 20 else "th"
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC", "C")[number // 10]
    return words["century"].format(ordinal=f"{number}{ending}", number=number, roman=tens + ones)


def _pattern(
    point: Point, language: str, words: dict[str, str], below: int = _SHORT, from_day: int | None = None
) -> str:
    """A date by the language's own pattern, with our year set into it; `from_day` begins an interval."""
    from babel.dates import format_date, get_date_format

    locale = locale_of(language)
    if point.precision is Precision.MONTH:
        pattern = locale.datetime_skeletons["yMMMM"].pattern
    else:
        pattern = get_date_format("long", locale).pattern
    if point.year < below:  # no 'year' beside an era
        pattern = pattern.replace("'г'.", "").replace("'р'.", "").strip()
    year = year_label(point.year, words, below).replace("'", "''")
    pattern = re.sub(rf"y+{_UNQUOTED}", lambda _: f"'{year}'", pattern)
    if from_day:
        stop = "." if re.search(rf"d\.{_UNQUOTED}", pattern) else ""  # German: 14.–25. Februar
        pattern = re.sub(rf"d+{_UNQUOTED}", f"'{from_day}{stop}–{point.day}'", pattern)
    return str(format_date(_stand_in(point), pattern, locale=locale))


_UNQUOTED = r"(?=(?:[^']*'[^']*')*[^']*$)"  # a letter of a pattern, not of the words within it


def _stand_in(point: Point) -> datetime.date:
    """A date that Babel can print for one of any year."""
    return datetime.date(2000 if _is_leap(point.year) else 2001, point.month, point.day)


def year_label(year: int, words: dict[str, str], below: int = _SHORT) -> str:
    """An astronomical year as printed: 1956, '44 BCE'. A year below `below` says that it is of our era."""
    if year <= 0:
        return words["bce"].format(year=1 - year)
    return words["ce"].format(year=year) if year < below else str(year)


def month_label(month: int, language: str) -> str:
    """A month's short name, as a tick of a scale carries it."""
    return _month_name(month, "abbreviated", language)


def _month_name(month: int, width: str, language: str) -> str:
    """The name of a month that stands alone.

    Babel writes what it has looked up into data that its languages share, so that Italian months
    turn Chinese after Chinese ones were asked for: it may write into copies only.
    """
    names = locale_of(language).months.copy()["stand-alone"].copy()[width]
    return str(names[month])


@lru_cache(maxsize=32)
def locale_of(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
