"""Slips of the pen in YAML: what a line was probably meant to be, where the parser gives up.

A parser says where it stopped; the slip often stands above. Each rule looks at the lines around that place,
says what is wrong in words for someone who has never seen YAML, and mends the line, so that the rest of the
file can be read and all its mistakes be told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_FIELD = re.compile(r"(?P<lead>[ ]*(?:- +)*)(?P<name>[^\s:#\"'\[{][^:#\"'\[{]*?):(?:[ ]+|$)")
_GLUED = re.compile(r"(?P<lead>[ ]*(?:- +)*)(?P<name>[A-Za-z_]\w*):(?P<text>[^\s:/].*)")
_OTHER_COLON = re.compile(r"(?P<lead>[ ]*(?:- +)*)(?P<name>[A-Za-z_]\w*) ?(?P<sign>=|：|;) ?(?P<text>\S.*)")
_GLUED_HYPHEN = re.compile(r"(?P<lead>[ ]*)-(?P<text>[^\s-].*)")
_MARK = re.compile(r"(?P<lead>[ ]*)(?P<mark>[*•●▪◦·–—]|\d+[.)])[ \t]+(?P<text>\S.*)")
_LONG = re.compile(r"[|>][-+]?[ ]*")
_QUOTES = {"“": "”", "„": "“", "‘": "’", "«": "»", "”": "”"}
_SPECIAL = "[]{}&*!|>%@`?"

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
        if found := _colon_without_space(at, line) or _other_colon(at, line):
            return found
        if line.strip() and not line.lstrip().startswith("#"):
            return None
    return None


def joined(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Which lines of a text, the first of which is none, were meant as entries of a list."""
    if not _MARK.match(lines[0]) and not _GLUED_HYPHEN.match(lines[0]):
        for at, line in enumerate(lines[1:], 1):
            if re.match(r" *- ", line):
                yield at, _indent(line) + 1


def _tab(stop: Stop, lines: list[str]) -> Slip | None:
    """All tabs at the start of lines are one slip."""
    for at in (stop.line, stop.line - 1):
        start = re.match(r"[ ]*\t", _line(lines, at))
        if start and (at == stop.line or "tab" in stop.said or stop.column <= start.end()):
            mended = {
                number: re.sub(r"^[ \t]+", lambda lead: lead[0].replace("\t", "  "), line)
                for number, line in enumerate(lines, 1)
                if re.match(r"[ ]*\t", line)
            }
            hint = "type spaces instead: two for each step to the right"
            return Slip(at, start.end(), "a tab stands at the start of this line", hint, mended)
    return None


def _second_part(stop: Stop, lines: list[str]) -> Slip | None:
    if re.match(r"(---|\.\.\.)(\s|$)", _line(lines, stop.line)) and stop.line > 1:
        hint = "delete this line; a file has one part only"
        return Slip(stop.line, 1, "a second part begins here", hint, {stop.line: ""})
    return None


def _glued_lines(stop: Stop, lines: list[str]) -> Slip | None:
    for at in (_above(lines, stop.line), stop.line):
        line = _line(lines, at)
        if found := _colon_without_space(at, line) or _other_colon(at, line):
            return found
    return None


def _colon_without_space(at: int, line: str) -> Slip | None:
    if found := _GLUED.match(line):
        name, text = found["name"], found["text"]
        hint = f"write '{name}: {_short(text)}'"
        mended = f"{found['lead']}{name}: {_plain(text)}"
        return Slip(at, found.start("text"), "a space is missing after the colon", hint, {at: mended})
    return None


def _other_colon(at: int, line: str) -> Slip | None:
    if found := _OTHER_COLON.match(line):
        name, text = found["name"], found["text"]
        message = f"'{found['sign']}' stands where a colon belongs"
        hint = f"write '{name}: {_short(text)}'"
        return Slip(
            at, found.start("sign") + 1, message, hint, {at: f"{found['lead']}{name}: {_plain(text)}"}
        )
    return None


def _glued_hyphen(stop: Stop, lines: list[str]) -> Slip | None:
    for at in (stop.line, _above(lines, stop.line)):
        found = _GLUED_HYPHEN.match(_line(lines, at))
        if found and not _line(lines, at).startswith("--"):
            mended = f"{found['lead']}- {found['text']}"
            hint = f"write '- {_short(found['text'])}'"
            return Slip(at, found.start("text"), "a space is missing after the hyphen", hint, {at: mended})
    return None


