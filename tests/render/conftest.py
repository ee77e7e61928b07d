"""Guides of the tests and the shipped one, built once and shared by the tests that look at them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from guide.build import packet
from guide.editions import editions
from guide.model import Guide
from guide.read import read
from guide.resources import folder
from render import pdf

EDITIONS = tuple(editions())
PAPERS = ("letter", "a4")

Files = dict[str, str | bytes]
Kept = Callable[[str, Callable[[], Any]], Any]
Finished = Callable[..., pdf.Pdf]
Shipped = Callable[[str, str], pdf.Pdf]
Built = Callable[..., pdf.Pdf]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """WeasyPrint 70 leaves the file of its colour profile for the garbage collector to close."""
    left_open = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014.icc:ResourceWarning")
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(left_open)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """What one worker of a run has made, for all of them: a folder of pickles, each made under a lock."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "kept"
    shared.mkdir(exist_ok=True)

    def give(name: str, make: Callable[[], Any]) -> Any:
        path = shared / f"{hashlib.sha256(name.encode()).hexdigest()}.pickle"
        with open(path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                path.write_bytes(pickle.dumps(make()))
        return pickle.loads(path.read_bytes())

    return give


@pytest.fixture(scope="session")
def finished(kept: Kept) -> Finished:
    """The PDF of the guide in a folder; built once in a run, and read once by a worker."""

    @cache
    def give(path: Path, edition: str, paper: str, sheet: str | None = None) -> pdf.Pdf:
        name = f"{path} {edition} {paper} {sheet}"
        made = kept(name, lambda: packet(sound(path), edition, paper, sheet))
        return pdf.Pdf(made, lambda: kept(f"{name} pages", lambda: pdf.pages_of(made.data)))

    return give


@pytest.fixture(scope="session")
def shipped(finished: Finished) -> Shipped:
    """The shipped guide in an edition on a paper."""

    def give(edition: str, paper: str) -> pdf.Pdf:
        return finished(folder("content") / "secret-speech", edition, paper)

    return give


@pytest.fixture(scope="session")
def built(kept: Kept, finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A guide from the test's own text, in an edition on a paper."""

    def give(
        files: Files, edition: str = "student", paper: str = "letter", sheet: str | None = None
    ) -> pdf.Pdf:
        path = kept(
            repr(sorted(files.items())), lambda: written(files, tmp_path_factory.mktemp("guides") / "guide")
        )
        return finished(path, edition, paper, sheet)

    return give


def written(files: Files, path: Path) -> Path:
    """The files, by their names in the guide's folder, in a folder."""
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def sound(path: Path) -> Guide:
    """The guide at a path, about which there must be nothing to say."""
    guide, said = read(path)
    assert [] == said
    assert guide
    return guide
