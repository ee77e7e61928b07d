"""Finished packets to their places, whatever stands there, and whatever happens to the content meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guide import manifest
from guide.deliver import Packet, Result, deliver, remember, write_download_page
from guide.diagnostics import Diagnostic, warning
from guide.download import Record

REQUEST = manifest.Request(("student", "teacher"), ("letter",))
PACKETS = ("moon-student.pdf", "moon-teacher.pdf")


def result(guide: Path, data: bytes = b"%PDF") -> Result:
    packets = (
        Packet(name, name[5:-4], "letter", data + name.encode(), 2, (warning("careful"),)) for name in PACKETS
    )
    return Result(guide, (warning("careful"),), "moon", Record("Moon", "Why?", "en"), tuple(packets))


def finish(guide: Path, output: Path, data: bytes = b"%PDF") -> list[Diagnostic]:
    """All that the command does when packets are made; what is said of it."""
    before = manifest.content(guide, output)
    delivered = deliver(result(guide, data), output)
    problems = (remember(delivered, output, REQUEST, before), write_download_page(output))
    return [*(each for each in delivered.diagnostics if each.is_error), *filter(None, problems)]


def whole(output: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(output)): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    (tmp_path / "moon").mkdir()
    (tmp_path / "moon" / "guide.yaml").write_text("title: Moon\n")
    return tmp_path / "moon"


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    """What waits for ever, such as for someone to write to a pipe, fails."""
    signal.alarm(60)
    yield
    signal.alarm(0)


def text(data: bytes) -> Callable[[Path, Path], None]:
    return lambda path, outside: path.write_bytes(data) and None


def json_of(change: Callable[[dict[str, object]], object]) -> Callable[[Path, Path], None]:
    """The file's own JSON with a change."""

    def put(path: Path, outside: Path) -> None:
        data = json.loads(path.read_bytes())
        change(data["entries"][0] if "entries" in data else data["requests"][REQUEST.key])
        path.write_text(json.dumps(data))

    return put


