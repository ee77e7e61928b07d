"""Short texts as drawings to put on finished pages: names in every script, shaped as Pango shapes them.

Texts are drawn together, so that a font is embedded once for a few hundred of them. They are shaped one by
one and not laid out as paragraphs, which takes more than twice as long. A drawing is the operators of a text,
moved to the origin.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pikepdf

from guide.engine import boxes, collected_warnings, split_text_box, weasyprint
from guide.layout import Closed, stylesheet
from guide.resources import folder
from guide.typeface import fonts

_AT_ONCE = 250  # texts of one document: more would only take more memory
_SIZE = 10.0  # pixels: the size of the type in names.css
_STYLES = ("css/fonts.css", "css/tokens.css", "css/names.css")
_TO_THE_LEFT = ("R", "AL")  # the directions of Hebrew and of Arabic letters
_TEXT = re.compile(rb"BT\n1 0 0 -1 \S+ \S+ Tm\n(.*?)\nET", re.DOTALL)
_FONT = re.compile(rb"/(\w+) (\S+) Tf")
_MISSING = re.compile(r"\(U\+([0-9A-F]+)\)")
_NO_LETTERS = frozenset(["Cc", "Cn", "Co", "Cs", "So"])  # emoji and the like are pictures, not text


@dataclass(frozen=True)
class Drawing:
    """A line of text: `operators` draw it at size 1 from the origin, `width` is its width at that size."""

    operators: bytes
    width: float


@dataclass(frozen=True)
class Lettering:
    """Drawings by text, the fonts they use by name, and the characters that no font of the system has.

    `files` are those that the fonts are in: a font lives as long as its file.
    """

    drawings: dict[str, Drawing]
    fonts: dict[str, Any]
    missing: set[str]
    files: list[pikepdf.Pdf]


def letter(texts: Iterable[str]) -> Lettering:
    """A drawing for every text that is not blank and has no character that is a picture."""
    made = Lettering({}, {}, set(), [])
    wanted = iter(dict.fromkeys(text for text in texts if text.strip()))
    while some := list(islice(wanted, _AT_ONCE)):
        pictures = {char for text in some for char in text if unicodedata.category(char) in _NO_LETTERS}
        made.missing.update(pictures)
        if printable := [text for text in some if not pictures.intersection(text)]:
            _letter(printable, made)
    return made


def _letter(texts: list[str], made: Lettering) -> None:
    """Add the texts' drawings, the fonts, and the characters without a glyph."""
    prefix = f"L{len(made.files)}"
    with collected_warnings() as said:
        html = weasyprint.HTML(string=_SAMPLES, url_fetcher=Closed("", None))
        styles = [stylesheet(folder("templates") / name, name) for name in _STYLES]
        document = html.render(stylesheets=styles, font_config=fonts())
        shaped = _shaped(texts, document.pages[0]._page_box)
        data = document.write_pdf(pdf_tags=True)  # each text is then an object of its own
    made.missing.update(chr(int(code, 16)) for each in said for code in _MISSING.findall(each))
    file = pikepdf.open(io.BytesIO(data))
    made.files.append(file)
    page = file.pages[0]
    drawn = _TEXT.findall(page.Contents.read_bytes())
    if not len(texts) == len(drawn) == len(shaped):
        raise AssertionError(f"{len(texts)} texts became {len(drawn)} drawings")
    for text, operators, box in zip(texts, drawn, shaped, strict=True):
        named = _FONT.sub(lambda each: b"/%s%s %s Tf" % (prefix.encode(), each[1], each[2]), operators)
        made.drawings[text] = Drawing(named, float(box.width) / _SIZE)
    for name, font in page.Resources.Font.items():
        made.fonts[f"/{prefix}{name[1:]}"] = file.make_indirect(font)


_SAMPLES = "<p dir=ltr>x</p><p dir=rtl>x</p>"


def _shaped(texts: list[str], page: Any) -> list[Any]:
    """The texts as boxes of WeasyPrint, in the place of the samples on the page; each in the style of the
    sample that has its direction."""
    lines = list(_lines_in(page))
    samples = dict(zip(("ltr", "rtl"), (line.children[0] for line in lines), strict=True))
    context = SimpleNamespace(font_config=fonts())
    shaped = [
        split_text_box(context, samples[_direction(text)].copy_with_text(text), None, 0)[0] for text in texts
    ]
    lines[0].children, lines[1].children = shaped, []
    return shaped


def _lines_in(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.LineBox):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _lines_in(child)


def _direction(text: str) -> str:
    """The direction of the text's first letter that has one."""
    found = (unicodedata.bidirectional(char) for char in text)
    return "rtl" if next((each for each in found if each in ("L", *_TO_THE_LEFT)), "L") != "L" else "ltr"
