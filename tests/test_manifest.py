"""A build with nothing to do is known as such, and never one that has something to do."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide import manifest
from guide.diagnostics import Source, Span, as_text, error, warning
from guide.manifest import Kept, Made, Request

REQUEST = Request(("student",), ("letter",))
FILES = {
    "guide.yaml": b"title: A\n",
    "timeline.csv": b"date,title\n1956,A\n",
    "images/map.png": b"\x89PNG",
    "templates/css/page.css": b"@page {}",
}


@contextmanager
def built(files: dict[str, bytes]) -> Iterator[tuple[Path, Path]]:
    """A guide and an output folder in which it has been built, as far as the manifest knows."""
    with tempfile.TemporaryDirectory() as folder:
        guide, output = Path(folder) / "guide", Path(folder) / "out"
        for name, data in files.items():
            (guide / name).parent.mkdir(parents=True, exist_ok=True)
            (guide / name).write_bytes(data)
        remember(guide, output)
        yield guide, output


def remember(guide: Path, output: Path, request: Request = REQUEST, pdf: bytes = b"%PDF") -> None:
    target = output / "guide"
    target.mkdir(parents=True, exist_ok=True)
    name = f"guide-{request.editions[0]}.pdf"
    (target / name).write_bytes(pdf)
    record_files(output, [name])
    kept = Kept((Made(name, 3, len(pdf), manifest.digest(pdf)),), (warning("careful"),))
    whole = manifest.remembered(target, manifest.content(guide, output).fingerprint, request, kept)
    (target / manifest.NAME).write_bytes(whole)


def record_files(output: Path, names: list[str]) -> None:
    """Notes the files in the guide's record, and makes a download page of it."""
    record = json.dumps({"entries": [{"file": name} for name in names]})
    (output / "guide" / "packets.json").write_text(record)
    digest = manifest.digest(record.encode())
    (output / "index.html").write_text(f'<html><article data-record="{digest}"></article></html>')


def recall(guide: Path, output: Path, request: Request) -> Kept | None:
    return manifest.recall(guide, output, request, manifest.content(guide, output))


def test_nothing_is_to_do_after_a_build():
    with built(FILES) as (guide, output):
        kept = recall(guide, output, REQUEST)

    assert kept == Kept((Made("guide-student.pdf", 3, 4, manifest.digest(b"%PDF")),), (warning("careful"),))


def test_what_was_said_is_said_again_in_the_same_words():
    said = (
        error("wrong", Span(Source("guide.yaml", "title: A\n\nlanguage: xx\n"), 3, 11), "try en"),
        warning("no place"),
    )
    with built(FILES) as (guide, output):
        target = output / "guide"
        made = recall(guide, output, REQUEST)
        assert made
        again = Kept(made.files, said)
        data = manifest.remembered(target, manifest.content(guide, output).fingerprint, REQUEST, again)
        (target / manifest.NAME).write_bytes(data)
        kept = recall(guide, output, REQUEST)

    assert kept
    assert list(map(as_text, said)) == list(map(as_text, kept.diagnostics))


def same_size_same_time(path: Path) -> None:
    before, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced_by_a_link(path: Path) -> None:
    moved = path.with_name(f".{path.name}")
    path.rename(moved)
    path.symlink_to(moved.name)


CHANGES: dict[str, Callable[[Path], None]] = {
    "edited, with size and time kept": same_size_same_time,
    "longer": lambda path: path.write_bytes(path.read_bytes() + b" "),
    "empty": lambda path: path.write_bytes(b""),
    "deleted": lambda path: path.unlink(),
    "renamed": lambda path: path.rename(path.with_name(f"{path.name}.bak")),
    "a link": replaced_by_a_link,
    "a folder": lambda path: (path.unlink(), path.mkdir())[0],
    "beside a new file": lambda path: path.with_name("new.md").write_bytes(b"new") and None,
    "beside a new folder": lambda path: path.with_name("new").mkdir(),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_to_the_content_is_seen(name: str, change: str):
    with built(FILES) as (guide, output):
        CHANGES[change](guide / name)

        assert recall(guide, output, REQUEST) is None


_NAMES = st.sampled_from(["guide.yaml", "a.md", "documents/a.md", "documents/b.md", "images/a.png"])
_TREES = st.dictionaries(_NAMES, st.binary(max_size=6), min_size=1)


@settings(max_examples=60)
@given(_TREES, _TREES)
def test_two_folders_are_the_same_only_if_their_files_are(one: dict[str, bytes], other: dict[str, bytes]):
    with built(one) as (guide, output):
        shutil.rmtree(guide)
        for name, data in other.items():
            (guide / name).parent.mkdir(parents=True, exist_ok=True)
            (guide / name).write_bytes(data)

        assert (one == other) == (recall(guide, output, REQUEST) is not None)


def deleted(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    "name", ["guide/guide-student.pdf", "guide/packets.json", "index.html", "guide/manifest.json"]
)
@pytest.mark.parametrize("change", [deleted, cut])
def test_what_was_made_must_still_be_there(name: str, change: Callable[[Path], None]):
    with built(FILES) as (guide, output):
        change(output / name)

        assert recall(guide, output, REQUEST) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"requests": [], "fingerprint": 1}',
        b'{"requests": {"student letter": 1}}',
    ],
)
def test_a_damaged_manifest_is_none(data: bytes):
    with built(FILES) as (guide, output):
        (output / "guide" / manifest.NAME).write_bytes(data)

        assert recall(guide, output, REQUEST) is None


def test_a_download_page_that_was_made_from_an_earlier_record_is_made_anew():
    """A build was killed when it had written the PDFs and their record, but not the page."""
    with built(FILES) as (guide, output):
        page = (output / "index.html").read_bytes()
        record = output / "guide" / "packets.json"
        record.write_text(record.read_text().replace("}]", ', "title": "New"}]'))
        assert recall(guide, output, REQUEST) is None

        record_files(output, ["guide-student.pdf"])
        assert page == (output / "index.html").read_bytes()
        assert recall(guide, output, REQUEST)


def test_each_request_is_remembered_until_the_content_changes():
    teacher = Request(("teacher",), ("letter",))
    with built(FILES) as (guide, output):
        remember(guide, output, teacher)
        record_files(output, ["guide-student.pdf", "guide-teacher.pdf"])
        both = [recall(guide, output, each) is not None for each in (REQUEST, teacher)]
        (guide / "guide.yaml").write_bytes(b"title: B\n")
        remember(guide, output, teacher)
        after = [recall(guide, output, each) is not None for each in (REQUEST, teacher)]

    assert [True, True] == both
    assert [False, True] == after


def test_another_release_of_the_program_builds_again(monkeypatch: pytest.MonkeyPatch):
    with built(FILES) as (guide, output):
        monkeypatch.setattr(manifest, "program", lambda: "another")

        assert recall(guide, output, REQUEST) is None


def test_what_is_written_into_the_guide_s_own_folder_is_not_content():
    with built(FILES) as (guide, _):
        output = guide / "build"
        remember(guide, output)

        assert recall(guide, output, REQUEST)


def test_a_guide_in_one_file_is_that_file_and_its_pictures():
    with built({"cells.md": b"---\ntitle: A\n---\n", "other.md": b"B", "images/a.png": b"a"}) as (
        folder,
        output,
    ):
        before = manifest.content(folder / "cells.md", output).fingerprint
        (folder / "other.md").write_bytes(b"C")
        assert before == manifest.content(folder / "cells.md", output).fingerprint
        (folder / "images" / "a.png").write_bytes(b"b")
        assert before != manifest.content(folder / "cells.md", output).fingerprint
