"""WeasyPrint as the rest of the program uses it, with some of its functions made quick."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from guide.sparing import sparingly
from guide.stylesheets import own_prepared

with sparingly(), own_prepared():
    import pydyf
    import tinyhtml5
    import weasyprint
    from weasyprint.draw import draw_page, draw_stacking_context
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.layout.inline import split_text_box
    from weasyprint.pdf.fonts import Font as PdfFont
    from weasyprint.pdf.stream import Stream
    from weasyprint.stacking import StackingContext
    from weasyprint.text.ffi import TO_UNITS, ffi, gobject, pango
    from weasyprint.text.fonts import (
        FontConfiguration,
        get_hb_object_data,
        get_pango_font_hb_face,
        get_pango_font_key,
    )
    from weasyprint.urls import URLFetcher, URLFetcherResponse

# Functions put themselves in the place of those of one release; another keeps its own.
if weasyprint.__version__ == "70.0":
    from guide.engine import (  # noqa: F401
        backgrounds,
        cascade,
        drawings,
        glyphs,
        lengths,
        lines,
        pages,
        queries,
        styles,
        text,
        variables,
    )
if pydyf.__version__ == "0.13.0":
    from guide.engine import numbers  # noqa: F401
if tinyhtml5.__version__ == "2.1.0":
    from guide.engine import expressions  # noqa: F401
from guide.engine.markup import Markup

__all__ = [
    "TO_UNITS",
    "AbsolutePlaceholder",
    "FontConfiguration",
    "Markup",
    "PdfFont",
    "StackingContext",
    "Stream",
    "URLFetcher",
    "URLFetcherResponse",
    "boxes",
    "collected_warnings",
    "draw_page",
    "draw_stacking_context",
    "ffi",
    "get_hb_object_data",
    "get_pango_font_hb_face",
    "get_pango_font_key",
    "gobject",
    "pango",
    "split_text_box",
    "texts_in",
    "weasyprint",
]


def texts_in(box: Any) -> Iterator[Any]:
    """The boxes of text within a box, in their order."""
    if isinstance(box, boxes.TextBox):
        yield box
    for child in getattr(box, "children", ()):
        yield from texts_in(child)


@contextmanager
def collected_warnings() -> Iterator[list[str]]:
    """What WeasyPrint says while it works, instead of printing it."""
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    before, propagate, level = logger.handlers[:], logger.propagate, logger.level
    handler = Keep(logging.WARNING)
    logger.handlers[:], logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)
    try:
        yield said
    finally:
        logger.handlers[:], logger.propagate = before, propagate
        logger.setLevel(level)
