"""Files to a guide: the only stage that opens content. Finds every mistake that no layout is needed for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guide import folder, language, limits, markup, pictures
from guide.block_file import block_of, given, with_body
from guide.blocks import kinds
from guide.blocks.assessment import Assessment
from guide.blocks.document import Document
from guide.blocks.figures import Figure
from guide.blocks.notes import Notes
from guide.blocks.printing import Printing
from guide.blocks.questions import Question
from guide.blocks.quiz import Item
from guide.blocks.timeline import Event
from guide.diagnostics import Diagnostic, Source, Span, did_you_mean, error, in_order
from guide.glyphs import unprintable
from guide.model import (
    Absence,
    Block,
    Guide,
    Info,
    Kind,
    Mapping,
    Model,
    Passage,
    Placed,
    Prose,
    Sequence,
    Text,
    values,
    values_of,
)
from guide.references import References
from guide.source import front_matter, yaml
from guide.source.explain import MISSING
from guide.source.files import name_of, read_text
from guide.source.validate import validate
from guide.steps import at

_SECONDS = 6.0  # of work, for content of any size
_NOTED = (Document, Figure, Event)


def read(path: Path) -> tuple[Guide | None, list[Diagnostic]]:
    """The guide at a path, a folder or a single Markdown file, and everything wrong with it.

    The guide is None when an error leaves nothing to build.
    """
    at("reading", _SECONDS)
    reader = _Reader(path)
    guide = reader.guide()
    if guide:
        reader.found += _check(guide, reader.left_out)
    found = in_order(_one_a_cause(reader.found, reader.slips))
    return (None if any(each.is_error for each in found) else guide), found


class _Reader:
    def __init__(self, path: Path) -> None:
        self.single = path.is_file()
        self.folder = path.parent if self.single else path
        self.path = path
        self.found: list[Diagnostic] = []
        self.slips: list[Diagnostic] = []  # what is wrong with the form of a line, whatever it says
        self.broken: set[str] = set()  # kinds and file names of blocks that are given but cannot be used
        self.left_out: list[Placed] = []

    def guide(self) -> Guide | None:
        front_name = self.path.name if self.single else "guide.yaml"
        if not self.single and not (self.folder / front_name).exists():
            self.found.append(folder.no_guide(self.folder))
            return None
        source = self.text(front_name)
        body: Text | None = None
        if self.single:
            data, body, problems = front_matter.parse(source)
        else:
            data, problems = yaml.parse(source)
        self.add_slips(problems)
        if not self.found and not data and not body:
            hint = "write a title and an essential_question here"
            self.found.append(error("this file is empty", Span(source), hint))
        if not isinstance(data, Mapping):
            if data:
                self.found.append(error("this file must be made of fields", Span(source), _as_fields(data)))
            data = Mapping(Span(source))
        usable = bool(data) or not self.found
        inline = Mapping(data.span)
        for key in [key for key in data if key in kinds() and kinds()[key].files]:
            inline[key] = data.pop(key)
        info = None
        if usable:
            info, problems = validate(Info, data, Span(source))
            self.found += problems
        blocks = [*self.inline_blocks(inline, body), *([] if self.single else self.file_blocks(inline))]
        self.found += () if self.single else folder.not_read(self.folder)
        if info is None:
            return None
        name = name_of(self.path)
        placed = self.arrange(info, blocks, Span(source))
        absent = {each.kind: Absence.LEFT_OUT for each in self.left_out}
        absent |= {each.id: Absence.LEFT_OUT for each in self.left_out}
        absent |= dict.fromkeys(self.broken, Absence.BROKEN)
        return Guide(name, str(self.folder), info, tuple(placed), absent)

    def add_slips(self, problems: list[Diagnostic]) -> None:
        self.found += problems
        self.slips += problems

    def text(self, name: str) -> Source:
        source, problems = read_text(self.folder, name, str(self.folder / name))
        self.found += problems
        self.found += unprintable(source)
        return source

    def inline_blocks(self, inline: Mapping, body: Text | None) -> Iterator[Placed]:
        """Blocks given in the guide's first file itself, below a key of their kind's name."""
        for key, value in inline.items():
            kind = kinds()[key]
            if kind.body and not isinstance(value, Mapping):
                self.found.append(
                    error(f"'{key}' cannot be given here", key.span, "write it in a file of its own")
                )
                continue
            yield from self.inline_block(kind, value, key.span)
        if body is not None and body.strip():
            data = with_body(Mapping(body.span), "body", body)
            yield from self.inline_block(kinds()["reading"], data, body.span)

    def file_blocks(self, inline: Mapping) -> Iterator[Placed]:
        claimed = {"guide.yaml"}
        names = folder.content_files(self.folder)
        # A pattern such as *.md takes what no kind names in full.
        for kind in sorted(kinds().values(), key=lambda kind: any("*" in each for each in kind.files)):
            single = {each for each in kind.files if "*" not in each}
            given = [name for name in names if name in single]
            for pattern in kind.files:
                for name in names:
                    if name in claimed or not folder.matches(name, pattern):
                        continue
                    claimed.add(name)
                    if name in single and (twice := self.given_twice(kind, name, given, inline)):
                        self.found.append(twice)
                        continue
                    yield from self.file_block(kind, name)
        self.found += folder.copies(self.folder, names)
        self.found += folder.unclaimed(self.folder, names, claimed)

    def given_twice(self, kind: Kind, name: str, given: list[str], inline: Mapping) -> Diagnostic | None:
        """A sheet of which there can be one only, in guide.yaml and in a file, or in two files."""
        if kind.name in inline:
            place = next(key.span for key in inline if key == kind.name)
            hint = f"keep it here or in {name}, not in both"
            return error(f"the {kind.name} is given twice", place, hint)
        if name != given[0]:
            place = Span(Source(str(self.folder / name), ""))
            hint = f"keep one of {given[0]} and {name}, and delete the other"
            return error(f"the {kind.name} is given twice", place, hint)
        return None

    def file_block(self, kind: Kind, name: str) -> Iterator[Placed]:
        before = len(self.found)
        source = self.text(name)
        of_file = given(kind, name, source, is_readable=len(self.found) == before)
        self.found += of_file.found
        self.slips += of_file.slips
        if of_file.block:
            yield of_file.block
        else:
            self.broken |= {kind.name, Path(name).stem}

    def inline_block(self, kind: Kind, data: Any, span: Span) -> Iterator[Placed]:
        block, problems = block_of(kind, data, span)
        self.found += problems
        if block:
            yield block
        else:
            self.broken.add(kind.name)

    def arrange(self, info: Info, blocks: list[Placed], span: Span) -> list[Placed]:
        """The blocks in packet order, each with an id of its own, after the cover."""
        order = list(kinds())
        blocks = [*blocks, *_implied(blocks, span)]
        blocks.sort(key=lambda placed: (order.index(placed.kind), _in_folders(placed)))
        named = [Placed("cover", "cover", Block(), span)]
        for placed in blocks:
            same = [each for each in blocks if each.kind == placed.kind]
            id = placed.kind if len(same) == 1 else f"{placed.kind}-{same.index(placed) + 1}"
            named.append(Placed(placed.kind, id, placed.block, placed.span))
        if info.packet is None:
            return named
        return self.chosen(info, named)

    def chosen(self, info: Info, named: list[Placed]) -> list[Placed]:
        """The blocks that `packet:` names, in its order; teacher's blocks need not be named."""
        packet = info.packet or ()
        out = [each for each in named if kinds()[each.kind].for_teachers and each.kind not in packet]
        for number, name in enumerate(packet):
            wanted = [each for each in named if name in (each.id, each.kind, _stem(each))]
            place = info.place("packet", number)
            if not wanted and not self.broken & {name, re.sub(r"-\d+\Z", "", name)}:
                known = sorted(
                    {name for each in named for name in (each.id, each.kind, _stem(each))} - {"", "guide"}
                )
                same = [each for each in known if each == Path(name).stem]
                hint = did_you_mean(same[0] if same else name, known) or f"this guide has: {', '.join(known)}"
                message = f"the packet names '{name}', which this guide does not have"
                self.found.append(error(message, place, hint))
            elif wanted and all(each in out for each in wanted):
                message = f"the packet has '{name}' already"
                self.found.append(error(message, place, "take it away: a sheet stands in a packet once"))
            out += [each for each in wanted if each not in out]
        self.left_out = [each for each in named if each not in out and each.kind != "cover"]
        if not packet:
            hint = "name its sheets, or delete the line to print them all"
            self.found.append(error("the packet is empty", info.place("packet"), hint))
        return out


