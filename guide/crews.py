"""Who does the work of a run, this computer or a cluster, and how a run ends when they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guide.targets import Refused

if TYPE_CHECKING:
    from guide.cluster import Cluster
    from guide.workers import Workers

INTERRUPTED = 130  # the exit code after Ctrl-C, as shells give it


@contextmanager
def workers(count: int, preload: str) -> Iterator[Workers]:
    """At most `count` processes of this computer, and one at least."""
    from guide.workers import Workers

    with _stoppable(), Workers(max(1, count), preload) as crew:
        yield crew


@contextmanager
def cluster(address: str, preload: str, output: Path) -> Iterator[Cluster]:
    """The workers of the scheduler at an address; what is in `output` does not travel to them."""
    from guide.cluster import Cluster

    with _stoppable(), Cluster(address, preload, left_out=output) as crew:
        yield crew


@contextmanager
def _stoppable() -> Iterator[None]:
    """A run that ends when it is interrupted, and with the reason when none of a crew can work."""
    from guide.worker import CannotWork

    try:
        yield
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    except CannotWork as problem:
        raise Refused(problem.diagnostic) from None
