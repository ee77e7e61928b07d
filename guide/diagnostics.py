"""What is wrong, where, and what would mend it.

A diagnostic is a value: every stage returns the ones it finds and goes on, so that a
teacher reads all mistakes of a guide at once. Nothing here prints.
"""

from __future__ import annotations

import difflib
import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Source:
    """One content file as text: line ends are `\\n`, without a byte order mark."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def line(self, number: int) -> str:
        """The line with this number, counted from 1; empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a content file. Lines and columns are counted from 1; line 0 is the file as a whole."""

    source: Source
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.source.path}:{self.line}:{self.column}" if self.line else self.source.path

    def moved(self, offset: int) -> Span:
        """The place `offset` characters further on in the file's text."""
        before = self.source.text[: self._offset + offset]
        line = before.count("\n") + 1
        return Span(self.source, line, len(before) - (before.rfind("\n") + 1) + 1)

    def within(self, text: str, offset: int) -> Span:
        """The place of a character of `text`, the value that begins here.

        Blanks are not counted: YAML indents and folds the lines of a value.
        """
        left = sum(not char.isspace() for char in text[:offset])
        for at, char in enumerate(self.source.text[self._offset :]):
            if not char.isspace():
                if not left:
                    return self.moved(at)
                left -= 1
        return self

    @property
    def _offset(self) -> int:
        return sum(len(line) + 1 for line in self.source.lines[: self.line - 1]) + self.column - 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong, where, and what to do about it, in words for a teacher."""

    severity: Severity
    message: str
    span: Span | None = None
    hint: str | None = None

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def error(message: str, span: Span | None = None, hint: str | None = None) -> Diagnostic:
    return Diagnostic(Severity.ERROR, message, span, hint)


def warning(message: str, span: Span | None = None, hint: str | None = None) -> Diagnostic:
    return Diagnostic(Severity.WARNING, message, span, hint)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, if one is near enough to be what was meant."""
    by_folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else None


def counted(count: int, what: str) -> str:
    """'1 line', '2 lines'."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each diagnostic once, by file and place; those without a place come first."""

    def place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
        span = diagnostic.span
        return (
            (span.source.path, span.line, span.column, diagnostic.message)
            if span
            else ("", 0, 0, diagnostic.message)
        )

    return sorted(dict.fromkeys(diagnostics), key=place)


Paint = Callable[[str, str], str]


def as_text(diagnostic: Diagnostic, paint: Paint = lambda text, role: text) -> str:
    """The diagnostic as `file:line:column: error: what is wrong`, its line, a caret and a hint.

    `paint` may color a text by its role: a severity, `caret` or `hint`.
    """
    span = diagnostic.span
    message = _visible(_shortened(diagnostic.message))
    head = f"{paint(f'{diagnostic.severity}:', diagnostic.severity)} {message}"
    lines = [f"{span}: {head}" if span else head]
    shown, caret = _window(_visible(span.source.line(span.line)), span.column) if span else ("", 0)
    if span and shown.strip():
        number = str(span.line)
        gutter = " " * len(number)
        lines += [f"  {number} | {shown}", f"  {gutter} | {' ' * caret}{paint('^', 'caret')}"]
    if diagnostic.hint:
        lines.append(f"  {paint('hint:', 'hint')} {_visible(_shortened(diagnostic.hint))}")
    return "\n".join(lines)


_LONGEST = 600  # characters of a message: a text that it quotes may be of any length


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"


def _visible(text: str) -> str:
    """The text in one line, without characters that a terminal obeys: each is shown as one that it prints."""
    return "".join(" " if char in "\t\n" else "�" if _is_obeyed(char) else char for char in text)


def _is_obeyed(char: str) -> bool:
    """Control characters, surrogates, and those that turn the direction of writing."""
    return (
        unicodedata.category(char) in ("Cc", "Cs")
        or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """All diagnostics as one JSON list, for editors."""
    return json.dumps(rows(diagnostics), ensure_ascii=False, indent=2)


def rows(diagnostics: Iterable[Diagnostic]) -> list[dict[str, str | int | None]]:
    """Each diagnostic as JSON has it."""
    return [
        {
            "severity": str(each.severity),
            "path": each.span.source.path if each.span else None,
            "line": (each.span.line or None) if each.span else None,
            "column": (each.span.column or None) if each.span else None,
            "message": each.message,
            "hint": each.hint,
        }
        for each in diagnostics
    ]


def _window(line: str, column: int, width: int = 100) -> tuple[str, int]:
    """At most `width` characters of the line around the column, and the caret's offset."""
    start = 0
    if len(line) > width and column > width - 20:
        start = min(column - width // 2, len(line) - width)
    shown = line[start : start + width]
    caret = column - 1 - start + (1 if start else 0)
    shown = ("…" if start else "") + shown + ("…" if start + width < len(line) else "")
    return shown, sum(_cells(char) for char in shown[:caret])


def _cells(char: str) -> int:
    """Columns that the character takes in a terminal."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
