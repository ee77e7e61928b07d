"""The lesson: overview, materials, and for each number of periods the steps with their minutes."""

from __future__ import annotations

from pydantic import Field

from guide.model import Block, Kind, Model, Prose


class Step(Model):
    """`say` are words for the teacher to speak; `listen_for` what students may answer."""

    minutes: int = Field(ge=0, le=600)
    do: Prose
    say: Prose | None = None
    listen_for: Prose | None = None


class Period(Model):
    title: str
    steps: tuple[Step, ...] = Field(min_length=1)


class Plan(Model):
    title: str
    summary: Prose | None = None
    periods: tuple[Period, ...] = Field(min_length=1)


class Lesson(Block):
    overview: Prose | None = None
    materials: tuple[Prose, ...] = ()
    before_class: tuple[Prose, ...] = ()
    plans: tuple[Plan, ...] = Field(min_length=1)


KIND = Kind("lesson", Lesson, order=20, files=("lesson.yaml",), for_teachers=True, after_layout=True)
