"""A space in prose is labelled with the words around it."""

from __future__ import annotations

import re

import pytest

from guide.markup import Context, Options, render


class Citer:
    def __call__(self, key: str, locator: str | None) -> str:
        return "CITED"

    def again(self, key: str, locator: str | None) -> str:
        return "AGAIN"


CONTEXT = Context(Citer(), {"orbit": ("orbit", "a path")})
READING = Options(footnotes=True, numbered=True, margin=True)


def labels(text: str, language: str = "en") -> list[str]:
    html = render(text, Context(CONTEXT.cite, CONTEXT.terms, language), READING)
    return re.findall(r'data-label="([^"]*)"', html)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("It was {{______}} in Moscow.", "Blank 1: It was … in Moscow."),
        ("{{______}} spoke.", "Blank 1: … spoke."),
        ("They said {{______}}", "Blank 1: They said …"),
        ("- one\n- an {{______}} item", "Blank 1: an … item"),
        ("It was *very {{______}} there* too.", "Blank 1: It was very … there too."),
        ("The [[orbit]][@key] is {{______}}.", "Blank 1: The orbit is …."),
        (r"A \*star\* is {{______}}.", "Blank 1: A *star* is …."),
        ("Before.\n\nNear {{______}} it.\n\nAfter.", "Blank 1: Near … it."),
    ],
)
def test_a_blank_is_labelled_with_the_words_around_it(text: str, label: str):
    assert [label] == labels(text)


def test_each_blank_of_a_paragraph_has_a_label_of_its_own():
    assert ["Blank 1: A … and … b.", "Blank 2: A … and … b."] == labels("A {{____}} and {{____}} b.")


def test_of_a_long_paragraph_the_nearest_words_are_said():
    (label,) = labels("far " * 60 + "near {{______}} close" + " off" * 60)

    assert "near … close" in label
    assert label.startswith("Blank 1: … far")
    assert label.endswith("off …")
    assert len(label) < 180


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Why did he speak?\n\n/// answer\n///", "Answer: Why did he speak?"),
        ("Why the [[orbit]]?\n\n/// answer\n///", "Answer: Why the orbit?"),
        ("Why?\n\n/// answer\n///\n\n/// answer\n///", "Answer: Why?"),
        ("/// answer\n///\n\nAfter.", "Answer"),
        ("word " * 60 + "\n\n/// answer\n///", "Answer: " + "word " * 31 + "…"),
    ],
)
def test_a_space_for_an_answer_is_labelled_with_what_stands_before_it(text: str, label: str):
    assert {label} == set(labels(text))


def test_labels_are_in_the_language_of_the_guide():
    assert ["Lücke 1: Es war …."] == labels("Es war {{____}}.", "de")
    assert ["Réponse"] == labels("/// answer\n///", "fr")
