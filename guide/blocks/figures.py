"""Key figures: who they were then, what was at stake for them, in their own words."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from guide import pictures
from guide.dates import HistoricalDate
from guide.diagnostics import Diagnostic
from guide.model import Block, Guide, Kind, Model, Prose, Student
from guide.pictures import Picture


class Quotation(Model):
    text: Student[Prose]
    source: Student[Prose | None] = None


class Figure(Model):
    name: Student[str]
    native_name: Student[str | None] = None
    native_language: Student[str | None] = None
    dates: Student[HistoricalDate | None] = None
    role: Student[str]
    stake: Student[Prose | None] = None
    why: Student[Prose | None] = None
    quotation: Student[Quotation | None] = None
    picture: Student[Picture | None] = None
    appears: Student[Prose | None] = None
    note: Prose | None = None


class Figures(Block):
    figures: Student[tuple[Figure, ...]] = Field(min_length=1)

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        for figure in self.figures:
            if figure.picture:
                yield from pictures.check(guide.folder, figure.picture, "portrait")


KIND = Kind("figures", Figures, order=400, files=("figures.yaml", "figures.csv"), rows="figures")
