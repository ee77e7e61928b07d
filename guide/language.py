"""The language of a guide, as its writer names it and as its texts read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from guide.diagnostics import Diagnostic, Span, error, nearest, warning
from guide.model import Guide, Prose, values
from guide.strings import languages, strings

_COMMON = {
    "en": "the of and to in is that was for with",
    "de": "der die und das ist nicht ein den mit sich",
    "fr": "le les des est une dans que pour du pas",
    "es": "el los las del una por que con para se",
    "it": "il che di della una per del non sono gli",
    "pl": "i w na się nie jest do że to od",
    "ru": "и в не на что был как по его из",
    "uk": "і в не на що був як з його та",
}
_ENOUGH = 40  # common words of the language that is named, when most of the words are not another one's
_SURE = 100  # common words of another language, and five times as many as of the one that is named


def check(guide: Guide) -> Iterator[Diagnostic]:
    language, place = guide.info.language, guide.info.place("language")
    yield from _unknown(language, place)
    said = most = re.split("[-_]", language)[0].casefold()
    counts = Counter[str]()
    if said not in _COMMON:
        return
    for text in (each.text for each in values(guide) if isinstance(each, Prose)):
        if "lang=" not in text:  # what says its own language may have another one
            counts += common_words(text)
        most = max(counts, key=lambda each: counts[each], default=said)
        if counts[said] >= _ENOUGH and counts[most] < 4 * counts[said]:  # mostly after a page or two
            return
    if counts[most] >= _SURE and counts[most] > 5 * counts[said]:
        message = f"the language is '{language}', but the texts read like '{most}'"
        what = "write" if guide.info.gives("language") else "add a line"
        yield error(
            message, place, f"{what} 'language: {most}', or the code of the language that they are in"
        )


def common_words(text: str) -> Counter[str]:
    """How many of the commonest words of each language a text has."""
    words = Counter(text.casefold().split())
    return Counter(
        {language: sum(words[each] for each in common.split()) for language, common in _COMMON.items()}
    )


def _unknown(language: str, span: Span | None) -> Iterator[Diagnostic]:
    """A language that the program has no words in."""
    from babel import Locale, localedata

    known = languages()
    base = re.split("[-_]", language)[0].lower()
    if base in known:
        return
    english = Locale.parse("en").languages
    what = "the program's own words will be English"
    hint = f"the program has words in: {', '.join(f'{each} ({english[each]})' for each in known)}"
    if base in english and localedata.exists(base):
        yield warning(f"there are no words in '{language}' ({english[base]}): {what}", span, hint)
        return
    codes = {name.casefold(): code for code, name in english.items() if localedata.exists(code)}
    codes |= {strings(each)["name"].casefold(): each for each in known}
    likely = codes.get(language.casefold())
    if not likely and (near := nearest(language, [*known, *(english[each] for each in known)])):
        likely = codes.get(near.casefold(), near)
    hint = f"did you mean '{likely}'? {hint}" if likely else hint
    yield warning(f"there is no language '{language}': {what}", span, hint)
