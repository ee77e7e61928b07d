"""The fields of a form: each has a label and a place in the tags, and stands on its page, apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from guide.diagnostics import Diagnostic, error
from guide.proof import conformance
from guide.proof.boxes import Box

_TOUCH = 0.5  # points by which neighbours may run into each other


def check(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    widgets = [(number, each) for number, page in enumerate(structure.pages, 1) for each in of(page)]
    form: Any = structure.Root.get("/AcroForm", {})
    if not widgets and not form.get("/Fields"):
        return
    if conformance.claims_archive(structure):
        yield error("the PDF has fields and claims PDF/A: Acrobat opens such a file for reading only")
    if "/XFA" in form:
        yield error("the form is in XFA, which most viewers cannot show")
    for font in form.get("/DR", {}).get("/Font", {}).values():
        if "/FontFile2" not in font.get("/FontDescriptor", {}):
            yield error(f"the font {str(font.get('/BaseFont', '/?'))[1:]} of the fields is not in the file")
    known = set(_fields(form.get("/Fields", ())))
    tagged = _tagged(structure)
    for number, widget in widgets:
        label = label_of(widget)
        if not label:
            yield error(
                f"a field on page {number} has no label", hint="a screen reader could not announce it"
            )
        if widget.objgen not in tagged:
            yield error(f"the field '{label}' on page {number} stands outside the tags")
        if widget.objgen not in known:
            yield error(
                f"the field '{label}' on page {number} is not part of the form: it could not be saved"
            )
    for number, page in enumerate(structure.pages, 1):
        yield from _places(page, number)


def of(page: pikepdf.Page) -> list[Any]:
    """The widgets of a page: what can be filled in, in the order in which they are listed."""
    return [each for each in page.get("/Annots", ()) if each.get("/Subtype") == "/Widget"]


def label_of(widget: Any) -> str:
    """The words with which a field is announced (ISO 32000-1, 12.7.3.1); its own or those of its field."""
    return str(widget.get("/TU", widget.get("/Parent", {}).get("/TU", ""))).strip()


def box(widget: Any) -> Box:
    """Where a widget stands, in points."""
    across, up = (sorted(float(value) for value in widget.Rect[at::2]) for at in (0, 1))
    return Box(across[0], up[0], across[1], up[1])


def _fields(fields: Any) -> Iterator[tuple[int, int]]:
    for each in fields:
        yield each.objgen
        yield from _fields(each.get("/Kids", ()))


def _tagged(structure: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The annotations that are the content of a form element (ISO 14289-1, 7.18.4)."""
    found: set[tuple[int, int]] = set()
    waiting: list[Any] = [structure.Root.get("/StructTreeRoot")]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        given = element.get("/K")
        kids = list(given) if isinstance(given, pikepdf.Array) else [given]
        if element.get("/S") == "/Form":
            references = (kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid)
            found.update(kid.Obj.objgen for kid in references)
        waiting.extend(kids)
    return found


def _places(page: pikepdf.Page, number: int) -> Iterator[Diagnostic]:
    left, bottom, right, top = (float(value) for value in page.mediabox)
    placed = [(label_of(each), box(each)) for each in of(page)]
    for at, (label, own) in enumerate(placed):
        if own.left < left or own.bottom < bottom or own.right > right or own.top > top:
            yield error(f"the field '{label}' on page {number} reaches over the edge of the page")
        for other_label, other in placed[at + 1 :]:
            common = own.common(other)
            if common.width > _TOUCH and common.height > _TOUCH:
                yield error(f"page {number}: the fields '{label}' and '{other_label}' overlap")
