from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.markup import Context, render
from guide.pitfalls import pitfalls

RUNNING = ("this list will be printed as running text", "a list needs a blank line before it")
FLAT = ("this list will not stand within the other", "indent a nested list by four spaces")


class Citer:
    def __call__(self, key: str, locator: str | None) -> str:
        return key

    again = __call__


def said(text: str) -> list[tuple[str, int, str]]:
    return list(pitfalls(text))


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("Three causes:\n- fear\n- hunger", 14),
        ("Three causes:\n1. fear\n2. hunger", 14),
        ("Prose.\n\nThree causes:\n* fear", 22),
        ("> Causes:\n> - fear", 12),
        ("> Causes:\n- fear", 10),
        ("- a\n\n    A paragraph of the entry.\n    - b", 39),
        ("- a\n1. b", 4),
        ("/// answer\nCauses:\n- fear\n///", 19),
    ],
)
def test_a_list_without_a_blank_line_above_it(text: str, offset: int):
    assert [(RUNNING[0], offset, RUNNING[1])] == said(text)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("- a\n  - b\n  - c\n- d\n  - e", 6),
        ("1. a\n   - b", 8),
        ("- a\n\n  - b", 7),
        ("- a\n    - b\n      - c", 18),
        ("- a\n\n- b\n   1. c", 12),
    ],
)
def test_a_nested_list_that_is_not_indented_enough(text: str, offset: int):
    assert [(FLAT[0], offset, FLAT[1])] == said(text)


@pytest.mark.parametrize("text", ["- a\n\n    - b\n- c", "1. a\n\n    - b\n2. c"])
def test_an_entry_right_below_a_nested_list_that_stands_apart(text: str):
    message, hint = (
        "this entry will stand in the list above it",
        "put a blank line before it, as before the entries above",
    )

    assert [(message, len(text) - len(text.split("\n")[-1]), hint)] == said(text)


@pytest.mark.parametrize(
    ("text", "mark", "instead"),
    [("Causes:\n\n1) fear\n2) hunger", "1)", "1."), ("• fear\n• hunger", "•", "-")],
)
def test_a_mark_that_begins_no_list(text: str, mark: str, instead: str):
    message, hint = f"'{mark}' does not begin an entry of a list", f"write {instead} instead of {mark}"

    assert [(message, text.index(mark), hint)] == said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Causes:\n\n- fear\n- hunger\n\nProse.",
        "- a\n    - b\n        - c\n- d",
        "1. a\n    - b\n2. c\n\n    - d\n\n3. e",
        "- a\n\n    - b",
        "- a line\nthat goes on\n- b",
        "- a\n\n    A paragraph of the entry.\n\n    - b",
        "  - a\n  - b\n    - c",
        "## Heading\n- a",
        "He died in\n1953. Then nothing was the same.",
        "He came in first (see\n1) and left.",
        "a\n---\nb\n\n* * *\n\n- c",
        "    - code\n      - code",
        "```\ntext\n- code\n```",
        "| a |\n|---|\n| - b |",
        "<div>\n- raw\n</div>",
        "> - a\n\n- b",
        "- a\n> quoted\n- b",
        "*a*\n**b**\n-5 degrees",
        "/// answer\n- a\n///",
    ],
)
def test_what_is_right_or_meant_otherwise(text: str):
    assert [] == said(text)


lines = st.sampled_from(["text", "- a", "* a", "1. a", "    - b", "  - b", "   - b", "", "", "    text"])


@given(st.lists(lines, max_size=6).map("\n".join))
def test_every_list_that_is_printed_as_running_text_is_found(text: str):
    shown = re.sub(r"<pre>.*?</pre>", "", render(text, Context(Citer())), flags=re.DOTALL)
    swallowed = re.search(r"\n\s*([-*]|\d\.) \w", shown)

    assert not swallowed or said(text)
    for _, offset, _ in said(text):
        assert text[offset] in "-*1"
