"""The language that the tags say against the one that is printed (7.2 of ISO 14289-1).

Scripts are told apart letter by letter, languages by their commonest words: only what no one could
mistake is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guide.diagnostics import Diagnostic, error, warning
from guide.language import common_words
from guide.proof.drawn import shown
from guide.proof.tree import Element, Piece

_SCRIPTS = {
    "Cyrillic": (re.compile(r"[\u0400-\u052f]{3,}"), "ru uk be bg sr mk kk ky mn tg".split()),
    "Greek": (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]{3,}"), ["el"]),
    "Hebrew": (re.compile(r"[\u0590-\u05ff]{2,}"), ["he", "yi"]),
    "Arabic": (re.compile(r"[\u0600-\u06ff]{2,}"), "ar fa ur ps ku".split()),
    "Chinese or Japanese": (re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{2,}"), ["zh", "ja"]),
    "Korean": (re.compile(r"[\uac00-\ud7af]{2,}"), ["ko"]),
}
_ANY = re.compile("|".join(letters.pattern for letters, _ in _SCRIPTS.values()))
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_ENOUGH = 40  # common words


def check(tree: Element) -> Iterator[Diagnostic]:
    yield from _scripts(tree)
    yield from _whole(tree)


def _scripts(tree: Element) -> Iterator[Diagnostic]:
    """A passage in another script has a language in which that script is written; said once a script."""
    left = dict(_SCRIPTS)
    for each in tree.below():
        language = each.language.split("-")[0].casefold()
        for kid in each.kids if left and language else ():
            text = "" if isinstance(kid, Element) else " ".join(run.text for run in kid.runs)
            if text.isascii() or not _ANY.search(text):
                continue
            for name, (letters, languages) in list(left.items()):
                if language not in languages and letters.search(text):
                    del left[name]
                    said = f"its language is said to be '{each.language}'"
                    yield warning(
                        f"'{shown(text)}' is in {name} letters, but {said}",
                        hint="a passage in another language must say so, or it is read aloud wrongly",
                    )


def _whole(tree: Element) -> Iterator[Diagnostic]:
    """The language of the file is the one in which most of it is written."""
    if tree.language and not _TAG.match(tree.language):
        yield error(f"'{tree.language}' is not the code of a language")
        return
    said = tree.language.split("-")[0].casefold()
    counts = common_words(" ".join(_said_in(tree)))
    most = max(counts, key=lambda language: counts[language])
    if said in counts and counts[most] >= _ENOUGH and counts[most] > 4 * counts[said]:
        yield error(f"the PDF says that its language is '{said}', but most of it reads like '{most}'")


def _said_in(tree: Element) -> list[str]:
    """What is in the language of the tree, or of a part of it that begins in the same."""
    texts: list[str] = []
    waiting: list[Element | Piece] = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Piece):
            texts += [run.text for run in each.runs]
        elif each.language == tree.language:
            waiting += reversed(each.kids)
    return texts
