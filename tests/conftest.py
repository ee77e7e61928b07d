"""A guide's folder from the test's own text, and a folder for compiled modules."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no defect: no example has a time limit.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

MakeGuide = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for compiled modules, which is empty."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "compiled"


@pytest.fixture
def make_guide(tmp_path: Path) -> MakeGuide:
    """Writes files, by their names in the guide's folder, and gives the folder."""

    def make(files: dict[str, str | bytes]) -> Path:
        folder = tmp_path / "guide"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return make
