"""A guide's files as a value, which travels to another computer and becomes a folder there.

What is said of the copy must be what would be said of the guide itself. So whatever is no plain file
travels too, as what it is and without content: a link leads nowhere, a file that is too large is as large.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from guide.deliver import Result
from guide.diagnostics import Diagnostic, Source, Span, error
from guide.source.files import PICTURE_LIMIT, Unreadable, read_bytes

MIB = 1024 * 1024
MOST = 100 * MIB  # bytes of all files of a guide
MANY = 5_000  # files and folders


class What(StrEnum):
    FILE = "file"
    LARGE = "file that is too large to be read"
    UNREADABLE = "file that may not be read"
    FOLDER = "folder"
    LINK = "link to something"
    LINK_TO_FOLDER = "link to a folder"
    BROKEN_LINK = "link to nothing"
    OTHER = "pipe or device"


@dataclass(frozen=True)
class Entry:
    """A file or folder by its name with slashes, its folder before it; of a large file, only the size."""

    name: str
    what: What
    content: bytes = b""
    size: int = 0


@dataclass(frozen=True)
class Carried:
    """A guide's files. `name` is that of its folder or, where it stands in one file, of that."""

    name: str
    in_one_file: bool
    entries: tuple[Entry, ...]


class CannotTravel(Exception):
    """The guide has too many files, or too large ones."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(what)
        hint = "move what is not part of it to another folder, or build it without --on"
        self.diagnostic = error(f"{path}: the guide cannot travel: {what}", hint=hint)


def packed(guide: Path, left_out: Path) -> Carried:
    """The files of a guide, without the folder `left_out`. Raises CannotTravel.

    Of what stands beside a guide in one file, that is what `manifest` compares too.
    """
    alone = guide.is_file()
    folder = guide.parent if alone else guide
    names = [guide.name, "images", "templates"] if alone else _listed(folder)
    entries, size = [], 0
    for entry in _entries(folder, "", names, os.path.realpath(left_out)):
        entries.append(entry)
        size += len(entry.content)
        if size > MOST:
            raise CannotTravel(guide, f"its files are larger than {MOST // MIB} MB together")
        if len(entries) > MANY:
            raise CannotTravel(guide, f"it has more than {MANY} files")
    return Carried(guide.name if alone else guide.resolve().name, alone, tuple(entries))


def _entries(folder: Path, inside: str, names: list[str], left_out: str) -> Iterator[Entry]:
    for each in names:
        name = inside + each
        path = os.path.join(folder, name)
        try:
            status = os.lstat(path)
        except OSError:  # it went away, or is not beside a guide in one file
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield _entry(folder, name, status)
        elif each != ".git" and os.path.realpath(path) != left_out:
            yield Entry(name, What.FOLDER)
            yield from _entries(folder, f"{name}/", _listed(path), left_out)


def _entry(folder: Path, name: str, status: os.stat_result) -> Entry:
    path = os.path.join(folder, name)
    if stat.S_ISLNK(status.st_mode):
        if os.path.isdir(path):
            return Entry(name, What.LINK_TO_FOLDER)
        return Entry(name, What.LINK if os.path.exists(path) else What.BROKEN_LINK)
    if not stat.S_ISREG(status.st_mode):
        return Entry(name, What.OTHER)
    if status.st_size > PICTURE_LIMIT:
        return Entry(name, What.LARGE, size=status.st_size)
    try:
        return Entry(name, What.FILE, read_bytes(folder, name, PICTURE_LIMIT))
    except Unreadable:
        return Entry(name, What.UNREADABLE)


def _listed(path: str | Path) -> list[str]:
    try:
        return sorted(os.listdir(path))
    except OSError:
        return []


def unpacked(carried: Carried, scratch: Path) -> Path:
    """The guide, in a new folder of an empty one. Nothing is written outside that.

    Raises ValueError for a name that leads out of the folder.
    """
    target = scratch / "elsewhere"  # of links
    target.mkdir()
    (target / "file").touch()
    name = _inside(carried.name)
    folder = scratch / "guide" if carried.in_one_file else scratch / "guide" / name
    folder.mkdir(parents=True)
    for entry in carried.entries:
        _unpack(entry, folder / _inside(entry.name), target)
    return folder / name if carried.in_one_file else folder


def _inside(name: str) -> Path:
    parts = name.split("/")
    if {"", ".", ".."} & set(parts):
        raise ValueError(f"{name!r} leads out of the guide's folder")
    return Path(*parts)


def _unpack(entry: Entry, path: Path, target: Path) -> None:
    match entry.what:
        case What.FOLDER:
            path.mkdir()
        case What.LINK:
            path.symlink_to(target / "file")
        case What.LINK_TO_FOLDER:
            path.symlink_to(target)
        case What.BROKEN_LINK:
            path.symlink_to(target / "nothing")
        case What.OTHER:
            os.mkfifo(path)
        case _:
            with path.open("xb") as file:
                file.write(entry.content)
                file.truncate(entry.size or len(entry.content))
            path.chmod(0 if entry.what is What.UNREADABLE else 0o600)


class Retold:
    """Says of a guide what was said of its copy: with the paths that the user typed.

    Both are paths of a folder, or of a guide in one file.
    """

    def __init__(self, copy: Path, typed: Path, in_one_file: bool) -> None:
        self._typed = typed
        self._from, to = (copy.parent, typed.parent) if in_one_file else (copy, typed)
        self._to, self._before = str(to), str(to / "x")[:-1]  # with a slash, but nothing for '.'
        self._sources: dict[int, Source] = {}

    def result(self, of: Result) -> Result:
        packets = (replace(each, diagnostics=self._all(each.diagnostics)) for each in of.packets)
        return replace(of, path=self._typed, diagnostics=self._all(of.diagnostics), packets=tuple(packets))

    def diagnostic(self, each: Diagnostic) -> Diagnostic:
        span = each.span and Span(self._source(each.span.source), each.span.line, each.span.column)
        hint = each.hint and self._text(each.hint)
        return Diagnostic(each.severity, self._text(each.message), span, hint)

    def _all(self, diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        return tuple(map(self.diagnostic, diagnostics))

    def _source(self, source: Source) -> Source:
        """The same object for the same file, so that a file's text travels once."""
        return self._sources.setdefault(id(source), Source(self._text(source.path), source.text))

    def _text(self, text: str) -> str:
        return text.replace(f"{self._from}/", self._before).replace(str(self._from), self._to)
