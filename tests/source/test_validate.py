from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, model_validator

from guide.dates import HistoricalDate
from guide.diagnostics import Source, Span, as_text
from guide.model import Model, Prose
from guide.source import yaml
from guide.source.validate import Mistake, validate


class Picture(Model):
    file: str
    alternative: str = Field(default="", alias="alt-text")


class Sheet(Model):
    title: str
    minutes: int | None = Field(default=None, ge=5, le=90)
    draft: bool = False
    text_is: Literal["whole", "excerpt"] = "whole"
    copies: Literal["one each", "one"] | int = "one"
    date: HistoricalDate | None = None
    notes: tuple[Prose, ...] = Field(default=(), max_length=2)
    pictures: tuple[Picture, ...] = Field(default=(), min_length=1)

    @model_validator(mode="after")
    def _fair(self) -> Sheet:
        if self.title == "unfair":
            raise Mistake("this is not fair", "be fair")
        return self


def said(text: str) -> str:
    source = Source("a.yaml", text)
    data, problems = yaml.parse(source)
    assert [] == problems
    _, found = validate(Sheet, data, Span(source))
    return "\n".join(as_text(each) for each in found)


def test_what_fits_is_typed_and_keeps_its_place():
    source = Source("a.yaml", "title: 1984\nminutes: 45\ndraft: true\nnotes:\n  - two *words*\n")

    sheet, found = validate(Sheet, yaml.parse(source)[0], Span(source))

    assert sheet is not None
    assert ([], "1984", 45, True) == (found, sheet.title, sheet.minutes, sheet.draft)
    assert (Span(source, 1, 1), Span(source, 5, 5)) == (sheet.span, sheet.notes[0].span)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "tittle: A\ntitle: A\n",
            "a.yaml:1:1: error: there is no field 'tittle' here\n"
            "  1 | tittle: A\n"
            "    | ^\n"
            "  hint: did you mean 'title'?",
        ),
        (
            "title: A\nzzz: A\n",
            "a.yaml:2:1: error: there is no field 'zzz' here\n"
            "  2 | zzz: A\n"
            "    | ^\n"
            "  hint: the fields here are: title, minutes, draft, text_is, copies, date, notes, pictures",
        ),
        (
            "title: A\npictures:\n  - file: a.png\n    alt_text: A man\n",
            "a.yaml:4:5: error: there is no field 'alt_text' here\n"
            "  4 |     alt_text: A man\n"
            "    |     ^\n"
            "  hint: did you mean 'alt-text'?",
        ),
        (
            "title: A\npictures:\n  - {file: a.png, alt-text: Once, for six months}\n",
            "a.yaml:3:35: error: there is no field 'for six months' here\n"
            "  3 |   - {file: a.png, alt-text: Once, for six months}\n"
            "    |                                   ^\n"
            "  hint: put quotation marks around the text that has a comma in it",
        ),
        (
            "title: A\npictures:\n  - {file: a.png, alt-text: Once,\n     for six months}\n",
            "a.yaml:4:6: error: there is no field 'for six months' here\n"
            "  4 |      for six months}\n"
            "    |      ^\n"
            "  hint: put quotation marks around the text that has a comma in it",
        ),
        (
            "title: A\npictures:\n  - {file: a.png, alt: }\n",
            "a.yaml:3:19: error: there is no field 'alt' here\n"
            "  3 |   - {file: a.png, alt: }\n"
            "    |                   ^\n"
            "  hint: the fields here are: file, alt-text",
        ),
        (
            "minutes: 45\n",
            "a.yaml:1:1: error: 'title' is missing here\n"
            "  1 | minutes: 45\n"
            "    | ^\n"
            "  hint: add a line 'title: …'",
        ),
        (
            "title: A\npictures:\n  - file: a.png\n  - alt-text: B\n",
            "a.yaml:4:5: error: 'file' is missing here\n"
            "  4 |   - alt-text: B\n"
            "    |     ^\n"
            "  hint: add a line 'file: …'",
        ),
        (
            "title:\n",
            "a.yaml:1:1: error: 'title' is empty\n  1 | title:\n    | ^\n  hint: write it behind the colon",
        ),
        (
            "title: {A: B}\n",
            "a.yaml:1:8: error: 'title' must be a text\n"
            "  1 | title: {A: B}\n"
            "    |        ^\n"
            '  hint: put quotation marks around the text: "{A: B}"',
        ),
        (
            "title: A\nnotes:\n  - Remember: the date\n",
            "a.yaml:3:5: error: an entry of 'notes' must be a text\n"
            "  3 |   - Remember: the date\n"
            "    |     ^\n"
            '  hint: put quotation marks around the text, since it has a colon in it: "Remember: the date"',
        ),
        (
            "title: A\nminutes: 45 min\n",
            "a.yaml:2:10: error: 'minutes' must be a whole number\n"
            "  2 | minutes: 45 min\n"
            "    |          ^\n"
            "  hint: write digits only: 45",
        ),
        (
            "title: A\nminutes: 91\n",
            "a.yaml:2:10: error: 'minutes' must be at most 90\n"
            "  2 | minutes: 91\n"
            "    |          ^\n"
            "  hint: write a number from 5 to 90",
        ),
        (
            "title: A\ndraft: maybe\n",
            "a.yaml:2:8: error: 'draft' must be true or false\n"
            "  2 | draft: maybe\n"
            "    |        ^\n"
            "  hint: write true or false",
        ),
        (
            "title: A\ntext_is: hole\n",
            "a.yaml:2:10: error: 'text_is' cannot be 'hole'\n"
            "  2 | text_is: hole\n"
            "    |          ^\n"
            "  hint: did you mean 'whole'?",
        ),
        (
            "title: A\ncopies: one eech\n",
            "a.yaml:2:9: error: 'copies' cannot be 'one eech'\n"
            "  2 | copies: one eech\n"
            "    |         ^\n"
            "  hint: did you mean 'one each'?",
        ),
        (
            "title: A\ndate: 25 February 1956\n",
            "a.yaml:2:7: error: '25 February 1956' is not a date that can be placed on a timeline\n"
            "  2 | date: 25 February 1956\n"
            "    |       ^\n"
            "  hint: did you mean '1956-02-25'?",
        ),
        (
            "title: A\nnotes: only one\n",
            "a.yaml:2:8: error: 'notes' must be a list\n"
            "  2 | notes: only one\n"
            "    |        ^\n"
            "  hint: write its entries in the lines below, each with a hyphen and a space before it, such as '- only one'",
        ),
        (
            "title: A\nnotes: [a, b, c]\n",
            "a.yaml:2:8: error: 'notes' takes 2 entries at most\n"
            "  2 | notes: [a, b, c]\n"
            "    |        ^\n"
            "  hint: take away what is too much",
        ),
        (
            "title: A\npictures: []\n",
            "a.yaml:2:11: error: 'pictures' needs 1 entry or more\n"
            "  2 | pictures: []\n"
            "    |           ^\n"
            "  hint: add an entry: a line that begins with a hyphen and a space",
        ),
        (
            "title: A\npictures:\n  - a.png\n",
            "a.yaml:3:5: error: an entry of 'pictures' must have fields, each with its name and a colon\n"
            "  3 |   - a.png\n"
            "    |     ^\n"
            "  hint: write it as '- file: a.png'",
        ),
        (
            "just a text\n",
            "a.yaml:1:1: error: what stands here must have fields, each with its name and a colon\n"
            "  1 | just a text\n"
            "    | ^\n"
            "  hint: write them as lines such as 'title: …'",
        ),
        (
            "title: unfair\n",
            "a.yaml:1:1: error: this is not fair\n  1 | title: unfair\n    | ^\n  hint: be fair",
        ),
    ],
)
def test_a_mistake_is_said_in_plain_words(text: str, message: str):
    assert message == said(text)


