"""Guides built on a Dask cluster of this computer: a real scheduler, real workers, and what may become of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner
from distributed import Client, Security

from guide import cli, cluster
from guide.deliver import Result
from guide.diagnostics import Diagnostic
from guide.resources import folder
from guide.worker import Job
from render import deadly
from render.conftest import written
from render.samples import png
from render.test_build import command, files, run, surroundings

PLAIN: dict[str, str | bytes] = {
    "guide.yaml": "title: Plain\nessential_question: Why?\n",
    "background.md": "Many words stand here. " * 100 + "\n",
}
PICTURE: dict[str, str | bytes] = {
    **PLAIN,
    "figures.yaml": "- name: Ada\n  role: Poet\n  picture:\n    file: images/a.png\n    alt: A woman\n",
    "images/a.png": png(264, 336),
}
GREEDY = {**PLAIN, "templates/blocks/reading/block.html": "{{ ('a' * 10 ** 10) | length }}"}
WRONG = {**PLAIN, "guide.yaml": "titel: Wrong\nessential_question: Why?\n"}

STUDENT = ("--edition", "student")
HURRIED = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s"}

DASK = [sys.executable, "-m", "dask"]
DASK_WITHOUT_US = [
    sys.executable,
    "-c",
    "import sys; sys.modules['guide'] = None; from dask.__main__ import main; main()",
]
T = TypeVar("T")


def wait_until(asked: Callable[[], T], seconds: float = 60) -> T:
    """What is asked for, when there is something of it."""
    end = time.monotonic() + seconds
    while not (told := asked()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
    return told


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    name: str
    place: Path

    def said(self, pattern: str) -> str:
        return wait_until(lambda: re.search(pattern, (self.place / "log").read_text()))[1]

    def end(self) -> None:
        """With all that it started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Dask:
    """A scheduler and workers; what they start, and what they write, is gone at the end."""

    def __init__(self, place: Path, ended: ExitStack, protocol: str = "tcp", **environment: str) -> None:
        self._place, self._ended, self._count = place, ended, 0
        self._environment = {**HURRIED, **environment}
        self.scheduler = self._start(DASK_WITHOUT_US, "scheduler", "--port", "0", "--protocol", protocol)
        self.address = self.scheduler.said(rf"Scheduler at: +({protocol}://127\.0\.0\.1:\d+)")

    def worker(self, *options: str, program: Path | None = None) -> Running:
        """A worker with one thread; `program` is where the folder `guide` is, if not here."""
        paths = [str(program)] if program else []
        started = self._start(
            DASK,
            *("worker", self.address, "--nthreads", "1", *options),
            PYTHONPATH=os.pathsep.join([*paths, *filter(None, sys.path)]),
        )
        started.said(r"Registered to: +(t)")
        return started

    def stop_at_work(self, worker: Running) -> None:
        """Stops a worker that has no nanny while it has a job, which it thus never finishes."""
        with Client(self.address, set_as_default=False) as client:
            known = client.scheduler_info(n_workers=-1)["workers"]
            (address,) = (each for each, told in known.items() if told["name"] == worker.name)
            wait_until(lambda: client.processing()[address])
            worker.process.send_signal(signal.SIGSTOP)

    @property
    def left(self) -> list[Path]:
        """The content that jobs have brought into the temporary folders of workers."""
        return list(self._place.glob("*/guide-*/tmp*"))

    def _start(self, program: list[str], what: str, *options: str, **environment: str) -> Running:
        self._count += 1
        name = f"{what}-{self._count}"
        place = self._place / name
        place.mkdir()
        named = ("--name", name) if what == "worker" else ()
        with (place / "log").open("w") as log:
            process = subprocess.Popen(
                [
                    *program,
                    what,
                    *options,
                    *named,
                    "--host",
                    "127.0.0.1",
                    "--dashboard-address",
                    "127.0.0.1:0",
                ],
                cwd=place,
                env=surroundings({"TMPDIR": str(place), **self._environment, **environment}),
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        running = Running(process, name, place)
        self._ended.callback(running.end)
        return running


@pytest.fixture
def dask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dask]:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "1")
    with ExitStack() as ended:
        # The path of a socket may have a hundred characters, which pytest's folders use up.
        place = ended.enter_context(tempfile.TemporaryDirectory(prefix="dask-"))
        yield Dask(Path(place), ended)


