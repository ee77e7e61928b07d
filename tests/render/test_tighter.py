"""A sheet whose last page would be nearly empty is set more tightly, where that can save the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from guide import pagination
from guide.build import packet
from render.conftest import Files, sound, written

FRONT: Files = {"guide.yaml": "title: Tight\nessential_question: Why?\n"}
LINE = "The speech was read to the delegates behind closed doors in the night. "
Attempts = list[tuple[int, int]]  # how tightly, and on how many pages


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> Attempts:
    """How the sheets other than the cover were set."""
    made: Attempts = []
    set_anyhow = pagination._set

    def noted(sheet, desk, snug=0):  # type: ignore[no-untyped-def]
        laid_out = set_anyhow(sheet, desk, snug)
        if sheet.id != "cover":
            made.append((snug, laid_out.page_count))
        return laid_out

    monkeypatch.setattr(pagination, "_set", noted)
    return made


def build(files: Files, path: Path) -> None:
    packet(sound(written({**FRONT, **files}, path / "tight")), "student", "letter")


def test_a_page_is_saved(attempts: Attempts, tmp_path: Path):
    build({"background.md": (LINE * 5 + "\n\n") * 8}, tmp_path)

    assert attempts == [(0, 2), (2, 1)]


def test_what_would_not_save_it_is_not_tried(attempts: Attempts, tmp_path: Path):
    build({"background.md": (LINE * 5 + "\n\n") * 15}, tmp_path)

    assert attempts == [(0, 2)]


def test_a_sheet_that_cannot_be_set_more_tightly_is_set_once(attempts: Attempts, tmp_path: Path):
    item = "  - text: Who read it?\n    choices: [Malenkov, Khrushchev, Mikoyan, Molotov]\n    answer: b\n"
    build({"quiz.yaml": "items:\n" + item * 16}, tmp_path)

    assert attempts == [(0, 3)]
