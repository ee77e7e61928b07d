"""Boxes without a background, as nearly all are: WeasyPrint reads a dozen properties of each to find out."""

from __future__ import annotations

from operator import is_, itemgetter
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.layout import background

from guide.engine.swap import in_place_of

_seen = itemgetter(
    "background_color", "background_image", "box_shadow", "border_image_source", "mask_border_source"
)
_NOTHING = _seen(INITIAL_VALUES)

_lay_out = background.layout_box_backgrounds


@in_place_of(background, "layout_box_backgrounds")
def layout_box_backgrounds(
    page: Any, box: Any, get_image_from_uri: Any, layout_children: bool = True, style: Any = None
) -> None:
    seen = _seen(box.style if style is None else style)
    if box is page or not all(map(is_, seen, _NOTHING)):  # colors are equal whatever shines through them
        _lay_out(page, box, get_image_from_uri, layout_children, style)
        return
    background.resolve_radii_percentages(box)
    if layout_children:
        for child in box.all_children():
            background.layout_box_backgrounds(page, child, get_image_from_uri)
    box.background = None
