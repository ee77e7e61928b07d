"""Where our own files are: templates and shipped guides, in the repository or in the wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str) -> Path:
    """`templates` or `content`: inside the installed package, else beside it in the repository."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def edition_names() -> list[str]:
    """The names of all editions, without reading what they are: a build with nothing to do needs no more."""
    return [path.stem for path in (folder("templates") / "editions").glob("*.yaml")]
