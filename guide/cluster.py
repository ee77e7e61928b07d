"""Work on the computers of a Dask cluster, with the shape of `workers.Workers`.

Each job travels with its guide's files. A worker of the cluster does it in a process of its own, within the
same limits as here, so that no guide can harm the cluster. What is lost with a worker is done again by
another one, which is Dask's part. Nothing else in the program imports Dask.
"""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import queue
import time
import uuid
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import dask
from distributed import Client, Future, get_worker
from distributed.scheduler import KilledWorker
from distributed.versions import VersionMismatchWarning

from guide.carry import CannotTravel, Carried, Retold, packed, unpacked
from guide.diagnostics import Diagnostic, error
from guide.scratch import scratch
from guide.steps import Step
from guide.versions import Versions, differences, versions
from guide.worker import FIRST, CannotWork, Job, stopped
from guide.workers import Told, Workers

PATIENCE = 60.0  # seconds that the cluster may be without a worker
FETCHED = 600.0  # seconds that a result may be on its way
TICK = 1.0
AHEAD = 2  # jobs for each thread of the cluster that are handed over; the scheduler holds their guides

_WAITING = Step("waiting for the cluster")


class _Client(Client):
    """Is closed by us. Left to itself, one that could not connect waits a minute and prints an exception."""

    def __del__(self) -> None:
        pass


class Cluster:
    """The workers of the scheduler at an address; a context manager, at whose end no job of ours is left.

    `count` is how many jobs are done at a time. `preload` is as for `Workers`. Guides travel without the
    folder `left_out`. Raises CannotWork.
    """

    def __init__(self, address: str, preload: str, left_out: Path) -> None:
        self.count = 1
        self._address, self._preload, self._left_out = address, preload, left_out
        self._over: queue.Queue[Future] = queue.Queue()
        self._packed: tuple[Path, Carried] | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(_quiet())
            with self._explained("cannot be reached", "see whether it runs, and how its address is written"):
                self._client = stack.enter_context(_Client(self._address, set_as_default=False))
            self._has_workers()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def run(self, jobs: Iterable[Job], told: Told = lambda *_: None) -> Iterator[tuple[Job, Any]]:
        """As `Workers.run`; the first argument of a job is the path of a guide, which travels.

        Dask gives a job up when several workers died that had it, though another job may have killed them.
        So it is tried again with nothing beside it.
        """
        suspects = []
        for job, outcome in self._run(jobs, told):
            if isinstance(outcome, KilledWorker):
                suspects.append(job)
            else:
                yield job, outcome
        for job in suspects:
            for _, outcome in self._run([job], told):
                yield job, _kills(job) if isinstance(outcome, KilledWorker) else outcome

    def _run(self, jobs: Iterable[Job], told: Told) -> Iterator[tuple[Job, Any]]:
        waiting, running = deque(jobs), dict[Future, Job]()
        while waiting or running:
            while waiting and len(running) < AHEAD * self.count:
                job = waiting.popleft()
                told(job, _WAITING, None)
                try:
                    running[self._submit(job)] = job
                except CannotTravel as problem:
                    yield job, problem.diagnostic
            if running:
                future = self._one_over()
                job = running.pop(future)
                outcome = self._outcome(job, future, told)
                future.release()
                yield job, outcome

    def _submit(self, job: Job) -> Future:
        guide = job.arguments[0]
        if not self._packed or self._packed[0] != guide:
            self._packed = guide, packed(guide, self._left_out)
        call = _Call(self._preload, versions(), pickle.dumps((job, self._packed[1])))
        with self._explained("is gone"):
            future = self._client.submit(pickle.loads, pickle.dumps(call), key=f"guide-{uuid.uuid4()}")
            future.add_done_callback(self._over.put)
        return future

    def _outcome(self, job: Job, future: Future, told: Told) -> Any:
        """What became of a job; KilledWorker if its workers died. Raises CannotWork."""
        with self._explained("is gone"):
            try:
                outcome, steps = future.result(timeout=FETCHED)
            except Exception as problem:
                if future.status == "error":
                    return self._failure(job, problem)
                raise
        for what, seconds in steps:
            told(job, Step(what), seconds)
        return outcome

    def _failure(self, job: Job, problem: Exception) -> Any:
        if isinstance(problem, KilledWorker):
            return problem
        if isinstance(problem, CannotWork):
            raise problem from None
        if isinstance(problem, ImportError):
            what = f"a worker of the cluster at {self._address} does not have this program ({problem})"
            raise CannotWork(error(what, hint="install the same release on every worker")) from None
        what = f"failed on the cluster ({type(problem).__name__}: {problem})"
        return stopped(job, FIRST, what, "build it without --on, to see whether the cluster is the cause")

    def _one_over(self) -> Future:
        """The next job that is over. Raises CannotWork when the cluster has had no worker for long."""
        since = time.monotonic()
        while True:
            with suppress(queue.Empty):
                return self._over.get(timeout=TICK)
            if self._has_workers():
                since = time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                what = f"the cluster at {self._address} has had no worker for {PATIENCE:.0f} seconds"
                raise CannotWork(error(what, hint=f"start one: dask worker {self._address}"))

    def _has_workers(self) -> bool:
        with self._explained("is gone"):
            threads = sum(self._client.nthreads().values())
        self.count = max(1, threads)
        return bool(threads)

    @contextmanager
    def _explained(
        self, how: str, hint: str = "what was made is kept; build again when it is back"
    ) -> Iterator[None]:
        """Whatever Dask raises when the scheduler does not answer."""
        try:
            yield
        except (OSError, CancelledError, ImportError, RuntimeError, TypeError, ValueError) as problem:
            what = f"the scheduler at {self._address} {how}: {problem}"
            raise CannotWork(error(what, hint=hint)) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what Dask prints: we say ourselves what is lost, and what versions do not agree."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        with (
            warnings.catch_warnings(),
            dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"}),
        ):
            warnings.simplefilter("ignore", VersionMismatchWarning)
            yield
    finally:
        logging.disable(before)


