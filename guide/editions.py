"""Editions: who a packet is for. An edition is one YAML file in `templates/editions/`, never an `if`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from guide.prepared import prepared
from guide.resources import folder


@dataclass(frozen=True, kw_only=True)
class Edition:
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
    found = {name: Edition(**fields) for name, fields in prepared("editions", "", _read).items()}
    return dict(sorted(found.items(), key=lambda row: row[1].order))


def _read() -> dict[str, dict[str, Any]]:
    import yaml  # of which a command that has them need not know

    found = {}
    for path in sorted((folder("templates") / "editions").glob("*.yaml")):
        found[path.stem] = yaml.safe_load(path.read_text("utf-8"))
        found[path.stem]["stylesheets"] = tuple(found[path.stem].get("stylesheets", ()))
    return found
