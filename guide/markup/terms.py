"""Words of the glossary in a text: `[[thaw]]`, and `[[shown|thaw]]`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WORDS = r"[^\[\]|\n]+(?:\n(?![ \t>]*\n)[^\[\]|\n]+)*"  # in one paragraph, if not in one line
TERM = re.compile(rf"\[\[({_WORDS})(?:\|({_WORDS}))?\]\]")
_SPACE = re.compile(r"\s*\n[\s>]*|\s+")  # a line of a passage set apart begins with >


def terms(text: str) -> Iterator[tuple[str, int]]:
    """Every glossary term mentioned, with its offset in the text."""
    for match in TERM.finditer(text):
        group = 2 if match[2] else 1
        yield _SPACE.sub(" ", match[group]).strip(), match.start(group)


def folded(name: str) -> str:
    """What a term is found by, whatever its capitals and its kinds of spaces, and however its accents are
    written: é is one character or, on some computers, two."""
    if name.isascii():
        return " ".join(name.split()).casefold()
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())
