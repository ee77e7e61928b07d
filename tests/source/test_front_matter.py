from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.diagnostics import Source, Span, as_text
from guide.source.front_matter import parse


def said(text: str) -> str:
    _, _, found = parse(Source("a.md", text))
    return "\n".join(as_text(each) for each in found)


def test_keys_and_prose_are_told_apart():
    source = Source("a.md", "---\ntitle: A\n---\nProse\n---\nmore\n")

    data, body, found = parse(source)

    assert ({"title": "A"}, "Prose\n---\nmore\n", []) == (data, body, found)
    assert (Span(source, 2, 8), Span(source, 4, 1)) == (data["title"].span, body.span)


@pytest.mark.parametrize("keys", ["title: A\n", "# a note to myself\n\ntitle: A\n"])
def test_empty_lines_above_the_hyphens_are_nothing(keys: str):
    data, body, found = parse(Source("a.md", f"\n\n---\n{keys}---\nProse\n"))

    assert ({"title": "A"}, "Prose\n", []) == (data, body, found)


def test_a_file_without_front_matter_is_all_prose():
    for text in ("# Title\n\n---\n", "\n---\n# Title\n\n---\nNote: so it was.\n"):
        assert ({}, text, []) == parse(Source("a.md", text))


def test_a_file_within_the_signs_of_computer_code_is_read_and_keeps_its_places():
    source = Source("a.md", "\n```markdown\nHe spoke.\n\nHe left.\n```\n")

    data, body, found = parse(source)

    assert ({}, "He spoke.\n\nHe left.") == (data, body)
    assert [2] == [each.span.line for each in found if each.span]
    assert Span(source, 5, 4) == body.span.within(body, body.index("left"))


@pytest.mark.parametrize(
    "text", ["```\ncode\n```\n\nText\n\n```\ncode\n```\n", "```\n```", "```", "Text\n```\na\n```"]
)
def test_code_in_a_text_is_code(text: str):
    assert ({}, text, []) == parse(Source("a.md", text))


def test_empty_front_matter_is_no_mistake():
    assert ({}, "Prose", []) == parse(Source("a.md", "---\n---\nProse"))


def test_front_matter_that_is_never_closed():
    assert (
        "a.md:1:1: error: the front matter is never closed\n"
        "  1 | ---\n"
        "    | ^\n"
        "  hint: write a line of three hyphens (---) below the fields"
    ) == said("---\ntitle: A\n\nProse\n")


def test_front_matter_that_is_never_opened_is_not_taken_for_prose():
    source = Source("a.md", "title: A\norigin: >-\n  a letter\n\nnotes:\n- one\n---\nProse\n")

    data, body, found = parse(source)

    assert ({"title": "A", "origin": "a letter", "notes": ["one"]}, "Prose\n") == (data, body)
    assert Span(source, 8, 1) == body.span
    assert [
        "a.md:1:1: error: the front matter is never opened\n"
        "  1 | title: A\n"
        "    | ^\n"
        "  hint: write a line of three hyphens (---) above the fields"
    ] == [as_text(each) for each in found]


@pytest.mark.parametrize(
    "text",
    [
        "Note: so it was.\n---\n",
        "He said: no.\n\n---\nmore",
        "\n---\n\nafter a rule",
        "a: b\nText\n---\n",
        "\n---",
    ],
)
def test_prose_with_a_rule_stays_prose(text: str):
    assert ({}, text, []) == parse(Source("a.md", text))


def test_empty_lines_above_front_matter_are_no_mistake():
    source = Source("a.md", "\n\n---\ntitle: A\n---\nProse\n")

    data, body, found = parse(source)

    assert ({"title": "A"}, "Prose\n", []) == (data, body, found)
    assert (Span(source, 4, 8), Span(source, 6, 1)) == (data["title"].span, body.span)


def test_front_matter_that_is_no_keys():
    assert (
        "a.md:2:1: error: the front matter must be made of fields\n  2 | - title\n    | ^\n"
        "  hint: write each as 'title: …'"
    ) == said("---\n- title\n---\nProse\n")


def test_a_mistake_below_the_hyphens_has_its_own_line():
    assert (
        "a.md:3:1: error: there is no colon in this line\n"
        "  3 | author N. K.\n"
        "    | ^\n"
        "  hint: write 'author: N. K.', or move the line in if it goes on with the text above"
    ) == said("---\ntitle: A\nauthor N. K.\ndate: 1956\n---\nProse\n")


@given(st.text(alphabet="a:-|'[\n \t\u2028", max_size=40), st.text(max_size=20))
def test_no_text_breaks_the_reader_and_every_complaint_has_a_place_in_it(keys: str, prose: str):
    text = f"---\n{keys}\n---\n{prose}".replace("\r", "\n")
    for whole in (text, keys, f"---\n{keys}"):
        source = Source("a.md", whole)
        _, body, found = parse(source)
        assert whole.endswith(body)
        for each in found:
            assert each.span is not None
            assert 1 <= each.span.line <= len(source.lines)
            assert 1 <= each.span.column <= len(source.line(each.span.line)) + 1