@pytest.fixture
def dask_with_keys(tmp_path: Path) -> Iterator[tuple[Dask, dict[str, str]]]:
    """With a worker, and what the environment must hold of those who may use it."""
    made = Security.temporary()
    keys = {}
    for name in (
        "ca_file",
        *(f"{who}_{what}" for who in ("client", "scheduler", "worker") for what in ("key", "cert")),
    ):
        (tmp_path / name).write_text(getattr(made, f"tls_{name}"))
        variable = name.upper() if name == "ca_file" else name.upper().replace("_", "__")
        keys[f"DASK_DISTRIBUTED__COMM__TLS__{variable}"] = str(tmp_path / name)
    with ExitStack() as ended:
        place = ended.enter_context(tempfile.TemporaryDirectory(prefix="dask-"))
        dask = Dask(Path(place), ended, "tls", **keys)
        dask.worker()
        yield dask, keys


def test_a_cluster_makes_and_says_what_this_computer_does(dask: Dask, tmp_path: Path):
    """The guides stand where the workers do not look, and some of them are bad."""
    dask.worker("--nthreads", "2")
    dask.worker("--no-nanny")
    home = tmp_path / "home"
    for name, content in {"sound": PICTURE, "greedy": GREEDY, "wrong": WRONG}.items():
        written(content, home / "guides" / name)
    (home / "guides" / "sound" / "notes.md").symlink_to("/etc/hostname")

    one = [str(home / "guides"), *STUDENT, "--format", "json"]
    here = run("build", *one, "-o", "here", cwd=home)
    there = run("build", *one, "-o", "there", "--on", dask.address, cwd=home)

    told = json.loads(there.stdout)
    assert (1, 1, "") == (here.returncode, there.returncode, there.stderr)
    assert json.loads(here.stdout) == told
    assert {"sound", "wrong"} == {
        Path(each["path"]).relative_to(home / "guides").parts[0] for each in told if each["path"]
    }
    assert any("greedy needed too much memory" in each["message"] for each in told)
    assert [] == dask.left

    (home / "guides" / "sound" / "notes.md").unlink()
    one = ["guides/sound", "--paper", "letter,a4", "--verbose"]
    here = run("build", *one, "-o", "here", cwd=home)
    there = run("build", *one, "-o", "there", "--on", dask.address, cwd=home)

    assert (0, 0) == (here.returncode, there.returncode), there.stderr
    assert 4 == len(list((home / "there").rglob("*.pdf")))
    assert files(home / "here") == files(home / "there")
    assert here.stdout == there.stdout.replace("there/", "here/")
    assert "guides/sound: proving the PDF (teacher, a4)" in there.stderr


def test_a_killed_worker_loses_nothing(dask: Dask, tmp_path: Path):
    victim = dask.worker("--no-nanny")
    names = ["one", "two", "three", "four"]
    for name in names:
        written(PLAIN, tmp_path / name)
    with subprocess.Popen(
        command("build", *names, *STUDENT, "--on", dask.address), cwd=tmp_path, stderr=subprocess.PIPE
    ) as build:
        dask.stop_at_work(victim)
        dask.worker()
        victim.process.kill()
        _, said = build.communicate(timeout=300)

    assert (0, b"") == (build.returncode, said)
    assert sorted(f"{name}-student.pdf" for name in names) == sorted(
        path.name for path in tmp_path.glob("build/*/*.pdf")
    )
    wait_until(lambda: not dask.left)


@pytest.mark.skipif(sys.platform != "linux", reason="who supervises a process is read from /proc")
def test_a_job_that_kills_its_workers_is_named_and_the_others_are_done(dask: Dask, tmp_path: Path):
    """There is one worker, so that whatever waits for it is suspected as well."""
    dask.worker()
    guides = {name: written(PLAIN, tmp_path / name) for name in ("deadly", "one", "two")}
    jobs = [
        Job(name, deadly.kill if name == "deadly" else deadly.nothing, (path,))
        for name, path in guides.items()
    ]

    with cluster.Cluster(dask.address, "guide.deliver", tmp_path) as crew:
        outcomes: dict[str, Any] = {job.name: outcome for job, outcome in crew.run(jobs)}

    killed = outcomes.pop("deadly")
    assert isinstance(killed, Diagnostic)
    assert "the work of deadly ended every worker of the cluster that it was given to" == killed.message
    assert {name: Result(guides[name], (), name) for name in ("one", "two")} == outcomes


