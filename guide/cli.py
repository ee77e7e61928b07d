"""The command line: the only place that exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from guide import __version__, manifest, options
from guide.diagnostics import Diagnostic, as_json, error, in_order, nearest
from guide.paper import PAPERS
from guide.terminal import Terminal, say

if TYPE_CHECKING:
    from guide.classroom.sets import Made, Order
    from guide.deliver import Result
    from guide.manifest import Kept
    from guide.workers import Workers

BUILT, CONTENT_WRONG, COMMAND_WRONG, INTERRUPTED = 0, 1, 2, 130


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
    type=options.Names("paper", ["letter", "a4"]),
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
) -> None:
    """Build the guides at PATHS (default: every guide in content/)."""
    guides = _guides(paths)
    _check_output(output)
    if roster:
        from guide import batch

        orders = _class_orders(editions or ["student"], paper, roster, sheet, versions, seed, each)
        with (
            _workers(min(jobs, len(guides) * len(orders)), batch.LAYS_OUT) as workers,
            Terminal(
                len(guides) * len(orders), bar=form == "text" and not quiet, verbose=verbose
            ) as terminal,
        ):
            sets = batch.class_sets(workers, guides, output, orders, terminal.told)
            sys.exit(_told_of_sets(sets, terminal, strict, form, quiet))
    if versions or seed is not None or each:
        _refuse(error("--versions, --seed and --each need a roster", hint="add: --roster class.csv"))
    request = manifest.Request(tuple(editions or ()), tuple(paper), sheet)
    said: list[Diagnostic] = []
    failed = False
    changed = guides if again else []
    for path in [] if again else guides:
        if kept := manifest.recall(path, output, request):
            failed |= strict and bool(kept.diagnostics)
            said += kept.diagnostics
            if form == "text":
                _tell_again(output / manifest.name_of(path), kept, quiet)
        else:
            changed.append(path)
    if not changed:
        _end(said, failed, form)

    from guide import batch
    from guide.deliver import deliver, remember, write_download_page

    wanted = [(edition, name) for edition in editions or options.editions(usual=True) for name in paper]
    before = {path: manifest.fingerprint(path, output) for path in changed}
    with (
        _workers(min(jobs, len(changed) * len(wanted)), batch.LAYS_OUT) as workers,
        Terminal(len(changed), bar=form == "text" and not quiet, verbose=verbose) as terminal,
    ):
        for made in batch.make_all(workers, changed, wanted, sheet, terminal.told):
            result = deliver(made, output, listed=sheet is None)
            remember(result, output, request, before[result.path])
            terminal.done()
            failed |= result.failed or (strict and bool(result.diagnostics))
            said += result.diagnostics
            if form == "text":
                with terminal.cleared():
                    _tell(result, quiet)
    if problem := write_download_page(output):
        said.append(problem)
        if form == "text":
            say([problem])
    _end(said, failed or problem is not None, form)


def _end(said: list[Diagnostic], failed: bool, form: str) -> NoReturn:
    if form == "json":
        click.echo(as_json(in_order(said)))
    sys.exit(CONTENT_WRONG if failed else BUILT)


def _tell_again(target: Path, kept: Kept, quiet: bool) -> None:
    """The same as was told when it was built."""
    say(kept.diagnostics)
    for made in () if quiet else kept.files:
        click.echo(f"{target / made.name}  {made.page_count} pages, unchanged")


def _tell(result: Result, quiet: bool) -> None:
    say(result.diagnostics)
    if result.failed:
        click.echo(f"{result.path}: not built; the PDFs of the last good build are untouched", err=True)
    elif not quiet:
        for file, packet in zip(result.files, result.packets, strict=True):
            click.echo(f"{file}  {packet.page_count} pages")


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
        _refuse(error("a class set is made in one edition, which students may see", hint=hint))
    return [Order(roster, editions[0], paper, sheet, versions, seed, each) for paper in papers]


def _told_of_sets(
    sets: Iterator[tuple[Path, Made]], terminal: Terminal, strict: bool, form: str, quiet: bool
) -> int:
    """Says what became of each class set; the exit code of all."""
    said: list[Diagnostic] = []
    failed = False
    for path, made in sets:
        terminal.done()
        failed |= made.failed or (strict and bool(made.diagnostics))
        said += made.diagnostics
        if form == "json":
            continue
        with terminal.cleared():
            say(made.diagnostics)
            if made.failed:
                click.echo(f"{path}: no class set was made; the last good one is untouched", err=True)
            elif not quiet:
                for file, what in made.files:
                    click.echo(f"{file}  {what}")
    if form == "json":
        click.echo(as_json(in_order(said)))
    return CONTENT_WRONG if failed else BUILT


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@options.jobs
@options.strict
@options.form
def check(paths: tuple[Path, ...], jobs: int, strict: bool, form: str) -> None:
    """Say everything about the guides at PATHS that needs no layout."""
    from guide import batch

    guides = _guides(paths)
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
        _refuse(problem)
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
        click.echo(f"{'ok     ' if finding.good else 'MISSING'} {finding.what}")
        if not finding.good:
            click.echo(f"        {finding.mend}")
    sys.exit(BUILT if all(finding.good for finding in findings) else CONTENT_WRONG)


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
        _refuse(problem.diagnostic)


def _guides(paths: tuple[Path, ...]) -> list[Path]:
    """The guides to work on, in order; refuses a path where no guide is."""
    if not paths:
        content = Path("content")
        if not content.is_dir():
            _refuse(
                error(
                    "there is no folder 'content' here",
                    hint="name a guide: guide build PATH, or: guide new PATH",
                )
            )
        if not _inside(content):
            _refuse(
                error("there is no guide in the folder 'content'", hint="begin one: guide new content/NAME")
            )
        return _inside(content)
    guides: list[Path] = []
    for path in paths:
        if whole := _part_of(path):
            _refuse(error(f"{path} is a part of a guide", hint=f"name the guide's folder: {whole}"))
        if path.is_file() and path.suffix == ".md":
            guides.append(path)
        elif path.is_dir() and not (path / "guide.yaml").exists() and _inside(path):
            guides += _inside(path)
        elif path.is_dir():
            guides.append(path)
        else:
            _refuse(_no_guide(path, paths))
    names = [path.resolve().stem if path.is_file() else path.resolve().name for path in guides]
    for path, name in zip(guides, names, strict=True):
        first = guides[names.index(name)]
        if first.resolve() != path.resolve():
            hint = "give one of them another name: their PDFs would take each other's place"
            _refuse(error(f"{first} and {path} are two guides of one name", hint=hint))
    return list({path.resolve(): path for path in guides}.values())


def _part_of(path: Path) -> Path | None:
    """The guide's folder in which a file or a folder lies that is no guide itself."""
    if (path / "guide.yaml").exists():
        return None
    return next((above for above in path.parents[:2] if (above / "guide.yaml").is_file()), None)


