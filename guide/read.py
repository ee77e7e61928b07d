"""Files to a guide: the only stage that opens content. Finds every mistake that no layout is needed for."""

from __future__ import annotations

import difflib
import fnmatch
import os
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guide import limits, markup, pictures, pitfalls
from guide.blocks import kinds
from guide.blocks.assessment import Assessment
from guide.blocks.document import Document
from guide.blocks.figures import Figure
from guide.blocks.glossary import Glossary
from guide.blocks.notes import Notes
from guide.blocks.printing import Printing
from guide.blocks.questions import Question
from guide.blocks.quiz import Item
from guide.blocks.sources import Sources
from guide.blocks.timeline import Event
from guide.diagnostics import Diagnostic, Source, Span, did_you_mean, error, in_order, nearest, warning
from guide.model import (
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
)
from guide.source import csv, front_matter, yaml
from guide.source.files import read_text
from guide.source.validate import validate
from guide.steps import at
from guide.strings import languages, strings

_SECONDS = 10.0  # of work, for content of any size
_CONTENT = (".yaml", ".yml", ".csv", ".md")
_TEXTS = (".docx", ".doc", ".odt", ".rtf", ".txt", ".pdf", ".pages")
_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers")
_NOTED = (Document, Figure, Event)
_NOT_CONTENT = frozenset({"readme", "license", "licence", "changelog", "contributing"})


def read(path: Path) -> tuple[Guide | None, list[Diagnostic]]:
    """The guide at a path, a folder or a single Markdown file, and everything wrong with it.

    The guide is None when an error leaves nothing to build.
    """
    at("reading", _SECONDS)
    reader = _Reader(path)
    guide = reader.guide()
    if guide:
        reader.found += _check(guide, reader.broken)
    found = in_order(reader.found)
    return (None if any(each.is_error for each in found) else guide), found


class _Reader:
    def __init__(self, path: Path) -> None:
        self.single = path.is_file()
        self.folder = path.parent if self.single else path
        self.path = path
        self.found: list[Diagnostic] = []
        self.packet_places: dict[str, Span] = {}
        self.broken: set[str] = set()  # kinds and file names of blocks that are given but cannot be used

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
        if not self.found and not data and not body:
            hint = "write a title and an essential_question here"
            self.found.append(error("this file is empty", Span(source), hint))
        if not isinstance(data, Mapping):
            if data:
                self.found.append(error("this file must be 'key: value' lines", Span(source)))
            data = Mapping(Span(source))
        usable = bool(data) or not self.found
        self.packet_places = {str(name): name.span for name in _packet(data) if isinstance(name, Text)}
        language = data.get(Text("language", data.span))
        inline = Mapping(data.span)
        for key in [key for key in data if key in kinds() and kinds()[key].files]:
            inline[key] = data.pop(key)
        info = None
        if usable:
            info, problems = validate(Info, data, Span(source))
            self.found += problems
            self.found += _check_language(language) if isinstance(language, Text) else ()
        blocks = [*self.inline_blocks(inline, body), *([] if self.single else self.file_blocks(inline))]
        self.found += () if self.single else self.not_read()
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
                    placed = list(self.file_block(kind, name))
                    if not placed:
                        self.broken |= {kind.name, Path(name).stem}
                    yield from placed
        for name in names:
            if name not in claimed:
                self.unclaimed(name)

    def unclaimed(self, name: str) -> None:
        """A content file of which no kind takes notice: its name is probably a slip."""
        known = [each for kind in kinds().values() for each in kind.files if each != "*.md"]
        near = _near_file(name, known)
        hint = f"did you mean '{near}'?" if near else f"the files of a guide are: {', '.join(known)}"
        place = Span(Source(str(self.folder / name), ""))
        self.found.append(warning("this file is not part of the guide", place, hint))

    def not_read(self) -> Iterator[Diagnostic]:
        """Files that a teacher may take for content: what a word processor or a spreadsheet saves."""
        for name in sorted(self.files()):
            if os.path.dirname(name) not in ("", "documents"):
                continue
            ending = Path(name).suffix.lower()
            what = "text" if ending in _TEXTS else "list" if ending in _SPREADSHEETS else ""
            if what:
                place = Span(Source(str(self.folder / name), ""))
                hint = (
                    f"save the {what} as {'.md' if what == 'text' else '.csv'}, or move it to another folder"
                )
                yield warning(f"this file is not read: {ending} is no kind of content", place, hint)

    def content_files(self) -> Iterator[str]:
        return (name for name in self.files() if name.lower().endswith(_CONTENT))

    def files(self) -> Iterator[str]:
        for here, folders, files in os.walk(self.folder):
            inside = os.path.relpath(here, self.folder)
            folders[:] = sorted(
                each
                for each in folders
                if inside == "." and each not in ("images", "templates", "build") and not each.startswith(".")
            )
            for name in files:
                if Path(name).stem.lower() not in _NOT_CONTENT and name[0] not in "._~":
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
        if len(self.found) > before and not data:
            return
        if data is None or (not data and not source.text.strip("-\n ")):
            self.found.append(error("this file is empty", start, _what_goes_in(kind)))
            return
        yield from self.block(kind, data, start)

    def block(self, kind: Kind, data: Any, span: Span) -> Iterator[Placed]:
        if isinstance(data, Sequence) and kind.rows:
            whole = Mapping(data.span)
            whole[Text(kind.rows, data.span)] = data
            data = whole
        block, problems = validate(kind.model, data, span)
        self.found += problems
        if block is None:
            self.broken.add(kind.name)
        else:
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
            if not wanted and not self.broken & {name, re.sub(r"-\d+\Z", "", name)}:
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
    """Sheets for teachers that follow from others: a lesson has a print list, and what students' pages
    have no room for, notes and look-fors, has a sheet."""
    given = {placed.kind for placed in blocks}
    everything = [value for placed in blocks for value in values(placed.block)]
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


