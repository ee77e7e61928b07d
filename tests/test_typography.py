from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.strings import languages, strings
from guide.typography import Marks, typeset

MARKS = {language: Marks(**strings(language)["quotes"]) for language in languages()}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('"Hello," he said. "No."', "“Hello,” he said. “No.”"),
        ("\"It's 'true', isn't it?\"", "“It’s ‘true’, isn’t it?”"),
        ('("so") --"no"', "(“so”) –“no”"),
        ("\"'x' y\"", "“‘x’ y”"),
        ('"a "b" c"', "“a ‘b’ c”"),
        ("the '90s, the students' books, 'tis", "the ’90s, the students’ books, ’tis"),
        ('"a paragraph that the next one goes on with', "“a paragraph that the next one goes on with"),
        ("1936--1938 --- so -- it was ...", "1936–1938 — so – it was …"),
    ],
)
def test_typed_marks_become_printed_ones(typed: str, printed: str):
    assert printed == typeset(typed, MARKS["en"])


@pytest.mark.parametrize(
    "text",
    [
        "“Already” ‘curly’, «so», „so“",
        'a board of 12" by 14", 5\' long',
        "f'(x) = 2x",
        "a --> b, <-- c, ---- d",
        "--sheet timeline",
        "....",
        'an end" alone',
    ],
)
def test_what_is_no_quotation_stays(text: str):
    assert text == typeset(text, MARKS["en"])


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "“It’s ‘so’”"),
        ("de", "„It’s ‚so‘“"),
        ("fr", "«\u00a0It’s “so”\u00a0»"),
        ("es", "«It’s “so”»"),
        ("it", "«It’s “so”»"),
        ("pl", "„It’s «so»”"),
        ("ru", "«It’s „so“»"),
        ("uk", "«It’s „so“»"),
    ],
)
def test_quotation_marks_are_those_of_the_language(language: str, printed: str):
    assert printed == typeset("\"It's 'so'\"", MARKS[language])


def test_without_a_language_quotes_stay():
    assert '"so" – it\'s' == typeset('"so" -- it\'s', None)


@given(st.text(alphabet="ab1 \"'-.(“”", max_size=40), st.sampled_from(languages()))
def test_words_are_never_lost_and_once_is_enough(text: str, language: str):
    printed = typeset(text, MARKS[language])

    assert [char for char in text if char.isalnum()] == [char for char in printed if char.isalnum()]
    assert typeset(printed, None) == typeset(typeset(printed, None), None)
