"""Checks of a finished packet. Each returns diagnostics; none changes the file.

An error says that the file must not be handed over, a warning that someone should look at a page.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2

from guide.diagnostics import Diagnostic, error
from guide.proof import conformance, links, looks, pages, words


@dataclass(frozen=True)
class Expected:
    """What is known of a packet of ours: texts that must not be in it and texts that may, its margins.

    `margin` is the width of the side margins in points.
    """

    secrets: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    margin: float | None = None


def prove(data: bytes, expected: Expected | None = None) -> list[Diagnostic]:
    """Everything wrong with a PDF. A file that cannot be opened gives one error and nothing else."""
    try:
        structure = pikepdf.open(io.BytesIO(data))
        drawing = pypdfium2.PdfDocument(data)
    except pikepdf.PasswordError:
        return [error("the PDF is encrypted: a print shop and a screen reader must be able to open it")]
    except (pikepdf.PdfError, pypdfium2.PdfiumError):
        return [error("this is not a PDF, or its end is missing", hint="make it again")]
    with structure:
        try:
            return list(_checks(data, structure, drawing, expected or Expected()))
        finally:
            drawing.close()


def _checks(
    data: bytes, structure: pikepdf.Pdf, drawing: pypdfium2.PdfDocument, expected: Expected
) -> Iterator[Diagnostic]:
    if not len(structure.pages):
        yield error("the PDF has no pages")
        return
    yield from conformance.check(data, structure)
    yield from links.check(structure)
    yield from pages.check(structure, drawing, len(data))
    texts = words.read(drawing)
    yield from words.check(structure, drawing, texts, expected.margin)
    yield from looks.check(drawing, texts)
    yield from words.check_secrets(structure, texts, list(expected.secrets), list(expected.shown))


def in_file(diagnostic: Diagnostic, name: str) -> Diagnostic:
    """The same with the name of the file that it was found in."""
    return dataclasses.replace(diagnostic, message=f"{name}: {diagnostic.message}")
