"""YAML with a place for every value. Scalars stay text: `title: 1984` and `no` survive."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from typing import Any

import yaml as pyyaml
from yaml.reader import ReaderError

from guide.diagnostics import Diagnostic, Source, Span, error, in_order, warning
from guide.model import Mapping, Sequence, Text
from guide.source.beginnings import entries_lost, entry, joined
from guide.source.lines import QUOTE, Slip, Stop, quoted
from guide.source.slips import glued, slip

DEPTH_LIMIT = 40
NODE_LIMIT = 200_000
_MOST_SLIPS, _MOST = 40, 1000  # lines that are mended in a file, and what is told of it
_MENDABLE = 200_000  # characters; a larger file is not parsed again after each slip
_TAGS = (None, "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")
_PLAIN_WORD = "begin the line with the name, without brackets or a question mark"
_TOO_MUCH = "the lists in this file are too deep or too many"

try:
    _Loader: Any = pyyaml.CBaseLoader
except AttributeError:  # PyYAML built without libyaml
    _Loader = pyyaml.BaseLoader


def parse(source: Source, first_line: int = 1, text: str | None = None) -> tuple[Any, list[Diagnostic]]:
    """The YAML value of a source, or of `text`, a part of it that begins at `first_line`.

    An empty value reads as None, and so does what cannot be parsed. Where a line has a slip, the rest is
    read as if it were mended, so that all mistakes of a file are found at once.
    """
    lines = (source.text if text is None else text).split("\n")
    reader = _Reader(source, first_line - 1, lines)
    found: list[Diagnostic] = []
    while True:
        try:
            whole = "\n".join(reader.lines)
            problem = _in_one(node := _composed(whole), reader.lines) or reader.entry_lost(whole)
        except _TooDeep as deep:
            return None, [*found, error(_TOO_MUCH, reader.span(deep.mark))]
        except pyyaml.MarkedYAMLError as stopped:
            problem = slip(reader.stop(stopped), reader.lines)
        except ReaderError as wrong:
            char = chr(wrong.character)
            place = reader.at(max("\n".join(reader.lines).find(char), 0))
            message = f"an invisible character (U+{wrong.character:04X}) stands here"
            return None, [*found, error(message, place, "delete it, or type the text again")]
        except (pyyaml.YAMLError, ValueError):
            hint = "save it again as plain text, or begin it anew"
            return None, [*found, error("this file cannot be read", Span(source, first_line), hint)]
        if problem is None:
            break
        near = {problem.line - 1, problem.line, problem.line + 1, *problem.mended}
        told = reader.mended.keys()
        if problem.line not in told and (problem.certain or not near & told):  # else it follows from those
            found.append(error(problem.message, reader.place(problem.line, problem.column), problem.hint))
        elif not problem.mended.keys() - reader.mended.keys():
            return None, found
        if not problem.mended or len(reader.mended) >= _MOST_SLIPS or len(source.text) > _MENDABLE:
            return None, found
        reader.mend(problem.mended)
    value = None if node is None else reader.value(node, 0)
    return value, in_order([*found, *reader.diagnostics[:_MOST]])


class _TooDeep(Exception):
    def __init__(self, mark: Any) -> None:
        self.mark = mark


def _composed(text: str) -> Any:
    if deep := _too_deep(text):
        raise _TooDeep(deep)
    return pyyaml.compose(text, Loader=_Loader)


def _in_one(node: Any, lines: list[str]) -> Slip | None:
    """Why a whole file is one text, if its lines were meant as fields."""
    return glued(lines) if isinstance(node, pyyaml.ScalarNode) and not node.style else None


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


def _moved_back(column: int, parsed: str, written: str) -> int:
    """The column in a line as written of one in the line as parsed."""
    if len(parsed) < 500:
        matcher = difflib.SequenceMatcher(None, parsed, written, autojunk=False)
        for block in reversed(matcher.get_matching_blocks()):
            if block.a < column:
                return block.b + min(column - block.a, block.size + 1)
    return min(column, len(written) + 1)


class _Reader:
    """Nodes to values that know their places. `mended` holds each line as it was before it was mended."""

    def __init__(self, source: Source, lines_before: int, lines: list[str]) -> None:
        self.source = source
        self.lines_before = lines_before
        self.lines = lines
        self.mended: dict[int, str] = {}
        self.diagnostics: list[Diagnostic] = []
        self.nodes = 0
        self._find_ends()

    def mend(self, lines: dict[int, str]) -> None:
        self.lines = list(self.lines)
        for number, line in lines.items():
            self.mended.setdefault(number, self.lines[number - 1])
            self.lines[number - 1] = line
        self._find_ends()

    def _find_ends(self) -> None:
        self.ends, at = [], -1
        for line in self.lines:
            at += len(line) + 1
            self.ends.append(at)

    def span(self, mark: Any) -> Span:
        return self.at(mark.index)

    def at(self, index: int) -> Span:
        """The place of a character of the text as parsed."""
        return self.place(*self.line_and_column(index))

    def line_and_column(self, index: int) -> tuple[int, int]:
        """From 1. YAML breaks lines where an editor does not, at U+2028."""
        index = min(index, self.ends[-1])
        line = bisect_left(self.ends, index)
        return line + 1, index - (self.ends[line - 1] + 1 if line else 0) + 1

    def place(self, line: int, column: int) -> Span:
        """The place in the file of one in the text as parsed, some lines of which are mended."""
        written = self.mended.get(line)
        if written is not None:
            column = _moved_back(column, self.lines[line - 1], written)
        return Span(self.source, line + self.lines_before, column)

    def stop(self, problem: pyyaml.MarkedYAMLError) -> Stop:
        mark = problem.problem_mark or problem.context_mark
        begun = problem.context_mark or mark
        line, column = self.line_and_column(mark.index if mark else 0)
        said = f"{problem.context or ''} {problem.problem or ''}"
        return Stop(said, line, column, self.line_and_column(begun.index if begun else 0))

    def entry_lost(self, text: str) -> Slip | None:
        """An entry of a list that was read as a text, since it begins with another sign."""
        events: Any = pyyaml.parse(text, Loader=_Loader) if entries_lost(text) else ()
        for event in events:
            is_plain = isinstance(event, pyyaml.ScalarEvent) and not event.style
            if is_plain and (found := entry(*self.line_and_column(event.start_mark.index), self.lines)):
                return found
        return None

    def value(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > DEPTH_LIMIT or self.nodes == NODE_LIMIT:
            self.diagnostics.append(error(_TOO_MUCH, self.span(node.start_mark)))
            self.nodes = NODE_LIMIT + 1
        if self.nodes > NODE_LIMIT:  # said once, nothing more is read
            return None
        if node.tag not in _TAGS:
            self.special(node)
        if isinstance(node, pyyaml.ScalarNode):
            return self.scalar(node)
        if isinstance(node, pyyaml.SequenceNode):
            items = Sequence(self.span(node.start_mark))
            items.extend(self.value(child, depth + 1) for child in node.value)
            return items
        return self.mapping(node, depth)

    def scalar(self, node: Any) -> Text | None:
        span = self.span(node.start_mark)
        if node.style in ("|", ">"):
            span = self.block_start(node)
        elif node.style in ("'", '"'):
            span = self.at(node.start_mark.index + 1)
        elif cut := self.cut_off(node, span):
            return cut
        elif node.value in ("", "~", "null"):
            return None
        return Text(node.value, span)

    def special(self, node: Any) -> None:
        """A sign with a meaning of its own, which none of our files has a use for."""
        line, column = self.line_and_column(node.start_mark.index)
        text = self.lines[line - 1][column - 1 :].rstrip()
        self.cannot_begin(text, self.place(line, column))

    def cannot_begin(self, text: str, place: Span) -> None:
        message = f"a text cannot begin with {text[:1]} here"
        self.diagnostics.append(error(message, place, f"{QUOTE}, as in {quoted(text)}"))

    def cut_off(self, node: Any, span: Span) -> Text | None:
        """Tells of what is cut off a plain text; gives that where nothing else is left of it."""
        (line, column), (first, _) = map(self.line_and_column, (node.end_mark.index, node.start_mark.index))
        rest = self.lines[line - 1][column - 1 :]
        if not node.value and (sign := re.match(r"\s*(#\w.*)", rest)):
            place = self.place(line, column + sign.start(1))
            self.cannot_begin(sign[1], place)
            return Text(sign[1], place)
        if node.value and (sign := re.match(r"\s+#\w", rest)):
            hint = f"{QUOTE}, or put a space behind # if it is a note to yourself"
            place = self.place(line, column + sign.end() - 2)
            self.diagnostics.append(warning("what stands behind # is not printed", place, hint))
        for at, start in joined(self.lines[first - 1 : line]):
            message = "this line goes on with the text above: it is no entry of its own"
            hint = "begin it in the column of the hyphen above"
            self.diagnostics.append(warning(message, self.place(first + at, start), hint))
        return None

    def block_start(self, node: Any) -> Span:
        """Where the first character of a block scalar stands, below its `|`; of an empty one, its `|`."""
        sign, end = self.span(node.start_mark), self.span(node.end_mark)
        if not node.value.strip():
            return sign
        line, last = sign.line + 1, end.line
        content = self.source.line(line)
        while not content.strip() and line < last:
            line += 1
            content = self.source.line(line)
        return Span(self.source, line, len(content) - len(content.lstrip()) + 1)

    def mapping(self, node: Any, depth: int) -> Mapping:
        out = Mapping(self.span(node.start_mark))
        again = False  # whether the first field has come again: what follows is another entry's
        for key_node, value_node in node.value:
            if not isinstance(key_node, pyyaml.ScalarNode):
                self.diagnostics.append(
                    error("a field's name must be a plain word", self.span(key_node.start_mark), _PLAIN_WORD)
                )
                continue
            key = Text(key_node.value, self.span(key_node.start_mark))
            if key in out:
                first = next(known for known in out if known == key)
                is_mended = key.span.line - self.lines_before in self.mended
                if not again and not is_mended:
                    hint = (
                        f"the first one is on line {first.span.line}; keep one of them, "
                        "or begin each with a hyphen if these are entries of a list"
                    )
                    self.diagnostics.append(error(f"'{key}' is given twice", key.span, hint))
                again = again or is_mended or first is next(iter(out))
                continue
            out[key] = self.value(value_node, depth + 1)
        return out
