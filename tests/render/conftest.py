"""Guides of the tests and the shipped one, built once and shared by the tests that look at them."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from guide.build import packet
from guide.editions import editions
from guide.model import Guide
from guide.read import read
from guide.resources import folder
from render import pdf

EDITIONS = tuple(editions())
PAPERS = ("letter", "a4")

Shipped = Callable[[str, str], pdf.Pdf]
Built = Callable[..., pdf.Pdf]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """WeasyPrint 70 leaves the file of its colour profile for the garbage collector to close."""
    left_open = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014.icc:ResourceWarning")
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(left_open)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run share."""
    own = tmp_path_factory.getbasetemp()
    path = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    path.mkdir(exist_ok=True)
    return path


@pytest.fixture(scope="session")
def shipped(shared: Path) -> Shipped:
    """The shipped guide in an edition on a paper, built by the first worker that asks for it."""
    known: dict[tuple[str, str], pdf.Pdf] = {}

    def give(edition: str, paper: str) -> pdf.Pdf:
        if (edition, paper) not in known:
            kept = shared / f"secret-speech-{edition}-{paper}.pickle"
            with open(kept.with_suffix(".lock"), "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not kept.exists():
                    guide = sound(folder("content") / "secret-speech")
                    made = packet(guide, edition, paper)
                    kept.write_bytes(pickle.dumps((made, pdf.pages_of(made.data))))
            known[edition, paper] = pdf.Pdf(*pickle.loads(kept.read_bytes()))
        return known[edition, paper]

    return give


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A guide from the test's own text, in an edition on a paper; each is built once in a worker."""
    folders: dict[tuple[tuple[str, str | bytes], ...], Path] = {}
    known: dict[tuple[Path, str, str, str | None], pdf.Pdf] = {}

    def give(
        files: dict[str, str | bytes],
        edition: str = "student",
        paper: str = "letter",
        sheet: str | None = None,
    ) -> pdf.Pdf:
        content = tuple(sorted(files.items()))
        if content not in folders:
            folders[content] = written(files, tmp_path_factory.mktemp("guides") / "guide")
        key = (folders[content], edition, paper, sheet)
        if key not in known:
            known[key] = pdf.Pdf(packet(sound(folders[content]), edition, paper, sheet))
        return known[key]

    return give


def written(files: dict[str, str | bytes], path: Path) -> Path:
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
