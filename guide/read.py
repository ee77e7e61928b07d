"""Files to a guide: the only stage that opens content. Finds every mistake that no layout is needed for."""

from __future__ import annotations

import fnmatch
import os
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guide import markup
from guide.blocks import kinds
from guide.blocks.document import Document
from guide.blocks.figures import Figure, Picture
from guide.blocks.glossary import Glossary
from guide.blocks.notes import Notes
from guide.blocks.printing import Printing
from guide.blocks.sources import Sources
from guide.blocks.timeline import Event
from guide.diagnostics import Diagnostic, Source, Span, did_you_mean, error, in_order, nearest, warning
from guide.model import Block, Guide, Info, Kind, Mapping, Placed, Prose, Sequence, Text, values
from guide.source import csv, front_matter, yaml
from guide.source.files import PICTURE_LIMIT, Unreadable, read_bytes, read_text
from guide.source.validate import validate

_CONTENT = (".yaml", ".yml", ".csv", ".md")
_NOTED = (Document, Figure, Event)
_NOT_CONTENT = frozenset({"readme.md", "license.md", "changelog.md", "contributing.md"})


def read(path: Path) -> tuple[Guide | None, list[Diagnostic]]:
    """The guide at a path, a folder or a single Markdown file, and everything wrong with it.

    The guide is None when an error leaves nothing to build.
    """
    reader = _Reader(path)
    guide = reader.guide()
    if guide:
        reader.found += _check(guide)
    found = in_order(reader.found)
    return (None if any(each.is_error for each in found) else guide), found


