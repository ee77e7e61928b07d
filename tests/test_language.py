from __future__ import annotations

import pytest
from conftest import MakeGuide

from guide.diagnostics import as_text
from guide.read import read

ENGLISH = (
    "The speech of the leader was long, and it is in the archive for all to read, with notes that help. "
)
GERMAN = "Die Rede war lang, und der Saal ist nicht das, was sich ein Gast mit den Jahren merkt. "


def said(make_guide: MakeGuide, language: str, *texts: str) -> str:
    front = f"title: A\nessential_question: B\n{language}"
    files = {f"{at}.md": f"{text}\n" for at, text in enumerate(texts)}
    folder = make_guide({"guide.yaml": front, **files})
    return "\n".join(as_text(each) for each in read(folder)[1]).replace(f"{folder}/", "")


def test_texts_in_another_language_than_the_one_that_is_named(make_guide: MakeGuide):
    assert (
        "guide.yaml:3:11: error: the language is 'de', but the texts read like 'en'\n"
        "  3 | language: de\n"
        "    |           ^\n"
        "  hint: write 'language: en', or the code of the language that they are in"
    ) == said(make_guide, "language: de\n", ENGLISH * 6, ENGLISH * 6)


def test_texts_in_another_language_where_none_is_named(make_guide: MakeGuide):
    assert (
        "guide.yaml:1:1: error: the language is 'en', but the texts read like 'de'\n"
        "  1 | title: A\n"
        "    | ^\n"
        "  hint: add a line 'language: de', or the code of the language that they are in"
    ) == said(make_guide, "", GERMAN * 20)


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("language: de-AT\n", [GERMAN * 20]),
        ("language: de\n", [ENGLISH * 5]),  # too little to be sure
        ("language: de\n", [ENGLISH * 20, GERMAN * 6]),  # sources in another language
        ("language: tr\n", [ENGLISH * 20]),
        ("", [f'<div lang="de">\n{GERMAN * 20}\n</div>']),
    ],
)
def test_texts_that_may_be_in_the_language_that_is_named(
    make_guide: MakeGuide, language: str, texts: list[str]
):
    assert "read like" not in said(make_guide, language, *texts)
