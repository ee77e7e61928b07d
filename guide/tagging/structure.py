"""How elements hold each other: one rule a function.

Clauses are of ISO 14289-1 (PDF/UA-1) and ISO 32000-1 (PDF 1.7).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

from guide.tagging.tree import Tree

# Elements that may run over the end of a page and are one for the reader.
_RUN_ON = frozenset(
    [
        "/Sect",
        "/Div",
        "/Art",
        "/P",
        "/L",
        "/LI",
        "/LBody",
        "/BlockQuote",
        "/Table",
        "/TBody",
        "/NonStruct",
        "/Span",
        "/Note",
    ]
)


def join_fragments(tree: Tree) -> None:
    """What runs over the end of a page stays one element; a repeated table head is none (7.1, 7.5)."""
    first: dict[tuple[int, str, str], Any] = {}
    for note in tree.notes:
        if note.box.element is None or note.element["S"] not in _RUN_ON | {"/THead"}:
            continue
        key = (id(note.box.element), note.box.element_tag, note.element["S"])
        whole = first.setdefault(key, note.element)
        if whole is note.element or whole["Pg"] == note.element["Pg"]:
            continue
        parent = tree.follow(note.element["P"])
        parent["K"][:] = [kid for kid in parent["K"] if kid != note.element.reference]
        if note.element["S"] != "/THead":
            tree.adopt(whole, tree.children(note.element))


def pair_terms(tree: Tree) -> None:
    """A term and its description are one item of a list: its label and its body (7.6)."""
    terms = {note.element.number for note in tree.notes if note.box.element_tag == "dt"}
    for note in tree.notes:
        if note.element["S"] != "/L" or note.box.element_tag != "dl":
            continue
        item = None
        for each in list(tree.below(note.element)):
            if each["S"] != "/LI":
                continue
            bodies = tree.children(each)
            if any(body.number in terms for body in bodies) or (each.number in terms and item is None):
                item = each
                for body in bodies:
                    body["S"] = "/Lbl"
            elif item is not None and each is not item:
                tree.adopt(item, bodies)
                each["K"].clear()


def free_lists_of_wrappers(tree: Tree) -> None:
    """A list holds items and nothing else; what wraps them for the layout goes (7.6)."""
    for element in list(tree.below(tree.document)):
        if element["S"] != "/L":
            continue
        items = list(_items(tree, element))
        element["K"].clear()
        tree.adopt(element, items)


def _items(tree: Tree, element: Any) -> Iterator[Any]:
    for child in tree.children(element):
        if child["S"] in ("/LI", "/L", "/Caption"):
            yield child
        else:
            yield from _items(tree, child)


def give_items_bodies(tree: Tree) -> None:
    """An item of a list has a label and a body and nothing else; what stands beside them is body (7.6)."""
    for item in [each for each in tree.below(tree.document) if each["S"] == "/LI"]:
        kids = tree.children(item)
        loose = [kid for kid in kids if kid["S"] not in ("/Lbl", "/LBody")]
        if not loose:
            continue
        labels = [kid for kid in kids if kid["S"] == "/Lbl"]
        body = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "Pg": item["Pg"], "P": item.reference}
        )
        tree.pdf.add_object(body)
        for kid in kids:
            if kid["S"] == "/LBody":
                tree.adopt(body, tree.children(kid))
            elif kid["S"] != "/Lbl":
                tree.adopt(body, [kid])
        item["K"].clear()
        tree.adopt(item, [*labels, body])


def drop_empty(tree: Tree) -> None:
    """Elements without content, such as the lines to write on, say nothing and go (7.1)."""

    def keep(element: Any) -> bool:
        kids = []
        for kid in element["K"]:
            target = tree.follow(kid)
            is_element = isinstance(target, dict) and target.get("Type") == "/StructElem"
            if not is_element or keep(target):
                kids.append(kid)
        element["K"][:] = kids
        return bool(kids) or element["S"] in ("/TD", "/TH")

    keep(tree.document)


def name_parents(tree: Tree) -> None:
    """Every element names the one that holds it (ISO 32000-1, 14.7.2)."""
    for element in tree.below(tree.document):
        for child in tree.children(element):
            child["P"] = element.reference


def index_identifiers(tree: Tree) -> None:
    """Every identifier is found from the root (ISO 32000-1, 14.7.2)."""
    found = {element["ID"].data: element for element in tree.below(tree.document) if "ID" in element}
    if found:
        names = pydyf.Array()
        for identifier in sorted(found):
            names.extend([found[identifier]["ID"], found[identifier].reference])
        index = pydyf.Dictionary({"Names": names})
        tree.pdf.add_object(index)
        tree.root["IDTree"] = index.reference
