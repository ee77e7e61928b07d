"""Guides that are made to be slow are stopped: what they may take grows with what is to be read, not with marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guide import batch, worker
from guide.deliver import Result
from guide.resources import folder
from guide.steps import Step, heard_by
from guide.worker import Job
from guide.workers import Workers
from render.conftest import Files, written

FRONT: Files = {"guide.yaml": "title: Slow\nessential_question: Why?\n"}
BASE = (folder("templates") / "css" / "base.css").read_text("utf-8")
TABLES = "|a|\n|-|\n|b|\n\n" * 2_900
SLOW: dict[str, Files] = {
    "tiny tables": {"background.md": TABLES},
    "tiny tables in each of many files": {f"part{number:02}.md": TABLES for number in range(10)},
    "a page for each letter": {
        "background.md": "a\n\n" * 2_900,
        "templates/css/base.css": f"{BASE} p {{ break-before: page }}",
    },
    "boxes that ask their boxes how large they are": {
        "background.md": ("<div>" * 6 + "a " * 30 + "</div>" * 6 + "\n\n") * 10,
        "templates/css/base.css": f"{BASE} div {{ display: flex; flex-direction: column }}",
    },
    "a cell of a million columns": {
        "background.md": "a\n",
        "templates/blocks/reading/block.html": "<section><table><tr><td colspan=1000000 rowspan=1000000>a</td>"
        "</tr></table>{{ block.body | prose }}</section>",
    },
}


def make(path: Path) -> Result:
    """`batch.make` with a twelfth of the time that each step has."""
    worker.STEP = 1.0
    return batch.make(path, [("student", "letter")], None)


@pytest.mark.parametrize("case", SLOW)
def test_a_guide_that_is_slow_by_its_marks_is_stopped_with_a_message(case: str, tmp_path: Path):
    written({**FRONT, **SLOW[case]}, tmp_path / "slow")

    with Workers(1, "guide.warm") as crew:
        ((_, said),) = crew.run([Job("slow", make, (tmp_path / "slow",))])

    stopped = r"\w+ing (out )?the sheet 'reading(-1)?' \(student, letter\) of slow took more than [12] seconds of work and was stopped"
    assert re.fullmatch(stopped, said.message)
    assert said.hint


class LaidOut(Exception):
    pass


def seconds_for(text: str, place: Path) -> float:
    """What the layout of a reading may take beyond what every step may."""
    written({**FRONT, "background.md": text}, place)

    def listen(step: Step) -> None:
        if step.what.startswith("laying out the sheet 'reading'"):
            raise LaidOut(step.seconds)

    with heard_by(listen), pytest.raises(LaidOut) as given:
        batch.make(place, [("student", "letter")], None)
    return float(given.value.args[0])


def test_time_is_given_for_what_is_to_be_read(tmp_path: Path):
    """A text of fifty pages is laid out in some five seconds."""
    thick = seconds_for(("A few words of text make up each line. " * 30 + "\n\n") * 120, tmp_path / "thick")
    marks = seconds_for(TABLES, tmp_path / "marks")

    assert thick > 10
    assert marks < 1
