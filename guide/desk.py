"""What a sheet is composed on: the guide as its edition may show it, the paper, the words."""

from __future__ import annotations

from dataclasses import dataclass, field

from guide.editions import Edition
from guide.markup import PLAIN, Context, Options, render, render_inline
from guide.model import Guide, Placed, Prose
from guide.paper import Paper
from guide.strings import Strings, strings

TEACHER_PREFIX = "T"


@dataclass(frozen=True)
class Pages:
    """Where a block stands in the packet. Pages for teachers count apart: T1, T2, …"""

    first_number: int
    count: int
    for_teachers: bool = False

    @property
    def numbers(self) -> range:
        return range(self.first_number, self.first_number + self.count)

    @property
    def first(self) -> str:
        """The label printed on the first page."""
        return f"{TEACHER_PREFIX if self.for_teachers else ''}{self.first_number}"


@dataclass(frozen=True)
class Desk:
    """`pages` maps block ids to their pages; it is empty until those are laid out.

    `handout` maps them to the pages of the handout, for an edition whose own are others.
    """

    guide: Guide
    edition_name: str
    edition: Edition
    paper: Paper
    context: Context
    pages: dict[str, Pages] = field(default_factory=dict)
    handout: dict[str, Pages] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.guide.info.language

    @property
    def words(self) -> Strings:
        return strings(self.language)

    def prose(self, prose: Prose | str, options: Options = PLAIN) -> str:
        """Prose as HTML blocks."""
        return render(str(prose), self.context, options)

    def inline(self, prose: Prose | str) -> str:
        """Prose as HTML within a paragraph."""
        return render_inline(str(prose), self.context)

    def name(self, placed: Placed) -> str:
        """What a block is called: 'Timeline', 'Document B'."""
        if placed.kind != "document":
            return str(self.words["kinds"][placed.kind])
        documents = [each.id for each in self.guide.blocks if each.kind == "document"]
        return str(self.words["document"]["label"]).format(letter=letter(documents.index(placed.id)))


def letter(index: int) -> str:
    """A, B, … Z, AA, AB, …"""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)
