"""The roster of a class: a CSV file with a line for each student, read and put in seating order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from guide.desk import letter
from guide.diagnostics import Diagnostic, Source, Span, did_you_mean, error, in_order, nearest, warning
from guide.editions import editions
from guide.model import Mapping, Model, Text
from guide.source import csv
from guide.source.files import read_text
from guide.source.validate import validate
from guide.strings import Strings

MOST = 2000
_LONGEST_SEAT = 12
_EXAMPLE = "name,seat,class"
_PART_OF_A_NAME = re.compile(
    r"(first|last|given|family|middle|sur) ?names?|first|last|surname|forename|(vor|nach|familien|zu)name"
    r"|prénom|nom de famille|apellidos?|cognome|imię|nazwisko|имя|фамилия|ім.я|прізвище",
    re.IGNORECASE,
)
_JOIN = "put first and last names together into one column called 'name'"


class Row(Model):
    """A line of the roster, as it is written."""

    name: str
    seat: str | None = None
    class_: str | None = Field(default=None, alias="class")
    date: str | None = None
    version: str | None = None
    edition: str | None = None


@dataclass(frozen=True)
class Student:
    """A student, and which packet is theirs. `number` counts from 1 in seating order."""

    number: int
    name: str
    seat: str
    class_: str
    date: str
    version: str
    edition: str
    cells: Mapping

    def place(self, what: str) -> Span:
        """Where a value of the student's line stands in the roster."""
        return _place(self.cells, what)

    @property
    def printed(self) -> dict[str, str]:
        """What is printed of the student, by the column that it comes from."""
        return {"name": self.name, "class": self.class_, "date": self.date, "seat": self.seat}

    @property
    def variant(self) -> str:
        """The packet that the student shares with others: its edition and version."""
        return f"{self.edition} {self.version}"


@dataclass(frozen=True)
class _Line:
    row: Row
    cells: Mapping

    def place(self, what: str) -> Span:
        return _place(self.cells, what)


def _place(cells: Mapping, what: str) -> Span:
    cell = cells.get(Text(what, cells.span))
    return cell.span if isinstance(cell, Text) else cells.span


def read(
    path: Path, words: Strings, count: int | None, edition: str
) -> tuple[list[Student], list[str], list[Diagnostic]]:
    """The students in seating order, the names of the versions, and everything wrong with the file.

    `count` is how many versions there are; None means as many as the roster names. Students whose line
    names none are dealt the versions in turn. `edition` is that of students whose line names none.
    """
    source, found = read_text(path.parent, path.name, str(path))
    if path.suffix.lower() in (".xlsx", ".xls", ".ods", ".numbers"):
        hint = "in the spreadsheet, save the roster as CSV (UTF-8) and name that file"
        return (
            [],
            [],
            [error("a roster is a CSV file, this is a spreadsheet", Span(Source(str(path), "")), hint)],
        )
    if any(each.is_error for each in found):
        return [], [], found
    fields, problems = _fields(source, words)
    rows, more = csv.parse(source)
    found += [*problems, *more]
    if "name" not in fields.values():
        return [], [], in_order(found)
    lines: list[_Line] = []
    for each in rows:
        line, problems = _line(each, fields)
        found += problems
        lines += [line] if line else []
    if not lines and not any(each.is_error for each in found):
        found.append(error("the roster names no student", Span(source), "write a line for each"))
    if len(lines) > MOST:
        hint = "make a file for each class"
        found.append(error(f"the roster has more than {MOST} students", lines[MOST].place("name"), hint))
    found += _twice(lines)
    found += _bare(lines)
    names = [letter(at) for at in range(count or _named_versions(lines))]
    for line in lines:
        found += _check(line, names, words)
    return list(_seated(lines, names, edition, words)), names, in_order(found)


def _fields(source: Source, words: Strings) -> tuple[dict[str, str], list[Diagnostic]]:
    """The field that each column fills, by the column's name. Columns that are none of ours are left alone.

    The columns may be named in English or in the guide's language.
    """
    own = {name: str(words["packet"][name]) for name in ("name", "class", "date")}
    for name in ("seat", "version"):
        own[name] = str(words["roster"][name]).format(seat="", letter="").strip()
    known = {field: field for field in ("name", "seat", "class", "date", "version", "edition")}
    known |= {word.casefold(): field for field, word in own.items()}
    columns = csv.columns(source)
    fields = {str(each): known[each.casefold()] for each in columns if each.casefold() in known}
    found = []
    given = set(fields.values())
    for each in (column for column in columns if str(column) not in fields):
        near = nearest(each, known) if each else None
        if _PART_OF_A_NAME.fullmatch(re.sub(r"[ _-]+", " ", each.strip())):
            kind = warning if "name" in given else error
            said = f"the column '{each}' is not printed: it is a part of a name"
            found.append(kind(said, each.span, _JOIN))
            given.add("name")
        elif near and known[near] not in given:
            kind = error if known[near] == "name" else warning
            found.append(kind(f"there is no column '{each}'", each.span, did_you_mean(each, known)))
            given.add(known[near])
    if "name" not in given:
        hint = f"the first line names the columns, such as: {_EXAMPLE}"
        found.append(error("the roster has no column 'name'", Span(source), hint))
    return fields, found


