from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide import markup
from guide.limits import COLUMNS, LENGTH, NESTED, PARAGRAPH, PARAGRAPHS, ROWS, TAGS, UNCLOSED, excesses
from guide.markup import Context, Options


class Cited:
    def __call__(self, key: str, locator: str | None) -> str:
        return key

    again = __call__


def said(text: str) -> list[tuple[str, int]]:
    return [(message, offset) for message, offset, _ in excesses(text)]


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("word " * (LENGTH // 5) + "more", "this text is longer than 150,000 characters", 0),
        ("First.\n\n" + "long " * (PARAGRAPH // 5 + 1), "this paragraph is longer than 20,000 characters", 8),
        ("a\n\n" + "[a] " * 301, "more than 300 square brackets in one paragraph", 3 + 1200),
        ("{{_a_}} " * 301, "more than 300 blanks in one paragraph", 2400),
        ("a\n: b\n" * 61, "more than 60 meanings in one paragraph", 362),
        ("a\n" * 502, "more than 500 lines in one paragraph", 1001),
        (
            "a [b] " + "[c " * (UNCLOSED + 1),
            "too many square brackets are opened and never closed",
            6,
        ),
        ("[ a\n\n" * (UNCLOSED + 1), "too many square brackets are opened and never closed", 0),
        ("a\n\n" * (PARAGRAPHS + 1), "more than 3,000 paragraphs in one text", 3 * PARAGRAPHS),
        ("<div>" * (NESTED + 1), "HTML is nested too deeply here", 5 * NESTED),
        ("<br>" * TAGS + "<br>", "more than 2,000 marks of HTML in one text", 4 * TAGS),
        ("a <![CDATA[ b ]]>", "this piece of HTML cannot be printed", 2),
        ('<td colspan="1000000000">', "a cell cannot span '1000000000' columns", 13),
        ("<td COLSPAN = 1e9>", "a cell cannot span '1e9' columns", 14),
        ("<td rowspan='-3'>", "a cell cannot span '-3' rows", 13),
        ("<td rowspan=0>", "a cell cannot span '0' rows", 12),
        ("<td colspan=²>", "a cell cannot span '²' columns", 12),
    ],
)
def test_what_no_page_can_hold_is_refused_at_its_place(text: str, message: str, offset: int):
    assert [(message, offset)] == said(text)


@pytest.mark.parametrize(
    "text",
    [
        "A paragraph [@a, p. 3] with a [[term]] and a {{_blank_}}, [^1] and all.\n\n" * 500,
        "| a | b |\n|---|---|\n" + "| [@a] | [[b]] |\n" * 90,
        "<ul>" + "<li>one" * 200 + "</ul>",
        "<p>one" * 200,
        "a<br>\n" * 400,
        f"<td colspan={COLUMNS} rowspan='{ROWS}'>",
        "Term\n: meaning\n\n" * 300,
        "",
    ],
)
def test_what_a_page_can_hold_passes(text: str):
    assert [] == said(text)


SIGNS = st.sampled_from(
    [
        *"[](){}<>*_~^`!#+-.:|/\\&;=\"'@$% \n",
        "{{_",
        "_}}",
        "<!--",
        "<a ",
        "\n\n",
        "a",
        "[^1]",
        "](",
        "/// answer\n",
    ]
)


@settings(deadline=None)
@given(st.lists(SIGNS, min_size=1, max_size=6).map("".join), st.integers(1, 60))
def test_prose_within_the_limits_is_rendered(piece: str, times: int):
    text = piece * times
    if not said(text) and not list(markup.mistakes(text)):
        assert isinstance(markup.render(text, Context(Cited()), Options(True, True, True)), str)
