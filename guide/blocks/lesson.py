"""The lesson: overview, materials, and for each number of periods the steps with their minutes."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from guide.diagnostics import Diagnostic, warning
from guide.model import Block, Guide, Kind, Model, Prose


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

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        """One of the plans must take the time that the guide says it takes."""
        totals = [
            sum(step.minutes for period in plan.periods for step in period.steps) for plan in self.plans
        ]
        if guide.info.minutes and guide.info.minutes not in totals:
            taken = " or ".join(str(total) for total in sorted(set(totals)))
            message = f"the steps of this plan take {taken} minutes, the guide takes {guide.info.minutes}"
            if len(set(totals)) > 1:
                message = f"no plan takes the {guide.info.minutes} minutes of the guide: they take {taken}"
            hint = "change the minutes of the steps, or 'minutes' in guide.yaml"
            yield warning(message, self.plans[0].span, hint)


KIND = Kind("lesson", Lesson, order=20, files=("lesson.yaml",), for_teachers=True, after_layout=True)
