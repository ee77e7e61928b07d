"""Bytes to files, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

_PREFIX = ".guide-"
_WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "the disk takes no file of this size",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "its folder is not yours to change",
    errno.EPERM: "its folder is not yours to change",
    errno.EISDIR: "a folder of this name is in the way",
    errno.EEXIST: "a file of this name is in the way",
    errno.ENOTDIR: "a file is in the way of its folder",
    errno.ELOOP: "a link of this name is in the way",
}


class Unwritable(OSError):
    """A file cannot be written; the message says which and why, for a teacher."""


def why(problem: OSError) -> str:
    return _WHY.get(problem.errno or 0) or problem.strerror or str(problem)


def write(path: Path, data: bytes) -> None:
    """The file's new content, in one step: a reader sees the old file or the new one. Raises Unwritable."""
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def together() -> Iterator[Callable[[Path], BinaryIO]]:
    """`replacing` for several files, none of which takes its place before all are on the disk."""
    with contextlib.ExitStack() as replaced:
        files: dict[Path, BinaryIO] = {}

        def file(path: Path) -> BinaryIO:
            files[path] = replaced.enter_context(replacing(path))
            return files[path]

        yield file
        for path, each in files.items():
            with _telling(path):
                _flush(each)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of the one at the path when all is written.

    A link at the path is replaced, not followed. Raises Unwritable.
    """
    with _telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir() and not path.is_symlink():
            raise OSError(errno.EISDIR, "a folder")
        handle, temporary = tempfile.mkstemp(prefix=_PREFIX, suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                _flush(file)
                os.fchmod(file.fileno(), 0o644)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder to ourselves: another build of it waits. Raises Unwritable, also for a link to a folder."""
    import fcntl

    name = folder / ".lock"
    with _telling(folder):
        if folder.is_symlink():
            raise OSError(errno.ELOOP, "a link")
        folder.mkdir(parents=True, exist_ok=True)
    with _telling(name):
        lock = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        with _telling(name):
            fcntl.flock(lock, fcntl.LOCK_EX)
        sweep(folder)
        yield
    finally:
        os.close(lock)


def sweep(folder: Path) -> None:
    """Removes what a killed build has left in a folder that is locked."""
    for left in folder.glob(f"{_PREFIX}*.part"):
        with contextlib.suppress(OSError):
            left.unlink()


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextlib.contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except Unwritable:
        raise
    except OSError as problem:
        raise Unwritable(f"{path} cannot be written: {why(problem)}") from problem
