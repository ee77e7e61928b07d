"""One word for an object of a PDF with all that it names: what has the same word says the same."""

from __future__ import annotations

import hashlib
from typing import Any

import pikepdf

Known = dict[tuple[int, int], bytes]  # the words of objects that were met before


def word(value: Any, known: Known) -> bytes:
    """One word for an object and all that it names. Raises whatever a reader of PDFs may raise."""
    if not isinstance(value, pikepdf.Object):
        return repr(value).encode()
    if value.is_indirect:
        if value.objgen not in known:
            known[value.objgen] = b""  # an object may name itself
            known[value.objgen] = _content(value, known)
        return known[value.objgen]
    return _content(value, known)


def _content(value: pikepdf.Object, known: Known) -> bytes:
    whole = hashlib.sha256()
    if isinstance(value, pikepdf.Stream):
        whole.update(value.read_raw_bytes())
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key in sorted(value.keys()):
            whole.update(key.encode() + word(value.get(key), known))
    elif isinstance(value, pikepdf.Array):
        for each in value:
            whole.update(word(each, known) + b" ")
    else:
        whole.update(value.unparse())
    return whole.digest()
