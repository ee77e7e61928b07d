"""Objects added to a finished PDF at its end (ISO 32000-1, 7.5.6), so that what it holds is written once.

A packet for each student differs from the next in a few hundred bytes. They are appended; nothing of the
file is read or packed again, and nothing of it is held in memory.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zlib
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

import pikepdf


@dataclass(frozen=True)
class Finished:
    """A PDF to add to: its bytes, and what its trailer says. Its cross-references are streams."""

    data: bytes
    size: int
    root: int
    info: int
    identifier: bytes

    @classmethod
    def of(cls, file: pikepdf.Pdf) -> Finished:
        """The file as it is now, written. The same content gives the same bytes."""
        written = io.BytesIO()
        file.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        data = written.getvalue()
        with pikepdf.open(io.BytesIO(data)) as again:
            trailer = again.trailer
            return cls(
                data,
                int(trailer.Size),
                trailer.Root.objgen[0],
                trailer.Info.objgen[0],
                bytes(trailer.ID[0]),
            )


class Update:
    """Writes a finished PDF and then the objects that are new in it or take the place of others."""

    def __init__(self, base: Finished, out: BinaryIO) -> None:
        self._base, self._out = base, out
        self._at = out.write(base.data)
        self._size = base.size
        self._places: dict[int, int] = {}
        self._digest = hashlib.md5(base.identifier, usedforsecurity=False)

    def new(self) -> int:
        """The number of a new object."""
        self._size += 1
        return self._size - 1

    def put(self, number: int, body: bytes) -> int:
        """Write an object; `body` is what stands between `obj` and `endobj`."""
        self._places[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def stream(self, number: int, data: bytes, entries: bytes = b"", packed: bool = True) -> int:
        """Write a stream; `entries` are those of its dictionary besides its length."""
        if packed:
            data, entries = zlib.compress(data), entries + b" /Filter /FlateDecode"
        head = b"<< /Length %d%s >>\nstream\n" % (len(data), entries)
        return self.put(number, head + data + b"\nendstream")

    def finish(self) -> None:
        """Write the cross-references of what was put."""
        number = self.new()
        self._places[number] = self._at
        numbers = sorted(self._places)
        runs = groupby(enumerate(numbers), key=lambda each: each[1] - each[0])
        index = b" ".join(_run([number for _, number in run]) for _, run in runs)
        rows = b"".join(struct.pack(">BIB", 1, self._places[each], 0) for each in numbers)
        before = int(re.findall(rb"startxref\s+(\d+)", self._base.data[-64:])[-1])
        identifiers = b"<%s> <%s>" % (
            self._base.identifier.hex().encode(),
            self._digest.hexdigest().encode(),
        )
        start = self._at
        self.stream(
            number,
            rows,
            b" /Type /XRef /W [1 4 1] /Size %d /Index [%s] /Prev %d /Root %d 0 R /Info %d 0 R /ID [%s]"
            % (self._size, index, before, self._base.root, self._base.info, identifiers),
        )
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._at += self._out.write(data)


def _run(numbers: list[int]) -> bytes:
    return b"%d %d" % (numbers[0], len(numbers))


def text(value: str) -> bytes:
    """A text string as PDF writes it (7.9.2.2)."""
    return b"<" + (b"\xfe\xff" + value.encode("utf-16-be")).hex().encode() + b">"
