"""Discussion questions by skill, each with ruled space of the asked length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import Field

from guide import markup, metrics
from guide.diagnostics import Diagnostic, error
from guide.model import Block, Guide, Kind, Model, Passage, Prose, Student


class Question(Model):
    """A question that students answer on ruled lines; `lines` are 8.5 mm apart."""

    text: Student[Passage]
    skill: Student[str | None] = None
    lines: Student[int] = Field(default=4, ge=0, le=40)
    answer: Prose | None = None
    look_fors: tuple[Prose, ...] = ()


class OutlinePart(Model):
    label: Student[str]
    lines: Student[int] = Field(default=2, ge=1, le=20)
    answer: Prose | None = None


class Outline(Model):
    """A plan for an essay: a prompt and the parts to fill in."""

    title: Student[str | None] = None
    prompt: Student[Prose]
    parts: Student[tuple[OutlinePart, ...]] = Field(min_length=1)


class Questions(Block):
    questions: Student[tuple[Question, ...]] = Field(min_length=1)
    outline: Student[Outline | None] = None

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        yield from check_answers(self.questions)
        if self.outline:
            yield from check_answers(self.outline.parts)


_NARROWEST = 150.0  # mm: the room of an answer on A4, where it has least


def check_answers(items: Iterable[Question | OutlinePart]) -> Iterator[Diagnostic]:
    """An answer must fit in the space that students write in, however small it is set."""
    for item in items:
        if item.answer is None:
            continue
        text = markup.plain(item.answer.text)
        if metrics.fit(text, item.lines, _NARROWEST) is None:
            needed = metrics.rules_needed(text, _NARROWEST)
            hint = (
                f"shorten it, or write 'lines: {needed}'" if needed == metrics.held(needed) else "shorten it"
            )
            rules = "1 ruled line" if item.lines == 1 else f"{item.lines} ruled lines"
            yield error(f"the answer does not fit on {rules}", item.answer.span, hint)


KIND = Kind("questions", Questions, order=700, files=("questions.yaml", "questions.csv"), rows="questions")
