"""Typed marks to printed ones: quotation marks of the language, apostrophes, dashes, the ellipsis.

Python-Markdown's own extension for this (`smarty`) sets every apostrophe as a closing quotation mark,
which is wrong in most languages: German quotes end in ‘, and its apostrophe is ’. What is curly already,
code, and what stands behind a backslash stay as they are.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from markdown.util import AtomicString

_DASHES = re.compile(r"(?<![-<])(?:---|--(?!\w)|(?<=\S)--)(?![->])")  # not: an arrow -->, an option --sheet
_ELLIPSIS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_QUOTE = re.compile(r"[\"']")
_CLOSED_LATER = re.compile(r"(?<=\S)'(?!\w)")
_BEFORE_A_QUOTE = frozenset("([{–—-/“„«‘‚")  # besides blanks
_OBJECT = "\ufffc"  # stands for what is no text

Change = tuple[int, int, str]


@dataclass(frozen=True)
class Marks:
    """The quotation marks of a language, and those for a quotation within one."""

    open: str
    close: str
    inner_open: str
    inner_close: str


def typeset(text: str, marks: Marks | None, kept: re.Pattern[str] | None = None) -> str:
    """The text with printed marks; without `marks`, quotes stay. What `kept` matches is left alone."""
    shown = kept.sub(lambda found: _OBJECT * len(found[0]), text) if kept else text
    return _changed(text, changes(shown, marks))


def changes(text: str, marks: Marks | None) -> list[Change]:
    """What to put in place of which characters, from left to right."""
    found = [(dash.start(), dash.end(), "—" if len(dash[0]) == 3 else "–") for dash in _DASHES.finditer(text)]
    found += [(dots.start(), dots.end(), "…") for dots in _ELLIPSIS.finditer(text)]
    if marks:
        found += _quotes(text, marks)
    return sorted(found)


def _changed(text: str, changes: list[Change]) -> str:
    for start, end, printed in reversed(changes):
        text = text[:start] + printed + text[end:]
    return text


def _quotes(text: str, marks: Marks) -> Iterator[Change]:
    """Quotation marks and apostrophes. A mark of which neither can be said, such as 12", stays."""
    opened: list[tuple[str, str]] = []  # the typed mark, and what closes it
    just_opened = -1
    for found in _QUOTE.finditer(text):
        at, typed = found.start(), found[0]
        before, after = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
        begins = before.isspace() or before in _BEFORE_A_QUOTE or just_opened == at - 1
        is_open = any(typed == each for each, _ in opened)
        if typed == "'" and _is_apostrophe(text, at, begins, is_open):
            yield at, at + 1, "’"
        elif begins and not after.isspace():
            inner = typed == "'" or bool(opened)
            opened.append((typed, marks.inner_close if inner else marks.close))
            just_opened = at
            yield at, at + 1, marks.inner_open if inner else marks.open
        elif is_open and not begins:
            while opened[-1][0] != typed:
                opened.pop()
            yield at, at + 1, opened.pop()[1]


def _is_apostrophe(text: str, at: int, begins: bool, is_open: bool) -> bool:
    """Whether a straight single mark stands for left-out letters or a genitive: don't, '90s, students'."""
    before, after = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
    if begins:
        return after.isalnum() and (after.isdigit() or not _CLOSED_LATER.search(text, at + 1))
    return before.isalpha() and (after.isalpha() or (not is_open and after != "("))


@dataclass
class _Run:
    """The text of one paragraph, cell or heading, gathered from the elements it is spread over.

    A piece without an element is no text: it is seen, and stays.
    """

    pieces: list[tuple[etree.Element | None, str, list[str]]] = field(default_factory=list)

    def add(self, element: etree.Element, slot: str) -> None:
        text = getattr(element, slot) or ""
        if isinstance(text, AtomicString):
            self.add_fixed(_OBJECT)
        elif text:
            # Stashed HTML and escaped characters stand between two control characters: no part of the text.
            self.pieces.append((element, slot, re.split("(\x02[^\x03]*\x03)", text)))

    def add_fixed(self, text: str) -> None:
        self.pieces.append((None, "", [text]))

    def finish(self, marks: Marks) -> None:
        """Sets the marks, and begins anew."""
        parts = [part for _, _, split in self.pieces for part in split[::2]]
        found = changes("".join(parts), marks)
        at = 0
        for element, slot, split in self.pieces:
            for number in range(0, len(split), 2):
                start, end = at, at + len(split[number])
                inside = [(a - start, b - start, new) for a, b, new in found if start <= a and b <= end]
                split[number] = _changed(split[number], inside)
                at = end
            if element is not None:
                setattr(element, slot, "".join(split))
        self.pieces.clear()


def typeset_tree(root: etree.Element, marks: Marks, is_block: Callable[[str], bool]) -> None:
    """The same for a tree of HTML, in which a quotation may begin and end in different elements."""
    run = _Run()
    _gather(root, run, marks, is_block)
    run.finish(marks)


def _gather(element: etree.Element, run: _Run, marks: Marks, is_block: Callable[[str], bool]) -> None:
    run.add(element, "text")
    for child in element:
        if is_block(child.tag):
            run.finish(marks)
            _gather(child, run, marks, is_block)
            run.finish(marks)
        elif child.tag == "code":
            run.add_fixed(_OBJECT)
        elif child.tag == "br":
            run.add_fixed(" ")
        else:
            _gather(child, run, marks, is_block)
        run.add(child, "tail")
