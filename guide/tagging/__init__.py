"""What the tags of a PDF lack when WeasyPrint has written them.

The rules work on the PDF's objects in memory, before they are written (WeasyPrint's `finisher`).
"""

from __future__ import annotations

from typing import Any

from guide.tagging import elements, places, structure
from guide.tagging.places import FIELD
from guide.tagging.tree import POINTS_PER_PIXEL, Note, Tree, noted

__all__ = ["FIELD", "POINTS_PER_PIXEL", "Note", "Tree", "mend", "noted"]


def mend(pdf: Any, notes: list[Note]) -> None:
    """All rules, in an order in which each finds what it needs."""
    tree = Tree(pdf, notes)
    for rule in (
        elements.name_elements,
        elements.say_languages,
        elements.say_scopes,
        elements.say_list_numbering,
        elements.name_links,
        elements.drop_nested_links,
        structure.join_fragments,
        structure.pair_terms,
        structure.free_lists_of_wrappers,
        structure.give_items_bodies,
        structure.drop_empty,
        elements.make_notes,
        places.measure_fields,
        structure.name_parents,
        structure.index_identifiers,
        places.measure_figures,
        places.set_apart_margins,
    ):
        rule(tree)
