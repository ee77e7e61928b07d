"""The command line: the only place that exits."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guide import __version__, manifest, options, targets
from guide.diagnostics import Diagnostic, as_json, error, in_order
from guide.paper import PAPERS
from guide.source.files import name_of
from guide.targets import Refused
from guide.terminal import Report, Terminal, say

if TYPE_CHECKING:
    from guide.classroom.sets import Order
    from guide.workers import Workers

BUILT, CONTENT_WRONG, INTERRUPTED = 0, 1, 130  # and 2, of `Refused`


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="guide")
def main() -> None:
    """Printable study guides from a folder of content files."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--edition",
    "editions",
    type=options.Names("edition", []),
    help="Editions, with commas between, or all. Default: student,teacher.",
)
@click.option(
    "--paper",
    type=options.Names("paper", list(PAPERS)),
    default="letter",
    help="letter, a4 or both with a comma.",
)
@click.option(
    "--sheet", type=options.SheetName(), help="Print one sheet alone, such as timeline or document-2."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("build"), help="Where the PDFs go."
)
@options.jobs
@options.strict
@options.form
@click.option("--again", is_flag=True, help="Build what has not changed, too.")
@click.option("-q", "--quiet", is_flag=True, help="Print messages only.")
@click.option("-v", "--verbose", is_flag=True, help="Say what each step took, in seconds of work.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Make a packet for each student of this CSV file.",
)
@click.option("--versions", type=click.IntRange(1, 26), help="With --roster: versions of the quiz, A, B, …")
@click.option(
    "--seed", type=click.IntRange(0), help="With --roster: the number that the versions are dealt by."
)
@click.option("--each", is_flag=True, help="With --roster: also a file for each student.")
@click.option("--watch", is_flag=True, help="Stay, and build again whenever content changes, until Ctrl-C.")
def build(
    paths: tuple[Path, ...],
    editions: list[str] | None,
    paper: list[str],
    sheet: str | None,
    output: Path,
    jobs: int,
    strict: bool,
    form: str,
    again: bool,
    quiet: bool,
    verbose: bool,
    roster: Path | None,
    versions: int | None,
    seed: int | None,
    each: bool,
    watch: bool,
) -> None:
    """Build the guides at PATHS (default: every guide in content/)."""
    guides = targets.guides(paths)
    targets.check_output(output)
    report = Report(form, strict, quiet)
    request = manifest.Request(tuple(editions or ()), tuple(paper), sheet)
    if watch and roster:
        hint = "watch the guide alone, and make the class set when it is finished"
        raise Refused(error("--watch and --roster do not go together", hint=hint))
    if roster:
        orders = _class_orders(editions or ["student"], paper, roster, sheet, versions, seed, each)
        _build_sets(guides, output, orders, jobs, verbose, report)
    elif versions or seed is not None or each:
        raise Refused(error("--versions, --seed and --each need a roster", hint="add: --roster class.csv"))
    elif watch:
        _stay(paths, output, request, again, jobs, verbose, report)
        return
    else:
        _build_packets(guides, output, request, again, jobs, verbose, report)
    report.end()
    sys.exit(CONTENT_WRONG if report.failed else BUILT)


def _build_packets(
    guides: list[Path],
    output: Path,
    request: manifest.Request,
    again: bool,
    jobs: int,
    verbose: bool,
    report: Report,
) -> None:
    """The packets of all guides; of those that have not changed, what was said of them before."""
    now = {path: manifest.fingerprint(path, output) for path in guides}
    changed: list[Path] = []
    for path in guides:
        kept = None if again else manifest.recall(path, output, request, now[path])
        if kept is None:
            changed.append(path)
            continue
        target = output / name_of(path)
        lines = (f"{target / made.name}  {made.page_count} pages, unchanged" for made in kept.files)
        report.take(kept.diagnostics, lines)
    if not changed:
        return

    from guide import batch
    from guide.deliver import deliver, remember, write_download_page

    wanted = _wanted(request)
    with (
        _workers(min(jobs, len(changed) * len(wanted)), batch.LAYS_OUT) as workers,
        Terminal(len(changed), report.wants_bar, verbose) as terminal,
    ):
        for made in batch.make_all(workers, changed, wanted, request.sheet, terminal.told):
            result = deliver(made, output, listed=request.sheet is None)
            remember(result, output, request, now[result.path])
            files = zip(result.files, result.packets, strict=True)
            lines = (f"{file}  {packet.page_count} pages" for file, packet in files)
            kept_back = f"{result.path}: not built; the PDFs of the last good build are untouched"
            terminal.done()
            with terminal.cleared():
                report.take(result.diagnostics, lines, kept_back)
    if problem := write_download_page(output):
        report.take([problem])


