"""One content file to the block that it gives, and every mistake that the file alone tells."""

from __future__ import annotations

import typing
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from guide import folder
from guide.diagnostics import Diagnostic, Source, Span, error, nearest, warning
from guide.kept import Kept
from guide.model import Kind, Mapping, Placed, Sequence, Text
from guide.source import csv, front_matter, yaml
from guide.source.validate import validate

_NO_NAMES = "the first row must hold the names of the fields"


@dataclass(frozen=True, slots=True)
class Given:
    """The block of a file, if it can be used, and what is wrong with it.

    Of `found`, `slips` are what is wrong with the form of a line, whatever it says.
    """

    block: Placed | None
    found: tuple[Diagnostic, ...]
    slips: tuple[Diagnostic, ...] = ()


_known: Kept[tuple[int, Given]] = Kept(4_000_000, lambda each: each[0])  # characters


def given(kind: Kind, name: str, source: Source, is_readable: bool) -> Given:
    """What a file of this name gives, in a process that stays once for the same text. `is_readable` is false
    where the text is only a part of the file, or none of it, which is said already."""

    def read() -> tuple[int, Given]:
        return len(source.text), _read(kind, name, source, is_readable)

    return _known.get((kind.name, name, source, is_readable), read)[1]


def _read(kind: Kind, name: str, source: Source, is_readable: bool) -> Given:
    start = Span(source)
    found: list[Diagnostic] = []
    data: Any
    if name.endswith(".md"):
        data, body, slips = front_matter.parse(source)
        if not slips and (wrong := _lacks_a_part(kind, data, body, start)):
            found.append(wrong)
            if wrong.is_error:
                return _without_block(found)
        if kind.body:
            data = with_body(data, kind.body, body)
        if any(each.is_error for each in slips) and not data.keys() - {kind.body}:
            return _without_block(found, slips)
    elif name.endswith(".csv"):
        data, slips = csv.parse(source)
        slips += _check_columns(kind, data)
        data = None if slips and slips[-1].message == _NO_NAMES else _lists(kind, data)
    else:
        data, slips = yaml.parse(source)
    if (found or slips or not is_readable) and not data:
        return _without_block(found, slips)
    if data is None or (not data and not source.text.strip("-\n ")):
        empty = error("this file is empty", start, folder.what_goes_in(kind))
        return _without_block([*found, empty], slips)
    block, problems = block_of(kind, data, start)
    return Given(block, (*found, *slips, *problems), tuple(slips))


def _without_block(found: Iterable[Diagnostic], slips: Iterable[Diagnostic] = ()) -> Given:
    return Given(None, (*found, *slips), tuple(slips))


def block_of(kind: Kind, data: Any, span: Span) -> tuple[Placed | None, list[Diagnostic]]:
    """The data as a block of the kind, or None with all that is wrong with them."""
    if isinstance(data, Sequence) and kind.rows:
        whole = Mapping(data.span)
        whole[Text(kind.rows, data.span)] = data
        data = whole
    block, problems = validate(kind.model, data, span)
    return (Placed(kind.name, kind.name, block, span) if block else None), problems


def with_body(data: Mapping, field: str, body: Text) -> Mapping:
    """The data with the prose below them as a field, if there is any."""
    whole = Mapping(data.span)
    whole.update(data)
    if body.strip():
        lead = len(body) - len(body.lstrip("\n"))
        whole[Text(field, body.span)] = Text(body[lead:], body.span.moved(lead))
    return whole


def _lacks_a_part(kind: Kind, data: Mapping, body: Text, start: Span) -> Diagnostic | None:
    """A Markdown file without the front matter that it needs, or without a text below it."""
    if not data and body.strip() and folder.required(kind.model):
        hint = folder.what_goes_in(kind).replace(", or delete the file", "")
        return error("this file has no front matter", start, hint)
    if data and not body.strip() and not kind.for_teachers and "picture" not in data:
        return warning("this file has no text", start, "write it below the second line of hyphens")
    return None


def _check_columns(kind: Kind, rows: Sequence) -> list[Diagnostic]:
    """A first row in which no field is named."""
    names = {key for row in rows for key in row if isinstance(key, Text)}
    known = [info.alias or name for name, info in folder.row_model(kind).model_fields.items()]
    if not names or any(nearest(name.split(".")[0], known) for name in names if not set(name) & set(",;\t")):
        return []
    place = min((name.span for name in names), key=lambda span: (span.line, span.column))
    return [error(_NO_NAMES, place, f"write them above the columns: {', '.join(known)}")]


def _lists(kind: Kind, rows: Sequence) -> Sequence:
    """Cells of list fields, which a spreadsheet holds as 'one | two', as lists."""
    fields = {
        name
        for name, info in folder.row_model(kind).model_fields.items()
        if typing.get_origin(info.annotation) is tuple
    }
    for row in rows:
        for key, cell in list(row.items()):
            if key in fields and isinstance(cell, Text):
                parts = Sequence(cell.span)
                parts.extend(Text(part.strip(), cell.span) for part in cell.split("|"))
                row[key] = parts
    return rows
