"""The way in. A build that is asked for plainly and has nothing to do ends here.

Loading the library that reads command lines takes as long as all the rest of such a build. Whatever is not
quite plain, or has something to say or to do, is left to `cli`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from guide import manifest
from guide.resources import folder
from guide.source.files import name_of

_OPTIONS = {"-o": "output", "--output": "output", "--edition": "editions", "--paper": "papers"}


def main() -> None:
    try:
        lines = unchanged(sys.argv[2:]) if sys.argv[1:2] == ["build"] else None
        if lines is not None:
            print("".join(f"{line}\n" for line in lines), end="", flush=True)
            return
    except (OSError, ValueError):  # a name that no file can have, a full disk: the command has words for it
        pass
    from guide.cli import main as command

    command()


def unchanged(words: list[str]) -> list[str] | None:
    """What `guide build` says when all guides are as they were; None where it has to find out itself."""
    told = {"output": "build", "editions": "", "papers": "letter"}
    paths, quiet, waiting = [], False, iter(words)
    for word in waiting:
        if word in _OPTIONS:
            told[_OPTIONS[word]] = value = next(waiting, "")
            if not value or value.startswith("-"):
                return None
        elif word in ("-q", "--quiet"):
            quiet = True
        else:
            paths.append(Path(word))
    editions = tuple(told["editions"].split(",")) if told["editions"] else ()
    known = all((folder("templates") / "editions" / f"{name}.yaml").is_file() for name in editions)
    if not (paths and known and all((path / "guide.yaml").is_file() for path in paths)):
        return None
    if len({name_of(path) for path in paths}) < len(paths):
        return None
    request, output = manifest.Request(editions, tuple(told["papers"].split(","))), Path(told["output"])
    lines: list[str] = []
    for path in paths:
        kept = manifest.recall(path, output, request, manifest.content(path, output))
        if kept is None or kept.diagnostics:
            return None
        lines += manifest.lines(kept, output / name_of(path))
    return [] if quiet else lines
