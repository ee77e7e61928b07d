from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from guide import batch, cli


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


def test_guides_that_would_write_the_same_files_are_refused(tmp_path: Path):
    (tmp_path / "a" / "moon").mkdir(parents=True)
    (tmp_path / "moon.md").write_text("")

    done = CliRunner().invoke(cli.main, ["build", str(tmp_path / "a" / "moon"), str(tmp_path / "moon.md")])

    assert 2 == done.exit_code
    assert "moon.md have the same name" in done.output


def test_a_guide_named_twice_is_built_once(asked: list[tuple[Any, ...]], tmp_path: Path):
    build(tmp_path, str(tmp_path))

    assert [tmp_path] == asked[0][1]
