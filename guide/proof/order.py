"""What is read aloud, and in which order: everything on the page once, from the top down, no running feet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from guide.diagnostics import Diagnostic, error
from guide.proof.boxes import Box
from guide.proof.drawn import Page, Run, shown
from guide.proof.tags import HEADINGS
from guide.proof.tree import Element

_BLOCKS = frozenset([*HEADINGS, "P", "LI", "TR", "Caption", "BlockQuote"])
_APART = ("Note", "Figure")
_CLEAR = 6.0  # points by which something must stand higher to be called out of order
_CLEAR_ITEMS = 150.0  # for items, which may stand along a line of time and yield to each other
_HEAD, _FOOT = 0.92, 0.08  # of a page's height
_LEAST_LETTERS = 25


def check(tree: Element, pages: list[Page]) -> Iterator[Diagnostic]:
    yield from _order(tree)
    yield from _running(tree, pages)
    yield from _unread(tree, pages)


def _order(tree: Element) -> Iterator[Diagnostic]:
    """A block that is read next after one that stands wholly below it, in the same column of a page."""
    last: dict[int, tuple[Box, Element]] = {}
    said: set[int] = set()
    for each in _blocks(tree):
        place = each.place(_APART)
        if place is None:
            continue
        page, box = place
        if page in last and page not in said:
            above, before = last[page]
            shared = min(box.right, above.right) - max(box.left, above.left)
            clear = _CLEAR if each.tag != "LI" else _CLEAR_ITEMS
            if box.bottom > above.top + clear and shared > 0.5 * min(box.width, above.width):
                said.add(page)
                yield error(
                    f"page {page}: the order of reading is wrong: '{shown(each.text)}' is read after "
                    f"'{shown(before.text)}', which stands below it"
                )
        last[page] = (box, each)


def _blocks(element: Element) -> Iterator[Element]:
    """Paragraphs, items, rows and headings, none within another."""
    for kid in element.kids:
        if isinstance(kid, Element) and kid.tag not in _APART:
            if kid.tag in _BLOCKS:
                yield kid
            else:
                yield from _blocks(kid)


def _running(tree: Element, pages: list[Page]) -> Iterator[Diagnostic]:
    """Running heads and feet are artifacts, or they are read aloud on every page.

    They are alike on all pages, or their numbers rise with the pages, which those of paragraphs do not.
    """
    read = {(piece.page, piece.mark) for piece in tree.pieces()}
    repeated: Counter[str] = Counter()
    for page in pages:
        repeated.update(
            dict.fromkeys(
                alike
                for run in page.runs
                if _in_margin(run, page) and (page.number, run.mark) in read
                for alike in (run.text.strip(), _counted_from(page.number, run.text))
            ).keys()
        )
    for text, count in repeated.items():
        if count > 2 and count > len(pages) / 2:
            yield error(
                f"the running head or foot '{shown(text)}' is read aloud on {count} pages",
                hint="it must be an artifact",
            )
            return


def _in_margin(run: Run, page: Page) -> bool:
    return run.box.top < page.height * _FOOT or run.box.bottom > page.height * _HEAD


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _counted_from(number: int, text: str) -> str:
    """The text with its numbers less the page's: `3 of 9` on page 3 is `#0 of #6`."""
    return re.sub(r"\d{1,9}", lambda found: f"#{int(found[0]) - number}", " ".join(text.split()))


def _unread(tree: Element, pages: list[Page]) -> Iterator[Diagnostic]:
    """Words that no tag holds, or that are set apart as decoration though they stand there alone."""
    read = {(piece.page, piece.mark) for piece in tree.pieces()}
    aside = {
        page.number: [run for run in page.runs if run.artifact and not _in_margin(run, page)]
        for page in pages
    }
    long = any(_letters(runs) >= _LEAST_LETTERS for runs in aside.values())
    printed = Counter(_pattern(run.text) for page in pages for run in page.runs if long)
    for page in pages:
        lost = [run for run in page.runs if run.mark is not None and (page.number, run.mark) not in read]
        if lost:
            yield error(
                f"page {page.number}: '{shown(lost[0].text)}' is in no tag: it would not be read aloud"
            )
        decoration = [run for run in aside[page.number] if printed[_pattern(run.text)] == 1]
        if _letters(decoration) >= _LEAST_LETTERS:
            yield error(
                f"page {page.number}: '{shown(decoration[0].text)}' is marked as decoration (artifact): "
                "it would not be read aloud"
            )


def _letters(runs: list[Run]) -> int:
    return sum(char.isalpha() for run in runs for char in run.text)
