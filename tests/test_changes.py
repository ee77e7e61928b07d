"""What wakes a watch: changes of content, and nothing that a build or an editor writes for itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import watchfiles

from guide import changes as module
from guide.changes import changes, places


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of guides: one in a folder, one in a file."""
    root = tmp_path.resolve() / "content"
    for folder in (
        "moon/documents",
        "moon/images/old",
        "moon/.git/objects",
        "moon/build/moon",
        "mars",
        "images",
    ):
        (root / folder).mkdir(parents=True)
    (root / "moon" / "guide.yaml").write_text("title: Moon\n")
    (root / "mitosis.md").write_text("---\ntitle: Mitosis\n---\n")
    return root


def watched(root: Path, *names: str) -> list[str]:
    now = places([root / name for name in names], [], root / "moon" / "build")
    return [os.path.relpath(path, root) for path in now.watched]


def test_the_folders_of_a_guide_are_watched_and_the_one_that_holds_it(root: Path):
    assert [".", "moon", "moon/documents", "moon/images", "moon/images/old"] == watched(root, "moon")


def test_of_a_guide_in_one_file_the_folders_that_it_may_use_are_watched(root: Path):
    assert [".", "images"] == watched(root, "mitosis.md")


def test_in_a_folder_of_guides_every_folder_may_become_one(root: Path):
    now = places([], [root], root / "moon" / "build")

    assert ["..", ".", "images", "mars", "moon"] == [os.path.relpath(path, root) for path in now.watched]


def test_what_is_not_there_yet_is_not_watched_but_its_coming_matters(root: Path):
    now = places([root / "venus"], [], root / "build")

    assert [str(root)] == now.watched
    assert now.matter(str(root / "venus"))


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("moon/guide.yaml", True),
        ("moon/documents/a.md", True),
        ("moon/documents", True),
        ("moon/notes.md", True),
        ("moon", True),
        ("mitosis.md", False),  # another guide
        ("moon/build/moon/moon-student.pdf", False),
        ("moon/.git/index", False),
        ("moon/.guide.yaml.swp", False),
        ("moon/guide.yaml~", False),
        ("moon/#guide.yaml#", False),
        ("moon/.#guide.yaml", False),
        ("moon/.~lock.timeline.csv#", False),
        ("moon/lu4711.tmp", False),
        ("moon/~$notes.docx", False),
    ],
)
def test_a_change_matters_where_content_is_and_not_in_what_an_editor_keeps(
    root: Path, name: str, matters: bool
):
    now = places([root / "moon"], [], root / "moon" / "build")

    assert matters == now.matter(str(root / name))


# With the system's own notices. `next` waits for one, so these tests hang if a change is not seen.

WAKING: dict[str, Callable[[Path], object]] = {
    "written": lambda guide: (guide / "guide.yaml").write_text("title: New\n"),
    "saved by an editor": lambda guide: (
        (guide / ".new").write_text("title: New\n"),
        os.replace(guide / ".new", guide / "guide.yaml"),
    ),
    "deleted": lambda guide: (guide / "guide.yaml").unlink(),
    "in a new folder": lambda guide: ((guide / "more").mkdir(), (guide / "more" / "a.md").write_text("A\n")),
    "renamed": lambda guide: guide.rename(guide.with_name("luna")),
    "taken away": shutil.rmtree,
}


@pytest.mark.parametrize("change", WAKING)
def test_a_change_wakes_also_when_it_comes_while_nobody_waits(root: Path, change: str):
    woken = changes(lambda: places([root / "moon"], [], root / "build"))
    next(woken)  # the watch is in place

    WAKING[change](root / "moon")
    next(woken)


def test_a_folder_that_takes_anothers_place_is_watched(root: Path):
    guide = root / "moon"
    woken = changes(lambda: places([guide], [], root / "build"))
    next(woken)

    shutil.rmtree(guide)
    guide.mkdir()
    for title in "ABCDE":  # one wake is for the new folder, and one says that it is watched
        (guide / "guide.yaml").write_text(title)
        next(woken)


def test_where_the_system_gives_no_notices_folders_are_looked_at_time_and_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[bool | None] = []

    def watch(*paths: str, force_polling: bool | None, **_: object) -> Iterator[set[tuple[object, str]]]:
        asked.append(force_polling)
        if not force_polling:
            raise OSError(24, "Too many open files")
        yield set()

    monkeypatch.setattr(module.watchfiles, "watch", watch)

    next(changes(lambda: places([root / "moon"], [], root / "build")))

    assert [None, True] == asked
    assert module.watchfiles is watchfiles
