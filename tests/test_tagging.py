"""The rules that mend a sheet's structure, on elements that are written here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from guide.tagging import structure, tables
from guide.tagging.tree import Element, Mark


def element(kind: str, *kids: Any, page: int = 0, **more: Any) -> Element:
    return Element(kind, page, list(kids), **more)


def shown(element: Element) -> str:
    """An element and all below it, such as `L(LI(Lbl(1) LBody(2)))`."""
    kids = [str(kid.number) if isinstance(kid, Mark) else shown(kid) for kid in element.kids]
    return f"{element.kind}({' '.join(kids)})"


def one(*numbers: int, page: int = 0) -> list[Mark]:
    return [Mark(page, number) for number in numbers]


def html(**attributes: str) -> Any:
    return SimpleNamespace(attrib={name.rstrip("_"): value for name, value in attributes.items()})


def test_a_paragraph_over_the_end_of_a_page_is_one():
    source = html()
    begun = element("P", *one(1), source=source, tag="p")
    rest = element("P", *one(2, page=1), page=1, source=source, tag="p")
    whole = element("Document", begun, rest, element("P", *one(3, page=1), page=1))

    structure.join_fragments(whole)

    assert "Document(P(1 2) P(3))" == shown(whole)
    assert [0, 1] == [mark.page for mark in begun.kids]


def test_what_stands_in_what_runs_on_keeps_its_order():
    box, text = html(), html()
    first = element("Div", element("P", *one(1), source=text, tag="p"), source=box, tag="div")
    second = element(
        "Div",
        element("P", *one(2, page=1), page=1, source=text, tag="p"),
        element("P", *one(3, page=1), page=1),
        page=1,
        source=box,
        tag="div",
    )
    whole = element("Document", first, second)

    structure.join_fragments(whole)

    assert "Document(Div(P(1 2) P(3)))" == shown(whole)


def test_a_table_head_that_is_repeated_is_read_once():
    source, head = html(), html()
    tables = [
        element(
            "Table",
            element("THead", element("TR", *one(number, page=page)), page=page, source=head, tag="thead"),
            element("TBody", *one(number + 1, page=page), page=page),
            page=page,
            source=source,
            tag="table",
        )
        for page, number in ((0, 1), (1, 5))
    ]
    whole = element("Document", *tables)

    structure.join_fragments(whole)

    assert "Document(Table(THead(TR(1)) TBody(2) TBody(6)))" == shown(whole)


def test_terms_and_their_meanings_are_items_of_a_list():
    def row(tag: str, number: int) -> Element:
        return element("LI", element("LBody", *one(number), tag=tag), tag=tag)

    listed = element("L", element("Div", row("dt", 1), row("dd", 2)), row("dt", 3), row("dd", 4), tag="dl")
    whole = element("Document", listed)

    for rule in (structure.pair_terms, structure.free_lists_of_wrappers, structure.drop_empty):
        rule(whole)

    assert "Document(L(LI(Lbl(1) LBody(2)) LI(Lbl(3) LBody(4))))" == shown(whole)


def test_what_stands_loose_in_an_item_is_its_body():
    item = element("LI", element("Lbl", *one(1)), *one(2), element("P", *one(3)), element("LBody", *one(4)))
    whole = element("Document", element("L", item))

    structure.give_items_bodies(whole)

    assert "Document(L(LI(Lbl(1) LBody(2 P(3) 4))))" == shown(whole)


def test_an_item_of_a_label_and_a_body_is_left_as_it_is():
    whole = element(
        "Document", element("L", element("LI", element("Lbl", *one(1)), element("LBody", *one(2))))
    )

    structure.give_items_bodies(whole)

    assert "Document(L(LI(Lbl(1) LBody(2))))" == shown(whole)


def test_what_says_nothing_goes_but_cells_stay():
    whole = element("Document", element("Div", element("Span")), element("TR", element("TD")))

    structure.drop_empty(whole)

    assert "Document(TR(TD()))" == shown(whole)


def test_a_footnote_on_two_lines_is_one_note():
    source = html(class_="footnote")
    lines = [element("Span", *one(number), source=source, tag="span") for number in (1, 2)]
    whole = element("Document", *lines)

    structure.unite_notes(whole)

    assert "Document(Note(1 2))" == shown(whole)
    assert "note" == lines[0].identifier


def test_cells_name_the_cells_that_head_them_over_spans():
    def head(name: str, scope: str = "/Column", **spans: int) -> Element:
        return element("TH", attributes={"Scope": scope, **spans}, texts={"Alt": name})

    def cell(name: str, **spans: int) -> Element:
        return element("TD", attributes=dict(spans), texts={"Alt": name})

    rows = [
        [head("year"), head("both", ColSpan=2)],
        [head("1956", "/Row", RowSpan=2), cell("a"), cell("b")],
        [cell("wide", ColSpan=2)],
    ]
    whole = element("Table", *(element("TR", *row) for row in rows))

    tables.name_headers(whole)

    named = {
        each.texts["Alt"]: [head.texts["Alt"] for head in each.attributes.get("Headers", ())]
        for each in whole.below()
        if each.kind == "TD"
    }
    assert {"a": ["1956", "both"], "b": ["1956", "both"], "wide": ["1956", "both"]} == named