def _in_folders(placed: Placed) -> list[Any]:
    """The file's place among others as folders show them: 2 before 10."""
    path = placed.span.source.path if placed.span else ""
    return [int(part) if at % 2 else part for at, part in enumerate(re.split(r"(\d{1,9})", path))]


def _implied(blocks: list[Placed], span: Span) -> Iterator[Placed]:
    """Sheets for teachers that follow from others: a lesson has a print list, and what students' pages
    have no room for, notes and look-fors, has a sheet."""
    given = {placed.kind for placed in blocks}
    everything = [value for placed in blocks for value in values_of(placed.block)]
    if "lesson" in given and "printing" not in given:
        yield Placed("printing", "printing", Printing(), span)
    if "notes" not in given and any(isinstance(value, _NOTED) and value.note for value in everything):
        yield Placed("notes", "notes", Notes(), span)
    marked = any(
        (isinstance(value, Question) and value.look_fors) or (isinstance(value, Item) and value.why)
        for value in everything
    )
    if marked and "assessment" not in given:
        yield Placed("assessment", "assessment", Assessment(), span)


def _check(guide: Guide, left_out: list[Placed]) -> Iterator[Diagnostic]:
    """What only the whole guide can tell: references of prose, pictures, each block's own checks.

    Nothing else looks at prose that passes the limits.
    """
    yield from language.check(guide)
    excesses = list(_excesses(guide))
    if excesses:
        yield from excesses
        return
    references = References(guide, left_out)
    for value in values(guide):
        if isinstance(value, Prose):
            yield from references.check(value)
            yield from _check_figures(value, guide.folder)
        if isinstance(value, Model):
            yield from references.check_plain(value)
    yield from references.check_packet()
    for placed in guide.blocks:
        yield from placed.block.check(guide)


