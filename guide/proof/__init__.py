"""Checks of a finished packet. Each returns diagnostics; none changes the file.

An error says that the file must not be handed over, a warning that someone should look at a page.
"""

from __future__ import annotations

import dataclasses
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2

from guide.diagnostics import Diagnostic, error, warning
from guide.proof import (
    conformance,
    fields,
    fonts,
    labels,
    languages,
    leaks,
    links,
    order,
    pages,
    places,
    sights,
    tags,
    tree,
)
from guide.proof.damage import safely
from guide.proof.drawn import Page
from guide.proof.sights import Sight

# What a reader of PDFs logs of a damaged file is said in our words.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Expected:
    """What is known of a packet of ours: texts that must not be in it and texts that may, its margins.

    `margin` is the width of the side margins in points. `two_sided` packets are printed on both sides.
    """

    secrets: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    margin: float | None = None
    two_sided: bool = False


def prove(data: bytes, expected: Expected | None = None) -> list[Diagnostic]:
    """Everything wrong with a PDF. A file that cannot be opened gives one error and nothing else."""
    try:
        structure = pikepdf.open(io.BytesIO(data))
        drawing = pypdfium2.PdfDocument(data)
    except pikepdf.PasswordError:
        return [error("the PDF is encrypted: a print shop and a screen reader must be able to open it")]
    except Exception:  # a broken file can make a reader of PDFs fail in any way
        return [error("this is not a PDF, or its end is missing", hint="make it again")]
    with structure:
        try:
            return list(_checks(data, structure, drawing, expected or Expected()))
        finally:
            drawing.close()


def _checks(
    data: bytes, structure: pikepdf.Pdf, drawing: pypdfium2.PdfDocument, expected: Expected
) -> Iterator[Diagnostic]:
    if structure.is_encrypted:
        yield error("the PDF is encrypted: what may be done with it is restricted")
    yield from safely("a stream", lambda: _syntax(structure))
    yield from safely("the file", lambda: conformance.check(data, structure))
    if not len(structure.pages):
        yield error("the PDF has no pages")
        return
    if expected.two_sided and len(structure.pages) % 2:
        yield warning(
            f"the packet is printed on both sides and has {len(structure.pages)} pages, an odd number",
            hint="a packet copied after it would begin on the back of its last page",
        )
    yield from safely("its links", lambda: links.check(structure))
    yield from safely("its fields", lambda: fields.check(structure))
    yield from safely("its fonts", lambda: fonts.check(structure))
    looked: list[Sight] = []
    yield from safely("its pages", lambda: _see(structure, drawing, looked))
    if not len(looked) == len(structure.pages) == len(drawing):
        yield error("the PDF is damaged: its pages cannot be read", hint="make it again")
        return
    seen = [sight.page for sight in looked]
    secrets, shown = expected.secrets, expected.shown
    yield from safely("its pages", lambda: pages.check(structure, seen, len(data)))
    yield from safely("its words", lambda: places.check(structure, seen, expected.margin))
    yield from (each for sight in looked for each in sight.colours)
    yield from safely("its page labels", lambda: labels.check(structure, seen))
    yield from safely("its tags", lambda: _tags(structure, seen))
    yield from safely("its words", lambda: leaks.check(structure, seen, secrets, shown))


def _syntax(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    if structure.get_warnings() or structure.check_pdf_syntax():
        yield error("the PDF is damaged: a reader has to guess what it holds", hint="make it again")


def _see(structure: pikepdf.Pdf, drawing: pypdfium2.PdfDocument, seen: list[Sight]) -> Iterator[Diagnostic]:
    seen += sights.look(structure, drawing)
    yield from ()


def _tags(structure: pikepdf.Pdf, seen: list[Page]) -> Iterator[Diagnostic]:
    whole = tree.read(structure, seen)
    if whole is not None:
        yield from tags.check(whole, seen)
        yield from order.check(whole, seen)
        yield from languages.check(whole)


def in_file(diagnostic: Diagnostic, name: str) -> Diagnostic:
    """The same with the name of the file that it was found in."""
    return dataclasses.replace(diagnostic, message=f"{name}: {diagnostic.message}")
