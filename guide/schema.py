"""JSON Schema of every content file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from guide.blocks import kinds
from guide.model import Info, Model
from guide.write import write


def write_all(folder: Path) -> list[Path]:
    """A schema for `guide.yaml` and for every kind's file, as `<name>.schema.json` in the folder."""
    written = []
    for name, schema in schemas().items():
        path = folder / f"{name}.schema.json"
        write(path, (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode())
        written.append(path)
    return written


def schemas() -> dict[str, dict[str, Any]]:
    """By name of the content file: `guide`, `timeline`, …"""
    models: dict[str, type[Model]] = {
        "guide": Info,
        **{kind.name: kind.model for kind in kinds().values() if kind.files},
    }
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"{name} of a study guide",
            **_plain(model.model_json_schema(by_alias=True)),
        }
        for name, model in models.items()
    }


def _plain(schema: Any) -> Any:
    """The schema with numbers and truth values allowed as text, since YAML scalars stay text here."""
    if isinstance(schema, dict):
        if schema.get("type") == "string":
            return {**schema, "type": ["string", "number", "boolean"]}
        return {key: _plain(value) for key, value in schema.items()}
    return [_plain(each) for each in schema] if isinstance(schema, list) else schema
