"""Markdown files: YAML between two `---` lines, then prose."""

from __future__ import annotations

import itertools
import re

from guide.diagnostics import Diagnostic, Source, Span, error
from guide.model import Mapping, Text
from guide.source import yaml
from guide.source.lines import FENCE, NO_PART

_KEY = re.compile(r"[A-Za-z][\w-]*:(?:\s|\Z)")
# What may stand between keys: values moved in, lists, notes.
_BELOW_A_KEY = re.compile(r"[ \t]+\S|- |#|\s*\Z")


def parse(source: Source) -> tuple[Mapping, Text, list[Diagnostic]]:
    """The front matter (empty where there is none) and the prose of a Markdown file."""
    lines = source.text.split("\n")
    top, end = _within_fences(lines)
    if not top:
        return _below(source, lines, 0)
    data, body, found = _below(source, [*[""] * top, *lines[top:end]], top)
    message, hint = NO_PART
    return data, body, [error(message, Span(source, top), hint), *found]


def _within_fences(lines: list[str]) -> tuple[int, int]:
    """The lines of a file from one up to another, 0 and 0 if it does not stand between fences as a whole."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if len(filled) < 3 or not (FENCE.match(lines[filled[0]]) and FENCE.match(lines[filled[-1]])):
        return 0, 0
    is_one_block = not any(FENCE.match(lines[at]) for at in filled[1:-1])
    if not is_one_block and lines[filled[1]].rstrip() != "---":
        return 0, 0
    return filled[0] + 1, filled[-1]


def _below(source: Source, lines: list[str], top: int) -> tuple[Mapping, Text, list[Diagnostic]]:
    """The same of lines of which the first ones, `top` in number, are empty in place of others."""
    start = Span(source)
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    below = next((line for line in lines[first + 1 :] if line.strip() and line[0] != "#"), "")
    opened = _is_rule(lines[first]) and (
        (first == 0 and lines[first].rstrip() == "---") or _are_keys([below])
    )
    end = _line_of_hyphens(lines, first + opened)
    if not opened:
        if end is None or not _are_keys(lines[first:end]):
            body, found = _prose(source, lines, top)
            return Mapping(start), body, found
        hint = "write a line of three hyphens (---) above the fields"
        data, body, found = _parts(source, lines, first, end)
        return data, body, [error("the front matter is never opened", Span(source, first + 1), hint), *found]
    wrong = [_not_three(source, first)] if lines[first].rstrip() != "---" else []
    other = _other_end(lines, first + 1, end)
    if other is not None:
        data, body, found = _parts(source, lines, first + 1, other)
        return data, body, [*(wrong or [_not_three(source, other)]), *found]
    if end is None:
        hint = "write a line of three hyphens (---) below the fields"
        unclosed = error("the front matter is never closed", Span(source, first + 1), hint)
        end = next(
            (at for at, line in enumerate(lines[first + 1 :], first + 1) if not _is_field(line)), len(lines)
        )
        data, _, _ = _parts(source, lines, first + 1, end)
        return data, Text("", start), [unclosed]
    data, body, found = _parts(source, lines, first + 1, end)
    return data, body, [*wrong, *found]


def _is_rule(line: str) -> bool:
    """Whether a line is three hyphens, or what may stand for them."""
    return bool(re.fullmatch(r"[-—–―]{1,}|[*_=+~]{3,}", line.strip())) and line.strip() != "-"


def _not_three(source: Source, at: int) -> Diagnostic:
    hint = "write three hyphens, ---, and nothing else in this line"
    return error("this line is not three hyphens", Span(source, at + 1), hint)


def _other_end(lines: list[str], start: int, end: int | None) -> int | None:
    """The line that was meant to close the front matter, if it is above the first one that does."""
    for at in range(start, len(lines) if end is None else end):
        if _is_rule(lines[at]):
            return at if _are_keys(lines[start:at]) else None
        if not _is_field(lines[at]):
            return None
    return None


def _is_field(line: str) -> bool:
    return bool(_KEY.match(line) or _BELOW_A_KEY.match(line))


def _line_of_hyphens(lines: list[str], start: int) -> int | None:
    return next((at for at, line in enumerate(lines[start:], start) if line.rstrip() == "---"), None)


def _are_keys(lines: list[str]) -> bool:
    """Whether these lines read as front matter. 'Note: so it was' alone above a rule is prose."""
    keys = [line for line in lines if _KEY.match(line)]
    if not keys or lines[0] != keys[0] or (len(keys) == 1 and keys[0][0].isupper()):
        return False
    return all(_is_field(line) for line in lines)


def _parts(source: Source, lines: list[str], first: int, end: int) -> tuple[Mapping, Text, list[Diagnostic]]:
    """The keys from the line at `first` up to `end`, and the prose below."""
    value, found = yaml.parse(source, first + 1, "\n".join(lines[first:end]))
    body, second = _prose(source, lines, end + 1)
    found = [*found, *second]
    data = Mapping(Span(source))
    if isinstance(value, Mapping):
        data = value
    elif value is not None:
        found = [
            *found,
            error("the front matter must be made of fields", value.span, "write each as 'title: …'"),
        ]
    return data, body, found


def _prose(source: Source, lines: list[str], start: int) -> tuple[Text, list[Diagnostic]]:
    """The prose from a line on, up to the front matter of another file that was pasted below it."""
    end, found = len(lines), []
    rules = [at for at in range(start, len(lines)) if lines[at].rstrip() == "---"]
    for above, below in itertools.pairwise(rules):
        keys = lines[above + 1 : below]
        if _are_keys(keys) and all(line[0].islower() for line in keys if _KEY.match(line)):
            hint = "write it into a file of its own, from this line on"
            found = [error("the front matter of a second file begins here", Span(source, above + 1), hint)]
            end = above
            break
    return Text("\n".join(lines[start:end]), Span(source, start + 1)), found
