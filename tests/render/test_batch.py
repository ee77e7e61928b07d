"""Runs of several guides: one that hangs or crashes does not stop the others, and nothing is left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from guide import batch, cli, worker
from guide.deliver import Result
from render.conftest import written
from render.test_build import command, files, run

PLAIN: dict[str, str | bytes] = {
    "guide.yaml": "title: Plain\nessential_question: Why?\n",
    "background.md": "Many words stand here. " * 100 + "\n",
}
DATED = {**PLAIN, "timeline.yaml": "- date: '1900'\n  title: Start\n- date: '1950-02'\n  title: End\n"}


def make(path: Path, wanted: list[batch.Wanted], sheet: str | None) -> Result:
    """`batch.make` in a worker in which one guide's timeline is laid out for ever, and another's crashes."""
    from guide import build, pagination

    real = pagination.lay_out

    def lay_out(sheet: build.Plan, content: str, most: int | None = None) -> build.LaidOut:
        if sheet.id == "timeline" and path.name == "crashes":
            os.abort()
        while sheet.id == "timeline" and path.name == "hangs":
            try:
                while True:
                    pass
            except BaseException:
                continue
        return real(sheet, content, most)

    pagination.lay_out, worker.STEP = lay_out, 5.0
    try:
        return batch_make(path, wanted, sheet)
    finally:
        pagination.lay_out = real


batch_make = batch.make


def test_guides_that_hang_and_crash_are_named_with_their_sheets_and_the_others_are_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("crashes", "hangs", "sound", "whole"):
        written(DATED, tmp_path / "guides" / name)
    monkeypatch.setattr(batch, "make", make)
    output = tmp_path / "build"

    done = CliRunner().invoke(
        cli.main,
        ["build", str(tmp_path / "guides"), "--edition", "student", "-o", str(output), "--format", "json"],
    )

    told = [each["message"] for each in json.loads(done.stdout) if each["severity"] == "error"]
    sheet = "laying out the sheet 'timeline' (student, letter) of"
    assert 1 == done.exit_code
    assert [
        f"{sheet} {tmp_path}/guides/crashes ended the process that worked on it (a library crashed with SIGABRT)",
        f"{sheet} {tmp_path}/guides/hangs took more than N seconds of work and was stopped",
    ] == [re.sub(r"more than \d+", "more than N", each) for each in told]
    assert ["sound-student.pdf", "whole-student.pdf"] == sorted(path.name for path in output.rglob("*.pdf"))
    assert all(name in (output / "index.html").read_text("utf-8") for name in ("sound", "whole"))


def test_a_guide_that_asks_for_much_memory_is_stopped(tmp_path: Path):
    greedy = {"templates/blocks/reading/block.html": "{{ ('a' * 10 ** 10) | length }}"}
    written({**PLAIN, **greedy}, tmp_path / "greedy")
    written(PLAIN, tmp_path / "sound")

    done = run("build", "greedy", "sound", "--edition", "student", "--jobs", "1", cwd=tmp_path)

    assert 1 == done.returncode
    assert [
        "error: composing the sheet 'reading' (student, letter) of greedy needed too much memory and was stopped",
        "  hint: make its tables and pictures smaller, or divide it into two guides",
        "greedy: not built; the PDFs of the last good build are untouched",
    ] == done.stderr.splitlines()
    assert ["sound-student.pdf"] == [path.name for path in tmp_path.rglob("*.pdf")]


def test_one_worker_and_two_make_the_same(tmp_path: Path):
    for name in ("one", "two"):
        written({**DATED, "background.md": f"Of {name}.\n\n[Nowhere](images/{name}.png)\n"}, tmp_path / name)

    said = []
    for jobs in ("1", "2"):
        options = ("--paper", "letter,a4", "--format", "json", "--jobs", jobs, "-o", f"build-{jobs}")
        said.append(run("build", "two", "one", *options, cwd=tmp_path).stdout)

    assert said[0] == said[1]
    assert files(tmp_path / "build-1") == files(tmp_path / "build-2")
    assert 8 == len(list((tmp_path / "build-2").rglob("*.pdf")))


def test_steps_are_told_with_their_seconds(tmp_path: Path):
    written(PLAIN, tmp_path / "plain")

    done = run("build", "plain", "--edition", "student", "--verbose", cwd=tmp_path)

    told = [line.rpartition("  ")[0] for line in done.stderr.splitlines()]
    assert "plain: reading" in told
    assert "plain: laying out the sheet 'reading' (student, letter)" in told
    assert "plain: proving the PDF (student, letter)" == told[-1]


def test_an_interrupted_build_ends_at_once_with_one_line(tmp_path: Path):
    """Ctrl-C reaches every process of the terminal's group."""
    for name in ("one", "two", "three"):
        written(DATED, tmp_path / name)
    with subprocess.Popen(
        command("build", "one", "two", "three", "--verbose"),
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as build:
        assert build.stderr
        first = build.stderr.readline()
        os.killpg(build.pid, signal.SIGINT)
        _, rest = build.communicate(timeout=60)  # ends when nobody holds its output any more

    assert "reading" in first
    assert ["interrupted"] == [line for line in rest.splitlines() if not line.endswith(" s")]
    assert 130 == build.returncode
    assert [] == list(tmp_path.glob("guide-*"))


GROWTH = """
import gc, os, resource, sys
from pathlib import Path
from guide.build import make

folder = Path("small")
held = []
for number in range(80):
    (folder / "background.md").write_text(f"Text {number}. " + "Words follow words. " * (number % 7 + 1))
    assert make(folder, [("student", "letter")]).packets
    gc.collect()
    held.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize())
print((min(held[-10:]) - min(held[20:30])) / 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
def test_a_process_that_makes_many_packets_does_not_grow(tmp_path: Path):
    """From the twenties to the seventies of its packets, the least that it holds grows by 40 KiB for each at most."""
    written(PLAIN, tmp_path / "small")

    done = subprocess.run([sys.executable, "-c", GROWTH], cwd=tmp_path, capture_output=True, text=True)

    assert "" == done.stderr
    assert float(done.stdout) < 50 * 40


LAYOUTS = """
import resource
from pathlib import Path
from guide.layout import fonts, weasyprint
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.text.line_break import Layout

class Style(dict):
    font_config = fonts()

style = Style(INITIAL_VALUES, font_variant_numeric=("lining-nums", "tabular-nums"), font_size=10, lang="en")

def held(count):
    for _ in range(count):
        Layout(style).set_text("1956")
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1024

before = held(5_000)
print((held(20_000) - before) / 20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
def test_a_piece_of_text_leaves_no_attributes_behind(tmp_path: Path):
    """Each one left two hundred bytes, and each packet 40 KiB."""
    done = subprocess.run([sys.executable, "-c", LAYOUTS], cwd=tmp_path, capture_output=True, text=True)

    assert "" == done.stderr
    assert float(done.stdout) < 50  # KiB for a thousand
