"""What Markdown takes for something else than its writer does: lists, headings, lines of verse.

Python-Markdown wants an empty line before a list, four spaces before a list within a list, and numbers
with a full stop. Many editors are content with less, so that the text looks right there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

Pitfall = tuple[str, int, str]

_QUOTED = re.compile(r"(?:[ ]{0,3}>[ ]?)*")
_ITEM = re.compile(r"(?P<mark>[-*+]|\d+\.)[ \t]+\S")
_RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
_NO_ITEM = re.compile(r"^[ \t>]*(\d{1,3}\)|[•●▪◦·‣]|o(?=\t))[ \t\u00a0]*(?=\S)", re.MULTILINE)
_IN_A_ROW = re.compile(r"^[ \t>]*([•●▪◦‣])[ \t]*\S[^\n]*\s\1[ \t]*\S", re.MULTILINE)
_DASHES = re.compile(  # a dialogue has <br> or two spaces at the end of a line
    r"^[ \t>]*([–—])[ \t\u00a0]+\S[^\n]*(?<!  )(?<!>)\n[ \t>]*\1[ \t\u00a0]+\S", re.MULTILINE
)
_LETTERED = re.compile(r"^[ \t>]*(a[.)])[ \t]+\S.*\n(?:[ \t>]*\n)*[ \t>]*b[.)][ \t]+\S", re.MULTILINE)
_GLUED = re.compile(r"^[ \t>]*([-+*])(?![-+*])[^\W\d_][^*\n]*\n[ \t>]*\1[^\W\d_]", re.MULTILINE)
_NO_HEADING = re.compile(  # a full stop or a comma ends a paragraph, not a heading
    r"(?:\A|\n[ \t]*\n)([^\s>#|*+-][^\n]*[.,;…][\"'”’»]?)[ \t]*\n-{2,}[ \t]*(?:\n|\Z)"
)
_VERSE = re.compile(  # a paragraph of short lines that begin with a capital letter
    r"(?:\A|(?<=\n)[ \t>]*\n)"
    r"((?:[ ]{0,3}(?:>[ ]?)*[\"'“„«‘(]?[A-ZÀ-ÖØ-ÞЀ-Я][^\n]{0,58}(?<!>)(?<!  )(?:\n|\Z)){4,})"
    r"(?=[ \t>]*(?:\n|\Z))"
)
_NARROWEST = 36  # characters: no editor fills lines that are shorter
_FENCE = ("```", "~~~")
_BLANK_LINE = "a list needs a blank line before it"
_BLANK_LINE_ABOVE = "put a blank line before it, as before the entries above"
_FOUR_SPACES = "indent a nested list by four spaces"


def pitfalls(text: str) -> Iterator[Pitfall]:
    """A message, its offset in the text, and a hint for each list that will not be printed as one."""
    yield from _Lines(text).pitfalls()
    if "\n--" in text and (heading := _NO_HEADING.search(text)):
        hint = "put a blank line between the two"
        yield "the hyphens below this line make a heading of it", heading.start(1), hint
    marks = list(_NO_ITEM.finditer(text))
    if len(marks) > 1:
        instead = "-" if not marks[0][1][0].isdigit() else marks[0][1].replace(")", ".")
        hint = f"write {instead} instead of {marks[0][1]}"
        yield f"'{marks[0][1]}' does not begin an entry of a list", marks[0].start(1), hint
    elif row := _IN_A_ROW.search(text):
        hint = f"write each in a line of its own, with - instead of {row[1]}; in YAML, put | above them"
        yield f"'{row[1]}' does not begin an entry of a list", row.start(1), hint
    if dashes := _DASHES.search(text):
        hint = f"write - instead of {dashes[1]}; between the lines of a dialogue, put a blank line"
        yield f"'{dashes[1]}' does not begin an entry of a list", dashes.start(1), hint
    for passage in _VERSE.finditer(text) if text.count("\n") > 2 else ():
        if _is_verse(passage[1].split("\n")):
            hint = "write <br> at the end of each line that is to end there, as in a poem"
            yield "the lines of this passage are printed as running text", passage.start(1), hint
            break
    for letter in _LETTERED.finditer(text):
        hint = "write 1. and 2., or a hyphen and a space before each entry"
        yield f"'{letter[1]}' does not begin an entry of a list", letter.start(1), hint
    for mark in _GLUED.finditer(text):
        yield (
            "a space is missing behind the mark of a list",
            mark.start(1),
            f"write '{mark[1]} ' before each entry",
        )


def _is_verse(lines: list[str]) -> bool:
    """Whether lines end where their writer meant them to: they are neither filled nor sentences."""
    lines = [line.strip(" >") for line in lines if line.strip(" >")]
    widest = max(map(len, lines))
    filled = all(len(line) + len(below.split()[0]) >= widest for line, below in pairwise(lines))
    sentences = sum(line.endswith((".", "!", "?")) for line in lines)
    return (widest < _NARROWEST or not filled) and 2 * sentences <= len(lines)


@dataclass
class _Lines:
    """Reads line by line. `entries` are the indents and marks of the list at hand, from the outermost in;
    `begun` is the indent of the entry that the lines since the last empty one begin with."""

    text: str
    entries: list[tuple[int, bool]] = field(default_factory=list)
    in_paragraph: bool = False
    after_blank: bool = True
    begun: int = 0
    said: bool = False  # one warning a list or a paragraph is enough

    def pitfalls(self) -> Iterator[Pitfall]:
        offset, depth, fenced = 0, 0, False
        for line in self.text.split("\n"):
            quoted = _QUOTED.match(line)
            content = line[quoted.end() :] if quoted else line
            bare = content.strip()
            now = line[: len(line) - len(content)].count(">")
            # A quotation may stand within an entry, and goes on in a line without its sign.
            if (now > depth and (self.after_blank or not self.entries)) or (now < depth and not bare):
                self.leave()
            depth = now
            if bare.startswith(_FENCE):
                fenced = not fenced
                self.leave()
            elif not fenced:
                at = offset + len(line) - len(content.lstrip())
                indent = len(content.expandtabs(4)) - len(content.expandtabs(4).lstrip())
                yield from self.line(bare, indent, at)
            offset += len(line) + 1

    def line(self, bare: str, indent: int, at: int) -> Iterator[Pitfall]:
        item = _ITEM.match(bare)
        if not bare:
            self.after_blank, self.in_paragraph = True, False
        elif bare.startswith(("///", "#")) or _RULE.match(bare):
            self.leave()
        elif indent >= 4 and self.after_blank and not self.entries:
            pass  # code
        elif item:
            yield from self.item(item["mark"], indent, at)
            self.after_blank = False
        else:
            if self.after_blank:
                self.paragraph(bare, indent)
            self.after_blank = False

    def leave(self) -> None:
        """What follows begins anew, as at the start of the text."""
        self.entries, self.in_paragraph, self.after_blank, self.said = [], False, True, False
        self.begun = 0

    def paragraph(self, bare: str, indent: int) -> None:
        """A line of text after an empty one. Moved in, it belongs to the list."""
        if indent < 4:
            self.leave()
        self.said = False
        self.in_paragraph = not bare.startswith("<")

    def item(self, mark: str, indent: int, at: int) -> Iterator[Pitfall]:
        numbered = mark[0].isdigit()
        while len(self.entries) > 1 and indent < self.entries[-1][0]:
            self.entries.pop()
        above, above_numbered = self.entries[-1] if self.entries else (indent, numbered)
        nested = indent // 4 > above // 4
        other_kind = not nested and numbered != above_numbered
        self.begun = indent if self.after_blank else self.begun
        if not self.in_paragraph and not nested and indent >= above + 2:
            yield from self.say("this list will not stand within the other", at, _FOUR_SPACES)
        elif self.in_paragraph or (other_kind and not self.after_blank):
            if not numbered or mark == "1.":  # a wrapped line may begin with a year and a full stop
                yield from self.say("this list will be printed as running text", at, _BLANK_LINE)
        elif indent // 4 < self.begun // 4:
            yield from self.say("this entry will stand in the list above it", at, _BLANK_LINE_ABOVE)
        elif nested or other_kind or not self.entries:
            if other_kind:
                self.entries.pop()
            self.entries.append((indent, numbered))

    def say(self, message: str, at: int, hint: str) -> Iterator[Pitfall]:
        if not self.said:
            self.said = True
            yield message, at, hint
