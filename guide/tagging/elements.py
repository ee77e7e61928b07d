"""What elements are and what they say: one rule a function.

Clauses are of ISO 14289-1 (PDF/UA-1) and ISO 32000-1 (PDF 1.7).
"""

from __future__ import annotations

import re
from typing import Any

import pydyf

from guide.tagging.tree import Tree, pairs

_NUMBERING = {
    "decimal": "/Decimal",
    "lower-alpha": "/LowerAlpha",
    "upper-alpha": "/UpperAlpha",
    "lower-roman": "/LowerRoman",
    "upper-roman": "/UpperRoman",
    "circle": "/Circle",
    "square": "/Square",
    "disc": "/Disc",
    "none": "/None",
}
_INLINE = frozenset(["em", "strong", "b", "i", "cite", "dfn", "q", "code", "abbr", "sub", "sup", "small"])
_GROUPING = {"aside": "/Div", "header": "/Div", "footer": "/Div", "nav": "/Div", "figure": "/Div"}


def name_elements(tree: Tree) -> None:
    """Inline marks are spans and asides are divisions, not nameless (7.1; ISO 32000-1, 14.8.4)."""
    for note in tree.notes:
        if note.element["S"] == "/NonStruct" and note.box.element is not None:
            tag = note.box.element_tag
            if tag in _INLINE:
                note.element["S"] = "/Span"
            elif tag in _GROUPING:
                note.element["S"] = _GROUPING[tag]


def say_languages(tree: Tree) -> None:
    """A passage in another language says so (7.2), an abbreviation what it stands for (7.5)."""
    for note in tree.notes:
        element = note.box.element
        if element is None or note.box.element_tag in ("html", "body"):
            continue
        if element.attrib.get("lang"):
            note.element["Lang"] = pydyf.String(element.attrib["lang"])
        if note.box.element_tag == "abbr" and element.attrib.get("title"):
            note.element["E"] = pydyf.String(element.attrib["title"])


def say_scopes(tree: Tree) -> None:
    """A header cell says whether it heads a row or a column (7.5)."""
    for note in tree.notes:
        if note.element["S"] == "/TH" and note.box.element is not None:
            row = (note.box.element.attrib.get("scope") or "col").startswith("row")
            note.element["A"]["Scope"] = "/Row" if row else "/Column"


def say_list_numbering(tree: Tree) -> None:
    """A list says how its items are marked, as they are printed (7.6; ISO 32000-1, 14.8.5.5)."""
    for note in tree.notes:
        if note.element["S"] == "/L":
            style = note.box.style["list_style_type"]
            numbering = _NUMBERING.get(style, "/None") if isinstance(style, str) else "/None"
            note.element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})


def name_links(tree: Tree) -> None:
    """A link is announced by its words, not by the name of its target (7.18.5)."""
    for note in tree.notes:
        annotation = tree.link_of(note)
        if annotation and note.box.element is not None:
            words = re.sub(r"\s+", " ", "".join(note.box.element.itertext())).strip()
            if words:
                annotation["Contents"] = pydyf.String(words)


def drop_nested_links(tree: Tree) -> None:
    """Within a link the inner boxes bring annotations of their own: one link is one (7.18.5)."""
    nested = set()
    for note in tree.notes:
        annotation = tree.link_of(note)
        inside = tree.follow(note.element["P"])["S"] == "/Link"
        if annotation and (inside or note.element["S"] != "/Link"):
            note.element["S"] = "/Span"
            nested.add(annotation.number)
            note.element["K"][:] = [
                kid for kid in note.element["K"] if not _points_to(tree.follow(kid), annotation)
            ]
    for page in tree.pdf.page_references:
        annotations = tree.follow(page).get("Annots")
        if annotations:
            annotations[:] = [each for each in annotations if tree.follow(each).number not in nested]
    gone = {_struct_parent(tree, number) for number in nested}
    kept = [pair for pair in pairs(tree.parent_tree()) if pair[0] not in gone]
    tree.parent_tree()[:] = [each for pair in kept for each in pair]


def _points_to(kid: Any, annotation: Any) -> bool:
    return isinstance(kid, dict) and kid.get("Type") == "/OBJR" and kid["Obj"] == annotation.reference


def _struct_parent(tree: Tree, number: int) -> Any:
    return tree.pdf.objects[number].get("StructParent")


def make_notes(tree: Tree) -> None:
    """A footnote is one note with an identifier of its own, on however many lines it stands (7.9)."""
    first: dict[int, Any] = {}
    for note in tree.notes:
        element, tag = note.box.element, note.box.element_tag
        if element is None or tag != "span" or "footnote" not in (element.attrib.get("class") or "").split():
            continue
        parent = tree.follow(note.element["P"])
        if note.element["S"] != "/Span" or parent["S"] == "/Note":
            continue
        whole = first.setdefault(id(element), note.element)
        if whole is note.element:
            whole["S"] = "/Note"
            whole["ID"] = pydyf.String(f"note-{whole.number}")
        else:
            parent["K"][:] = [kid for kid in parent["K"] if kid != note.element.reference]
            tree.adopt(whole, tree.children(note.element))
