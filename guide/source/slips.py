"""Slips of the pen in YAML: what a line was probably meant to be, where the parser gives up.

A parser says where it stopped; the slip often stands above. Each rule looks at the lines around that place,
says what is wrong in words for someone who has never seen YAML, and mends the line, so that the rest of the
file can be read and all its mistakes be told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from guide.source import beginnings, texts
from guide.source.lines import (
    FENCE,
    FIELD,
    LONG,
    NO_PART,
    QUOTE,
    Slip,
    Stop,
    above,
    indent,
    line_at,
    plain,
    short,
)

_GLUED = re.compile(r"(?P<lead>[ ]*(?:- +)*)(?P<name>[A-Za-z_]\w*):(?P<text>[^\s:/].*)")
_OTHER_COLON = re.compile(r"(?P<lead>[ ]*(?:- +)*)(?P<name>[A-Za-z_]\w*) ?(?P<sign>=|：|;) ?(?P<text>\S.*)")


def slip(stop: Stop, lines: list[str]) -> Slip:
    """The slip that made the parser stop."""
    for rule in _RULES:
        if found := rule(stop, lines):
            return found
    hint = (
        "a line is a field's name, a colon, a space and a text; " + QUOTE + " if it has unusual signs in it"
    )
    return Slip(stop.line, stop.column, "this line cannot be understood", hint, certain=False)


def glued(lines: list[str]) -> Slip | None:
    """Lines that were meant as fields and make one text, since no colon in them has a space after it."""
    for at, line in enumerate(lines, 1):
        if found := (
            _colon_without_space(at, line) or _other_colon(at, line) or beginnings.typed_blank(at, lines)
        ):
            return found
        if line.strip() and not line.lstrip().startswith("#"):
            return None
    return None


def _fence(stop: Stop, lines: list[str]) -> Slip | None:
    """Lines that set off computer code where a text is read."""
    fences = {at: "" for at, line in enumerate(lines, 1) if FENCE.match(line)}
    return Slip(stop.line, 1, *NO_PART, fences) if stop.line in fences else None


def _second_part(stop: Stop, lines: list[str]) -> Slip | None:
    if re.match(r"(---|\.\.\.)(\s|$)", line_at(lines, stop.line)) and stop.line > 1:
        hint = "delete this line; a file has one part only"
        return Slip(stop.line, 1, "a second part begins here", hint, {stop.line: ""})
    return None


def _glued_lines(stop: Stop, lines: list[str]) -> Slip | None:
    for at in (above(lines, stop.line), stop.line, stop.begun[0]):
        line = line_at(lines, at)
        if found := _colon_without_space(at, line) or _other_colon(at, line):
            return found
    at = above(lines, stop.line)
    further_in = indent(line_at(lines, at))
    head = next((each for each in range(at, 0, -1) if indent(lines[each - 1]) < further_in), 0)
    is_long = re.search(r":[|>][-+]?$", line_at(lines, head).rstrip())
    return _colon_without_space(head, line_at(lines, head)) if is_long else None


def _colon_without_space(at: int, line: str) -> Slip | None:
    if found := _GLUED.match(line):
        name, text = found["name"], found["text"]
        hint = f"write '{name}: {short(text)}'"
        mended = f"{found['lead']}{name}: {plain(text)}"
        return Slip(at, found.start("text"), "a space is missing after the colon", hint, {at: mended})
    return None


def _other_colon(at: int, line: str) -> Slip | None:
    if found := _OTHER_COLON.match(line):
        name, text = found["name"], found["text"]
        message = f"'{found['sign']}' stands where a colon belongs"
        hint = f"write '{name}: {short(text)}'"
        return Slip(at, found.start("sign") + 1, message, hint, {at: f"{found['lead']}{name}: {plain(text)}"})
    return None


def _text_without_sign(stop: Stop, lines: list[str]) -> Slip | None:
    """A long text of several lines with a colon in it, below its field; or one that is not moved in."""
    if "could not find" not in stop.said and "mapping values" not in stop.said:
        return None
    first = stop.line
    while first > 1 and not FIELD.match(lines[first - 2]):
        first -= 1
    head = line_at(lines, first - 1)
    sign = head.rstrip()[-2:].strip(": ")
    if head.rstrip().endswith(":") and indent(line_at(lines, first)) > indent(head) and first < stop.line:
        hint = f"write '{head.strip()} >-', with the text in the lines below as it is"
        mended = {first - 1: f"{head.rstrip()} >-"}
        return Slip(
            first - 1, len(head.rstrip()) + 1, "a sign for a long text is missing here", hint, mended, False
        )
    if (
        LONG.fullmatch(sign)
        and indent(line_at(lines, first)) <= indent(head)
        and line_at(lines, first).strip()
    ):
        width = indent(head) + 2
        mended, at = {}, first
        while at <= len(lines) and not FIELD.match(lines[at - 1]):
            mended[at] = " " * width + lines[at - 1].lstrip()
            at += 1
        hint = "type two spaces before each of its lines"
        return Slip(first, 1, f"a text below {sign} must be moved in", hint, mended, False)
    return None


def _no_colon(stop: Stop, lines: list[str]) -> Slip | None:
    """A line that is no field, or a field whose colon is missing, or goes on with the text above."""
    at = stop.line
    if "mapping values are not allowed" in stop.said:
        at = above(lines, stop.line)
        if not at or ":" in line_at(lines, at):  # there may be no line above
            return None
    elif "could not find expected ':'" not in stop.said:
        return None
    elif at > stop.begun[0] and ":" not in line_at(lines, stop.begun[0]):
        at = stop.begun[0]
    line = line_at(lines, at)
    lead = re.match(r"[ ]*(?:- +)*", line)
    start = lead.end() if lead else 0
    word, _, rest = line[start:].partition(" ")
    meant = f"{line[:start]}{word}: {plain(rest)}" if rest else f"{line[:start]}{word}:"
    hint = f"write '{word}: {short(rest) or '…'}', or move the line in if it goes on with the text above"
    return Slip(at, start + 1, "there is no colon in this line", hint, {at: meant}, False)


def _out_of_line(stop: Stop, lines: list[str]) -> Slip | None:
    """A line that begins in no column in which one above it began."""
    line = line_at(lines, stop.line)
    own, is_entry = indent(line), line.lstrip().startswith("- ")
    columns: dict[int, str] = {}
    for each in reversed(lines[: stop.line - 1]):
        if not each.strip() or each.lstrip().startswith("#"):
            continue
        start = indent(each)
        for column in (start, start + len(re.match(r"(?:- +)*", each[start:])[0])):  # type: ignore[index]
            if each[column:].startswith("- ") == is_entry and (is_entry or FIELD.match(each[column:])):
                columns.setdefault(column, each[column:].split(":")[0].strip())
        if not start:
            break
    if not columns or own in columns:
        return None
    target = min(columns, key=lambda column: (abs(column - own), column))
    what = "the hyphen above" if is_entry else f"'{columns[target]}'"
    where = "right" if own > target else "left"
    hint = f"begin it in column {target + 1}, as {what} does"
    mended = {stop.line: " " * target + line.lstrip()}
    return Slip(stop.line, own + 1, f"this line begins too far {where}", hint, mended, False)


_RULES: tuple[Callable[[Stop, list[str]], Slip | None], ...] = (
    _fence,
    beginnings.blank,
    _second_part,
    texts.unclosed_bracket,
    texts.never_closed,
    texts.closed_early,
    texts.long_text_beside_its_sign,
    beginnings.glued_hyphen,
    beginnings.other_mark,
    beginnings.lost_hyphen,
    beginnings.lost_hyphen_of_text,
    texts.special_sign,
    _glued_lines,
    texts.second_colon,
    _text_without_sign,
    _no_colon,
    _out_of_line,
)
