"""Jinja2's environments for our templates, which are compiled once for a machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from guide.prepared import prepared
from guide.resources import folder


class Templates(jinja2.Environment):
    """Our templates, and before them those of the folders `own`."""

    def __init__(self, *own: str) -> None:
        super().__init__(
            loader=jinja2.FileSystemLoader([*own, folder("templates")]),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, *_: Any) -> Any:
        """What a guide brings is compiled by each process: its templates leave nothing behind."""
        compiled = super().compile
        if not name or not filename or not Path(filename).is_relative_to(folder("templates")):
            return compiled(source, name, filename)
        kept_as = f"{type(self).__name__}-{name.replace('/', '-')}".lower()
        return prepared(kept_as, f"{filename}\0{source}", lambda: compiled(source, name, filename))


class SandboxedTemplates(Templates, ImmutableSandboxedEnvironment):
    """The same where templates of a guide are used: they reach nothing but what they are given. Ours take a
    third longer, too."""
