"""The inquiry on one page (after the C3 Framework's inquiry design model), for teachers."""

from __future__ import annotations

from pydantic import Field

from guide.model import Block, Kind, Model, Prose


class Staging(Model):
    task: Prose
    minutes: int | None = None


class SupportingQuestion(Model):
    question: Prose
    task: Prose
    sources: tuple[Prose, ...] = ()


class Blueprint(Block):
    """The compelling question and the standards are the guide's own, from `guide.yaml`."""

    staging: Staging | None = None
    supporting: tuple[SupportingQuestion, ...] = Field(min_length=1, max_length=5)
    summative_task: Prose
    extension: Prose | None = None
    informed_action: Prose | None = None


KIND = Kind("blueprint", Blueprint, order=10, files=("blueprint.yaml",), for_teachers=True)
