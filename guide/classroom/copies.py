"""Stamped copies of packets: a file for a student, or all packets in one file for the copier.

Both are a packet that is written once, followed by a few hundred bytes for each student and page.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO
from xml.sax.saxutils import escape

import pikepdf

from guide.classroom.lettering import Lettering
from guide.classroom.stamp import Ready, Stamp, overlay
from guide.classroom.update import Finished, Update, text


class Original:
    """A packet that is ready, as the beginning of every student's own file."""

    def __init__(self, packet: Ready, lettering: Lettering) -> None:
        self._pages, self._lettering = packet.pages, lettering
        self._finished = Finished.of(packet.file)
        with pikepdf.open(io.BytesIO(self._finished.data)) as file:
            self._overlays = [page.Contents[-1].objgen[0] for page in file.pages]
            self._metadata = file.Root.Metadata.objgen[0]
            self._about = file.Root.Metadata.read_bytes().decode()
            self._title = str(file.docinfo.Title)
            self._info = {key: value.unparse() for key, value in file.docinfo.items()}

    def write(self, out: BinaryIO, stamp: Stamp) -> None:
        """A student's own file, with all tags and its own title."""
        update = Update(self._finished, out)
        for number, page in zip(self._overlays, self._pages, strict=True):
            update.stream(number, overlay(page, stamp, self._lettering))
        title = f"{self._title} – {stamp.name}"
        entries = {**self._info, "/Title": text(title), "/Subject": text(stamp.about)}
        body = b" ".join(b"%s %s" % (key.encode(), value) for key, value in sorted(entries.items()))
        update.put(self._finished.info, b"<< %s >>" % body)
        update.stream(self._metadata, self._metadata_of(title, stamp), _XMP, packed=False)
        update.finish()

    def _metadata_of(self, title: str, stamp: Stamp) -> bytes:
        about = _DESCRIPTION.format(escape(stamp.about))
        named = self._about.replace(f">{escape(self._title)}<", f">{escape(title)}<", 1)
        whole: str = named.replace("</rdf:RDF>", about + "</rdf:RDF>")
        return whole.encode()


_XMP = b" /Type /Metadata /Subtype /XML"
_DESCRIPTION = (
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" rdf:about=""><dc:description><rdf:Alt>'
    '<rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description></rdf:Description>'
)


@dataclass(frozen=True)
class _Sheet:
    """A page of the file for the copier: what every student's copy of it shares."""

    entries: bytes
    contents: bytes


def write_all(
    out: BinaryIO,
    title: str,
    packets: dict[str, Ready],
    stamps: Iterable[tuple[str, Stamp]],
    lettering: Lettering,
) -> list[int]:
    """All packets in one file for the copier; the first pages' numbers, counted from 1.

    `stamps` name the packet that each student gets. Every packet begins on a right-hand page. The file
    has a bookmark for each student and no tags: a screen reader is served by the student's own file.
    """
    finished, sheets, root, tree = _stock(packets, title)
    update = Update(finished, out)
    nodes: list[tuple[int, int]] = []
    first_pages: list[tuple[str, int, float]] = []
    for which, stamp in stamps:
        node = update.new()
        pages: list[int] = []
        drawn: dict[bytes, int] = {}  # most pages of a packet bear the foot alone
        for sheet, page in zip(sheets[which], packets[which].pages, strict=True):
            data = overlay(page, stamp, lettering)
            if data not in drawn:
                drawn[data] = update.stream(update.new(), data)
            contents = b"/Contents [%s %d 0 R]" % (sheet.contents, drawn[data])
            pages.append(_page(update, node, sheet.entries + contents))
        if len(pages) % 2:
            box = packets[which].pages[0]
            blank = b"/MediaBox [0 0 %.3f %.3f] /Resources << >>" % (box.width, box.height)
            pages.append(_page(update, node, blank))
        kids = b" ".join(b"%d 0 R" % each for each in pages)
        update.put(node, b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] >>" % (tree, len(pages), kids))
        nodes.append((node, len(pages)))
        first_pages.append((" · ".join(stamp.foot), pages[0], packets[which].pages[0].height))
    count = sum(pages for _, pages in nodes)
    kids = b" ".join(b"%d 0 R" % node for node, _ in nodes)
    update.put(tree, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids))
    update.put(root, _CATALOG % (tree, _bookmarks(update, first_pages)))
    update.finish()
    return list(accumulate((pages for _, pages in nodes[:-1]), initial=1))


_BOXES = ("/MediaBox", "/TrimBox", "/BleedBox")
_CATALOG = (
    b"<< /Type /Catalog /Pages %d 0 R /Outlines %d 0 R /PageMode /UseOutlines"
    b" /ViewerPreferences << /Duplex /DuplexFlipLongEdge /DisplayDocTitle true >> >>"
)


def _stock(packets: dict[str, Ready], title: str) -> tuple[Finished, dict[str, list[_Sheet]], int, int]:
    """A file that holds every packet's pages once, and how a copy of each page is written."""
    stock = pikepdf.new()
    kept = [_kept(stock, page) for packet in packets.values() for page in packet.file.pages]
    stock.Root.Kept = pikepdf.Array(kept)
    stock.docinfo["/Title"] = title
    finished = Finished.of(stock)
    with pikepdf.open(io.BytesIO(finished.data)) as file:
        written = [_sheet(page) for page in file.Root.Kept]
        root, tree = file.Root.objgen[0], file.Root.Pages.objgen[0]
    sheets: dict[str, list[_Sheet]] = {}
    for name, packet in packets.items():
        sheets[name], written = written[: len(packet.pages)], written[len(packet.pages) :]
    return finished, sheets, root, tree


def _kept(stock: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Dictionary:
    """What the copies of a page share; links and tags stay behind."""
    kept = pikepdf.Dictionary({key: page.obj[key] for key in _BOXES if key in page.obj})
    kept.Resources = stock.copy_foreign(page.obj.Resources)
    kept.Contents = pikepdf.Array([stock.copy_foreign(each) for each in list(page.Contents)[:-1]])
    return kept


def _sheet(kept: pikepdf.Dictionary) -> _Sheet:
    boxes = b" ".join(b"%s %s" % (key.encode(), kept[key].unparse()) for key in _BOXES if key in kept)
    contents = b" ".join(b"%d 0 R" % each.objgen[0] for each in kept.Contents)
    return _Sheet(boxes + b" /Resources %d 0 R " % kept.Resources.objgen[0], contents)


def _page(update: Update, node: int, entries: bytes) -> int:
    return update.put(update.new(), b"<< /Type /Page /Parent %d 0 R %s >>" % (node, entries))


def _bookmarks(update: Update, named: Sequence[tuple[str, int, float]]) -> int:
    """A bookmark for each student (ISO 32000-1, 12.3.3)."""
    outlines = update.new()
    items = [update.new() for _ in named]
    for at, (name, page, height) in enumerate(named):
        beside = b"/Prev %d 0 R " % items[at - 1] if at else b""
        beside += b"/Next %d 0 R " % items[at + 1] if at + 1 < len(items) else b""
        target = b"/Dest [%d 0 R /XYZ 0 %.2f null]" % (page, height)
        update.put(items[at], b"<< /Title %s /Parent %d 0 R %s%s >>" % (text(name), outlines, beside, target))
    ends = b"/First %d 0 R /Last %d 0 R /Count %d" % (items[0], items[-1], len(items))
    return update.put(outlines, b"<< /Type /Outlines %s >>" % ends)
