"""Contrast of every word on its ground, in colour and as a greyscale photocopy; how much ink a page takes.

Ratios after WCAG 2.1, success criterion 1.4.3: 4.5 for text, 3 for large text (18 pt, or 14 pt bold).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pypdfium2

from guide.diagnostics import Diagnostic, error, warning
from guide.proof.words import Run

_LEAST, _LEAST_LARGE, _LARGE = 4.5, 3.0, 18.0
_SMALLEST = 3  # points: of a full stop alone the ground cannot be told
_AROUND = 1  # points around a word that show what it stands on
_SAME = 48  # of 765: colours nearer than this are the word's own
_MOST_INK = 0.35  # of a page's area


def check(drawing: pypdfium2.PdfDocument, texts: list[list[Run]]) -> Iterator[Diagnostic]:
    for number, runs in enumerate(texts, 1):
        page = drawing[number - 1]
        pixels = page.render(scale=1).to_numpy()[:, :, 2::-1]
        ink = 1 - float(pixels.mean()) / 255
        if ink > _MOST_INK:
            yield warning(f"page {number} is {ink:.0%} black: it costs toner and may smear")
        yield from _contrast(runs, pixels, page.get_height(), number)
        page.close()


def _contrast(runs: list[Run], pixels: np.ndarray, height: float, number: int) -> Iterator[Diagnostic]:
    """One diagnostic a page: its palest word."""
    palest: tuple[float, Run, str] | None = None
    for run in runs:
        if min(run.right - run.left, run.top - run.bottom) < _SMALLEST:
            continue
        ground = _ground(pixels, run, height)
        if ground is None:
            continue
        needed = _LEAST_LARGE if run.size >= _LARGE else _LEAST
        for how, ratio in (
            ("", ratio_of(run.colour, ground)),
            (" as a greyscale copy", ratio_of(_grey(run.colour), _grey(ground))),
        ):
            if ratio < needed - 0.1 and (palest is None or ratio < palest[0]):
                palest = (ratio, run, how)
    if palest:
        ratio, run, how = palest
        words = " ".join(run.text.split())[:40]
        yield error(f"page {number}: '{words}' is too pale to read{how}: its contrast is {ratio:.1f} to 1")


def _ground(pixels: np.ndarray, run: Run, height: float) -> tuple[int, int, int] | None:
    """The colour that most of a word's box has besides its own: what it stands on."""
    top, bottom = int(max(height - run.top - _AROUND, 0)), int(height - run.bottom + _AROUND)
    left, right = int(max(run.left - _AROUND, 0)), int(run.right + _AROUND)
    box = pixels[top:bottom, left:right].reshape(-1, 3)
    if not len(box):
        return None
    other = box[np.abs(box.astype(int) - np.array(run.colour)).sum(axis=1) > _SAME]
    if len(other) < len(box) * 0.1:
        return run.colour
    box = other
    packed = (box // 8).astype(np.uint32) @ np.array([4096, 64, 1], dtype=np.uint32)
    values, counts = np.unique(packed, return_counts=True)
    red, green, blue = box[packed == values[counts.argmax()]].mean(axis=0)
    return int(red), int(green), int(blue)


def ratio_of(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance after WCAG 2.1."""
    parts = [value / 255 for value in colour]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _grey(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """A colour as a greyscale copier sees it (luma of ITU-R BT.601)."""
    grey = round(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2])
    return grey, grey, grey
