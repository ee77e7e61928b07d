"""The words that the program prints, by language; English where a language lacks one."""

from __future__ import annotations

from functools import cache
from typing import Any

from guide.prepared import prepared
from guide.resources import folder

Strings = dict[str, Any]


@cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (folder("templates") / "strings").glob("*.yaml")))


@cache
def strings(language: str) -> Strings:
    """The words of a language such as `en` or `en-GB`, read by its first part."""
    first = language.split("-")[0].split("_")[0].lower()
    known = first if first in languages() else "en"
    words: Strings = prepared(f"words-{known}", "", lambda: _merged(_load("en"), _load(known)))
    return words


def _load(language: str) -> Strings:
    import yaml  # of which a command that has the words need not know

    text = (folder("templates") / "strings" / f"{language}.yaml").read_text("utf-8")
    return dict(yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))


def _merged(base: Strings, own: Strings) -> Strings:
    return {
        key: _merged(value, own.get(key, {})) if isinstance(value, dict) else own.get(key, value)
        for key, value in base.items()
    }
