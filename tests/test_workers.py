"""The supervisor: whatever becomes of one job, it is told, and the others are done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from guide import worker, workers
from guide.diagnostics import Diagnostic, error
from guide.steps import Step, at
from guide.worker import CannotWork, Job
from guide.workers import Workers


def double(number: int) -> int:
    return 2 * number


def crash() -> None:
    at("drawing the lens")
    os.abort()


def hang() -> None:
    at("laying out the sheet 'timeline'", -worker.STEP + 1)
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def sleep() -> None:
    at("waiting", -worker.STEP + 0.1)
    time.sleep(1000)


def hoard() -> None:
    at("painting")
    kept = []
    while True:
        kept.append(bytearray(8 * worker.MIB))


def kill() -> None:
    at("painting")
    os.kill(os.getpid(), signal.SIGKILL)


def kill_all() -> None:
    """The process that workers are forked from, and this one."""
    os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def want() -> bytes:
    at("asking for much")
    return b"a" * (4096 * worker.MIB)


def leave() -> None:
    at("leaving")
    os._exit(3)


def fail() -> None:
    at("dividing")
    raise ZeroDivisionError("by nothing")


def nest() -> None:
    at("nesting")
    nest()


def give_up() -> None:
    raise CannotWork(error("Pango is missing"))


def process() -> int:
    return os.getpid()


def grow() -> int:
    globals()["kept"] = bytearray(os.urandom(1) * (workers.GROWN + worker.MIB))
    return os.getpid()


def meet(name: str) -> list[str]:
    met: list[str] = globals().setdefault("met", [])
    met.append(name)
    return met


BAD = {
    "crash": (crash, "drawing the lens of crash ended the process that worked on it (a library crashed with SIGABRT)"),
    "crash again": (crash, "drawing the lens of crash again ended the process that worked on it (a library crashed with SIGABRT)"),
    "hang": (hang, "laying out the sheet 'timeline' of hang took more than 1 seconds of work and was stopped"),
    "hoard": (hoard, "painting of hoard needed too much memory and was stopped"),
    "kill": (kill, "painting of kill was killed, most likely because the computer had no memory left"),
    "leave": (leave, "leaving of leave ended the process that worked on it (exit code 3)"),
}  # fmt: skip


def outcomes(jobs: list[Job], count: int = 2) -> dict[str, Any]:
    with Workers(count, "guide.diagnostics") as crew:
        return {job.name: outcome for job, outcome in crew.run(jobs)}


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine gives a process less than a second of work in a second."""
    monkeypatch.setattr(workers, "BY_THE_CLOCK", 600.0)


def test_six_bad_jobs_are_named_and_nineteen_good_ones_are_done():
    bad = [Job(name, function) for name, (function, _) in BAD.items()]
    good = [Job(f"good {number}", double, (number,)) for number in range(19)]
    jobs = [*bad[:2], *good[:5], *bad[2:], *good[5:]]

    found = outcomes(jobs)

    assert {f"good {number}": 2 * number for number in range(19)} == {
        name: found[name] for name in found if name not in BAD
    }
    assert {name: said for name, (_, said) in BAD.items()} == {name: found[name].message for name in BAD}


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (want, "asking for much of job needed too much memory and was stopped"),
        (nest, "nesting of job is nested too deeply"),
        (fail, "dividing of job failed by a mistake of this program (ZeroDivisionError: by nothing; test_workers.py, line "),
    ],
)  # fmt: skip
def test_a_job_that_ends_otherwise_is_told_with_its_step(function: Any, said: str):
    found = outcomes([Job("job", function), Job("good", double, (1,))], count=1)

    assert isinstance(found["job"], Diagnostic)
    assert found["job"].message.startswith(said)
    assert 2 == found["good"]


def test_a_killed_server_is_followed_by_another():
    found = outcomes([Job("job", kill_all), *(Job(f"good {number}", double, (1,)) for number in range(4))])

    assert found.pop("job").message.startswith("the work of job was killed, most likely")
    assert [2] * 4 == list(found.values())


def test_a_job_that_stands_still_is_stopped_by_the_clock(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workers, "BY_THE_CLOCK", 2.0)

    found = outcomes([Job("job", sleep)])

    assert "waiting of job took more than 2 seconds and was stopped" == found["job"].message


def test_what_no_job_can_do_ends_the_run():
    with Workers(1, "guide.diagnostics") as crew, pytest.raises(CannotWork) as problem:
        list(crew.run([Job("one", give_up), Job("two", double, (1,))]))

    assert "Pango is missing" == problem.value.diagnostic.message


def test_steps_are_told_as_they_begin_and_end():
    told: list[tuple[str, str, bool]] = []

    def tell(job: Job, step: Step, seconds: float | None) -> None:
        told.append((job.name, step.what, seconds is None))

    with Workers(1, "guide.diagnostics") as crew:
        list(crew.run([Job("job", fail)], tell))

    assert ("job", "dividing", True) == told[-2]
    assert ("job", "dividing", False) == told[-1]


def test_a_worker_does_many_jobs_and_one_that_has_grown_is_replaced():
    with Workers(1, "guide.diagnostics") as crew:
        first, second = (pid for _, pid in crew.run([Job("a", process), Job("b", process)]))
        (grown,) = (pid for _, pid in crew.run([Job("c", grow)]))
        (after,) = (pid for _, pid in crew.run([Job("d", process)]))

    assert first == second == grown != after


