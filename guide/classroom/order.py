"""What is asked for of a class set, and what became of it: all that the command's own process knows of one.

It imports nothing that lays out pages or opens a PDF, since that process does neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guide.diagnostics import Diagnostic


@dataclass(frozen=True)
class Order:
    """What is asked for. `versions` is None where the roster decides, `seed` where guide and roster do."""

    roster: Path
    edition: str = "student"
    paper: str = "letter"
    sheet: str | None = None
    versions: int | None = None
    seed: int | None = None
    each: bool = False


@dataclass(frozen=True)
class Made:
    """What became of a class set: the files with what is in them, and everything there is to say."""

    files: tuple[tuple[Path, str], ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        return any(each.is_error for each in self.diagnostics)
