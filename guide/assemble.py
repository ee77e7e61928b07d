"""Pages to PDF: joined, tagged, with page labels. The same pages give the same bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf

from guide.layout import VARIANT, LaidOut, collected_warnings


@dataclass(frozen=True)
class Part:
    """A laid-out sheet and how its pages are numbered: `prefix` and the first page's number."""

    pages: LaidOut
    prefix: str
    first: int


def assemble(parts: list[Part], title: str, language: str) -> bytes:
    """The sheets as one PDF."""
    pages = [page for part in parts for page in part.pages.document.pages]
    with collected_warnings():
        data = parts[0].pages.document.copy(pages).write_pdf(pdf_variant=VARIANT)
    assert isinstance(data, bytes)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _label_pages(pdf, parts)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _label_pages(pdf: pikepdf.Pdf, parts: list[Part]) -> None:
    """Page labels equal to the printed numbers (ISO 32000-1, 12.4.2)."""
    numbers = pikepdf.Array()
    index, expected = 0, ("", -1)
    for part in parts:
        if (part.prefix, part.first) != expected:
            label = pikepdf.Dictionary(S=pikepdf.Name.D, St=part.first)
            if part.prefix:
                label.P = pikepdf.String(part.prefix)
            numbers.extend([index, label])
        index += part.pages.page_count
        expected = (part.prefix, part.first + part.pages.page_count)
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=numbers)
