"""Rubric, what to look for in answers, and common misconceptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guide.blocks.document import Document
from guide.blocks.questions import Questions
from guide.blocks.quiz import Quiz
from guide.desk import Desk
from guide.diagnostics import Diagnostic, counted, error
from guide.model import Block, Guide, Kind, Model, Prose


class Criterion(Model):
    name: str
    levels: tuple[Prose, ...]


class Misconception(Model):
    students_say: Prose
    respond: Prose


class Assessment(Block):
    """`levels` are the names of the rubric's columns, best first."""

    levels: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        for criterion in self.criteria:
            if len(criterion.levels) != len(self.levels):
                given, wanted = len(criterion.levels), len(self.levels)
                yield error(
                    f"'{criterion.name}' has {counted(given, 'level')}, the rubric has {wanted}",
                    criterion.place("levels"),
                    "describe each of the rubric's levels once, in the same order",
                )


def view(block: Assessment, desk: Desk) -> dict[str, Any]:
    """The quiz's key and every look-for of the guide, gathered for marking."""
    groups = []
    for placed in desk.guide.blocks:
        if isinstance(placed.block, Document | Questions):
            rows = [
                {"number": at, "look_fors": question.look_fors}
                for at, question in enumerate(placed.block.questions, 1)
                if question.look_fors
            ]
            if rows:
                title = placed.block.title if isinstance(placed.block, Questions) else None
                groups.append({"title": title or desk.name(placed), "rows": rows})
    return {"look_fors": groups, "quiz_key": list(_quiz_key(desk))}


def _quiz_key(desk: Desk) -> Iterator[dict[str, Any]]:
    letters = desk.words["quiz"]["letters"]
    for quiz in desk.guide.of(Quiz):
        for item in quiz.items:
            if item.answer_index is not None:
                answer = letters[item.answer_index]
            else:
                answer = ", ".join(letters[at] for at in item.key)
            yield {"answer": answer, "text": None if answer else item.answer, "why": item.why}


KIND = Kind("assessment", Assessment, order=60, files=("assessment.yaml",), for_teachers=True, view=view)
