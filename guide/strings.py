"""The words that the program prints, by language; English where a language lacks one."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from guide.resources import folder

Strings = dict[str, Any]


def languages() -> list[str]:
    return sorted(path.stem for path in (folder("templates") / "strings").glob("*.yaml"))


@cache
def strings(language: str) -> Strings:
    """The words of a language such as `en` or `en-GB`, read by its first part."""
    own = _load(language.split("-")[0].split("_")[0].lower())
    return _merged(_load("en"), own)


def _load(language: str) -> Strings:
    path = folder("templates") / "strings" / f"{language}.yaml"
    if not language.isalpha() or not path.is_file():
        return {}
    return dict(yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))


def _merged(base: Strings, own: Strings) -> Strings:
    return {
        key: _merged(value, own.get(key, {})) if isinstance(value, dict) else own.get(key, value)
        for key, value in base.items()
    }