def huge(path: Path, outside: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


LEFT: dict[str, Callable[[Path, Path], None]] = {
    "a folder": lambda path, outside: path.mkdir(),
    "a folder with a file": lambda path, outside: (path.mkdir(), (path / "mine").write_text("x"))[0],
    "a link to a file": lambda path, outside: path.symlink_to(outside / "precious"),
    "a link to a folder": lambda path, outside: path.symlink_to(outside),
    "a link to nothing": lambda path, outside: path.symlink_to(outside / "new"),
    "a link to itself": lambda path, outside: path.symlink_to(path.name),
    "a link to zeros without end": lambda path, outside: path.symlink_to("/dev/zero"),
    "a pipe": lambda path, outside: os.mkfifo(path),
    "nothing in it": text(b""),
    "a terabyte of zeros": huge,
    "no text": text(bytes(range(256))),
    "half of it": text(b'{"fingerprint": "'),
    "deep lists": text(b"[" * 100_000),
    "another type": text(b"[1, 2]"),
    "entries of another type": text(
        b'{"entries": [1], "requests": {"student,teacher letter": {"files": 1}}}'
    ),
    "entries without end": text(b'{"entries": null, "title": 1, "question": [], "language": {}}'),
}
FILES = (
    ".lock",
    "index.html",
    "moon",
    *(f"moon/{name}" for name in (".lock", "manifest.json", "packets.json", *PACKETS)),
)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("left", LEFT)
def test_whatever_stands_in_the_place_of_a_file_is_replaced_or_told(
    name: str, left: str, guide: Path, tmp_path: Path
):
    output, outside = tmp_path / "build", tmp_path / "outside"
    (outside).mkdir()
    (outside / "precious").write_text("precious")
    finish(guide, output)
    expected = whole(output)
    place = output / name
    if place.is_dir():
        place.rename(tmp_path / "aside")
    else:
        place.unlink()
    LEFT[left](place, outside)

    recalled = manifest.recall(guide, output, REQUEST, manifest.content(guide, output))
    said = finish(guide, output)

    assert ["precious"] == [each.name for each in outside.iterdir()]
    assert "precious" == (outside / "precious").read_text()
    assert recalled is None or name.endswith(".lock")
    if said:
        assert all(str(place) in each.message and each.hint for each in said)
        assert place.is_dir() or place.is_symlink() or name == "moon"
    else:
        assert expected == {each: data for each, data in whole(output).items() if each in expected}
        assert manifest.recall(guide, output, REQUEST, manifest.content(guide, output))


WRONG: dict[str, tuple[str, Callable[[dict[str, object]], object]]] = {
    "a path for a name": ("packets.json", lambda row: row.update(file="../../../etc/passwd")),
    "a number for a name": ("packets.json", lambda row: row.update(file=5)),
    "half a character": ("packets.json", lambda row: row.update(edition="\ud800")),
    "an unknown edition": ("packets.json", lambda row: row.update(edition="x")),
    "an unknown paper": ("packets.json", lambda row: row.update(paper="x")),
    "no paper": ("packets.json", lambda row: row.pop("paper")),
    "words for a number": ("packets.json", lambda row: row.update(pages="many")),
    "a far line": (
        "manifest.json",
        lambda row: row.update(diagnostics=[["error", "wrong", ["a", 10**12, 1, ""], None]]),
    ),
    "a line in words": (
        "manifest.json",
        lambda row: row.update(diagnostics=[["error", "wrong", ["a", "b", 1, ""], None]]),
    ),
    "an unknown severity": ("manifest.json", lambda row: row.update(diagnostics=[["bad", "wrong", None, None]])),
    "no list": ("manifest.json", lambda row: row.update(diagnostics=7)),
    "a number for a file": ("manifest.json", lambda row: row.update(files=[[5, 1, "x"]])),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_note_with_something_wrong_in_it_counts_for_nothing(case: str, guide: Path, tmp_path: Path):
    output = tmp_path / "build"
    finish(guide, output)
    expected = whole(output)
    name, change = WRONG[case]
    json_of(change)(output / "moon" / name, tmp_path)

    assert manifest.recall(guide, output, REQUEST, manifest.content(guide, output)) is None
    assert write_download_page(output) is None
    assert [] == finish(guide, output)
    assert expected == whole(output)


def append(path: Path) -> None:
    path.write_text(path.read_text() + "subject: History\n")


def change_and_change_back(path: Path) -> None:
    before, data = path.stat(), path.read_bytes()
    append(path)
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_and_put_back(path: Path) -> None:
    path.rename(path.with_suffix(".old"))
    path.write_text("title: Sun\n")
    path.with_suffix(".old").rename(path)


@pytest.mark.parametrize("change", [append, change_and_change_back, replace_and_put_back, Path.unlink])
def test_content_that_is_touched_while_it_is_built_leaves_no_note(
    change: Callable[[Path], None], guide: Path, tmp_path: Path
):
    output = tmp_path / "build"
    before = manifest.content(guide, output)
    change(guide / "guide.yaml")

    remember(deliver(result(guide), output), output, REQUEST, before)

    assert not (output / "moon" / "manifest.json").exists()


LIMITED = """
import resource, sys
from pathlib import Path
import test_deliver
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for each in test_deliver.finish(Path("moon"), Path("build"), b"%PDF" * int(sys.argv[1])):
    print(each.message)
"""


def test_files_that_the_kernel_refuses_change_nothing(guide: Path, tmp_path: Path):
    """A limit for the size of files fails where a full disk does, with another number."""
    output = tmp_path / "build"
    finish(guide, output)
    before = whole(output)
    paths = os.pathsep.join([*sys.path, str(Path(__file__).parent)])

    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "5000"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )

    why = "cannot be written: the disk takes no file of this size"
    assert [f"build/moon/moon-student.pdf {why}"] == done.stdout.splitlines()
    assert "" == done.stderr
    assert before == whole(output)


def test_a_full_disk_changes_none_of_a_guide_s_files(
    guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The second of two files does not find room."""
    output = tmp_path / "build"
    finish(guide, output)
    before = whole(output)
    real, calls = os.fsync, []

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    said = deliver(result(guide, b"%PDF-new"), output)
    monkeypatch.undo()

    assert [f"{output}/moon/moon-teacher.pdf cannot be written: the disk is full"] == [
        each.message for each in said.diagnostics if each.is_error
    ]
    assert before == whole(output)
