"""Markdown files: YAML between two `---` lines, then prose."""

from __future__ import annotations

from guide.diagnostics import Diagnostic, Source, Span, error
from guide.model import Mapping, Text
from guide.source import yaml


def parse(source: Source) -> tuple[Mapping, Text, list[Diagnostic]]:
    """The front matter (empty where there is none) and the prose of a Markdown file."""
    start = Span(source)
    lines = source.text.split("\n")
    if lines[0].rstrip() != "---":
        return Mapping(start), Text(source.text, start), []
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        hint = "write a line of three hyphens (---) below the keys"
        return Mapping(start), Text("", start), [error("the front matter is never closed", start, hint)]
    value, found = yaml.parse(source, 2, "\n".join(lines[1:end]))
    body = Text("\n".join(lines[end + 1 :]), Span(source, end + 2))
    if value is None:
        return Mapping(start), body, found
    if not isinstance(value, Mapping):
        return (
            Mapping(start),
            body,
            [*found, error("the front matter must be 'key: value' lines", value.span)],
        )
    return value, body, found
