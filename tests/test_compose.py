"""A teacher's own templates: what is wrong in them is told with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import MakeGuide

from guide.compose import BrokenTemplate, compose, desk, plan
from guide.diagnostics import as_text
from guide.editions import editions
from guide.paper import PAPERS
from guide.read import read

FRONT = "title: Secret\nessential_question: Why?\n"
HINT = "  hint: mend the template, or delete it to use ours"


def said(folder: Path) -> str:
    """What is said of the template that stops the guide's first sheets, with paths as seen from its folder."""
    guide, found = read(folder)
    assert guide is not None
    assert [] == found
    edition = editions()["student"]
    where = desk(guide, "student", edition, PAPERS["letter"])
    reading = next(sheet for sheet in plan(guide.blocks) if sheet.id == "reading")
    with pytest.raises(BrokenTemplate) as caught:
        compose(reading, where)
    return as_text(caught.value.diagnostic).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "<h1>\n{{ blok.title }}</h1>",
            "2:1: error: this template cannot be used: 'blok' is undefined\n"
            "  2 | {{ blok.title }}</h1>\n"
            "    | ^",
        ),
        (
            "<p>\n{% if block %}\n",
            "2:1: error: this template cannot be used: Unexpected end of template. Jinja was looking for the following "
            "tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.\n"
            "  2 | {% if block %}\n"
            "    | ^",
        ),
        (
            "\n\n{% include 'no-such.html' %}",
            "3:1: error: this template cannot be used: 'no-such.html' not found in search paths: ",
        ),
        (
            "{{ 1 / 0 }}",
            "1:1: error: this template cannot be used: division by zero\n  1 | {{ 1 / 0 }}\n    | ^",
        ),
        (
            "{{ block.title + 1 }}",
            "1:1: error: this template cannot be used: ",
        ),
        (
            "{{ block.__class__ }}",
            "1:1: error: this template cannot be used: access to attribute '__class__' of 'Reading' object is unsafe.\n"
            "  1 | {{ block.__class__ }}\n"
            "    | ^",
        ),
        (
            "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
            "1:1: error: this template cannot be used: maximum recursion",
        ),
    ],
    ids=["name", "syntax", "include", "division", "type", "unsafe", "recursion"],
)
def test_a_mistake_in_a_template_has_its_file_and_line(make_guide: MakeGuide, template: str, message: str):
    name = "templates/blocks/reading/block.html"
    folder = make_guide({"guide.yaml": FRONT, "a.md": "---\ntitle: A\n---\nText\n", name: template})

    assert said(folder).startswith(f"{name}:{message}")
    assert said(folder).endswith(HINT)


def test_a_mistake_of_our_own_is_not_laid_at_the_door_of_a_template(
    make_guide: MakeGuide, monkeypatch: pytest.MonkeyPatch
):
    folder = make_guide({"guide.yaml": FRONT, "a.md": "Text\n", "templates/css/tokens.css": ""})
    monkeypatch.setattr("guide.desk.render", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        said(folder)
