"""Dates of history in words, in the guide's language.

Babel knows the months and their order in a date; it knows nothing of BCE or doubt.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Any

from guide.dates.edtf import HistoricalDate, Point, Precision, is_leap

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
    return datetime.date(2000 if is_leap(point.year) else 2001, point.month, point.day)


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
