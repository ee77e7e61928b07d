"""A worker from within: does one job after another, tells where it is, and lets the kernel bound it."""

from __future__ import annotations

import contextlib
import errno
import math
import os
import resource
import select
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from guide.diagnostics import Diagnostic, error
from guide.scratch import take_away
from guide.steps import Step, heard_by
from guide.write import why

# Seconds of work are processor time, so that a busy machine stops nobody.
STEP = 12.0  # for each step, beyond what its size gives it
JOB = 20.0  # for each job, beyond what its steps give it: EACH, and what their sizes give
EACH = 1.0
FIRST = Step("the work")  # before a job tells anything

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)

MIB = 1024 * 1024
ALLOCATED = 1024 * MIB  # the kernel refuses more, however quickly it is asked for


@dataclass(frozen=True)
class Job:
    """A function of a module and its arguments, which are pickled; messages call it `name`."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


class CannotWork(Exception):
    """Raised by a job where no other one would do better, such as for want of a library."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


@dataclass(frozen=True)
class At:
    """A step begins, that may take `allowed` seconds of work; the one before it took `seconds`."""

    step: Step
    allowed: float
    seconds: float


@dataclass(frozen=True)
class Done:
    """The job is over: what its function returned, a Diagnostic of what it raised, or CannotWork."""

    value: Any
    seconds: float


def work(pipe: Connection, folder: str, scratch: Path) -> None:
    """A worker's life: jobs come through the pipe, `At` and `Done` go back.

    Paths are relative to `folder`; temporary files stand in `scratch`, which the supervisor takes away.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor is interrupted, and ends us
    threading.Thread(target=_end_with_supervisor, args=(pipe, scratch), daemon=True).start()
    os.chdir(folder)
    tempfile.tempdir = str(scratch)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_DATA, ALLOCATED)
    with contextlib.suppress(EOFError, ConnectionError):  # the supervisor is gone
        while True:
            job = pipe.recv()
            clock = _Clock(pipe)
            with heard_by(clock.at):
                value = _value(job, clock)
            pipe.send(Done(value, clock.lap()))


def _value(job: Job, clock: _Clock) -> Any:
    try:
        return job.function(*job.arguments)
    except CannotWork as problem:
        return problem
    except MemoryError:
        return too_large(job, clock.step)
    except RecursionError:
        hint = "put fewer lists, quotations or tables inside each other"
        return stopped(job, clock.step, "is nested too deeply", hint)
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno in _NO_ROOM:
            return CannotWork(no_room(problem))
        place = traceback.extract_tb(problem.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        what = f"failed by a mistake of this program ({type(problem).__name__}: {problem}; {where})"
        return stopped(job, clock.step, what, "please report it, if you can with the guide's folder")


class _Clock:
    """Arms the kernel's limit before each step: who takes more is killed, by a signal nobody handles."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._left, self._since = pipe, JOB, time.process_time()
        self.step = FIRST
        self._arm()

    def at(self, step: Step) -> None:
        seconds = self.lap()
        self._left += EACH + step.seconds - seconds
        self.step = step
        self._pipe.send(At(step, self._arm(), seconds))

    def _arm(self) -> float:
        """Seconds of work that the step may take."""
        allowed = max(1.0, min(STEP + self.step.seconds, self._left))
        _limit(resource.RLIMIT_CPU, math.ceil(self._since + allowed))
        return allowed

    def lap(self) -> float:
        """Seconds of work since this was last asked."""
        before, self._since = self._since, time.process_time()
        return self._since - before


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end_with_supervisor(pipe: Connection, scratch: Path) -> None:
    """Ends this process when the other end of the pipe is gone, in the middle of work too."""
    poll = select.poll()
    poll.register(pipe.fileno(), 0)  # a hang-up is always told
    poll.poll()
    take_away(scratch)
    os._exit(1)


def stopped(job: Job, step: Step, what: str, hint: str) -> Diagnostic:
    return error(f"{step.what} of {job.name} {what}", hint=hint)


def too_long(job: Job, step: Step, limit: str) -> Diagnostic:
    hint = "take out half of what is in it and build again, to find what takes so long"
    return stopped(job, step, f"took more than {limit} and was stopped", hint)


def too_large(job: Job, step: Step) -> Diagnostic:
    hint = "make its tables and pictures smaller, or divide it into two guides"
    return stopped(job, step, "needed too much memory and was stopped", hint)


def killed(job: Job, step: Step) -> Diagnostic:
    """By the kernel when the machine has no memory left, or by somebody: nothing tells which."""
    hint = "close other programs and build again; if that does not help, divide it into two guides"
    return stopped(job, step, "was killed, most likely because the computer had no memory left", hint)


def no_room(problem: OSError) -> Diagnostic:
    hint = "free some space, or name a folder that has some: TMPDIR=/a/folder guide build"
    return error(f"temporary files cannot be written: {why(problem)}", hint=hint)


def resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 if it is gone."""
    try:
        if sys.platform.startswith("linux"):
            return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
        import subprocess

        shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False)
        return int(shown.stdout or 0) * 1024
    except (OSError, ValueError):
        return 0
