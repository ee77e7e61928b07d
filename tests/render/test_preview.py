"""`guide preview` from outside: an edit is on the pages that a browser has, and nothing is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from render.conftest import written
from render.test_build import command, files
from render.test_watch import LONG, PLAIN, save

CHOSEN = "edition=student&paper=letter"


def events(url: str) -> Iterator[dict[str, Any]]:
    """What a browser hears, but not that a build has begun."""
    with urllib.request.urlopen(f"{url}events?{CHOSEN}", timeout=LONG) as stream:
        for line in stream:
            if line.startswith(b"data: ") and not (told := json.loads(line[6:]))["building"]:
                yield told


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=LONG) as answer:
        data: bytes = answer.read()
    return data


def test_a_browser_gets_the_pages_of_what_is_saved_until_ctrl_c(tmp_path: Path):
    guide = written(PLAIN, tmp_path / "plain")
    before = files(tmp_path)
    with subprocess.Popen(
        command("preview", "plain", "--no-browser"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as preview:
        try:
            assert preview.stdout
            url = preview.stdout.readline().partition(" is shown at ")[2].partition(";")[0]
            heard = events(url)
            first = next(heard)
            page = f"{url}pages/2.png?{CHOSEN}"
            alpha = fetched(page)

            save(guide / "background.md", "The word is beta. " * 60)
            second = next(heard)
            beta = fetched(page)

            save(guide / "guide.yaml", "titel: Plain\nessential_question: Why?\n")
            wrong = next(heard)
            assert beta == fetched(page)

            save(guide / "guide.yaml", str(PLAIN["guide.yaml"]))
            mended = next(heard)
            os.killpg(preview.pid, signal.SIGINT)
            _, said = preview.communicate(timeout=LONG)
        finally:
            preview.kill()

    assert (0, "") == (preview.returncode, said)
    assert alpha.startswith(b"\x89PNG")
    assert alpha != beta
    assert first["mark"] != second["mark"] == wrong["mark"] == mended["mark"]
    assert ["plain/guide.yaml:1:1: error: there is no field 'titel' here"] == [
        each["text"].splitlines()[0] for each in wrong["problems"]
    ]
    assert [] == mended["problems"]
    assert before.keys() == files(tmp_path).keys()
