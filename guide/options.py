"""What commands may be told: the types of their options, and the options that several share."""

from __future__ import annotations

import os
import re
import sys

import click

from guide.resources import edition_names


def editions(usual: bool = False) -> list[str]:
    """All editions, or those that are built when none is named."""
    from guide.editions import editions as known

    return [name for name, edition in known().items() if edition.usual or not usual]


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
        if [name.casefold() for name in names] == ["all"]:
            return self.known or editions()
        by_folded = {name.casefold(): name for name in self.known or edition_names()}
        for name in names:
            if name.casefold() not in by_folded:
                known = ", ".join(self.known or editions())
                self.fail(f"there is no {self.what} '{name}'; there are: {known}", param, context)
        return [by_folded[name.casefold()] for name in names]


def joined(context: click.Context, param: click.Parameter, value: tuple[list[str], ...] | None) -> list[str]:
    """The names that an option was given, once or more often, each once."""
    return list(dict.fromkeys(name for names in value or () for name in names))


class SheetName(click.ParamType[str]):
    """The name of one sheet; sheets are named in small letters."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, context: click.Context | None) -> str:
        return value.strip().casefold()


class Scheduler(click.ParamType[str]):
    """The address of a Dask scheduler; refused where Dask is not installed."""

    name = "address"

    def convert(self, value: str, param: click.Parameter | None, context: click.Context | None) -> str:
        if not re.fullmatch(r"(tcp|tls)://\S+:\d+", value):
            self.fail(f"'{value}' is no address such as tcp://scheduler:8786", param, context)
        from guide.system import lacking, package_line

        if packages := lacking("guide build --on"):
            what = f"the Python package {', '.join(packages)} is missing"
            self.fail(f"{what}; run: {package_line(packages)}", param, context)
        return value


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


strict = click.option("--strict", is_flag=True, help="Take warnings for errors.")
form = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How messages are printed."
)
on = click.option(
    "--on",
    type=Scheduler(),
    metavar="ADDRESS",
    help="Build on a Dask cluster; the address of its scheduler, such as tcp://scheduler:8786.",
)
jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=cores,
    metavar="N",
    help="How many processors to use. Default: all.",
)
