"""The way in. A build that is asked for plainly and has nothing to do ends here.

Loading the library that reads command lines takes as long as all the rest of such a build. Whatever is not
quite plain, or has something to say or to do, is left to `cli`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from guide.later import put_off

# A fifth of the time: for dataclasses without a docstring (up to Python 3.11), and for misspelled words.
with put_off("inspect", "difflib"):
    from guide import manifest
from guide.resources import edition_names
from guide.source.files import inside, name_of

_OPTIONS = {"-o": "output", "--output": "output", "--edition": "editions", "--paper": "papers"}
_SEVERAL = {"editions", "papers"}  # may be named one by one


def main() -> None:
    try:
        if sys.argv[1:2] == ["build"]:
            tidy_up()
            lines = unchanged(sys.argv[2:])
            if lines is not None:
                print("".join(f"{line}\n" for line in lines), end="", flush=True)
                return
    except (OSError, ValueError):  # a name that no file can have, a full disk: the command has words for it
        pass
    from guide.cli import main as command

    command()


def tidy_up() -> None:
    """A build that was killed in its last moment has left its folder for temporary files, and one that has
    nothing to do makes none."""
    if any(name.startswith("guide-run-") for name in os.listdir(os.environ.get("TMPDIR") or "/tmp")):
        from guide.scratch import take_away_left

        take_away_left()


def unchanged(words: list[str]) -> list[str] | None:
    """What `guide build` says when all guides are as they were; None where it has to find out itself."""
    told: dict[str, str] = {}
    paths, quiet, waiting = [], False, iter(words)
    for word in waiting:
        if word in _OPTIONS:
            value = next(waiting, "")
            if not value or value.startswith("-"):
                return None
            option = _OPTIONS[word]
            if option in _SEVERAL and option in told:
                value = f"{told[option]},{value}"
            told[option] = value
        elif word in ("-q", "--quiet"):
            quiet = True
        else:
            paths.append(Path(word))
    guides = [[path] if (path / "guide.yaml").is_file() else inside(path) for path in paths]
    paths = [path for each in guides for path in each]
    editions = _each_once(told["editions"]) if "editions" in told else ()
    known = set(editions).issubset(edition_names())
    if not (paths and known and all(guides) and all((path / "guide.yaml").is_file() for path in paths)):
        return None
    if len({name_of(path) for path in paths}) < len(paths):
        return None
    request = manifest.Request(editions, _each_once(told.get("papers", "letter")))
    output = Path(told.get("output", "build"))
    lines: list[str] = []
    for path in paths:
        kept = manifest.recall(path, output, request, manifest.content(path, output))
        if kept is None or kept.diagnostics:
            return None
        lines += manifest.lines(kept, output / name_of(path))
    return [] if quiet else lines


def _each_once(names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names.split(",")))
