"""Contrast of every word on its ground, in colour and as a greyscale photocopy; how much ink a page takes.

Ratios after WCAG 2.1, success criterion 1.4.3: 4.5 for text, 3 for large text (18 pt, or 14 pt bold).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pypdfium2

from guide.diagnostics import Diagnostic, error, warning
from guide.proof.drawn import Page, Run, shown
from guide.proof.pages import is_drawable

_LEAST, _LEAST_LARGE, _LARGE = 4.5, 3.0, 18.0
_SMALLEST = 3  # points: of a full stop alone the ground cannot be told
_AROUND = 1  # points around a word that show what it stands on
_SAME = 48  # of 765: colours nearer than this are the word's own
_MOST_INK = 0.35  # of a page's area
_WHITE = 247  # of 255
_SEEN = 24  # of 255: what differs less from its ground is not there


def check(drawing: pypdfium2.PdfPage, page: Page) -> Iterator[Diagnostic]:
    if not is_drawable(page):
        return  # its size is an error already
    upright = -drawing.get_rotation() % 360
    blue_first = drawing.render(scale=1, rotation=upright).to_numpy()[:, :, :3]
    ink = 1 - int(blue_first.sum(dtype=np.uint64)) / blue_first.size / 255
    if ink > _MOST_INK:
        yield warning(f"page {page.number}: {ink:.0%} of it is ink: it costs toner and may smear")
    yield from _contrast(page, blue_first[:, :, ::-1])


def _contrast(page: Page, pixels: np.ndarray) -> Iterator[Diagnostic]:
    """One diagnostic a page for its palest word, and one for words of which nothing is drawn."""
    palest: tuple[float, Run, str] | None = None
    unseen: Run | None = None
    darkest = np.minimum(np.minimum(pixels[:, :, 0], pixels[:, :, 1]), pixels[:, :, 2])
    white = darkest > _WHITE
    for run in page.runs:
        if run.hidden or min(run.box.width, run.box.height) < _SMALLEST:
            continue
        place = _place(run, page.height)
        box = pixels[place]
        if not box.size:
            continue
        is_white = 2 * np.count_nonzero(white[place]) > white[place].size
        ground = (255, 255, 255) if is_white else _ground(box.reshape(-1, 3), run.colour)
        coloured, copied = _ratios(run.colour, run.alpha, ground)
        needed = _LEAST_LARGE if run.size >= _LARGE else _LEAST
        for how, ratio in (("", coloured), (" as a greyscale copy", copied)):
            if ratio < needed - 0.1 and (palest is None or ratio < palest[0]):
                palest = (ratio, run, how)
        if unseen is not None or (is_white and darkest[place].min() <= _WHITE - _SEEN):
            continue
        if coloured > _LEAST_LARGE and _is_even(box, darkest[place]):
            unseen = run
    if palest:
        ratio, run, how = palest
        contrast = f"its contrast is {ratio:.1f} to 1"
        yield error(f"page {page.number}: '{shown(run.text)}' is too pale to read{how}: {contrast}")
    if unseen:
        yield error(
            f"page {page.number}: '{shown(unseen.text)}' is in the file but cannot be seen: it is hidden"
        )


def _place(run: Run, height: float) -> tuple[slice, slice]:
    """The rows and columns of pixels in which a word stands."""
    box = run.box
    top, bottom = max(height - box.top - _AROUND, 0), max(height - box.bottom + _AROUND, 0)
    left, right = max(box.left - _AROUND, 0), max(box.right + _AROUND, 0)
    return slice(int(top), int(bottom)), slice(int(left), int(right))


def _is_even(box: np.ndarray, darkest: np.ndarray) -> bool:
    """`darkest` is the least of each pixel's channels: where that varies, one of them does."""
    return bool(np.ptp(darkest) < _SEEN and np.ptp(box, axis=(0, 1)).max() < _SEEN)


def _ground(box: np.ndarray, colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """The colour that most of a word's box has besides its own: what it stands on."""
    away = sum(np.abs(box[:, at].astype(np.int16) - own) for at, own in enumerate(colour))
    other = box[away > _SAME]
    if len(other) < len(box) * 0.1:
        return colour
    reds, greens, blues = (other[:, at].astype(np.uint16) >> 3 for at in range(3))
    alike = reds << 10 | greens << 5 | blues
    red, green, blue = other[alike == np.bincount(alike).argmax()].mean(axis=0)
    return int(red), int(green), int(blue)


@lru_cache(maxsize=1024)
def _ratios(colour: tuple[int, int, int], alpha: int, ground: tuple[int, int, int]) -> tuple[float, float]:
    """The contrast of a word with its ground, in colour and as a greyscale copy."""
    seen = _mixed(colour, ground, alpha)
    return ratio_of(seen, ground), ratio_of(_grey(seen), _grey(ground))


def _mixed(colour: tuple[int, int, int], ground: tuple[int, int, int], alpha: int) -> tuple[int, int, int]:
    """A colour as it looks on its ground when it lets that shine through."""
    share = alpha / 255
    red, green, blue = (round(c * share + g * (1 - share)) for c, g in zip(colour, ground, strict=True))
    return red, green, blue


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
