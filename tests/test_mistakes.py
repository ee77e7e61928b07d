"""Mistakes that a teacher makes, each with the whole of what the program says about it.

The pages in `tests/mistakes` are to be read: a heading is a mistake, the blocks below it are its files, and
the last block is what `guide check` prints. `python tests/test_mistakes.py` writes what is printed now into
those last blocks; read the difference before you keep it.

A guide.yaml that is not shown has a title and an essential question. Behind a file's name may stand an
encoding of Python's, such as `utf-16`; with `unicode_escape`, a backslash writes what cannot be seen; what
is `missing` is not there.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from guide.diagnostics import as_text
from guide.read import read

PAGES = sorted((Path(__file__).parent / "mistakes").glob("*.md"))
FRONT = "title: Secret\nessential_question: Why?\n"
_CASE = re.compile(
    r"^## (?P<name>.+)\n(?P<files>(?:(?!^## )(?!^````says).*\n)*)````says\n(?P<says>(?:(?!````).*\n)*)````$",
    re.MULTILINE,
)
_FILE = re.compile(
    r"^````(?P<name>[^\[\n]+?)(?: \[(?P<encoding>\S+)\])?\n(?P<text>(?:(?!````).*\n)*)````$", re.MULTILINE
)


@dataclass(frozen=True)
class Case:
    name: str
    files: dict[str, bytes | None]
    says: str


def cases(page: Path) -> Iterator[Case]:
    for found in _CASE.finditer(page.read_text("utf-8")):
        files = {
            each["name"]: _bytes(each["text"], each["encoding"]) for each in _FILE.finditer(found["files"])
        }
        yield Case(found["name"], files, found["says"])


def _bytes(text: str, encoding: str | None) -> bytes | None:
    if encoding == "missing":
        return None
    if encoding == "unicode_escape":
        text = re.sub(
            r"\\(?:x..|u.{4}|U.{8}|.)", lambda part: part[0].encode().decode("unicode_escape"), text
        )
        return text.encode("utf-8", "surrogatepass")
    return text.encode(encoding or "utf-8")


def said(case: Case, folder: Path) -> str:
    """All that a teacher reads about the case, with paths as seen from the guide's folder."""
    for name, data in {"guide.yaml": FRONT.encode(), **case.files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if data is not None:
            (folder / name).write_bytes(data)
    _, found = read(folder)
    return "".join(f"{as_text(each)}\n" for each in found).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("page", "case"),
    [pytest.param(page, case, id=f"{page.stem}: {case.name}") for page in PAGES for case in cases(page)],
)
def test_a_mistake_gets_one_clear_message(page: Path, case: Case, tmp_path: Path):
    assert case.says == said(case, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_heading_of_a_page_is_a_case_of_its_own(page: Path):
    names = {case.name for case in cases(page)}

    assert len(names) == len(re.findall("^## ", page.read_text("utf-8"), re.MULTILINE))


def refreshed(page: Path, folder: Path) -> str:
    """The page with what is said now."""
    known = {case.name: case for case in cases(page)}

    def renew(found: re.Match[str]) -> str:
        says = said(known[found["name"]], folder / str(found.start()))
        return f"## {found['name']}\n{found['files']}````says\n{says}````"

    return _CASE.sub(renew, page.read_text("utf-8"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for each in PAGES:
            each.write_text(refreshed(each, Path(scratch) / each.stem), "utf-8")
