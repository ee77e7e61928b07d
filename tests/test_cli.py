from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from guide import cli


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the command asks of the conductor, of which nothing is laid out here."""
    calls: list[tuple[Any, ...]] = []

    def build(*wanted: Any) -> SimpleNamespace:
        calls.append(wanted[2:])
        return SimpleNamespace(failed=False, diagnostics=(), files=(), packets=())

    conductor = SimpleNamespace(build=build, write_download_page=lambda output: None)
    monkeypatch.setattr(cli, "_conductor", lambda: conductor)
    return calls


def test_editions_papers_and_sheets_are_named_in_any_case(asked: list[tuple[Any, ...]], tmp_path: Path):
    (tmp_path / "guide.yaml").write_text("title: A\n")
    options = ["--edition", "Student,TEACHER", "--paper", "A4, Letter", "--sheet", "Timeline"]

    done = CliRunner().invoke(cli.main, ["build", str(tmp_path), *options])

    assert (0, "") == (done.exit_code, done.output)
    assert [["student", "teacher"], ["a4", "letter"], "timeline"] == list(asked[0][:3])


def test_an_unknown_edition_is_refused_with_those_that_there_are(tmp_path: Path):
    done = CliRunner().invoke(cli.main, ["build", str(tmp_path), "--edition", "pupil"])

    assert 2 == done.exit_code
    assert "there is no edition 'pupil'; there are: student, " in done.output
