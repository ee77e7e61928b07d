"""Slips of the pen in what a line of YAML begins with: blanks, a hyphen, or another sign in its place.

Those that take a stop are rules of `slips`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from guide.diagnostics import counted
from guide.source.lines import FIELD, Slip, Stop, above, indent, line_at, short

# A tab or a no-break space before a field or an entry, behind a hyphen or, a no-break space, behind a colon.
_BLANK = re.compile(
    r"[ ]*(?:\t|\u00a0(?=[ \t\u00a0]*(?:-[ \u00a0]|[A-Za-z_]\w*:))"
    r"|(?:- +)*(?:-[\t\u00a0]|[A-Za-z_]\w*:\u00a0))"
)
_BEFORE_TEXT = re.compile(r"[ \t\u00a0]*(?:-[ \t\u00a0]+)*(?:[A-Za-z_]\w*:[ \t\u00a0]+)?")
_GLUED_HYPHEN = re.compile(r"(?P<lead>[ ]*)-(?P<text>[^\s-].*)")
_MARK = re.compile(r"(?P<lead>[ ]*)(?P<mark>[*•●▪◦·–—]|\d+[.)])[ \t]+(?P<text>\S.*)")
_NO_ENTRY = re.compile(r"^[ ]*(?:- +)*(?:-\u00a0|(?:[•●▪◦·–—]|\d+[.)])[ \t]+[A-Za-z_]\w*:)", re.MULTILINE)
_KEY = re.compile(r"(?P<lead>[ ]*)(?P<name>[A-Za-z_]\w*):(?:[ ]|$)")


def entries_lost(text: str) -> bool:
    """Whether lines may be meant as entries of a list and be read as texts, though no parser stops."""
    return bool(_NO_ENTRY.search(text))


def entry(at: int, column: int, lines: list[str]) -> Slip | None:
    """What is wrong with the line in which a text begins at this column, if it was meant as an entry."""
    line = line_at(lines, at)
    if line[column - 1 : column + 1] == "-\u00a0":
        return typed_blank(at, lines)
    found = _MARK.match(line)
    if found and found.start("mark") == column - 1 and FIELD.match(found["text"]):
        return _marked(at, found, lines)
    return None


def blank(stop: Stop, lines: list[str]) -> Slip | None:
    for at in (stop.line, above(lines, stop.line), stop.begun[0]):
        found = _BLANK.match(line_at(lines, at))
        is_tab = found and found[0].endswith("\t")
        if found and (at == stop.line or not is_tab or "tab" in stop.said or stop.column <= found.end()):
            return typed_blank(at, lines)
    return None


def typed_blank(at: int, lines: list[str]) -> Slip | None:
    """All such blanks of a file are one slip."""
    while _BLANK.match(line_at(lines, at - 1)):
        at -= 1
    found = _BLANK.match(line_at(lines, at))
    if not found:
        return None
    what = "a tab" if found[0].endswith("\t") else "a no-break space"
    sign = found[0].strip()[-1:]
    where = {"": "at the start of this line", "-": "behind this hyphen"}.get(sign, "behind this colon")
    hint = "delete it, and type a space" if sign else "type spaces instead: two for each step to the right"
    mended = {number: _with_spaces(line) for number, line in enumerate(lines, 1) if _BLANK.match(line)}
    if len(mended) > 1:
        hint += f"; the same in {counted(len(mended) - 1, 'other line')}"
    return Slip(at, found.end(), f"{what} stands {where}", hint, mended)


def _with_spaces(line: str) -> str:
    found = _BEFORE_TEXT.match(line)
    before = found[0] if found else ""
    bare = before.lstrip()
    lead = before[: len(before) - len(bare)].replace("\t", "  ")
    return (lead + bare.replace("\t", " ")).replace("\u00a0", " ") + line[len(before) :]


def glued_hyphen(stop: Stop, lines: list[str]) -> Slip | None:
    for at in (stop.line, above(lines, stop.line)):
        found = _GLUED_HYPHEN.match(line_at(lines, at))
        if found and not line_at(lines, at).startswith("--"):
            mended = f"{found['lead']}- {found['text']}"
            hint = f"write '- {short(found['text'])}'"
            return Slip(at, found.start("text"), "a space is missing after the hyphen", hint, {at: mended})
    return None


def other_mark(stop: Stop, lines: list[str]) -> Slip | None:
    """Entries that begin with a star, a bullet, a dash or a number."""
    for at in (stop.begun[0] if stop.in_key else 0, stop.line):
        if found := _MARK.match(line_at(lines, at)):
            return _marked(at, found, lines)
    at = above(lines, stop.line)
    found = _MARK.match(line_at(lines, at))
    return _marked(at, found, lines) if found and FIELD.match(found["text"]) else None


def _marked(at: int, found: re.Match[str], lines: list[str]) -> Slip:
    """All of one list are one slip."""
    lead, mended = found["lead"], {}
    for number in range(at, len(lines) + 1):
        each = _MARK.match(lines[number - 1])
        if each and each["lead"] == lead:
            mended[number] = f"{lead}- {each['text']}"
        elif lines[number - 1].strip() and indent(lines[number - 1]) <= len(lead):
            break
    message = f"'{found['mark']}' does not begin an entry of a list here"
    return Slip(at, found.start("mark") + 1, message, f"write '- {short(found['text'])}'", mended)


def lost_hyphen(stop: Stop, lines: list[str]) -> Slip | None:
    """A line without a hyphen in whose column an entry before or after it begins with the same field."""
    for at in (stop.line, above(lines, stop.line)):
        found = _KEY.match(line_at(lines, at))
        if found and any(
            re.match(rf"{found['lead']}- +{found['name']}:", line_at(lines, each))
            for each in _neighbors(at, len(found["lead"]), lines)
        ):
            text = lines[at - 1].strip()
            mended = {at: f"{found['lead']}- {text}"}
            message, hint = "a hyphen is missing before this entry", f"write '- {short(text)}'"
            return Slip(at, len(found["lead"]) + 1, message, hint, mended)
    return None


def lost_hyphen_of_text(stop: Stop, lines: list[str]) -> Slip | None:
    """A line in the column of an entry above it, read as a field whose colon does not come."""
    at = stop.begun[0]
    line = line_at(lines, at)
    near = next(_neighbors(at, indent(line), lines), 0)
    if not stop.in_key or near > at or not line_at(lines, near).startswith(f"{' ' * indent(line)}- "):
        return None
    text = line.strip()
    hint = f"write '- {short(text)}', or move the line in if it goes on with the text above"
    mended = {at: f"{' ' * indent(line)}- {text}"}
    return Slip(at, indent(line) + 1, "a hyphen is missing before this entry", hint, mended, False)


def _neighbors(at: int, column: int, lines: list[str]) -> Iterator[int]:
    """The nearest lines above and below that do not stand further in."""
    for numbers in (range(at - 1, 0, -1), range(at + 1, len(lines) + 1)):
        near = (each for each in numbers if lines[each - 1].strip() and indent(lines[each - 1]) <= column)
        yield from islice(near, 1)


def joined(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Which lines of a text, the first of which is none, were meant as entries of a list."""
    if not _MARK.match(lines[0]) and not _GLUED_HYPHEN.match(lines[0]):
        for at, line in enumerate(lines[1:], 1):
            if re.match(r" *- ", line):
                yield at, indent(line) + 1
