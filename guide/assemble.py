"""Pages to PDF: joined, tagged, with page labels. The same pages give the same bytes.

Every file is PDF/UA-1, for readers with a screen reader; one for print is PDF/A-2a too, for archives.
A form is not: Acrobat opens a file that claims PDF/A for reading only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pydyf

from guide import objects
from guide.drawn import PROFILE, Ink
from guide.engine import boxes, collected_warnings, weasyprint
from guide.fields import Form, Words
from guide.printed import Margins, Page, Printed
from guide.tagging.tree import Link, Space
from guide.tags import Structure
from guide.typeface import fonts

# PDF/A wants the properties of PDF/UA declared before one of them is used (ISO 19005-2, 6.6.2.3).
_UA_METADATA = (
    b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>'
    b'<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


@dataclass(frozen=True)
class Part:
    """A sheet and how its pages are numbered: `prefix` and the first page's number."""

    sheet: Printed
    prefix: str
    first: int

    @property
    def numbers(self) -> list[str]:
        """The number that is printed on each page."""
        return [f"{self.prefix}{self.first + at}" for at in range(len(self.sheet.pages))]


def assemble(parts: list[Part], margins: list[Margins], variant: str, form: Words | None = None) -> bytes:
    """The sheets as one PDF.

    `margins` have what stands in the margins of each of their pages, and the title and language of the
    PDF. `variant` is that for which all was laid out. With the words of a `form`, spaces to write in are
    its fields.
    """
    around = (ink for each in margins for ink in each.inks)
    placed = [_placed(part.sheet, around) for part in parts]
    document = weasyprint.Document(
        [page for pages in placed for page in pages],
        metadata=margins[0].metadata,
        url_fetcher=None,
        font_config=fonts(),
        color_profiles={},
        output_intent="srgb" if variant.startswith("pdf/a") else None,
    )

    def finish(_: Any, pdf: Any) -> None:
        assert all(each.pdf_reference == PROFILE for each in document.color_profiles.values())
        pages = zip(pdf.page_references, document.pages, strict=True)
        entries = [_inked(pdf, reference, page) for reference, page in pages]
        words = Form(pdf, form, _spaces(parts)) if form else None
        structure = Structure(pdf, words)
        first = 0
        for part, there in zip(parts, placed, strict=True):
            links = {id(link): annotation for page in there for link, annotation in page.annotations}
            structure.add(part.sheet.whole, entries[first : first + len(there)], first, links)
            first += len(there)
        structure.finish()
        _label_pages(pdf, parts)
        _declare_accessible(pdf, variant)
        pdf.write = lambda out, version, *_: objects.write(pdf, out, version)

    with collected_warnings():  # of links whose target is not there: a sheet may be printed alone
        data = document.write_pdf(pdf_variant=variant, pdf_tags=True, finisher=finish)
    assert isinstance(data, bytes)
    return data


class _Nothing(boxes.PageBox):
    """The boxes of a page that is printed, of which WeasyPrint need not make tags."""

    element = element_tag = None
    children = ()

    def __init__(self) -> None:
        pass


class _Link:
    """Where WeasyPrint puts the annotation that it makes of a link; none where the target is not there."""

    link_annotation = None


class _Placed:
    """A printed page with its margin, as WeasyPrint wants a page of a document that it writes."""

    _page_box = _Nothing()
    forms: ClassVar[dict[None, list[Any]]] = {None: []}

    def __init__(self, page: Page, margin: Ink) -> None:
        self.inks = (page.ink, margin)
        self.width, self.height, self.bleed = page.width, page.height, page.bleed
        self.bookmarks, self.anchors = page.bookmarks, page.anchors
        self.held = [(link, _Link()) for link in page.links]
        self.links = [(link.kind, link.target, link.rectangle, held) for link, held in self.held]

    def paint(self, stream: Any, scale: float) -> None:
        for ink in self.inks:
            ink.onto(stream)

    @property
    def annotations(self) -> Iterator[tuple[Link, Any]]:
        """The links whose target is there, with their annotations."""
        for link, held in self.held:
            if held.link_annotation is not None:
                held.link_annotation["Contents"] = pydyf.String(link.words)  # 7.18.5
                yield link, held.link_annotation


def _placed(sheet: Printed, margins: Iterator[Ink]) -> list[_Placed]:
    return [_Placed(page, next(margins)) for page in sheet.pages]


def _inked(pdf: Any, reference: bytes, page: _Placed) -> Any:
    """The object of a page, which gets its marks: those of the sheet, and those in its margins."""
    entry = objects.named(pdf, reference)
    on_sheet, in_margin = (objects.WrittenStream(ink.data) for ink in page.inks)
    on_sheet.number = objects.named(pdf, entry["Contents"]).number
    pdf.objects[on_sheet.number] = on_sheet
    pdf.add_object(in_margin)
    entry["Contents"] = pydyf.Array([on_sheet.reference, in_margin.reference])
    return entry


def _spaces(parts: Iterable[Part]) -> Iterator[Space]:
    for part in parts:
        for element in part.sheet.whole.below():
            yield from (kid for kid in element.kids if isinstance(kid, Space))


def _label_pages(pdf: Any, parts: list[Part]) -> None:
    """Page labels equal to the printed numbers (ISO 32000-1, 12.4.2)."""
    numbers = pydyf.Array()
    index, expected = 0, ("", -1)
    for part in parts:
        if (part.prefix, part.first) != expected:
            label = pydyf.Dictionary({"S": "/D", "St": part.first})
            if part.prefix:
                label["P"] = pydyf.String(part.prefix)
            numbers.extend([index, label])
        index += len(part.numbers)
        expected = (part.prefix, part.first + len(part.numbers))
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})


def _declare_accessible(pdf: Any, variant: str) -> None:
    """The file says that it follows PDF/UA-1 (ISO 14289-1, clause 5), beside what WeasyPrint says of it."""
    metadata = objects.named(pdf, pdf.catalog["Metadata"])
    metadata.compress = False  # some archives read the metadata without unpacking it
    if variant != "pdf/ua-1":
        metadata.stream[0] = metadata.stream[0].replace(b"</rdf:RDF>", _UA_METADATA + b"</rdf:RDF>")
