"""The wheel is the whole program: installed elsewhere, it starts a guide and builds it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pikepdf
import pytest

from guide.resources import folder
from render.test_typography import OURS

REPOSITORY = folder("templates").parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, REPOSITORY],
        check=True,
        capture_output=True,
    )
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `guide`, installed from the wheel with the packages of this environment but not its `guide`."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True)
    packages = next(home.glob("lib/python*/site-packages"))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            packages,
            wheel,
        ],
        check=True,
        capture_output=True,
    )
    # A path in a .pth is added as it is; the .pth files within it, such as that of our own
    # editable install, are not read.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "python"


def run(python: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run([python, *arguments], cwd=cwd, env=environment, capture_output=True, text=True)


def test_the_wheel_holds_everything_and_nothing_else(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    kept = {
        f"guide/{path.relative_to(REPOSITORY)}" if name != "guide" else str(path.relative_to(REPOSITORY))
        for name in ("guide", "templates", "content")
        for path in (REPOSITORY / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert set() == kept - set(names)
    assert [] == [name for name in names if not name.startswith("guide/") and ".dist-info/" not in name]
    assert [] == [name for name in names if "build/" in name or "__pycache__" in name]


def test_the_wheel_carries_the_licences(wheel: Path):
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/licenses/" in name]

    assert {"LICENSE", "LICENSE.txt", "LICENSE.md"} == {name.rpartition("/")[2] for name in names}


def test_the_installed_program_is_not_the_repositorys(installed: Path, tmp_path: Path):
    result = run(installed, "-c", "import guide; print(guide.__file__)", cwd=tmp_path)

    assert result.stdout.startswith(str(installed.parent.parent)), result.stderr
    assert not result.stdout.startswith(str(REPOSITORY))


def test_a_new_guide_builds_where_only_the_wheel_is(installed: Path, tmp_path: Path):
    started = run(installed, "-m", "guide", "new", "first", cwd=tmp_path)
    built = run(installed, "-m", "guide", "build", "first", cwd=tmp_path)

    assert (0, "", 0, "") == (started.returncode, started.stderr, built.returncode, built.stderr)
    made = sorted((tmp_path / "build" / "first").glob("*.pdf"))
    assert ["first-student.pdf", "first-teacher.pdf"] == [path.name for path in made]
    for path in made:
        with pikepdf.open(path) as file:
            fonts = [font for page in file.pages for font in page.Resources.get("/Font", {}).values()]
            assert [] == [str(font.BaseFont) for font in fonts if not OURS.fullmatch(str(font.BaseFont)[1:])]
            assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)
            assert fonts


def test_the_shipped_guide_is_in_the_wheel(installed: Path, tmp_path: Path):
    code = "from guide.resources import folder; from guide.read import read; print(read(folder('content') / 'secret-speech'))"
    result = run(installed, "-c", code, cwd=tmp_path)

    assert result.stdout.startswith("(Guide(name='secret-speech'"), result.stderr
    assert result.stdout.rstrip().endswith(", [])")
