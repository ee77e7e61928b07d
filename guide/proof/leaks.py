"""No text for teachers in a student's file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pikepdf

from guide.diagnostics import Diagnostic, error
from guide.proof.drawn import Page
from guide.proof.drawn import shown as quoted

_SHORTEST = 16  # characters, without spaces: shorter texts stand in any guide by chance


def check(
    structure: pikepdf.Pdf, pages: list[Page], secrets: tuple[str, ...], shown: tuple[str, ...]
) -> Iterator[Diagnostic]:
    """A text that only the teacher may read must stand nowhere: not on a page, in no name, in no tag."""
    allowed = _folded(" ".join(shown))
    places = {f"page {page.number}": " ".join(run.text for run in page.runs) for page in pages}
    places["the tags, bookmarks or metadata"] = " ".join(_unseen(structure))
    folded = {where: _folded(text) for where, text in places.items()}
    for secret in secrets:
        wanted = _folded(secret)
        if len(wanted) < _SHORTEST or wanted in allowed:
            continue
        for where, text in folded.items():
            if wanted in text:
                yield error(f"{where} of a student's file holds a text for teachers: '{quoted(secret)}'")


def _folded(text: str) -> str:
    """Letters and digits alone, so that line ends and typography make no difference."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _unseen(structure: pikepdf.Pdf) -> Iterator[str]:
    """Every text of the file's objects: names, alternatives, bookmarks, metadata."""
    for each in structure.objects:
        if isinstance(each, pikepdf.Stream):
            if each.get("/Type") == "/Metadata":
                yield re.sub(r"<[^>]+>", " ", each.read_bytes().decode("utf-8", "replace"))
        elif isinstance(each, pikepdf.Dictionary):
            yield from (str(value) for value in each.values() if isinstance(value, pikepdf.String))
