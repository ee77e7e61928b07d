"""What a property is on an element, for the many properties that no rule sets.

WeasyPrint takes each of them through all that a value may need: variables, logical twins, arithmetic. Most
are plainly the parent's or plainly initial, which a table tells.
"""

from __future__ import annotations

from typing import Any

from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES, Dimension

from guide.engine.swap import in_place_of

_SIDES = ("top", "right", "bottom", "left")
_CORNERS = ("top_left", "top_right", "bottom_left", "bottom_right")

# These depend on each other, or on an ancestor in a way of their own.
_INTRICATE = {"position", "float", "display", "page"}


def _setters(key: str) -> tuple[str, ...]:
    """The properties whose presence in a cascade decides one: itself and its logical twins."""
    function = PHYSICAL_FUNCTIONS.get(key)
    twins = [function(block="ttb", inline=inline) for inline in ("ltr", "rtl")] if function else []
    return tuple(dict.fromkeys((key, *twins)))


_SETTERS = {
    key: _setters(key)
    for key in INITIAL_VALUES
    if key not in _INTRICATE and not key.startswith("text_decoration_")
}
_SIMPLE = {str, int, float, Dimension}  # values of these kinds hold no arithmetic
_DECLARED = {*_SIMPLE, tuple}  # nor wait for a variable
_IN_FLOW = {"position": "static", "float": "none"}

# What layout reads of every box. A style has these from its beginning, and loses those that a rule decides.
_FIRST: dict[str, Any] = {
    key: INITIAL_VALUES[key]
    for key in (
        *(f"{part}_{side}" for part in ("margin", "padding") for side in _SIDES),
        *(f"border_{side}_style" for side in _SIDES),
        *(f"border_{corner}_radius" for corner in _CORNERS),
        *(f"{limit}_{side}" for limit in ("min", "max") for side in ("width", "height")),
        *("width", "height", "box_sizing", "overflow", "box_decoration_break", "continue", "max_lines"),
        *("counter_set", "counter_increment", "counter_reset", "content", "column_width", "column_count"),
        *("border_image_source", "mask_border_source", "background_image", "box_shadow", "transform"),
        *("break_before", "break_after", "break_inside", "clear", "z_index", "opacity", "vertical_align"),
        *("anchor", "bookmark_level", "bookmark_state", "string_set", "appearance"),
        *("image_orientation", "background_color", "outline_style", "outline_offset", "outline_color"),
    )
}
# As long as there is no line, it has no width.
_FIRST |= dict.fromkeys((*(f"border_{side}_width" for side in _SIDES), "outline_width"), 0)

# What else it has from its beginning is its parent's. Lengths are not: those that are told in parts of a page
# must wait until there is one.
_LENGTHS = set(
    "border_spacing font_size hyphenate_limit_zone letter_spacing line_height tab_size text_indent "
    "text_underline_offset word_spacing".split()
)
_PROPAGATED = ("page", "text_decoration_line", "text_decoration_color", "text_decoration_style")
_PASSED_ON = tuple(sorted(INHERITED - _LENGTHS)) + _PROPAGATED


def _decided() -> dict[str, tuple[str, ...]]:
    """Which of the first values a property decides."""
    decided: dict[str, list[str]] = {}
    for key in (*_FIRST, *_PASSED_ON):
        more = _SETTERS[key.replace("_width", "_style")] if key.startswith(("border_", "outline_")) else ()
        for setter in (*_SETTERS.get(key, (key,)), *more):
            decided.setdefault(setter, []).append(key)
    return {setter: tuple(keys) for setter, keys in decided.items()}


_DECIDED = _decided()

# WeasyPrint puts all that the styles of these have in the place of what others have, so they begin with less.
_OVERRIDING = ("first-line", "first-letter")

_begin = ComputedStyle.__init__
_begin_anonymous = AnonymousStyle.__init__
_through_all = ComputedStyle.__missing__


@in_place_of(ComputedStyle, "__init__")
def begin(self: Any, parent_style: Any, cascaded: dict[str, Any], pseudo_type: Any, *rest: Any) -> None:
    _begin(self, parent_style, cascaded, pseudo_type, *rest)
    self.update(_FIRST)
    if parent_style is not None and pseudo_type not in _OVERRIDING:
        self.update(_passed_on(parent_style))
    if cascaded.keys().isdisjoint(_IN_FLOW):
        self.update(_IN_FLOW)
        self.specified.update(_IN_FLOW)
    for name in cascaded:
        for key in _DECIDED.get(name, ()):
            self.pop(key, None)


@in_place_of(AnonymousStyle, "__init__")
def begin_anonymous(self: Any, parent_style: Any) -> None:
    self.update(_FIRST)
    self.update(_passed_on(parent_style))
    del self["white_space"]  # which WeasyPrint changes in boxes that it has made
    _begin_anonymous(self, parent_style)


def _passed_on(style: Any) -> dict[str, Any]:
    """What the styles within a style have of it."""
    passed_on: dict[str, Any] | None = style.__dict__.get("passed_on")
    if passed_on is None:
        passed_on = style.passed_on = {key: style[key] for key in _PASSED_ON}
    return passed_on


@in_place_of(ComputedStyle, "__missing__")
def computed(self: Any, key: str) -> Any:
    setters = _SETTERS.get(key)
    if setters is None and key != "display":
        if key[:2] != "__" or key in self.cascaded or self.parent_style is None:
            return _through_all(self, key)
        value = self.parent_style[key]  # a variable
    elif setters is None:
        self["float"]  # which may change how it is displayed
        value = self.cascaded[key][0] if key in self.cascaded else INITIAL_VALUES[key]
        if type(value) is not tuple:
            return _through_all(self, key)
        self.specified[key] = value
        value = COMPUTER_FUNCTIONS[key](self, key, value)
    elif not self.cascaded.keys().isdisjoint(setters):
        alone = key in self.cascaded and self.cascaded.keys().isdisjoint(setters[1:])
        value = self.cascaded[key][0] if alone else None
        if type(value) not in _DECLARED or value in ("inherit", "initial") or check_math(value):
            return _through_all(self, key)
        if key in COMPUTER_FUNCTIONS:
            value = COMPUTER_FUNCTIONS[key](self, key, value)
    elif key in INHERITED and self.parent_style is not None:
        value = self.parent_style[key]
        if type(value) not in _SIMPLE and check_math(value):
            return _through_all(self, key)  # with lengths of its own in it
    else:
        value = INITIAL_VALUES[key]
        if key in INITIAL_NOT_COMPUTED and key in COMPUTER_FUNCTIONS:
            value = COMPUTER_FUNCTIONS[key](self, key, value)
    self[key] = value
    return value
