"""The structure of sheets written into a PDF, below the document element that WeasyPrint puts there.

Clauses are of ISO 32000-1 (PDF 1.7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pydyf

from guide.fields import Form
from guide.objects import Written, named
from guide.tagging.boxes import FIELD
from guide.tagging.tree import Element, Link, Mark, Space


class Structure:
    """The structure tree of a PDF that is about to be written, to which sheets are added one by one."""

    def __init__(self, pdf: Any, form: Form | None) -> None:
        self.pdf, self.form = pdf, form
        self.root = named(pdf, pdf.catalog["StructTreeRoot"])
        self.document = named(pdf, self.root["K"][0])
        self.numbers = named(pdf, self.root["ParentTree"])["Nums"]
        self.fields = 0
        self.identifiers: dict[bytes, bytes] = {}

    def add(self, whole: Element, pages: Sequence[Any], first: int, links: Mapping[int, Any]) -> None:
        """A sheet whose first page is the PDF's page `first`, counted from 0. `pages` are its pages' objects;
        `links` has the annotations of links by the identity of these."""
        sheet = _Sheet(self, pages, first, links, self._names(whole))
        self.document["K"].extend(sheet.put(each, self.document.reference) for each in whole.children)

    def finish(self) -> None:
        """Every identifier is found from the root (14.7.2)."""
        if self.identifiers:
            names = pydyf.Array()
            for identifier in sorted(self.identifiers):
                names.extend([pydyf.String(identifier), self.identifiers[identifier]])
            index = pydyf.Dictionary({"Names": names})
            self.pdf.add_object(index)
            self.root["IDTree"] = index.reference

    def _names(self, whole: Element) -> dict[int, bytes]:
        """The identifiers of a sheet's elements in this PDF, by the identity of these."""
        identified = [each for each in whole.below() if each.identifier]
        names = {}
        for each in identified:
            if each.identifier.startswith(FIELD):
                names[id(each)] = f"{each.identifier}-{self.fields:04}".encode()
                self.fields += 1
            else:
                names[id(each)] = f"{each.identifier}-{len(self.identifiers) + len(names)}".encode()
        return names


class _Sheet:
    def __init__(
        self,
        structure: Structure,
        pages: Sequence[Any],
        first: int,
        links: Mapping[int, Any],
        names: Mapping[int, bytes],
    ) -> None:
        self.structure, self.pages, self.first, self.links, self.names = structure, pages, first, links, names

    def put(self, element: Element, parent: bytes) -> bytes:
        """Writes an element and all below it, and says its reference."""
        written = self._new()
        own: bytes = written.reference
        page = self.pages[element.page].reference
        kids = [self._kid(kid, element, own) for kid in element.kids]
        entries = [b"/%s %s" % (name.encode(), _text(text)) for name, text in element.texts.items()]
        if element.attributes:
            entries.append(b"/A " + self._attributes(element))
        if id(element) in self.names:
            name = self.names[id(element)]
            entries.append(b"/ID " + pydyf.String(name).data)
            self.structure.identifiers[name] = own
        kind = "Span" if element.kind == "Link" and not self._is_linked(element) else element.kind
        written.data = b"<</Type/StructElem/S/%s/P %s/Pg %s/K[%s]%s>>" % (
            kind.encode(),
            parent,
            page,
            b" ".join(each for each in kids if each),
            b"".join(entries),
        )
        return own

    def _kid(self, kid: Any, element: Element, own: bytes) -> bytes:
        """What stands for a kid among those of an element; nothing for a link whose target is not there."""
        if isinstance(kid, Element):
            return self.put(kid, own)
        page = self.pages[kid.page]
        if isinstance(kid, Mark):
            content = self.structure.numbers[2 * (self.first + kid.page) + 1]
            content.extend([b"null"] * (kid.number + 1 - len(content)))
            content[kid.number] = own
            if kid.page == element.page:
                return b"%d" % kid.number
            return b"<</Type/MCR/Pg %s/MCID %d>>" % (page.reference, kid.number)
        if isinstance(kid, Link):
            annotation = self.links.get(id(kid))
            return self._annotated(annotation, own, page) if annotation is not None else b""
        assert isinstance(kid, Space)
        assert self.structure.form
        return self._field(self.structure.form.widget(kid, page), own, page)

    def _field(self, widget: Any, own: bytes, page: Any) -> bytes:
        """The widget is the content of a form element in the place of its space (ISO 14289-1, 7.18.4)."""
        element = self._new()
        reference: bytes = element.reference
        inside = self._annotated(widget, reference, page)
        element.data = b"<</Type/StructElem/S/Form/P %s/Pg %s/K[%s]>>" % (own, page.reference, inside)
        return reference

    def _annotated(self, annotation: Any, own: bytes, page: Any) -> bytes:
        """An annotation as the content of an element, which it names (14.7.4.4)."""
        numbers = self.structure.numbers
        annotation["StructParent"] = numbers[-2] + 1
        numbers.extend([annotation["StructParent"], own])
        return b"<</Type/OBJR/Obj %s/Pg %s>>" % (annotation.reference, page.reference)

    def _is_linked(self, element: Element) -> bool:
        return any(isinstance(kid, Link) and id(kid) in self.links for kid in element.kids)

    def _attributes(self, element: Element) -> bytes:
        written = pydyf.Dictionary(element.attributes)
        if "BBox" in written:
            written["BBox"] = pydyf.Array(written["BBox"])
        if "Headers" in written:
            names = (self.names[id(head)] for head in written["Headers"])
            written["Headers"] = pydyf.Array(pydyf.String(name) for name in names)
        data: bytes = written.data
        return data

    def _new(self) -> Written:
        written = Written()
        self.structure.pdf.add_object(written)
        return written


def _text(text: str) -> bytes:
    data: bytes = pydyf.String(text).data
    return data
