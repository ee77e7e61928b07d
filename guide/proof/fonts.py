"""Fonts: each is in the file, and its letters are the ones that are seen."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pikepdf

from guide.diagnostics import Diagnostic, error
from guide.kept import Kept
from guide.proof.digest import word

_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_DEEPEST = 6

_known: Kept[bool] = Kept(200)  # of fonts that were met before: whether their maps lie


def check(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    for number, font in _fonts(structure):
        name = f"the font {str(font.get('/BaseFont', '/?'))[1:]} (page {number})"
        if font.get("/Subtype") == "/Type3":
            yield error(
                f"page {number} has a font that is drawn letter by letter (Type 3)",
                hint="it prints coarsely; embed a font of the kind TrueType or OpenType",
            )
            continue
        inner: Any = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor: Any = inner.get("/FontDescriptor", {})
        program = next(
            (descriptor[key] for key in ("/FontFile2", "/FontFile3", "/FontFile") if key in descriptor), None
        )
        if program is None:
            yield error(f"{name} is not in the file: it is not embedded, so a print shop cannot print it")
        if "/ToUnicode" not in font:
            if "/DescendantFonts" in font:
                yield error(f"{name} does not say which letters its shapes are: it has no Unicode map")
        elif program is not None and _lies(font.ToUnicode, program, inner):
            yield error(f"{name} says other letters than it shows: its Unicode map is wrong")


def _fonts(structure: pikepdf.Pdf) -> Iterator[tuple[int, Any]]:
    """Every font that a page or a drawing on it names, once, with the page's number."""
    seen: set[Any] = set()

    def within(resources: Any, depth: int) -> Iterator[Any]:
        for font in resources.get("/Font", {}).values():
            if isinstance(font, pikepdf.Dictionary) and (not font.objgen[0] or font.objgen not in seen):
                seen.add(font.objgen)
                yield font
        for each in resources.get("/XObject", {}).values():
            drawing = each.get("/Subtype") == "/Form" and "/Resources" in each
            if drawing and each.objgen not in seen and depth < _DEEPEST:
                seen.add(each.objgen)
                yield from within(each.Resources, depth + 1)

    for number, page in enumerate(structure.pages, 1):
        resources: Any = page.resources
        yield from ((number, font) for font in within(resources, 0))


def _lies(to_unicode: Any, program: Any, font: Any) -> bool:
    """Whether the map contradicts the font's own table of letters for a good part of its shapes.

    Shapes that the table does not name, such as ligatures and old-style figures, say nothing.
    """
    if font.get("/Subtype") != "/CIDFontType2" or font.get("/CIDToGIDMap", "/Identity") != "/Identity":
        return False
    return _known.get((word(to_unicode, {}), word(program, {})), lambda: _differ(to_unicode, program))


def _differ(to_unicode: Any, program: Any) -> bool:
    own = _own_letters(bytes(program.read_bytes()))
    said = _said_letters(bytes(to_unicode.read_bytes()))
    known = [(_folded(text), own[code]) for code, text in said.items() if code in own]
    wrong = sum(text not in letters for text, letters in known)
    return wrong > 2 and wrong > 0.2 * len(known)


def _own_letters(program: bytes) -> dict[int, set[str]]:
    """The letters of each shape, after the font's own table."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(io.BytesIO(program), lazy=True) as file:
            # Without names of their own, shapes would be named by letters and the letters be looked up again.
            file.setGlyphOrder([str(code) for code in range(file["maxp"].numGlyphs)])
            table = file.getBestCmap() or {}
    except (TTLibError, KeyError, AssertionError):
        return {}
    found: dict[int, set[str]] = {}
    for code, name in table.items():
        if unicodedata.category(chr(code)) == "Co" or not name.isdecimal():
            continue  # a name of the font's own for a second form of a letter; a shape that it does not have
        found.setdefault(int(name), set()).add(_folded(chr(code)))
    return found


def _said_letters(table: bytes) -> dict[int, str]:
    """The text of each code, after the map (ISO 32000-1, 9.10.3)."""
    found: dict[int, str] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for code, text in _PAIR.findall(part):
            found[int(code, 16)] = _text(text)
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, text in _RANGE.findall(part):
            start = int(text, 16)
            for at, code in enumerate(range(int(first, 16), min(int(last, 16), int(first, 16) + 255) + 1)):
                if start + at < 0x10000:
                    found[code] = chr(start + at)
    return found


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode().zfill(4)).decode("utf-16-be", "replace")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
