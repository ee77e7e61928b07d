"""The typeface of what is typed into a field: Inter, with the letters of one code page.

A field names a simple font, whose codes are one byte: a viewer turns what is typed into these, so the code
page must be that of the reader's language. The font is in the file (ISO 14289-1, 7.21.4.1).
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pydyf

from guide.resources import folder

NAME = "Inter"  # in the form's resources and in the appearance of every field
_FILE = "fonts/inter/Inter-Regular.ttf"
_USUAL = "cp1252"  # what PDF calls WinAnsiEncoding (ISO 32000-1, annex D.2)
_FIRST, _LAST = 32, 255


def add(pdf: Any, code_page: str) -> Any:
    """The font as an object of the PDF that is about to be written. `code_page` is Python's name of it."""
    data, widths, bounds, ascent, descent = _subset(code_page)
    file = pydyf.Stream([data], {"Length1": len(data)}, compress=True)
    pdf.add_object(file)
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": f"/{_tag(code_page)}+Inter-Regular",
            "Flags": 32,  # nonsymbolic
            "FontBBox": pydyf.Array(bounds),
            "ItalicAngle": 0,
            "Ascent": ascent,
            "Descent": descent,
            "CapHeight": 727,
            "StemV": 80,
            "FontFile2": file.reference,
        }
    )
    pdf.add_object(descriptor)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": descriptor["FontName"],
            "FirstChar": _FIRST,
            "LastChar": _LAST,
            "Widths": pydyf.Array(widths),
            "FontDescriptor": descriptor.reference,
            "Encoding": _encoding(code_page),
        }
    )
    pdf.add_object(font)
    return font


def _tag(code_page: str) -> str:
    """Six capitals that tell subsets of a font apart (ISO 32000-1, 9.6.4)."""
    return "".join(chr(65 + int(digit)) for digit in code_page.removeprefix("cp").zfill(6))


def _letters(code_page: str) -> dict[int, str]:
    """The character of each code that has one; a hyphen that shows only at a line's end is a hyphen."""
    found = {}
    for code in range(_FIRST, _LAST + 1):
        char = bytes([code]).decode(code_page, "ignore")
        if (char and char.isprintable()) or char == "\u00a0":
            found[code] = char
    return found | {0xAD: "-"}


def _encoding(code_page: str) -> Any:
    """WinAnsiEncoding, and where the code page differs from it, names of the Adobe Glyph List (7.21.6)."""
    usual, differences = _letters(_USUAL), pydyf.Array()
    for code, char in _letters(code_page).items():
        if usual.get(code) != char:
            differences.extend([code, f"/{_glyph_name(char)}"])
    if not differences:
        return "/WinAnsiEncoding"
    return pydyf.Dictionary(
        {"Type": "/Encoding", "BaseEncoding": "/WinAnsiEncoding", "Differences": differences}
    )


def _glyph_name(char: str) -> str:
    """Of several names that which viewers know best: for Cyrillic letters, the one with a number."""
    from fontTools.agl import LEGACY_AGL2UV, UV2AGL

    names = [str(name) for name, codes in LEGACY_AGL2UV.items() if list(codes) == [ord(char)]]
    return (
        str(UV2AGL[ord(char)])
        if ord(char) in UV2AGL
        else min(names, key=lambda name: (not name.startswith("afii"), name))
    )


@cache
def _subset(code_page: str) -> tuple[bytes, list[int], list[int], int, int]:
    """The font file, and in thousandths of an em: the widths by code, the bounds, ascent and descent."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(name_IDs=[], hinting=False, notdef_outline=True)
    options.drop_tables += ["GDEF", "GPOS", "GSUB"]
    letters = _letters(code_page)
    with TTFont(folder("templates") / _FILE, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(char) for char in letters.values()])
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
        head, line = font["head"], font["hhea"]
        em: int = head.unitsPerEm
        advances = {code: font["hmtx"].metrics[name][0] for code, name in font.getBestCmap().items()}

    def scaled(value: int) -> int:
        return round(value * 1000 / em)

    widths = [
        scaled(advances[ord(letters[code])]) if code in letters else 0 for code in range(_FIRST, _LAST + 1)
    ]
    bounds = [scaled(each) for each in (head.xMin, head.yMin, head.xMax, head.yMax)]
    return out.getvalue(), widths, bounds, scaled(line.ascent), scaled(line.descent)
