"""What Pango is told of a style, told once: its font, its language, its features, the height of its lines.

WeasyPrint tells it for each piece of text that it measures or draws, a dozen for a line. A line is drawn as
it was measured last, unless it is justified or cut off with an ellipsis; WeasyPrint has each shaped again.
"""

from __future__ import annotations

from operator import is_
from typing import Any, NamedTuple

from weasyprint.css import AnonymousStyle, Style
from weasyprint.css.properties import INHERITED
from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import FontConfiguration, font_features, get_font_description
from weasyprint.text.line_break import Layout

from guide.engine.swap import in_place_of

_FEATURES = (
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian", "font_feature_settings"),
)
TOLD = (
    *(
        "direction",
        "font_language_override",
        "lang",
        "font_family",
        "font_style",
        "font_stretch",
        "font_weight",
    ),
    *("font_size", "font_variation_settings", "text_decoration_line", *_FEATURES),
)

_MOST = 1000  # different styles of text


class Told(NamedTuple):
    """A context and a font of Pango, which layouts refer to and do not change."""

    context: Any
    description: Any
    language: Any
    measures: dict[str, float | None]  # of lines along the text, where there are any
    features: bytes


_OF_TEXT = frozenset(INHERITED) | {"text_decoration_line"}


def speaker(style: Any) -> Any:
    """The style that says the same of text: of an anonymous box its parent's, unless it was changed."""
    while isinstance(style, AnonymousStyle):
        parent = style.parent_style
        names = style.keys() & _OF_TEXT
        if not all(map(is_, map(style.__getitem__, names), map(parent.__getitem__, names))):
            break
        style = parent
    return style


def kept_with_fonts(style: Any, what: str) -> dict[Any, Any]:
    """What is kept for all documents with the fonts of this one, until these become more."""
    kept: dict[Any, Any] = style.font_config.__dict__.setdefault(f"kept_{what}", {})
    return kept


_add_font_face = FontConfiguration.add_font_face


@in_place_of(FontConfiguration, "add_font_face")
def add_font_face(self: Any, *given: Any) -> Any:
    for name in [name for name in self.__dict__ if name.startswith("kept_")]:
        del self.__dict__[name]
    return _add_font_face(self, *given)


def _told(style: Any) -> Told:
    """As a style says. It is kept with the style, and with the fonts for styles that say the same."""
    told: Told | None = style.__dict__.get("told")
    if told is None:
        if not isinstance(style, Style):  # each text in a drawing has one, complete before it is measured
            told = style.told = _tell(style)
            return told
        source = speaker(style)
        told = source.__dict__.get("told")
        if told is None:
            known = kept_with_fonts(style, "told")
            key = repr([source[name] for name in TOLD])
            if key not in known:
                if len(known) >= _MOST:
                    known.clear()
                known[key] = _tell(source)
            told = source.told = known[key]
        style.told = told
    return told


def _tell(style: Any) -> Told:
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    override = style["font_language_override"]
    tag = style["lang"] if override == "normal" else LST_TO_ISO.get(override.lower(), override)
    language = pango.pango_language_get_default()
    if tag:
        pointer, _ = unicode_to_char_p(tag)
        language = pango.pango_language_from_string(pointer)
        pango.pango_context_set_language(context, language)
    description = get_font_description(style)
    measures: dict[str, float | None] = dict.fromkeys(
        ("ascent", "underline_position", "strikethrough_position")
    )
    if style["text_decoration_line"] != "none":
        metrics = ffi.gc(
            pango.pango_context_get_metrics(context, description, language), pango.pango_font_metrics_unref
        )
        for name in (*measures, "underline_thickness", "strikethrough_thickness"):
            measures[name] = FROM_UNITS * getattr(pango, f"pango_font_metrics_get_{name}")(metrics)
    features = font_features(*(style[name] for name in _FEATURES))
    said = ",".join(f"{key} {value}" for key, value in features.items()).encode()
    return Told(context, description, language, measures, said)


@in_place_of(Layout, "setup")
def setup(self: Any, style: Any) -> None:
    """Also lets go of attributes. WeasyPrint shares them between lists, each of which would free them, and so
    frees none: 40 KiB a packet. Here each list has one of its own, and goes with its layout.
    """
    self.told = told = _told(style)
    self.style, self.language, self.first_line_direction = style, told.language, 0
    self.layout = layout = ffi.gc(pango.pango_layout_new(told.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout, False)
    pango.pango_layout_set_font_description(layout, told.description)
    self.__dict__.update(told.measures)
    if told.features:
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(told.features))
        pango.pango_layout_set_attributes(layout, attributes)
        pango.pango_attr_list_unref(attributes)


_let_go, _set_up_again = Layout.deactivate, Layout.reactivate
_BREAKS = frozenset("\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")


def is_one_line(text: str) -> bool:
    """Whether Pango sees one line in a text even where it is not told to."""
    return _BREAKS.isdisjoint(text)


@in_place_of(Layout, "deactivate")
def deactivate(self: Any) -> None:
    as_drawn = not self.justification_spacing and "\t" not in self.text and is_one_line(self.text)
    if as_drawn and pango.pango_layout_get_line_readonly(self.layout, 1) == ffi.NULL:
        del self.language, self.style
    else:
        _let_go(self)


@in_place_of(Layout, "reactivate")
def reactivate(self: Any, style: Any) -> None:
    if "layout" in self.__dict__ and self.told is _told(style) and not self.justification_spacing:
        self.style, self.language = style, self.told.language
    else:
        _set_up_again(self, style)


_set_any = Layout.set_text


@in_place_of(Layout, "set_text")
def set_text(self: Any, text: str, justify: bool = False) -> None:
    style = self.style
    plain = (
        style["letter_spacing"] in ("normal", 0)
        and style["word_spacing"] == 0
        and not (justify and self.justification_spacing)
        and style["overflow_wrap"] == "normal"
        and "\n" not in text
        and "\t" not in text
    )
    if plain:
        self.text = text
        pango.pango_layout_set_text(self.layout, text.encode().replace(b"\0", b""), -1)
    else:
        _set_any(self, text, justify)


_measure = line_break.strut


@in_place_of(line_break, "strut")
def strut(style: Any) -> tuple[float, float]:
    measured: tuple[float, float] | None = style.__dict__.get("strut")
    if measured is None:
        source = speaker(style)
        measured = source.__dict__.get("strut") or _measure(source)
        style.strut = source.strut = measured
    return measured
