"""What several workers make of a guide is one result, in the order that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guide import batch
from guide.deliver import Packet, Result, deliver, joined
from guide.diagnostics import error, warning
from guide.download import Record
from guide.worker import Job

ABOUT = Record("Moon", "Why?", "en")


def packet(edition: str, paper: str = "letter") -> Packet:
    return Packet(f"moon-{edition}-{paper}.pdf", edition, paper, b"%PDF", 1, ())


class Reversed:
    """Does every job at once and answers in the opposite order."""

    def __init__(self, count: int) -> None:
        self.count, self.jobs = count, list[Job]()

    def run(self, jobs: list[Job], told: Any) -> Iterator[tuple[Job, Any]]:
        self.jobs = jobs
        for job in reversed(jobs):
            path, wanted, _ = job.arguments
            stopped = path.name == "stopped"
            yield (
                job,
                (
                    error(f"{wanted[0][0]} was stopped")
                    if stopped
                    else Result(
                        path, (warning("read"),), path.name, ABOUT, tuple(packet(*each) for each in wanted)
                    )
                ),
            )


FOUR = [("student", "letter"), ("student", "a4"), ("teacher", "letter"), ("teacher", "a4")]


def made(workers: Any, *names: str) -> list[Result]:
    return list(batch.make_all(workers, [Path(name) for name in names], FOUR, None, lambda *_: None))


@pytest.mark.parametrize(("count", "jobs"), [(1, 1), (2, 2), (3, 3), (4, 4), (9, 4)])
def test_packets_come_in_the_order_that_was_asked_for(count: int, jobs: int):
    workers = Reversed(count)

    (result,) = made(workers, "moon")

    assert jobs == len(workers.jobs)
    assert FOUR == [(each.edition, each.paper) for each in result.packets]
    assert (warning("read"),) == result.diagnostics


def test_packets_on_one_paper_share_a_worker():
    workers = Reversed(2)

    made(workers, "moon")

    assert [{"a4"}, {"letter"}] == [{paper for _, paper in job.arguments[1]} for job in workers.jobs]


def test_as_many_guides_as_workers_are_not_divided():
    workers = Reversed(3)

    assert ["mars", "moon"] == [result.name for result in made(workers, "moon", "mars")]
    assert [4, 4] == [len(job.arguments[1]) for job in workers.jobs]


def test_a_guide_of_which_a_part_was_stopped_fails_and_the_other_does_not():
    moon, stopped = sorted(made(Reversed(8), "moon", "stopped"), key=lambda result: str(result.path))

    assert (False, True) == (moon.failed, stopped.failed)
    assert ["student was stopped", "teacher was stopped"] == [each.message for each in stopped.diagnostics]


def test_no_guides_need_no_work():
    assert [] == made(Reversed(2))


def test_nothing_is_written_of_a_guide_with_an_error_in_a_part(tmp_path: Path):
    good = Result(Path("moon"), (), "moon", ABOUT, (packet("student"),))
    bad = Result(Path("moon"), (error("the teacher's is wrong"),))

    result = deliver(joined([bad, good]), tmp_path)

    assert (True, (), ()) == (result.failed, result.files, result.packets)
    assert [] == list(tmp_path.iterdir())


def test_files_are_written_and_told(tmp_path: Path):
    result = deliver(Result(Path("moon"), (), "moon", ABOUT, (packet("student"),)), tmp_path)

    assert (tmp_path / "moon" / "moon-student-letter.pdf",) == result.files
    assert ["moon-student-letter.pdf", "packets.json"] == sorted(
        path.name for path in (tmp_path / "moon").iterdir() if path.name != ".lock"
    )


def test_a_folder_that_cannot_be_written_to_is_an_error_of_that_guide(tmp_path: Path):
    (tmp_path / "moon").write_text("a file")

    result = deliver(Result(Path("moon"), (), "moon", ABOUT, (packet("student"),)), tmp_path)

    assert [f"{tmp_path / 'moon'} cannot be written: a file of this name is in the way"] == [
        each.message for each in result.diagnostics
    ]
