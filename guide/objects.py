"""The objects of a PDF as a file (ISO 32000-1, 7.5): small ones are packed together, a hundred at a time.

pydyf packs all of them as one. A reader unpacks what it looks into, and that of a thick packet is 80 MiB; and
it makes bytes of each object twice, once for the identifier of the file.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any, BinaryIO

import pydyf

from guide.kept import Kept

_TOGETHER = 100
_FREE, _PLACED, _PACKED = 0, 1, 2  # kinds of entries of a cross-reference stream (7.5.8.3)
_ENTRY = (1, 4, 2)  # bytes of the parts of an entry


class Written(pydyf.Object):
    """An object whose bytes are known."""

    data = b""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__()
        self.data = data


class WrittenStream(Written, pydyf.Stream):
    """A stream whose bytes are known."""


def named(pdf: Any, reference: bytes) -> Any:
    """The object that a reference such as `12 0 R` names."""
    return pdf.objects[int(reference.split()[0])]


def write(pdf: Any, out: BinaryIO, version: str) -> None:
    """Write a PDF of pydyf, of version 1.5 or later. Its identifier is told from its content (14.4)."""
    pdf.add_object(pdf.info)
    file = _File(out, len(pdf.objects))
    file.put(f"%PDF-{version}\n%\xf0\x9f\x96\xa4\n".encode("latin-1"))
    for each in pdf.objects[1:]:
        if each.compressible:
            file.pack(each.number, each.data)
        else:
            file.place(each.number, _data(each))
    file.finish(pdf.catalog.reference, pdf.info.reference)


_packed: Kept[bytes] = Kept(20_000_000, len)


def _data(stream: Any) -> bytes:
    """The bytes of a stream, which WeasyPrint packs as hard as can be. What stands in a file as a whole, as
    fonts do, is packed once."""
    if not (getattr(stream, "compress", False) and len(stream.stream) == 1):
        return bytes(stream.data)
    key = pydyf.Dictionary(stream.extra).data, *stream.stream
    return _packed.get(key, lambda: bytes(stream.data))


class _File:
    def __init__(self, out: BinaryIO, count: int) -> None:
        self.out, self.at = out, 0
        self.entries: list[tuple[int, int, int]] = [(_FREE, 0, 0xFFFF)] * count
        self.packed: list[tuple[int, bytes]] = []
        self.digest = hashlib.md5(usedforsecurity=False)

    def put(self, data: bytes) -> None:
        self.out.write(data)
        self.at += len(data)

    def place(self, number: int, data: bytes) -> None:
        """An object for itself, as a stream must be."""
        self.entries[number] = _PLACED, self.at, 0
        self.digest.update(data)
        self.put(b"%d 0 obj\n%s\nendobj\n" % (number, data))

    def pack(self, number: int, data: bytes) -> None:
        """An object among others (7.5.7)."""
        self.packed.append((number, data))
        if len(self.packed) == _TOGETHER:
            self.close()

    def close(self) -> None:
        """The objects that were to be packed, together."""
        if not self.packed:
            return
        own, places, position = len(self.entries), [], 0
        self.entries.append((_FREE, 0, 0))
        for index, (number, data) in enumerate(self.packed):
            self.entries[number] = _PACKED, own, index
            places.append(b"%d %d" % (number, position))
            position += len(data) + 1
        head = b" ".join(places) + b"\n"
        body = head + b"\n".join(data for _, data in self.packed)
        entries = b"/Type/ObjStm/N %d/First %d" % (len(places), len(head))
        self.packed = []
        self.place(own, _stream(entries, body))

    def finish(self, root: bytes, info: bytes) -> None:
        """What tells a reader where each object is, and which is the first."""
        self.close()
        start, own = self.at, len(self.entries)
        self.entries.append((_PLACED, start, 0))
        identifier = b"<%s>" % self.digest.hexdigest().encode()
        entries = b"/Type/XRef/Size %d/W[%s]/Root %s/Info %s/ID[%s %s]" % (
            own + 1,
            b" ".join(b"%d" % width for width in _ENTRY),
            root,
            info,
            identifier,
            identifier,
        )
        rows = b"".join(
            part.to_bytes(width) for entry in self.entries for part, width in zip(entry, _ENTRY, strict=True)
        )
        self.put(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (own, _stream(entries, rows), start))


def _stream(entries: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (entries, len(packed), packed)
