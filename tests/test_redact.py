from __future__ import annotations

import itertools
import types
import typing
from typing import Any, Literal, get_args, get_origin

import pytest

from guide import dates
from guide.blocks import kinds
from guide.blocks.quiz import Quiz
from guide.dates import HistoricalDate
from guide.diagnostics import Source, Span
from guide.editions import Edition
from guide.model import (
    Block,
    ForStudents,
    Guide,
    Info,
    Kind,
    Model,
    Passage,
    Placed,
    Prose,
    Student,
    Text,
    student_fields,
    values,
)
from guide.redact import redact, withheld

STUDENT, TEACHER = Edition(shows="student"), Edition(shows="teacher")


class Canaries:
    """Fills models with one canary a text, by their annotations alone."""

    def __init__(self) -> None:
        self.shown: set[str] = set()
        self.secret: set[str] = set()
        self.numbers = itertools.count(1)

    def model(self, model: type[Model], secret: bool) -> Model:
        """Built without validation, so that nothing is derived from a canary."""
        filled = {
            name: self.value(
                info.annotation, secret or not any(isinstance(m, ForStudents) for m in info.metadata)
            )
            for name, info in model.model_fields.items()
        }
        return model.model_construct(**filled)

    def value(self, annotation: Any, secret: bool) -> Any:
        origin = get_origin(annotation)
        if origin is typing.Annotated:
            return self.value(get_args(annotation)[0], secret)
        if origin in (typing.Union, types.UnionType):
            return self.value(next(each for each in get_args(annotation) if each is not type(None)), secret)
        if origin is tuple:
            return tuple(self.value(get_args(annotation)[0], secret) for _ in range(2))
        if origin is Literal:
            return get_args(annotation)[0]
        if annotation is str:
            return self.canary(secret)
        if annotation is Text:
            return Text(self.canary(secret), Span(Source("a.yaml", "")))
        if annotation in (Prose, Passage):
            return annotation(
                f"{self.canary(secret)} {{{{_{self.canary(True)}_}}}}\n\n/// answer\n{self.canary(True)}\n///\n"
            )
        if annotation is HistoricalDate:
            return dates.parse("1956")
        if annotation in (int, bool):
            return 2
        assert issubclass(annotation, Model), f"no canary for {annotation}"
        return self.model(annotation, secret)

    def canary(self, secret: bool) -> str:
        canary = f"canary{next(self.numbers):05}"
        (self.secret if secret else self.shown).add(canary)
        return canary


def texts(value: Guide) -> str:
    return "\n".join(str(each) for each in values(value) if isinstance(each, str | Prose))


def guide_of(*kinds_: Kind) -> tuple[Guide, Canaries]:
    canaries = Canaries()
    info = canaries.model(Info, False)
    placed = tuple(
        Placed(kind.name, kind.name, typing.cast(Block, canaries.model(kind.model, kind.for_teachers)))
        for kind in kinds_
    )
    return Guide("guide", "content/guide", typing.cast(Info, info), placed), canaries


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_a_student_edition_keeps_what_is_for_students_and_nothing_else(kind: Kind):
    guide, canaries = guide_of(kind)
    assert all(canary in texts(guide) for canary in canaries.shown | canaries.secret)

    left = texts(redact(guide, STUDENT))

    assert set() == {canary for canary in canaries.secret if canary in left}
    assert set() == {canary for canary in canaries.shown if canary not in left}


def test_no_secret_stays_anywhere_in_the_redacted_values():
    guide, canaries = guide_of(*kinds().values())

    left = repr(redact(guide, STUDENT))

    assert set() == {canary for canary in canaries.secret if canary in left}


def test_a_teacher_edition_is_the_guide_itself():
    guide, _ = guide_of(*kinds().values())

    assert guide is redact(guide, TEACHER)


def test_blocks_for_teachers_do_not_arrive():
    guide, _ = guide_of(*kinds().values())

    assert [name for name, kind in kinds().items() if not kind.for_teachers] == [
        placed.kind for placed in redact(guide, STUDENT).blocks
    ]


def test_redacting_twice_is_redacting_once():
    guide, _ = guide_of(*kinds().values())
    once = redact(guide, STUDENT)

    assert repr(once) == repr(redact(once, STUDENT))


def test_every_secret_is_listed_for_the_proof():
    guide, canaries = guide_of(*kinds().values())
    listed = "\n".join(withheld(guide))

    assert set() == {canary for canary in canaries.secret if canary not in listed}
    assert set() == {canary for canary in canaries.shown if canary in listed}


def test_a_withheld_field_is_none_or_an_empty_list():
    class Sheet(Block):
        text: Student[Prose]
        answer: Prose
        look_fors: tuple[Prose, ...]

    given = Sheet(text=Prose("{{_fear_}}?"), answer=Prose("Fear"), look_fors=(Prose("fear"),))
    guide, _ = guide_of()
    placed = Placed("reading", "reading", given)

    shown = redact(Guide("a", "a", guide.info, (placed,)), STUDENT).blocks[0].block

    assert isinstance(shown, Sheet)
    assert (Prose("{{__________}}?"), None, ()) == (shown.text, shown.answer, shown.look_fors)


def test_a_value_of_an_unknown_type_is_refused():
    class Odd(Block):
        table: Student[dict[str, str]]

    guide, _ = guide_of()

    with pytest.raises(TypeError, match="redaction knows no dict"):
        redact(Guide("a", "a", guide.info, (Placed("reading", "reading", Odd(table={"a": "b"})),)), STUDENT)


def test_a_new_field_is_secret_until_it_is_marked():
    class Fresh(Model):
        new: str
        shown: Student[str]

    assert {"shown"} == student_fields(Fresh)


def test_the_options_of_a_matching_item_are_shown_in_an_order_that_tells_nothing():
    pairs = [{"left": "a", "right": "Zoo"}, {"left": "b", "right": "ape"}]
    quiz = Quiz.model_validate({"items": [{"text": "Match", "pairs": pairs}]})
    guide, _ = guide_of()

    shown = redact(Guide("a", "a", guide.info, (Placed("quiz", "quiz", quiz),)), STUDENT).blocks[0].block

    assert isinstance(shown, Quiz)
    assert (Prose("ape"), Prose("Zoo")) == shown.items[0].options
    assert [None, None] == [pair.right for pair in shown.items[0].pairs]
    assert () == shown.items[0].key
