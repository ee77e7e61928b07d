"""What a run says: diagnostics, what was made, and how far it is. Everything but results goes to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from guide.diagnostics import Diagnostic, Paint, as_json, as_text, in_order
from guide.steps import Step

if TYPE_CHECKING:
    from rich.progress import Progress

    from guide.worker import Job

_STYLES: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "caret": {"fg": "green", "bold": True},
    "hint": {"fg": "cyan"},
}


class Terminal:
    """A context manager for the time of a run: with `bar`, a terminal shows how far it is; `verbose` tells
    each step."""

    def __init__(self, total: int, bar: bool, verbose: bool = False) -> None:
        self._total, self._verbose = total, verbose
        self._wants_bar = bar and is_terminal()
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if self._wants_bar:
            self._bar = _progress()
            self._task = self._bar.add_task("", total=self._total)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def told(self, job: Job, step: Step, seconds: float | None) -> None:
        if seconds is None and self._bar:
            self._bar.update(self._task, description=f"{job.name}: {step.what}")
        elif seconds and seconds >= 0.005 and self._verbose:  # less is no work: the sheet was at hand
            with self.cleared():
                click.echo(f"{job.name}: {step.what}  {seconds:.2f} s", err=True)

    def done(self) -> None:
        if self._bar:
            self._bar.advance(self._task)

    @contextmanager
    def cleared(self) -> Iterator[None]:
        """Without the bar, for a while in which something is printed."""
        if self._bar:
            self._bar.stop()
        yield
        if self._bar:
            self._bar.start()


class Report:
    """What is said of the guides of a run as they are done, and whether any of them failed."""

    def __init__(self, form: str, strict: bool, quiet: bool) -> None:
        self.form, self.strict, self._quiet = form, strict, quiet
        self._said: list[Diagnostic] = []
        self.failed = False

    @property
    def wants_bar(self) -> bool:
        return self.form == "text" and not self._quiet

    def take(self, diagnostics: Iterable[Diagnostic], made: Iterable[str] = (), failed: str = "") -> None:
        """What is said of a guide, then the lines of what was `made`, or that it `failed`."""
        diagnostics = list(diagnostics)
        wrong = any(each.is_error for each in diagnostics)
        self.failed |= self.fails(diagnostics)
        if self.form == "json":
            self._said += diagnostics
            return
        say(diagnostics)
        if wrong:
            if failed:
                click.echo(failed, err=True)
        elif not self._quiet:
            for line in made:
                click.echo(line)

    def fails(self, diagnostics: Iterable[Diagnostic]) -> bool:
        return any(each.is_error or self.strict for each in diagnostics)

    def end(self) -> None:
        """All messages as one, where a program reads them."""
        if self.form == "json":
            click.echo(as_json(in_order(self._said)))


def say(diagnostics: Iterable[Diagnostic]) -> None:
    paint: Paint = _painted if is_terminal() and not os.environ.get("NO_COLOR") else _plain
    for each in diagnostics:
        click.echo(as_text(each, paint), err=True)


def is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _plain(text: str, _: str) -> str:
    return text


def _painted(text: str, role: str) -> str:
    return click.style(text, **_STYLES[role])


def _progress() -> Progress:
    """A bar with the guides that are done, how many in a minute, the time left, and the last step begun."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed * 60:.0f} a minute" if task.speed else "")

    return Progress(
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        Rate(),
        TimeLeft(),
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
