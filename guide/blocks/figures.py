"""Key figures: who they were then, what was at stake for them, in their own words."""

from __future__ import annotations

from pydantic import Field

from guide.dates import HistoricalDate
from guide.model import Block, Kind, Model, Prose, Student


class Picture(Model):
    file: Student[str]
    alt: Student[str]
    caption: Student[Prose | None] = None
    credit: Student[str | None] = None


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


KIND = Kind("figures", Figures, order=400, files=("figures.yaml", "figures.csv"), rows="figures")
