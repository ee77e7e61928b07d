"""What a teacher may write instead of EDTF, and what to write: the date that a text probably means."""

from __future__ import annotations

import calendar
import re

_MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): at for at, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}

_WRITTEN_OUT = (
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\.? (?P<m>[A-Za-z]{3,9})\.?,? (?P<y>\d{1,4})\Z", re.ASCII),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{1,4})\Z", re.ASCII),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.?,? (?P<y>\d{1,4})\Z", re.ASCII),
)
_CIRCA = re.compile(r"(?i)(?:c|ca|circa|about|around)\.? ?(?=\d)(?P<rest>.+)\Z", re.ASCII)
_BEFORE = re.compile(r"(?i)(?P<rest>.*\d),? ?b\.? ?c\.?(?: ?e\.?)?\Z", re.ASCII)
_AFTER = re.compile(r"(?i)(?:a\.? ?d\.? ?)?(?P<rest>.*\d)(?:,? ?(?:c\.? ?e\.?|a\.? ?d\.?))?\Z", re.ASCII)
_BETWEEN = re.compile(r"(.+?) ?(?:-|–|—|/|\bto\b|\buntil\b) ?(.+)\Z")


def guess(text: str) -> str | None:
    """The EDTF date that a text probably means. Whether there is such a day is for the caller to see."""
    text = " ".join(text.split())
    mark = ""
    if about := _CIRCA.match(text):
        text, mark = about["rest"], "~"
    bare, sign = _era(text)
    if re.match(r"\d{1,3}\Z", bare, re.ASCII):  # a number alone is a year
        sign = sign or ""
    point = _point(bare, sign)
    return f"{point}{mark}" if point else _interval(text)


def with_four_digits(text: str) -> str | None:
    """A hint for a date whose year is too short: 14-08-19."""
    if match := re.match(r"(\d{1,3})(-(?:0[1-9]|1[0-2])(?:-\d{2})?)\Z", text.strip(), re.ASCII):
        year, rest = match.groups()
        this = f"'{int(year):04}{rest}' for the year {int(year)}"
        return f"write the year with four digits: {this}" + (f", '19{year}{rest}'" if len(year) == 2 else "")
    if re.match(r"\d{1,2}([-/.])\d{1,2}\1\d{2}\Z", text.strip(), re.ASCII):
        return "write the year with four digits, such as 1956-02-25"
    return None


def _era(text: str) -> tuple[str, str | None]:
    """A text without its era, and the era as EDTF's sign; None where the text names none."""
    if before := _BEFORE.match(text):
        return before["rest"], "-"
    if short := re.match(r"-(?P<rest>\d{1,3}(?:-\d{2}){0,2})\Z", text, re.ASCII):
        return short["rest"], "-"
    after = _AFTER.match(text)
    if after and after["rest"] != text:
        return after["rest"], ""
    return text, None


def _point(text: str, sign: str | None) -> str | None:
    """One date. `sign` is that of its era; a year of fewer than four digits needs one."""
    for pattern in _WRITTEN_OUT:
        if (match := pattern.match(text)) and (month := _MONTHS.get(match["m"].lower())):
            day = int(match["d"]) if "d" in pattern.groupindex else None
            return _dated(match["y"], month, day, sign)
    if match := re.match(r"(\d{1,4})\Z", text, re.ASCII):
        return _dated(match[1], None, None, sign)
    if match := re.match(r"(\d{3})0s\Z", text, re.ASCII):
        return f"{match[1]}X"
    if match := re.match(r"(\d{1,2})(?:st|nd|rd|th) century\Z", text, re.ASCII):
        return f"{int(match[1]) - 1:02}XX" if not sign and int(match[1]) else None
    return _in_numbers(text, sign)


def _in_numbers(text: str, sign: str | None) -> str | None:
    """A date of numbers: the year first, or last. What cannot be a month is a day."""
    if match := re.match(r"(\d{1,4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\Z", text, re.ASCII):
        month, day = int(match[2]), int(match[3]) if match[3] else None
        if day and month > 12 >= day:
            month, day = day, month
        return _dated(match[1], month, day, sign)
    if match := re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{1,4})\Z", text, re.ASCII):
        month, day = int(match[1]), int(match[2])
        if month > 12:
            month, day = day, month
        return _dated(match[3], month, day, sign)
    return None


def _dated(year: str, month: int | None, day: int | None, sign: str | None) -> str | None:
    if (len(year) < 4 and sign is None) or (month is not None and not 1 <= month <= 12):
        return None
    parts = (f"{sign or ''}{int(year):04}", *(f"{part:02}" for part in (month, day) if part is not None))
    return "-".join(parts)


def _interval(text: str) -> str | None:
    """Two dates with a dash between: 60-53 BCE, 1939-45."""
    match = _BETWEEN.match(text)
    if not match:
        return None
    (left, before), (right, after) = _era(match[1]), _era(match[2])
    if re.match(r"\d{4} \d{2}\Z", f"{left} {right}", re.ASCII) and after is None:
        right = left[:2] + right
    before = after if before is None else before
    after = "" if after is None and before == "" else after  # AD 9-14
    start, end = _point(left, before), _point(right, after)
    return f"{start}/{end}" if start and end else None
