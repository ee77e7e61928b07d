"""What is made once for a machine, and that nothing else is ever taken for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import guide.prepared
from guide.prepared import prepared

VALUE = {"words": ("a", b"b", 1.5, None), 2: [True]}
Damage = Callable[[bytes], bytes]


def files(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file()]


def never() -> Any:
    raise AssertionError("it is made again")


def test_a_value_is_made_once(place: Path):
    assert VALUE == prepared("numbers", "one", lambda: VALUE)
    assert VALUE == prepared("numbers", "one", never)
    assert 1 == len(files(place))


def test_what_it_is_made_of_decides(place: Path):
    prepared("numbers", "one", lambda: 1)

    assert 2 == prepared("numbers", "two", lambda: 2)
    assert 2 == prepared("numbers", "two", never)
    assert 1 == prepared("numbers", "one", lambda: 1)
    assert 1 == len(files(place)), "the old one stays"


def test_another_program_makes_its_own(place: Path, monkeypatch: pytest.MonkeyPatch):
    prepared("numbers", "one", lambda: 1)
    monkeypatch.setattr(guide.prepared, "program", lambda: "another release of WeasyPrint")

    assert 2 == prepared("numbers", "one", lambda: 2)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:10],
        lambda data: data[:32],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: bytes(len(data)),
        lambda data: b"\xa7\r\r\n" + data,
    ],
    ids=["empty", "no seal", "no value", "cut off", "longer", "one bit", "zeros", "of another kind"],
)
def test_a_file_that_is_not_whole_is_made_again(damage: Damage, place: Path):
    prepared("numbers", "one", lambda: VALUE)
    (kept,) = files(place)
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))

    assert VALUE == prepared("numbers", "one", lambda: VALUE)
    assert whole == kept.read_bytes()


def test_a_folder_in_its_place_is_left_alone(place: Path):
    prepared("numbers", "one", lambda: 1)
    (kept,) = files(place)
    kept.unlink()
    kept.mkdir()

    assert 2 == prepared("numbers", "one", lambda: 2)
    assert [] == files(place)


def test_where_python_writes_no_compiled_modules_nothing_is_written(
    place: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert 1 == prepared("numbers", "one", lambda: 1)
    assert [] == files(place)

    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    prepared("numbers", "one", lambda: 1)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert 1 == prepared("numbers", "one", never), "but what is there is read, as Python does"


def test_a_place_that_cannot_be_written_to_hinders_nothing(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "file"))

    assert 1 == prepared("numbers", "one", lambda: 1)


def test_a_python_that_keeps_nothing_is_heeded(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.implementation, "cache_tag", None)

    assert 1 == prepared("numbers", "one", lambda: 1)
    assert [] == files(place)


def test_a_value_that_cannot_be_kept_is_given_all_the_same(place: Path):
    value = object()

    assert value is prepared("numbers", "one", lambda: value)
    assert [] == files(place)


def test_many_processes_at_once_leave_one_whole_file(place: Path):
    code = "from guide.prepared import prepared; print(len(prepared('much', 'x', lambda: ['x' * 9] * 99999)))"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(place)
    many = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]

    assert ["99999\n"] * 4 == [each.communicate(timeout=60)[0] for each in many]
    assert 1 == len([path for path in files(place) if path.suffix != ".pyc"])
    assert 99999 == len(prepared("much", "x", never))


def test_all_of_it_can_be_made_at_once_where_python_writes_nothing(tmp_path: Path, place: Path):
    """A template, a language or a table of a font that is forgotten would be made when it is first used."""
    code = """
import sys
from guide import ready
ready.main()
from guide import prepared
def never(*_): raise AssertionError("something is not ready")
prepared.write = never
from pathlib import Path
from guide import build, glyphs, resources
from guide.download import page
made = build.make(resources.folder("content") / "secret-speech", [("teacher", "letter"), ("digital", "letter")])
page(Path("."))
print(made.failed)
"""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(place)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True
    )

    assert ("False\n", "") == (done.stdout, done.stderr)
