"""Slips of the pen in a text of YAML: its quotation marks, its brackets, and the sign that it begins with.

Each rule is one of those of `slips`.
"""

from __future__ import annotations

import re

from guide.source.lines import (
    FIELD,
    LONG,
    QUOTE,
    SPECIAL,
    Slip,
    Stop,
    above,
    before_text,
    line_at,
    plain,
    quoted,
    short,
)

_QUOTES = {"“": "”", "„": "“", "‘": "’", "«": "»", "”": "”"}


def never_closed(stop: Stop, lines: list[str]) -> Slip | None:
    """A quotation mark without its partner: at the file's end, or where the next one was taken for it."""
    line, column = stop.begun
    if "quoted scalar" not in stop.said:
        line = next((at for at in range(stop.line - 1, 0, -1) if _is_open(lines[at - 1])), 0)
        between = lines[line : stop.line]
        if not line or not any(FIELD.match(each) for each in between):
            return None
        column = len(before_text(lines[line - 1])) + 1
    text = line_at(lines, line)
    mark = text[column - 1 : column]
    meant = f"{text.rstrip()}{mark}"
    hint = f"close it at the end of the text, as in {short(meant.strip())}"
    return Slip(line, column, "a quotation mark is opened and never closed", hint, {line: meant}, False)


def _is_open(line: str) -> bool:
    text = line[len(before_text(line)) :]
    return text[:1] in ('"', "'") and text.count(text[0]) == 1


def closed_early(stop: Stop, lines: list[str]) -> Slip | None:
    """A text in quotation marks that has the same marks within."""
    line = line_at(lines, stop.line)
    before = before_text(line)
    text = line[len(before) :].rstrip()
    mark = text[:1]
    if mark not in ('"', "'") or stop.column <= len(before):
        return None
    inner = text[1:-1] if len(text) > 1 and text.endswith(mark) else text
    other = "'" if mark == '"' else '"'
    meant = f"{other}{inner}{other}" if other not in inner else quoted(inner)
    hint = f"put other quotation marks around it, as in {short(before.strip() + ' ' + meant)}"
    return Slip(
        stop.line, stop.column, "the text goes on after its quotation mark", hint, {stop.line: before + meant}
    )


def unclosed_bracket(stop: Stop, lines: list[str]) -> Slip | None:
    if "expected ',' or" not in stop.said:
        return None
    line, column = stop.begun
    text = line_at(lines, line)
    opened = text[column - 1 : column]
    close = {"[": "]", "{": "}"}.get(opened, "]")
    if any(close in each for each in [text[column:], *lines[line : stop.line]]):
        at, where = stop.line, stop.column
        if not line_at(lines, at)[: where - 1].strip():
            at = above(lines, at)
            where = len(line_at(lines, at).rstrip()) + 1
        hint = "put a comma between two entries, and quotation marks around a text with brackets in it"
        return Slip(at, where, "a comma is missing in these brackets", hint, certain=False)
    hint = f"close it with {close}, or {QUOTE}"
    mended = {line: f"{text.rstrip()}{close}"}
    return Slip(line, column, "a bracket is opened and never closed", hint, mended, False)


def long_text_beside_its_sign(stop: Stop, lines: list[str]) -> Slip | None:
    line = line_at(lines, stop.line)
    before = before_text(line)
    sign = LONG.match(line[len(before) :])
    if not before or not sign or "comment or line break" not in stop.said:
        return None
    hint = f"begin the text in the line below, moved in by two spaces, or leave out {sign[0].strip()}"
    mended = before + plain(line[len(before) + sign.end() :])
    return Slip(
        stop.line,
        len(before) + sign.end() + 1,
        f"the text begins right behind {sign[0].strip()}",
        hint,
        {stop.line: mended},
    )


def special_sign(stop: Stop, lines: list[str]) -> Slip | None:
    """A text that begins with a sign which means something else."""
    for at in dict.fromkeys((stop.begun[0], stop.line)):
        line = line_at(lines, at)
        before = before_text(line)
        text = line[len(before) :].rstrip()
        hyphen = bool(re.match(r"-\s", text)) and ":" in before
        if text[:1] and (text[0] in SPECIAL or hyphen) and not LONG.fullmatch(text):
            meant = before + quoted(text)
            hint = f"{QUOTE}, as in {short(meant.strip())}"
            if hyphen:
                hint = "begin a list in the line below, each entry with its hyphen; or " + hint
            return Slip(at, len(before) + 1, f"a text cannot begin with {text[0]} here", hint, {at: meant})
    return None


def second_colon(stop: Stop, lines: list[str]) -> Slip | None:
    line = line_at(lines, stop.line)
    before = before_text(line)
    if (
        "mapping values are not allowed" not in stop.said
        or stop.column <= len(before)
        or not FIELD.match(line)
    ):
        return None
    text = line[len(before) :].rstrip()
    bare = text[1:-1] if _QUOTES.get(text[0]) == text[-1] else text
    meant = f"{before}{quoted(bare)}"
    message, hint = "a second colon stands in this line", f"{QUOTE}, as in {short(meant.strip())}"
    if bare != text:
        hint = f"only straight quotation marks hold a text together, as in {short(meant.strip())}"
    return Slip(stop.line, stop.column, message, hint, {stop.line: meant})
