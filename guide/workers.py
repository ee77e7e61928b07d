"""Work in processes of its own, within limits of time and memory.

A hang, a hoard or a crash in a native library ends a worker and not the program: the job becomes a
diagnostic that names the step, and the other jobs go on. Nothing milder bounds a layout, since what draws
catches every exception, that of a timer too. Each worker has a pipe of its own, so that none can die with a
lock that another one waits for.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any, Self

from guide.diagnostics import Diagnostic, error
from guide.scratch import for_temporary_files, scratch
from guide.steps import Step
from guide.worker import (
    FIRST,
    MIB,
    STEP,
    At,
    CannotWork,
    Done,
    Job,
    killed,
    no_room,
    resident,
    stopped,
    too_large,
    too_long,
    work,
)

RESIDENT = 896 * MIB  # looked at in each TICK
GROWN = 384 * MIB  # a worker of this size after a job is replaced
TICK = 0.05
BY_THE_CLOCK = 10.0  # times its seconds of work that a step may take, should it stand still

# A server that has imported everything once forks each worker in a few milliseconds. On macOS, a process
# that has loaded the libraries for text cannot fork.
_FORKS = sys.platform != "darwin"
_CONTEXT: ForkServerContext | SpawnContext = (
    multiprocessing.get_context("forkserver") if _FORKS else multiprocessing.get_context("spawn")
)


@cache
def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


@contextlib.contextmanager
def _untracked() -> Iterator[None]:
    """Without the process that takes away the shared memory which others leave: workers have none."""
    before = resource_tracker.ensure_running, resource_tracker.getfd
    resource_tracker.ensure_running, resource_tracker.getfd = lambda: None, _nowhere
    try:
        yield
    finally:
        resource_tracker.ensure_running, resource_tracker.getfd = before


_UNKNOWN = 255  # how a process ended whose server was killed with it

# A step of a job begins, or is over after so many seconds of work.
Told = Callable[[Job, Step, float | None], None]


class Workers:
    """At most `count` processes at a time; a context manager, at whose end none is left.

    `preload` names a module that every worker needs. It is imported once, and never in this process, which
    goes on meanwhile. Raises CannotWork where there is no room for temporary files.
    """

    def __init__(self, count: int, preload: str) -> None:
        self.count = count
        self._crew: list[_Worker] = []
        try:
            scratch()
        except OSError as problem:
            raise CannotWork(no_room(problem)) from None
        _CONTEXT.set_forkserver_preload([preload, "guide.server"])
        with contextlib.suppress(OSError):  # then a worker says that no process can be started
            _serve()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.renew()

    def renew(self) -> None:
        """Ends the workers with all that they keep in memory; the next jobs go to new ones."""
        for worker in self._crew:
            worker.end()

    def run(self, jobs: Iterable[Job], told: Told = lambda *_: None) -> Iterator[tuple[Job, Any]]:
        """Each job with what its function returned, as it is done; with a Diagnostic if it was stopped.

        Raises CannotWork.
        """
        waiting = deque(jobs)
        while waiting or any(worker.job for worker in self._crew):
            self._hand_out(waiting)
            busy = [worker for worker in self._crew if worker.job]
            before = time.monotonic()
            wait([worker.pipe for worker in busy], TICK)
            passed = min(time.monotonic() - before, 1.0)  # the whole program may have been suspended
            for worker in busy:
                done = worker.heard(told) or worker.beyond_limits(passed)
                if not done:
                    continue
                job, worker.job = worker.job, None
                if worker.is_spent():
                    worker.end()
                if isinstance(done.value, CannotWork):
                    raise done.value
                assert job
                yield job, done.value

    def _hand_out(self, waiting: deque[Job]) -> None:
        """Gives jobs to idle workers, the first job to the first of the crew.

        When the jobs of a run come again in a later one, each finds the worker that did it before and still
        has its pages. That is why a worker takes the place of the one that it replaces.
        """
        for place in range(self.count):
            if not waiting:
                return
            if place == len(self._crew):
                self._crew.append(_Worker())
            if self._crew[place].is_gone():
                self._crew[place].end()
                self._crew[place] = _Worker()
            if not self._crew[place].job:
                self._crew[place].give(waiting.popleft())


class _Worker:
    """A process as its supervisor sees it: what it works on, and where in that it is."""

    def __init__(self) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self.job: Job | None = None
        self._ended = False
        self._process = _started(work, (theirs, os.getcwd(), scratch()))
        theirs.close()

    def give(self, job: Job) -> None:
        self.job, self._step, self._allowed, self._waited = job, FIRST, STEP, 0.0
        with contextlib.suppress(OSError):  # it has died; `heard` will find out
            self.pipe.send(job)

    def heard(self, told: Told) -> Done | None:
        """Takes what the process has said. The end of the job, if that was in it."""
        assert self.job
        try:
            while self.pipe.poll():
                message = self.pipe.recv()
                told(self.job, self._step, message.seconds)
                if isinstance(message, Done):
                    return message
                assert isinstance(message, At)
                self._step, self._allowed, self._waited = message.step, message.allowed, 0.0
                told(self.job, self._step, None)
        except (EOFError, OSError):
            return Done(self._obituary(), 0.0)
        return None

    def beyond_limits(self, passed: float) -> Done | None:
        """Ends the process if it has grown too large or stands still."""
        assert self.job
        self._waited += passed
        if resident(self._process.pid or 0) > RESIDENT:
            self.end()
            return Done(too_large(self.job, self._step), 0.0)
        if self._waited > self._allowed * BY_THE_CLOCK:
            self.end()
            return Done(too_long(self.job, self._step, f"{self._waited:.0f} seconds"), 0.0)
        return None

    def is_gone(self) -> bool:
        """Whether it has ended, or was killed while it had nothing to do.

        Its end of the pipe is closed before the server, which knows of its death first, has told of it.
        """
        return self._ended or (not self.job and (self.pipe.poll() or not self._process.is_alive()))

    def is_spent(self) -> bool:
        return self._ended or resident(self._process.pid or 0) > GROWN

    def end(self) -> None:
        if not self._ended:
            self._ended = True
            self._process.kill()
            self._process.join()
            self._process.close()
            self.pipe.close()

    def _obituary(self) -> Diagnostic:
        """Why the process died, which it did by itself or by the hand of the kernel."""
        assert self.job
        self._process.join()
        code = self._process.exitcode or 0
        self.end()
        if code == -signal.SIGXCPU:
            return too_long(self.job, self._step, f"{self._allowed:.0f} seconds of work")
        if code in (-signal.SIGKILL, _UNKNOWN):
            return killed(self.job, self._step)
        how = f"a library crashed with {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        hint = "take out half of what is in it and build again, to find the cause; then please report it"
        return stopped(self.job, self._step, f"ended the process that worked on it ({how})", hint)


def _started(function: Callable[..., None], arguments: tuple[Any, ...]) -> BaseProcess:
    """A process that never hears of Ctrl-C: it is for the supervisor, which ends its workers."""
    for pause in (0.1, 1.0, None):
        process = _CONTEXT.Process(target=function, args=arguments, daemon=True)
        try:
            _serve()
            if _FORKS:  # waits until the server has imported everything, and that may be interrupted
                with _untracked():
                    process.start()
            else:
                with _uninterrupted(), for_temporary_files(), warnings.catch_warnings(action="ignore"):
                    process.start()
            break
        except (OSError, EOFError) as problem:  # the server may have been killed; there will be another
            if pause is None:
                hint = "close other programs, see that the disk has room, and try again"
                raise CannotWork(error(f"no process can be started: {problem}", hint=hint)) from None
            time.sleep(pause)  # it still counts as alive while it dies
    return process


def _serve() -> None:
    """Starts the server from which workers are forked, if it does not run; it is not waited for."""
    if _FORKS:
        with _untracked(), _uninterrupted(), for_temporary_files(), warnings.catch_warnings(action="ignore"):
            forkserver.ensure_running()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread can be interrupted, and say so
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
