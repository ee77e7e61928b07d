"""What a build was made of and what it made, so that a build with nothing to do can end at once.

A guide needs no building when three things are as they were: everything that a build of it reads, the
program itself, and the files that were made. Content and PDFs are compared by their bytes, never by
their times, so that no copy, clock or editor can hide a change.

This module is read before any other of the pipeline and imports nothing that is slow.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guide.diagnostics import Diagnostic, Severity, Source, Span
from guide.paper import pages
from guide.program import program
from guide.source.files import PAGE, PICTURE_LIMIT, RECORD, Unreadable, name_of, read_bytes, read_json

NAME = "manifest.json"
_MOST_LINES = 1_000_000  # of a content file, which has four megabytes


@dataclass(frozen=True)
class Request:
    """What was asked for: editions (none named: the usual ones), papers, and perhaps one sheet alone."""

    editions: tuple[str, ...]
    papers: tuple[str, ...]
    sheet: str | None = None

    @property
    def key(self) -> str:
        return f"{','.join(self.editions) or 'usual'} {','.join(self.papers)} {self.sheet or ''}".strip()


@dataclass(frozen=True)
class Made:
    """A file that a build wrote, by its name in the guide's output folder."""

    name: str
    page_count: int
    size: int
    digest: str


@dataclass(frozen=True)
class Kept:
    """What the last build of a request made and said."""

    files: tuple[Made, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Content:
    """All that a build of a guide reads, in one word; and in another, when that was last touched.

    Two that are equal say that nothing was touched between them, not even to be put back as it was.
    """

    fingerprint: str
    touched: str


def content(guide: Path, output: Path) -> Content:
    """A guide's content as it is now; what lies in the output folder is not read."""
    whole, times = hashlib.sha256(program().encode()), hashlib.sha256()
    for part, time in _content(guide, os.path.realpath(output)):
        whole.update(part.encode("utf-8", "surrogateescape"))
        whole.update(b"\0")
        times.update(f"{time} ".encode())
    return Content(whole.hexdigest(), times.hexdigest())


def looks(guide: Path, output: Path) -> str:
    """One word for the templates beside the guide, which a process reads once."""
    beside = guide.parent if guide.is_file() else guide
    parts = (part for part, _ in _marks(["templates"], str(beside), os.path.realpath(output)))
    return digest("\0".join(parts).encode("utf-8", "surrogateescape"))


def recall(guide: Path, output: Path, request: Request, now: Content) -> Kept | None:
    """What the request's last build made, if all of it is still there and building would change nothing."""
    target = output / name_of(guide)
    try:
        data, _ = read_json(target, NAME)
        row = data["requests"].get(request.key)
        if row is None or data["fingerprint"] != now.fingerprint:
            return None
        kept = Kept(tuple(Made(*each) for each in row["files"]), tuple(map(_diagnostic, row["diagnostics"])))
        whole = all(_is_there(target / made.name, made) for made in kept.files)
        return kept if whole and (request.sheet or _offered(output, target, kept)) else None
    except (
        AttributeError,
        KeyError,
        OSError,
        TypeError,
        ValueError,
    ):  # a note that is not ours, or is damaged
        return None


def lines(kept: Kept, target: Path) -> list[str]:
    """What a build says of files in the folder `target` that it has not made anew."""
    return [f"{target / made.name}  {pages(made.page_count)}, unchanged" for made in kept.files]


def remembered(target: Path, fingerprint: str, request: Request, kept: Kept) -> bytes:
    """The manifest of an output folder with one more build in it."""
    data, _ = read_json(target, NAME)
    earlier = data.get("requests") if data.get("fingerprint") == fingerprint else None
    requests = earlier if isinstance(earlier, dict) else {}
    requests[request.key] = {
        "files": [(made.name, made.page_count, made.size, made.digest) for made in kept.files],
        "diagnostics": [_row(each) for each in kept.diagnostics],
    }
    return json.dumps({"fingerprint": fingerprint, "requests": requests}, indent=1).encode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


_Part = tuple[str, int]  # of the content, and the time of its last change as the file system knows it


def _content(guide: Path, output: str) -> Iterator[_Part]:
    """Every file of a guide. For a guide in one file: that file, and the folders it may use beside it."""
    yield str(guide), 0
    if guide.is_file():
        yield from _marks([guide.name], str(guide.parent), output)
        yield from _marks(["images", "templates"], str(guide.parent), output)
        return
    try:
        yield from _marks(_names(str(guide)), str(guide), output)
    except OSError as problem:  # it has just been moved or taken away
        yield f"{guide} {problem.errno}", 0


def _marks(names: Iterable[str], root: str, output: str) -> Iterator[_Part]:
    for name in names:
        path = os.path.join(root, name)
        try:
            status = os.lstat(path)
            if stat.S_ISDIR(status.st_mode):
                yield f"{path}/", 0
                if name != ".git" and os.path.realpath(path) != output:
                    yield from _marks(_names(path), path, output)
            elif stat.S_ISREG(status.st_mode) and status.st_size <= PICTURE_LIMIT:
                yield f"{path} {_digest_of(path)}", status.st_ctime_ns
            else:  # a link, a device, or a file too large: none is read, but that it is there is said
                yield f"{path} {stat.S_IFMT(status.st_mode)} {status.st_size}", status.st_ctime_ns
        except OSError as problem:
            yield f"{path} {problem.errno}", 0


def _names(path: str) -> list[str]:
    return sorted(os.listdir(path))


def _digest_of(path: str | Path) -> str:
    """The digest of a file's bytes; of a file that cannot be read, why. A link is not followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return "no file"
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        return f"error {problem.errno}"


def _is_there(path: Path, made: Made) -> bool:
    return path.stat().st_size == made.size and _digest_of(path) == made.digest


def _offered(output: Path, target: Path, kept: Kept) -> bool:
    """Whether the guide's record still names the files, and the download page was made from that record.

    A build that is killed may have written one without the other.
    """
    record, whole = read_json(target, RECORD)
    named = {each["file"] for each in record["entries"]}
    try:
        page = read_bytes(output, PAGE, PICTURE_LIMIT)
    except Unreadable:
        return False
    made_from = f'data-record="{digest(whole)}"'.encode()
    is_whole = page.endswith(b"</html>")
    return all(made.name in named for made in kept.files) and made_from in page and is_whole


def _row(each: Diagnostic) -> list[Any]:
    span = each.span
    place = [span.source.path, span.line, span.column, span.source.line(span.line)] if span else None
    return [str(each.severity), each.message, place, each.hint]


def _diagnostic(row: list[Any]) -> Diagnostic:
    """Raises ValueError or TypeError for a row that `_row` has not made."""
    severity, message, place, hint = row
    span = None
    if place:
        path, line, column, text = place
        if not 0 <= line <= _MOST_LINES:
            raise ValueError
        span = Span(Source(str(path), "\n" * (line - 1) + str(text)), line, int(column))
    return Diagnostic(Severity(severity), str(message), span, hint and str(hint))
