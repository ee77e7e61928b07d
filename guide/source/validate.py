"""Plain values to models; what does not fit, in words for a teacher."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from guide.diagnostics import Diagnostic, Span, did_you_mean, error
from guide.model import Mapping, Model, Text

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
        problems = [each for each in problem.errors(include_url=False) if not _is_echo(data, each)]
        return None, _once_a_place(_explain(model, data, span, each) for each in problems)


def _is_echo(data: Any, problem: Any) -> bool:
    """Whether a list is called too short only because its entries have mistakes of their own."""
    if problem["type"] != "too_short":
        return False
    value = data
    for part in problem["loc"]:
        inner = _child(value, part)
        value = inner[0] if inner else None
    return isinstance(value, list) and len(value) >= problem["ctx"]["min_length"]


def _once_a_place(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """One diagnostic for a value that could be of several types and is of none."""
    by_place: dict[Any, Diagnostic] = {}
    for each in found:
        first = by_place.setdefault((each.span, _subject(each)), each)
        if first is not each and each.message.endswith("a whole number"):
            said = f"{first.message.replace(' must be ', ' must be a whole number or ')}"
            by_place[each.span, _subject(each)] = error(said, first.span, first.hint)
    return list(by_place.values())


def _subject(diagnostic: Diagnostic) -> str:
    """What a message speaks of: `'copies'` of "'copies' must be …", else all of it."""
    subject, found, _ = diagnostic.message.partition(" must be ")
    return subject if found else diagnostic.message


def _explain(model: type[Model], data: Any, span: Span, problem: Any) -> Diagnostic:
    value, place, name = data, span, ""
    for part in problem["loc"]:
        inner = _child(value, part)
        if inner is None:
            continue
        value, place = inner
        if isinstance(part, str):
            name = part
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "extra_forbidden":
        key = _key(data, problem["loc"])
        known = _known_fields(model, problem["loc"])
        hint = did_you_mean(str(problem["loc"][-1]), known) or f"the keys here are: {', '.join(known)}"
        if value is None and key and _follows_comma(key):
            hint = "put quotation marks around a text that has a comma in it"
        return error(f"unknown key '{problem['loc'][-1]}'", key or place, hint)
    if kind == "missing":
        return error(
            f"'{problem['loc'][-1]}' is missing here", place, f"add a line '{problem['loc'][-1]}: …'"
        )
    if kind == "value_error":
        said = context.get("error")
        return error(str(said), getattr(said, "span", None) or place, getattr(said, "hint", None))
    what = f"'{name}' " if name else "this "
    if kind in ("int_parsing", "int_parsing_size", "int_type", "int_from_float"):
        return error(f"{what}must be a whole number", place, "write digits only, such as 45")
    if kind in ("bool_parsing", "bool_type"):
        return error(f"{what}must be true or false", place)
    if kind in ("string_type", "is_instance_of"):
        if isinstance(value, dict):
            hint = "put quotation marks around a text that has a ': ' in it"
        else:
            hint = "write one text after the colon"
        return error(f"{what}must be a text", place, hint)
    if kind in ("tuple_type", "list_type"):
        return error(
            f"{what}must be a list", place, "write each entry on a line of its own that begins with '- '"
        )
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return error(f"{what}must be 'key: value' lines".replace("this must", "this entry must"), place)
    if kind == "literal_error":
        known = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        near = did_you_mean(str(problem["input"]), known)
        return error(f"{what}must be one of {context['expected']}", place, near)
    limits = {
        "greater_than_equal": "at least {ge}",
        "less_than_equal": "at most {le}",
        "greater_than": "more than {gt}",
    }
    if kind in limits:
        return error(f"{what}must be {limits[kind].format(**context)}", place)
    if kind == "too_short":
        return error(f"{what}needs {_entries(context['min_length'])} or more", place)
    if kind == "too_long":
        return error(f"{what}takes {_entries(context['max_length'])} at most", place)
    return error(f"{what}{problem['msg'][0].lower()}{problem['msg'][1:]}", place)


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _child(value: Any, part: Any) -> tuple[Any, Span] | None:
    """The value below a key or an index, with its place; None where the data has no such thing."""
    try:
        child = value[part]
    except (KeyError, IndexError, TypeError):
        return None
    span = getattr(child, "span", None)
    if span is None and isinstance(value, Mapping):
        span = next((key.span for key in value if key == part), value.span)
    return (child, span) if span is not None else None


def _key(data: Any, loc: tuple[Any, ...]) -> Span | None:
    """The place of an unknown key itself."""
    value = data
    for part in loc[:-1]:
        inner = _child(value, part)
        value = inner[0] if inner else value
    if isinstance(value, Mapping):
        return next((key.span for key in value if key == loc[-1] and isinstance(key, Text)), None)
    return None


def _follows_comma(key: Span) -> bool:
    """Whether a key without a value is the rest of a text: `{word: oath, meaning: a promise, made aloud}`."""
    lines = [*key.source.lines[: key.line - 1], key.source.line(key.line)[: key.column - 1]]
    before = next((line.rstrip() for line in reversed(lines) if line.strip()), "")
    rest = re.split(r"[,}]", key.source.line(key.line)[key.column - 1 :])[0]
    return before.endswith(",") and ":" not in rest


def _known_fields(model: type[Model], loc: tuple[Any, ...]) -> list[str]:
    owner: type[BaseModel] = model
    for part in loc[:-1]:
        if isinstance(part, str):
            owner = _field_model(owner, part) or owner
    return [info.alias or name for name, info in owner.model_fields.items()]


def _field_model(owner: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The model that a field holds, alone, optionally or in a tuple."""
    info = owner.model_fields.get(name)
    return _model_in(info.annotation) if info else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (tuple, list, typing.Union, types.UnionType, typing.Annotated):
        for argument in typing.get_args(annotation):
            if found := _model_in(argument):
                return found
    return None


class Mistake(ValueError):
    """A value that a model's own check refuses, with a hint and, where known, a closer place."""

    def __init__(self, message: str, hint: str | None = None, span: Span | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.span = span
