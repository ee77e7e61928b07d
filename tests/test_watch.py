"""The watch: what has changed is built again, once, whatever woke it and whatever happened meanwhile."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.deliver import Packet, Result
from guide.diagnostics import error, warning
from guide.download import Record
from guide.manifest import Request
from guide.targets import Refused
from guide.terminal import Report
from guide.watch import Watch
from guide.worker import Job

Meanwhile = Callable[[], object]


class Workers:
    """Makes a PDF of the title of a guide; `meanwhile` happens after it was read."""

    def __init__(self) -> None:
        self.count, self.built, self.renewed = 2, list[str](), 0
        self.meanwhile: list[Meanwhile] = []

    def renew(self) -> None:
        self.renewed += 1

    def run(self, jobs: list[Job], told: Any) -> Iterator[tuple[Job, Any]]:
        for job in jobs:
            path, wanted, _ = job.arguments
            try:
                text = (path if path.is_file() else path / "guide.yaml").read_text()
            except OSError:
                text = "error"
            self.built.append(f"{path.name} {text}")
            while self.meanwhile:
                self.meanwhile.pop()()
            yield job, made(path, wanted, text)


def made(path: Path, wanted: list[tuple[str, str]], text: str) -> Result | Any:
    if text == "crash":
        return error("reading ended the process that worked on it")
    said = error("it is wrong") if text == "error" else warning("it is odd") if text == "warning" else None
    packets = (
        Packet(f"{path.stem}-{edition}.pdf", edition, paper, text.encode(), 2, ())
        for edition, paper in wanted
    )
    return Result(path, (said,) if said else (), path.stem, Record(text, "Why?", "en"), tuple(packets))


class Watched:
    """A watch in a folder of its own, and what is said in it."""

    def __init__(self, *paths: str, output: str = "build", form: str = "text", **options: Any) -> None:
        self.workers = Workers()
        request = Request(("student", "teacher"), ("letter",))
        report = Report(form, options.pop("strict", False), options.pop("quiet", False))
        wanted = [("student", "letter"), ("teacher", "letter")]
        workers: Any = self.workers
        self.watch = Watch(workers, tuple(map(Path, paths)), Path(output), request, wanted, report, **options)

    def look(self) -> list[str]:
        """What is built at a wake, each guide once."""
        self.workers.built.clear()
        self.watch.look()
        return list(dict.fromkeys(self.workers.built))


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


@pytest.fixture(autouse=True)
def moon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("content/moon/guide.yaml", "A")


def pdf(guide: str = "moon") -> str:
    return Path(f"build/{guide}/{guide}-teacher.pdf").read_text()


def test_what_has_changed_is_built_and_what_has_not_is_not():
    watched = Watched("content/moon")

    assert ["moon A"] == watched.look()
    assert [] == watched.look()
    write("content/moon/guide.yaml", "B")
    assert ["moon B"] == watched.look()
    assert "B" == pdf()
    os.utime("content/moon/guide.yaml")
    assert [] == watched.look()


def test_what_an_earlier_build_has_made_is_not_made_again_unless_it_is_asked_for():
    Watched("content/moon").look()

    assert [] == Watched("content/moon").look()
    again = Watched("content/moon", again=True)
    assert ["moon A"] == again.look()
    assert [] == again.look()


def test_a_change_in_the_middle_of_a_build_is_built_afterwards():
    watched = Watched("content/moon")
    watched.workers.meanwhile = [lambda: write("content/moon/guide.yaml", "B")]

    assert ["moon A", "moon B"] == watched.look()  # the first packet of A, the second of B
    assert ["moon B"] == watched.look()
    assert "B" == pdf()
    assert [] == watched.look()


def test_a_wrong_guide_is_told_keeps_its_pdfs_and_is_built_when_it_is_mended(
    capsys: pytest.CaptureFixture[str],
):
    watched = Watched("content/moon")
    watched.look()
    capsys.readouterr()

    write("content/moon/guide.yaml", "error")
    assert ["moon error"] == watched.look()
    told = capsys.readouterr()
    assert [] == watched.look()
    assert "A" == pdf()
    assert ("", ["error: it is wrong", "content/moon: not built; the PDFs of the last good build are untouched"]) == (
        told.out,
        told.err.splitlines(),
    )  # fmt: skip

    write("content/moon/guide.yaml", "B")
    assert ["moon B"] == watched.look()
    assert "B" == pdf()


def test_what_is_taken_back_is_as_it_was(capsys: pytest.CaptureFixture[str]):
    watched = Watched("content/moon")
    watched.look()
    write("content/moon/guide.yaml", "error")
    watched.look()
    capsys.readouterr()

    write("content/moon/guide.yaml", "A")

    assert [] == watched.look()
    assert (
        "build/moon: moon-student.pdf 2 pages, moon-teacher.pdf 2 pages, unchanged\n"
        == capsys.readouterr().out
    )


def test_a_worker_that_dies_does_not_end_the_watch():
    watched = Watched("content/moon")
    write("content/moon/guide.yaml", "crash")
    watched.look()

    write("content/moon/guide.yaml", "B")

    assert ["moon B"] == watched.look()
    assert "B" == pdf()


def test_guides_that_come_and_go_are_built_and_told(capsys: pytest.CaptureFixture[str]):
    watched = Watched("content")
    watched.look()
    capsys.readouterr()

    Path("content/mars").mkdir()
    assert [] == watched.look()
    write("content/mars/guide.yaml", "M")
    assert ["mars M"] == watched.look()
    shutil.rmtree("content/moon")
    assert [] == watched.look()
    assert (
        "warning: content/moon is no longer there; its PDFs stay where they are\n" == capsys.readouterr().err
    )
    assert "A" == pdf()
    assert [] == watched.look()
    write("content/moon/guide.yaml", "A2")
    assert ["moon A2"] == watched.look()


@pytest.mark.parametrize("path", ["content/moon", "content"])
def test_a_folder_that_is_away_for_a_moment_is_built_when_it_is_back(path: str):
    watched = Watched(path)
    watched.look()
    Path("content").rename("elsewhere")
    watched.look()
    Path("elsewhere").rename("content")

    write("content/moon/guide.yaml", "B")

    assert ["moon B"] == watched.look()


def test_a_guide_that_lost_its_guide_yaml_is_no_folder_of_guides():
    write("content/moon/background.md", "text")
    watched = Watched("content/moon")
    watched.look()

    Path("content/moon/guide.yaml").unlink()

    assert ["moon error"] == watched.look()


def test_a_second_guide_of_one_name_is_told_once_and_not_built(capsys: pytest.CaptureFixture[str]):
    watched = Watched("content")
    watched.look()
    capsys.readouterr()
    write("content/moon.md", "B")

    assert [] == watched.look()
    assert [] == watched.look()
    assert 1 == capsys.readouterr().err.count("content/moon and content/moon.md are two guides of one name")


@pytest.mark.parametrize(
    "paths", [("content/moon", "./content/../content/moon"), ("content/moon", "content")]
)
def test_a_guide_named_twice_is_built_once(paths: tuple[str, ...]):
    watched = Watched(*paths)
    watched.look()

    assert 2 == len(watched.workers.built)


def test_a_change_of_its_own_templates_needs_workers_that_have_not_read_them():
    write("content/moon/templates/css/page.css", "p {}")
    watched = Watched("content/moon")
    watched.look()
    write("content/moon/guide.yaml", "B")
    watched.look()
    assert 0 == watched.workers.renewed

    write("content/moon/templates/css/page.css", "p { color: red }")

    assert ["moon B"] == watched.look()
    assert 1 == watched.workers.renewed


@pytest.mark.parametrize(
    ("paths", "output"),
    [(["content"], "content"), (["content/moon"], "content"), (["content/moon"], "content/moon")],
)
def test_pdfs_among_the_files_that_are_watched_are_refused(paths: list[str], output: str):
    with pytest.raises(Refused) as refused:
        Watched(*paths, output=output)

    assert f"would be written among its own files, into '{output}'" in refused.value.problem.message


def test_an_output_folder_within_the_guide_wakes_nobody_for_ever():
    Path("content/moon/build").mkdir()
    watched = Watched("content/moon", output="content/moon/build")

    assert ["moon A"] == watched.look()
    assert [] == watched.look()


def test_one_line_tells_what_was_made(capsys: pytest.CaptureFixture[str]):
    Watched("content/moon").look()
    write("content/moon/guide.yaml", "warning")
    Watched("content/moon", strict=True).look()

    assert [
        "build/moon: moon-student.pdf 2 pages, moon-teacher.pdf 2 pages, N s",
        "build/moon: moon-student.pdf 2 pages, moon-teacher.pdf 2 pages, N s, --strict: 1 warning",
    ] == re.sub(r"\d+\.\d s", "N s", capsys.readouterr().out).splitlines()


def test_a_quiet_watch_says_only_what_is_wrong(capsys: pytest.CaptureFixture[str]):
    watched = Watched("content/moon", quiet=True)
    watched.look()
    write("content/moon/guide.yaml", "warning")
    watched.look()

    assert ("", "warning: it is odd\n") == tuple(capsys.readouterr())


def test_a_program_reads_a_line_for_each_build(capsys: pytest.CaptureFixture[str]):
    watched = Watched("content", form="json")
    for text in ("A", "error"):
        write("content/moon/guide.yaml", text)
        watched.look()
    shutil.rmtree("content/moon")
    watched.look()

    good, wrong, gone = map(json.loads, capsys.readouterr().out.splitlines())
    files = ["build/moon/moon-student.pdf", "build/moon/moon-teacher.pdf"]
    assert {"guide": "content/moon", "files": files, "failed": False, "diagnostics": []} == good
    assert ([], True, ["it is wrong"]) == (
        wrong["files"],
        wrong["failed"],
        [each["message"] for each in wrong["diagnostics"]],
    )
    assert ("content/moon", False, "warning") == (
        gone["guide"],
        gone["failed"],
        gone["diagnostics"][0]["severity"],
    )


def test_the_watch_ends_quietly_when_it_is_interrupted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def woken() -> Iterator[None]:
        yield
        raise KeyboardInterrupt

    watched = Watched("content/moon")
    watched.watch.stay(woken())

    assert 2 == len(watched.workers.built)
    assert "" == capsys.readouterr().err


_ACTS = ("A", "B", "error", "crash", "nothing", "delete", "rename")
_STEPS = st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from(_ACTS), max_size=3)), max_size=8)


@settings(max_examples=60)
@given(_STEPS)
def test_whatever_happened_the_pdfs_are_those_of_the_last_good_content(steps: list[tuple[bool, list[str]]]):
    """Each step is a burst of changes before a wake, or in the middle of the build that the wake began.

    A change in the middle of a build wakes the watch again.
    """
    for folder in ("content", "build"):
        shutil.rmtree(folder, ignore_errors=True)
    write("content/moon/guide.yaml", "A")
    watched, last = Watched("content"), ""
    for meanwhile, burst in steps:

        def act(burst: list[str] = burst) -> None:
            for each in burst:
                change(each)

        if meanwhile:
            watched.workers.meanwhile = [act]
        else:
            act()
        watched.look()
        watched.workers.meanwhile = []
        watched.look()
        text = Path("content/moon/guide.yaml")
        last = text.read_text() if text.exists() and text.read_text() in "AB" else last
        assert last == (pdf() if Path("build/moon/moon-teacher.pdf").exists() else "")
        assert [] == watched.look()


def change(what: str) -> None:
    """One act of someone who writes."""
    if what == "delete":
        shutil.rmtree("content/moon", ignore_errors=True)
    elif what == "rename" and Path("content/moon/guide.yaml").exists():
        os.rename("content/moon/guide.yaml", "content/moon/guide.yaml~")
        os.rename("content/moon/guide.yaml~", "content/moon/guide.yaml")
    elif what in ("A", "B", "error", "crash"):
        write("content/moon/.new", what)
        os.replace("content/moon/.new", "content/moon/guide.yaml")
