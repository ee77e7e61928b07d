"""What a teacher may write instead of EDTF, and what to write: the date that a text probably means."""

from __future__ import annotations

import datetime
import re
from functools import cache

from guide.strings import languages

_YEAR = r"(?P<y>\d{1,4})"
_OF = "(?:de |of )?"
_OWN = r"(?: ?(?:г|р)\.?)?"  # Russian and Ukrainian write 'year' behind a year
_WORD = r"(?P<m>[^\W\d_]{3,12})"
_WRITTEN_OUT = tuple(
    re.compile(rf"{pattern}\Z")
    for pattern in (
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?[ -]?{_OF}{_WORD}\.?,?[ -]{_OF}{_YEAR}{_OWN}",
        rf"{_WORD}\.?[ -](?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[ -]{_YEAR}",
        rf"{_YEAR},?[ -]{_WORD}\.?[ -](?P<d>\d{{1,2}})(?:st|nd|rd|th)?",
        rf"{_WORD}\.?,?[ -]{_OF}{_YEAR}{_OWN}",
        rf"{_YEAR},?[ -]{_WORD}\.?",
    )
)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_CIRCA = re.compile(
    r"(?i)(?:c|ca|circa|about|around|approx|approximately|early|late|mid)\.?[ -]?(?=\d)(?P<rest>.+)\Z"
)
_BEFORE = re.compile(r"(?i)(?P<rest>.*\d),? ?b\.? ?c\.?(?: ?e\.?)?\Z", re.ASCII)
_AFTER = re.compile(r"(?i)(?:a\.? ?d\.? ?)?(?P<rest>.*\d)(?:,? ?(?:c\.? ?e\.?|a\.? ?d\.?))?\Z", re.ASCII)
_BETWEEN = re.compile(r"(.+?) ?(?:-|–|—|/|\bto\b|\buntil\b|\band\b|&|(?<=\d{4}-\d\d-\d\d),) ?(.+)\Z")
_SAME_END = re.compile(  # February 14-25, 1956; 14-25 February 1956; February 14 - March 3, 1956
    r"(?:(?P<m>[^\W\d_]{3,12})\.? )?(?P<d1>\d{1,2})\.?(?: (?P<m1>[^\W\d_]{3,12}))?\.? ?(?:-|–|—|to) ?"
    r"(?:(?P<m2>[^\W\d_]{3,12})\.? )?(?P<d2>\d{1,2})\.?,?(?: (?P<m3>[^\W\d_]{3,12}))?\.?,? (?P<y>\d{4})\Z"
)
_SINCE = re.compile(
    r"(?i)(?:(?:since|from|after|starting) (?P<a>.+)"
    r"|(?P<b>.+?) ?(?:-|–|—|to|until) ?(?:present|today|now|\?)?)\Z"
)
_UNTIL = re.compile(r"(?i)(?:until|till|before|up to) (?P<rest>.+)\Z")
_TIME = re.compile(r"(?:T| |, )\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m| Uhr|Z)?\Z", re.IGNORECASE)
_DAYS_OF_A_SPREADSHEET = range(10_000, 60_000)  # 1927 to 2064, counted from the end of 1899


def guess(text: str) -> str | None:
    """The EDTF date that a text probably means. Whether there is such a day is for the caller to see."""
    text = _bare(text)
    if re.match(r"\d{5}\Z", text, re.ASCII) and int(text) in _DAYS_OF_A_SPREADSHEET:
        return str(datetime.date(1899, 12, 30) + datetime.timedelta(int(text)))
    return _either(text) or _open(text)


def other_guess(text: str) -> str | None:
    """The second reading of a date such as 02/03/1956, whose day and month may be the other way round."""
    if match := re.match(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})\Z", _bare(text), re.ASCII):
        first, second = int(match[1]), int(match[3])
        if first <= 12 and second <= 12 and first != second:
            return _dated(match[4], *((second, first) if match[2] == "/" else (first, second)), "")
    return None


def with_four_digits(text: str) -> str | None:
    """A hint for a date whose year is too short: 14-08-19, 25-Feb-56, '56."""
    if match := re.match(r"(\d{1,3})(-(?:0[1-9]|1[0-2])(?:-\d{2})?)\Z", text.strip(), re.ASCII):
        year, rest = match.groups()
        this = f"'{int(year):04}{rest}' for the year {int(year)}"
        return f"write the year with four digits: {this}" + (f", '19{year}{rest}'" if len(year) == 2 else "")
    if match := re.match(r"['’]?(\d\d)\Z", text.strip(), re.ASCII):
        return (
            f"write the year with four digits: '19{match[1]}', or '00{match[1]}' for the year {int(match[1])}"
        )
    short = r"\d{1,2}([-/.])(?:\d{1,2}|[^\W\d_]{3,12})\.?\1\d{2}\Z"
    if re.match(short, text.strip()):
        return "write the year with four digits, such as 1956-02-25"
    return None


def _bare(text: str) -> str:
    """A text without what surrounds its date: an article, the day of the week, the time, a full stop."""
    text = re.sub(r"(?i)^(?:in )?(?:the|on|in) (?=\S)", "", " ".join(text.split()).rstrip(".,;"))
    text = _TIME.sub("", text)
    first, _, rest = text.partition(" ")
    return rest if rest and first.strip(".,").casefold() in _names()[1] else text


