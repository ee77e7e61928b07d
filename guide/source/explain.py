"""What does not fit a model, in words for a teacher: what is wrong, where, and what would mend it."""

from __future__ import annotations

import re
import types
import typing
from typing import Any

from pydantic import BaseModel

from guide.diagnostics import Diagnostic, Span, did_you_mean, error
from guide.model import Mapping, Model, Sequence, Text
from guide.source.lines import QUOTE, quoted

# What pydantic finds, by its names: what is wrong, and what would mend it. The subject, such as 'minutes' or
# an entry of 'steps', is put before the first, a field's own limits into both.
_SAYINGS: dict[tuple[str, ...], tuple[str, str | None]] = {
    ("int_parsing", "int_parsing_size", "int_type", "int_from_float"): (
        "must be a whole number",
        "write digits only, such as 45",
    ),
    ("bool_parsing", "bool_type"): ("must be true or false", "write true or false"),
    ("greater_than_equal",): ("must be at least {ge}", None),
    ("less_than_equal",): ("must be at most {le}", None),
    ("greater_than",): ("must be more than {gt}", None),
    ("too_short",): ("needs {least} or more", "add an entry: a line that begins with a hyphen and a space"),
    ("too_long",): ("takes {most} at most", "take away what is too much"),
}
MISSING = "is missing here"
_BELOW = "in the lines below, each with a hyphen and a space before it"


class Found:
    """A problem that pydantic found, with the value that it is in."""

    def __init__(self, model: type[Model], data: Any, span: Span, problem: Any) -> None:
        self.model, self.data = model, data
        self.loc, self.type = problem["loc"], problem["type"]
        self.context, self.input = problem.get("ctx", {}), problem["input"]
        self.value, self.place, self.name = data, span, ""
        self.is_entry = False
        for part in self.loc:
            inner = child(self.value, part)
            if inner is None:
                continue
            self.value, self.place = inner
            self.is_entry = isinstance(part, int)
            if isinstance(part, str):
                self.name = part

    @property
    def subject(self) -> str:
        if not self.name:
            return "what stands here"
        return f"an entry of '{self.name}'" if self.is_entry else f"'{self.name}'"

    @property
    def is_empty(self) -> bool:
        return self.value is None or (isinstance(self.value, Text) and not self.value.strip())

    @property
    def is_cell(self) -> bool:
        return self.place.source.path.endswith(".csv")

    @property
    def written(self) -> str:
        """What stands in the file from the value's place to the end of the line."""
        return self.place.source.line(self.place.line)[self.place.column - 1 :].strip()


def explain(found: Found) -> Diagnostic:
    if found.type == "extra_forbidden":
        return _unknown(found)
    if found.type == "missing":
        return _missing(found)
    if found.type == "value_error":
        said = found.context.get("error")
        return error(str(said), getattr(said, "span", None) or found.place, getattr(said, "hint", None))
    if found.is_empty and found.name and not found.type.startswith("too"):
        return _empty(found)
    if found.type in ("string_type", "is_instance_of"):
        return _no_text(found)
    if found.type in ("tuple_type", "list_type"):
        return error(f"{found.subject} must be a list", found.place, _as_list(found))
    if found.type in ("model_type", "model_attributes_type", "dict_type"):
        return _no_fields(found)
    if found.type == "literal_error":
        known = found.context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        hint = did_you_mean(str(found.input), known) or f"it is one of: {', '.join(known)}"
        return error(f"{found.subject} cannot be '{found.input}'", found.place, hint)
    for names, (what, usual) in _SAYINGS.items():
        if found.type in names:
            limits = _limits(found)
            mend = _in_limits(found, limits) or usual
            if found.is_cell and found.type == "too_short":
                mend = "write a row for each below the first row"
            return error(f"{found.subject} {what.format(**limits)}", found.place, mend)
    return error(f"{found.subject} does not fit here", found.place)


def _unknown(found: Found) -> Diagnostic:
    name = str(found.loc[-1])
    key, known = _key(found.data, found.loc), known_fields(found.model, found.loc)
    hint = did_you_mean(name, known) or f"the fields here are: {', '.join(known)}"
    if found.value is None and key and _follows_comma(key):
        hint = f"{QUOTE} that has a comma in it"
    return error(f"there is no field '{name}' here", key or found.place, hint)


def _missing(found: Found) -> Diagnostic:
    name = str(found.loc[-1])
    rows = found.data.get(found.loc[0]) if isinstance(found.data, Mapping) else None
    if found.written.startswith("{"):
        return error(f"'{name}' {MISSING}", found.place, f"add ', {name}: …' before the brace that closes it")
    if not found.is_cell or not isinstance(rows, Sequence):
        return error(f"'{name}' {MISSING}", found.place, f"add a line '{name}: …'")
    if any(name in row for row in rows):
        return error(
            f"'{name}' is missing in this row", found.place, f"fill in its cell in the column '{name}'"
        )
    first = min((key.span for row in rows for key in row), key=lambda span: (span.line, span.column))
    return error(f"there is no column '{name}'", first, f"write '{name}' above the column that holds it")


def _empty(found: Found) -> Diagnostic:
    if found.is_entry:
        return error(
            f"{found.subject} is empty", found.place, "write its text behind the hyphen, or delete it"
        )
    what = f"its entries {_BELOW}" if found.type in ("tuple_type", "list_type") else "it behind the colon"
    owner = _owner(found.model, found.loc)
    optional = owner and found.name in owner.model_fields and not owner.model_fields[found.name].is_required()
    hint = f"write {what}{', or delete the line' if optional else ''}"
    return error(f"'{found.name}' is empty", found.place, hint)