def _stay(
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
    with _workers(min(jobs, len(wanted)), batch.LAYS_OUT) as workers:
        Watch(workers, paths, output, request, wanted, report, verbose, again).stay()


def _wanted(request: manifest.Request) -> list[tuple[str, str]]:
    """Each edition on each paper."""
    names = request.editions or options.editions(usual=True)
    return [(edition, paper) for edition in names for paper in request.papers]


def _build_sets(
    guides: list[Path], output: Path, orders: list[Order], jobs: int, verbose: bool, report: Report
) -> None:
    """The class sets of all guides."""
    from guide import batch

    count = len(guides) * len(orders)
    with (
        _workers(min(jobs, count), batch.LAYS_OUT) as workers,
        Terminal(count, report.wants_bar, verbose) as terminal,
    ):
        for path, made in batch.class_sets(workers, guides, output, orders, terminal.told):
            lines = (f"{file}  {what}" for file, what in made.files)
            terminal.done()
            with terminal.cleared():
                report.take(
                    made.diagnostics, lines, f"{path}: no class set was made; the last good one is untouched"
                )


def _class_orders(
    editions: list[str],
    papers: list[str],
    roster: Path,
    sheet: str | None,
    versions: int | None,
    seed: int | None,
    each: bool,
) -> list[Order]:
    """A class set for each paper; refuses an edition that students must not have."""
    from guide.classroom.sets import Order
    from guide.editions import editions as known

    if len(editions) > 1 or known()[editions[0]].shows != "student":
        hint = "name one edition for students, or none; a column 'edition' gives single students another"
        raise Refused(error("a class set is made in one edition, which students may see", hint=hint))
    return [Order(roster, editions[0], paper, sheet, versions, seed, each) for paper in papers]


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@options.jobs
@options.strict
@options.form
def check(paths: tuple[Path, ...], jobs: int, strict: bool, form: str) -> None:
    """Say everything about the guides at PATHS that needs no layout."""
    from guide import batch

    guides = targets.guides(paths)
    said: list[Diagnostic] = []
    with (
        _workers(min(jobs, len(guides)), batch.READS) as workers,
        Terminal(len(guides), bar=form == "text") as terminal,
    ):
        for _, found in batch.check_all(workers, guides, terminal.told):
            terminal.done()
            said += found
    if form == "json":
        click.echo(as_json(in_order(said)))
    else:
        say(in_order(said))
        if not said:
            click.echo("nothing to mend")
    wrong = any(each.is_error for each in said) or (strict and bool(said))
    sys.exit(CONTENT_WRONG if wrong else BUILT)


@main.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Where the browser finds it. Default: any free one."
)
@click.option("--no-browser", is_flag=True, help="Say the address, and open no browser.")
def preview(path: Path | None, port: int | None, no_browser: bool) -> None:
    """Show the pages of the guide at PATH in a browser, and anew whenever content is saved, until Ctrl-C."""
    from guide import batch, system

    if lacking := system.without(system.PREVIEW):
        problem = f"guide preview needs {' and '.join(lacking)}"
        raise Refused(error(problem, hint=f"run: {system.package_line(lacking)}"))
    first, *others = targets.guides((path,) if path else ())
    if others:
        raise Refused(error("one guide is shown at a time", hint=f"name it: guide preview {first}"))
    from guide.preview import serve

    with _workers(1, batch.LAYS_OUT) as makers, _workers(1, batch.LAYS_OUT) as painters:
        serve(first, port or 0, not no_browser, makers, painters)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@options.jobs
def prove(paths: tuple[Path, ...], jobs: int) -> None:
    """Check finished PDFs, or the guides at PATHS: tags, fonts, contrast, edges, links, leaks."""
    from guide import batch

    files = [path for path in paths if path.suffix.lower() == ".pdf"]
    guides = [path for path in paths if path not in files]
    wanted = [(edition, paper) for edition in options.editions() for paper in PAPERS]
    wrong = False

    def tell(path: Path, found: Sequence[Diagnostic]) -> bool:
        terminal.done()
        with terminal.cleared():
            say(found)
            click.echo(f"{path}: {'nothing to mend' if not found else f'{len(found)} found'}")
        return any(each.is_error for each in found)

    with (
        _workers(jobs, batch.LAYS_OUT if guides else batch.PROVES) as workers,
        Terminal(len(paths), bar=True) as terminal,
    ):
        for path, found in batch.prove_all(workers, files, terminal.told):
            wrong |= tell(path, found)
        for made in batch.make_all(workers, guides, wanted, None, terminal.told):
            wrong |= tell(made.path, made.diagnostics)
    sys.exit(CONTENT_WRONG if wrong else BUILT)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Start a guide in FOLDER: a small one that builds, to write over."""
    from guide.starter import start

    problem = start(folder)
    if problem:
        raise Refused(problem)
    click.echo(f"{folder} is ready. Next: guide build {folder}")


@main.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("schema"), help="Where the files go."
)
def schema(output: Path) -> None:
    """Write a JSON Schema for every kind of content file, for editors that complete and check."""
    from guide.schema import write_all

    for path in write_all(output):
        click.echo(path)


@main.command()
def doctor() -> None:
    """Say what is installed, what is missing, and the line that mends it."""
    from guide.doctor import examine

    findings = examine()
    for finding in findings:
        state = "ok     " if finding.good else "MISSING" if finding.needed else "missing"
        click.echo(f"{state} {finding.what}")
        if not finding.good:
            click.echo(f"        {finding.mend}")
    sys.exit(BUILT if all(each.good or not each.needed for each in findings) else CONTENT_WRONG)


@contextmanager
def _workers(count: int, preload: str) -> Iterator[Workers]:
    """Workers for a run, which ends when it is interrupted or when none of them can work."""
    from guide.worker import CannotWork
    from guide.workers import Workers

    try:
        with Workers(max(1, count), preload) as workers:
            yield workers
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
    except CannotWork as problem:
        raise Refused(problem.diagnostic) from None
