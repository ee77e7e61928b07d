"""The words of a PDF: can they be read, do they stay on the page and apart, and is no answer among them?"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2
import pypdfium2.raw as raw

from guide.diagnostics import Diagnostic, error, warning

_SAFE_EDGE = 9.0  # points that an office printer cannot reach
_TAB = 51.0  # points at the head of a page, where the teacher's tab reaches to the edge
_SHORTEST_SECRET = 16  # characters, without spaces: shorter texts stand in any guide by chance


@dataclass(frozen=True)
class Run:
    """A run of text as it was drawn: its box in points from the lower left, size and colour."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    colour: tuple[int, int, int]


def read(drawing: pypdfium2.PdfDocument) -> list[list[Run]]:
    """Every run of text, page by page."""
    found = []
    for number in range(len(drawing)):
        page = drawing[number]
        found.append(list(_runs(page)))
        page.close()
    return found


def _runs(page: pypdfium2.PdfPage) -> Iterator[Run]:
    """The runs of a page; the letters of a drawing, which stand one by one, joined to words."""
    pending: Run | None = None
    for run, alone in _drawn(page):
        if pending and alone and _continues(pending, run):
            pending = Run(
                pending.text + run.text,
                min(pending.left, run.left),
                min(pending.bottom, run.bottom),
                max(pending.right, run.right),
                max(pending.top, run.top),
                run.size,
                run.colour,
            )
            continue
        if pending:
            yield pending
        pending = run if alone else None
        if not alone:
            yield run
    if pending:
        yield pending


def _continues(word: Run, letter: Run) -> bool:
    near = word.size * 0.5
    beside = letter.left - near < word.right and word.left < letter.right + near
    level = letter.bottom - near < word.top and word.bottom < letter.top + near
    return beside and level and (word.size, word.colour) == (letter.size, letter.colour)


def _drawn(page: pypdfium2.PdfPage) -> Iterator[tuple[Run, bool]]:
    """Every run with its box on the page, and whether it stands in a drawing."""
    textpage = page.get_textpage()
    for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=4, textpage=textpage):
        text = each.extract()
        if not text.strip():
            continue
        scale = _scale(each.get_matrix())
        left, bottom, right, top = each.get_bounds()
        corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
        container = each.container
        while container is not None:  # what a drawing holds is given in the drawing's own measure
            matrix = container.get_matrix()
            corners = [matrix.on_point(*corner) for corner in corners]
            scale *= _scale(matrix)
            container = container.container
        across, up = [x for x, _ in corners], [y for _, y in corners]
        size = round(each.get_font_size() * scale, 2)
        run = Run(text, min(across), min(up), max(across), max(up), size, _colour(each))
        yield run, each.level > 0


def _scale(matrix: pypdfium2.PdfMatrix) -> float:
    return math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))


def _colour(each: pypdfium2.PdfObject) -> tuple[int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(each, red, green, blue, alpha)
    return red.value, green.value, blue.value


def check(
    structure: pikepdf.Pdf, drawing: pypdfium2.PdfDocument, texts: list[list[Run]], margin: float | None
) -> Iterator[Diagnostic]:
    """`margin` is the width in points of the side margins into which no word may reach, if known."""
    yield from _fonts(structure)
    for number, runs in enumerate(texts, 1):
        width, height = drawing.get_page_size(number - 1)
        yield from _edges(runs, number, width, height, margin)
        yield from _overlaps(runs, number)
        for run in runs:
            if any(_unreadable(char) for char in run.text):
                yield error(f"page {number}: '{_shown(run.text)}' has a character without meaning")
                break


def _fonts(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for number, page in enumerate(structure.pages, 1):
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            name = str(font.get("/BaseFont", "/?"))[1:]
            if name in seen:
                continue
            seen.add(name)
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            descriptor = inner.get("/FontDescriptor", {})
            if (
                not any(f"/FontFile{each}" in descriptor for each in ("", "2", "3"))
                and "/CharProcs" not in font
            ):
                yield error(
                    f"the font {name} (page {number}) is not in the file: a print shop cannot print it"
                )
            if "/ToUnicode" not in font and "/DescendantFonts" in font:
                yield error(f"the font {name} (page {number}) does not say which letters its shapes are")


def _edges(
    runs: list[Run], number: int, width: float, height: float, margin: float | None
) -> Iterator[Diagnostic]:
    for run in runs:
        if run.right < 0 or run.left > width or run.top < 0 or run.bottom > height:
            yield error(f"page {number}: '{_shown(run.text)}' stands outside the page")
        elif run.left < _SAFE_EDGE or run.right > width - _SAFE_EDGE or run.bottom < _SAFE_EDGE:
            yield error(f"page {number}: '{_shown(run.text)}' reaches to the edge, where it would be cut")
        elif (
            margin and run.top < height - _TAB and not margin - 2 < run.left < run.right < width - margin + 2
        ):
            yield warning(
                f"page {number}: '{_shown(run.text)}' reaches into the margin",
                hint="put a hyphen or a space into the word",
            )


def _overlaps(runs: list[Run], number: int) -> Iterator[Diagnostic]:
    """Words on top of each other; said once a page."""
    active: list[Run] = []
    for run in sorted(runs, key=lambda each: -each.top):
        active = [each for each in active if each.bottom < run.top]
        for other in active:
            across = min(run.right, other.right) - max(run.left, other.left)
            down = min(run.top, other.top) - max(run.bottom, other.bottom)
            if across > 2 and down > 0.35 * min(run.top - run.bottom, other.top - other.bottom):
                both = f"'{_shown(other.text)}' and '{_shown(run.text)}'"
                yield error(f"page {number}: {both} stand on top of each other")
                return
        active.append(run)


def _unreadable(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) == "Co" or char == "\x00"


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def check_secrets(
    structure: pikepdf.Pdf, texts: list[list[Run]], secrets: list[str], shown: list[str]
) -> Iterator[Diagnostic]:
    """A text that only the teacher may read must stand nowhere: not on a page, in no name, in no tag."""
    allowed = _folded(" ".join(shown))
    places = {f"page {number}": " ".join(run.text for run in runs) for number, runs in enumerate(texts, 1)}
    places["the tags, bookmarks or metadata"] = " ".join(_hidden(structure))
    folded = {where: _folded(text) for where, text in places.items()}
    for secret in secrets:
        wanted = _folded(secret)
        if len(wanted) < _SHORTEST_SECRET or wanted in allowed:
            continue
        for where, text in folded.items():
            if wanted in text:
                yield error(f"{where} of a student's file holds a text for teachers: '{_shown(secret)}'")


def _folded(text: str) -> str:
    """Letters and digits alone, so that line ends and typography make no difference."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _hidden(structure: pikepdf.Pdf) -> Iterator[str]:
    """Every text of the file's objects: names, alternatives, bookmarks, metadata."""
    for each in structure.objects:
        if isinstance(each, pikepdf.Stream):
            if each.get("/Type") == "/Metadata":
                yield re.sub(r"<[^>]+>", " ", each.read_bytes().decode("utf-8", "replace"))
        elif isinstance(each, pikepdf.Dictionary):
            yield from (str(value) for value in each.values() if isinstance(value, pikepdf.String))
