"""The structure tree of a PDF that is about to be written, and the boxes that its elements came from.

`noted` is what touches WeasyPrint's private parts: it keeps, for every structure element, the box that it
came from, since a language, a scope or a list's style is known to the HTML alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from guide.engine import AbsolutePlaceholder, boxes
from guide.engine import tags as engine

POINTS_PER_PIXEL = 0.75


@dataclass(frozen=True)
class Note:
    """A structure element and the box that it came from."""

    element: Any
    box: Any


class _Pages:
    """A PDF whose pages are all there: pydyf gathers the references of all of them each time it is asked."""

    def __init__(self, pdf: Any) -> None:
        self.add_object, self.page_references = pdf.add_object, pdf.page_references


@contextmanager
def noted() -> Iterator[list[Note]]:
    """Every structure element that WeasyPrint makes in this block of code, in the order of reading."""
    notes: list[Note] = []
    original = engine._build_box_tree

    def build(box: Any, parent: Any, pdf: Any, *arguments: Any) -> Iterator[Any]:
        inner = box._box if isinstance(box, AbsolutePlaceholder) else box
        makes_none = isinstance(inner, boxes.PageBox) or inner.element_tag in ("html", "body")
        pages = pdf if isinstance(pdf, _Pages) else _Pages(pdf)
        for element in original(box, parent, pages, *arguments):
            if not makes_none:
                notes.append(Note(element, inner))
            yield element

    engine._build_box_tree = build
    try:
        yield notes
    finally:
        engine._build_box_tree = original


@dataclass
class Tree:
    """The structure tree of a PDF that is about to be written."""

    pdf: Any
    notes: list[Note]
    identifiers: dict[bytes, Any] = field(default_factory=dict)

    @property
    def root(self) -> Any:
        return self.follow(self.pdf.catalog["StructTreeRoot"])

    @property
    def document(self) -> Any:
        return self.follow(self.root["K"][0])

    def follow(self, reference: Any) -> Any:
        """The object that a reference such as `12 0 R` names; anything else as it is."""
        if isinstance(reference, bytes) and reference.endswith(b" R"):
            return self.pdf.objects[int(reference.split()[0])]
        return reference

    def children(self, element: Any) -> list[Any]:
        """The structure elements below an element; its marked content and annotations left out."""
        kids = (self.follow(kid) for kid in element.get("K", ()))
        return [kid for kid in kids if isinstance(kid, dict) and kid.get("Type") == "/StructElem"]

    def below(self, element: Any) -> Iterator[Any]:
        """The element and every structure element below it, in reading order."""
        yield element
        for child in self.children(element):
            yield from self.below(child)

    def adopt(self, parent: Any, kids: list[Any]) -> None:
        for kid in kids:
            parent["K"].append(kid.reference)

    def link_of(self, note: Note) -> Any:
        """The link annotation of an element, in this file: a box keeps that of a file written before."""
        annotation = note.box.link_annotation
        if annotation is None or annotation.number >= len(self.pdf.objects):
            return None
        return annotation if self.pdf.objects[annotation.number] is annotation else None

    def parent_tree(self) -> Any:
        return self.follow(self.root["ParentTree"])["Nums"]


def pairs(nums: list[Any]) -> list[tuple[Any, Any]]:
    """The keys of a number tree with their values (ISO 32000-1, 7.9.7)."""
    return list(zip(nums[::2], nums[1::2], strict=True))
