"""Labels of spaces to write in that stand in prose: the words around them, for a reader who hears them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from xml.etree import ElementTree as etree

_GAP = "…"
_AROUND = 70  # characters before a blank and after it
_LONGEST = 160
_UNSAID = frozenset(["footnote", "paragraph-number", "answer-space", "margin"])
_BLOCKS = frozenset("p li td th dd dt h1 h2 h3 h4 h5 h6 div".split())
_HERE = "\0"
# What stands for raw HTML until the end, and, with a number, for a character that was escaped.
_HELD = re.compile(r"\x02(?:(\d+)|[^\x03]*)\x03")


def label_spaces(root: etree.Element, words: Mapping[str, str]) -> None:
    """Marks every blank and every space for an answer as a field (see `fields`).

    `words` has 'blank' with `{n}` and `{text}`, the words around it, and 'answer' with the `{text}` that
    stands before the space.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    blanks = [each for each in root.iter("span") if "blank" in _classes(each)]
    for number, blank in enumerate(blanks, 1):
        block = blank
        while block in parents and block.tag not in _BLOCKS:
            block = parents[block]
        before, _, after = _said(block, blank).partition(_HERE)
        text = f"{_end(before)}{_GAP}{_shortened(after, _AROUND)}"
        _mark(blank, "blank", words["blank"].format(n=number, text=text.strip()))
    for space in root.iter("div"):
        if "answer-space" in _classes(space):
            siblings = list(parents[space])
            said = [text for each in siblings[: siblings.index(space)] if (text := _said(each).strip())]
            text = _shortened(said[-1], _LONGEST) if said else ""
            _mark(space, "lines", words["answer"].format(text=text).rstrip(": \u00a0"))


def _mark(element: etree.Element, how: str, label: str) -> None:
    element.set("data-field", how)
    element.set("data-label", label)


def _classes(element: etree.Element) -> set[str]:
    return set((element.get("class") or "").split())


def _said(element: etree.Element, here: etree.Element | None = None) -> str:
    """The words of an element, with a mark for each blank and another for the one that is looked at."""

    def parts(each: etree.Element) -> str:
        if "blank" in _classes(each):
            return _HERE if each is here else _GAP
        if _classes(each) & _UNSAID:
            return ""
        return (each.text or "") + "".join(parts(child) + (child.tail or "") for child in each)

    text = _HELD.sub(lambda held: chr(int(held[1])) if held[1] else "", parts(element))
    return re.sub(r"\s+", " ", text)


def _shortened(text: str, length: int) -> str:
    space = " " if text.startswith(" ") else ""
    return space + textwrap.shorten(text, length, placeholder=f" {_GAP}")


def _end(text: str) -> str:
    """The last words of a text that is long."""
    if len(text) <= _AROUND:
        return text
    return f"{_GAP} {text[-_AROUND:].partition(' ')[2]}"
