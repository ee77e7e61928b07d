"""What a terminal shows and a pipe does not: colors and a bar."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from guide.paper import pages

WRONG = "titel: Moon\nessential_question: Why?\n"
RED = "\x1b[31m\x1b[1merror:\x1b[0m"


def shown(folder: Path, *arguments: str, **environment: str) -> str:
    """What the command prints on a terminal of its own, which is its stdout and its stderr."""
    ours, theirs = pty.openpty()
    surroundings = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(
        [sys.executable, "-m", "guide", *arguments],
        cwd=folder,
        env={**surroundings, "TERM": "xterm-256color", "COLUMNS": "120", **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        said = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux tells the end of a terminal as an error
                part = b""
            if not part:
                break
            said += part
    os.close(ours)
    return said.decode()


@pytest.fixture
def moon(tmp_path: Path) -> Path:
    (tmp_path / "moon").mkdir()
    (tmp_path / "moon" / "guide.yaml").write_text(WRONG)
    return tmp_path


def test_a_terminal_shows_colors_and_a_bar(moon: Path):
    said = shown(moon, "check", "moon")

    assert f"moon/guide.yaml:1:1: {RED} " in said
    assert "\x1b[32m\x1b[1m^\x1b[0m" in said
    assert "\x1b[36mhint:\x1b[0m did you mean 'title'?" in said
    assert "0/1" in said


def test_the_bar_makes_room_for_messages_and_is_gone_at_the_end(moon: Path):
    said = shown(moon, "build", "moon")

    cleared = "\x1b[2K"
    assert f"{cleared}moon/guide.yaml:1:1: {RED} there is no field 'titel' here\r\n" in said
    assert "\r\nmoon: not built; the PDFs of the last good build are untouched\r\n" in said
    assert said.endswith(cleared)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colors_can_be_forbidden(moon: Path, environment: dict[str, str]):
    said = shown(moon, "check", "moon", **environment)

    assert "moon/guide.yaml:1:1: error: " in said
    assert "\x1b[3" not in said.replace("\x1b[?", "")


def test_messages_for_programs_come_without_a_bar(moon: Path):
    said = shown(moon, "check", "moon", "--format", "json")

    assert said.startswith("[")
    assert "\x1b" not in said


def test_a_pipe_gets_neither(moon: Path):
    done = subprocess.run(
        [sys.executable, "-m", "guide", "check", "moon"], cwd=moon, capture_output=True, text=True
    )

    assert done.stderr.startswith("moon/guide.yaml:1:1: error: ")
    assert "\x1b" not in done.stdout + done.stderr


def test_one_page_is_told_as_one():
    assert ["1 page", "2 pages"] == [pages(count) for count in (1, 2)]
