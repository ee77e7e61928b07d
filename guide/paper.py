"""Papers and the text block on them. All lengths in millimetres.

The side margins clear a three-hole punch: its holes reach 17 mm into the page (holes of 8 mm,
12.7 mm from the edge), on either side of a sheet printed on both.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """A sheet, held upright, and its margins."""

    name: str
    width: float
    height: float
    side: float = 19.0
    head: float = 18.0
    foot: float = 18.0

    @property
    def text_width(self) -> float:
        return self.width - 2 * self.side

    @property
    def text_height(self) -> float:
        return self.height - self.head - self.foot

    @property
    def suffix(self) -> str:
        """What the paper adds to a file's name; US Letter is the usual one."""
        return "" if self.name == "letter" else f"-{self.name}"


PAPERS = {
    "letter": Paper("letter", 215.9, 279.4),
    "a4": Paper("a4", 210.0, 297.0),
}

# What fits here fits on every paper.
NARROWEST = min(paper.text_width for paper in PAPERS.values())


def pages(count: int) -> str:
    """So many pages, as the command tells them."""
    return f"{count} page" if count == 1 else f"{count} pages"
