"""WeasyPrint, imported without its search for libraries.

For every name that a library may have, `ctypes.util.find_library` runs ldconfig and a compiler, which
is a fifth of the import's time. On Linux the loader finds the right names by itself.
"""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any


def _nothing_found(name: str) -> str | None:
    return None


@contextmanager
def _nothing_searched() -> Iterator[None]:
    search = ctypes.util.find_library
    ctypes.util.find_library = _nothing_found
    try:
        yield
    finally:
        ctypes.util.find_library = search


with _nothing_searched() if sys.platform == "linux" else nullcontext():
    import weasyprint
    from weasyprint.document import Page
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.pdf import tags
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.fonts import FontConfiguration, get_pango_font_key
    from weasyprint.urls import URLFetcher, URLFetcherResponse

__all__ = [
    "AbsolutePlaceholder",
    "FontConfiguration",
    "Page",
    "Stream",
    "URLFetcher",
    "URLFetcherResponse",
    "boxes",
    "get_pango_font_key",
    "tags",
    "texts_in",
    "weasyprint",
]


def texts_in(box: Any) -> Iterator[Any]:
    """The boxes of text within a box, in their order."""
    if isinstance(box, boxes.TextBox):
        yield box
    for child in getattr(box, "children", ()):
        yield from texts_in(child)