def test_all_mistakes_are_found_at_once():
    text = "title: A\nminutes: long\npictures:\n  - {}\n  - file: a\n    size: 1\n"

    assert [
        "'minutes' must be a whole number",
        "'file' is missing here",
        "there is no field 'size' here",
    ] == [line.split("error: ")[1] for line in said(text).split("\n") if "error: " in line]


def test_an_empty_file_lacks_what_is_needed():
    sheet, found = validate(Sheet, None, Span(Source("a.yaml", "")))

    assert (None, ["a.yaml:1:1: error: 'title' is missing here\n  hint: add a line 'title: …'"]) == (
        sheet,
        [as_text(each) for each in found],
    )


leaves = st.sampled_from(
    ["", "'x'", "45", "1956", "true", "[]", "{}", "- ", "[a, {b: c}]", "{file: [x]}", "[[]]"]
)
keys = st.sampled_from(
    ["title", "minutes", "draft", "text_is", "copies", "date", "notes", "pictures", "other"]
)


@given(st.dictionaries(keys, leaves, max_size=6))
def test_whatever_is_given_is_typed_or_complained_of_in_its_place(values: dict[str, str]):
    source = Source("a.yaml", "\n".join(f"{key}: {value}" for key, value in values.items()))
    data, problems = yaml.parse(source)
    if problems:
        return
    sheet, found = validate(Sheet, data, Span(source))
    assert (sheet is None) == bool(found)
    for each in found:
        assert each.span is not None
        assert 1 <= each.span.line <= len(source.lines)
        assert "Input" not in each.message
        assert "input" not in each.message