def _excesses(guide: Guide) -> Iterator[Diagnostic]:
    for value in values(guide):
        if isinstance(value, Prose):
            for message, offset, hint in limits.excesses(value.text):
                yield error(message, value.place(offset), hint)


def _one_a_cause(found: list[Diagnostic], slips: list[Diagnostic]) -> Iterator[Diagnostic]:
    """What is found without what only follows from a slip in the same line."""
    lines = {(each.span.source.path, each.span.line) for each in slips if each.span and each.is_error}
    first = {id(each) for each in slips}
    for each in found:
        if (
            id(each) in first
            or not each.span
            or each.message.endswith(MISSING)
            or (each.span.source.path, each.span.line) not in lines
        ):
            yield each


def _check_figures(prose: Prose, folder: str) -> Iterator[Diagnostic]:
    for figure in markup.figures(prose.text):
        place = prose.place(figure.at)
        if figure.mistake:
            message, hint = figure.mistake
            yield error(message, place, hint)
        elif not isinstance(prose, Passage):
            hint = "it can stand in the text of a Markdown file, in a question and in a document's 'picture'"
            yield error("a picture cannot stand here", place, hint)
        else:
            yield from pictures.check_words(figure.file, figure.alt, place)
            yield from pictures.check_file(folder, figure.file, prose.place(figure.file_at), "column")


def _as_fields(data: Any) -> str:
    """How fields are written, where a list or a text stands."""
    if isinstance(data, Sequence) and all(isinstance(each, Mapping) for each in data):
        return "take away the hyphens before the fields"
    return "write each in a line of its own: its name, a colon, a space and a text, such as 'title: …'"


def _stem(placed: Placed) -> str:
    return Path(placed.span.source.path).stem if placed.span else ""
