"""What the tags of a PDF lack when WeasyPrint has written them, one rule a function.

The rules work on the PDF's objects in memory, before they are written (WeasyPrint's `finisher`). Only
`noted` touches its private parts: it keeps, for every structure element, the box that it came from,
since a language, a scope or a list's style is known to the HTML alone. Clauses are of ISO 14289-1
(PDF/UA-1) and ISO 32000-1 (PDF 1.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf

from guide.engine import AbsolutePlaceholder, boxes, texts_in
from guide.engine import tags as engine

POINTS_PER_PIXEL = 0.75
FIELD = "field-"  # how the identifiers of fields to fill in begin

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


@dataclass(frozen=True)
class Note:
    """A structure element and the box that it came from."""

    element: Any
    box: Any


@contextmanager
def noted() -> Iterator[list[Note]]:
    """Every structure element that WeasyPrint makes in this block of code, in the order of reading."""
    notes: list[Note] = []
    original = engine._build_box_tree

    def build(box: Any, *arguments: Any) -> Iterator[Any]:
        inner = box._box if isinstance(box, AbsolutePlaceholder) else box
        makes_none = isinstance(inner, boxes.PageBox) or inner.element_tag in ("html", "body")
        for element in original(box, *arguments):
            if not makes_none:
                notes.append(Note(element, inner))
            yield element

    engine._build_box_tree = build
    try:
        yield notes
    finally:
        engine._build_box_tree = original


@dataclass
class Tree:
    """The structure tree of a PDF that is about to be written."""

    pdf: Any
    notes: list[Note]
    identifiers: dict[bytes, Any] = field(default_factory=dict)

    @property
    def root(self) -> Any:
        return self.follow(self.pdf.catalog["StructTreeRoot"])

    @property
    def document(self) -> Any:
        return self.follow(self.root["K"][0])

    def follow(self, reference: Any) -> Any:
        """The object that a reference such as `12 0 R` names; anything else as it is."""
        if isinstance(reference, bytes) and reference.endswith(b" R"):
            return self.pdf.objects[int(reference.split()[0])]
        return reference

    def children(self, element: Any) -> list[Any]:
        """The structure elements below an element; its marked content and annotations left out."""
        kids = (self.follow(kid) for kid in element.get("K", ()))
        return [kid for kid in kids if isinstance(kid, dict) and kid.get("Type") == "/StructElem"]

    def below(self, element: Any) -> Iterator[Any]:
        """The element and every structure element below it, in reading order."""
        yield element
        for child in self.children(element):
            yield from self.below(child)

    def adopt(self, parent: Any, kids: list[Any]) -> None:
        for kid in kids:
            parent["K"].append(kid.reference)

    def link_of(self, note: Note) -> Any:
        """The link annotation of an element, in this file: a box keeps that of a file written before."""
        annotation = note.box.link_annotation
        if annotation is None or annotation.number >= len(self.pdf.objects):
            return None
        return annotation if self.pdf.objects[annotation.number] is annotation else None

    def parent_tree(self) -> Any:
        return self.follow(self.root["ParentTree"])["Nums"]


def mend(pdf: Any, notes: list[Note]) -> None:
    """All rules, in an order in which each finds what it needs."""
    tree = Tree(pdf, notes)
    for rule in (
        name_elements,
        say_languages,
        say_scopes,
        say_list_numbering,
        name_links,
        drop_nested_links,
        join_fragments,
        pair_terms,
        free_lists_of_wrappers,
        give_items_bodies,
        drop_empty,
        make_notes,
        measure_fields,
        name_parents,
        index_identifiers,
        measure_figures,
        set_apart_margins,
    ):
        rule(tree)


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
    pairs = _pairs(tree.parent_tree())
    kept = [pair for pair in pairs if pair[0] not in {_struct_parent(tree, number) for number in nested}]
    tree.parent_tree()[:] = [each for pair in kept for each in pair]


def _points_to(kid: Any, annotation: Any) -> bool:
    return isinstance(kid, dict) and kid.get("Type") == "/OBJR" and kid["Obj"] == annotation.reference


def _struct_parent(tree: Tree, number: int) -> Any:
    return tree.pdf.objects[number].get("StructParent")


def _pairs(nums: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(nums[::2], nums[1::2], strict=True))


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


def measure_fields(tree: Tree) -> None:
    """A field to fill in says what belongs there and where its room is, for names that are printed later.

    Its identifier is `field-<what>-<n>`. Its box is the room behind its label, in points from the page's
    lower left corner: from the label's baseline up, as high as the label's type (ISO 32000-1, 14.8.5.4.3).
    """
    fields = [note for note in tree.notes if _field(note.box)]
    for number, note in enumerate(fields):
        height = float(tree.follow(note.element["Pg"])["MediaBox"][3])
        label = next(texts_in(note.box), None)
        if label is None:
            continue
        size = float(label.style["font_size"])
        left = float(label.position_x + label.width) + 0.75 * size
        right = float(note.box.position_x + note.box.border_width())
        baseline = float(label.position_y + label.baseline)
        across = (value * POINTS_PER_PIXEL for value in (left, right))
        up = (height - value * POINTS_PER_PIXEL for value in (baseline, baseline - size))
        (left, right), (low, high) = across, up
        box = pydyf.Array(round(value, 2) for value in (left, low, right, high))
        note.element["ID"] = pydyf.String(f"{FIELD}{_field(note.box)}-{number:04}")
        note.element["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": box})


def _field(box: Any) -> str:
    """What is written wherever a box like this one stands: a name, a class, a date; empty for most."""
    given = box.element.attrib if box.element is not None and box.element_tag == "span" else {}
    return str(given.get("data-name", "")) if given.get("data-field") == "everywhere" else ""


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


def measure_figures(tree: Tree) -> None:
    """A figure's box is given in points from the page's lower left corner (ISO 32000-1, 14.8.5.4.3)."""
    for note in tree.notes:
        if note.element["S"] == "/Figure":
            height = float(tree.follow(note.element["Pg"])["MediaBox"][3])
            left, top, right, bottom = (value * POINTS_PER_PIXEL for value in note.element["A"]["BBox"])
            box = (round(left, 2), round(height - bottom, 2), round(right, 2), round(height - top, 2))
            note.element["A"]["BBox"] = pydyf.Array(box)
            note.element["A"]["Placement"] = "/Block"


def set_apart_margins(tree: Tree) -> None:
    """Running heads, page numbers and repeated table heads are artifacts of the page (7.8)."""
    read = {element.number for element in tree.below(tree.document)}
    content = {
        number: elements for number, elements in _pairs(tree.parent_tree()) if isinstance(elements, list)
    }
    for number, page in enumerate(tree.pdf.page_references):
        elements = content[number]
        unread = {at for at, each in enumerate(elements) if tree.follow(each).number not in read}
        for at in unread:
            elements[at] = "null"
        stream = tree.follow(tree.follow(page)["Contents"]).stream
        for at, part in enumerate(stream):
            if isinstance(part, dict) and part.get("MCID") in unread and stream[at + 1] == b"BDC":
                stream[at - 1] = "/Artifact"
                stream[at] = pydyf.Dictionary({"Type": "/Pagination"})
