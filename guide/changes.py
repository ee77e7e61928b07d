"""When something in the folders of guides has changed: the only user of watchfiles.

Folders are watched one by one and not with all that is below them, so that nothing is heard of `.git` or
of the PDFs that a build writes, and a home folder with a guide in it costs no more than the guide.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import watchfiles

_TICK = 200  # milliseconds after which a watch that was begun is known to be in place


@dataclass(frozen=True)
class Places:
    """Where changes matter: in `folders`, and where something `named` appears or is taken away."""

    folders: frozenset[str]
    named: frozenset[str]

    @property
    def watched(self) -> list[str]:
        """The folders to watch, with those that hold what is named."""
        above = {os.path.dirname(path) for path in self.named}
        return sorted(path for path in self.folders | above if os.path.isdir(path))

    def matter(self, path: str) -> bool:
        """Whether a change there is one of content, and not of a copy that an editor keeps for itself."""
        folder, name = os.path.split(path)
        if name.startswith((".", "~", "#")) or name.endswith(("~", ".tmp")):
            return False
        return path in self.named or folder in self.folders


def places(guides: Iterable[Path], collections: Iterable[Path], output: Path) -> Places:
    """Where guides, and folders of guides, may change. What is made of them lies in `output`."""
    own = os.path.realpath(output)
    named = {os.path.realpath(path) for path in (*guides, *collections)}
    folders: set[str] = set()
    for path in map(os.path.realpath, guides):
        own_folders = [path]
        if path.endswith(".md") and not os.path.isdir(path):
            own_folders = [os.path.join(os.path.dirname(path), name) for name in ("images", "templates")]
            named |= set(own_folders)
        folders |= {folder for each in own_folders for folder in _below(each, own)}
    for path in map(os.path.realpath, collections):
        folders |= {path, *(os.path.join(path, each) for each in _folders_in(path, own))}
    return Places(frozenset(folders), frozenset(named))


def changes(look: Callable[[], Places], ended: Event | None = None) -> Iterator[None]:
    """Yields as soon as the places are watched, then each time something in them has changed, until `ended`.

    Changes that come while the caller is busy are kept. A watch of a folder ends with the folder, even if
    another one takes its name; so when folders come or go, all are watched anew, and it yields since
    something may have changed meanwhile.
    """
    polling: bool | None = None
    while not (ended and ended.is_set()):
        now, begun = look(), False
        try:
            for found in _watch(now, polling, ended):
                if found or not begun:
                    begun = True
                    yield
                    if look() != now or any(path in now.folders for path in found):
                        break
        except FileNotFoundError:  # a folder went away before it was watched
            continue
        except OSError:  # the system lets programs watch only so many folders
            if polling:
                raise
            polling = True


def _watch(places: Places, polling: bool | None, ended: Event | None) -> Iterator[set[str]]:
    """The paths that have changed, time and again; none when nothing has for a while."""
    for found in watchfiles.watch(
        *places.watched,
        watch_filter=lambda _, path: places.matter(path),
        stop_event=ended,
        rust_timeout=_TICK,
        yield_on_timeout=True,
        force_polling=polling,
        recursive=False,
    ):
        yield {path for _, path in found}


def _below(folder: str, output: str) -> Iterator[str]:
    """A folder and those in it, however deep."""
    for here, inside, _ in os.walk(folder):
        inside[:] = [name for name in inside if _is_content(os.path.join(here, name), output)]
        yield here


def _folders_in(folder: str, output: str) -> list[str]:
    try:
        entries = [each for each in os.scandir(folder) if each.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [each.name for each in entries if _is_content(each.path, output)]


def _is_content(folder: str, output: str) -> bool:
    return not os.path.basename(folder).startswith(".") and os.path.realpath(folder) != output
