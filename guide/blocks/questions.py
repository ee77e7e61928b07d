"""Discussion questions by skill, each with ruled space of the asked length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from pydantic import Field

from guide import markup, metrics
from guide.diagnostics import Diagnostic, Span, error, warning
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
        yield from check_numbers([each.text for each in self.questions])
        if self.outline:
            yield from check_answers(self.outline.parts)


_NARROWEST = 150.0  # mm: the room of an answer on A4, where it has least


class Answered(Protocol):
    """What has ruled lines and an answer that is set on them."""

    @property
    def lines(self) -> int: ...
    @property
    def answer(self) -> Prose | None: ...


def check_answers(items: Iterable[Answered], room: float = _NARROWEST) -> Iterator[Diagnostic]:
    """An answer must fit in the space that students write in, however small it is set."""
    for item in items:
        if item.answer is None:
            continue
        text = markup.plain(item.answer.text)
        if metrics.fit(text, item.lines, room) is None:
            needed = metrics.rules_needed(text, room)
            yield _too_long(item.lines, needed, metrics.held(needed), item.answer.span)


_BY_HAND = re.compile(r"\s*(?:q|question)?\s*(\d{1,2})[.):]\s+(?=\S)", re.IGNORECASE)


def check_numbers(texts: list[Prose]) -> Iterator[Diagnostic]:
    """Questions that are numbered by hand, which get a second number in print. Said once."""
    numbered = [(at, _BY_HAND.match(each.text)) for at, each in enumerate(texts)]
    right = [(at, found) for at, found in numbered if found and int(found[1]) == at + 1]
    if len(right) > 1:  # a single one may be a date
        at, found = right[0]
        message = f"questions are numbered by themselves: '{found[0].strip()}' is printed behind the number"
        yield warning(message, texts[at].span, "take the numbers away")


def check_passages(prose: Prose, room: float) -> Iterator[Diagnostic]:
    """The same for the answer passages of a text that is set in a column of this width, in millimetres."""
    for answer, lines, at in markup.spaces(prose.text):
        taken = sum(
            len(metrics.wrap(markup.plain(part), "sans", 8.5, room * 0.97))
            for part in _BLOCKS.split(answer.strip())
        )
        needed = -(-taken // _LINES_TO_A_RULE)
        if needed > lines:
            place = prose.span.within(prose.text, at) if prose.span else None
            yield _too_long(lines, needed, markup.MOST_LINES, place)


_LINES_TO_A_RULE = 2  # in prose, where answers are set in one size, as `templates/css/base.css` says
_BLOCKS = re.compile(r"\n[ \t>]*\n|\n(?=[ \t>]*(?:[-*+]|\d+\.)[ \t])")  # paragraphs and the items of a list


def _too_long(lines: int, needed: int, most: int, place: Span | None) -> Diagnostic:
    rules = "1 ruled line" if lines == 1 else f"{lines} ruled lines"
    hint = f"shorten it, or write 'lines: {needed}'" if needed <= most else "shorten it"
    return error(f"the answer does not fit on {rules}", place, hint)


KIND = Kind("questions", Questions, order=700, files=("questions.yaml", "questions.csv"), rows="questions")
