"""A build that stays: whenever content has changed, the guides that changed are built again.

A change only wakes the watch. What there is to do is told by the bytes of the content, compared with those
that were last built. So a burst of changes is one build, a change in the middle of a build is never lost,
and a wake for nothing does nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click

from guide import batch, manifest, targets
from guide.changes import Places, changes, places
from guide.deliver import delivered, kept_back, write_download_page
from guide.diagnostics import Diagnostic, counted, error, rows, warning
from guide.source.files import inside, name_of
from guide.targets import Refused
from guide.terminal import Report, Terminal, is_terminal
from guide.workers import Workers


@dataclass
class Watch:
    """The guides at `paths`, and those that come into a folder of guides; `wanted` are a guide's packets.

    `workers` stay as long as the watch. One guide is built after the other, its packets divided among the
    workers as they always are: so each packet is made by the worker that made it before and still has all
    pages but those that an edit changes.

    Raises Refused where what is made would lie among what is watched.
    """

    workers: Workers
    paths: tuple[Path, ...]
    output: Path
    request: manifest.Request
    wanted: list[batch.Wanted]
    report: Report
    verbose: bool = False
    again: bool = False  # what has not changed is built, too, at first
    _built: dict[Path, str] = field(default_factory=dict)  # the fingerprint of what was built last
    _looks: dict[Path, str] = field(default_factory=dict)  # that of its own templates

    def __post_init__(self) -> None:
        guides = {path.resolve() for path in targets.guides(self.paths)}
        self._named = [path for path in self.paths if path.resolve() in guides]
        self._folders = [path for path in self.paths or (Path("content"),) if path.resolve() not in guides]
        beside = (each for path in self._named if path.is_dir() for each in (path, path.parent))
        if self.output.resolve() in {path.resolve() for path in (*self._folders, *beside)}:
            problem = (
                f"the PDFs of a watched guide would be written among its own files, into '{self.output}'"
            )
            raise Refused(error(problem, hint="name another folder with -o"))

    def stay(self, woken: Iterable[None] | None = None) -> None:
        """Looks at each wake, until it is interrupted. Raises CannotWork."""
        with suppress(KeyboardInterrupt):
            for _ in woken or changes(self._places):
                if self.look() and self.report.wants_bar and is_terminal():
                    names = ", ".join(map(str, self.paths or self._folders))
                    click.secho(f"watching {names}; press Ctrl-C to stop", dim=True, err=True)

    def look(self) -> bool:
        """Builds what has changed. Whether there was anything to say."""
        guides, told = self._guides(), False
        clashing = targets.clashes(guides)
        for path in [each for each in self._built if each not in guides]:
            del self._built[path]
            self._tell(path, [warning(f"{path} is no longer there; its PDFs stay where they are")])
            told = True
        for path in guides:
            now = manifest.content(path, self.output)
            word = "" if path in clashing else now.fingerprint
            if self._built.get(path) != word:
                self._built[path] = word
                if path in clashing:
                    self._tell(path, [clashing[path]])
                else:
                    self._build(path, now)
                told = True
        self.again = False
        return told

    def _guides(self) -> list[Path]:
        """The guides that there are at the moment. One that was named may be gone, and come again."""
        found = [path for folder in self._folders for path in inside(folder)]
        return targets.once([*(path for path in self._named if path.exists()), *found])

    def _places(self) -> Places:
        return places({*self._named, *self._guides()}, self._folders, self.output)

    def _build(self, path: Path, now: manifest.Content) -> None:
        """Makes the PDFs of a guide, whose content is `now`, if they are not there."""
        kept = None if self.again else manifest.recall(path, self.output, self.request, now)
        if kept:
            self._tell(path, kept.diagnostics, [(made.name, made.page_count) for made in kept.files])
            return
        looks = manifest.looks(path, self.output)
        if self._looks.setdefault(path, looks) != looks:
            self._looks[path] = looks
            self.workers.renew()
        began = time.monotonic()
        with Terminal(1, self.report.wants_bar, self.verbose) as terminal:
            (made,) = batch.make_all(self.workers, [path], self.wanted, self.request.sheet, terminal.told)
        result = delivered(made, self.output, self.request, now)
        problem = write_download_page(self.output) if result.files else None
        files = [(packet.name, packet.page_count) for packet in result.packets]
        said = [*result.diagnostics, *([problem] if problem else [])]
        self._tell(path, said, files, time.monotonic() - began)

    def _tell(
        self,
        path: Path,
        diagnostics: Iterable[Diagnostic],
        files: Sequence[tuple[str, int]] = (),
        seconds: float | None = None,
    ) -> None:
        """What became of a guide: a line where all is well; a line of JSON for a program."""
        said, target = list(diagnostics), self.output / name_of(path)
        if self.report.form == "json":
            document = {
                "guide": str(path),
                "files": [str(target / name) for name, _ in files],
                "failed": self.report.fails(said),
                "diagnostics": rows(said),
            }
            click.echo(json.dumps(document, ensure_ascii=False))
            return
        names = ", ".join(f"{name} {counted(count, 'page')}" for name, count in files)
        how = "unchanged" if seconds is None else f"{seconds:.1f} s"
        strictly = f", --strict: {counted(len(said), 'warning')}" if self.report.strict and said else ""
        lines = [f"{target}: {names}, {how}{strictly}"] if files else []
        self.report.take(said, lines, kept_back(path))
