"""A table that students fill in: documents down, what to ask of each across."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from guide import markup, metrics
from guide.desk import Desk
from guide.diagnostics import Diagnostic, counted, error
from guide.model import Block, Guide, Kind, Model, Prose, Student


class Column(Model):
    name: Student[str]
    prompt: Student[Prose | None] = None


class Row(Model):
    label: Student[Prose]
    answers: tuple[Prose, ...] = ()


class Organizer(Block):
    """`corner` heads the column of row labels; each row's answers stand in the columns' order."""

    corner: Student[str | None] = None
    columns: Student[tuple[Column, ...]] = Field(min_length=1, max_length=6)
    rows: Student[tuple[Row, ...]] = Field(min_length=1)

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        for row in self.rows:
            if row.answers and len(row.answers) != len(self.columns):
                yield error(
                    f"this row has {counted(len(row.answers), 'answer')}, "
                    f"the table has {counted(len(self.columns), 'column')}",
                    row.place("answers"),
                    "give one answer for each column, in the same order",
                )
            yield from self.check_room(row)

    def check_room(self, row: Row) -> Iterator[Diagnostic]:
        """An answer that its cell cannot hold would move the pages after it."""
        room = (_NARROWEST - _LABELS) / len(self.columns) - _PADDING
        lines = int((row_height(self, _SHORTEST) - _PADDING) / (11 * metrics.MM_PER_POINT))
        for answer in row.answers:
            needed = len(metrics.wrap(markup.plain(answer.text), "sans", 8, room))
            if needed > lines:
                hint = f"shorten it: it takes {needed} lines, and the cell has {lines}"
                yield error("this answer does not fit in its cell", answer.span or row.span, hint)


_HEAD = 62.0  # mm: name line, sheet head and the table's own head
_TALLEST, _LOWEST = 46.0, 19.0
_NARROWEST, _SHORTEST = 172.0, 243.0  # the text of the narrowest paper and of the shortest
_LABELS, _PADDING = 30.0, 4.5  # the column of row labels, and what a cell keeps free


def view(block: Organizer, desk: Desk) -> dict[str, Any]:
    """Rows as high as the page allows, and as many on each page where one is not enough."""
    return {"row_height": row_height(block, desk.paper.text_height)}


def row_height(block: Organizer, text_height: float) -> float:
    """The height of every row in millimetres, on pages of this text height."""
    room = text_height - _HEAD
    pages = -(-len(block.rows) // int(room / _LOWEST))
    rows_a_page = -(-len(block.rows) // pages)
    return round(min(_TALLEST, room / rows_a_page), 1)


KIND = Kind("organizer", Organizer, order=600, files=("organizer.yaml",), view=view)
