"""Answers in prose, as text: what a student edition must not see is taken out before anything is rendered.

{{_answer_}}            a blank to fill in
/// answer              a passage that only the teacher sees, up to a line of as many slashes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

BLANK = re.compile(r"\{\{_(.*?)_\}\}", re.DOTALL)
_ANSWER = re.compile(r"(?<![\w:/])(?P<fence>/{3,})[ \t]*answer\b(?P<rest>.*)", re.IGNORECASE)
_ANSWER_LINES = re.compile(r"(?:\n[ \t>]{4,}lines:[ \t]*\d+[ \t]*(?=\n|\Z))*")

USUAL_LINES = 4  # of an answer passage that does not say how many it leaves

_NESTED = re.compile(r"[ \t>]*(?:(?:[-*+:]|\d+[.)])[ \t]+[ \t>]*)*")
_DEEPEST = 80  # Python-Markdown recurses for every level


def blanks(text: str) -> Iterator[re.Match[str]]:
    """Every blank. Nothing is sought behind the last mark that ends one: of many without an end, each would
    look through all of the text."""
    return BLANK.finditer(text, 0, text.rfind("_}}") + 3)


def without_blanks(text: str, instead: str | Callable[[re.Match[str]], str]) -> str:
    end = text.rfind("_}}") + 3
    return BLANK.sub(instead, text[:end]) + text[end:] if end > 2 else text


def withhold(text: str) -> str:
    """The text without its answers: blanks keep their width, answer passages their lines.

    An answer passage that is never closed is withheld to the end of the text. Whatever looks like
    one is withheld too, whether or not Markdown would take it for one.
    """
    out, at = [], 0
    for passage in passages(text):
        out += [text[at : passage.opened], passage.lines, "\n"]
        at = passage.end
    out.append(text[at:])
    return without_blanks("".join(out), _emptied)


def answers(text: str) -> list[str]:
    """What `withhold` takes out of the text."""
    found = [
        part.strip()
        for passage in passages(text)
        for part in (
            text[passage.opened : passage.start],
            text[passage.start + len(passage.lines) : passage.end],
        )
    ]
    found += [blank[1].strip() for blank in blanks(text)]
    return [each for each in found if each.strip("_ \n")]


def spaces(text: str) -> Iterator[tuple[str, int, int]]:
    """Each answer passage: its text, the lines that students get for it, the offset of its first word."""
    for passage in passages(text):
        start = passage.start + len(passage.lines)
        answer = text[start : passage.end]
        lines = re.findall(r"\d+", passage.lines)
        at = start + len(answer) - len(answer.lstrip())
        yield answer, int(lines[-1]) if lines else USUAL_LINES, at


def mistakes(text: str) -> Iterator[tuple[str, int, str]]:
    """What cannot be meant as it is written: a message, its offset in the text, a hint."""
    closed = {at for blank in blanks(text) for at in range(*blank.span())}
    for blank in blanks(text):
        if re.search(r"\{\{|\}\}|\n[ \t>]*\n", blank[1]):  # its end is that of another one
            yield "a blank is opened and never closed", blank.start(), "write _}} after the answer"
    for blank in re.finditer(r"\{\{_", text):
        if blank.start() not in closed:
            yield "a blank is opened and never closed", blank.start(), "write _}} after the answer"
    for passage in passages(text):
        if not passage.closed:
            hint = "write a line of slashes, ///, below the answer, with the same indentation"
            yield "an answer passage is opened and never closed", passage.at, hint
    for line in re.finditer(r".+", text):
        nested = _NESTED.match(line[0])
        if nested and len(nested[0].expandtabs(4)) > _DEEPEST:
            yield "this line is nested too deeply", line.start() + nested.end(), "begin it further left"
            return


@dataclass(frozen=True, slots=True)
class Passage:
    """An answer passage: `at` its slashes, `opened` the end of its keyword, `start` the end of that line,
    `lines` the option for the space that students get, `end` the line that closes it."""

    at: int
    opened: int
    start: int
    lines: str
    end: int
    closed: bool


def passages(text: str) -> Iterator[Passage]:
    """Every answer passage of the text, also one that is never closed."""
    at = 0
    for opening in _ANSWER.finditer(text):
        if opening.start() < at:
            continue
        lines = _ANSWER_LINES.match(text, opening.end())
        shown = lines[0] if lines else ""
        end = _closing(text, opening, opening.end() + len(shown))
        at = len(text) if end is None else end
        yield Passage(opening.start(), opening.start("rest"), opening.end(), shown, at, end is not None)


def _closing(text: str, opening: re.Match[str], at: int) -> int | None:
    """Where the line begins that closes an answer passage: as many slashes, no further right.

    A passage inside it that has as many slashes takes the first such line for itself.
    """
    margin = opening.start() - (text.rfind("\n", 0, opening.start()) + 1) + 3
    depth = 1
    for line in re.compile(r"^.*$", re.MULTILINE).finditer(text, at):
        indent, marks = re.match(r"([ \t>]*)(.*)", line[0]).groups()  # type: ignore[union-attr]
        if marks.rstrip() == opening["fence"] and len(indent.expandtabs(4)) <= margin:
            depth -= 1
            if not depth:
                return line.start()
        elif any(inner["fence"] == opening["fence"] for inner in _ANSWER.finditer(line[0])):
            depth += 1
    return None


def _emptied(blank: re.Match[str]) -> str:
    return "{{_" + "_" * width_of(blank[1]) + "_}}" if blank[1].strip("_ \n") else blank[0]


def width_of(answer: str) -> int:
    """Characters of a blank: wide enough to write in, in steps that do not tell the answer."""
    return max(8, -(-len(answer.strip()) // 4) * 4 + 4)
