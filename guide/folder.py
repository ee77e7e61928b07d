"""The files of a guide's folder by their names: what each is, and what a wrong name was meant to be."""

from __future__ import annotations

import difflib
import fnmatch
import os
import re
import typing
from collections.abc import Iterator
from pathlib import Path

from guide.blocks import kinds
from guide.diagnostics import Diagnostic, Source, Span, error, warning
from guide.model import Kind, Model

_CONTENT = (".yaml", ".yml", ".csv", ".md")
_TEXTS = (".docx", ".doc", ".odt", ".rtf", ".txt", ".pdf", ".pages", ".html", ".htm", ".markdown")
_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers", ".tsv")
_NOT_CONTENT = frozenset({"readme", "license", "licence", "changelog", "contributing"})
_COPY = re.compile(  # what a computer adds to the name of a copy
    r"(?: ?[-_]? ?(?:copy|kopie|copia|copie|копия)(?: ?\(?\d+\)?)?"
    r"| ?\(\d+\)|[ _-]\d+|[ _-](?:old|new|final|v\d+))\Z",
    re.IGNORECASE,
)
_COPY_BEFORE = re.compile(r"(?:copy of|kopie von|copia de|copie de) ", re.IGNORECASE)


def files(folder: Path) -> Iterator[str]:
    """The files that may be content, as names with slashes; those of pictures and templates are left out."""
    for here, folders, names in os.walk(folder):
        inside = os.path.relpath(here, folder)
        folders[:] = sorted(
            each
            for each in folders
            if inside == "." and each not in ("images", "templates", "build") and not each.startswith(".")
        )
        for name in names:
            if Path(name).stem.lower() not in _NOT_CONTENT and name[0] not in "._~":
                yield name if inside == "." else f"{inside}/{name}"


def content_files(folder: Path) -> list[str]:
    return sorted(name for name in files(folder) if name.lower().endswith(_CONTENT))


def matches(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/") and fnmatch.fnmatchcase(name, pattern)


def no_guide(folder: Path) -> Diagnostic:
    """There is no guide.yaml: under another name, in another folder, or not at all."""
    place = Span(Source(str(folder / "guide.yaml"), ""))
    names = sorted(files(folder)) if folder.is_dir() else []
    hint = "a guide's folder needs a guide.yaml with a title and an essential_question"
    near = next(
        (name for name in names if re.fullmatch(r"guide(\.ya?ml)?(\.txt)?", name, re.IGNORECASE)), None
    )
    near = near or next((name for name in names if _nearly(Path(name).name, ["guide.yaml"])), None)
    inner = next((name for name in names if re.fullmatch(r"[^/]+/guide\.yaml", name)), None)
    if near:
        hint = f"give '{near}' the name 'guide.yaml'"
    elif inner:
        hint = f"did you mean the folder '{folder / inner.split('/')[0]}'?"
    elif (folder.absolute().parent / "guide.yaml").is_file():
        hint = f"did you mean the folder above, '{folder.absolute().parent}'?"
    return error("there is no guide.yaml in this folder", place, hint)


def unclaimed(folder: Path, names: list[str], claimed: set[str]) -> Iterator[Diagnostic]:
    """Content files of which no kind takes notice. All of a guide within the guide are told of as one."""
    given = set(names)
    for name in (each for each in names if each not in claimed):
        front = f"{name.partition('/')[0]}/guide.yaml"
        if name == front:
            hint = "move its folder out of this one, or delete it if it is a copy"
            yield warning("a guide within a guide is not read", Span(Source(str(folder / name), "")), hint)
        elif front not in given:
            yield _unclaimed(folder, name)


def _unclaimed(folder: Path, name: str) -> Diagnostic:
    """The name of the file is probably a slip."""
    known = [each for kind in kinds().values() for each in kind.files if each != "*.md"]
    path = Path(name)
    bare = _COPY_BEFORE.sub("", _COPY.sub("", path.stem))
    near = _near_file(name, known)
    hint = f"did you mean '{near}'?" if near else f"the files of a guide are: {', '.join(known)}"
    if bare != path.stem and (original := _near_file(f"{bare}{path.suffix}", known)):
        hint = f"it looks like a copy of '{original}': delete it, or move it to another folder"
    return warning("this file is not part of the guide", Span(Source(str(folder / name), "")), hint)


def copies(folder: Path, names: list[str]) -> Iterator[Diagnostic]:
    """Markdown files that look like copies of others: each is a sheet or a document of its own."""
    given = set(names)
    for name in (each for each in names if each.endswith(".md")):
        path = Path(name)
        added = _COPY.search(path.stem)
        bare = path.stem if added and re.fullmatch(r"[ _-]\d+", added[0]) else _COPY.sub("", path.stem)
        original = path.with_name(f"{_COPY_BEFORE.sub('', bare)}.md").as_posix()
        if original != name and original in given:
            hint = "delete it, or move it to another folder, if it is not to be printed"
            place = Span(Source(str(folder / name), ""))
            yield warning(f"this file looks like a copy of '{original}', and each is a sheet", place, hint)


def not_read(folder: Path) -> Iterator[Diagnostic]:
    """Files that a teacher may take for content: what a word processor or a spreadsheet saves."""
    for name in sorted(files(folder)):
        if os.path.dirname(name).lower() not in ("", "documents"):
            continue
        ending = Path(name).suffix.lower()
        what = "text" if ending in _TEXTS else "list" if ending in _SPREADSHEETS else ""
        hint = f"save the {what} as {'.md' if what == 'text' else '.csv'}, or move it to another folder"
        if ending == ".txt" and Path(name).stem.lower().endswith(_CONTENT):
            hint = f"take away its second ending, so that its name is '{Path(name).stem}'"
        if what:
            place = Span(Source(str(folder / name), ""))
            yield warning(f"this file is not read: {ending} is no kind of content", place, hint)


def what_goes_in(kind: Kind) -> str:
    """A hint for an empty file: what a file of this kind cannot do without."""
    if kind.rows:
        each = _named(required(row_model(kind)))
        what = f"its {kind.rows} here" + (f", each with {each}" if each else "")
    elif needed := _named(required(kind.model)):
        what = f"{needed} between two lines of ---, and its text below" if kind.body else f"{needed} here"
    else:
        what = "its text here" if kind.body else "a 'title' here"
    return f"write {what}, or delete the file"


def required(model: type[Model]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items() if info.is_required()]


def row_model(kind: Kind) -> type[Model]:
    annotation = kind.model.model_fields[kind.rows or ""].annotation
    model: type[Model] = typing.get_args(annotation)[0]
    return model


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


def _named(fields: list[str]) -> str:
    return " and ".join(f"'{field}'" for field in fields)
