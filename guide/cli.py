"""The command line: the only place that exits."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from guide import __version__, builds, manifest, options, targets
from guide.crews import workers
from guide.diagnostics import Diagnostic, as_json, error, in_order
from guide.paper import PAPERS
from guide.targets import Refused
from guide.terminal import Report, Terminal, say

BUILT, CONTENT_WRONG = 0, 1  # and 2, of `Refused`, and 130, of `crews`


@click.group(cls=targets.Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="guide")
def main() -> None:
    """Printable study guides from a folder of content files."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--edition",
    "editions",
    type=options.Names("edition", []),
    multiple=True,
    callback=options.joined,
    help="Editions, with commas between, or all. Default: student,teacher.",
)
@click.option(
    "--paper",
    type=options.Names("paper", list(PAPERS)),
    default=["letter"],
    multiple=True,
    callback=options.joined,
    help="letter, a4 or both with a comma.",
)
@click.option(
    "--sheet", type=options.SheetName(), help="Print one sheet alone, such as timeline or document-2."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("build"), help="Where the PDFs go."
)
@options.jobs
@options.on
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
    editions: list[str],
    paper: list[str],
    sheet: str | None,
    output: Path,
    jobs: int,
    on: str | None,
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
    targets.check_output(output, guides)
    report = Report(form, strict, quiet)
    request = manifest.Request(tuple(editions), tuple(paper), sheet)
    if watch and (roster or on):
        hint = (
            "watch the guide alone, and make the class set when it is finished"
            if roster
            else "leave one of them out"
        )
        raise Refused(error(f"--watch and {'--roster' if roster else '--on'} do not go together", hint=hint))
    if on:
        _check_cluster(roster)
    if roster:
        orders = builds.class_orders(editions or ["student"], paper, roster, sheet, versions, seed, each)
        builds.sets(guides, output, orders, jobs, verbose, report)
    elif versions or seed is not None or each:
        raise Refused(error("--versions, --seed and --each need a roster", hint="add: --roster class.csv"))
    elif watch:
        builds.stay(paths, output, request, again, jobs, verbose, report)
        return
    else:
        builds.packets(guides, output, request, again, jobs, on, verbose, report)
    report.end()
    sys.exit(CONTENT_WRONG if report.failed else BUILT)


def _check_cluster(roster: Path | None) -> None:
    """Refuses what has no meaning with --on."""
    if roster:
        hint = "leave out --on: the names of a class do not leave this computer"
        raise Refused(error("a class set is not made on a cluster", hint=hint))
    if click.get_current_context().get_parameter_source("jobs") is ParameterSource.COMMANDLINE:
        hint = "leave out --jobs: each worker of the cluster has its own number of threads"
        raise Refused(error("--jobs is for this computer, and --on for others", hint=hint))


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
        workers(min(jobs, len(guides)), batch.READS) as crew,
        Terminal(len(guides), bar=form == "text") as terminal,
    ):
        for _, found in batch.check_all(crew, guides, terminal.told):
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

    if packages := system.lacking("guide preview"):
        problem = f"guide preview needs {' and '.join(packages)}"
        raise Refused(error(problem, hint=f"run: {system.package_line(packages)}"))
    first, *others = targets.guides((path,) if path else ())
    if others:
        raise Refused(error("one guide is shown at a time", hint=f"name it: guide preview {first}"))
    from guide.preview import serve

    with workers(1, batch.LAYS_OUT) as makers, workers(1, batch.LAYS_OUT) as painters:
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
        workers(jobs, batch.LAYS_OUT if guides else batch.PROVES) as crew,
        Terminal(len(paths), bar=True) as terminal,
    ):
        for path, found in batch.prove_all(crew, files, terminal.told):
            wrong |= tell(path, found)
        for made in batch.make_all(crew, guides, wanted, None, terminal.told):
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
        state = "ok     " if finding.good else "MISSING" if finding.needed else "absent "
        click.echo(f"{state} {finding.what}")
        if not finding.good:
            click.echo(f"        {finding.mend}")
    sys.exit(BUILT if all(each.good or not each.needed for each in findings) else CONTENT_WRONG)
