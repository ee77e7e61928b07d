"""A page as the marks on it: drawn once, apart from any file, and written into all that have it.

What a page needs of a file goes with it: fonts with the glyphs that are used, pictures, states. The bytes
are the same whatever was drawn before, so that the same content gives the same file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pydyf

from guide.engine import (
    StackingContext,
    Stream,
    boxes,
    draw_page,
    draw_stacking_context,
    get_pango_font_key,
)
from guide.typeface import Widths, typeface, unused

SCALE = 0.75  # points in a CSS pixel
PROFILE = b"3 0 R"  # the first object of a file of WeasyPrint after its pages and catalog: its colour profile
_FRAME, _LINE = (0.459, 0.459, 0.459), 0.5  # the grey of ruled lines, 4.6 to 1 on white; points
_ROOM = 3  # points between a frame and its field
_UNMOVED = re.compile(r">-?0<")  # between glyphs that stand where their widths put them
_SHARED = ("ExtGState", "XObject", "Pattern", "Shading")


@dataclass(frozen=True)
class Glyphs:
    """The glyphs of a font that a page uses, by number: what they mean, and widths that the font lacks."""

    font: Any
    meanings: dict[int, str]
    widths: dict[int, int]
    missing: dict[int, int]


@dataclass(frozen=True)
class Ink:
    """What is drawn, as the packed stream of a PDF, and what it needs, by WeasyPrint's keys and names."""

    data: bytes
    glyphs: dict[Any, Glyphs]
    images: dict[str, Any]
    resources: dict[str, dict[str, Any]]

    def onto(self, stream: Any) -> None:
        """Give what the marks need to a file that is being written, by the stream of one of its pages."""
        for key, glyphs in self.glyphs.items():
            if key not in stream._fonts:
                stream._fonts[key] = unused(glyphs.font, {})
            font = stream._fonts[key]
            font.widths.update(glyphs.widths)
            font.missing.update(glyphs.missing)
            for glyph, meaning in glyphs.meanings.items():
                if glyph not in font.to_unicode:
                    font.to_unicode[glyph] = meaning
                    if glyph not in font.widths:
                        font.widths[glyph] = glyphs.font.measured[glyph]
        for name, image in self.images.items():
            known = stream._images.setdefault(name, image | {"dpi_ratios": set()})
            known["dpi_ratios"] |= image["dpi_ratios"]
        same: dict[int, Any] = {}
        for kind, named in self.resources.items():
            for name, value in named.items():
                if name not in stream._resources[kind]:
                    stream._resources[kind][name] = _anew(value, stream._resources["ColorSpace"], same)


class _Stream(Stream):
    """A stream of WeasyPrint that shares fonts with no file, and knows where its marked content begins."""

    starts: dict[int, tuple[list[Any], int]]

    def clone(self, **given: Any) -> Any:
        group = super().clone(**given)
        group.__class__ = _Stream  # WeasyPrint names its own class there
        group.starts = self.starts
        return group

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        self.starts[len(self._tags or ())] = self.stream, len(self.stream)
        with super().marked(box, tag):
            yield

    def show_text(self, text: Any) -> None:
        super().show_text(_UNMOVED.sub("", text))

    def add_font(self, pango_font: Any) -> Any:
        key, description, size = get_pango_font_key(pango_font)
        if key not in self._fonts:
            font = typeface(key, pango_font, description, size)
            self._fonts[key] = unused(font, Widths(font.measured))
        return self._fonts[key], size


class Canvas(_Stream):
    """A stream for one page, in no file. `name` tells it from all others; its unit is the CSS pixel, from the
    upper left corner of a page of this `height`."""

    def __init__(self, name: str, width: float, height: float, variant: str) -> None:
        first = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) * 1000
        profiles = {"srgb": SimpleNamespace(pdf_reference=PROFILE)} if variant.startswith("pdf/a") else {}
        super().__init__(
            fonts={},
            page_rectangle=(0, 0, width, height),
            resources={kind: _Numbered(first) for kind in _SHARED} | {"ColorSpace": None},
            images={},
            tags={},
            color_profiles=profiles,
            output_intent="srgb" if profiles else None,
        )
        self.starts = {}
        self.push_state()
        self.transform(a=SCALE, d=-SCALE, f=height * SCALE)

    @property
    def numbers(self) -> dict[Any, int]:
        """The numbers of marked content, by the boxes that were drawn."""
        tags: dict[Any, Any] = self._tags or {}
        return {box: tag["mcid"] for box, tag in tags.items()}

    def draw(self, page: Any) -> None:
        """A page of WeasyPrint but for its margins."""
        box = page._page_box
        within = [each for each in box.children if not isinstance(each, boxes.MarginBox)]
        draw_page(box.copy_with_children(within), self)

    def draw_margins(self, page: Any) -> None:
        """What stands in the margins of a page, which is no content (ISO 14289-1, 7.8)."""
        self._tags = None
        box = page._page_box
        around = box.copy_with_children([each for each in box.children if isinstance(each, boxes.MarginBox)])
        self.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
        draw_stacking_context(self, StackingContext.from_page(around))
        self.end_marked_content()

    def frame(self, rect: tuple[float, float, float, float]) -> None:
        """A frame around a field, given in points from the lower left corner. Viewers draw a field anew, with
        text close to its edge, and some without its frame. It is no content (ISO 14289-1, 7.1)."""
        left, low, right, high = (value / SCALE for value in rect)
        room = _ROOM / SCALE
        with self.stacked(), self.artifact():
            self.set_color_rgb(*_FRAME, stroke=True)
            self.set_line_width(_LINE / SCALE)
            width, height = right - left + 2 * room, high - low + 2 * room
            self.rectangle(left - room, self.page_rectangle[3] - high - room, width, height)
            self.stroke()

    def set_apart(self, read: Collection[int]) -> None:
        """All marked content but this is an artifact of the page (ISO 14289-1, 7.1)."""
        for number, (stream, start) in self.starts.items():
            if number not in read:
                stream[start : start + 2] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]

    def ink(self) -> Ink:
        """All that was drawn. Nothing can be drawn after it."""
        self.pop_state()
        packed = pydyf.Stream(self.stream, compress=True).data
        glyphs = {
            key: Glyphs(font.origin, font.to_unicode, dict(font.widths), font.missing)
            for key, font in self._fonts.items()
        }
        resources = {kind: dict(self._resources[kind]) for kind in _SHARED}
        return Ink(packed, glyphs, self._images, resources)


class _Numbered(dict[str, Any]):
    """Resources that WeasyPrint names by how many there are: from `first` on, so that no two pages use a name
    for two things."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self._first = first

    def __len__(self) -> int:
        return self._first + super().__len__()


def _anew(value: Any, colours: Any, same: dict[int, Any]) -> Any:
    """A copy of an object for a file with these colour spaces; `same` has what was copied before."""
    if id(value) in same:
        return same[id(value)]
    if isinstance(value, pydyf.Stream):
        copied = same[id(value)] = pydyf.Stream(value.stream, compress=True)
        copied.extra = _anew(value.extra, colours, same)
    elif isinstance(value, pydyf.Dictionary):
        copied = same[id(value)] = pydyf.Dictionary()
        for key, each in value.items():
            copied[key] = colours if key == "ColorSpace" and each is None else _anew(each, colours, same)
    elif isinstance(value, pydyf.Array):
        copied = pydyf.Array(_anew(each, colours, same) for each in value)
    else:
        return value
    return copied
