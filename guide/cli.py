"""The command line: the only place that prints, and that exits."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import click

from guide import __version__
from guide.diagnostics import Diagnostic, as_json, as_text, error, in_order

BUILT, CONTENT_WRONG, COMMAND_WRONG = 0, 1, 2


class Names(click.ParamType[list[str]]):
    """One or more of some names, with commas between."""

    name = "names"

    def __init__(self, what: str, known: list[str]) -> None:
        self.what, self.known = what, known

    def convert(
        self, value: str | list[str], param: click.Parameter | None, context: click.Context | None
    ) -> list[str]:
        names = (
            value if isinstance(value, list) else [name.strip() for name in value.split(",") if name.strip()]
        )
        known = self.known or _editions()
        if [name.casefold() for name in names] == ["all"]:
            return known
        by_folded = {name.casefold(): name for name in known}
        for name in names:
            if name.casefold() not in by_folded:
                self.fail(f"there is no {self.what} '{name}'; there are: {', '.join(known)}", param, context)
        return [by_folded[name.casefold()] for name in names]


class SheetName(click.ParamType[str]):
    """The name of one sheet; sheets are named in small letters."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, context: click.Context | None) -> str:
        return value.strip().casefold()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="guide")
def main() -> None:
    """Printable study guides from a folder of content files."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--edition",
    "editions",
    type=Names("edition", []),
    help="Editions, with commas between, or all. Default: student,teacher.",
)
@click.option(
    "--paper",
    type=Names("paper", ["letter", "a4"]),
    default="letter",
    help="letter, a4 or both with a comma.",
)
@click.option("--sheet", type=SheetName(), help="Print one sheet alone, such as timeline or document-2.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("build"), help="Where the PDFs go."
)
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How messages are printed."
)
@click.option("-q", "--quiet", is_flag=True, help="Print messages only.")
def build(
    paths: tuple[Path, ...],
    editions: list[str] | None,
    paper: list[str],
    sheet: str | None,
    output: Path,
    strict: bool,
    form: str,
    quiet: bool,
) -> None:
    """Build the guides at PATHS (default: every guide in content/)."""
    guides = _guides(paths)
    conductor = _conductor()
    said: list[Diagnostic] = []
    failed = False
    for path in guides:
        result = conductor.build(path, output, editions or _editions(usual=True), paper, sheet)
        wrong = result.failed or (strict and bool(result.diagnostics))
        failed |= wrong
        said += result.diagnostics
        if form == "text":
            _print(result.diagnostics)
            if result.failed:
                click.echo(f"{path}: not built; the PDFs of the last good build are untouched", err=True)
            elif not quiet:
                for file, made in zip(result.files, result.packets, strict=True):
                    click.echo(f"{file}  {made.page_count} pages")
    conductor.write_download_page(output)
    if form == "json":
        click.echo(as_json(in_order(said)))
    sys.exit(CONTENT_WRONG if failed else BUILT)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How messages are printed."
)
def check(paths: tuple[Path, ...], strict: bool, form: str) -> None:
    """Say everything about the guides at PATHS that needs no layout."""
    from guide.read import read

    said: list[Diagnostic] = []
    for path in _guides(paths):
        said += read(path)[1]
    if form == "json":
        click.echo(as_json(in_order(said)))
    else:
        _print(in_order(said))
        if not said:
            click.echo("nothing to mend")
    wrong = any(each.is_error for each in said) or (strict and bool(said))
    sys.exit(CONTENT_WRONG if wrong else BUILT)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def prove(paths: tuple[Path, ...]) -> None:
    """Check finished PDFs, or the guides at PATHS: tags, fonts, contrast, edges, links, leaks."""
    said: list[Diagnostic] = []
    conductor = _conductor()
    for path in paths:
        if path.suffix.lower() == ".pdf":
            from guide.proof import prove as prove_file

            found = [conductor.in_file(each, str(path)) for each in prove_file(path.read_bytes())]
        else:
            found = conductor.proven(path, _editions(), ["letter", "a4"])
        _print(found)
        click.echo(f"{path}: {'nothing to mend' if not found else f'{len(found)} found'}")
        said += found
    sys.exit(CONTENT_WRONG if any(each.is_error for each in said) else BUILT)


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


def _conductor() -> ModuleType:
    """The build, if what lays out pages can be loaded; else the line that installs what is missing."""
    try:
        from guide import build as conductor
    except OSError as problem:  # WeasyPrint loads Pango when it is imported
        from guide.system import install_line, missing

        hint = install_line(missing() or ["libpango-1.0-0"])
        _refuse(error(f"a library that lays out text is missing: {problem}", hint=hint))
    return conductor


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
        return _inside(content)
    guides: list[Path] = []
    for path in paths:
        if path.is_file() and path.suffix == ".md":
            guides.append(path)
        elif path.is_dir() and not (path / "guide.yaml").exists() and _inside(path):
            guides += _inside(path)
        elif path.is_dir():
            guides.append(path)
        else:
            what = "no such file or folder" if not path.exists() else "a guide is a folder or a Markdown file"
            _refuse(error(f"{path}: {what}"))
    return guides


def _inside(folder: Path) -> list[Path]:
    """The guides in a folder of guides."""
    return sorted(
        path
        for path in folder.iterdir()
        if (path / "guide.yaml").is_file() or (path.suffix == ".md" and path.stem.lower() != "readme")
    )


def _editions(usual: bool = False) -> list[str]:
    """All editions, or those that are built when none is named."""
    from guide.editions import editions

    return [name for name, edition in editions().items() if edition.usual or not usual]


def _print(diagnostics: Iterable[Diagnostic]) -> None:
    for each in diagnostics:
        click.echo(as_text(each), err=True)


def _refuse(problem: Diagnostic) -> NoReturn:
    click.echo(as_text(problem), err=True)
    sys.exit(COMMAND_WRONG)
