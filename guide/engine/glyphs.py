"""A line's glyphs, written into a page's stream by the run instead of one by one."""

from __future__ import annotations

from typing import Any, NamedTuple

from weasyprint.draw import text
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from guide.engine.swap import in_place_of
from guide.engine.text import is_one_line

_INTEGERS = 5  # of PangoGlyphInfo: number, width, offsets to the side and up, flags
_BEYOND = pango.PANGO_GLYPH_EMPTY  # numbers from this one on stand for no glyph, or for a missing one
_TELLS_SIZES = pango.pango_version() >= 14802  # an older one tells wrong sizes for some fonts
_ink, _logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
_one_by_one = text.draw_first_line


class _Run(NamedTuple):
    font: Any  # Pango's, as the item
    glyphs: tuple[int, ...]
    shapes: list[tuple[int, int, int]]  # numbers of glyphs, widths and offsets to the side
    clusters: list[int]
    item: Any


class _Pieces(dict[tuple[int, int, int], str]):
    """What is written for a glyph of a font at a size, with what moves it and the next one."""

    def __init__(self, widths: dict[int, int], size: float) -> None:
        super().__init__()
        self._widths, self._size = widths, size
        self.measured: Any = None  # Pango's font that tells a width

    def __missing__(self, shape: tuple[int, int, int]) -> str:
        glyph, width, to_the_side = shape
        if glyph not in self._widths:
            pango.pango_font_get_glyph_extents(self.measured, glyph, _ink, _logical)
            self._widths[glyph] = round(_logical.width * 1000 * FROM_UNITS / self._size)
        offset = to_the_side / self._size
        kerning = self._widths[glyph] + offset - width * 1000 * FROM_UNITS / self._size
        before, after = f">{-offset}<" if offset else "", f">{int(kerning)}<" if kerning else ""
        self[shape] = piece = f"{before}{glyph:04x}{after}"
        return piece


def _pieces(font: Any, size: float) -> _Pieces:
    """Those of a font at a size, which stay with the font."""
    at_sizes: dict[float, _Pieces] = font.__dict__.setdefault("pieces", {})
    if size not in at_sizes:
        at_sizes[size] = _Pieces(font.widths, size)
    return at_sizes[size]


@in_place_of(text, "draw_first_line")
def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    whole = text_overflow != "ellipsis" and block_ellipsis == "none"
    if not whole:  # the text is about to be changed in a layout that others may share
        textbox.pango_layout.setup(textbox.style)
        textbox.pango_layout.set_text(textbox.pango_layout.text, justify=True)
    runs = _runs(textbox) if whole and _TELLS_SIZES and textbox.text.strip() else None
    fonts = [stream.add_font(run.font) for run in runs or ()]
    if not runs or not all(_is_plain(font) for font, _ in fonts):
        return _one_by_one(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    shown, last = "", None
    for run, (font, size) in zip(runs, fonts, strict=True):
        if run.font != last:
            last = run.font
            if shown:
                stream.show_text(shown)
            shown = ""
            stream.set_font_size(font.hash, size)
            pieces = _pieces(font, size)
            pieces.measured = run.font
        _note_meanings(run, font, textbox.pango_layout.text)
        string = "<" + "".join(map(pieces.__getitem__, run.shapes))
        shown += string[:-1] if string[-1] == "<" else f"{string}>"
    stream.show_text(shown)
    return []


def _runs(textbox: Any) -> list[_Run] | None:
    """The first line of a text; None where a glyph is missing or stands higher or lower than others."""
    if textbox.style["font_size"] < 1e-6:
        return None
    layout = textbox.pango_layout
    if not is_one_line(layout.text):
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    runs, link = [], layout.get_first_line()[0].runs[0]
    while link != ffi.NULL:
        item, string = link.data.item, link.data.glyphs
        count = string.num_glyphs
        numbers = ffi.unpack(ffi.cast("int *", string.glyphs), count * _INTEGERS)
        glyphs = tuple(numbers[0::_INTEGERS])
        if any(numbers[3::_INTEGERS]) or (glyphs and not 0 < min(glyphs) <= max(glyphs) < _BEYOND):
            return None
        shapes = list(zip(glyphs, numbers[1::_INTEGERS], numbers[2::_INTEGERS], strict=True))
        clusters = ffi.unpack(string.log_clusters, count)
        runs.append(_Run(item.analysis.font, glyphs, shapes, clusters, item))
        link = link.next
    return runs


def _is_plain(font: Any) -> bool:
    """Whether its glyphs are outlines, and no pictures."""
    return not (font.bitmap or font.svg or font.png or font.colr)


def _note_meanings(run: _Run, font: Any, content: str) -> None:
    """The letters that each glyph stands for, where it is used first."""
    if font.to_unicode.keys() >= set(run.glyphs):
        return
    start, end, utf8 = run.item.offset, run.item.length, content.encode()
    from_the_right = run.item.analysis.level % 2
    for at, glyph in enumerate(run.glyphs):
        if glyph not in font.to_unicode:
            if from_the_right:
                until = end if at == 0 else run.clusters[at - 1]
            else:
                until = end if at == len(run.glyphs) - 1 else run.clusters[at + 1]
            font.to_unicode[glyph] = utf8[start + run.clusters[at] : start + until].decode()
