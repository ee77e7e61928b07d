"""What a screen reader says of a sheet: its structure, made from its boxes and mended by rules."""

from __future__ import annotations

from guide.tagging import structure, tables
from guide.tagging.boxes import FIELD, Reader
from guide.tagging.tree import Element

__all__ = ["FIELD", "Reader", "mend"]


def mend(whole: Element) -> None:
    """All rules, in an order in which each finds what it needs. What only they need is forgotten."""
    for rule in (
        structure.join_fragments,
        structure.pair_terms,
        structure.free_lists_of_wrappers,
        structure.give_items_bodies,
        structure.drop_empty,
        structure.unite_notes,
        tables.name_headers,
    ):
        rule(whole)
    for each in whole.below():
        each.source = None
