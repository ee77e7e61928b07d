"""The whole command, killed at any moment: nothing is lost, nothing is left, and the next build just works.

`make kills` tries more moments than the tests of a change do.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from render.conftest import written
from render.test_build import command, files, run

KILLS = int(os.environ.get("KILLS", "12"))
SEED = os.environ.get("SEED", "1")
TEXTS = ("Words stand here. " * 60, "Others stand in their place. " * 50)
PDFS = ("moon/moon-student.pdf", "moon/moon-teacher.pdf")
NAMES = {"index.html", "moon/manifest.json", "moon/packets.json", *PDFS}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a path that is short enough for temporary files."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        yield Path(folder)


def write_guide(place: Path, text: str) -> None:
    title = text.split(".")[0]
    front = f"title: {title}\nessential_question: Who?\n"
    written({"guide.yaml": front, "background.md": f"{text}\n"}, place / "moon")


def build(place: Path) -> str:
    """Builds the guide, with which all must be well; what is said."""
    done = run("build", "moon", cwd=place, TMPDIR=str(place))
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def processes(session: int) -> Iterator[int]:
    for path in Path("/proc").iterdir():
        try:
            state, _, _, of = re.sub(r".*\) ", "", (path / "stat").read_text()).split()[:4]
            if int(of) == session and state not in "ZX":
                yield int(path.name)
        except (OSError, ValueError):
            continue


def ended(session: int) -> bool:
    """Whether no process of it is left soon: one that dies lets go of its output before it is gone."""
    end = time.monotonic() + 20
    while list(processes(session)) and time.monotonic() < end:
        time.sleep(0.05)
    return not list(processes(session))


def kill(whom: str, build: int, dice: random.Random) -> None:
    """Kills a build that leads a session of its own, or one of its helpers."""
    if whom == "all":
        os.killpg(build, signal.SIGKILL)
    elif whom == "the command":
        os.kill(build, signal.SIGKILL)
    elif helpers := sorted(set(processes(build)) - {build}):
        os.kill(dice.choice(helpers), signal.SIGKILL)


@pytest.mark.parametrize("whom", ["the command", "all", "a helper"])
def test_a_build_killed_at_any_moment_loses_nothing_and_leaves_nothing(whom: str, place: Path):
    made, begun = [], time.monotonic()
    for text in TEXTS:
        write_guide(place, text)
        build(place)
        made.append(files(place / "build"))
    lasts = (time.monotonic() - begun) / len(TEXTS)
    assert NAMES == set(made[0])

    dice = random.Random(f"{whom} {SEED}")
    for number in range(KILLS // 3):
        old, new = made[1 - number % 2], made[number % 2]
        write_guide(place, TEXTS[number % 2])
        moment = dice.uniform(0, lasts)
        with subprocess.Popen(
            command("build", "moon"),
            cwd=place,
            env={**os.environ, "TMPDIR": str(place)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as killed:
            time.sleep(moment)
            kill(whom, killed.pid, dice)
            _, said = killed.communicate(timeout=60)  # ends when nobody holds its output any more
        case = f"kill {number} of {whom} after {moment:.3f} s: {killed.returncode} {said}"

        assert ended(killed.pid), case
        assert "Traceback" not in said, case
        assert killed.returncode in ((0, 1) if whom == "a helper" else (0, -signal.SIGKILL)), case
        left = files(place / "build")
        for name in NAMES:
            assert left[name] in (old[name], new[name]), f"{name}, {case}"
        for name in PDFS:
            with pikepdf.open(place / "build" / name) as file:
                assert len(file.pages) == 2
        assert all(Path(name).match(".guide-*.part") for name in set(left) - NAMES), case

        again = build(place)

        assert new == files(place / "build"), case
        assert ["build", "moon"] == sorted(path.name for path in place.iterdir()), case + again