class _Reader:
    def __init__(self, path: Path) -> None:
        self.single = path.is_file()
        self.folder = path.parent if self.single else path
        self.path = path
        self.found: list[Diagnostic] = []
        self.packet_places: dict[str, Span] = {}

    def guide(self) -> Guide | None:
        front_name = self.path.name if self.single else "guide.yaml"
        if not self.single and not (self.folder / front_name).exists():
            place = Span(Source(str(self.path / front_name), ""))
            hint = "a guide's folder needs a guide.yaml with a title and an essential_question"
            self.found.append(error("there is no guide.yaml in this folder", place, hint))
            return None
        source = self.text(front_name)
        body: Text | None = None
        if self.single:
            data, body, problems = front_matter.parse(source)
        else:
            data, problems = yaml.parse(source)
        self.found += problems
        if not isinstance(data, Mapping):
            if data is not None:
                self.found.append(error("this file must be 'key: value' lines", Span(source)))
            data = Mapping(Span(source))
        usable = bool(data) or not self.found
        self.packet_places = {str(name): name.span for name in _packet(data) if isinstance(name, Text)}
        inline = Mapping(data.span)
        for key in [key for key in data if key in kinds() and key != "cover"]:
            inline[key] = data.pop(key)
        info = None
        if usable:
            info, problems = validate(Info, data, Span(source))
            self.found += problems
        blocks = [*self.inline_blocks(inline, body), *([] if self.single else self.file_blocks(inline))]
        if info is None:
            return None
        name = self.path.resolve().stem if self.single else self.path.resolve().name
        placed = self.arrange(info, blocks, Span(source))
        return Guide(name, str(self.folder), info, tuple(placed))

    def text(self, name: str) -> Source:
        source, problems = read_text(self.folder, name, str(self.folder / name))
        self.found += problems
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
            yield from self.block(kind, value, key.span)
        if body is not None and body.strip():
            yield from self.block(kinds()["reading"], _with_body(Mapping(body.span), "body", body), body.span)

    def file_blocks(self, inline: Mapping) -> Iterator[Placed]:
        claimed = {"guide.yaml"}
        names = sorted(self.content_files())
        # A pattern such as *.md takes what no kind names in full.
        for kind in sorted(kinds().values(), key=lambda kind: any("*" in each for each in kind.files)):
            for pattern in kind.files:
                for name in names:
                    if name in claimed or not _matches(name, pattern):
                        continue
                    claimed.add(name)
                    if kind.name in inline:
                        place = next(key.span for key in inline if key == kind.name)
                        hint = f"keep it here or in {name}, not in both"
                        self.found.append(error(f"the {kind.name} is given twice", place, hint))
                        continue
                    yield from self.file_block(kind, name)
        known = [each for kind in kinds().values() for each in kind.files if "*" not in each]
        for name in names:
            if name not in claimed:
                place = Span(Source(str(self.folder / name), ""))
                near = nearest(name, known)
                hint = f"did you mean '{near}'?" if near else f"the files of a guide are: {', '.join(known)}"
                self.found.append(warning("this file is not part of the guide", place, hint))

    def content_files(self) -> Iterator[str]:
        for here, folders, files in os.walk(self.folder):
            inside = os.path.relpath(here, self.folder)
            folders[:] = sorted(
                each
                for each in folders
                if inside == "." and each not in ("images", "templates", "build") and not each.startswith(".")
            )
            for name in files:
                if (
                    name.lower().endswith(_CONTENT)
                    and name.lower() not in _NOT_CONTENT
                    and name[0] not in "._~"
                ):
                    yield name if inside == "." else f"{inside}/{name}"

    def file_block(self, kind: Kind, name: str) -> Iterator[Placed]:
        before = len(self.found)
        source = self.text(name)
        start = Span(source)
        data: Any
        if name.endswith(".md"):
            data, body, problems = front_matter.parse(source)
            if kind.body:
                data = _with_body(data, kind.body, body)
        elif name.endswith(".csv"):
            data, problems = csv.parse(source)
            data = _lists(kind, data)
        else:
            data, problems = yaml.parse(source)
        self.found += problems
        if data or len(self.found) == before:
            yield from self.block(kind, data, start)

    def block(self, kind: Kind, data: Any, span: Span) -> Iterator[Placed]:
        if isinstance(data, Sequence) and kind.rows:
            whole = Mapping(data.span)
            whole[Text(kind.rows, data.span)] = data
            data = whole
        block, problems = validate(kind.model, data, span)
        self.found += problems
        if block is not None:
            yield Placed(kind.name, kind.name, block, span)

    def arrange(self, info: Info, blocks: list[Placed], span: Span) -> list[Placed]:
        """The blocks in packet order, each with an id of its own, after the cover."""
        order = list(kinds())
        blocks = [*blocks, *_implied(blocks, span)]
        blocks.sort(
            key=lambda placed: (order.index(placed.kind), placed.span.source.path if placed.span else "")
        )
        named = [Placed("cover", "cover", Block(), span)]
        for placed in blocks:
            same = [each for each in blocks if each.kind == placed.kind]
            id = placed.kind if len(same) == 1 else f"{placed.kind}-{same.index(placed) + 1}"
            named.append(Placed(placed.kind, id, placed.block, placed.span))
        if info.packet is None:
            return named
        return self.chosen(info.packet, named)

    def chosen(self, packet: tuple[str, ...], named: list[Placed]) -> list[Placed]:
        """The blocks that `packet:` names, in its order; teacher's blocks need not be named."""
        out = [each for each in named if kinds()[each.kind].for_teachers and each.kind not in packet]
        for name in packet:
            wanted = [each for each in named if name in (each.id, each.kind, _stem(each))]
            if not wanted:
                known = sorted({each.id for each in named} | {each.kind for each in named})
                hint = did_you_mean(name, known) or f"this guide has: {', '.join(known)}"
                self.found.append(
                    error(
                        f"the packet names '{name}', which this guide does not have",
                        self.packet_places.get(name) or named[0].span,
                        hint,
                    )
                )
            out += [each for each in wanted if each not in out]
        return out


