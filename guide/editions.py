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
    """`shows` says whose fields survive redaction. `student_pages` names the look of the pages that
    students have too, in `page.css`. `stylesheets` are added after all others."""

    shows: Literal["student", "teacher"]
    order: int = 100
    student_pages: str = "plain"
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