def _either(text: str) -> str | None:
    mark = ""
    if uncertain := re.match(r"(.*\d) ?(?:\?|\(\?\))\Z", text):
        text, mark = uncertain[1], "?"
    if about := _CIRCA.match(text):
        text, mark = about["rest"], "%" if mark else "~"
    bare, sign = _era(text)
    if re.match(r"\d{1,3}\Z", bare, re.ASCII):  # a number alone is a year
        sign = sign or ""
    if sign == "-" and re.match(r"\d{5,9}\Z", bare, re.ASCII):
        return f"Y-{bare}"
    point = _point(bare, sign)
    return f"{point}{mark}" if point else _interval(text)


def _open(text: str) -> str | None:
    """A date with no end, or no beginning."""
    if since := _SINCE.match(text):
        start = _either(since["a"] or since["b"])
        return f"{start}/.." if start and "/" not in start else None
    if until := _UNTIL.match(text):
        end = _either(until["rest"])
        return f"../{end}" if end and "/" not in end else None
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
        if (match := pattern.match(text)) and (month := _month(match["m"], "d" not in pattern.groupindex)):
            day = int(match["d"]) if "d" in pattern.groupindex else None
            return _dated(match["y"], month, day, sign)
    if match := re.match(r"(\d{1,4})\Z", text, re.ASCII):
        return _dated(match[1], None, None, sign)
    if match := re.match(r"(\d{3})0['’]?s\Z", text, re.ASCII):
        return f"{match[1]}X"
    if match := re.match(r"(\d{1,2})(?:st|nd|rd|th) century\Z", text, re.ASCII):
        return f"{int(match[1]) - 1:02}XX" if not sign and int(match[1]) else None
    return _in_numbers(text, sign)


def _month(word: str, or_season: bool) -> int | None:
    season = _SEASONS.get(word.casefold()) if or_season else None
    return season or _names()[0].get(word.casefold())


@cache
def _names() -> tuple[dict[str, int], frozenset[str]]:
    """The months with their numbers and the days of the week, in every language that the program has."""
    from babel import Locale

    months, days = {"sept": 9}, {"tues", "thur", "thurs"}
    for language in languages():
        locale = Locale.parse(language)
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months.copy()[form].copy()[width].items():
                    months.setdefault(name.casefold().rstrip("."), number)
                days |= {
                    name.casefold().rstrip(".") for name in locale.days.copy()[form].copy()[width].values()
                }
    return months, frozenset(days)


def _in_numbers(text: str, sign: str | None) -> str | None:
    """A date of numbers: the year first, or last. What cannot be a month is a day."""
    if match := re.match(r"(\d{1,4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\Z", text, re.ASCII):
        month, day = int(match[2]), int(match[3]) if match[3] else None
        if day and month > 12 >= day:
            month, day = day, month
        return _dated(match[1], month, day, sign)
    if match := re.match(r"(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{1,4})\Z", text, re.ASCII):
        month, day = int(match[1]), int(match[3])
        if month > 12 or (match[2] == "." and day <= 12):  # with full stops, the day comes first
            month, day = day, month
        return _dated(match[4], month, day, sign)
    if match := re.match(r"(\d{1,2})/(\d{4})\Z", text, re.ASCII):
        return _dated(match[2], int(match[1]), None, sign)
    return None


def _dated(year: str, month: int | None, day: int | None, sign: str | None) -> str | None:
    right = month is None or 1 <= month <= 12 or (21 <= month <= 24 and day is None)
    if (len(year) < 4 and sign is None) or not right:
        return None
    parts = (f"{sign or ''}{int(year):04}", *(f"{part:02}" for part in (month, day) if part is not None))
    return "-".join(parts)


def _interval(text: str) -> str | None:
    """Two dates with a dash between: 60-53 BCE, 1939-45, February 14-25, 1956."""
    if same := _SAME_END.match(text):
        last = same["m2"] or same["m3"] or same["m"]
        first = same["m"] or same["m1"] or last
        if last and (start := _month(first, False)) and (end := _month(last, False)):
            year = same["y"]
            return f"{_dated(year, start, int(same['d1']), '')}/{_dated(year, end, int(same['d2']), '')}"
    if same := re.match(r"(\d{4}-\d\d-)(\d\d)(?:/|-|–)(\d\d)\Z", text, re.ASCII):
        return f"{same[1]}{same[2]}/{same[1]}{same[3]}"
    for match in (_BETWEEN.match(text), re.match(r"(.*\S)\s+[-–—]\s+(\S.*)\Z", text)):
        if match and (found := _both(match[1], match[2])):
            return found
    return None


def _both(first: str, last: str) -> str | None:
    (left, before), (right, after) = _era(first), _era(last)
    if re.match(r"\d{4} \d{2}\Z", f"{left} {right}", re.ASCII) and after is None and left[2:] < right:
        right = left[:2] + right
    before = after if before is None else before
    after = "" if after is None and before == "" else after  # AD 9-14
    marks = []
    for text, sign in ((left, before), (right, after)):
        about = _CIRCA.match(text)
        point = _point(about["rest"] if about else text, sign)
        marks.append(f"{point}~" if point and about else point)
    return f"{marks[0]}/{marks[1]}" if all(marks) else None
