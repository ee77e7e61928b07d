"""Many guides at once: what is asked of workers, and what they answer, put together again.

This process imports nothing that lays out pages; a worker does, in the functions that are its jobs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from guide.diagnostics import Diagnostic, error
from guide.worker import CannotWork, Job
from guide.workers import Told

if TYPE_CHECKING:
    from guide.classroom.order import Made, Order
    from guide.cluster import Cluster
    from guide.deliver import Result
    from guide.workers import Workers

    Crew = Workers | Cluster

LAYS_OUT, READS, PROVES = "guide.warm", "guide.read", "guide.proof"  # what the workers of a run import

Wanted = tuple[str, str]  # an edition and a paper


def make_all(
    workers: Crew, paths: list[Path], wanted: list[Wanted], sheet: str | None, told: Told
) -> Iterator[Result]:
    """Each guide's packets, as they are made; nothing is written. Raises CannotWork.

    Where there are more workers than guides, several make the packets of one guide. Packets on one paper
    stay together as far as possible, since they share sheets.
    """
    from guide.deliver import Result, joined

    shares = _shares(wanted, max(1, workers.count // len(paths))) if paths else []
    jobs = [Job(str(path), make, (path, share, sheet)) for path in paths for share in shares]
    parts: dict[Path, list[Result]] = {path: [] for path in paths}
    for job, outcome in workers.run(jobs, told):
        path = job.arguments[0]
        parts[path].append(Result(path, (outcome,)) if isinstance(outcome, Diagnostic) else outcome)
        if len(parts[path]) == len(shares):
            result = joined(parts.pop(path))
            packets = sorted(result.packets, key=lambda made: wanted.index((made.edition, made.paper)))
            yield dataclasses.replace(result, packets=tuple(packets))


Said = Iterator[tuple[Path, list[Diagnostic]]]


def check_all(workers: Crew, guides: list[Path], told: Told) -> Said:
    """What is said of each guide."""
    return _said(workers, [Job(str(path), check, (path,)) for path in guides], told)


def prove_all(workers: Crew, files: list[Path], told: Told) -> Said:
    """What the proof says of each finished PDF."""
    return _said(workers, [Job(str(path), prove, (path,)) for path in files], told)


def _said(workers: Crew, jobs: list[Job], told: Told) -> Said:
    for job, outcome in workers.run(jobs, told):
        yield job.arguments[0], [outcome] if isinstance(outcome, Diagnostic) else outcome


def class_sets(
    workers: Crew, guides: list[Path], output: Path, orders: list[Order], told: Told
) -> Iterator[tuple[Path, Made]]:
    """What became of the class sets of each guide, which are written where they are made."""
    from guide.classroom.order import Made

    jobs = [Job(str(path), class_set, (path, output, order)) for path in guides for order in orders]
    for job, outcome in workers.run(jobs, told):
        yield job.arguments[0], Made((), (outcome,)) if isinstance(outcome, Diagnostic) else outcome


def download_page(workers: Crew, output: Path) -> Diagnostic | None:
    """Written by a worker of this computer, which has imported what renders templates. Why it cannot be."""
    ((_, problem),) = workers.run([Job("the download page", list_packets, (output,))])
    return problem  # type: ignore[no-any-return]


def _shares(wanted: list[Wanted], count: int) -> list[list[Wanted]]:
    together = sorted(wanted, key=lambda pair: pair[1])
    count = min(count, len(together))
    ends = [len(together) * at // count for at in range(count + 1)]
    return [together[start:end] for start, end in pairwise(ends)]


# The jobs.


def make(path: Path, wanted: list[Wanted], sheet: str | None) -> Result:
    with _laying_out():
        from guide import build
    return build.make(path, wanted, sheet)


def class_set(path: Path, output: Path, order: Order) -> Made:
    with _laying_out():
        from guide.classroom import make as classroom
    return classroom.class_set(path, output, order)


def list_packets(output: Path) -> Diagnostic | None:
    from guide.deliver import write_download_page

    return write_download_page(output)


@contextmanager
def _laying_out() -> Iterator[None]:
    """While what lays out pages is imported: a library that is missing is a reason not to begin."""
    try:
        yield
    except OSError as problem:  # WeasyPrint loads Pango when it is imported
        from guide.system import install_line, missing

        hint = install_line(missing() or ["libpango-1.0-0"])
        what = f"a library that lays out text is missing: {problem}"
        raise CannotWork(error(what, hint=hint)) from None


def check(path: Path) -> list[Diagnostic]:
    from guide.kept import Kept
    from guide.read import read

    Kept.begin()
    return read(path)[1]


def prove(path: Path) -> list[Diagnostic]:
    from guide.proof import in_file
    from guide.proof import prove as proven
    from guide.steps import at

    data = path.read_bytes()
    at("proving", len(data) / 10_000)
    return [in_file(each, str(path)) for each in proven(data)]