def _no_text(found: Found) -> Diagnostic:
    message = f"{found.subject} must be a text"
    is_list = isinstance(found.value, Sequence) and len(found.value) > 1
    if found.written[:1] in ("[", "{") and not is_list:
        return error(message, found.place, f"{QUOTE}: {quoted(found.written)}")
    if isinstance(found.value, Mapping):
        return error(message, found.place, f"{QUOTE}, since it has a colon in it: {quoted(found.written)}")
    first = next((str(each) for each in found.value if isinstance(each, Text)), "…")
    return error(f"{message}, not a list", found.place, f"write one text behind the colon, such as '{first}'")


def _no_fields(found: Found) -> Diagnostic:
    """A text, or a list, where fields belong."""
    model = _model_at(found.model, found.loc)
    names = [info.alias or name for name, info in model.model_fields.items()] if model else []
    needed = [name for name in names if model and _is_required(model, name)] or names[:1]
    message = f"{found.subject} must have fields, each with its name and a colon"
    if isinstance(found.value, Text) and (glued := re.match(r"([a-z_]+):(\S.*)", found.value)):
        return error(message, found.place, f"put a space after the colon: {glued[1]}: {glued[2]}")
    if isinstance(found.value, Sequence) and found.value and isinstance(found.value[0], Mapping):
        return error(message, found.place, "take away the hyphens before them")
    if found.is_entry and isinstance(found.value, Text):
        more = "".join(f", and below it '{name}: …'" for name in needed[1:])
        return error(message, found.place, f"write it as '- {needed[0]}: {found.value}'{more}")
    hint = f"write them as lines such as '{needed[0]}: …'" if needed else None
    if found.name and names:
        hint = f"write them in the lines below, moved in: {', '.join(names)}"
    return error(message, found.place, hint)


def _as_list(found: Found) -> str:
    """How the entries of a list are written, by what stands in its place."""
    value, model = found.value, _model_at(found.model, found.loc)
    if isinstance(value, Mapping) and model:
        first = next(iter(value), "…")
        return f"begin each entry with a hyphen and a space: - {first}: …"
    if isinstance(value, Text) and not model:
        mark = re.match(r"[-*•●▪◦·–—]|\d+[.)]", value)
        bare = value[mark.end() :].lstrip() if mark else value
        entry = bare.split(" - ")[0].split(" -")[0]
        if entry == value and "," in value and len(value) < 80:
            return f"write its entries in brackets, [{value}], or {_BELOW}"
        again = re.escape(mark[0]) if mark else "•"
        first = re.split(rf" (?:{again}|[*•●▪◦]|[0-9]+[.)]) ", entry)[0]
        return f"write its entries {_BELOW}, such as '- {_shortened(first)}'"
    if model:
        name = next(iter(model.model_fields))
        return f"write its entries {_BELOW}, such as '- {model.model_fields[name].alias or name}: …'"
    return f"write its entries {_BELOW}"


def _shortened(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _limits(found: Found) -> dict[str, Any]:
    """The limits of the field, and those that the problem names."""
    owner = _owner(found.model, found.loc)
    info = owner.model_fields.get(found.name) if owner else None
    limits: dict[str, Any] = {
        name: getattr(mark, name)
        for mark in (info.metadata if info else ())
        for name in ("ge", "le")
        if hasattr(mark, name)
    }
    limits |= found.context
    for name, bound in (("least", "min_length"), ("most", "max_length")):
        if bound in found.context:
            limits[name] = _entries(found.context[bound])
    return limits


def _in_limits(found: Found, limits: dict[str, Any]) -> str | None:
    digits = re.fullmatch(r"(\d+)\s*[^\d.,\s]*", found.value) if isinstance(found.value, Text) else None
    if found.type.startswith("int") and digits:
        return f"write digits only: {digits[1]}"
    few = {"ge", "le"} <= limits.keys() and (limits["le"] <= 100 or not found.type.startswith("int"))
    if few:
        return f"write a number from {limits['ge']} to {limits['le']}"
    return None


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def child(value: Any, part: Any) -> tuple[Any, Span] | None:
    """The value below a key or an index, with its place; None where the data has no such thing."""
    try:
        child = value[part]
    except (KeyError, IndexError, TypeError):
        return None
    span = getattr(child, "span", None)
    if span is None and isinstance(value, Sequence):
        span = value.span
    if span is None and isinstance(value, Mapping):
        span = next((key.span for key in value if key == part), value.span)
    return (child, span) if span is not None else None


def _key(data: Any, loc: tuple[Any, ...]) -> Span | None:
    """The place of an unknown key itself."""
    value = data
    for part in loc[:-1]:
        inner = child(value, part)
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


def known_fields(model: type[Model], loc: tuple[Any, ...]) -> list[str]:
    owner = _owner(model, loc) or model
    return [info.alias or name for name, info in owner.model_fields.items()]


def _owner(model: type[BaseModel], loc: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model that has the field at the end of a path."""
    return _model_at(model, loc[:-1])


def _model_at(model: type[BaseModel], loc: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model at a path; None where a text or a number stands there."""
    found: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, str) and found:
            found = _field_model(found, part)
    return found


def _is_required(model: type[BaseModel], name: str) -> bool:
    return any(
        info.is_required() for field, info in model.model_fields.items() if name in (field, info.alias)
    )


def _field_model(owner: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The model that a field holds, alone, optionally or in a tuple."""
    info = next((each for field, each in owner.model_fields.items() if name in (field, each.alias)), None)
    return _model_in(info.annotation) if info else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (tuple, list, typing.Union, types.UnionType, typing.Annotated):
        for argument in typing.get_args(annotation):
            if found := _model_in(argument):
                return found
    return None
