"""The only place that opens content files.

Nothing outside the guide's folder is read: a path is opened part by part without following
links, and only regular files below a size are taken.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
from pathlib import Path
from typing import Any

from guide.diagnostics import Diagnostic, Source, Span, error, warning

TEXT_LIMIT = 4 * 1024 * 1024
PICTURE_LIMIT = 40 * 1024 * 1024

# What a build leaves in the output folder: a record in each guide's folder, and the page made of all records.
RECORD, PAGE = "packets.json", "index.html"
_MISNAMED = re.compile(r"guide( ?\(\d+\))?\.ya?ml(\.txt)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")  # but line ends, tabs and NEL

# How files begin that word processors, spreadsheets, cameras and archives write.
_NO_TEXT = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF-",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
)


class Unreadable(Exception):
    """A file cannot be read; the message says why, for a teacher."""


def name_of(guide: Path) -> str:
    """The name of a guide, and of its folder in the output folder."""
    real = guide.resolve()
    return real.stem if guide.is_file() else real.name


def read_bytes(folder: Path, name: str, limit: int) -> bytes:
    """The content of a regular file in the folder; `name` is a relative path with slashes.

    Raises Unreadable when there is no such file, when it is a link, or when it is too large.
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if not parts or ".." in parts or name.startswith("/"):
        raise Unreadable("the file must lie in the guide's own folder")
    try:
        directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as problem:
        raise Unreadable(f"its folder cannot be opened: {problem.strerror}") from None
    try:
        for part in parts[:-1]:
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
            os.close(directory)
            directory = below
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        handle = os.open(parts[-1], flags, dir_fd=directory)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("this is a folder or a device, not a file")
            if status.st_size > limit:
                raise Unreadable(f"the file is larger than {limit // 1024 // 1024} MB")
            with open(handle, "rb", closefd=False) as file:
                return file.read(limit)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except ValueError:  # a character that no file name can have
        raise Unreadable("there is no such file") from None
    except PermissionError:
        raise Unreadable("the file may not be read: its permissions forbid it") from None
    except OSError as problem:
        raise Unreadable(_explain(problem)) from None
    finally:
        os.close(directory)


def read_json(folder: Path, name: str) -> tuple[dict[str, Any], bytes]:
    """What a build has noted in its output folder, and the bytes; nothing where it is missing or damaged."""
    try:
        whole = read_bytes(folder, name, PICTURE_LIMIT)
        data = json.loads(whole)
    except (Unreadable, ValueError, RecursionError):
        return {}, b""
    return (data, whole) if isinstance(data, dict) else ({}, b"")


def read_text(folder: Path, name: str, shown: str) -> tuple[Source, list[Diagnostic]]:
    """The text of a file in the folder. A file that cannot be read gives an empty source.

    `shown` is the path as diagnostics print it.
    """
    try:
        data = read_bytes(folder, name, TEXT_LIMIT)
    except Unreadable as problem:
        return Source(shown, ""), [error(str(problem), Span(Source(shown, "")))]
    if data.startswith(_NO_TEXT):
        hint = "open it in the program that made it, and save it as plain text (a spreadsheet: as CSV UTF-8)"
        return Source(shown, ""), [
            error("this is not a text file, whatever its name", Span(Source(shown, "")), hint)
        ]
    found: list[Diagnostic] = []
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        if data.count(0) > len(data) // 4 > 0:
            raise UnicodeDecodeError("utf-8", data, 0, 1, "UTF-16")
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        text, before = _guessed(data, problem.start)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        found.append(
            error(
                "the file is not saved as UTF-8 text",
                Span(Source(shown, _lines(text)), line, column),
                "save it again with the encoding UTF-8 (in Excel: 'CSV UTF-8')",
            )
        )
    source = Source(shown, _lines(text))
    if control := _CONTROL.search(source.text):
        found.append(
            warning(
                f"an invisible control character (U+{ord(control[0]):04X}) stands here; it is left out",
                Span(source).moved(control.start()),
                "delete it, or type the text again",
            )
        )
    return Source(shown, _CONTROL.sub("", source.text)), found


def _guessed(data: bytes, wrong: int) -> tuple[str, str]:
    """Text that is not UTF-8 as its writer probably sees it, and what of it is before the wrong byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace"), ""
    if data.count(0) > len(data) // 4:  # UTF-16 that does not say so
        return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", errors="replace"), ""
    text = data.decode("cp1252", errors="replace")
    return text, _lines(text[:wrong])


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _explain(problem: OSError) -> str:
    import errno

    if problem.errno in (errno.ELOOP, errno.ENOTDIR):
        return "this is a link, or stands behind one; links are not followed, copy the file itself"
    return f"the file cannot be read: {problem.strerror}"


def inside(folder: Path) -> list[Path]:
    """The guides in a folder of guides; what an editor or a system hides in it is none.

    A folder whose guide.yaml has got another name is a guide itself, and its Markdown files are none.
    """
    paths = list(folder.iterdir()) if folder.is_dir() else []
    if any(_MISNAMED.fullmatch(path.name) and path.is_file() for path in paths):
        return []
    return sorted(
        path
        for path in paths
        if path.name[0] not in "._~"
        and ((path / "guide.yaml").is_file() or (path.suffix == ".md" and path.stem.lower() != "readme"))
    )
