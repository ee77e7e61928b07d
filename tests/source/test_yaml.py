from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guide.diagnostics import Source, Span, as_text
from guide.model import Mapping, Sequence, Text
from guide.source.yaml import DEPTH_LIMIT, parse


def said(text: str) -> str:
    _, found = parse(Source("guide.yaml", text))
    return "\n".join(as_text(each) for each in found)


@pytest.mark.parametrize(
    "scalar", ["1984", "no", "12:30", "0x10", "1_000", "2026-01-01", "1e3", "=", ".inf", "0044"]
)
def test_scalars_stay_as_written(scalar: str):
    assert ({"title": scalar}, []) == parse(Source("guide.yaml", f"title: {scalar}\n"))


@pytest.mark.parametrize("empty", ["", " ", " ~", " null", " # nothing yet"])
def test_an_empty_value_is_none(empty: str):
    assert ({"title": None}, []) == parse(Source("guide.yaml", f"title:{empty}\n"))


def test_quotation_marks_keep_an_empty_text():
    assert ({"title": "", "note": "null"}, []) == parse(Source("guide.yaml", "title: ''\nnote: \"null\"\n"))


def test_an_empty_file_is_none():
    assert (None, []) == parse(Source("guide.yaml", "# nothing yet\n"))


def test_every_value_knows_where_its_first_character_stands():
    source = Source("guide.yaml", "title: 'A'\nsteps:\n  - one\n  - key: |\n\n      two\n")

    value, _ = parse(source)

    assert isinstance(value, Mapping)
    assert isinstance(value["steps"], Sequence)
    assert isinstance(value["title"], Text)
    assert [(1, 9), (3, 3), (3, 5), (4, 5), (6, 7)] == [
        (each.span.line, each.span.column)
        for each in (
            value["title"],
            value["steps"],
            value["steps"][0],
            value["steps"][1],
            value["steps"][1]["key"],
        )
    ]
    assert [(1, 1), (2, 1)] == [(key.span.line, key.span.column) for key in value]


@pytest.mark.parametrize("rest", ["", "\n", "\n\n", "\n\nnext: value\n"])
def test_an_empty_block_stands_where_its_sign_stands(rest: str):
    value, _ = parse(Source("guide.yaml", f"\nkey: >{rest}"))

    assert (2, 6) == (value["key"].span.line, value["key"].span.column)


def test_columns_count_characters_and_lines_are_an_editors():
    value, _ = parse(Source("guide.yaml", "😀: 'a\u2028b'\nkey: value\n"))

    assert [(1, 5), (2, 6)] == [(each.span.line, each.span.column) for each in value.values()]


def test_a_part_of_a_file_has_the_places_of_the_file():
    source = Source("a.md", "---\ntitle: A: B\n---\n")

    _, found = parse(source, 2, "title: A: B")

    assert [Span(source, 2, 9)] == [each.span for each in found]


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? "])
def test_endless_nesting_is_refused(opening: str):
    value, found = parse(Source("a.yaml", opening * 100_000))

    assert value is None
    assert ["the lists in this file are too deep or too many"] == [each.message for each in found]


def test_nesting_up_to_the_limit_is_read():
    value, found = parse(Source("a.yaml", "[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT))

    assert value is not None
    assert [] == found


@pytest.mark.parametrize(
    "text",
    ["a: &x [*x]", "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 10}]\n" for n in range(1, 9))],
    ids=["itself", "many"],
)
def test_lists_that_repeat_each_other_are_refused_once(text: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("guide.source.yaml.NODE_LIMIT", 5_000)

    assert ["the lists in this file are too deep or too many"] == [
        each.message for each in parse(Source("a.yaml", text))[1]
    ]


@given(st.text(max_size=60) | st.text(alphabet="ab:-?|>&*!#@%'\"[]{},\n\t \u2028\x85😀", max_size=60))
@example("\u2028: : :")
@example("0\u20280:")
@example("a: |\n\n")
def test_no_text_breaks_the_reader_and_every_complaint_has_a_place_in_it(text: str):
    text = text.replace("\r", "\n")
    value, found = parse(Source("a.yaml", text))
    assert value is None or isinstance(value, Text | Mapping | Sequence)
    for each in found:
        assert each.span is not None
        assert 1 <= each.span.line <= text.count("\n") + 1
        assert 1 <= each.span.column <= len(each.span.source.line(each.span.line)) + 1
        assert as_text(each)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("\ttitle: A\n", 1, 1),
        ("title: A\n\tsubject: B\n", 2, 1),
        ("objectives:\n  - a\n\t- b\n", 3, 1),
        ("events:\n  - date: 1\n  \ttitle: x\n", 3, 3),
        ("hook: >-\n\tfoo\n", 2, 1),
        ("hook: >-\n  foo\n\tbar\n", 3, 1),
    ],
)
def test_a_tab_in_the_indentation_is_called_that(text: str, line: int, column: int):
    head, *_, hint = said(text).split("\n")

    assert f"guide.yaml:{line}:{column}: error: a tab stands at the start of this line" == head
    assert "  hint: type spaces instead: two for each step to the right" == hint


def test_a_tab_elsewhere_in_the_line_is_not_blamed():
    assert "error: a text cannot begin with @ here" in said("title: @x\ty\n")
