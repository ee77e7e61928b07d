"""A page of ruled lines for notes: the last one of a packet that would end on the front of a leaf.

It has no file; the build adds it when the other pages are laid out.
"""

from __future__ import annotations

from guide.model import Block, Kind, Placed

KIND = Kind("jottings", Block, order=1100)


def jottings(for_teachers: bool) -> Placed:
    """The block of such a page, one for each audience."""
    return Placed(KIND.name, f"{KIND.name}-teacher" if for_teachers else KIND.name, Block())
