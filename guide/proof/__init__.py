"""Checks of a finished packet. Each returns diagnostics; none changes the file.

An error says that the file must not be handed over, a warning that someone should look at a page.
"""

from __future__ import annotations

import dataclasses
import io
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pikepdf
import pypdfium2

from guide import rules
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
    sights,
    tags,
    tree,
)
from guide.proof.damage import DAMAGED, safely
from guide.proof.drawn import Page
from guide.proof.sights import File, Sight

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
    with ThreadPoolExecutor(1) as apart:
        judge = rules.judge_apart if conformance.is_thick(structure) else rules.judge
        judging = apart.submit(judge, data, conformance.profiles(structure))
        own = list(_own(structure, drawing, expected, len(data)))
        yield from safely("the file", lambda: conformance.check(structure, judging.result()))
    yield from own


def _own(
    structure: pikepdf.Pdf, drawing: pypdfium2.PdfDocument, expected: Expected, size: int
) -> Iterator[Diagnostic]:
    """The checks of our own; `size` is that of the file in bytes."""
    damage = safely("a stream", lambda: _streams(structure))
    yield from damage
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
    file = File(structure, drawing, expected.margin)
    yield from safely("its pages", lambda: _see(file, looked))
    more = dict.fromkeys((*(each for sight in looked for each in sight.damage), *file.damage))
    yield from (each for each in more if each not in damage)
    if not len(looked) == len(structure.pages) == len(drawing):
        yield error("the PDF is damaged: its pages cannot be read", hint="make it again")
        return
    seen = [sight.page for sight in looked]
    yield from safely("its pages", lambda: pages.check(structure, seen, size))
    yield from (each for sight in looked for each in sight.found)
    yield from safely("its page labels", lambda: labels.check(structure, seen))
    yield from safely("its tags", lambda: _tags(structure, seen))
    texts = [sight.text for sight in looked]
    yield from safely("its words", lambda: leaks.check(structure, texts, expected.secrets, expected.shown))


def _streams(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    """Whether every stream unpacks: the first half of pikepdf's check_pdf_syntax. What the streams of pages
    say, the other half, is read by `sights`, page by page."""
    before = structure.get_warnings()
    structure._decode_all_streams_and_discard(None)
    if before or structure.get_warnings():
        yield DAMAGED


def _see(file: File, seen: list[Sight]) -> Iterator[Diagnostic]:
    seen += sights.look(file)
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
