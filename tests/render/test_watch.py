"""`guide build --watch` from outside: an edit is on the pages without another command."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from render.conftest import written
from render.test_build import command

PLAIN: dict[str, str | bytes] = {
    "guide.yaml": "title: Plain\nessential_question: Why?\n",
    "background.md": "The word is alpha. " * 60 + "\n",
}
LONG = 120  # seconds, on a machine that is very busy


def text_of(path: Path) -> str:
    """The text of a PDF; none if it is not there."""
    if not path.exists():
        return ""
    with pypdfium2.PdfDocument(path.read_bytes()) as file:
        return "\n".join(page.get_textpage().get_text_bounded() for page in file)


def waited_for(what: Callable[[], bool], watch: subprocess.Popen[str]) -> None:
    end = time.monotonic() + LONG
    while not what():
        assert watch.poll() is None, watch.communicate()
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.05)


def save(path: Path, text: str) -> None:
    """As editors do: another file takes its place."""
    new = path.with_name(f".{path.name}.swp")
    new.write_text(text)
    os.replace(new, path)


def test_what_is_saved_is_printed_until_ctrl_c(tmp_path: Path):
    """A word is changed, then the guide is wrong, then mended, then given templates of its own."""
    guide = written(PLAIN, tmp_path / "plain")
    pdf, said = tmp_path / "build" / "plain" / "plain-student.pdf", tmp_path / "said"
    options = ("--edition", "student", "--watch", "--jobs", "1")
    with (
        open(said, "w") as file,
        subprocess.Popen(
            command("build", "plain", *options),
            cwd=tmp_path,
            stdout=file,
            stderr=file,
            text=True,
            start_new_session=True,
        ) as watch,
    ):
        try:
            waited_for(lambda: "alpha" in text_of(pdf), watch)

            save(guide / "background.md", "The word is beta. " * 60)
            waited_for(lambda: "beta" in text_of(pdf), watch)

            save(guide / "guide.yaml", "titel: Plain\nessential_question: Why?\n")
            waited_for(lambda: "plain: not built" in said.read_text(), watch)
            assert "beta" in text_of(pdf)

            save(guide / "guide.yaml", str(PLAIN["guide.yaml"]))
            waited_for(lambda: 3 == said.read_text().count("build/plain: "), watch)

            own = guide / "templates" / "blocks" / "reading"
            own.mkdir(parents=True)
            for style in ("first", "second"):
                save(own / "block.html", "<p class='own'>By its own template</p>")
                save(own / "block.css", f".own::after {{ content: ' in a {style} style' }}")
                waited_for(lambda style=style: f"template in a {style} style" in text_of(pdf), watch)

            os.killpg(watch.pid, signal.SIGINT)
            assert 0 == watch.wait(LONG)
        finally:
            watch.kill()

    told = re.sub(r"\d+\.\d s", "N s", said.read_text()).splitlines()
    built = "build/plain: plain-student.pdf 2 pages, N s"
    assert [
        built,
        built,
        "plain/guide.yaml:1:1: error: there is no field 'titel' here",
        "  1 | titel: Plain",
        "    | ^",
        "  hint: did you mean 'title'?",
        "plain: not built; the PDFs of the last good build are untouched",
    ] == told[:7]
    assert 0 == said.read_text().count("Traceback")
