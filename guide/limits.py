"""Prose that would take Markdown minutes, or more memory than there is: refused before anything reads it.

Python-Markdown tries each opening sign against all that follows, and calls itself for each level. The
limits are far above what a page can hold; they were found by trying what grows faster than its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from guide.kept import Kept

Excess = tuple[str, int, str]

LENGTH = 150_000  # characters of one text
PARAGRAPH = 20_000  # characters without an empty line
PARAGRAPHS = 3_000  # of one text
COLUMNS, ROWS = 20, 100  # that one cell of a table may span
UNCLOSED = 20  # square brackets in one text
NESTED = 30  # elements of HTML within each other
TAGS = 2_000  # of HTML in one text

_BLOCK = re.compile(r"(?:^[^\n]*\S[^\n]*(?:\n|\Z))+", re.MULTILINE)
_TAG = re.compile(r"<(?P<closes>/?)(?P<name>[A-Za-z][\w-]*)|<[!?]")
_SPAN = re.compile(r"""\b(?P<what>col|row)span\s*=\s*["']?\s*(?P<count>[^\s"'>]*)""", re.IGNORECASE)
# Elements that hold nothing, or that the next of their kind closes.
_FLAT = frozenset("br hr img wbr input col p li dt dd tr td th thead tbody tfoot option".split())


@dataclass(frozen=True)
class _Most:
    """How often something may stand in a paragraph."""

    sign: re.Pattern[str]
    count: int
    what: str
    hint: str


_FILES = "divide it into several files"
_DIVIDE = "divide the paragraph with empty lines"
_MOST = (
    _Most(re.compile(r"\["), 300, "square brackets", _DIVIDE),
    _Most(re.compile(r"\{\{_"), 300, "blanks", _DIVIDE),
    _Most(re.compile(r"^[ ]{0,3}:[ \t]", re.MULTILINE), 60, "meanings", "put an empty line before each term"),
    _Most(re.compile(r"\n"), 500, "lines", _DIVIDE),
)


_known: Kept[tuple[Excess, ...]] = Kept(10_000)  # texts, as many as a thick guide has


def excesses(text: str) -> tuple[Excess, ...]:
    """A message, its offset in the text, and a hint for each limit that the text passes."""
    return _known.get(text, lambda: tuple(_found(text)))


def _found(text: str) -> Iterator[Excess]:
    if len(text) > LENGTH:
        yield f"this text is longer than {LENGTH:,} characters", 0, _FILES
        return
    unclosed: list[int] = []
    for count, block in enumerate(_BLOCK.finditer(text)):
        if count == PARAGRAPHS:
            yield f"more than {PARAGRAPHS:,} paragraphs in one text", block.start(), _FILES
            return
        yield from _in_paragraph(block[0], block.start())
        unclosed += (block.start() + at for at in _unclosed(block[0]))
    if len(unclosed) > UNCLOSED:
        hint = "close them with ], or write \\[ for a bracket that stands for itself"
        yield "too many square brackets are opened and never closed", unclosed[0], hint
    yield from _in_html(text)


def _in_paragraph(text: str, start: int) -> Iterator[Excess]:
    if len(text) > PARAGRAPH:
        yield f"this paragraph is longer than {PARAGRAPH:,} characters", start, _DIVIDE
        return
    for most in _MOST:
        for count, sign in enumerate(most.sign.finditer(text)):
            if count == most.count:
                yield f"more than {most.count} {most.what} in one paragraph", start + sign.start(), most.hint
                return


def _unclosed(text: str) -> list[int]:
    """Where the square brackets stand that are opened and never closed."""
    opened: list[int] = []
    for sign in re.finditer(r"[\[\]]", text):
        if sign[0] == "[":
            opened.append(sign.start())
        elif opened:
            opened.pop()
    return opened


def _in_html(text: str) -> Iterator[Excess]:
    deep = 0
    for count, tag in enumerate(_TAG.finditer(text)):
        if count == TAGS:
            yield f"more than {TAGS:,} marks of HTML in one text", tag.start(), _FILES
            return
        if tag["name"] and tag["name"].lower() not in _FLAT:
            deep = max(deep - 1, 0) if tag["closes"] else deep + 1
        if deep > NESTED:
            yield "HTML is nested too deeply here", tag.start(), "close each element that you open"
            return
        if text.startswith("<![", tag.start()):
            yield "this piece of HTML cannot be printed", tag.start(), "write &lt; for the sign <"
            return
    yield from islice(_spans(text), 10)


def _spans(text: str) -> Iterator[Excess]:
    for span in _SPAN.finditer(text):
        most = COLUMNS if span["what"].lower() == "col" else ROWS
        count_of = span["count"]
        if not re.fullmatch(r"[0-9]{1,4}", count_of) or not 1 <= int(count_of) <= most:
            what = "columns" if most == COLUMNS else "rows"
            hint = f"write a number from 1 to {most}"
            yield f"a cell cannot span '{count_of[:20]}' {what}", span.start("count"), hint
