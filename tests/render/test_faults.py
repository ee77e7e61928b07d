"""A build that is killed, wherever it is, leaves whole files, and the next build just works."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guide import build
from guide.deliver import Result, deliver, write_download_page

# What touches the file system, as the interpreter announces it (sys.audit).
TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "fcntl.flock", "tempfile.mkstemp"}


def write_guide(folder: Path, title: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "guide.yaml").write_text(f"title: {title}\nessential_question: Who?\n", "utf-8")
    return folder


def made(guide: Path) -> Result:
    return build.make(guide, [("student", "letter")])


def write_all(result: Result, output: Path) -> None:
    assert deliver(result, output).files, result.diagnostics
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
    pdf = output / "guide" / "guide-student.pdf"
    write_all(made(guide), output)
    old = pdf.read_bytes()
    second = made(write_guide(guide, "The second"))
    new = second.packets[0].data
    assert old != new

    ends = []
    for touch in range(200):

        def killed(touch: int = touch) -> None:
            sys.addaudithook(killed_at(touch, output))
            write_all(second, output)

        ends.append(in_a_child(killed))
        assert pdf.read_bytes() in (old, new), f"after a kill at touch {touch}"
        assert (output / "index.html").read_text("utf-8").rstrip().endswith("</html>")
        if ends[-1] == 0:
            break
        pdf.write_bytes(old)

    assert {-signal.SIGKILL, 0} == set(ends)
    assert len(ends) >= 8
    assert new == pdf.read_bytes()
    assert [] == [path.name for path in output.rglob("*.part")]
