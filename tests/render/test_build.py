"""The command from outside: what it writes, what it leaves alone, what it says and how it exits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from render.conftest import written
from render.samples import png

SMALL: dict[str, str | bytes] = {
    "guide.yaml": "title: Small\nessential_question: Is it the same?\nauthors: [Ada]\nsubject: History\n",
    "background.md": "Ünï [[one]] reads *this*[@key], and more.\n\n- a\n- b\n",
    "timeline.yaml": "- date: '1900'\n  title: Start\n- date: '1950-02'\n  title: End\n",
    "figures.yaml": "- name: Ada\n  role: Poet\n  picture:\n    file: images/a.png\n    alt: A woman\n",
    "glossary.yaml": "- term: one\n  meaning: The first.\n",
    "sources.yaml": "- id: key\n  title: The Key\n",
    "questions.yaml": "- text: Why?\n  answer: Because.\n",
    "lesson.yaml": "plans:\n  - title: A\n    periods:\n      - title: B\n        steps:\n          - minutes: 5\n            do: Read.\n",
    "images/a.png": png(264, 336),
}
TINY: dict[str, str | bytes] = {
    "guide.yaml": "title: Tiny\nessential_question: Why?\n",
    "background.md": "Few words stand here.\n\n" + "One sentence follows another on this page. " * 60 + "\n",
}


def run(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=cwd, env=surroundings(environment), capture_output=True, text=True
    )


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-W", "error::UserWarning", "-m", "guide", *map(str, arguments)]


def surroundings(more: dict[str, str]) -> dict[str, str]:
    return {**os.environ, **more}


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_the_same_content_gives_the_same_bytes_anywhere(tmp_path: Path):
    here, there = tmp_path / "here", tmp_path / "a path with spaces" / "ünd mehr" / "there"
    for folder in (here, there):
        written(SMALL, folder / "small")
    for path in here.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))

    first = run(
        "build", "small", "--paper", "letter,a4", cwd=here, PYTHONHASHSEED="1", TZ="UTC", LANG="C", LC_ALL="C"
    )
    second = run(
        *("build", "small", "--paper", "letter,a4"),
        cwd=there,
        PYTHONHASHSEED="2",
        TZ="Asia/Tokyo",
        LANG="de_DE.UTF-8",
        LC_ALL="C.UTF-8",
    )

    assert (0, 0) == (first.returncode, second.returncode), first.stderr + second.stderr
    assert files(here / "build") == files(there / "build")
    assert 7 == len(files(here / "build"))


def test_a_packet_says_neither_when_nor_where_it_was_made(tmp_path: Path):
    written(SMALL, tmp_path / "small")
    run("build", "small", "--edition", "teacher", cwd=tmp_path)

    with pikepdf.open(tmp_path / "build" / "small" / "small-teacher.pdf") as file:
        assert "/CreationDate" not in file.docinfo
        streams = [
            thing.read_bytes()
            for thing in file.objects
            if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") in (None, "/FlateDecode")
        ]
    assert not [each for each in streams if str(tmp_path).encode() in each]


def test_a_build_says_what_it_made_and_a_failed_one_leaves_it(tmp_path: Path):
    written(TINY, tmp_path / "tiny")

    result = run("build", "tiny", "--edition", "student,teacher", cwd=tmp_path)
    good = files(tmp_path / "build")

    assert (0, "") == (result.returncode, result.stderr)
    assert [
        "build/tiny/tiny-student.pdf  2 pages",
        "build/tiny/tiny-teacher.pdf  2 pages",
    ] == result.stdout.splitlines()

    (tmp_path / "tiny" / "guide.yaml").write_text("titel: Tiny\nessential_question: Why?\n")

    result = run("build", "tiny", cwd=tmp_path)

    assert 1 == result.returncode
    assert "tiny/guide.yaml:1:1: error:" in result.stderr
    assert "did you mean 'title'?" in result.stderr
    assert "Traceback" not in result.stderr
    assert good == files(tmp_path / "build")
    assert any(name.endswith(".pdf") for name in good)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "nowhere"), "nowhere: there is no such file or folder"),
        (("build", "tiny", "--edition", "pupil"), "there is no edition 'pupil'"),
        (("build", "tiny", "--paper", "a5"), "there is no paper 'a5'"),
        (("build",), "there is no folder 'content' here"),
        (("bild",), "No such command 'bild'"),
        (("new", "tiny"), "tiny is not empty"),
    ],
)
def test_a_wrong_command_is_refused(tmp_path: Path, arguments: tuple[str, ...], said: str):
    written(TINY, tmp_path / "tiny")

    result = run(*arguments, cwd=tmp_path)

    assert (2, True) == (result.returncode, said in result.stderr)
    assert not (tmp_path / "build").exists()


def test_an_unknown_sheet_is_told(tmp_path: Path):
    written(TINY, tmp_path / "tiny")

    result = run("build", "tiny", "--sheet", "readings", cwd=tmp_path)

    assert (1, True) == (result.returncode, "there is no sheet 'readings'" in result.stderr)
    assert [] == list((tmp_path / "build").rglob("*.pdf"))


def test_messages_as_json(tmp_path: Path):
    written(TINY, tmp_path / "tiny")
    (tmp_path / "tiny" / "guide.yaml").write_text("titel: Tiny\nessential_question: Why?\n")

    result = run("build", "tiny", "--format", "json", cwd=tmp_path)

    told = json.loads(result.stdout)
    assert 1 == result.returncode
    assert {"error"} == {each["severity"] for each in told}


def test_two_builds_at_once_end_with_whole_files(tmp_path: Path):
    written(SMALL, tmp_path / "small")
    run("build", "small", cwd=tmp_path)
    alone = files(tmp_path / "build")
    shutil.rmtree(tmp_path / "build")

    both = [
        subprocess.Popen(
            command("build", "small"), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [each.communicate(timeout=120) for each in both]

    assert [0, 0] == [each.returncode for each in both], said
    assert alone == files(tmp_path / "build")
    assert [] == list(tmp_path.rglob("*.part"))


class Links(HTMLParser):
    """The links of a page, and the cells of its tables by row; complains of tags that do not close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.rows: list[list[str]] = []
        self.open: list[str] = []
        self.feed(html)
        assert [] == self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attributes)["href"] or "")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


