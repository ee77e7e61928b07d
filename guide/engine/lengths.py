"""Lengths of a box from its style and its containing block, without a call for each property."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from operator import itemgetter
from typing import Any

from weasyprint.css.functions import check_math
from weasyprint.css.properties import INITIAL_VALUES, Dimension
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout import block, percent
from weasyprint.layout.percent import adjust_box_sizing, percentage

from guide.engine.swap import in_place_of

_ACROSS = ("margin_left", "margin_right", "padding_left", "padding_right", "width", "min_width", "max_width")
_DOWN = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
_RADII = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_radii = itemgetter(*_RADII)
_SQUARE = _radii(INITIAL_VALUES)
_NOT_ROUND = dict.fromkeys(_RADII, (0, 0))

_USED = (*_ACROSS, *_DOWN, "height", "min_height", "max_height", *_BORDERS)
_computed = itemgetter(*_USED, "box_sizing", "border_collapse")
_MOST = 5000  # combinations of lengths, which last for all documents

# What a box uses of such lengths; nothing where they depend on other boxes.
_known: dict[tuple[Any, ...], dict[str, Any]] = {}

_one_by_one = percent.resolve_percentages
_each_corner = percent.resolve_radii_percentages


def _used(value: Any, style: Any, whole: Any) -> Any:
    """A computed length as `percentage` would give it."""
    if value.__class__ is Dimension:
        number, unit = value
        if unit == "%":
            return whole * number / 100
        if unit is not None:
            return number
    elif value == "auto":
        return value
    return percentage(value, style, whole)


@in_place_of(percent, "resolve_percentages")
def resolve_percentages(box: Any, containing_block: Any) -> None:
    if not isinstance(box, Box):  # what stands for a box elsewhere, and takes attributes in its own way
        _one_by_one(box, containing_block)
        return
    computed, used = _computed(box.style), box.__dict__
    try:
        known = _known.get(computed)
    except TypeError:  # arithmetic, which has no hash
        known = {}
    if known:
        used.update(known)
        return
    _resolve(box, containing_block)
    if known is None:
        if len(_known) == _MOST:
            _known.clear()
        _known[computed] = {name: used[name] for name in _USED} if _are_absolute(*computed) else {}


def _are_absolute(*computed: Any) -> bool:
    *lengths, _, collapse = computed
    return collapse != "collapse" and all(
        value == "auto" or (value.__class__ is Dimension and value.unit not in (None, "%"))
        for value in lengths[: -len(_BORDERS)]
    )


def _resolve(box: Any, containing_block: Any) -> None:
    if isinstance(containing_block, Box):
        width, height = containing_block.width, containing_block.height
    else:
        width, height = containing_block
    style, used = box.style, box.__dict__
    for name in _ACROSS:
        used[name] = _used(style[name], style, width)
    down = height if isinstance(box, PageBox) else width
    for name in _DOWN:
        used[name] = _used(style[name], style, down)
    if height == "auto":
        value = style["height"]
        open_ended = value == "auto" or check_math(value) or value.unit == "%"
        used["height"] = "auto" if open_ended else value.value
        used["min_height"] = _used(style["min_height"], style, 0)
        used["max_height"] = _used(style["max_height"], style, inf)
    else:
        for name in ("height", "min_height", "max_height"):
            used[name] = _used(style[name], style, height)
    for name in ("min_width", "min_height"):
        if used[name] == "auto":
            used[name] = 0
    collapse = style["border_collapse"] == "collapse"
    for name in _BORDERS:
        if not (collapse and hasattr(box, name)):  # resolved with the borders of other cells
            used[name] = style[name]
    if style["box_sizing"] != "content-box":
        adjust_box_sizing(box, "width")
        adjust_box_sizing(box, "height")


@in_place_of(percent, "resolve_radii_percentages")
def resolve_radii_percentages(box: Any) -> None:
    if isinstance(box, Box) and _radii(box.style) == _SQUARE:
        box.__dict__.update(_NOT_ROUND)
    else:
        _each_corner(box)


@in_place_of(block, "collapse_margin")
def collapse_margin(adjoining_margins: Iterable[float]) -> float:
    """The largest of margins and the one that is furthest below zero, together (CSS 2.1, 8.3.1)."""
    margins = (0, *adjoining_margins)
    return max(margins) + min(margins)


_through_all = Box.is_in_normal_flow


@in_place_of(Box, "is_in_normal_flow")
def is_in_normal_flow(self: Any) -> bool:
    style = self.style
    if style["float"] == "none" and style["position"] in ("static", "relative"):
        return True
    return bool(_through_all(self))