def _other_mark(stop: Stop, lines: list[str]) -> Slip | None:
    """Entries that begin with a star, a bullet or a number, all in one list being one slip."""
    found = _MARK.match(_line(lines, stop.line))
    if not found:
        return None
    mended, at = {}, stop.line
    while (each := _MARK.match(_line(lines, at))) and each["lead"] == found["lead"]:
        mended[at] = f"{each['lead']}- {each['text']}"
        at += 1
    message = f"'{found['mark']}' does not begin an entry of a list here"
    return Slip(stop.line, found.start("mark") + 1, message, f"write '- {_short(found['text'])}'", mended)


def _never_closed(stop: Stop, lines: list[str]) -> Slip | None:
    """A quotation mark without its partner: at the file's end, or where the next one was taken for it."""
    line, column = stop.begun
    if "quoted scalar" not in stop.said:
        line = next((at for at in range(stop.line - 1, 0, -1) if _is_open(lines[at - 1])), 0)
        between = lines[line : stop.line]
        if not line or not any(_FIELD.match(each) for each in between):
            return None
        column = len(_before_text(lines[line - 1])) + 1
    text = _line(lines, line)
    mark = text[column - 1 : column]
    meant = f"{text.rstrip()}{mark}"
    hint = f"close it at the end of the text, as in {_short(meant.strip())}"
    return Slip(line, column, "a quotation mark is opened and never closed", hint, {line: meant}, False)


def _is_open(line: str) -> bool:
    text = line[len(_before_text(line)) :]
    return text[:1] in ('"', "'") and text.count(text[0]) == 1


def _closed_early(stop: Stop, lines: list[str]) -> Slip | None:
    """A text in quotation marks that has the same marks within."""
    line = _line(lines, stop.line)
    before = _before_text(line)
    text = line[len(before) :].rstrip()
    mark = text[:1]
    if mark not in ('"', "'") or stop.column <= len(before):
        return None
    inner = text[1:-1] if len(text) > 1 and text.endswith(mark) else text
    other = "'" if mark == '"' else '"'
    meant = f"{other}{inner}{other}" if other not in inner else quoted(inner)
    hint = f"put other quotation marks around it, as in {_short(before.strip() + ' ' + meant)}"
    return Slip(
        stop.line, stop.column, "the text goes on after its quotation mark", hint, {stop.line: before + meant}
    )


def _unclosed_bracket(stop: Stop, lines: list[str]) -> Slip | None:
    if "expected ',' or" not in stop.said:
        return None
    line, column = stop.begun
    text = _line(lines, line)
    opened = text[column - 1 : column]
    close = {"[": "]", "{": "}"}.get(opened, "]")
    if any(close in each for each in [text[column:], *lines[line : stop.line]]):
        at, where = stop.line, stop.column
        if not _line(lines, at)[: where - 1].strip():
            at = _above(lines, at)
            where = len(_line(lines, at).rstrip()) + 1
        hint = "put a comma between two entries, and quotation marks around a text with brackets in it"
        return Slip(at, where, "a comma is missing in these brackets", hint, certain=False)
    hint = f"close it with {close}, or {QUOTE}"
    mended = {line: f"{text.rstrip()}{close}"}
    return Slip(line, column, "a bracket is opened and never closed", hint, mended, False)


def _long_text_beside_its_sign(stop: Stop, lines: list[str]) -> Slip | None:
    line = _line(lines, stop.line)
    before = _before_text(line)
    sign = _LONG.match(line[len(before) :])
    if not before or not sign or "comment or line break" not in stop.said:
        return None
    hint = f"begin the text in the line below, moved in by two spaces, or leave out {sign[0].strip()}"
    mended = before + _plain(line[len(before) + sign.end() :])
    return Slip(
        stop.line,
        len(before) + sign.end() + 1,
        f"the text begins right behind {sign[0].strip()}",
        hint,
        {stop.line: mended},
    )


def _special_sign(stop: Stop, lines: list[str]) -> Slip | None:
    """A text that begins with a sign which means something else."""
    for at in dict.fromkeys((stop.begun[0], stop.line)):
        line = _line(lines, at)
        before = _before_text(line)
        text = line[len(before) :].rstrip()
        hyphen = bool(re.match(r"-\s", text)) and ":" in before
        if text[:1] and (text[0] in _SPECIAL or hyphen) and not _LONG.fullmatch(text):
            meant = before + quoted(text)
            hint = f"{QUOTE}, as in {_short(meant.strip())}"
            if hyphen:
                hint = "begin a list in the line below, each entry with its hyphen; or " + hint
            return Slip(at, len(before) + 1, f"a text cannot begin with {text[0]} here", hint, {at: meant})
    return None


