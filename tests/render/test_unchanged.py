"""A build with nothing to do ends at once, says what it said before, and loads none of what builds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from render.conftest import written

FILES: dict[str, str | bytes] = {
    "guide.yaml": "title: Small\nessential_question: Why?\n",
    "background.md": "Words stand here. " * 60 + "\n",
}
HEAVY = (
    "weasyprint",
    "pydantic",
    "jinja2",
    "rich",
    "yaml",
    "watchfiles",
    "starlette",
    "multiprocessing.forkserver",
    "dask",
    "distributed",
)
RUN = f"""
import sys
from guide.cli import main
try:
    main(sys.argv[1:])
finally:
    print("loaded:", *(name for name in {HEAVY!r} if name in sys.modules))
"""


def build(folder: Path, *options: str) -> list[str]:
    """What `guide build` prints, and which of the heavy modules it loaded."""
    command = [sys.executable, "-c", RUN, "build", "guide", "-o", "out", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unchanged")
    written(FILES, folder / "guide")
    build(folder)
    return folder


def test_a_second_build_lays_nothing_out_and_loads_nothing(folder: Path):
    pdf = folder / "out" / "guide" / "guide-student.pdf"
    before = pdf.stat().st_ino

    assert [
        "out/guide/guide-student.pdf  2 pages, unchanged",
        "out/guide/guide-teacher.pdf  2 pages, unchanged",
        "loaded:",
    ] == build(folder)
    assert before == pdf.stat().st_ino


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        (True, ["guide", "-o", "out"]),
        (True, ["-o", "out", "-q", "guide"]),
        (True, ["guide", "--output", "out", "--paper", "letter", "--quiet"]),
        (False, ["./guide", "guide", "-o", "out"]),
        (False, ["guide", "-o", "out", "--strict"]),
        (False, ["guide", "-o", "out", "--edition", "Student,teacher"]),
        (False, ["guide", "-o", "out", "--edition", "nobody"]),
        (False, ["guide", "-o", "out", "--paper", "napkin"]),
        (False, ["guide", "-o"]),
        (False, ["guide", "-o", "out", "--edition"]),
        (False, ["guide", "-o", "out", "--edition", "-q"]),
        (False, ["guide", "-o", "out", "--edition", "x" * 300]),
        (False, ["x" * 300, "-o", "out"]),
        (False, ["nothing", "-o", "out"]),
        (False, ["guide", "-o", "out", "--format=json"]),
    ],
)
def test_the_short_way_in_says_what_the_long_one_says(plain: bool, words: list[str], folder: Path):
    """A plain build with nothing to do ends before the library is loaded that reads command lines."""
    build(folder)  # perhaps another test has changed it
    loads = "import sys\nfrom guide.{} import main\ntry: main()\nfinally: print('click' in sys.modules, file=sys.stderr)"

    def said(way: str) -> tuple[int, str, list[str]]:
        command = [sys.executable, "-c", loads.format(way), "build", *words]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr.splitlines()

    said("cli")  # what has not been asked for before is built
    (code, output, told), (long_code, long_output, long_told) = said("start"), said("cli")

    assert (long_code, long_output, long_told[:-1]) == (code, output, told[:-1])
    assert [str(not plain)] == told[-1:]


def test_what_cannot_be_printed_is_said_by_the_command(folder: Path):
    build(folder)
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "guide", "build", "guide", "-o", "out"]
        done = subprocess.run(
            command, cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert 0 != done.returncode
    assert "Traceback" not in done.stderr


def test_nothing_to_do_opens_no_connection_to_a_cluster(folder: Path):
    assert "loaded:" == build(folder, "--on", "tcp://127.0.0.1:9")[-1]


def test_another_request_and_again_build(folder: Path):
    a4 = ("--edition", "Student", "--paper", "a4")
    assert "out/guide/guide-student-a4.pdf  2 pages" in build(folder, *a4)
    assert ["out/guide/guide-student-a4.pdf  2 pages, unchanged", "loaded:"] == build(folder, *a4)
    made = build(folder, "--again")
    assert "out/guide/guide-student.pdf  2 pages" in made
    assert not {"weasyprint", "distributed"} & set(made[-1].split())


def test_a_change_is_built_and_a_deleted_file_comes_back(folder: Path):
    pdf = folder / "out" / "guide" / "guide-student.pdf"
    build(folder)
    before = pdf.read_bytes()
    pdf.unlink()
    build(folder)
    assert before == pdf.read_bytes()

    text = folder / "guide" / "background.md"
    text.write_text(text.read_text("utf-8").replace("Words", "Signs"), "utf-8")
    assert "out/guide/guide-student.pdf  2 pages" in build(folder)
    assert before != pdf.read_bytes()
