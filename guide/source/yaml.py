"""YAML with a place for every value. Scalars stay text: `title: 1984` and `no` survive."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import yaml as pyyaml
from yaml.reader import ReaderError

from guide.diagnostics import Diagnostic, Source, Span, error
from guide.model import Mapping, Sequence, Text

DEPTH_LIMIT = 40
NODE_LIMIT = 200_000
_TOO_MUCH = "the lists in this file are too deep or too many"

try:
    _Loader: Any = pyyaml.CBaseLoader
except AttributeError:  # PyYAML built without libyaml
    _Loader = pyyaml.BaseLoader


def parse(source: Source, first_line: int = 1, text: str | None = None) -> tuple[Any, list[Diagnostic]]:
    """The YAML value of a source, or of `text`, a part of it that begins at `first_line`.

    An empty value reads as None, and so does what cannot be parsed.
    """
    part = source.text if text is None else text
    reader = _Reader(source, first_line - 1, part)
    try:
        if deep := _too_deep(part):
            return None, [error(_TOO_MUCH, reader.span(deep))]
        node = pyyaml.compose(part, Loader=_Loader)
    except pyyaml.MarkedYAMLError as problem:
        return None, [_explain(problem, reader, part)]
    except ReaderError as problem:
        char = chr(problem.character)
        place = reader.at(max(part.find(char), 0))
        message = f"an invisible character (U+{problem.character:04X}) stands here"
        return None, [error(message, place, "delete it, or type the text again")]
    except (pyyaml.YAMLError, ValueError) as problem:
        return None, [error(f"the file cannot be read as YAML: {problem}", Span(source, first_line))]
    value = None if node is None else reader.value(node, 0)
    return value, reader.diagnostics


def _too_deep(text: str) -> Any:
    """Where the nesting passes the limit. `compose` would run out of the processor's own stack."""
    depth = 0
    for event in pyyaml.parse(text, Loader=_Loader):
        if isinstance(event, pyyaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, pyyaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH_LIMIT:
            return event.start_mark
    return None


class _Reader:
    def __init__(self, source: Source, lines_before: int, text: str) -> None:
        self.source = source
        self.lines_before = lines_before
        self.ends = [at for at, char in enumerate(text) if char == "\n"]
        self.length = len(text)
        self.diagnostics: list[Diagnostic] = []
        self.nodes = 0

    def span(self, mark: Any) -> Span:
        return self.at(mark.index)

    def at(self, index: int) -> Span:
        """The place of a character of the text. YAML breaks lines where an editor does not, at U+2028."""
        index = min(index, self.length)
        line = bisect_left(self.ends, index)
        start = self.ends[line - 1] + 1 if line else 0
        return Span(self.source, line + 1 + self.lines_before, index - start + 1)

    def value(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > DEPTH_LIMIT or self.nodes == NODE_LIMIT:
            self.diagnostics.append(error(_TOO_MUCH, self.span(node.start_mark)))
            self.nodes = NODE_LIMIT + 1
        if self.nodes > NODE_LIMIT:  # said once, nothing more is read
            return None
        if isinstance(node, pyyaml.ScalarNode):
            return self.scalar(node)
        if isinstance(node, pyyaml.SequenceNode):
            items = Sequence(self.span(node.start_mark))
            items.extend(self.value(child, depth + 1) for child in node.value)
            return items
        return self.mapping(node, depth)

    def scalar(self, node: Any) -> Text | None:
        if not node.style and node.value in ("", "~", "null"):
            return None
        span = self.span(node.start_mark)
        if node.style in ("|", ">"):
            span = self.block_start(node)
        elif node.style in ("'", '"'):
            span = Span(span.source, span.line, span.column + 1)
        return Text(node.value, span)

    def block_start(self, node: Any) -> Span:
        """Where the first character of a block scalar stands, below its `|`."""
        line, last = self.span(node.start_mark).line + 1, self.span(node.end_mark).line
        content = self.source.line(line)
        while not content.strip() and line < last:
            line += 1
            content = self.source.line(line)
        return Span(self.source, line, len(content) - len(content.lstrip()) + 1)

    def mapping(self, node: Any, depth: int) -> Mapping:
        out = Mapping(self.span(node.start_mark))
        for key_node, value_node in node.value:
            if not isinstance(key_node, pyyaml.ScalarNode):
                self.diagnostics.append(error("a key must be a plain word", self.span(key_node.start_mark)))
                continue
            key = Text(key_node.value, self.span(key_node.start_mark))
            if key in out:
                first = next(known for known in out if known == key)
                self.diagnostics.append(
                    error(
                        f"'{key}' is given twice",
                        key.span,
                        f"the first one is on line {first.span.line}; keep one of them",
                    )
                )
                continue
            out[key] = self.value(value_node, depth + 1)
        return out


def _explain(problem: pyyaml.MarkedYAMLError, reader: _Reader, text: str) -> Diagnostic:
    """A parser's complaint in words for someone who has never seen YAML."""
    said = problem.problem or "the file cannot be read as YAML"
    mark = problem.problem_mark or problem.context_mark
    span = reader.span(mark) if mark else Span(reader.source, reader.lines_before + 1)
    line = reader.source.line(span.line)
    if "mapping values are not allowed" in said:
        above = reader.source.line(span.line - 1) if span.line - 1 > reader.lines_before else ""
        if ":" not in line[: span.column - 1] and above.strip():
            return _out_of_line(span, above)
        return error(
            "a second ':' stands in this line",
            span,
            "put quotation marks around a text that has a colon in it",
        )
    if "could not find expected ':'" in said:
        return _no_colon(reader.span(problem.context_mark) if problem.context_mark else span)
    if "found another document" in said:
        return error("a second part begins here", span, "delete this line; a file has one part only")
    if "found a tab character" in said or line[span.column - 1 : span.column] == "\t":
        return error("a tab stands in the indentation", span, "use spaces instead of tabs")
    if "found character" in said:
        return error(
            "this character cannot begin a text",
            span,
            "put quotation marks around a text that begins with @, `, %, &, * or !",
        )
    if "unexpected end of stream" in said or "found unexpected document" in said:
        start = reader.span(problem.context_mark) if problem.context_mark else span
        return error("a quotation mark is opened and never closed", start, "close it at the end of the text")
    if "expected ',' or ']'" in said or "expected ',' or '}'" in said:
        start = reader.span(problem.context_mark) if problem.context_mark else span
        return error(
            "a bracket is opened and never closed", start, "close it, or put quotation marks around the text"
        )
    if "did not find expected key" in said or "did not find expected '-'" in said:
        return _misfit(span)
    if "undefined alias" in said or "expected alphabetic or numeric character" in said:
        start = reader.span(problem.context_mark) if problem.context_mark else span
        sign = reader.source.line(start.line)[start.column - 1 : start.column]
        return error(
            f"'{sign}' begins a text", start, f"put quotation marks around a text that begins with {sign}"
        )
    return error(f"this is not valid YAML: {said}", span)


def _out_of_line(span: Span, above: str) -> Diagnostic:
    """A key where none can stand: the line above it is no key, or has a value and nothing below it."""
    if ":" in above:
        return _misfit(Span(span.source, span.line, _indent(span.source.line(span.line)) + 1))
    return _no_colon(Span(span.source, span.line - 1, _indent(above) + 1))


def _indent(line: str) -> int:
    """Characters before a line's first word, the mark of a list's entry included."""
    return len(line) - len(line.lstrip(" -"))


def _no_colon(span: Span) -> Diagnostic:
    return error("a colon is missing after the key", span, "write it as 'key: value', with a space after ':'")


def _misfit(span: Span) -> Diagnostic:
    return error(
        "this line does not fit the list or the keys above it",
        span,
        "entries that belong together begin in the same column; "
        "a text with quotation marks inside needs others around it",
    )
