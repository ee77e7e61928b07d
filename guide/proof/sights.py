"""What each page shows, looked at once: the words and pictures on it, and their colours.

A page that an edit left alone is known again, in a process that stays, by what it draws and by what it draws
with; it is not turned into words and pixels a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pikepdf
import pypdfium2

from guide.diagnostics import Diagnostic
from guide.kept import Kept
from guide.proof import drawn, looks
from guide.proof.damage import safely
from guide.proof.drawn import Page

_DRAWING = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")


@dataclass(frozen=True)
class Sight:
    """A page, and what there is to say of its colours."""

    page: Page
    colours: tuple[Diagnostic, ...]


_known: Kept[Sight] = Kept(150)


def look(structure: pikepdf.Pdf, drawing: pypdfium2.PdfDocument) -> Iterator[Sight]:
    """Every page, in order. `structure` and `drawing` are one file in the hands of two readers."""
    digests: dict[tuple[int, int], bytes] = {}
    for number, source in zip(range(1, len(drawing) + 1), structure.pages, strict=False):
        digest = _digest(source, digests)
        if digest is None:
            yield _look(drawing, number)
        else:
            yield _known.get((number, digest), partial(_look, drawing, number))


def _look(drawing: pypdfium2.PdfDocument, number: int) -> Sight:
    page = drawing[number - 1]
    try:
        seen = drawn.read(page, number)
        return Sight(seen, tuple(safely("its colours", lambda: looks.check(page, seen))))
    finally:
        page.close()


def _digest(page: pikepdf.Page, digests: dict[tuple[int, int], bytes]) -> bytes | None:
    """One word for all that decides how a page looks; None where something else is drawn on it, such as the
    fields of a form, or where nobody can tell."""
    try:
        if not all(each.get("/Subtype") == "/Link" and "/AP" not in each for each in page.get("/Annots", ())):
            return None
        whole = hashlib.sha256()
        for key in _DRAWING:
            whole.update(_word(page.get(key), digests))
        return whole.digest()
    except Exception:  # a broken file can make a reader of PDFs fail in any way
        return None


def _word(value: Any, digests: dict[tuple[int, int], bytes]) -> bytes:
    """One word for an object and all that it names; `digests` has those of objects that were met before."""
    if not isinstance(value, pikepdf.Object):
        return repr(value).encode()
    if value.is_indirect:
        if value.objgen not in digests:
            digests[value.objgen] = b""  # an object may name itself
            digests[value.objgen] = _content(value, digests)
        return digests[value.objgen]
    return _content(value, digests)


def _content(value: pikepdf.Object, digests: dict[tuple[int, int], bytes]) -> bytes:
    whole = hashlib.sha256()
    if isinstance(value, pikepdf.Stream):
        whole.update(value.read_raw_bytes())
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key in sorted(value.keys()):
            whole.update(key.encode() + _word(value.get(key), digests))
    elif isinstance(value, pikepdf.Array):
        for each in value:
            whole.update(_word(each, digests) + b" ")
    else:
        whole.update(value.unparse())
    return whole.digest()
