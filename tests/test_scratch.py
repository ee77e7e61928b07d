"""The folder for temporary files: there while its process lives, and not much longer."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HOLDER = """
import os, signal
from guide.scratch import for_temporary_files, scratch
import tempfile
with for_temporary_files():
    tempfile.mkstemp()
print(scratch(), flush=True)
{then}
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a path that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="t-") as folder:
        yield Path(folder)


def hold(place: Path, then: str) -> subprocess.Popen[str]:
    """A process that makes its folder in the place, and then goes on."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(then=then)],
        env={**os.environ, "TMPDIR": str(place), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def made(holder: subprocess.Popen[str]) -> Path:
    assert holder.stdout
    return Path(holder.stdout.readline().strip())


def test_it_goes_with_its_process(place: Path):
    with hold(place, "input()") as holder:
        folder = made(holder)
        assert (place, 1) == (folder.parent, len(list(folder.iterdir())))
        holder.communicate("\n")

    assert [] == list(place.iterdir())


def test_that_of_a_killed_process_goes_with_the_next_and_no_other_does(place: Path):
    (place / "guide-run-to-the-hills").mkdir()
    (place / "guide-run-abcdefgh").symlink_to("guide-run-to-the-hills")
    with hold(place, "os.kill(os.getpid(), signal.SIGKILL)") as holder:
        left = made(holder)
    assert left.is_dir()

    with hold(place, "input()") as living:
        folder = made(living)
        with hold(place, "") as other:
            assert made(other) not in (left, folder)
        assert {"guide-run-to-the-hills", "guide-run-abcdefgh", folder.name} == {
            each.name for each in place.iterdir()
        }
        living.communicate("\n")


def test_that_of_a_killed_process_goes_with_a_build_that_makes_none(place: Path):
    with hold(place, "os.kill(os.getpid(), signal.SIGKILL)") as holder:
        killed = made(holder)
    with hold(place, "input()") as holder:
        living = made(holder)
        killed.mkdir(exist_ok=True)
        code = "import guide.start; guide.start.tidy_up()"
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(place)}, check=True)

        assert [living] == list(place.iterdir())
        holder.communicate("\n")


def test_a_place_with_a_long_name_is_not_used(place: Path):
    """The address of a socket has about a hundred bytes."""
    long = place / ("a" * 100)
    long.mkdir()
    with hold(long, "") as holder:
        assert Path("/tmp") == made(holder).parent
