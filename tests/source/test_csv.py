from __future__ import annotations

import csv as stdcsv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.diagnostics import Source, as_text
from guide.source.csv import columns, parse


def said(text: str) -> str:
    _, found = parse(Source("timeline.csv", text))
    return "\n".join(as_text(each) for each in found)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_header_tells_the_separator(separator: str):
    text = f"date{separator}title\n1956{separator}Speech\n"

    assert ([{"date": "1956", "title": "Speech"}], []) == parse(Source("timeline.csv", text))


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "sep=;;"])
def test_a_line_that_tells_a_spreadsheet_the_separator_is_no_row(first: str):
    source = Source("a.csv", f"{first}\ndate;title\n1956;Speech, secret\n")

    rows, found = parse(source)

    assert ([{"date": "1956", "title": "Speech, secret"}], []) == (rows, found)
    assert (3, 6) == (rows[0]["title"].span.line, rows[0]["title"].span.column)
    assert [("date", 2), ("title", 2)] == [(each, each.span.line) for each in columns(source)]


def test_empty_cells_and_rows_are_left_out():
    assert ([{"date": "1956"}, {"title": "B"}], []) == parse(Source("a.csv", "date,title\n1956,\n\n,\n,B\n"))


def test_trailing_empty_cells_of_a_spreadsheet_are_no_mistake():
    assert ([{"date": "1956"}], []) == parse(Source("a.csv", "date\n1956,,\n"))


def test_a_column_with_a_dot_fills_a_nested_field():
    text = "name,picture.file,picture.alt\nN. K.,k.png,A man\n"

    assert [{"name": "N. K.", "picture": {"file": "k.png", "alt": "A man"}}] == parse(Source("a.csv", text))[
        0
    ]


def test_every_cell_knows_its_place():
    rows, _ = parse(Source("a.csv", 'date,title,text\n1956,"Speech, secret","two\nlines"\n1957,B,C\n'))

    assert [(2, 1), (2, 7), (2, 24), (4, 1), (4, 6), (4, 8)] == [
        (cell.span.line, cell.span.column) for row in rows for cell in row.values()
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "date,title,date\n1956,Speech,1957\n",
            "timeline.csv:1:12: error: the column 'date' is given twice\n"
            "  1 | date,title,date\n"
            "    |            ^\n"
            "  hint: keep one of them",
        ),
        (
            "picture,picture.file\na,b\n",
            "timeline.csv:1:1: error: the column 'picture' stands beside 'picture.file'\n"
            "  1 | picture,picture.file\n"
            "    | ^\n"
            "  hint: keep only the one with a dot",
        ),
    ],
    ids=["twice", "part beside whole"],
)
def test_a_mistake_is_said_in_plain_words(text: str, message: str):
    assert message == said(text)


@given(st.text(max_size=60) | st.text(alphabet='ab.,;\t"\n \u2028', max_size=60))
def test_no_text_breaks_the_reader_and_every_complaint_has_a_place_in_it(text: str):
    source = Source("a.csv", text.replace("\r", "\n"))
    rows, found = parse(source)
    cells = [cell.span for row in rows for cell in row.values()]
    for span in [*cells, *(each.span for each in found)]:
        assert span is not None
        assert 1 <= span.line <= len(source.lines)
        assert 1 <= span.column <= len(source.line(span.line)) + 1


@given(
    st.lists(
        st.lists(st.text(alphabet='ab,;"\n|', max_size=6), min_size=2, max_size=2), min_size=1, max_size=4
    )
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]]):
    file = io.StringIO()
    stdcsv.writer(file, lineterminator="\n").writerows([["one", "two"], *rows])

    read, found = parse(Source("a.csv", file.getvalue()))

    kept = [
        {key: cell.strip() for key, cell in zip(("one", "two"), row, strict=True) if cell.strip()}
        for row in rows
    ]
    assert ([row for row in kept if row], []) == (read, found)
