"""Guide and edition to the guide that the edition may show.

Redaction works on the model, before any template runs, and fails closed: a field survives in a
student edition only if its type is marked `Student`, and a value of a type that this module does
not know is refused. A withheld field reads None, or an empty tuple where it is a list.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from typing import TypeVar

from guide.blocks import kinds
from guide.dates import HistoricalDate
from guide.editions import Edition
from guide.kept import Itself, Kept
from guide.markup import answers, withhold
from guide.model import Block, Guide, Info, Model, Prose, student_fields

T = TypeVar("T")
Part = TypeVar("Part", Info, Block)

_shown: Kept[Model] = Kept(400)
_withheld: Kept[list[str]] = Kept(400)


def redact(guide: Guide, edition: Edition) -> Guide:
    """The guide with only what the edition may show."""
    if edition.shows == "teacher":
        return guide
    shown = tuple(
        dataclasses.replace(placed, block=_part(placed.block))
        for placed in guide.blocks
        if not kinds()[placed.kind].for_teachers
    )
    return dataclasses.replace(guide, info=_part(guide.info), blocks=shown)


def _part(part: Part) -> Part:
    """The same values for the same part, in a process that stays."""
    return typing.cast(Part, _shown.get(Itself(part), lambda: _redacted(part)))


def withheld(guide: Guide) -> list[str]:
    """Every text of the guide that a student edition must not show, as it is written."""
    parts = [(placed.block, kinds()[placed.kind].for_teachers) for placed in guide.blocks]
    return [text for part, secret in [*parts, (guide.info, False)] for text in _withheld_of(part, secret)]


def _withheld_of(part: Model, secret: bool) -> list[str]:
    return _withheld.get((Itself(part), secret), lambda: list(_secrets(part, secret)))


def _redacted(value: T) -> T:
    result: object
    if isinstance(value, Model):
        shown = student_fields(type(value))
        result = value.model_copy(
            update={
                name: _redacted(getattr(value, name)) if name in shown else _blank(info.annotation)
                for name, info in type(value).model_fields.items()
            }
        )
    elif isinstance(value, Prose):
        result = type(value)(withhold(value.text), value.span)
    elif isinstance(value, tuple):
        result = tuple(_redacted(each) for each in value)
    elif value is None or isinstance(value, str | int | float | HistoricalDate):
        result = value
    else:
        raise TypeError(f"redaction knows no {type(value).__name__}")
    return typing.cast(T, result)


def _blank(annotation: object) -> object:
    return () if typing.get_origin(annotation) is tuple else None


def _secrets(value: object, secret: bool) -> Iterator[str]:
    if isinstance(value, Model):
        shown = student_fields(type(value))
        for name in type(value).model_fields:
            yield from _secrets(getattr(value, name), secret or name not in shown)
    elif isinstance(value, tuple):
        for each in value:
            yield from _secrets(each, secret)
    elif isinstance(value, Prose):
        yield from [value.text] if secret else answers(value.text)
    elif secret and isinstance(value, str):
        yield value
