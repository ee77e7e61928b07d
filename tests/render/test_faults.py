"""A build that is killed, wherever it is, leaves whole files, and the next build just works."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guide import build, manifest
from guide.deliver import Result, deliver, remember, write_download_page
from render.conftest import written
from render.test_build import files

# What touches the file system, as the interpreter announces it (sys.audit).
TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "fcntl.flock", "tempfile.mkstemp"}

REQUEST = manifest.Request(("student",), ("letter",))


def write_guide(folder: Path, title: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "guide.yaml").write_text(f"title: {title}\nessential_question: Who?\n", "utf-8")
    return folder


def made(guide: Path) -> Result:
    return build.make(guide, [("student", "letter")])


def write_all(result: Result, output: Path) -> None:
    before = manifest.content(result.path, output)
    delivered = deliver(result, output)
    assert delivered.files, result.diagnostics
    remember(delivered, output, REQUEST, before)
    write_download_page(output)


def in_a_child(action: Callable[[], None]) -> int:
    """Runs the action in a fork of this process; its exit code, or the signal that ended it, negative."""
    child = os.fork()
    if not child:
        try:
            action()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(touch: int, output: Path) -> Callable[[str, tuple[object, ...]], None]:
    """An audit hook that kills the process when it touches the output folder for the nth time."""
    left = [touch]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        inside = event == "fcntl.flock" or any(str(output) in str(each) for each in arguments)
        if event in TOUCHES and inside:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.skipif(sys.platform != "linux", reason="forks a process that has loaded fonts")
def test_a_build_killed_at_any_touch_of_a_file_loses_nothing(tmp_path: Path):
    guide, output = write_guide(tmp_path / "guide", "The first"), tmp_path / "out"
    write_all(made(guide), output)
    old = files(output)
    second = made(write_guide(guide, "The second"))
    write_all(second, tmp_path / "new")
    new = files(tmp_path / "new")
    now = manifest.content(guide, output)
    assert all(old[name] != new[name] for name in new)

    ends = []
    for touch in range(200):

        def killed(touch: int = touch) -> None:
            sys.addaudithook(killed_at(touch, output))
            write_all(second, output)

        ends.append(in_a_child(killed))
        left = files(output)
        assert all(left[name] in (old[name], new[name]) for name in new), f"after a kill at touch {touch}"
        if manifest.recall(guide, output, REQUEST, now):  # the next build would end at once
            assert left == new
        if ends[-1] == 0:
            break
        written({name: old.get(name, b"") for name in left}, output)

    assert {-signal.SIGKILL, 0} == set(ends)
    assert len(ends) >= 8
    assert new == files(output)
