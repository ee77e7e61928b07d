"""What editors, spreadsheets and web pages leave in a text that is pasted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

Pasted = tuple[str, int, str]

_AS_IT_STANDS = "this is printed as it stands"
_NOTE = "write a note to yourself as <!-- a note -->"
_SIGNS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"â€[™œ\x9d˜“”¦]?|Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ](?=\w|\b)|ï»¿"),
        "these signs stand for another that was read in a wrong way",
        "type it anew; if there are many, copy the text again, or save its file as UTF-8",
    ),
    (re.compile(r"%%[^%\n]+%%"), "this note is printed, with its signs", _NOTE),
    (re.compile(r"\{(?:\+\+[^{}\n]*\+\+|--[^{}\n]*--|>>[^{}\n]*<<)\}"), _AS_IT_STANDS, _NOTE),
    (re.compile(r"(?<![=\w])==(?=\w)[^=\n]+(?<=\S)=="), _AS_IT_STANDS, "write **words** for bold letters"),
    (re.compile(r"^[ \t>]*(\[![a-z]+\])", re.MULTILINE | re.IGNORECASE), _AS_IT_STANDS, "take it away"),
    (
        re.compile(r"^[ \t>]*[-*+] (\[[ xX]\]) ", re.MULTILINE),
        "the box of this entry is printed as brackets",
        "take it away",
    ),
    (re.compile(r":contentReference\[[^\]\n]*\](?:\{[^}\n]*\})?"), _AS_IT_STANDS, "take it away"),
    (
        re.compile(r"\\\[\\\[[^\[\]\n]+\\\]\\\]|\\\[@[\w:./+-]+[^\[\]\n]*\\\]"),
        "the brackets are printed, since a backslash stands before them",
        "take the backslashes away",
    ),
    (
        re.compile(r"(?<![\w#])#(?:NAME\?|REF!|VALUE!|N/A|DIV/0!|NULL!|NUM!)|#{8,}"),
        "a spreadsheet has put this here",
        "write what belongs here",
    ),
    (
        re.compile(r"^[ \t>]*([-+*]|1\.(?=.*\n(?:[ \t>]*\n)?[ \t>]*2\.\u00a0))\u00a0[ ]*\S", re.MULTILINE),
        "this entry of a list is printed as running text: a no-break space stands behind its mark",
        "delete it, and type a space",
    ),
)
_NOTE_OF_WORD = re.compile(r"^[ \t]*(\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3})[ \t\u00a0]*(?=[^\W\d_])", re.MULTILINE)
_MARK = r"(?:[-+*:•●▪◦·‣–—o]|\w{1,3}[.)]|\[[^\]\n]*\]:?)[ ]?\t"  # of a list or of a note, and a tab
_CELLS = re.compile(rf"^(?:(?!{_MARK})[^\s|>][^\t\n|]*\t+[^\s|][^\n|]*(?:\n|\Z)){{2}}", re.MULTILINE)


def pasted(text: str) -> Iterator[Pasted]:
    """A message, its offset in the text, and a hint for the first of each kind of such signs."""
    for pattern, message, hint in _SIGNS:
        if found := pattern.search(text):
            yield message, found.start(1 if pattern.groups else 0), hint
    yield from _notes_of_word(text)
    if "\t" in text and (cells := _CELLS.search(text)):
        hint = "make it a table: | before, between and behind the cells, and |---|---| below the first line"
        yield "cells with tabs between them are printed as running text", cells.start(), hint


def _notes_of_word(text: str) -> Iterator[Pasted]:
    """The first note, below a text in which its mark stands."""
    for note in _NOTE_OF_WORD.finditer(text):
        if text.find(note[1], 0, note.start()) >= 0:
            number = "".join(str(unicodedata.digit(each)) for each in note[1].strip("[]"))
            hint = f"write [^{number}] at its mark in the text, and [^{number}]: before it"
            yield "this footnote, and its mark, are printed as they stand", note.start(1), hint
            return
