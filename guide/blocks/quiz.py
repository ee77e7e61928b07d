"""A quiz: multiple choice, true or false, matching, short answers; an exit ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Self

from pydantic import Field, model_validator

from guide import markup
from guide.blocks.questions import check_answers, check_numbers
from guide.desk import Desk
from guide.diagnostics import Diagnostic, did_you_mean, error, warning
from guide.model import Block, Guide, Kind, Model, Passage, Prose, Student
from guide.paper import NARROWEST
from guide.strings import languages, strings


class Pair(Model):
    """One line of a matching item: what stands left, and what belongs to it."""

    left: Student[Prose]
    right: Prose


class Item(Model):
    """A quiz item: multiple choice with `choices`, matching with `pairs`, else a short answer.

    `answer` is the letter or the text of the right choice. A `fixed` item keeps its place and the order of
    its choices in every version of the quiz. `options` are the right-hand sides of the
    pairs in alphabetical order, which tells nothing of what belongs where; they are never given.
    """

    text: Student[Passage]
    choices: Student[tuple[Prose, ...]] = ()
    pairs: Student[tuple[Pair, ...]] = ()
    options: Student[tuple[Prose, ...]] = ()
    lines: Student[int] = Field(default=2, ge=1, le=20)
    answer: Prose | None = None
    why: Prose | None = None
    fixed: bool = False

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
    def answer_index(self) -> int | None:
        """Which choice is right, from 0; None where the answer is withheld or is no choice.

        The letter may be that of any language's alphabet, so that 'b' and 'б' both mean the second.
        """
        if self.answer is None or not self.choices:
            return None
        given = self.answer.text.strip().rstrip(".)").casefold()
        for at, choice in enumerate(self.choices):
            if given in {*_letters_at(at), choice.text.strip().rstrip(".)").casefold()}:
                return at
        return None

    def check(self) -> Iterator[Diagnostic]:
        if self.choices and self.pairs:
            yield error("an item has either choices or pairs", self.place("pairs"), "make it two items")
        elif self.choices:
            yield from self.check_choices()
        elif len(self.pairs) == 1:
            yield error("matching needs two pairs or more", self.place("pairs"), "add another pair")
        yield from self.check_pairs()
        if self.gives("options"):
            hint = "delete it: the right-hand sides of the pairs are put in alphabetical order"
            yield error("'options' cannot be given", self.place("options"), hint)

    def check_choices(self) -> Iterator[Diagnostic]:
        texts = [choice.text.strip().casefold() for choice in self.choices]
        again = next((at for at, text in enumerate(texts) if text in texts[:at]), None)
        if len(self.choices) == 1:
            is_cell = self.span and self.span.source.path.endswith(".csv")
            hint = "separate the choices with ' | '" if is_cell else "add another choice"
            yield error("a multiple-choice item needs two choices or more", self.choices[0].span, hint)
        elif divided := next(self.divided(), None):
            yield divided
        elif again is not None:
            message = f"the choice '{self.choices[again].text}' is given twice"
            yield error(message, self.choices[again].span, "change one of the two")
        elif self.answer is None:
            hint = "add a line such as 'answer: a'; students do not see it"
            yield warning("no choice is said to be right", self.span, hint)
        elif self.answer_index is None:
            yield error("the answer is none of the choices", self.answer.span, self.likely_answer())

    def divided(self) -> Iterator[Diagnostic]:
        """A choice, known from the answer, that its own comma divides in a list in brackets."""
        answer = self.answer.text.strip() if self.answer else ""
        first = answer.split(",")[0]
        for choice in self.choices if first != answer else ():
            place = choice.span
            if (
                place
                and choice.text == first
                and place.source.line(place.line).startswith(answer, place.column - 1)
            ):
                hint = f'put quotation marks around it: "{answer}"'
                yield error(f"its comma makes two choices of '{answer}'", place, hint)

    def check_pairs(self) -> Iterator[Diagnostic]:
        said: set[str] = set()
        for right in (pair.right for pair in self.pairs if pair.right):
            text = right.text.strip().casefold()
            if text in said:
                hint = "change one of the two: nobody could tell which letter is right"
                yield error(f"two pairs have the same right side, '{right.text}'", right.span, hint)
            said.add(text)

    def likely_answer(self) -> str:
        letters = [chr(97 + at) for at in range(len(self.choices))]
        given = self.answer.text.strip() if self.answer else ""
        if given.isascii() and given.isdigit() and 0 < int(given) <= len(letters):
            return f"did you mean '{letters[int(given) - 1]}'?"
        if set(re.findall(r"\w+", given.casefold())) <= {*letters, "and", "or"} and given:
            return f"one choice can be right: write one of {', '.join(letters)}"
        near = did_you_mean(given, [choice.text for choice in self.choices])
        return near or f"write one of {', '.join(letters)}"

    @property
    def key(self) -> tuple[int, ...]:
        """For each pair the index of its option; empty where the answers are withheld."""
        if any(pair.right is None for pair in self.pairs):
            return ()
        return tuple(self.options.index(pair.right) for pair in self.pairs)


def _letters_at(index: int) -> set[str]:
    alphabets = {str(strings(language)["quiz"]["letters"]) for language in languages()}
    return {letters[index] for letters in alphabets if index < len(letters)}


class Quiz(Block):
    items: Student[tuple[Item, ...]] = Field(min_length=1)
    exit_ticket: Student[tuple[Prose, ...]] = ()

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        for item in self.items:
            yield from item.check()
        short = [item for item in self.items if item.form == "short"]
        yield from check_answers(short, NARROWEST - _INDENT)
        yield from check_numbers([item.text for item in self.items])


_INDENT = 16.0  # mm: how far items stand in, as `block.css` sets them


def view(block: Quiz, desk: Desk) -> dict[str, Any]:
    letters = desk.words["quiz"]["letters"]
    items = [
        {
            "span": item.span,
            "form": item.form,
            "text": item.text,
            "choices": item.choices,
            "pairs": item.pairs,
            "options": item.options,
            "lines": item.lines,
            "letter": None if item.answer_index is None else letters[item.answer_index],
            "letters": [letters[at] for at in item.key],
            "answer": item.answer,
        }
        for item in block.items
    ]
    return {"items": items, "letters": letters[:12]}


KIND = Kind("quiz", Quiz, order=800, files=("quiz.yaml", "quiz.csv"), rows="items", view=view)
