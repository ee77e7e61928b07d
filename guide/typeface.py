"""Fonts as pages use them, each read once in a process.

A file tells the width of each glyph in thousandths of an em, and distances on a page are told from it.
WeasyPrint rounds a width at the size in which a file draws the glyph first. Here it is measured at a size
at which nothing is rounded, so that a page is drawn the same whatever was drawn before it.
"""

from __future__ import annotations

from copy import copy
from functools import cache, partial
from typing import Any

from guide.engine import (
    TO_UNITS,
    FontConfiguration,
    PdfFont,
    ffi,
    get_hb_object_data,
    get_pango_font_hb_face,
    gobject,
    pango,
)
from guide.kept import Kept

_EM = 1000  # CSS pixels, so that a pixel is a thousandth
_LAST = 0xFFFF  # no glyph has a larger number (ISO 32000-1, 9.7.4)


@cache
def fonts() -> FontConfiguration:
    """One configuration for all sheets: only our own fonts are declared, never a guide's."""
    return FontConfiguration()


class Widths(dict[int, int]):
    """The widths of glyphs in thousandths of an em: those that were told, else those that are measured."""

    def __init__(self, measured: _Measured | None) -> None:
        super().__init__()
        self.measured = measured

    def __contains__(self, glyph: object) -> bool:
        return super().__contains__(glyph) or (self.measured is not None and glyph in self.measured)

    def __missing__(self, glyph: int) -> int:
        if self.measured is None:
            raise KeyError(glyph)
        return self.measured[glyph]


class _Measured(dict[int, int]):
    def __init__(self, pango_font: Any, count: int) -> None:
        super().__init__()
        self._font, self._count = pango_font, count
        self._ink, self._logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")

    def __contains__(self, glyph: object) -> bool:
        return isinstance(glyph, int) and 0 < glyph < self._count

    def __missing__(self, glyph: int) -> int:
        pango.pango_font_get_glyph_extents(self._font, glyph, self._ink, self._logical)
        self[glyph] = round(self._logical.width / TO_UNITS)
        return self[glyph]


@cache
def _context() -> Any:
    return ffi.gc(pango.pango_font_map_create_context(fonts().font_map), gobject.g_object_unref)


_known: dict[int, Any] = {}


def typeface(key: int, pango_font: Any, description: Any, size: float) -> Any:
    """WeasyPrint's font of a key. `description` is that of the font without its size, which is in pixels."""
    if key not in _known:
        _known[key] = _read(pango_font, description, size)
    return _known[key]


def _read(pango_font: Any, description: Any, size: float) -> Any:
    pango.pango_font_description_set_absolute_size(description, _EM * TO_UNITS)
    large = pango.pango_font_map_load_font(fonts().font_map, _context(), description)
    pango.pango_font_description_unset_fields(description, pango.PANGO_FONT_MASK_SIZE)
    if large != ffi.NULL and _file(large) == _file(pango_font):
        font = PdfFont(large, description, _EM)
        if not (font.bitmap or font.png or font.svg or font.colr):
            font.measured = _Measured(large, font.glyph_count)
            font.pieces = {}  # for the same widths, `engine` writes the same on all pages
            return font
    font = PdfFont(pango_font, description, size)
    font.measured = None
    return font


def _file(pango_font: Any) -> bytes:
    data = get_hb_object_data(get_pango_font_hb_face(pango_font))
    return bytes(data)


def unused(font: Any, widths: dict[int, int]) -> Any:
    """The same font, of which no glyph is used yet; `widths` take what is told of them."""
    fresh = copy(font)
    fresh.origin = font
    fresh.widths, fresh.to_unicode, fresh.missing = widths, {}, {}
    fresh.get_unused_glyph_id = partial(_unused_glyph, fresh)
    fresh.clean = partial(_clean, fresh)
    return fresh


_cut: Kept[bytes] = Kept(20_000_000, len)


def _clean(font: Any, to_unicode: dict[int, str], hinting: bool) -> None:
    """The font file with these glyphs alone, as WeasyPrint makes it; for the same glyphs it is made once.

    Their meanings are told in the order of their numbers: in that of their use, an edit of one word could
    change a font that all pages share.
    """
    font.to_unicode = dict(sorted(font.to_unicode.items()))
    key = font.origin, frozenset(to_unicode), bool(font.missing), hinting

    def cut() -> bytes:
        PdfFont.clean(font, to_unicode, hinting)
        return bytes(font.file_content)

    font.file_content = _cut.get(key, cut)


def _unused_glyph(font: Any, codepoint: int) -> int:
    """A number that stands for a character which the font lacks, the same on all pages."""
    room = _LAST + 1 - font.glyph_count
    font.missing[codepoint] = font.glyph_count + codepoint % room if room > 0 else _LAST
    return int(font.missing[codepoint])
