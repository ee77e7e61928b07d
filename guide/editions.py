"""Editions: who a packet is for. An edition is one YAML file in `templates/editions/`, never an `if`."""

from __future__ import annotations

from functools import cache
from typing import Literal

from guide.diagnostics import Source, Span
from guide.model import Model
from guide.resources import folder
from guide.source import yaml
from guide.source.validate import validate


class Edition(Model):
    """`shows` says whose fields survive redaction. The pages of a `tabbed` one bear the tab that
    keeps them away from the copier. `usual` editions are built when none is named. An edition that
    `reflows` sets its text in a size of its own, in one column: the timeline and the organizer are
    lists, and paragraphs are numbered, not lines. In an edition with `fields`, spaces to write in are filled
    in on a screen. Every edition follows PDF/UA-1; that of the `variant` pdf/a-2a is fit for an archive too.
    `stylesheets` are added after all others."""

    shows: Literal["student", "teacher"]
    order: int = 100
    usual: bool = False
    reflows: bool = False
    fields: bool = False
    variant: Literal["pdf/a-2a", "pdf/ua-1"] = "pdf/a-2a"
    tabbed: bool = False
    stylesheets: tuple[str, ...] = ()


@cache
def editions() -> dict[str, Edition]:
    """Every edition by name, in the order in which they are built and listed."""
    found = {}
    for path in sorted((folder("templates") / "editions").glob("*.yaml")):
        source = Source(str(path), path.read_text("utf-8"))
        data, problems = yaml.parse(source)
        edition, more = validate(Edition, data, Span(source))
        if edition is None:
            raise ValueError(f"{path} is no edition: {[*problems, *more]}")
        found[path.stem] = edition
    return dict(sorted(found.items(), key=lambda row: row[1].order))
