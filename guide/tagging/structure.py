"""How elements hold each other: one rule a function.

Clauses are of ISO 14289-1 (PDF/UA-1) and ISO 32000-1 (PDF 1.7).
"""

from __future__ import annotations

from collections.abc import Iterator

from guide.tagging.tree import Element, parents

# Elements that may run over the end of a page and are one for the reader.
_RUN_ON = frozenset("Sect Div Art P L LI LBody BlockQuote Table TBody NonStruct Span".split())


def join_fragments(whole: Element) -> None:
    """What runs over the end of a page stays one element; a repeated table head is none (7.1, 7.5)."""
    first: dict[tuple[int, str, str], Element] = {}
    holder = parents(whole)
    for each in list(whole.below()):
        if each.source is None or each.kind not in _RUN_ON | {"THead"}:
            continue
        begun = first.setdefault((id(each.source), each.tag, each.kind), each)
        if begun is each or begun.page == each.page:
            continue
        holder[id(each)].kids.remove(each)
        if each.kind != "THead":
            begun.kids += each.kids
            for child in each.children:
                holder[id(child)] = begun


def unite_notes(whole: Element) -> None:
    """A footnote is one note with an identifier of its own, on however many lines it stands (7.9)."""
    first: dict[int, Element] = {}
    holder = parents(whole)
    for each in list(whole.below()):
        classes = (each.source.attrib.get("class") or "").split() if each.source is not None else []
        if each.kind != "Span" or each.tag != "span" or "footnote" not in classes:
            continue
        parent = holder[id(each)]
        if parent.kind == "Note":
            continue
        note = first.setdefault(id(each.source), each)
        if note is each:
            note.kind, note.identifier = "Note", "note"
        else:
            parent.kids.remove(each)
            note.kids += each.kids


def pair_terms(whole: Element) -> None:
    """A term and its description are one item of a list: its label and its body (7.6)."""
    for listed in [each for each in whole.below() if each.kind == "L" and each.tag == "dl"]:
        item: Element | None = None
        for each in [below for below in listed.below() if below.kind == "LI"]:
            bodies = each.children
            if any(body.tag == "dt" for body in bodies) or (each.tag == "dt" and item is None):
                item = each
                for body in bodies:
                    body.kind = "Lbl"
            elif item is not None:
                item.kids += bodies
                each.kids.clear()


def free_lists_of_wrappers(whole: Element) -> None:
    """A list holds items and nothing else; what wraps them for the layout goes (7.6)."""
    for each in [each for each in whole.below() if each.kind == "L"]:
        each.kids = list(_items(each))


def _items(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.kind in ("LI", "L", "Caption"):
            yield child
        else:
            yield from _items(child)


def give_items_bodies(whole: Element) -> None:
    """An item of a list has a label and a body and nothing else; what stands beside them is body (7.6)."""
    for item in [each for each in whole.below() if each.kind == "LI"]:
        labels = [kid for kid in item.children if kid.kind == "Lbl"]
        rest = [kid for kid in item.kids if kid not in labels]
        if all(isinstance(kid, Element) and kid.kind == "LBody" for kid in rest):
            continue
        body = Element("LBody", item.page)
        for kid in rest:
            body.kids += kid.kids if isinstance(kid, Element) and kid.kind == "LBody" else [kid]
        item.kids = [*labels, body]


def drop_empty(whole: Element) -> None:
    """Elements without content, such as the lines to write on, say nothing and go (7.1)."""

    def keep(element: Element) -> bool:
        element.kids = [kid for kid in element.kids if not isinstance(kid, Element) or keep(kid)]
        return bool(element.kids) or element.kind in ("TD", "TH")

    keep(whole)
