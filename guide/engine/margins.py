"""Margin boxes, of which a page has none as long as no stylesheet speaks of them.

WeasyPrint makes the sixteen of each page, with their counters and lengths, and drops them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from weasyprint.css import ComputedStyle
from weasyprint.layout import page as pages

from guide.engine.swap import in_place_of

_CORNERS = [f"@{edge}-{side}-corner" for edge in ("top", "bottom") for side in ("left", "right")]
_EDGES = {"top": "left center right", "bottom": "left center right", "left": "top middle bottom"}
_EDGES["right"] = _EDGES["left"]
_ALL = [*_CORNERS, *(f"@{edge}-{part}" for edge, parts in _EDGES.items() for part in parts.split())]
_OF_WEASYPRINT = {"text_align_all", "text_align_last", "vertical_align"}  # what its own stylesheet sets

_make_all = pages.make_margin_boxes


@in_place_of(pages, "make_margin_boxes")
def make_margin_boxes(context: Any, page: Any, state: Any) -> Iterable[Any]:
    styles = [context.style_for(page.page_type, keyword) for keyword in _ALL]
    if all(isinstance(style, ComputedStyle) and style.cascaded.keys() <= _OF_WEASYPRINT for style in styles):
        return ()
    return _make_all(context, page, state)  # type: ignore[no-any-return]
