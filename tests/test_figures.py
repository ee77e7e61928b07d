"""Pictures in prose."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from conftest import MakeGuide
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from guide.diagnostics import as_text
from guide.markup import PLAIN, Context, Options, figures, plain, render
from guide.read import read

FRONT = "title: Secret\nessential_question: Why?\n"


class Cited:
    def __call__(self, key: str, locator: str | None) -> str:
        return f"<cite>{key}</cite>"

    again = __call__


def html(text: str, options: Options = PLAIN) -> str:
    return render(text, Context(Cited()), options)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("L", (1000, 700), 200).save(out, "PNG")
    return out.getvalue()


def said(path: Path) -> str:
    _, found = read(path)
    return "\n".join(as_text(each).replace(f"{path}/", "") for each in found)


def test_a_picture_alone_in_its_paragraph_is_a_figure_with_its_caption():
    shown = html('Before.\n\n![A map of the *town*](images/a.png "The town [@a] of \\"1956\\"")\n\nAfter.')

    assert (
        '<p>Before.</p><figure class="picture"><img src="images/a.png?column" alt="A map of the town">'
        '<figcaption>The town (<a href="#ref-a"><cite>a</cite></a>) of "1956"</figcaption></figure><p>After.</p>'
    ) == re.sub(r"(?<=>)\n|</?span>", "", shown).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("written", "file", "src"),
    [
        ("![A](images/a.png)", "images/a.png", "images/a.png"),
        ("![A](<images/a.png>)", "images/a.png", "images/a.png"),
        ("![A](images/my map.png)", "images/my map.png", "images/my%20map.png"),
        ("![A](images/my%20map.png)", "images/my map.png", "images/my%20map.png"),
        ("![A](images/map (1).png)", "images/map (1).png", "images/map%20%281%29.png"),
        ('![A](images/a.png  "A \\"town\\"")', "images/a.png", "images/a.png"),
        ("![A\nmap](images/a.png)", "images/a.png", "images/a.png"),
        ("> ![A](images/a.png)", "images/a.png", "images/a.png"),
        ("- one\n\n    ![A](images/a.png)", "images/a.png", "images/a.png"),
        ('![A](x.png?"onload=1)', 'x.png?"onload=1', None),
        ("![A](javascript:alert)", "javascript:alert", "javascript%3Aalert"),
    ],
)
def test_what_the_check_sees_is_what_is_shown(written: str, file: str, src: str | None):
    shown = html(written)

    if src is None:
        assert "<img" not in shown
        assert [True] == [figure.mistake is not None for figure in figures(written)]
    else:
        assert [(file, None)] == [(figure.file, figure.mistake) for figure in figures(written)]
        assert f'<img src="{src}?column" alt="' in shown


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("See ![A](a.png) here.", 4, "a picture cannot stand within a line of text"),
        ("Text\n![A](a.png)\n", 5, "a picture cannot stand within a line of text"),
        ("![A](a.png)\n![B](b.png)", 0, "a picture cannot stand within a line of text"),
        ("| ![A](a.png) |\n|---|\n| b |", 2, "a picture cannot stand within a line of text"),
        ("![A][a]\n\n[a]: a.png", 0, "this picture is not written as it must be"),
        ("![A](a.png 'Caption\")", 0, "this picture is not written as it must be"),
        ('<p><IMG src="a.png"></p>', 3, "a picture is not written in HTML"),
        ("/// answer\n\n![A](a.png)\n\n///", 12, "a picture cannot stand in an answer"),
    ],
)
def test_a_picture_that_cannot_stand_where_it_does(text: str, at: int, message: str):
    found = [(figure.at, figure.mistake and figure.mistake[0]) for figure in figures(text)]

    assert (at, message) == found[0]


@pytest.mark.parametrize(
    "text", ["Write `![A](a.png)`.", "\\![A](a.png)", "Stop! [A](a.png)", "He said ![sic]."]
)
def test_what_is_no_picture(text: str):
    assert [] == list(figures(text))
    assert "<img" not in html(text)


@pytest.mark.parametrize(
    "text",
    [
        '<img src="secret.png">',
        '<img data-n="0" src="secret.png">',
        '![A](a.png)\n\n<figure><img data-n="7" src="secret.png"></figure>',
        "![A][a]\n\n[a]: data:image/png;base64,AAAA",
        "x ![A](secret.png) y",
    ],
)
def test_only_a_picture_that_was_checked_is_shown(text: str):
    assert "secret" not in html(text)
    assert "data:" not in html(text)


def test_a_picture_has_no_number_among_the_paragraphs():
    shown = html("One.\n\n![A](a.png)\n\nTwo.", Options(numbered=True))

    assert ['number">1<', 'number">2<'] == [
        each for each in ('number">1<', 'number">2<', 'number">3<') if each in shown
    ]


def test_its_words_stand_for_a_picture():
    assert "One. A map Two." == plain('One.\n\n![A map](images/a.png "Caption")\n\nTwo.')


MISTAKES = {
    "a file that is not there": (
        {"background.md": 'Text.\n\n![A map](images/map.png "The town")\n'},
        "background.md:3:10: error: the picture 'images/map.png': there is no such file\n"
        '  3 | ![A map](images/map.png "The town")\n'
        "    |          ^\n"
        "  hint: put the picture into the guide's folder 'images'",
    ),
    "no words": (
        {"background.md": "![ ](images/a.png)\n", "images/a.png": png()},
        "background.md:1:1: error: a picture needs an alternative text\n"
        "  1 | ![ ](images/a.png)\n"
        "    | ^\n"
        "  hint: say what it shows; a picture that shows nothing of use is better left out",
    ),
    "a field that takes none": (
        {"glossary.yaml": '- term: a\n  meaning: "![A map](images/a.png)"\n', "images/a.png": png()},
        "glossary.yaml:2:13: error: a picture cannot stand here\n"
        '  2 |   meaning: "![A map](images/a.png)"\n'
        "    |             ^\n"
        "  hint: it can stand in the text of a Markdown file, in a question and in a document's 'picture'",
    ),
    "a document's picture": (
        {
            "documents/a.md": "---\ntitle: A\norigin: Cartoon\npicture:\n  file: images/b.png\n  alt: A man\n---\n",
            "images/a.png": png(),
        },
        "documents/a.md:5:9: error: the picture 'images/b.png': there is no such file\n"
        "  5 |   file: images/b.png\n"
        "    |         ^\n"
        "  hint: did you mean 'images/a.png'?",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_in_a_picture_is_said_at_its_line(make_guide: MakeGuide, case: str):
    files, message = MISTAKES[case]

    assert message == said(make_guide({"guide.yaml": FRONT, **files}))


def test_pictures_may_stand_in_texts_and_questions(make_guide: MakeGuide):
    picture = "![A map](images/a.png)"
    folder = make_guide(
        {
            "guide.yaml": FRONT,
            "images/a.png": png(),
            "background.md": f"Text.\n\n{picture}\n",
            "documents/a.md": f"---\ntitle: A\norigin: B\n---\n{picture}\n",
            "teacher-notes.md": picture,
            "questions.yaml": f"- text: |\n    What?\n\n    {picture}\n",
            "quiz.yaml": f"- text: |\n    What?\n\n    {picture}\n",
            "accuracy.yaml": f"- claim: A\n  finding: |\n    B\n\n    {picture}\n",
        }
    )

    assert "" == said(folder)


PIECES = st.sampled_from(
    [
        "![A](a.png)",
        '![A](a.png "B")',
        "![",
        "](",
        "[",
        "]",
        "(",
        ")",
        "<img src=x>",
        "`",
        "\n\n",
        "\n",
        " ",
        '"',
        "\\",
        "> ",
        "a",
        "/// answer\n",
        "///",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=9).map("".join))
def test_a_picture_is_shown_only_where_the_check_has_seen_it(text: str):
    seen = [figure.file for figure in figures(text) if not figure.mistake]

    assert html(text).count("<img") <= len(seen) + sum(figure.mistake is not None for figure in figures(text))
    assert all(file == "a.png" for file in seen)
