"""Lines of YAML as their writer sees them, and what is said of one that is not what was meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

FIELD = re.compile(r"(?P<lead>[ ]*(?:- +)*)(?P<name>[^\s:#\"'\[{][^:#\"'\[{]*?):(?:[ ]+|$)")
LONG = re.compile(r"[|>][-+]?[ ]*")
FENCE = re.compile(r"(?:```|~~~)[\w ]*$")  # of computer code: a chat program puts them around a file
NO_PART = "this line is no part of the file", "delete this line, and the one like it at the end"
SPECIAL = "[]{}&*!|>%@`?"

QUOTE = "put quotation marks around the text"


@dataclass(frozen=True, slots=True)
class Slip:
    """A line and a column, from 1; what is wrong; a hint; and the lines as they were probably meant.

    A slip that is not certain, beside a line that was mended, may be no more than what follows from it.
    """

    line: int
    column: int
    message: str
    hint: str
    mended: dict[int, str] = field(default_factory=dict)
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Stop:
    """Where and why the parser stopped. `begun` is where what it was reading began."""

    said: str
    line: int
    column: int
    begun: tuple[int, int]

    @property
    def in_key(self) -> bool:
        """Whether what it was reading seemed to be the name of a field."""
        return "simple key" in self.said


def line_at(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def above(lines: list[str], number: int) -> int:
    """The number of the line above that is not empty; 0 where there is none."""
    return next((at for at in range(number - 1, 0, -1) if lines[at - 1].strip()), 0)


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def before_text(line: str) -> str:
    """What stands before the text of a line: its hyphens, its field's name, the colon and the space."""
    field = FIELD.match(line)
    start = field or re.match(r"[ ]*(?:- +)*", line)
    return start[0] if start else ""


def quoted(text: str) -> str:
    """A text in quotation marks, as a teacher would write it; with backslashes where it has both kinds."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def plain(text: str) -> str:
    """A text, or the sign for a long one, so that it can be read: in quotation marks if it needs them."""
    if LONG.fullmatch(text):
        return text
    needs = ": " in text or text[:1] in SPECIAL or text.endswith(":")
    return quoted(text.rstrip()) if needs and text[:1] not in ('"', "'", "[", "{") else text


def short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
