"""What `guide build` does: packets, once or as long as it is asked to stay, or the sets of a class."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from guide import manifest, options
from guide.crews import cluster, workers
from guide.diagnostics import error
from guide.paper import pages
from guide.source.files import RECORD, name_of
from guide.targets import Refused
from guide.terminal import Report, Terminal

if TYPE_CHECKING:
    from guide.classroom.order import Order


def packets(
    guides: list[Path],
    output: Path,
    request: manifest.Request,
    again: bool,
    jobs: int,
    on: str | None,
    verbose: bool,
    report: Report,
) -> None:
    """The packets of all guides; of those that have not changed, what was said of them before."""
    now = {path: manifest.content(path, output) for path in guides}
    changed: list[Path] = []
    for path in guides:
        kept = None if again else manifest.recall(path, output, request, now[path])
        if kept is None:
            changed.append(path)
            continue
        report.take(kept.diagnostics, manifest.lines(kept, output / name_of(path)))
    if not changed:
        return

    from guide import batch

    wanted = _wanted(request)
    here = min(jobs, len(changed) * len(wanted))
    with (
        _listed_when_it_breaks_off(output),
        cluster(on, batch.LAYS_OUT, output) if on else workers(here, batch.LAYS_OUT) as crew,
        Terminal(len(changed), report.wants_bar, verbose) as terminal,
    ):
        # While the workers' server imports what they need.
        from guide.deliver import delivered, kept_back, write_download_page

        for made in batch.make_all(crew, changed, wanted, request.sheet, terminal.told):
            result = delivered(made, output, request, now[made.path])
            files = zip(result.files, result.packets, strict=True)
            lines = (f"{file}  {pages(packet.page_count)}" for file, packet in files)
            terminal.done()
            with terminal.cleared():
                report.take(result.diagnostics, lines, kept_back(result.path))
        problem = write_download_page(output) if on else batch.download_page(crew, output)
    if problem:
        report.take([problem])


@contextmanager
def _listed_when_it_breaks_off(output: Path) -> Iterator[None]:
    """The download page, of what was made before, when a run ends too early."""
    try:
        yield
    except BaseException:
        if any(output.glob(f"*/{RECORD}")):
            from guide.deliver import write_download_page

            write_download_page(output)
        raise


def stay(
    paths: tuple[Path, ...],
    output: Path,
    request: manifest.Request,
    again: bool,
    jobs: int,
    verbose: bool,
    report: Report,
) -> None:
    """The packets of all guides, again and again, until Ctrl-C, which is no failure."""
    from guide import batch
    from guide.watch import Watch

    wanted = _wanted(request)
    with workers(min(jobs, len(wanted)), batch.LAYS_OUT) as crew:
        Watch(crew, paths, output, request, wanted, report, verbose, again).stay()


def _wanted(request: manifest.Request) -> list[tuple[str, str]]:
    """Each edition on each paper."""
    names = request.editions or options.editions(usual=True)
    return [(edition, paper) for edition in names for paper in request.papers]


def sets(
    guides: list[Path], output: Path, orders: list[Order], jobs: int, verbose: bool, report: Report
) -> None:
    """The class sets of all guides."""
    from guide import batch

    count = len(guides) * len(orders)
    with (
        workers(min(jobs, count), batch.LAYS_OUT) as crew,
        Terminal(count, report.wants_bar, verbose) as terminal,
    ):
        for path, made in batch.class_sets(crew, guides, output, orders, terminal.told):
            lines = (f"{file}  {what}" for file, what in made.files)
            terminal.done()
            with terminal.cleared():
                report.take(
                    made.diagnostics, lines, f"{path}: no class set was made; the last good one is untouched"
                )


def class_orders(
    editions: list[str],
    papers: list[str],
    roster: Path,
    sheet: str | None,
    versions: int | None,
    seed: int | None,
    each: bool,
) -> list[Order]:
    """A class set for each paper; refuses an edition that students must not have."""
    from guide.classroom.order import Order
    from guide.editions import editions as known

    if len(editions) > 1 or known()[editions[0]].shows != "student":
        hint = "name one edition for students, or none; a column 'edition' gives single students another"
        raise Refused(error("a class set is made in one edition, which students may see", hint=hint))
    return [Order(roster, editions[0], paper, sheet, versions, seed, each) for paper in papers]
