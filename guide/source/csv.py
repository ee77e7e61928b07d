"""CSV from a spreadsheet: a header of field names, then a row an entry."""

from __future__ import annotations

import csv as stdcsv
import io
import re
from collections.abc import Iterator

from guide.diagnostics import Diagnostic, Source, Span, error
from guide.model import Mapping, Sequence, Text


def parse(source: Source) -> tuple[Sequence, list[Diagnostic]]:
    """The rows of a CSV file as a list of mappings; empty cells are left out.

    The separator is a comma, a semicolon or a tab, whichever the header has; a line `sep=;` above it, which
    tells a spreadsheet the same, is no row. A cell that holds several values, as `choices` does, separates
    them with ` | `. A column whose name has a dot, as `picture.file`, fills a field of a nested mapping.
    """
    rows = Sequence(Span(source))
    found: list[Diagnostic] = []
    separator = _separator(source)
    reader = stdcsv.reader(io.StringIO(source.text, newline=""), delimiter=separator, strict=True)
    header: list[Text] = []
    line = 1
    try:
        for cells in reader:
            places = _places(source, line, cells, separator)
            line = reader.line_num + 1
            if not any(cell.strip() for cell in cells) or places[0].line < _header_line(source):
                continue
            texts = [Text(cell.strip(), place) for cell, place in zip(cells, places, strict=True)]
            if texts[0].startswith("#") and not any(texts[1:]):
                hint = "delete this row: a CSV has no notes to yourself"
                found.append(error("'#' begins no note here", texts[0].span, hint))
            elif not header:
                header = texts
                found += _check_header(header)
                if found:
                    break
            elif len(texts) > len(header) and any(texts[len(header) :]):
                found.append(
                    error(
                        f"this row has {len(texts)} cells, the first row has {len(header)}",
                        texts[len(header)].span,
                        f"put quotation marks around a cell that has a '{separator}' in it",
                    )
                )
            elif unnamed := next(
                (cell for key, cell in zip(header, texts, strict=False) if cell and not key), None
            ):
                hint = "the first row holds the names of the fields, one for each column"
                found.append(error("this cell stands in a column without a name", unnamed.span, hint))
                break
            else:
                rows.append(_row(header, texts, Span(source, places[0].line)))
    except stdcsv.Error:
        found.append(_wrong_quotation(source, separator))
    return rows, found


def columns(source: Source) -> list[Text]:
    """The names of the columns, in the line that holds them."""
    separator = _separator(source)
    try:
        line = _header_line(source)
        cells = next(stdcsv.reader([source.line(line)], delimiter=separator, strict=True), [])
    except stdcsv.Error:
        return []
    places = _places(source, line, cells, separator)
    return [Text(cell.strip(), place) for cell, place in zip(cells, places, strict=True)]


def _header_line(source: Source) -> int:
    return 2 if re.fullmatch(r'"?sep=.?"?[,;\t]*', source.line(1)) else 1


def _separator(source: Source) -> str:
    return max(",;\t", key=source.line(_header_line(source)).count)


def _wrong_quotation(source: Source, separator: str) -> Diagnostic:
    """Why the cells cannot be told apart: a quotation mark within a cell, or one without its partner."""
    cell = re.compile(rf'"[^"]*(?:""[^"]*)*"|[^"{separator}\n][^{separator}\n]*|')
    at = 0
    while at < len(source.text):
        found = cell.match(source.text, at)
        end = found.end() if found else at
        after = source.text[end : end + 1]
        if after == '"' and end == at:
            hint = "close it at the end of the cell"
            return error("a quotation mark is opened and never closed", Span(source).moved(at), hint)
        if after not in ("", separator, "\n"):
            hint = 'type each quotation mark within a cell twice: ""secret""'
            return error("the cell goes on after its quotation mark", Span(source).moved(end), hint)
        at = end + 1
    return error(
        "the cells of this file cannot be told apart", Span(source), "save it again from a spreadsheet"
    )


def _check_header(header: list[Text]) -> Iterator[Diagnostic]:
    for at, name in enumerate(header):
        if name and name in header[:at]:
            yield error(f"the column '{name}' is given twice", name.span, "keep one of them")
        part = next((other for other in header if name and other.startswith(f"{name}.")), None)
        if part:
            yield error(
                f"the column '{name}' stands beside '{part}'", name.span, "keep only the one with a dot"
            )


def _row(header: list[Text], cells: list[Text], span: Span) -> Mapping:
    row = Mapping(span)
    for key, cell in zip(header, cells, strict=False):
        if not cell or not key:
            continue
        into = row
        *outer, name = key.split(".")
        for part in outer:
            into = into.setdefault(Text(part, key.span), Mapping(cell.span))
        into[Text(name, key.span)] = cell
    return row


def _places(source: Source, line: int, cells: list[str], separator: str) -> list[Span]:
    """Where each cell of the record stands that begins on `line`."""
    places = []
    column = 1
    for cell in cells:
        quoted = source.line(line)[column - 1 : column] == '"'
        places.append(Span(source, line, column + quoted))
        *above, last = cell.split("\n")
        if above:
            line, column = line + len(above), 1
        column += len(last) + len(separator)
        if quoted:
            column += last.count('"') + (1 if above else 2)
    return places
