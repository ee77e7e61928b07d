"""What the stages hand each other: typed, frozen models that know their place in a file.

A field is for students only if its type says so (`Student[...]`); every other field belongs
to the teacher, and redaction withholds it. A new field is therefore secret until someone
decides otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from guide.diagnostics import Diagnostic, Span
from guide.kept import Itself, Kept

T = TypeVar("T")


class ForStudents:
    """Marks a field that a student edition may show."""


Student = Annotated[T, ForStudents()]


class Text(str):
    """A scalar of a content file, as written, with its place."""

    span: Span

    def __new__(cls, value: str, span: Span) -> Self:
        text = super().__new__(cls, value)
        text.span = span
        return text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A field of this type keeps its place; one of type `str` loses it."""
        return core_schema.no_info_before_validator_function(
            lambda value: value,
            core_schema.is_instance_schema(cls),
            json_schema_input_schema=core_schema.str_schema(),
        )


class Mapping(dict[Text, Any]):
    """A mapping of a content file; its keys are `Text` and know their places."""

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


class Sequence(list[Any]):
    """A list of a content file, with its place."""

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown of a content file. `span` is where its first character stands, if it has a place."""

    text: str
    span: Span | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text.strip())

    def place(self, offset: int) -> Span | None:
        """Where a character of the text stands in its file."""
        return self.span.within(self.text, offset) if self.span else None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            cls._from,
            core_schema.is_instance_schema(cls),
            json_schema_input_schema=core_schema.str_schema(),
        )

    @classmethod
    def _from(cls, value: Any) -> Any:
        if isinstance(value, Text):
            return cls(str(value), value.span)
        return cls(value) if isinstance(value, str) else value


class Passage(Prose):
    """Prose that is set in paragraphs of its own, so that a picture can stand in it."""


class Model(BaseModel):
    """The base of everything read from content: frozen, strict about keys, with its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    _span: Span | None = PrivateAttr(default=None)
    _places: dict[str, tuple[Span | None, ...]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        model = handler(_without_blanks(data))
        span = getattr(data, "span", None)
        if span is not None:
            model._span = span
        if isinstance(data, Mapping):
            model._places = {str(key): _places(value) for key, value in data.items()}
        return model

    @property
    def span(self) -> Span | None:
        return self._span

    def place(self, field: str, index: int = 0) -> Span | None:
        """Where the value of a field stands, or an entry of its list; else the model's own place."""
        places = self._places.get(field, ())
        return (places[index] if index < len(places) else None) or self._span

    def gives(self, field: str) -> bool:
        """Whether the content names this field."""
        return field in self._places


@cache
def student_fields(model: type[Model]) -> frozenset[str]:
    """Names of the fields that a student edition may show."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if any(isinstance(mark, ForStudents) for mark in info.metadata)
    )


def _places(value: Any) -> tuple[Span | None, ...]:
    entries = value if isinstance(value, Sequence) and value else [value]
    return tuple(getattr(each, "span", None) for each in entries)


def _without_blanks(data: Any) -> Any:
    """A field that holds nothing but blanks is one left out."""
    if not isinstance(data, Mapping):
        return data
    return {
        key: None if isinstance(value, Text) and not value.strip() else value for key, value in data.items()
    }


BlockT = TypeVar("BlockT", bound="Block")


class Info(Model):
    """What `guide.yaml` says of the guide as a whole."""

    title: Student[str]
    subtitle: Student[str | None] = None
    short_title: Student[str | None] = None
    essential_question: Student[str]
    hook: Student[Passage | None] = None
    subject: Student[str | None] = None
    grades: Student[str | None] = None
    minutes: Student[int | None] = Field(default=None, ge=1, le=6000)
    language: Student[str] = "en"
    objectives: Student[tuple[Prose, ...]] = ()
    standards: tuple[Prose, ...] = ()
    authors: Student[tuple[str, ...]] = ()
    licence: Student[Prose | None] = None
    credits: Student[Prose | None] = None
    packet: tuple[str, ...] | None = None
    copies: int = Field(default=30, ge=1, le=10_000)
    sides: Student[int] = Field(default=2, ge=1, le=2)


class Block(Model):
    """The content of one block: a file of a guide, or a part of its only file."""

    title: Student[str | None] = None
    instruction: Student[Prose | None] = None
    time: Student[int | None] = Field(default=None, ge=0, le=6000)

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        """What is wrong with the block that only the whole guide can tell."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block: how its content is found, typed and ordered in a packet.

    `files` are patterns within the guide's folder. `rows` names the field that a bare list or
    a CSV file fills, `body` the field that the prose of a Markdown file fills. `joins` lets the
    block continue on the sheet of the block before it instead of opening a sheet of its own.
    `after_layout` marks a block that tells page numbers, so it is composed when those are known.
    """

    name: str
    model: type[Block]
    order: int
    files: tuple[str, ...] = ()
    rows: str | None = None
    body: str | None = None
    for_teachers: bool = False
    joins: bool = False
    after_layout: bool = False
    view: Callable[..., dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A block in its guide. `id` is unique in the guide: `timeline`, `document-2`."""

    kind: str
    id: str
    block: Block
    span: Span | None = field(default=None, compare=False, repr=False)


class Absence(StrEnum):
    """Why a block that a guide's folder holds is not in the guide."""

    BROKEN = "it has mistakes of its own"
    LEFT_OUT = "the packet leaves it out"


@dataclass(frozen=True, slots=True)
class Guide:
    """One folder of content: its front page, its blocks in packet order, and where it lies.

    `absent` says of a name of a block that is given, but not there, why not.
    """

    name: str
    folder: str
    info: Info
    blocks: tuple[Placed, ...] = ()
    absent: dict[str, Absence] = field(default_factory=dict)

    def of(self, model: type[BlockT]) -> tuple[BlockT, ...]:
        """All blocks of a model, in packet order."""
        return tuple(each.block for each in self.blocks if isinstance(each.block, model))

    def first(self, model: type[BlockT]) -> BlockT | None:
        return next(iter(self.of(model)), None)


_values: Kept[list[object]] = Kept(400)


def values(guide: Guide) -> Iterator[object]:
    """Every model, prose and scalar of a guide, in the order in which it is written."""
    for each in (guide.info, *(placed.block for placed in guide.blocks)):
        yield from values_of(each)


def values_of(model: Model) -> list[object]:
    """The same of a part of a guide, which comes first."""
    return _values.get(Itself(model), lambda: list(_walked(model)))


def _walked(item: object) -> Iterator[object]:
    waiting = [item]
    while waiting:
        item = waiting.pop()
        yield item
        within: Collection[object] = ()
        if isinstance(item, Model):
            within = vars(item).values()
        elif isinstance(item, tuple | list):
            within = item
        elif isinstance(item, dict):
            within = item.values()
        waiting += reversed([*within])