def test_jobs_that_come_again_go_to_the_workers_that_did_them():
    jobs = [Job(name, meet, (name,)) for name in "abc"]
    with Workers(3, "guide.diagnostics") as crew:
        runs = [sorted((job.name, met) for job, met in crew.run(jobs)) for _ in range(3)]

    assert [("a", ["a"] * 3), ("b", ["b"] * 3), ("c", ["c"] * 3)] == runs[-1]


def test_one_that_was_replaced_does_not_change_the_places_of_the_others():
    jobs = [Job(name, meet, (name,)) for name in "abc"]
    with Workers(3, "guide.diagnostics") as crew:
        list(crew.run(jobs))
        list(crew.run([Job("a", grow)]))
        met = sorted((job.name, met) for job, met in crew.run(jobs))

    assert [("a", ["a"]), ("b", ["b"] * 2), ("c", ["c"] * 2)] == met


def test_a_worker_that_is_killed_while_it_waits_is_replaced_before_the_next_job():
    with Workers(1, "guide.diagnostics") as crew:
        (first,) = (pid for _, pid in crew.run([Job("a", process)]))
        os.kill(first, signal.SIGKILL)
        while is_alive(first):
            pass
        (second,) = (pid for _, pid in crew.run([Job("b", process)]))

    assert isinstance(second, int)
    assert first != second


def test_renewed_workers_have_forgotten_what_they_met():
    with Workers(1, "guide.diagnostics") as crew:
        list(crew.run([Job("a", meet, ("a",))]))
        crew.renew()
        (met,) = (met for _, met in crew.run([Job("b", meet, ("b",))]))

    assert ["b"] == met


def test_no_worker_is_left_at_the_end():
    with Workers(2, "guide.diagnostics") as crew:
        pids = {pid for _, pid in crew.run([Job(str(at), process) for at in range(4)])}

    assert [] == [pid for pid in pids if is_alive(pid)]


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended may still be listed, until its parent takes note."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return state.strip()[:1] not in ("", "Z")


SUPERVISOR = """
import os, sys, time
from guide.worker import Job
from guide.workers import Workers
import test_workers

def told(job, step, seconds):
    if seconds is None and step.what == "busy":
        print(step.seconds, flush=True)

if __name__ == "__main__":
    with Workers(2, "guide.diagnostics") as crew:
        list(crew.run([Job("a", test_workers.busy), Job("b", test_workers.busy)], told))
"""


def program(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs it from a file, as processes that start others need it."""
    (folder / "program.py").write_text(text)
    return subprocess.run(
        [sys.executable, folder / "program.py"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
    )


CHILDREN = """
import os, subprocess
from guide.worker import Job
from guide.workers import Workers

if __name__ == "__main__":
    with Workers(1, "guide.diagnostics") as crew:
        ((_, server),) = crew.run([Job("a", os.getppid)])
        children = ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())]
        print(server, subprocess.run(children, capture_output=True, text=True).stdout, sep="\\n")
"""


@pytest.mark.skipif(sys.platform == "darwin", reason="workers are not forked there")
def test_a_run_starts_its_server_and_no_other_process(tmp_path: Path):
    server, *children = program(CHILDREN, tmp_path).stdout.splitlines()

    assert [server] == [line.split()[0] for line in children if line and "ps -o" not in line]


ORPHAN = """
import os, time
from multiprocessing import Pipe, get_context
from pathlib import Path
from guide import worker
from guide.worker import Job, work

def alone(ours, theirs):
    ours.close()
    worker._end_with_supervisor = lambda *_: None  # which may come too late
    work(theirs, os.getcwd(), Path.cwd())

if __name__ == "__main__":
    ours, theirs = Pipe()
    orphan = get_context("fork").Process(target=alone, args=(ours, theirs))
    orphan.start()
    theirs.close()
    ours.send(Job("a", time.sleep, (0.3,)))
    time.sleep(0.1)
    ours.close()
    orphan.join(20)
    print(orphan.exitcode)
"""


def test_a_worker_whose_supervisor_is_gone_ends_without_a_word(tmp_path: Path):
    ran = program(ORPHAN, tmp_path)

    assert ("0\n", "") == (ran.stdout, ran.stderr)


def busy() -> None:
    at("busy", os.getpid())
    while True:
        pass


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_supervisor_leaves_no_workers(how: signal.Signals, tmp_path: Path):
    (tmp_path / "supervisor.py").write_text(SUPERVISOR)
    paths = os.pathsep.join([*sys.path, str(Path(__file__).parent)])
    with subprocess.Popen(
        [sys.executable, tmp_path / "supervisor.py"],
        env={**os.environ, "PYTHONPATH": paths, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as supervisor:
        assert supervisor.stdout
        pids = [int(float(supervisor.stdout.readline())) for _ in range(2)]
        supervisor.send_signal(how)
        supervisor.communicate(timeout=60)  # ends when nobody holds its output any more

    assert [] == [pid for pid in pids if is_alive(pid)]
    assert [] == list(tmp_path.glob("guide-*"))