def test_the_download_page_lists_every_packet(tmp_path: Path):
    written(TINY, tmp_path / "content" / "tiny")
    written(SMALL, tmp_path / "content" / "small & <co>")
    result = run("build", "--paper", "letter,a4", "--edition", "student,teacher", cwd=tmp_path)
    output = tmp_path / "build"

    page = Links((output / "index.html").read_text("utf-8"))

    assert 0 == result.returncode, result.stderr
    from urllib.parse import unquote

    made = {str(path.relative_to(output)): path for path in output.rglob("*.pdf")}
    assert sorted(made) == sorted(unquote(link) for link in page.links)
    assert 8 == len(made)
    rows = [row for row in page.rows if "PDF" in row[0]]
    told = {unquote(link): (row[-2], row[-1]) for link, row in zip(page.links, rows, strict=True)}
    assert {name: (str(page_count(path)), size(path)) for name, path in made.items()} == told


def page_count(path: Path) -> int:
    with pikepdf.open(path) as file:
        return len(file.pages)


def size(path: Path) -> str:
    return f"{round(path.stat().st_size / 1000)} KB"


def test_later_builds_keep_what_others_made(tmp_path: Path):
    """Another paper is added to the page; a sheet alone is written but not listed."""
    for name in ("one", "two"):
        written(TINY, tmp_path / name)
    run("build", "one", "two", "--edition", "student", cwd=tmp_path)
    run("build", "one", "--edition", "student", "--paper", "a4", cwd=tmp_path)
    alone = run("build", "two", "--edition", "student", "--sheet", "reading", cwd=tmp_path)

    page = Links((tmp_path / "build" / "index.html").read_text("utf-8"))

    assert ["one/one-student.pdf", "one/one-student-a4.pdf", "two/two-student.pdf"] == page.links
    assert "build/two/two-student-reading.pdf  1 page" == alone.stdout.strip()


def text_of(path: Path) -> str:
    import pypdfium2

    file = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in file)
    finally:
        file.close()


def test_templates_beside_a_guide_take_the_place_of_ours(tmp_path: Path):
    own = "{% import 'macros.html' as m with context %}<section>{{ m.head('Mine') }}{{ block.body | prose }}</section>"
    written({**TINY, "templates/blocks/reading/block.html": own}, tmp_path / "tiny")

    result = run("build", "tiny", "--edition", "student", cwd=tmp_path)

    assert (0, "") == (result.returncode, result.stderr)
    assert "Mine" in text_of(tmp_path / "build" / "tiny" / "tiny-student.pdf")
    assert "Few words" in text_of(tmp_path / "build" / "tiny" / "tiny-student.pdf")


def test_a_broken_template_is_told_by_name_and_line(tmp_path: Path):
    own: dict[str, Any] = {"templates/blocks/reading/block.html": "<section>\n{% if %}\n</section>"}
    written({**TINY, **own}, tmp_path / "tiny")

    result = run("build", "tiny", cwd=tmp_path)

    assert 1 == result.returncode
    assert "templates/blocks/reading/block.html:2:1: error:" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_guide_in_one_file(tmp_path: Path):
    (tmp_path / "mitosis.md").write_text(
        "---\ntitle: Mitosis\nessential_question: How do cells divide?\n"
        "questions:\n  questions:\n    - text: Why?\n      answer: To grow.\n---\nA cell divides.\n\nThen again.\n"
    )

    result = run("build", "mitosis.md", "--edition", "student,teacher", cwd=tmp_path)

    assert (0, "") == (result.returncode, result.stderr)
    student, teacher = (
        text_of(tmp_path / "build" / "mitosis" / f"mitosis-{edition}.pdf")
        for edition in ("student", "teacher")
    )
    assert "A cell divides." in student
    assert ("To grow." in student, "To grow." in teacher) == (False, True)


def test_nothing_outside_the_folder_is_taken(tmp_path: Path):
    written({"secret.png": png()}, tmp_path)
    figures = "- name: Ada\n  role: Poet\n  picture:\n    file: ../secret.png\n    alt: A woman\n"
    written({**TINY, "figures.yaml": figures}, tmp_path / "tiny")

    result = run("build", "tiny", cwd=tmp_path)

    assert 1 == result.returncode
    assert "figures.yaml:4:11: error: the picture '../secret.png'" in result.stderr
