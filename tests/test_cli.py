from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec as find
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from guide import batch, cli, manifest, start
from guide.read import read
from guide.source.files import inside


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the command asks of the workers, of which nothing is laid out here."""
    calls: list[tuple[Any, ...]] = []

    def make_all(workers: Any, *wanted: Any) -> Iterator[Any]:
        calls.append((workers.count, *wanted))
        return iter(())

    monkeypatch.setattr(batch, "make_all", make_all)
    return calls


def build(folder: Path, *options: str) -> tuple[int, str]:
    (folder / "guide.yaml").write_text("title: A\n")
    done = CliRunner().invoke(cli.main, ["build", str(folder), "--output", str(folder / "build"), *options])
    return done.exit_code, done.output


def test_editions_papers_and_sheets_are_named_in_any_case(asked: list[tuple[Any, ...]], tmp_path: Path):
    options = ["--edition", "Student,TEACHER", "--paper", "A4, Letter", "--sheet", "Timeline"]

    assert (0, "") == build(tmp_path, *options)
    wanted = [("student", "a4"), ("student", "letter"), ("teacher", "a4"), ("teacher", "letter")]
    assert ([tmp_path], wanted, "timeline") == asked[0][1:4]


ONE_BY_ONE = "--edition student --paper a4 --edition large-print,student --paper letter".split()


def test_editions_and_papers_may_be_named_one_by_one(asked: list[tuple[Any, ...]], tmp_path: Path):
    assert (0, "") == build(tmp_path, *ONE_BY_ONE)
    wanted = [(edition, paper) for edition in ("student", "large-print") for paper in ("a4", "letter")]
    assert wanted == asked[0][2]


def test_a_build_with_nothing_to_do_reads_its_line_as_the_command_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "guide.yaml").write_text("title: A\n")
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(manifest, "recall", lambda path, output, request, _: asked.append((output, request)))
    assert start.unchanged([str(tmp_path), "-o", "x", *ONE_BY_ONE, "-o", str(tmp_path / "y")]) is None
    assert start.unchanged([str(tmp_path), "--edition", "--paper"]) is None
    assert [(tmp_path / "y", manifest.Request(("student", "large-print"), ("a4", "letter")))] == asked


def test_a_folder_of_guides_is_looked_through_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "guide.yaml").write_text("title: A\n")
    asked: list[Path] = []
    kept = manifest.Kept((), ())
    monkeypatch.setattr(manifest, "recall", lambda path, *_: asked.append(path) or kept)

    assert [] == start.unchanged([str(tmp_path), "-q"])
    assert [tmp_path / "a", tmp_path / "b"] == asked
    (tmp_path / "c.md").write_text("---\ntitle: A\n---\n")
    assert start.unchanged([str(tmp_path), "-q"]) is None
    (tmp_path / "none").mkdir()
    assert start.unchanged([str(tmp_path / "a"), str(tmp_path / "none")]) is None


@pytest.mark.parametrize(("jobs", "editions", "workers"), [("1", "all", 1), ("9", "student", 1), ("2", "student,teacher", 2)])  # fmt: skip
def test_there_are_no_more_workers_than_packets(
    asked: list[tuple[Any, ...]], tmp_path: Path, jobs: str, editions: str, workers: int
):
    build(tmp_path, "--jobs", jobs, "--edition", editions)

    assert workers == asked[0][0]


def test_an_unknown_edition_is_refused_with_those_that_there_are(tmp_path: Path):
    done = CliRunner().invoke(cli.main, ["build", str(tmp_path), "--edition", "pupil"])

    assert 2 == done.exit_code
    assert "there is no edition 'pupil'; there are: student, " in done.output


def test_a_guide_named_twice_is_built_once(asked: list[tuple[Any, ...]], tmp_path: Path):
    build(tmp_path, str(tmp_path))

    assert [tmp_path] == asked[0][1]


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["check", "mooon"], "mooon: there is no such file or folder", "did you mean 'moon'?"),
        (
            ["check", "My", "Guide"],
            "My: there is no such file or folder",
            'put quotation marks around a name with spaces: "My Guide"',
        ),
        (
            ["check", "moon/guide.yaml"],
            "moon/guide.yaml is a part of a guide",
            "name the guide's folder: moon",
        ),
        (["check", "moon/documents"], "moon/documents is a part of a guide", "name the guide's folder: moon"),
        (
            ["check", "moon/documents/a.md"],
            "moon/documents/a.md is a part of a guide",
            "name the guide's folder: moon",
        ),
        (
            ["check", "notes.docx"],
            "notes.docx: a guide is a folder or a Markdown file",
            "name the folder that has a guide.yaml",
        ),
        (
            ["check", "moon", "other/moon"],
            "moon and other/moon are two guides of one name",
            "give one of them another name: their PDFs would take each other's place",
        ),
        (
            ["build", "moon", "–edition", "student"],
            "–edition: there is no such file or folder",
            "write two hyphens: --edition",
        ),
        (
            ["build", "moon", "--edition", "student", "teacher"],
            "teacher: there is no such file or folder",
            "name several editions with commas between: --edition student,teacher",
        ),
        (
            ["build", "moon", "--paper", "letter", "a4"],
            "a4: there is no such file or folder",
            "name several papers with commas between: --paper letter,a4",
        ),
        (["check"], "there is no guide in the folder 'content'", "begin one: guide new content/NAME"),
        (
            ["build", "moon", "-o", "notes.docx"],
            "'notes.docx' cannot be made: a file of this name is in the way",
            "name another folder with -o, one that you may write into",
        ),
        (["new", "moon"], "moon is not empty", "name a folder that does not exist yet"),
    ],
)
def test_a_wrong_path_is_refused_with_the_right_one(
    arguments: list[str], message: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    for folder in ("moon/documents", "My Guide", "other/moon", "content"):
        Path(folder).mkdir(parents=True)
    for folder in ("moon", "My Guide", "other/moon"):
        Path(folder, "guide.yaml").write_text("title: A\nessential_question: B\n")
    Path("moon/documents/a.md").write_text("Text\n")
    Path("notes.docx").write_bytes(b"PK")

    done = CliRunner().invoke(cli.main, arguments)

    assert (2, f"error: {message}\n  hint: {hint}\n") == (done.exit_code, done.output)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--on", "scheduler"], "'scheduler' is no address such as tcp://scheduler:8786"),
        (["--on", ""], "'' is no address such as tcp://scheduler:8786"),
        (["--on", "inproc://1.2.3.4:5"], "'inproc://1.2.3.4:5' is no address such as tcp://scheduler:8786"),
        (["--on", "tcp://a:1", "--jobs", "2"], "error: --jobs is for this computer, and --on for others"),
        (["--on", "tcp://a:1", "--roster", __file__], "error: a class set is not made on a cluster"),
    ],
)
def test_what_has_no_meaning_on_a_cluster_is_refused(options: list[str], said: str, tmp_path: Path):
    code, output = build(tmp_path, *options)

    assert 2 == code
    assert said in output


def test_a_cluster_needs_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "distributed" else find(name)
    )

    code, output = build(tmp_path, "--on", "tcp://a:1")
    examined = CliRunner().invoke(cli.main, ["doctor"])

    assert 2 == code
    assert "the Python package distributed is missing" in output
    assert "absent  Python package distributed, for guide build --on" in examined.output
    assert "install distributed" in examined.output


def test_one_guide_named_twice_is_checked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("moon").mkdir()
    Path("moon/guide.yaml").write_text("titel: A\nessential_question: B\n")

    done = CliRunner().invoke(cli.main, ["check", "moon", "./moon"])

    assert 1 == done.output.count("there is no field 'titel' here")


def test_a_watched_class_set_is_refused(tmp_path: Path):
    (tmp_path / "class.csv").write_text("name\nAna\n")

    assert (2, "error: --watch and --roster do not go together\n  hint: watch the guide alone, and make the class set when it is finished\n") == build(
        tmp_path, "--watch", "--roster", str(tmp_path / "class.csv")
    )  # fmt: skip


def test_what_nearly_no_build_needs_is_loaded_by_the_one_that_does():
    code = """
