"""A small guide to begin with: it builds as it is, and says what to write where."""

from __future__ import annotations

from pathlib import Path

from guide.diagnostics import Diagnostic, error
from guide.resources import folder as resource
from guide.write import write


def start(folder: Path) -> Diagnostic | None:
    """Copy the starter guide into a new or empty folder. Says why where it cannot."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return error(f"{folder} is not empty", hint="name a folder that does not exist yet")
    starter = resource("templates") / "starter"
    for source in sorted(starter.rglob("*")):
        if source.is_file():
            write(folder / source.relative_to(starter), source.read_bytes())
    return None
