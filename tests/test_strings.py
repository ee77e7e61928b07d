from __future__ import annotations

import re

import pytest
import yaml

from guide.resources import folder
from guide.strings import languages, strings


def leaves(words: object, path: str = "") -> dict[str, str]:
    if isinstance(words, dict):
        return {key: text for name in words for key, text in leaves(words[name], f"{path}.{name}").items()}
    return {path: str(words)}


def own(language: str) -> dict[str, str]:
    """The words that stand in the language's own file, without those that English lends."""
    text = (folder("templates") / "strings" / f"{language}.yaml").read_text("utf-8")
    return leaves(yaml.load(text, Loader=yaml.BaseLoader))


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_word_and_no_other(language: str):
    assert set(own("en")) == set(own(language))
    assert [] == [key for key, text in own(language).items() if not text.strip()]


@pytest.mark.parametrize("language", languages())
def test_words_take_what_the_english_ones_take(language: str):
    def taken(text: str) -> list[str]:
        return sorted(re.findall(r"{(\w*)}", text))

    english = own("en")
    number_of = {"number": "ordinal", "roman": "ordinal"}  # a century's, in its language's own form
    assert [] == [
        key
        for key, text in own(language).items()
        if taken(english[key]) != sorted(number_of.get(each, each) for each in taken(text))
    ]


@pytest.mark.parametrize("language", languages())
def test_choices_have_letters_of_the_language(language: str):
    letters = strings(language)["quiz"]["letters"]

    assert len(letters) == len(set(letters)) >= 20
    assert letters.isalpha()
    assert letters == letters.lower()
    assert ("а" if language in ("ru", "uk") else "a") == letters[0]


def test_what_a_language_lacks_is_english():
    assert strings("en") == strings("tlh") == strings("../en")
    assert strings("de") == strings("de-AT") == strings("DE")