import sys
import guide.start
from dataclasses import dataclass
from guide.diagnostics import nearest
seldom = ["difflib"] + ["inspect"] * (sys.version_info < (3, 12))
print("loaded:", *(name for name in seldom if name in sys.modules))
@dataclass
class Place:
    line: int
print(nearest("titel", ["title"]), Place.__doc__)
print("loaded:", *(name for name in seldom if name in sys.modules))
import inspect
print(inspect.isclass(Place))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    before, used, after, still = done.stdout.splitlines()
    assert ("loaded:", "title Place(line: int)", "True") == (before, used, still)
    assert after.startswith("loaded: difflib")


def test_help_loads_nothing_that_a_command_needs():
    heavy = ("weasyprint", "pydantic", "jinja2", "rich", "yaml", "watchfiles", "starlette", "uvicorn")
    code = f"""
import sys
from guide.cli import main
try:
    main(["build", "--help"])
finally:
    print("loaded:", *(name for name in {heavy!r} if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "loaded:" == done.stdout.splitlines()[-1]


def test_the_commands_own_process_loads_nothing_that_makes_a_class_set(tmp_path: Path):
    (tmp_path / "moon.md").write_text("---\ntitle: A\nessential_question: B\n---\nText\n")
    (tmp_path / "class.csv").write_text("name\nAna\n")
    code = """
import sys
from guide.cli import main
try:
    main(["build", "moon.md", "--roster", "class.csv"])
finally:
    print("loaded:", *(name for name in ("weasyprint", "pikepdf", "pypdfium2") if name in sys.modules))
"""
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=True)

    assert "build/moon/moon-class.csv  who has which packet" in done.stdout.splitlines()
    assert "loaded:" == done.stdout.splitlines()[-1]


def test_an_editors_lock_file_is_no_guide(tmp_path: Path):
    for name in ("moon.md", ".#moon.md", "._moon.md", "README.md"):
        (tmp_path / name).write_text("---\ntitle: A\nessential_question: B\n---\nText\n")

    assert [tmp_path / "moon.md"] == inside(tmp_path)


@pytest.mark.parametrize("name", ["Guide.yaml", "guide.yaml.txt", "guide (1).yaml", "guide.yml"])
def test_a_guide_whose_front_page_has_another_name_is_no_folder_of_guides(tmp_path: Path, name: str):
    (tmp_path / name).write_text("title: A\nessential_question: B\n")
    (tmp_path / "background.md").write_text("---\ntitle: A\n---\nText\n")

    assert [] == inside(tmp_path)
    assert [f"give '{name}' the name 'guide.yaml'"] == [each.hint for each in read(tmp_path)[1]]
