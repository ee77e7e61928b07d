"""The whole command where a disk is full or read-only, a clock runs backwards, others build too, or the content changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from guide import batch, cli
from guide.deliver import Result
from render.conftest import Kept, written
from render.test_build import command, files, run

FILES: dict[str, str | bytes] = {
    "guide.yaml": "title: Moon\nessential_question: Who?\n",
    "background.md": "Words stand here. " * 60 + "\n",
}
CHANGED: dict[str, str | bytes] = {**FILES, "background.md": "Others stand in their place. " * 50 + "\n"}
BUILD = " ".join(command("build", "moon"))

# A file system of our own is seen by no other process, and is gone with the last that sees it. These bind
# root, too, whom permissions do not.
OWN_MOUNTS = next(
    (
        each
        for each in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])
        if sys.platform == "linux"
        and shutil.which("unshare")
        and not subprocess.run(
            [*each, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True
        ).returncode
    ),
    None,
)
mounts = pytest.mark.skipif(not OWN_MOUNTS, reason="nothing may be mounted here")


def with_mounts(script: str, place: Path) -> subprocess.CompletedProcess[str]:
    assert OWN_MOUNTS
    return subprocess.run([*OWN_MOUNTS, "sh", "-euc", script], cwd=place, capture_output=True, text=True)


@pytest.fixture
def place(kept: Kept, tmp_path: Path) -> Path:
    """A folder with a guide that has been built, in `build`, and then changed."""

    def make() -> tuple[dict[str, bytes], dict[str, bytes]]:
        made = []
        for content in (FILES, CHANGED):
            written(content, tmp_path / "moon")
            assert 0 == run("build", "moon", cwd=tmp_path).returncode
            made.append(files(tmp_path / "build"))
        return made[0], made[1]

    kept_files = kept("the surroundings' guide, before and after", make)
    shutil.rmtree(tmp_path / "build", ignore_errors=True)
    written(kept_files[0], tmp_path / "build")
    written(kept_files[1], tmp_path / "new")
    written(CHANGED, tmp_path / "moon")
    return tmp_path


@mounts
@pytest.mark.parametrize("free", [0, 24_000], ids=["full", "with room for one of two files"])
def test_a_full_disk_is_told_and_leaves_the_last_build_as_it_was(free: int, place: Path):
    done = with_mounts(
        f"""
        cp -r build before
        mount -t tmpfs -o size=200k tmpfs build
        cp -r before/. build
        head -c {free} /dev/zero > build/reserved
        cat /dev/zero > build/filler 2> /dev/null || rm build/reserved
        {BUILD} || echo $?
        rm build/filler
        cp -r build after
        {BUILD}
        cp -r build at-last
        """,
        place,
    )

    assert "1" == done.stdout.splitlines()[0], done.stderr
    assert "cannot be written: the disk is full" in done.stderr
    assert "moon: not built; the PDFs of the last good build are untouched" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(place / "before") == files(place / "after")
    assert files(place / "new") == files(place / "at-last")


@mounts
def test_a_full_disk_for_temporary_files_is_told():
    """They stand in a folder whose name must not be long."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        written(FILES, place / "moon")
        script = f"mkdir t; mount -t tmpfs -o size=64k tmpfs t; TMPDIR=$PWD/t {BUILD} || echo $?; ls -A t"
        done = with_mounts(script, place)
        left = list(place.rglob("build/*"))

    assert ("2\n", []) == (done.stdout, left)
    assert [
        "error: temporary files cannot be written: the disk is full",
        "  hint: free some space, or name a folder that has some: TMPDIR=/a/folder guide build",
    ] == done.stderr.splitlines()


@mounts
def test_a_guide_is_built_from_a_disk_that_can_only_be_read(place: Path):
    done = with_mounts(
        f"mount --bind moon moon; mount -o remount,bind,ro moon; ! touch moon/x; {BUILD}", place
    )

    assert 0 == done.returncode, done.stderr
    assert files(place / "new") == files(place / "build")


