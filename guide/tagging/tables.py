"""Which cells of a table head which others (ISO 14289-1, 7.5; ISO 32000-1, 14.8.5.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from guide.tagging.tree import Element


def name_headers(whole: Element) -> None:
    """A cell names the cells that head its row and its columns."""
    for table in [each for each in whole.below() if each.kind == "Table"]:
        cells = list(_placed(list(_rows(table))))
        beside: dict[int, list[Element]] = defaultdict(list)
        above: dict[int, list[Element]] = defaultdict(list)
        for cell, rows, columns in cells:
            if cell.kind == "TH":
                cell.identifier = "head"
                heads_row = cell.attributes["Scope"] == "/Row"
                for at in rows if heads_row else columns:
                    (beside if heads_row else above)[at].append(cell)
        for cell, rows, columns in cells:
            if cell.kind == "TD":
                heads = [head for at in rows for head in beside[at]]
                heads += [head for at in columns for head in above[at]]
                if heads:
                    cell.attributes["Headers"] = list(dict.fromkeys(heads))


def _rows(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.kind == "TR":
            yield child
        else:
            yield from _rows(child)


def _placed(rows: list[Element]) -> Iterator[tuple[Element, range, range]]:
    """Each cell with the rows and the columns over which it reaches."""
    taken: set[tuple[int, int]] = set()
    for down, row in enumerate(rows):
        across = 0
        for cell in row.children:
            while (down, across) in taken:
                across += 1
            tall, wide = (int(cell.attributes.get(name, 1)) for name in ("RowSpan", "ColSpan"))
            reach = range(down, down + tall), range(across, across + wide)
            taken.update((y, x) for y in reach[0] for x in reach[1])
            yield cell, *reach