def _check_output(output: Path) -> None:
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        hint = "name another folder with -o, one that you may write into"
        _refuse(error(f"the PDFs cannot be written to '{output}': {problem.strerror}", hint=hint))
    if not os.access(output, os.W_OK):
        _refuse(error(f"the folder '{output}' may not be written into", hint="name another one with -o"))


def _no_guide(path: Path, paths: tuple[Path, ...]) -> Diagnostic:
    """Why there is no guide at a path."""
    whole = " ".join(map(str, paths))
    if not path.exists():
        near = nearest(
            path.name, [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        )
        hint = (
            f"did you mean '{path.parent / near}'?"
            if near
            else "look at how the folder is called, and where it is"
        )
        if len(paths) > 1 and Path(whole).exists():
            hint = f'put quotation marks around a name with spaces: "{whole}"'
        return error(f"{path}: there is no such file or folder", hint=hint)
    hint = "name the folder that has a guide.yaml"
    return error(f"{path}: a guide is a folder or a Markdown file", hint=hint)


def _inside(folder: Path) -> list[Path]:
    """The guides in a folder of guides."""
    return sorted(
        path
        for path in folder.iterdir()
        if (path / "guide.yaml").is_file() or (path.suffix == ".md" and path.stem.lower() != "readme")
    )


def _refuse(problem: Diagnostic) -> NoReturn:
    say([problem])
    sys.exit(COMMAND_WRONG)
