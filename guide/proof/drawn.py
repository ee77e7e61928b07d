"""What stands on the pages of a PDF, read once for all checks: words, pictures and what covers them.

Boxes are in points from the lower left corner of the part of the sheet that is shown (the CropBox).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pypdfium2
import pypdfium2.raw as raw

from guide.proof.boxes import Box, colour_of, cover_of, placed, scale_of, window_of

_DEEPEST = 6  # drawings within drawings
_NO_ONE = 3  # the mode of showing text in which nothing is drawn (ISO 32000-1, table 106), as is 7
_OUTLINES = (1, 5)
_SHARE = 0.3  # of a word's box: what hides less leaves it legible
_LONG = 500  # letters, more than a line of text has
_letters = (raw.FPDF_WCHAR * _LONG)()


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text as it was drawn.

    `mark` is the number of the marked content that it belongs to (MCID), if any. `hidden` says why it,
    or a part of it, is not seen.
    """

    text: str
    box: Box
    size: float
    colour: tuple[int, int, int]
    alpha: int = 255
    mark: int | None = None
    artifact: bool = False
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    box: Box
    dpi: float


@dataclass(frozen=True, slots=True)
class Page:
    """`reach` holds the boxes of everything drawn, `mute` those of shapes that read as blanks."""

    number: int
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    reach: list[Box] = field(default_factory=list)
    mute: list[Box] = field(default_factory=list)


def read(page: pypdfium2.PdfPage, number: int) -> Page:
    """What stands on a page, which is called by its number, counted from 1."""
    left, bottom, right, top = page.get_cropbox()
    found = Page(number, right - left, top - bottom)
    pieces: list[tuple[Run, bool]] = []
    textpage = page.get_textpage()
    shown = {raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH}
    for each in page.get_objects(max_depth=_DEEPEST, textpage=textpage):
        box, scale = placed(each, Box(*each.get_bounds()), left, bottom)
        if each.level == 0:
            found.reach.append(box)
        if each.type not in shown:
            continue
        if each.type == raw.FPDF_PAGEOBJ_TEXT:
            run = _run(each, box, scale, left, bottom)
            if run.text.strip():
                pieces.append((run, each.level > 0 or len(run.text) == 1))
            elif box.width > 2 and box.height > 2 and not run.hidden:
                found.mute.append(box)
            continue
        if each.type == raw.FPDF_PAGEOBJ_IMAGE:
            width, height = each.get_px_size()
            across, up = max(box.width, 0.01), max(box.height, 0.01)
            found.pictures.append(Picture(box, min(width / across, height / up) * 72))
        if pieces:
            _hide(pieces, cover_of(each, box, left, bottom), each.type)
    found.runs.extend(_joined(pieces))
    return found


def _run(each: pypdfium2.PdfTextObj, box: Box, scale: float, left: float, bottom: float) -> Run:
    mode = raw.FPDFTextObj_GetTextRenderMode(each)
    colour, alpha = colour_of(each, mode in _OUTLINES)
    mark, artifact = _marks(each)
    hidden = ""
    if mode in (_NO_ONE, 7):
        hidden = "is invisible: nothing is drawn"
    elif window := window_of(each, left, bottom):
        seen = window.common(box)
        if seen.width < box.width - max(1.5, 0.02 * box.width) or seen.height < box.height * (1 - _SHARE):
            hidden = "is cut off: its clipping path hides a part of it"
    size = round(each.get_font_size() * scale * scale_of(each.get_matrix()), 2)
    return Run(_text(each), box, size, colour, alpha, mark, artifact, hidden)


def _text(each: pypdfium2.PdfTextObj) -> str:
    """The letters of a run. PDFium goes through all those of the page for it, so it is asked once where once
    will do."""
    size = raw.FPDFTextObj_GetText(each, each.textpage, _letters, _LONG * 2)
    if 2 <= size <= _LONG * 2:
        return ctypes.string_at(_letters, size - 2).decode("utf-16-le")
    text: str = each.extract()
    return text


def _marks(each: pypdfium2.PdfObject) -> tuple[int | None, bool]:
    """The number of the marked content that something belongs to, and whether it is an artifact."""
    inner: pypdfium2.PdfObject | None = each
    while inner is not None:
        number = raw.FPDFPageObj_GetMarkedContentID(inner)
        if number >= 0:
            return number, False
        for at in range(raw.FPDFPageObj_CountMarks(inner)):
            if _name(raw.FPDFPageObj_GetMark(inner, at)) == "Artifact":
                return None, True
        inner = inner.container
    return None, False


def _name(mark: object) -> str:
    buffer, length = ctypes.create_string_buffer(64), ctypes.c_ulong()
    characters = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    if not raw.FPDFPageObjMark_GetName(mark, characters, 64, length):
        return ""
    return buffer.raw[: max(length.value - 2, 0)].decode("utf-16-le", "replace")


def _hide(pieces: list[tuple[Run, bool]], cover: Box | None, kind: int) -> None:
    """Notes which of the words drawn so far a thing covers."""
    if cover is None or cover.width < 2 or cover.height < 2:
        return
    what = "a picture" if kind == raw.FPDF_PAGEOBJ_IMAGE else "a filled area"
    for at, (run, alone) in enumerate(pieces):
        lost = run.box.common(cover)
        area = run.box.width * run.box.height
        if not run.hidden and lost.width * lost.height > _SHARE * area:
            pieces[at] = (replace(run, hidden=f"is hidden: {what} covers it"), alone)


def _joined(pieces: list[tuple[Run, bool]]) -> Iterator[Run]:
    """The runs; the letters of a drawing, which stand one by one, joined to words."""
    pending: Run | None = None
    for run, alone in pieces:
        if pending and alone and _continues(pending, run):
            pending = replace(run, text=pending.text + run.text, box=pending.box.joined(run.box))
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
    beside = letter.box.left - near < word.box.right and word.box.left < letter.box.right + near
    level = letter.box.bottom - near < word.box.top and word.box.bottom < letter.box.top + near
    same = (word.size, word.colour, word.hidden) == (letter.size, letter.colour, letter.hidden)
    return beside and level and same


def shown(text: str) -> str:
    """A text as messages quote it."""
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
