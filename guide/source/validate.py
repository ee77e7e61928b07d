"""Plain values to models, and every mistake in them: one for each cause."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError

from guide.diagnostics import Diagnostic, Span, error, nearest
from guide.model import Mapping, Model
from guide.source.explain import Found, child, explain, known_fields

_MOST = 1000  # mistakes of a file: more are not looked at
M = TypeVar("M", bound=Model)


def validate(model: type[M], data: Any, span: Span) -> tuple[M | None, list[Diagnostic]]:
    """The value as a model, or None with a diagnostic for every mistake in it.

    `span` is the place to name where the data has none.
    """
    if data is None:
        data = Mapping(span)
    try:
        return model.model_validate(data), []
    except ValidationError as problem:
        problems = problem.errors(include_url=False)[:_MOST]
        problems = [each for each in problems if not _is_echo(data, each)]
        problems = _first_of_a_list(_without_renamed(model, data, problems))
        return None, _once_a_place(explain(Found(model, data, span, each)) for each in problems)


def _is_echo(data: Any, problem: Any) -> bool:
    """Whether a list is called too short only because its entries have mistakes of their own."""
    if problem["type"] != "too_short":
        return False
    value = _at(data, problem["loc"])
    return isinstance(value, list) and len(value) >= problem["ctx"]["min_length"]


def _without_renamed(model: type[Model], data: Any, problems: list[Any]) -> list[Any]:
    """The problems without fields that are missing only since others stand in their place: misspelled, or
    where no field is known."""
    unknown = [each["loc"] for each in problems if each["type"] == "extra_forbidden"]
    meant = {(loc[:-1], nearest(str(loc[-1]), known_fields(model, loc))) for loc in unknown}
    strange = {
        loc[:-1] for loc in unknown if not set(_at(data, loc[:-1]) or ()) & set(known_fields(model, loc))
    }

    def follows(loc: tuple[Any, ...]) -> bool:
        return loc[:-1] in strange or (loc[:-1], loc[-1]) in meant

    return [each for each in problems if each["type"] != "missing" or not follows(each["loc"])]


def _first_of_a_list(problems: list[Any]) -> list[Any]:
    """The problems without those of entries that are texts where the first one of their list is."""
    kept: list[Any] = []
    lists: set[tuple[Any, ...]] = set()
    for each in problems:
        if each["type"] == "model_type" and isinstance(each["input"], str):
            if each["loc"][:-1] in lists:
                continue
            lists.add(each["loc"][:-1])
        kept.append(each)
    return kept


def _at(data: Any, loc: tuple[Any, ...]) -> Any:
    for part in loc:
        inner = child(data, part)
        data = inner[0] if inner else None
    return data


def _once_a_place(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """One diagnostic for a value that could be of several types and is of none."""
    by_place: dict[Any, Diagnostic] = {}
    for each in found:
        first = by_place.setdefault((each.span, _subject(each)), each)
        if first is not each and each.message.endswith("a whole number"):
            hint = (first.hint or "").replace("it is one of", "it is a number or one of")
            by_place[each.span, _subject(each)] = error(first.message, first.span, hint)
    return list(by_place.values())


def _subject(diagnostic: Diagnostic) -> str:
    """What a message speaks of: `'copies'` of "'copies' must be …", else all of it."""
    subject, found, _ = re.sub(" cannot be ", " must be ", diagnostic.message).partition(" must be ")
    return subject if found else diagnostic.message


class Mistake(ValueError):
    """A value that a model's own check refuses, with a hint and, where known, a closer place."""

    def __init__(self, message: str, hint: str | None = None, span: Span | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.span = span
