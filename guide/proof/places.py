"""Where words stand: on the page, apart from each other, seen whole, and large enough."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pikepdf

from guide.diagnostics import Diagnostic, error, warning
from guide.proof.boxes import Box
from guide.proof.drawn import Page, Run, shown

_SAFE_EDGE = 9.0  # points that an office printer cannot reach
_TAB = 51.0  # points at the head of a page, where the teacher's tab reaches to the edge
_SMALLEST = 5.0  # points of the smallest letters that a copy keeps
_WORD = re.compile(r"[^\W\d_]{3}")


def check(source: pikepdf.Page, page: Page, margin: float | None) -> Iterator[Diagnostic]:
    """`margin` is the width in points of the side margins into which no word may reach, if known."""
    yield from _edges(page, _kept(source, page), margin)
    yield from _hidden(page)
    yield from _overlaps(page)
    yield from _letters(page)


def _kept(source: pikepdf.Page, page: Page) -> Box:
    """The part of the page that is left when the sheet is trimmed."""
    left, bottom, *_ = (float(value) for value in source.cropbox)
    trim = [float(value) for value in source.trimbox]
    within = Box(trim[0] - left, trim[1] - bottom, trim[2] - left, trim[3] - bottom)
    return within.common(Box(0, 0, page.width, page.height))


def _edges(page: Page, kept: Box, margin: float | None) -> Iterator[Diagnostic]:
    """One diagnostic for each of the three faults, with how often: whole pages slip at once."""
    outside, cut, astray = [], [], []
    for run in page.runs:
        box = run.box
        beside = box.left >= kept.right or box.right <= kept.left
        if beside or box.bottom >= kept.top or box.top <= kept.bottom:
            outside.append(run)
        elif (
            box.left < kept.left + _SAFE_EDGE
            or box.right > kept.right - _SAFE_EDGE
            or box.bottom < kept.bottom + _SAFE_EDGE
            or box.top > kept.top - _SAFE_EDGE
        ):
            cut.append(run)
        elif (
            margin
            and box.top < page.height - _TAB
            and not margin - 2 < box.left < box.right < page.width - margin + 2
        ):
            astray.append(run)
    for runs, what in (
        (outside, "stands outside the page"),
        (cut, "reaches to the edge, where it would be cut"),
    ):
        if runs:
            yield error(f"page {page.number}: '{shown(runs[0].text)}' {what}{_more(runs)}")
    for run in astray:
        yield warning(
            f"page {page.number}: '{shown(run.text)}' reaches into the margin",
            hint="put a hyphen or a space into the word",
        )


def _hidden(page: Page) -> Iterator[Diagnostic]:
    """Words that are in the file but not, or not wholly, on paper; each fault once a page."""
    faults: dict[str, list[Run]] = {}
    for run in page.runs:
        if run.hidden:
            faults.setdefault(run.hidden, []).append(run)
    for fault, runs in faults.items():
        yield error(f"page {page.number}: '{shown(runs[0].text)}' {fault}{_more(runs)}")


def _more(runs: list[Run]) -> str:
    return f" (and {len(runs) - 1} more)" if len(runs) > 1 else ""


def _overlaps(page: Page) -> Iterator[Diagnostic]:
    """Words on top of each other; said once a page."""
    active: list[Run] = []
    for run in sorted(page.runs, key=lambda each: -each.box.top):
        active = [each for each in active if each.box.bottom < run.box.top]
        for other in active:
            both = run.box.common(other.box)
            if both.width > 2 and both.height > 0.35 * min(run.box.height, other.box.height):
                names = f"'{shown(other.text)}' and '{shown(run.text)}'"
                yield error(f"page {page.number}: {names} stand on top of each other (they overlap)")
                return
        active.append(run)


def _letters(page: Page) -> Iterator[Diagnostic]:
    unreadable = {char for char in set().union(*(run.text for run in page.runs)) if _unreadable(char)}
    for run in page.runs:
        if not unreadable.isdisjoint(run.text):
            yield error(
                f"page {page.number}: '{shown(run.text)}' has a character without meaning",
                hint="the font does not map its shapes to Unicode letters",
            )
            break
    for run in page.runs:
        if 0 < run.size < _SMALLEST and _WORD.search(run.text):
            yield error(
                f"page {page.number}: '{shown(run.text)}' is too small to read: {run.size:.1f} points"
            )
            break
    if page.mute:
        yield error(
            f"page {page.number}: letters are read as blanks: no one can copy or hear them",
            hint="the font maps its shapes to the Unicode space",
        )


def _unreadable(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) == "Co" or char == "\x00"