def _kills(job: Job) -> Diagnostic:
    what = "ended every worker of the cluster that it was given to"
    return stopped(job, FIRST, what, "build it without --on, to see what is wrong with it")


# On a worker of the cluster.


class _Call:
    """Calls `do` where it is unpickled.

    The scheduler looks into what it passes on. Of a call of `pickle.loads` it understands everything, so
    only the workers need this program.
    """

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    def __reduce__(self) -> tuple[Any, ...]:
        return do, self._arguments


def do(preload: str, theirs: Versions, sent: bytes) -> tuple[Any, list[tuple[str, float]]]:
    """What became of a job in a process of its own, and the seconds of work that its steps took.

    Raises CannotWork, also where other versions than `theirs` would make other bytes.
    """
    if differing := differences(theirs, versions()):
        what = f"the worker {get_worker().address} has other versions: {', '.join(differing)}"
        hint = "install the same release on every computer, with the same Python, or PDFs would differ"
        raise CannotWork(error(what, hint=hint))
    job, carried = pickle.loads(sent)
    steps: list[tuple[str, float]] = []

    def told(_: Job, step: Step, seconds: float | None) -> None:
        if seconds is not None:
            steps.append((step.what, seconds))

    # Dask's workers may have no children, for fear of orphans. Ours end with whoever supervises them.
    multiprocessing.current_process().daemon = False
    with Workers(1, preload) as workers, TemporaryDirectory(dir=scratch()) as folder:
        guide = unpacked(carried, Path(folder))
        retold = Retold(guide, job.arguments[0], carried.in_one_file)
        ((_, outcome),) = workers.run([Job(job.name, job.function, (guide, *job.arguments[1:]))], told)
    told_of = retold.diagnostic if isinstance(outcome, Diagnostic) else retold.result
    return told_of(outcome), steps
