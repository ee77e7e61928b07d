"""The folder for a process's temporary files.

It goes when the process ends. Where that is killed, its workers take the folder away; where they are no more,
the next process does that makes one, or a build that needs none (`start.py`).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

_PREFIX = "guide-run-"
_AFTER_OTHERS = -200  # multiprocessing takes its own folder, in this one, away at -100
# The address of a socket has about a hundred bytes, and names a file two folders further down.
_LONGEST = 50


@cache
def scratch() -> Path:
    """The folder; made when it is first asked for. Raises OSError where none can be made."""
    parent = _parent()
    take_away_left()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    while _locked(folder) is None or not folder.exists():  # another process took it for one that is left
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=_AFTER_OTHERS)
    return folder


@contextlib.contextmanager
def for_temporary_files() -> Iterator[None]:
    """What libraries write for the time being goes into the folder, too."""
    before, tempfile.tempdir = tempfile.tempdir, str(scratch())
    try:
        yield
    finally:
        tempfile.tempdir = before


def _parent() -> Path:
    parent = Path(tempfile.gettempdir())
    return Path("/tmp") if len(os.fsencode(parent)) > _LONGEST else parent


def take_away_left() -> None:
    """Removes the folders of all processes of ours that are no more."""
    for left in _parent().glob(f"{_PREFIX}????????"):
        take_away(left)


def take_away(folder: Path) -> None:
    """Removes the folder of a process of ours that is no more; leaves any other."""
    with contextlib.suppress(OSError):
        if os.lstat(folder).st_uid == os.getuid() and (handle := _locked(folder)) is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(handle)


def _locked(folder: Path) -> int | None:
    """The folder, open and locked as long as this process lives; None if another one has it."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
