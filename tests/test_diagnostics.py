from __future__ import annotations

import json
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.diagnostics import (
    Severity,
    Source,
    Span,
    as_json,
    as_text,
    did_you_mean,
    error,
    in_order,
    nearest,
    warning,
)

SOURCE = Source("guide.yaml", "title: A\nminutes: long\n")


def test_a_span_reads_as_an_editor_links_it():
    assert "guide.yaml:2:10" == str(Span(SOURCE, 2, 10))


def test_text_shows_the_line_a_caret_and_the_hint():
    text = as_text(
        error("'minutes' must be a whole number", Span(SOURCE, 2, 10), "write digits only, such as 45")
    )

    assert (
        "guide.yaml:2:10: error: 'minutes' must be a whole number\n"
        "  2 | minutes: long\n"
        "    |          ^\n"
        "  hint: write digits only, such as 45"
    ) == text


def test_text_without_a_place_is_one_line_and_the_hint():
    assert "warning: the font is missing\n  hint: install it" == as_text(
        warning("the font is missing", None, "install it")
    )


def test_an_empty_line_is_not_shown():
    assert "a.md:1:1: error: there is no such file" == as_text(
        error("there is no such file", Span(Source("a.md", "")))
    )


@pytest.mark.parametrize(
    ("line", "column", "caret"),
    [("\tbad", 2, 1), ("標題: x", 5, 6), ("e\u0301: x", 4, 2)],
    ids=["tab", "wide", "combining"],
)
def test_the_caret_counts_the_columns_of_a_terminal(line: str, column: int, caret: int):
    shown = as_text(error("wrong", Span(Source("a", line), 1, column))).split("\n")

    assert "    | " + " " * caret + "^" == shown[2]


def test_a_long_line_is_cut_around_the_caret():
    line = "a" * 300 + "B" + "c" * 300

    _, shown, caret = as_text(error("wrong", Span(Source("a", line), 1, 301))).split("\n")

    assert "  1 | …" + "a" * 49 + "B" + "c" * 50 + "…" == shown
    assert shown.index("B") == caret.index("^")


def test_moved_counts_line_ends():
    assert (2, 3) == (Span(SOURCE, 1, 8).moved(4).line, Span(SOURCE, 1, 8).moved(4).column)


def test_within_finds_a_character_of_an_indented_value():
    source = Source("a.yaml", "text: >\n    one two\n    three [x]\n")
    value = "one two three [x]\n"

    assert Span(source, 3, 12) == Span(source, 2, 5).within(value, value.index("x"))


@given(st.text(alphabet="ab \n", max_size=40), st.integers(0, 60))
def test_a_place_within_a_value_lies_in_the_file(text: str, offset: int):
    place = Span(Source("a", text)).within(text, offset)

    assert 1 <= place.line <= len(place.source.lines)
    assert 1 <= place.column <= len(place.source.line(place.line)) + 1


def test_the_nearest_word_ignores_case_and_keeps_the_known_spelling():
    assert "Title" == nearest("titel", ["Subject", "Title"])


def test_nothing_is_near_a_strange_word():
    assert did_you_mean("xyz", ["title", "subject"]) is None


def test_order_is_by_file_and_place_without_repetition():
    at_end, at_start, anywhere = error("b", Span(SOURCE, 2)), error("a", Span(SOURCE, 1)), warning("c")

    assert [anywhere, at_start, at_end] == in_order([at_end, at_start, at_end, anywhere])


def test_json_has_a_row_a_diagnostic():
    rows = json.loads(as_json([error("wrong", Span(SOURCE, 2, 10), "mend it"), warning("somewhere")]))

    assert [
        {
            "severity": "error",
            "path": "guide.yaml",
            "line": 2,
            "column": 10,
            "message": "wrong",
            "hint": "mend it",
        },
        {
            "severity": "warning",
            "path": None,
            "line": None,
            "column": None,
            "message": "somewhere",
            "hint": None,
        },
    ] == rows


def test_only_errors_are_errors():
    assert (True, False) == (error("a").is_error, warning("a").is_error)
    assert Severity.WARNING == warning("a").severity


def test_a_whole_file_is_a_place_without_a_line():
    whole = error("this is wrong", Span(Source("quiz.yaml", "- text: Why?\n"), 0, 0))

    assert "quiz.yaml: error: this is wrong" == as_text(whole)
    assert (None, None) == itemgetter("line", "column")(json.loads(as_json([whole]))[0])