def _packet(data: Mapping) -> Sequence:
    packet = next((value for key, value in data.items() if key == "packet"), None)
    return packet if isinstance(packet, Sequence) else Sequence(data.span)


def _check_language(language: Text) -> Iterator[Diagnostic]:
    """A language that the program has no words in."""
    from babel import Locale, localedata

    known = languages()
    base = re.split("[-_]", language)[0].lower()
    if base in known:
        return
    english = Locale.parse("en").languages
    what = "the program's own words will be English"
    hint = f"the program has words in: {', '.join(f'{each} ({english[each]})' for each in known)}"
    if base in english and localedata.exists(base):
        yield warning(f"there are no words in '{language}' ({english[base]}): {what}", language.span, hint)
        return
    codes = {name.casefold(): code for code, name in english.items() if localedata.exists(code)}
    codes |= {strings(each)["name"].casefold(): each for each in known}
    likely = codes.get(language.casefold())
    if not likely and (near := nearest(language, [*known, *(english[each] for each in known)])):
        likely = codes.get(near.casefold(), near)
    hint = f"did you mean '{likely}'? {hint}" if likely else hint
    yield warning(f"there is no language '{language}': {what}", language.span, hint)


def _check(guide: Guide, broken: set[str]) -> Iterator[Diagnostic]:
    """What only the whole guide can tell: references of prose, pictures, each block's own checks.

    What a text refers to is not looked up in a block that is itself `broken`: that is said already.
    Nothing else looks at prose that passes the limits.
    """
    excesses = list(_excesses(guide))
    if excesses:
        yield from excesses
        return
    references = [each.id for block in guide.of(Sources) for each in block.references]
    known_terms = {
        name.casefold(): name
        for block in guide.of(Glossary)
        for term in block.terms
        for name in (term.term, *term.forms)
    }
    for value in values(guide):
        if isinstance(value, Prose):
            yield from _check_prose(
                value,
                None if "sources" in broken else references,
                None if "glossary" in broken else known_terms,
            )
            yield from _check_figures(value, guide.folder)
    for placed in guide.blocks:
        yield from placed.block.check(guide)


def _excesses(guide: Guide) -> Iterator[Diagnostic]:
    for value in values(guide):
        if isinstance(value, Prose):
            for message, offset, hint in limits.excesses(value.text):
                yield error(message, value.place(offset), hint)


def _check_prose(
    prose: Prose, references: list[str] | None, known_terms: dict[str, str] | None
) -> Iterator[Diagnostic]:
    for message, offset, hint in markup.mistakes(prose.text):
        yield error(message, prose.place(offset), hint)
    for message, offset, hint in pitfalls.pitfalls(prose.text):
        yield warning(message, prose.place(offset), hint)
    for key, offset in markup.citations(prose.text):
        if references is not None and key not in references:
            hint = did_you_mean(key, references) or "add it to sources.yaml"
            yield error(f"no source has the id '{key}'", prose.place(offset), hint)
    for term, offset in markup.terms(prose.text):
        if known_terms is not None and term.casefold() not in known_terms:
            hint = (
                did_you_mean(term, known_terms.values())
                or "add it to glossary.yaml, or write it without [[ ]]"
            )
            yield error(f"the glossary does not have '{term}'", prose.place(offset), hint)


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


def _matches(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/") and fnmatch.fnmatch(name, pattern)


def _near_file(name: str, known: list[str]) -> str | None:
    """The file that a name is a slip for; only a really near one, since people are no timeline."""
    folder, _, file = name.rpartition("/")
    if folder:
        return f"documents/{file}" if _nearly(folder, ["documents"]) and file.endswith(".md") else None
    stem = _nearly(Path(name).stem, [Path(each).stem for each in known])
    same = [each for each in known if Path(each).stem == stem]
    return next((each for each in same if Path(each).suffix == Path(name).suffix), same[0] if same else None)


def _nearly(word: str, known: list[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.75)), None)


def _what_goes_in(kind: Kind) -> str:
    """A hint for an empty file: what a file of this kind cannot do without."""
    if kind.rows:
        each = _named(_required(_row_model(kind)))
        what = f"its {kind.rows} here" + (f", each with {each}" if each else "")
    elif needed := _named(_required(kind.model)):
        what = f"{needed} between two lines of ---, and its text below" if kind.body else f"{needed} here"
    else:
        what = "its text here" if kind.body else "a 'title' here"
    return f"write {what}, or delete the file"


def _named(fields: list[str]) -> str:
    return " and ".join(f"'{field}'" for field in fields)


def _required(model: type[Model]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items() if info.is_required()]


def _row_model(kind: Kind) -> type[Model]:
    annotation = kind.model.model_fields[kind.rows or ""].annotation
    model: type[Model] = typing.get_args(annotation)[0]
    return model


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
    fields = {
        name
        for name, info in _row_model(kind).model_fields.items()
        if typing.get_origin(info.annotation) is tuple
    }
    for row in rows:
        for key, cell in list(row.items()):
            if key in fields and isinstance(cell, Text):
                parts = Sequence(cell.span)
                parts.extend(Text(part.strip(), cell.span) for part in cell.split("|"))
                row[key] = parts
    return rows