def _second_colon(stop: Stop, lines: list[str]) -> Slip | None:
    line = _line(lines, stop.line)
    before = _before_text(line)
    if (
        "mapping values are not allowed" not in stop.said
        or stop.column <= len(before)
        or not _FIELD.match(line)
    ):
        return None
    text = line[len(before) :].rstrip()
    bare = text[1:-1] if _QUOTES.get(text[0]) == text[-1] else text
    meant = f"{before}{quoted(bare)}"
    message, hint = "a second colon stands in this line", f"{QUOTE}, as in {_short(meant.strip())}"
    if bare != text:
        hint = f"only straight quotation marks hold a text together, as in {_short(meant.strip())}"
    return Slip(stop.line, stop.column, message, hint, {stop.line: meant})


def _text_without_sign(stop: Stop, lines: list[str]) -> Slip | None:
    """A long text of several lines with a colon in it, below its field; or one that is not moved in."""
    if "could not find" not in stop.said and "mapping values" not in stop.said:
        return None
    first = stop.line
    while first > 1 and not _FIELD.match(lines[first - 2]):
        first -= 1
    head = _line(lines, first - 1)
    sign = head.rstrip()[-2:].strip(": ")
    if head.rstrip().endswith(":") and _indent(_line(lines, first)) > _indent(head) and first < stop.line:
        hint = f"write '{head.strip()} >-', with the text in the lines below as it is"
        mended = {first - 1: f"{head.rstrip()} >-"}
        return Slip(
            first - 1, len(head.rstrip()) + 1, "a sign for a long text is missing here", hint, mended, False
        )
    if (
        _LONG.fullmatch(sign)
        and _indent(_line(lines, first)) <= _indent(head)
        and _line(lines, first).strip()
    ):
        width = _indent(head) + 2
        mended, at = {}, first
        while at <= len(lines) and not _FIELD.match(lines[at - 1]):
            mended[at] = " " * width + lines[at - 1].lstrip()
            at += 1
        hint = "type two spaces before each of its lines"
        return Slip(first, 1, f"a text below {sign} must be moved in", hint, mended, False)
    return None


def _no_colon(stop: Stop, lines: list[str]) -> Slip | None:
    """A line that is no field, or a field whose colon is missing, or goes on with the text above."""
    at = stop.line
    if "mapping values are not allowed" in stop.said:
        at = _above(lines, stop.line)
        if not at or ":" in _line(lines, at):  # there may be no line above
            return None
    elif "could not find expected ':'" not in stop.said:
        return None
    elif at > stop.begun[0] and ":" not in _line(lines, stop.begun[0]):
        at = stop.begun[0]
    line = _line(lines, at)
    lead = re.match(r"[ ]*(?:- +)*", line)
    start = lead.end() if lead else 0
    word, _, rest = line[start:].partition(" ")
    meant = f"{line[:start]}{word}: {_plain(rest)}" if rest else f"{line[:start]}{word}:"
    hint = f"write '{word}: {_short(rest) or '…'}', or move the line in if it goes on with the text above"
    return Slip(at, start + 1, "there is no colon in this line", hint, {at: meant}, False)


def _out_of_line(stop: Stop, lines: list[str]) -> Slip | None:
    """A line that begins in no column in which one above it began."""
    line = _line(lines, stop.line)
    own, is_entry = _indent(line), line.lstrip().startswith("- ")
    columns: dict[int, str] = {}
    for above in reversed(lines[: stop.line - 1]):
        if not above.strip() or above.lstrip().startswith("#"):
            continue
        start = _indent(above)
        for column in (start, start + len(re.match(r"(?:- +)*", above[start:])[0])):  # type: ignore[index]
            if above[column:].startswith("- ") == is_entry and (is_entry or _FIELD.match(above[column:])):
                columns.setdefault(column, above[column:].split(":")[0].strip())
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
    _tab,
    _second_part,
    _unclosed_bracket,
    _never_closed,
    _closed_early,
    _long_text_beside_its_sign,
    _glued_hyphen,
    _other_mark,
    _special_sign,
    _glued_lines,
    _second_colon,
    _text_without_sign,
    _no_colon,
    _out_of_line,
)


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _above(lines: list[str], number: int) -> int:
    """The number of the line above that is not empty; 0 where there is none."""
    return next((at for at in range(number - 1, 0, -1) if lines[at - 1].strip()), 0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _before_text(line: str) -> str:
    """What stands before the text of a line: its hyphens, its field's name, the colon and the space."""
    field = _FIELD.match(line)
    start = field or re.match(r"[ ]*(?:- +)*", line)
    return start[0] if start else ""


def quoted(text: str) -> str:
    """A text in quotation marks, as a teacher would write it; with backslashes where it has both kinds."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain(text: str) -> str:
    """A text so that it can be read: in quotation marks if it needs them."""
    needs = ": " in text or text[:1] in _SPECIAL or text.endswith(":")
    return quoted(text.rstrip()) if needs and text[:1] not in ('"', "'", "[", "{") else text


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
