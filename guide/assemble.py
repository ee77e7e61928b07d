"""Pages to PDF: joined, tagged, with page labels. The same pages give the same bytes.

Every file is PDF/UA-1, for readers with a screen reader; one for print is PDF/A-2a too, for archives.
A form is not: Acrobat opens a file that claims PDF/A for reading only.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pydyf

from guide import fields, tagging
from guide.layout import LaidOut, collected_warnings

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
    """A laid-out sheet and how its pages are numbered: `prefix` and the first page's number."""

    pages: LaidOut
    prefix: str
    first: int

    @property
    def numbers(self) -> list[str]:
        """The number that is printed on each page."""
        return [f"{self.prefix}{self.first + at}" for at in range(self.pages.page_count)]


def assemble(parts: list[Part], margins: LaidOut, variant: str, form: fields.Words | None = None) -> bytes:
    """The sheets as one PDF.

    `margins` has what stands in the margins of each of their pages, and the title and language of the
    PDF. `variant` is that for which all was laid out. With the words of a `form`, spaces to write in are
    its fields.
    """
    starts = accumulate((part.pages.page_count for part in parts), initial=0)
    pages = [
        page for part, start in zip(parts, starts, strict=False) for page in part.pages.within(margins, start)
    ]
    document = margins.document.copy(pages)
    with collected_warnings(), tagging.noted() as notes:

        def finish(_: Any, pdf: Any) -> None:
            if form:
                fields.add(pdf, notes, form)
            tagging.mend(pdf, notes)
            _label_pages(pdf, parts)
            _declare_accessible(pdf, variant)

        data = document.write_pdf(pdf_variant=variant, pdf_identifier=True, pdf_tags=True, finisher=finish)
    assert isinstance(data, bytes)
    return data


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
        index += part.pages.page_count
        expected = (part.prefix, part.first + part.pages.page_count)
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})


def _declare_accessible(pdf: Any, variant: str) -> None:
    """The file says that it follows PDF/UA-1 (ISO 14289-1, clause 5), beside what WeasyPrint says of it."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.compress = False  # some archives read the metadata without unpacking it
    if variant != "pdf/ua-1":
        metadata.stream[0] = metadata.stream[0].replace(b"</rdf:RDF>", _UA_METADATA + b"</rdf:RDF>")
