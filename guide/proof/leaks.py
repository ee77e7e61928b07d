"""No text for teachers in a student's file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pikepdf

from guide.diagnostics import Diagnostic, error
from guide.proof.drawn import shown as quoted

_SHORTEST = 16  # characters, without spaces: shorter texts stand in any guide by chance
_BETWEEN = re.compile(r"[\W_]+")


def check(
    structure: pikepdf.Pdf, pages: list[str], secrets: tuple[str, ...], shown: tuple[str, ...]
) -> Iterator[Diagnostic]:
    """A text that only the teacher may read must stand nowhere: not on a page, in no name, in no tag.

    `pages` are the texts of the pages, folded.
    """
    allowed = folded(" ".join(shown))
    known = {secret: folded(secret) for secret in secrets}
    wanted = {
        secret: text for secret, text in known.items() if len(text) >= _SHORTEST and text not in allowed
    }
    if not wanted:
        return
    places = {f"page {number}": text for number, text in enumerate(pages, 1)}
    places["the tags, bookmarks or metadata"] = folded(" ".join(_unseen(structure)))
    for secret, text in wanted.items():
        for where, whole in places.items():
            if text in whole:
                yield error(f"{where} of a student's file holds a text for teachers: '{quoted(secret)}'")


def folded(text: str) -> str:
    """Letters and digits alone, so that line ends and typography make no difference."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def _unseen(structure: pikepdf.Pdf) -> Iterator[str]:
    """Every text of the file's objects: names, alternatives, bookmarks, metadata."""
    for each in structure.objects:
        if isinstance(each, pikepdf.Stream):
            if each.get("/Type") == "/Metadata":
                yield re.sub(r"<[^>]+>", " ", each.read_bytes().decode("utf-8", "replace"))
        elif isinstance(each, pikepdf.Dictionary):
            yield from (str(value) for value in each.values() if isinstance(value, pikepdf.String))
