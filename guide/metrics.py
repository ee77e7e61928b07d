"""How wide text is, from the fonts' own tables: for what must be placed before it is laid out."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache

from guide.prepared import prepared
from guide.resources import folder

MM_PER_POINT = 25.4 / 72
_SAFETY = 1.012  # kerning and shaping, which the tables of advances do not tell

FONTS = {
    "serif": "source-serif-4/SourceSerif4-Regular.ttf",
    "serif-semibold": "source-serif-4/SourceSerif4-Semibold.ttf",
    "display": "source-serif-4/SourceSerif4Display-Semibold.ttf",
    "sans": "inter/Inter-Regular.ttf",
    "sans-semibold": "inter/Inter-SemiBold.ttf",
}


def _read_advances(font: str) -> dict[int, float]:
    from fontTools.ttLib import TTFont

    with TTFont(folder("templates") / "fonts" / FONTS[font], lazy=True) as file:
        units = file["head"].unitsPerEm
        metrics = file["hmtx"].metrics
        return {code: metrics[name][0] / units for code, name in file.getBestCmap().items()}


class _Ems(dict[str, float]):
    """The advance width in ems of each character that was asked for; one em where the font lacks it."""

    def __init__(self, font: str) -> None:
        self._advances: dict[int, float] = prepared(
            f"advances-{font}", FONTS[font], lambda: _read_advances(font)
        )

    def __missing__(self, char: str) -> float:
        self[char] = 0.0 if unicodedata.combining(char) else self._advances.get(ord(char), 1.0)
        return self[char]


_ems = cache(_Ems)


def width(text: str, font: str, size: float) -> float:
    """The width in millimetres of a line of text; `size` in points."""
    ems = sum(map(_ems(font).__getitem__, text))
    return ems * size * MM_PER_POINT * _SAFETY


@lru_cache(maxsize=1024)
def wrap(text: str, font: str, size: float, room: float, indent: float = 0.0) -> tuple[str, ...]:
    """The text in lines of at most `room` millimetres, the first one shorter by `indent`.

    A word that is wider than a line is cut, after a hyphen of its own or with one where it is cut.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}" if line else word
        free = room - indent if not lines else room
        if width(candidate, font, size) <= free:
            line = candidate
            continue
        if line:
            lines.append(line)
        while width(word, font, size) > room and len(word) > 1:
            part, word = _cut(word, font, size, room)
            lines.append(part)
        line = word
    return (*lines, line) if line else tuple(lines)


def _cut(word: str, font: str, size: float, room: float) -> tuple[str, str]:
    """A word in two parts, the first as long as fits, with the hyphen that it needs."""

    def room_taken(end: int) -> float:
        return width(word[:end] + _hyphen(word, end), font, size)

    end = max(1, bisect_right(range(len(word)), room, key=room_taken) - 1)
    while end > 1 and unicodedata.combining(word[end]):
        end -= 1
    own = word.rfind("-", 1, end) + 1
    if own:
        return word[:own], word[own:]
    hyphen = _hyphen(word, end) if room_taken(end) <= room else ""
    return word[:end] + hyphen, word[end:]


def _hyphen(word: str, end: int) -> str:
    """What stands at a cut: a hyphen between letters, unless their script breaks anywhere."""
    sides = word[end - 1 : end + 1] if 0 < end < len(word) else ""
    between_letters = len(sides) == 2 and sides.isalpha()
    return "-" if between_letters and not any(unicodedata.east_asian_width(c) in "WF" for c in sides) else ""


# Answers in the space that students write in, whose rules are 8.5 mm apart: one, two or three lines
# of text to a rule. Two and three lines are set smaller, as `templates/css/base.css` says.

DENSEST = 3
_ANSWER_SIZES = {1: 9.0, 2: 8.5, 3: 7.0}


_HELD = 6


def held(rules: int) -> int:
    """How many of the rules of a space stay together on one page; an answer is set on these."""
    return min(rules, _HELD)


def fit(text: str, rules: int, room: float) -> int | None:
    """How many lines of text to a rule let an answer fit on its rules, or None if none does."""
    for lines_to_a_rule, size in _ANSWER_SIZES.items():
        if len(wrap(text, "sans", size, room * 0.97)) <= held(rules) * lines_to_a_rule:
            return lines_to_a_rule
    return None


def rules_needed(text: str, room: float) -> int:
    """The least number of rules on which an answer fits when it is set most densely."""
    return -(-len(wrap(text, "sans", _ANSWER_SIZES[DENSEST], room * 0.97)) // DENSEST)