def _implied(blocks: list[Placed], span: Span) -> Iterator[Placed]:
    """Sheets for teachers that follow from others: a lesson has a print list, notes on pages a sheet."""
    given = {placed.kind for placed in blocks}
    if "lesson" in given and "printing" not in given:
        yield Placed("printing", "printing", Printing(), span)
    noted = any(
        getattr(value, "note", None) and type(value) in _NOTED
        for each in blocks
        for value in values(each.block)
    )
    if noted and "notes" not in given:
        yield Placed("notes", "notes", Notes(), span)


def _packet(data: Mapping) -> Sequence:
    packet = next((value for key, value in data.items() if key == "packet"), None)
    return packet if isinstance(packet, Sequence) else Sequence(data.span)


def _check(guide: Guide) -> Iterator[Diagnostic]:
    """What only the whole guide can tell: references of prose, pictures, each block's own checks."""
    references = [each.id for block in guide.of(Sources) for each in block.references]
    known_terms = {
        name.casefold(): name
        for block in guide.of(Glossary)
        for term in block.terms
        for name in (term.term, *term.forms)
    }
    for value in values(guide):
        if isinstance(value, Prose):
            yield from _check_prose(value, references, known_terms)
        elif isinstance(value, Picture):
            yield from _check_picture(guide, value)
    for placed in guide.blocks:
        yield from placed.block.check(guide)


def _check_prose(prose: Prose, references: list[str], known_terms: dict[str, str]) -> Iterator[Diagnostic]:
    def place(offset: int) -> Span | None:
        return prose.span.within(prose.text, offset) if prose.span else None

    for message, offset, hint in markup.mistakes(prose.text):
        yield error(message, place(offset), hint)
    for key, offset in markup.citations(prose.text):
        if key not in references:
            hint = did_you_mean(key, references) or "add it to sources.yaml"
            yield error(f"no source has the id '{key}'", place(offset), hint)
    for term, offset in markup.terms(prose.text):
        if term.casefold() not in known_terms:
            hint = (
                did_you_mean(term, known_terms.values())
                or "add it to glossary.yaml, or write it without [[ ]]"
            )
            yield error(f"the glossary does not have '{term}'", place(offset), hint)


def _check_picture(guide: Guide, picture: Picture) -> Iterator[Diagnostic]:
    place = getattr(picture.file, "span", None) or picture.span
    try:
        data = read_bytes(Path(guide.folder), picture.file, PICTURE_LIMIT)
    except Unreadable as problem:
        pictures = [path.name for path in (Path(guide.folder) / "images").glob("*")]
        near = nearest(Path(picture.file).name, pictures)
        hint = (
            f"did you mean 'images/{near}'?" if near else "put the picture into the guide's folder 'images'"
        )
        yield error(f"the picture '{picture.file}': {problem}", place, hint)
        return
    if not data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")) and data[8:12] != b"WEBP":
        yield error(
            f"'{picture.file}' is not a PNG, JPEG, GIF or WebP picture", place, "save it as PNG or JPEG"
        )


def _matches(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/") and fnmatch.fnmatch(name, pattern)


def _stem(placed: Placed) -> str:
    return Path(placed.span.source.path).stem if placed.span else ""


def _with_body(data: Mapping, field: str, body: Text) -> Mapping:
    whole = Mapping(data.span)
    whole.update(data)
    if body.strip():
        lead = len(body) - len(body.lstrip("\n"))
        whole[Text(field, body.span)] = Text(body[lead:], body.span.moved(lead))
    return whole


def _lists(kind: Kind, rows: Sequence) -> Sequence:
    """Cells of list fields, which a spreadsheet holds as 'one | two', as lists."""
    annotation = kind.model.model_fields[kind.rows or ""].annotation
    row_model = typing.get_args(annotation)[0]
    fields = {
        name for name, info in row_model.model_fields.items() if typing.get_origin(info.annotation) is tuple
    }
    for row in rows:
        for key, cell in list(row.items()):
            if key in fields and isinstance(cell, Text):
                parts = Sequence(cell.span)
                parts.extend(Text(part.strip(), cell.span) for part in cell.split("|"))
                row[key] = parts
    return rows
