"""What a command is given to work on: guides by their paths, and a folder for what is made of them."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import IO, Any

import click

from guide.diagnostics import Diagnostic, error, nearest
from guide.paper import PAPERS
from guide.resources import edition_names
from guide.source.files import inside, name_of
from guide.terminal import say
from guide.write import Unwritable, why


class Refused(click.ClickException):
    """The command was wrong; the command line says why, and ends with exit code 2."""

    exit_code = 2

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem

    def show(self, file: IO[Any] | None = None) -> None:
        say([self.problem])


class Commands(click.Group):
    """The commands. What the system refuses to one, such as to print onto a full disk, is said in a line."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except OSError as problem:
            if problem.errno == errno.EPIPE:  # nobody reads any more: click ends quietly
                raise
            place = f"{problem.filename}: " if problem.filename else "the computer says: "
            what = str(problem) if isinstance(problem, Unwritable) else place + why(problem)
            raise Refused(error(what, hint="mend that, or name another folder, and try again")) from None


def guides(paths: tuple[Path, ...]) -> list[Path]:
    """The guides to work on, in order. Raises Refused for a path where no guide is."""
    if not paths:
        content = Path("content")
        if not content.is_dir():
            raise Refused(
                error(
                    "there is no folder 'content' here",
                    hint="name a guide: guide build PATH, or: guide new PATH",
                )
            )
        if not inside(content):
            raise Refused(
                error("there is no guide in the folder 'content'", hint="begin one: guide new content/NAME")
            )
        return inside(content)
    found: list[Path] = []
    for path in paths:
        if whole := _part_of(path):
            raise Refused(error(f"{path} is a part of a guide", hint=f"name the guide's folder: {whole}"))
        if path.is_file() and path.suffix == ".md":
            found.append(path)
        elif path.is_dir() and not (path / "guide.yaml").exists() and inside(path):
            found += inside(path)
        elif path.is_dir():
            found.append(path)
        else:
            raise Refused(_no_guide(path, paths))
    for problem in clashes(found).values():
        raise Refused(problem)
    return once(found)


def once(paths: list[Path]) -> list[Path]:
    """Each guide once, whatever paths lead to it."""
    return list({path.resolve(): path for path in paths}.values())


def clashes(paths: list[Path]) -> dict[Path, Diagnostic]:
    """The guides that have the name of one before them, with what is to be said of it."""
    names = [name_of(path) for path in paths]
    hint = "give one of them another name: their PDFs would take each other's place"
    firsts = ((path, paths[names.index(name)]) for path, name in zip(paths, names, strict=True))
    return {
        path: error(f"{first} and {path} are two guides of one name", hint=hint)
        for path, first in firsts
        if first.resolve() != path.resolve()
    }


def _part_of(path: Path) -> Path | None:
    """The guide's folder in which a file or a folder lies that is no guide itself."""
    if (path / "guide.yaml").exists():
        return None
    return next((above for above in path.parents[:2] if (above / "guide.yaml").is_file()), None)


def check_output(output: Path, guides: list[Path]) -> None:
    """Makes the folder for the PDFs. Raises Refused where nothing can be written, or not there.

    A link that a guide's own folder brings along is not followed: it may lead anywhere.
    """
    hint = "name another folder with -o, one that you may write into"
    named, real = Path(os.path.abspath(output)), output.resolve()
    for guide in guides:
        if named.is_relative_to(guide.absolute()) and not real.is_relative_to(guide.resolve()):
            what = f"'{output}' is a link that leads out of the guide's folder, to '{real}'"
            raise Refused(error(what, hint=f"if the PDFs shall go there: -o {real}"))
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused(error(f"'{output}' cannot be made: {why(problem)}", hint=hint)) from None
    if not os.access(output, os.W_OK):
        raise Refused(error(f"the folder '{output}' may not be written into", hint=hint))


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
        elif path.name.startswith(("–", "—")):  # as Word and e-mail write two hyphens
            hint = f"write two hyphens: --{path.name.lstrip('–—-')}"
        elif path.name in PAPERS:
            hint = f"name several papers with commas between: --paper letter,{path.name}"
        elif path.name in edition_names():
            hint = f"name several editions with commas between: --edition student,{path.name}"
        return error(f"{path}: there is no such file or folder", hint=hint)
    hint = "name the folder that has a guide.yaml"
    return error(f"{path}: a guide is a folder or a Markdown file", hint=hint)