@mounts
@pytest.mark.parametrize("options", ["nr_inodes=1", "ro"], ids=["full", "read-only"])
def test_a_place_for_compiled_modules_that_takes_nothing_hinders_no_build(options: str, place: Path):
    done = with_mounts(
        f"""
        mkdir compiled
        mount -t tmpfs -o {options} tmpfs compiled
        unset PYTHONDONTWRITEBYTECODE
        PYTHONPYCACHEPREFIX=$PWD/compiled {BUILD}
        """,
        place,
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert files(place / "new") == files(place / "build")


@mounts
@pytest.mark.parametrize(
    ("folder", "code", "said"),
    [
        ("build", "2", "error: the folder 'build' may not be written into"),
        ("build/moon", "1", "error: build/moon/.lock cannot be written: the disk can only be read"),
    ],
)
def test_an_output_folder_that_can_only_be_read_is_told(folder: str, code: str, said: str, place: Path):
    before = files(place / "build")

    done = with_mounts(
        f"mount --bind {folder} {folder}; mount -o remount,bind,ro {folder}; {BUILD} || echo $?", place
    )

    assert code == done.stdout.strip()
    assert said == done.stderr.splitlines()[0]
    assert before == files(place / "build")


def test_a_folder_of_the_guide_that_is_a_link_to_elsewhere_is_not_written_into(tmp_path: Path):
    written(FILES, tmp_path / "moon")
    (tmp_path / "precious").mkdir()
    (tmp_path / "moon" / "build").symlink_to(tmp_path / "precious")

    refused = run("build", ".", cwd=tmp_path / "moon")

    assert 2 == refused.returncode
    assert (
        f"'build' is a link that leads out of the guide's folder, to '{tmp_path / 'precious'}'"
        in refused.stderr
    )
    assert [] == list((tmp_path / "precious").iterdir())


def test_two_guides_that_are_built_at_once_are_both_offered(tmp_path: Path):
    for name in ("moon", "sun"):
        written(FILES, tmp_path / name)
    both = [
        subprocess.Popen(
            command("build", name, "--edition", "student"),
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in ("moon", "sun")
    ]
    said = [each.communicate(timeout=120) for each in both]

    assert [0, 0] == [each.returncode for each in both], said
    page = (tmp_path / "build" / "index.html").read_text("utf-8")
    assert all(f'href="{name}/{name}-student.pdf"' in page for name in ("moon", "sun"))
    again = run("build", "moon", "sun", "--edition", "student", cwd=tmp_path)
    assert 2 == again.stdout.count("unchanged")


BACKWARDS = """
import itertools, time
seconds = itertools.count(4_000_000_000, -86_400)
time.time = lambda: float(next(seconds))
time.time_ns = lambda: next(seconds) * 10**9
"""


def test_no_clock_changes_a_build(place: Path):
    (place / "sitecustomize.py").write_text(BACKWARDS)
    for path in place.rglob("*.md"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    os.utime(place / "build" / "index.html", (0, 0))

    paths = os.pathsep.join([str(place), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = run("build", "moon", cwd=place, PYTHONPATH=paths, SOURCE_DATE_EPOCH="86400")

    assert (0, "") == (done.returncode, done.stderr)
    assert files(place / "new") == files(place / "build")


def make_while_someone_writes(path: Path, wanted: list[batch.Wanted], sheet: str | None) -> Result:
    made = batch_make(path, wanted, sheet)
    written({"background.md": "Too late.\n"}, path)
    return made


batch_make = batch.make


def test_content_that_changes_while_it_is_built_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    written(FILES, tmp_path / "moon")
    output = tmp_path / "build"
    arguments = ["build", str(tmp_path / "moon"), "--edition", "student", "-o", str(output)]
    with monkeypatch.context() as patched:
        patched.setattr(batch, "make", make_while_someone_writes)
        assert 0 == CliRunner().invoke(cli.main, arguments).exit_code
    early = files(output)

    done = CliRunner().invoke(cli.main, arguments)

    assert "unchanged" not in done.stdout
    assert early["moon/moon-student.pdf"] != files(output)["moon/moon-student.pdf"]
