from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from guide.write import locked, write


def test_a_file_is_written_with_its_folders(tmp_path: Path):
    path = tmp_path / "build" / "a" / "a.pdf"

    write(path, b"new")

    assert (b"new", 0o644) == (path.read_bytes(), path.stat().st_mode & 0o777)
    assert [path] == list(path.parent.iterdir())


def test_a_file_is_replaced(tmp_path: Path):
    write(tmp_path / "a.pdf", b"a long old content")
    write(tmp_path / "a.pdf", b"new")

    assert b"new" == (tmp_path / "a.pdf").read_bytes()


@pytest.mark.parametrize("step", ["fsync", "replace", "fchmod", "fdopen", "open"])
@pytest.mark.parametrize(
    "problem", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stopped"]
)
@pytest.mark.parametrize("old", [b"old", None], ids=["over a file", "as a new file"])
def test_a_failure_leaves_the_old_content_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, problem: BaseException, old: bytes | None
):
    path = tmp_path / "a.pdf"
    if old:
        path.write_bytes(old)

    def fail(*_: object, **__: object) -> None:
        raise problem

    real_open = os.open

    def fail_for_folders(name: str, flags: int, *rest: int, **more: int) -> int:
        if Path(name) == tmp_path:
            raise problem
        return real_open(name, flags, *rest, **more)

    monkeypatch.setattr(os, step, fail_for_folders if step == "open" else fail)
    with pytest.raises(type(problem)):
        write(path, b"new")
    monkeypatch.undo()

    expected = b"new" if step == "open" else old  # the folder is opened after the file is in its place
    assert expected == (path.read_bytes() if path.exists() else None)
    assert [path] * bool(expected) == list(tmp_path.iterdir())


def test_a_failure_to_flush_the_folder_comes_after_the_file_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    calls = []
    real = os.fsync

    def fail_second(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", fail_second)
    with pytest.raises(OSError, match="Input/output error"):
        write(tmp_path / "a.pdf", b"new")

    assert [(tmp_path / "a.pdf", b"new")] == [(each, each.read_bytes()) for each in tmp_path.iterdir()]


def test_a_folder_in_the_place_of_the_file_is_left_alone(tmp_path: Path):
    (tmp_path / "a.pdf").mkdir()

    with pytest.raises(OSError):
        write(tmp_path / "a.pdf", b"new")

    assert [tmp_path / "a.pdf"] == list(tmp_path.iterdir())


def test_what_a_killed_build_left_is_swept_and_nothing_else(tmp_path: Path):
    for name in (".guide-abc.part", "a.pdf", "other.part", ".guide-notes"):
        (tmp_path / name).write_bytes(b"x")

    with locked(tmp_path):
        assert [".guide-notes", ".lock", "a.pdf", "other.part"] == sorted(
            each.name for each in tmp_path.iterdir()
        )


def test_a_second_build_waits_for_the_first(tmp_path: Path):
    order: list[str] = []

    def second() -> None:
        with locked(tmp_path):
            order.append("second")

    with locked(tmp_path / "."):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join()

    assert ["first", "second"] == order
