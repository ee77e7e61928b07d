"""A quiz: multiple choice, true or false, matching, short answers; an exit ticket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from pydantic import Field, model_validator

from guide import markup
from guide.desk import Desk
from guide.diagnostics import Diagnostic, did_you_mean, error
from guide.model import Block, Guide, Kind, Model, Prose, Student


class Pair(Model):
    """One line of a matching item: what stands left, and what belongs to it."""

    left: Student[Prose]
    right: Prose


class Item(Model):
    """A quiz item: multiple choice with `choices`, matching with `pairs`, else a short answer.

    `answer` is the letter or the text of the right choice. `options` are the right-hand sides of the
    pairs in alphabetical order, which tells nothing of what belongs where; they are never given.
    """

    text: Student[Prose]
    choices: Student[tuple[Prose, ...]] = ()
    pairs: Student[tuple[Pair, ...]] = ()
    options: Student[tuple[Prose, ...]] = ()
    lines: Student[int] = Field(default=2, ge=1, le=20)
    answer: Prose | None = None
    why: Prose | None = None

    @model_validator(mode="after")
    def _order_options(self) -> Self:
        if not self.pairs:
            return self
        ordered = sorted(
            (pair.right for pair in self.pairs), key=lambda right: markup.plain(right.text).casefold()
        )
        self.__dict__["options"] = tuple(ordered)  # frozen for everyone else
        return self

    @property
    def form(self) -> str:
        return "choice" if self.choices else "matching" if self.pairs else "short"

    @property
    def answer_letter(self) -> str | None:
        """The letter of the right choice; None where the answer is withheld or is no choice."""
        if self.answer is None or not self.choices:
            return None
        given = self.answer.text.strip().rstrip(".)").casefold()
        for at, choice in enumerate(self.choices):
            if given in (chr(97 + at), choice.text.strip().rstrip(".)").casefold()):
                return chr(97 + at)
        return None

    @property
    def key(self) -> tuple[str, ...]:
        """For each pair the letter of its option; empty where the answers are withheld."""
        if any(pair.right is None for pair in self.pairs):
            return ()
        return tuple(chr(97 + self.options.index(pair.right)) for pair in self.pairs)


class Quiz(Block):
    items: Student[tuple[Item, ...]] = Field(min_length=1)
    exit_ticket: Student[tuple[Prose, ...]] = ()

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        for item in self.items:
            place = item.answer.span if item.answer else item.span
            if len(item.choices) == 1:
                yield error("a multiple-choice item needs two choices or more", item.span)
            elif item.choices and item.answer and not item.answer_letter:
                letters = ", ".join(chr(97 + at) for at in range(len(item.choices)))
                near = did_you_mean(item.answer.text, [choice.text for choice in item.choices])
                yield error("the answer is none of the choices", place, near or f"write one of {letters}")
            if item.choices and item.pairs:
                yield error("an item has either choices or pairs", item.span, "make it two items")


def view(block: Quiz, desk: Desk) -> dict[str, Any]:
    items = [
        {
            "form": item.form,
            "text": item.text,
            "choices": item.choices,
            "pairs": item.pairs,
            "options": item.options,
            "lines": item.lines,
            "letter": item.answer_letter,
            "letters": item.key,
            "answer": item.answer,
        }
        for item in block.items
    ]
    return {"items": items}


KIND = Kind("quiz", Quiz, order=800, files=("quiz.yaml", "quiz.csv"), rows="items", view=view)