def test_what_was_made_before_the_scheduler_is_lost_stays(dask: Dask, tmp_path: Path):
    worker = dask.worker("--no-nanny")
    names = [f"guide-{number}" for number in range(6)]
    for name in names:
        written(PLAIN, tmp_path / name)
    with subprocess.Popen(
        command("build", *names, *STUDENT, "--on", dask.address),
        cwd=tmp_path,
        env=surroundings(HURRIED),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as build:
        assert build.stdout
        first = build.stdout.readline()
        dask.stop_at_work(worker)
        dask.scheduler.end()
        rest, said = build.communicate(timeout=300)

    made = [line.split()[0] for line in (first + rest).splitlines()]
    assert 2 == build.returncode
    assert re.fullmatch(
        f"error: the scheduler at {dask.address} is gone: .+\n"
        "  hint: what was made is kept; build again when it is back\n",
        said,
    )
    assert 1 <= len(made) < len(names)
    assert all(path.removeprefix("build/") in (tmp_path / "build/index.html").read_text() for path in made)
    assert sorted(made) == sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.pdf"))


def test_an_interrupted_build_leaves_the_cluster_to_others(dask: Dask, tmp_path: Path):
    worker = dask.worker("--no-nanny")
    for name in ("one", "two"):
        written(PLAIN, tmp_path / name)
    with subprocess.Popen(
        command("build", "one", "two", "--on", dask.address), cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as build:
        dask.stop_at_work(worker)
        build.send_signal(signal.SIGINT)
        _, said = build.communicate(timeout=60)
    worker.process.send_signal(signal.SIGCONT)

    assert (130, "interrupted\n") == (build.returncode, said)
    with Client(dask.address, set_as_default=False) as client:
        wait_until(lambda: not any(client.processing().values()))
    wait_until(lambda: not dask.left)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tls://127.0.0.1:9"])
def test_a_scheduler_that_does_not_answer_is_named(address: str, tmp_path: Path):
    written(PLAIN, tmp_path / "plain")

    done = run("build", "plain", "--on", address, cwd=tmp_path, **HURRIED)

    assert 2 == done.returncode
    assert re.fullmatch(
        f"error: the scheduler at {address} cannot be reached: .+\n"
        "  hint: see whether it runs, and how its address is written\n",
        done.stderr,
    )
    assert [] == list((tmp_path / "build").iterdir())


def test_a_cluster_without_workers_is_waited_for_and_then_named(
    dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cluster, "PATIENCE", 2.0)
    written(PLAIN, tmp_path / "plain")
    where = [str(tmp_path / "plain"), "-o", str(tmp_path / "build"), "--on", dask.address]

    done = CliRunner().invoke(cli.main, ["build", *where])

    assert 2 == done.exit_code
    assert [
        f"error: the cluster at {dask.address} has had no worker for 2 seconds",
        f"  hint: start one: dask worker {dask.address}",
    ] == done.stderr.splitlines()


def test_a_worker_with_another_version_is_refused(dask: Dask, tmp_path: Path):
    program = tmp_path / "program"
    shutil.copytree(Path(cli.__file__).parent, program / "guide")
    shutil.copytree(folder("templates"), program / "templates")
    (program / "guide" / "__init__.py").write_text('__version__ = "0.0.9"\n')
    dask.worker(program=program)
    written(PLAIN, tmp_path / "plain")

    done = run("build", "plain", "--on", dask.address, cwd=tmp_path)

    assert 2 == done.returncode
    assert re.fullmatch(
        r"error: the worker tcp://127\.0\.0\.1:\d+ has other versions: "
        r"study-guide 0\.0\.9 \(\w{8}\) \(here \d+\.\d+\.\d+ \(\w{8}\)\)\n"
        r"  hint: install the same release on every computer, with the same Python, or PDFs would differ\n",
        done.stderr,
    )
    assert [] == list(tmp_path.rglob("*.pdf"))


def test_a_worker_without_the_program_is_refused(dask: Dask, tmp_path: Path):
    (tmp_path / "other" / "guide").mkdir(parents=True)
    (tmp_path / "other" / "guide" / "__init__.py").touch()
    dask.worker(program=tmp_path / "other")
    written(PLAIN, tmp_path / "plain")

    done = run("build", "plain", "--on", dask.address, cwd=tmp_path)

    assert 2 == done.returncode
    assert [
        f"error: a worker of the cluster at {dask.address} does not have this program "
        "(No module named 'guide.cluster')",
        "  hint: install the same release on every worker",
    ] == done.stderr.splitlines()


def test_a_cluster_with_keys_is_for_those_who_have_them(
    dask_with_keys: tuple[Dask, dict[str, str]], tmp_path: Path
):
    dask, keys = dask_with_keys
    written(PLAIN, tmp_path / "plain")
    one = ("build", "plain", *STUDENT, "--on", dask.address)

    without = run(*one, cwd=tmp_path, **HURRIED)
    done = run(*one, cwd=tmp_path, **keys)

    assert (2, 0) == (without.returncode, done.returncode), done.stderr
    assert "perhaps check your TLS configuration" in without.stderr
    assert ["plain-student.pdf"] == [path.name for path in tmp_path.rglob("*.pdf")]
