"""A laid-out page with what stands in its margins, which is drawn once however often it is written.

An edit changes one page of many, and drawing is half of what joining them costs. So a page keeps what it
drew, and what that needs of the file: fonts with the glyphs that are used, pictures, states of transparency.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from guide.engine import Page, Stream, boxes, get_pango_font_key
from guide.kept import Kept


def framed(page: Any, margin: Any) -> Framed:
    """A page of WeasyPrint with the margins of another one."""
    return _framed.get((page, margin), lambda: Framed(page, margin))


class Framed(Page):
    def __init__(self, page: Any, margin: Any) -> None:
        self.__dict__ |= page.__dict__
        within = [box for box in page._page_box.children if not isinstance(box, boxes.MarginBox)]
        around = [box for box in margin._page_box.children if isinstance(box, boxes.MarginBox)]
        self._page_box = page._page_box.copy_with_children([*within, *around])
        self._drawn: _Drawn | None = None

    def paint(self, stream: Any, scale: float = 1) -> None:
        if self._drawn is None or not self._drawn.fits(stream):
            apart = _Apart(stream)
            super().paint(apart, scale)
            if not apart.is_whole:
                super().paint(stream, scale)
                return
            self._drawn = apart.drawn
        self._drawn.onto(stream)


_framed: Kept[Framed] = Kept(150)


@dataclass(frozen=True)
class _Glyphs:
    """The glyphs of a font that a page uses, by number: their widths and what they mean.

    A file rounds a width at the size in which it draws the glyph first, and distances on a page are told
    from it. The widths `found` were in the file before the page was drawn.
    """

    font: Any
    widths: dict[int, int]
    found: frozenset[int]
    meanings: dict[int, str]

    def fit(self, known: dict[int, int]) -> bool:
        """Whether drawing the page into a file with these widths would give the same."""
        return all(
            known[glyph] == width if glyph in known else glyph not in self.found
            for glyph, width in self.widths.items()
        )

    def into(self, font: Any) -> None:
        for glyph, width in self.widths.items():
            font.widths.setdefault(glyph, width)
        for glyph, meaning in self.meanings.items():
            font.to_unicode.setdefault(glyph, meaning)


@dataclass(frozen=True)
class _Drawn:
    """What a page draws: the marks on it, and what they need, by WeasyPrint's keys and names."""

    marks: list[Any]
    tags: dict[Any, Any]
    glyphs: dict[Any, _Glyphs]
    images: dict[str, Any]
    states: dict[str, Any]

    def fits(self, stream: Any) -> bool:
        fonts = {key: stream._fonts.get(key) for key in self.glyphs}
        return all(glyphs.fit(fonts[key].widths if fonts[key] else {}) for key, glyphs in self.glyphs.items())

    def onto(self, stream: Any) -> None:
        stream.stream.extend(self.marks)
        stream._tags.update(self.tags)
        for key, glyphs in self.glyphs.items():
            glyphs.into(stream._fonts.setdefault(key, _unused(glyphs.font, {})))
        for name, image in self.images.items():
            stream._resources["XObject"][name] = None  # as WeasyPrint's `add_image` leaves it
            known = stream._images.setdefault(name, image | {"dpi_ratios": set()})
            known["dpi_ratios"] |= image["dpi_ratios"]
        for name, state in self.states.items():
            stream._resources["ExtGState"].setdefault(name, copy(state))


class _Apart(Stream):
    """A stream for a page alone, in the place of that of a file that is being written."""

    def __init__(self, stream: Any) -> None:
        own: dict[str, Any] = {"ExtGState": {}, "XObject": {}, "Pattern": {}, "Shading": {}}
        super().__init__(
            fonts={},
            page_rectangle=stream.page_rectangle,
            resources=dict(stream._resources) | own,
            images={},
            tags={},
            color_profiles=stream._color_profiles,
            output_intent=stream._output_intent,
        )
        self._ctm_stack = [stream.ctm]
        self._file = stream
        self._found: dict[Any, frozenset[int]] = {}

    def add_font(self, pango_font: Any) -> Any:
        whole, size = self._file.add_font(pango_font)
        key = get_pango_font_key(pango_font)[0]
        if key not in self._fonts:
            self._fonts[key] = _unused(whole, dict(whole.widths))
            self._found[key] = frozenset(whole.widths)
        return self._fonts[key], size

    @property
    def is_whole(self) -> bool:
        """Whether what was drawn can be put into any file: nothing in it is numbered by the file."""
        numbered = (
            *self._resources["Pattern"],
            *self._resources["Shading"],
            *(name for name in self._resources["XObject"] if name not in self._images),
            *(name for name in self._resources["ExtGState"] if name[0] not in "aA"),
            *(font for font in self._fonts.values() if font.missing),
        )
        return not numbered

    @property
    def drawn(self) -> _Drawn:
        glyphs = {}
        for key, font in self._fonts.items():
            widths = {glyph: font.widths[glyph] for glyph in font.to_unicode}
            glyphs[key] = _Glyphs(_unused(font, {}), widths, self._found[key], font.to_unicode)
        return _Drawn(self.stream, self._tags, glyphs, self._images, self._resources["ExtGState"])


def _unused(font: Any, widths: dict[int, int]) -> Any:
    """The same font, of which no glyph is used yet."""
    unused = copy(font)
    unused.widths, unused.to_unicode, unused.missing = widths, {}, {}
    return unused
