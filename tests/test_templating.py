"""Templates: ours are compiled once for a machine, a guide's own leave nothing behind."""

from __future__ import annotations

import traceback
from pathlib import Path

import jinja2
import pytest

from guide import templating
from guide.templating import SandboxedTemplates, Templates

OURS = "{% if word %}{{ word }}{% endif %}"


@pytest.fixture
def ours(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for our templates; compiled modules go beside it."""
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "page.html").write_text(OURS)
    monkeypatch.setattr(templating, "folder", lambda name: folder)
    return folder


def compiled(ours: Path) -> list[str]:
    return sorted(path.name.partition(".html")[0] for path in (ours.parent / "compiled").rglob("*.made"))


def never(*_: object) -> None:
    raise AssertionError("it is compiled again")


def test_a_template_is_compiled_once(ours: Path, monkeypatch: pytest.MonkeyPatch):
    assert "moon" == Templates().get_template("page.html").render(word="moon")
    assert ["templates-page"] == compiled(ours)

    monkeypatch.setattr(jinja2.Environment, "compile", never)
    assert "sun" == Templates().get_template("page.html").render(word="sun")


def test_a_template_that_was_edited_is_compiled_again(ours: Path):
    Templates().get_template("page.html").render(word="moon")
    (ours / "page.html").write_text("{{ word * 2 }}")

    assert "moonmoon" == Templates().get_template("page.html").render(word="moon")


def test_what_is_compiled_for_another_environment_is_not_used(ours: Path):
    (ours / "page.html").write_text("{{ word.__class__ }}")
    assert "str" in Templates().get_template("page.html").render(word="moon")

    with pytest.raises(jinja2.exceptions.SecurityError):
        SandboxedTemplates().get_template("page.html").render(word="moon")


def test_a_template_of_a_guide_leaves_nothing_behind(ours: Path, tmp_path: Path):
    own = tmp_path / "moon"
    own.mkdir()
    (own / "page.html").write_text("{{ word | upper }}")

    assert "MOON" == SandboxedTemplates(str(own)).get_template("page.html").render(word="moon")
    assert [] == compiled(ours)
    assert ["page.html"] == [path.name for path in own.rglob("*")]


def test_a_fault_is_told_at_its_line_from_a_compiled_template_too(ours: Path):
    (ours / "page.html").write_text("\n\n{{ word.none.at_all }}")
    for _ in range(2):
        with pytest.raises(jinja2.UndefinedError) as told:
            Templates().get_template("page.html").render(word="moon")
        frames = [(each.filename, each.lineno) for each in traceback.extract_tb(told.tb)]
        assert (str(ours / "page.html"), 3) in frames
