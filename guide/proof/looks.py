"""Contrast of every word on its ground, in colour and as a greyscale photocopy; how much ink a page takes.

Ratios after WCAG 2.1, success criterion 1.4.3: 4.5 for text, 3 for large text (18 pt, or 14 pt bold).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any

import pypdfium2
from PIL import Image

from guide.diagnostics import Diagnostic, error, warning
from guide.proof.drawn import Page, Run, shown
from guide.proof.pages import is_drawable

Colour = tuple[int, int, int]

_LEAST, _LEAST_LARGE, _LARGE = 4.5, 3.0, 18.0
_SMALLEST = 3  # points: of a full stop alone the ground cannot be told
_AROUND = 1  # points around a word that show what it stands on
_SAME = 48  # of 765: colours nearer than this are the word's own
_MOST_INK = 0.35  # of a page's area
_MOST_PER_GREY = 4  # yellow, which is a third ink, is a grey that is a ninth: three times, and some to spare
_WHITE = 247  # of 255
_SEEN = 24  # of 255: what differs less from its ground is not there
_PAPER = (255, 255, 255)
_GREYS = [slice(start, min(start + 32, 255)) for start in range(0, 240, 16)]  # each half of the next


def check(drawing: pypdfium2.PdfPage, page: Page) -> Iterator[Diagnostic]:
    if not is_drawable(page):
        return  # its size is an error already
    upright = -drawing.get_rotation() % 360

    @cache
    def image() -> Image.Image:
        # Pillow takes over pixels of this form as they are, without a copy.
        bitmap = drawing.render(scale=1, rotation=upright, prefer_bgrx=True, rev_byteorder=True)
        picture: Image.Image = bitmap.to_pil()
        return picture

    grey = drawing.render(scale=1, rotation=upright, grayscale=True).to_pil()
    if may_be_full(grey) and (ink := ink_of(image())) > _MOST_INK:
        yield warning(f"page {page.number}: {ink:.0%} of it is ink: it costs toner and may smear")
    yield from _contrast(page, image, grey)


def may_be_full(grey: Image.Image) -> bool:
    """Whether a page's grey, which is quickly summed up, leaves it open that the page is full of ink."""
    return _MOST_PER_GREY * ink_of(grey) > _MOST_INK


def ink_of(image: Image.Image) -> float:
    """The share of a picture that is ink, from 0 to 1: that of each of its colours, or of its grey."""
    counts = image.histogram()[: 3 * 256]  # of each level of red, of green, of blue
    return sum(count * (255 - at % 256) for at, count in enumerate(counts)) / sum(counts) / 255


def _contrast(page: Page, image: Callable[[], Image.Image], grey: Image.Image) -> Iterator[Diagnostic]:
    """One diagnostic a page for its palest word, and one for words of which nothing is drawn.

    `image` gives the page in its colours, which few pages need.
    """
    palest: tuple[float, Run, str] | None = None
    unseen: Run | None = None
    for run in page.runs:
        if run.hidden or min(run.box.width, run.box.height) < _SMALLEST:
            continue
        left, top, right, bottom = place = _place(run, page.height, grey.size)
        if left >= right or top >= bottom:
            continue
        ground, even = _PAPER, False
        if not is_plain(grey.crop(place), run.colour):
            word = image().crop(place).convert("RGB")
            ground, even = ground_of(word, run.colour), is_even(word)
        coloured, copied = _ratios(run.colour, run.alpha, ground)
        needed = _LEAST_LARGE if run.size >= _LARGE else _LEAST
        for how, ratio in (("", coloured), (" as a greyscale copy", copied)):
            if ratio < needed - 0.1 and (palest is None or ratio < palest[0]):
                palest = (ratio, run, how)
        if even and coloured > _LEAST_LARGE and unseen is None:
            unseen = run
    if palest:
        ratio, run, how = palest
        contrast = f"its contrast is {ratio:.1f} to 1"
        yield error(f"page {page.number}: '{shown(run.text)}' is too pale to read{how}: {contrast}")
    if unseen:
        yield error(
            f"page {page.number}: '{shown(unseen.text)}' is in the file but cannot be seen: it is hidden"
        )


def _place(run: Run, height: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The pixels in which a word stands: from the left and the top to the right and the bottom."""
    box = run.box
    left, right = max(box.left - _AROUND, 0), max(box.right + _AROUND, 0)
    top, bottom = max(height - box.top - _AROUND, 0), max(height - box.bottom + _AROUND, 0)
    return int(left), int(top), min(int(right), size[0]), min(int(bottom), size[1])


def is_plain(grey: Image.Image, own: Colour) -> bool:
    """Whether the grey of a word's box is enough to say that something is to be seen there, on white.

    So it is with nearly every word, and takes a tenth of the time that its colours take. Grey is three tenths
    of red, six of green and one of blue: where it is 255, no channel is far from it. Colours that are alike
    to `ground_of` lie within 8 levels of grey, so within one of _GREYS: white that is more than each of these
    is the most common, and more than a tenth of all.
    """
    levels = grey.histogram()
    white = levels[255]
    return (
        any(levels[: _WHITE - _SEEN])
        and sum(_PAPER) - sum(own) > 2 * _SAME
        and (2 * white > grey.width * grey.height or white > max(sum(levels[each]) for each in _GREYS))
    )


def is_even(word: Image.Image) -> bool:
    """Whether nothing is to be seen in a word's box."""
    extremes: Any = word.getextrema()
    return all(most - least < _SEEN for least, most in extremes)


def ground_of(word: Image.Image, own: Colour) -> Colour:
    """The colour that most of a word's box has besides its own: what it stands on."""
    area = word.width * word.height
    colours: Any = word.getcolors(area)
    if 2 * sum(count for count, each in colours if min(each) > _WHITE) > area:
        return _PAPER
    alike = defaultdict(list)
    for count, (red, green, blue) in colours:
        if abs(red - own[0]) + abs(green - own[1]) + abs(blue - own[2]) > _SAME:
            alike[red >> 3, green >> 3, blue >> 3].append((count, red, green, blue))
    counts = {shade: sum(each[0] for each in found) for shade, found in alike.items()}
    if sum(counts.values()) < area * 0.1:
        return own
    most = max(sorted(counts), key=counts.__getitem__)
    if min(most) == _WHITE + 1 >> 3:
        return _PAPER
    red, green, blue = (sum(each[0] * each[at] for each in alike[most]) // counts[most] for at in (1, 2, 3))
    return red, green, blue


@lru_cache(maxsize=1024)
def _ratios(colour: Colour, alpha: int, ground: Colour) -> tuple[float, float]:
    """The contrast of a word with its ground, in colour and as a greyscale copy."""
    seen = _mixed(colour, ground, alpha)
    return ratio_of(seen, ground), ratio_of(_grey(seen), _grey(ground))


def _mixed(colour: Colour, ground: Colour, alpha: int) -> Colour:
    """A colour as it looks on its ground when it lets that shine through."""
    share = alpha / 255
    red, green, blue = (round(c * share + g * (1 - share)) for c, g in zip(colour, ground, strict=True))
    return red, green, blue


def ratio_of(one: Colour, other: Colour) -> float:
    """The contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    """Relative luminance after WCAG 2.1."""
    parts = [value / 255 for value in colour]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _grey(colour: Colour) -> Colour:
    """A colour as a greyscale copier sees it (luma of ITU-R BT.601)."""
    grey = round(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2])
    return grey, grey, grey
