"""What each page shows, looked at once: the words and pictures on it, and what is wrong with them.

A page that an edit left alone is known again, in a process that stays, by what it draws and by what it draws
with; it is not turned into words and pixels a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pikepdf
import pypdfium2

from guide.diagnostics import Diagnostic
from guide.kept import Kept
from guide.proof import drawn, leaks, looks, places
from guide.proof.damage import DAMAGED, safely
from guide.proof.digest import Known, word
from guide.proof.drawn import Page

_DRAWING = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/TrimBox", "/Rotate", "/UserUnit", "/Group")
_RARE = "BX"  # an operator; all others are read and not handed to Python, which takes half the time


@dataclass(frozen=True, slots=True)
class Sight:
    """A page, its letters and digits as `leaks` compares them, what there is to say of it alone, and of its
    streams, which may be the same of many pages."""

    page: Page
    text: str
    found: tuple[Diagnostic, ...]
    damage: tuple[Diagnostic, ...]


_known: Kept[Sight] = Kept(1000)  # pages, of some 25 KB each


@dataclass(frozen=True, slots=True)
class File:
    """One file in the hands of two readers. `margin` is the width in points of the side margins into which no
    word may reach, if known. `damage` is that of the streams of a page that could not be looked at."""

    structure: pikepdf.Pdf
    drawing: pypdfium2.PdfDocument
    margin: float | None
    damage: list[Diagnostic] = field(default_factory=list)


def look(file: File) -> Iterator[Sight]:
    """Every page, in order."""
    digests: Known = {}
    for number, source in zip(range(1, len(file.drawing) + 1), file.structure.pages, strict=False):
        digest = _digest(source, digests)
        make = partial(_look, file, source, number)
        yield make() if digest is None else _known.get((number, digest, file.margin), make)


def _look(file: File, source: pikepdf.Page, number: int) -> Sight:
    damage = safely("a stream", lambda: _syntax(file.structure, source))
    file.damage[:] = damage
    page = file.drawing[number - 1]
    try:
        seen = drawn.read(page, number)
        found = safely("its words", lambda: places.check(source, seen, file.margin))
        found += safely("its colours", lambda: looks.check(page, seen))
        text = leaks.folded(" ".join(run.text for run in seen.runs))
        file.damage.clear()
        return Sight(seen, text, tuple(found), tuple(damage))
    finally:
        page.close()


def _syntax(structure: pikepdf.Pdf, page: pikepdf.Page) -> Iterator[Diagnostic]:
    """What is wrong in a page's streams becomes a warning of the file's as they are read."""
    pikepdf.parse_content_stream(page, operators=_RARE)
    if structure.get_warnings():
        yield DAMAGED


def _digest(page: pikepdf.Page, digests: Known) -> bytes | None:
    """One word for all that decides how a page looks; None where something else is drawn on it, such as the
    fields of a form, or where nobody can tell."""
    try:
        if not all(each.get("/Subtype") == "/Link" and "/AP" not in each for each in page.get("/Annots", ())):
            return None
        whole = hashlib.sha256()
        for key in _DRAWING:
            whole.update(word(page.get(key), digests))
        return whole.digest()
    except Exception:  # a broken file can make a reader of PDFs fail in any way
        return None