def _line(cells: Mapping, fields: dict[str, str]) -> tuple[_Line | None, list[Diagnostic]]:
    """A line of the roster. One without a name, such as an empty seat, gives none and a warning."""
    known = Mapping(cells.span)
    for column, value in cells.items():
        if str(column) in fields and isinstance(value, Text):
            known[Text(fields[str(column)], column.span)] = Text(" ".join(value.split()), value.span)
    if not known:
        return None, []
    if "name" not in known:
        hint = "write the student's name, or delete the line"
        return None, [warning("this line has no name and gets no packet", cells.span, hint)]
    row, found = validate(Row, known, cells.span)
    if row and len(row.seat or "") > _LONGEST_SEAT:
        found.append(error(f"a seat has {_LONGEST_SEAT} characters at most", _place(known, "seat")))
    return _Line(row, known) if row else None, found


def _twice(lines: Sequence[_Line]) -> Iterator[Diagnostic]:
    seats: dict[tuple[str | None, str], _Line] = {}
    names: dict[tuple[str | None, str], _Line] = {}
    for line in lines:
        row = line.row
        if row.seat:
            first = seats.setdefault((row.class_, row.seat.casefold()), line)
            if first is not line:
                said = f"the seat '{row.seat}' is given twice: {first.row.name} has it in line {{}}"
                hint = "give each student of a class a seat of their own"
                yield error(said.format(first.cells.span.line), line.place("seat"), hint)
        first = names.setdefault((row.class_, row.name.casefold()), line)
        if first is not line:
            hint = "delete one of the lines, or tell the two apart"
            said = f"'{row.name}' stands in line {first.cells.span.line} too"
            yield warning(said, line.place("name"), hint)


def _bare(lines: Sequence[_Line]) -> Iterator[Diagnostic]:
    """Lines with a name alone, where most have more: a school's list may end with a sum or a date."""
    bare = [line for line in lines if len(line.cells) == 1]
    for line in bare if len(bare) <= len(lines) / 4 else ():
        what = f"this line has nothing but a name, '{line.row.name}': it gets a packet"
        yield warning(what, line.cells.span, "delete the line if it is no student")


def _named_versions(lines: Sequence[_Line]) -> int:
    """How many versions the roster names: B alone makes two, A and B."""
    named = {(line.row.version or "").upper() for line in lines}
    return next(count for count in range(1, 27) if letter(count) not in named)


def _check(line: _Line, names: Sequence[str], words: Strings) -> Iterator[Diagnostic]:
    version, edition = line.row.version, line.row.edition
    if version and version.upper() not in names:
        hint = "--versions says how many there are"
        hint = f"there are: {', '.join(names)}; {hint}" if len(names) > 1 else hint
        yield error(f"there is no version '{version}'", line.place("version"), hint)
    if edition and _edition(edition, words) is None:
        known = [name for name, each in editions().items() if each.shows == "student"]
        hint = did_you_mean(edition, known) or f"there are: {', '.join(known)}"
        yield error(f"there is no edition '{edition}' for students", line.place("edition"), hint)


def _edition(name: str, words: Strings) -> str | None:
    """The edition for students of this name, in English or in the guide's language."""
    for each, edition in editions().items():
        called = {each, each.replace("-", " "), str(words["editions"].get(each, each)).casefold()}
        if edition.shows == "student" and name.casefold() in called:
            return each
    return None


def _seated(lines: Sequence[_Line], names: Sequence[str], edition: str, words: Strings) -> Iterator[Student]:
    """The students class by class and seat by seat, those without a seat last and as they are listed."""

    def seat(line: _Line) -> tuple[object, ...]:
        return _natural(line.row.class_), not line.row.seat, _natural(line.row.seat)

    for at, line in enumerate(sorted(lines, key=seat)):
        row = line.row
        yield Student(
            at + 1,
            row.name,
            row.seat or "",
            row.class_ or "",
            row.date or "",
            row.version.upper() if row.version else names[at % len(names)],
            (_edition(row.edition, words) if row.edition else None) or edition,
            line.cells,
        )


def _natural(text: str | None) -> list[tuple[int, int, str]]:
    """A key that sorts seat 2 before seat 10."""
    parts = re.findall(r"\d+|\D+", text or "")
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts]
