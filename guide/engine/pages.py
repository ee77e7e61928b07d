"""What WeasyPrint makes anew for each page: styles of pages that the same rules match, and margin boxes.

A page has no margin boxes as long as no stylesheet speaks of them. WeasyPrint makes the sixteen of each page,
with their counters and lengths, and drops them.
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
_set_all = pages.set_page_type_computed_styles


@in_place_of(pages, "make_margin_boxes")
def make_margin_boxes(context: Any, page: Any, state: Any) -> Iterable[Any]:
    styles = [context.style_for(page.page_type, keyword) for keyword in _ALL]
    if all(isinstance(style, ComputedStyle) and style.cascaded.keys() <= _OF_WEASYPRINT for style in styles):
        return ()
    return _make_all(context, page, state)  # type: ignore[no-any-return]


@in_place_of(pages, "set_page_type_computed_styles")
def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
    matching = [
        (id(sheet), at, place)
        for sheet, _, _ in style_for._sheets
        for at, (_, selectors, _) in enumerate(sheet.page_rules)
        for place, (_, _, wanted) in enumerate(selectors)
        if style_for._page_type_match(wanted, page_type)
    ]
    known, computed = style_for.__dict__.setdefault("of_pages", {}), style_for._computed_styles
    # Lengths in parts of the first page are others as long as there is none, and when it is made again.
    key = (*style_for.initial_page_sizes.values(), *matching)
    if key not in known:
        style_for._cascaded_styles.clear()  # which WeasyPrint would look through for all pages so far
        _set_all(page_type, html, style_for)
        known[key] = [(pseudo, computed[page_type, pseudo]) for _, pseudo in style_for._cascaded_styles]
    computed.update(((page_type, pseudo), style) for pseudo, style in known[key])
