"""The preview: what it shows, to whom, and what it refuses to everyone else."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image
from starlette.testclient import TestClient

from guide import cli, system
from guide.deliver import Packet, Result
from guide.diagnostics import Source, Span, error, warning
from guide.preview import keep_building
from guide.preview.app import application, told
from guide.preview.stage import Stage
from guide.worker import Job

STUDENT, TEACHER = ("student", "letter"), ("teacher", "a4")
ADDRESS = "127.0.0.1:4711"
WANTED = {"edition": "student", "paper": "letter"}


def pdf(pages: int) -> bytes:
    with pypdfium2.PdfDocument.new() as file:
        for _ in range(pages):
            file.new_page(612, 792)
        whole = io.BytesIO()
        file.save(whole)
    return whole.getvalue()


def made(data: bytes = b"", *said: Any) -> Result:
    packets = (Packet("moon-student.pdf", *STUDENT, data, 2, ()),) if data else ()
    return Result(Path("moon"), said, "moon", None, packets)


class Workers:
    """Does each job here and now, and takes note of it."""

    def __init__(self, *answers: Any) -> None:
        self.count, self.jobs, self.renewed, self._answers = 1, list[Job](), 0, list(answers)

    def run(self, jobs: list[Job], told: Any = None) -> Iterator[tuple[Job, Any]]:
        for job in jobs:
            self.jobs.append(job)
            answer = self._answers.pop(0) if self._answers else job.function(*job.arguments)
            yield job, answer() if callable(answer) else answer

    def renew(self) -> None:
        self.renewed += 1


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def browser(stage: Stage) -> TestClient:
    workers: Any = Workers()
    app = application(Path("moon"), stage, workers, ADDRESS, "token")
    return TestClient(app, base_url=f"http://{ADDRESS}/token/")


def test_the_page_offers_every_edition_and_paper(browser: TestClient):
    page = browser.get("", params={"edition": "teacher", "paper": "a4"})

    assert 200 == page.status_code
    assert '<option value="teacher" selected>Teacher packet</option>' in page.text
    assert 'data-height="297.0" selected>' in page.text
    assert 1 == page.text.count("<h1>moon</h1>")


def test_what_the_page_loads_is_there_and_may_be_loaded(browser: TestClient):
    page = browser.get("")

    assert ["text/css", "text/javascript"] == [
        browser.get(name).headers["content-type"].partition(";")[0] for name in ("preview.css", "preview.js")
    ]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "access-control-allow-origin" not in page.headers


def test_pages_are_pictures_of_the_packet(browser: TestClient, stage: Stage):
    stage.show(STUDENT, made(pdf(2)))

    page = browser.get("pages/2.png", params={**WANTED, "scale": "2"})

    assert (1632, 2112) == Image.open(io.BytesIO(page.content)).size
    assert browser.get("packet.pdf", params=WANTED).content == stage.shown(STUDENT).data


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("pages/0.png", WANTED),
        ("pages/3.png", WANTED),
        ("pages/1.png", {**WANTED, "scale": "99"}),
        ("pages/1.png", {}),
        ("pages/1.png", {**WANTED, "edition": "teacher"}),  # nobody has looked at it
        ("packet.pdf", {**WANTED, "paper": "../letter"}),
        ("events", {**WANTED, "edition": "pupil"}),
        ("index.html", {}),
        ("..%2fguide.html", {}),
        ("%2e%2e/guide.html", {}),
        ("/etc/passwd", {}),
        (f"http://{ADDRESS}/", {}),
        (f"http://{ADDRESS}/other/", {}),
    ],
)
def test_what_there_is_not_is_not_found(browser: TestClient, stage: Stage, path: str, params: dict[str, str]):
    stage.show(STUDENT, made(pdf(2)))

    assert 404 == browser.get(path, params=params).status_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:4711"}, 200),
        ({"Origin": f"http://{ADDRESS}"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example:4711"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Host": ""}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_only_this_computer_by_its_name_is_answered(
    browser: TestClient, headers: dict[str, str], status: int
):
    assert status == browser.get("", headers=headers).status_code


def test_a_page_that_cannot_be_drawn_is_no_page(stage: Stage):
    stage.show(STUDENT, made(pdf(1)))
    workers: Any = Workers(error("page 1 needed too much memory and was stopped"))
    browser = TestClient(application(Path("moon"), stage, workers, ADDRESS, "token"))

    page = browser.get("/token/pages/1.png", params=WANTED, headers={"Host": ADDRESS})

    assert (500, "page 1 needed too much memory and was stopped") == (page.status_code, page.text)


def messages(stage: Stage, acts: list[Any]) -> list[dict[str, Any]]:
    """What a browser hears: at first, and after each act."""

    async def listen() -> list[dict[str, Any]]:
        heard = []
        events: AsyncIterator[str] = told(stage, STUDENT)
        for act in [*acts, stage.close]:
            event = await anext(events)
            assert event.startswith("data: ")
            assert event.endswith("\n\n")
            heard.append(json.loads(event[6:]))
            act()
        assert [] == [event async for event in events]
        return heard

    return asyncio.run(listen())


def test_a_browser_hears_of_each_build_and_keeps_the_last_good_pages(stage: Stage):
    place = Span(Source("moon/guide.yaml", "titel: A\n"), 1, 1)
    heard = messages(
        stage,
        [
            lambda: stage.show(STUDENT, made(b"%PDF 1", warning("odd"))),
            lambda: stage.begin(STUDENT),
            lambda: stage.show(STUDENT, made(b"%PDF 2", error("no field 'titel'", place))),
            lambda: stage.show(STUDENT, made(b"%PDF 3")),
        ],
    )

    assert [True, False, True, False, False] == [each["building"] for each in heard]
    assert [0, 2, 2, 2, 2] == [each["pages"] for each in heard]
    marks = [each["mark"] for each in heard]
    assert marks[0] == ""
    assert marks[1] == marks[2] == marks[3] != marks[4]
    (problem,) = heard[3]["problems"]
    assert "error" == problem["severity"]
    assert problem["text"].startswith("moon/guide.yaml:1:1: error: no field 'titel'\n  1 | titel: A")


def test_only_what_someone_looks_at_is_built(stage: Stage):
    with stage.viewed(STUDENT), stage.viewed(STUDENT), stage.viewed(TEACHER):
        assert [STUDENT, TEACHER] == stage.wait()
    with stage.viewed(TEACHER):
        assert [TEACHER] == stage.wait()
    stage.close()
    assert stage.wait() is None


def test_a_wait_ends_with_a_wake_from_another_thread(stage: Stage):
    thread = threading.Timer(0, stage.wake)
    thread.start()

    assert [] == stage.wait()
    thread.join()


def test_a_guide_is_built_when_its_bytes_have_changed(stage: Stage, tmp_path: Path):
    guide = tmp_path / "moon"
    (guide / "templates").mkdir(parents=True)
    text = guide / "guide.yaml"
    text.write_text("A")

    def saved_meanwhile() -> Result:
        text.write_text("B")
        stage.wake()
        return made(b"%PDF A")

    def its_templates_change() -> Result:
        (guide / "templates" / "own.css").write_text("p {}")
        stage.wake()
        return made(b"%PDF C")

    def the_end() -> Result:
        stage.close()
        return made(b"%PDF D")

    def and_edited_again() -> Result:
        text.write_text("C")
        stage.wake()
        return made(b"%PDF B2")

    workers: Any = Workers(saved_meanwhile, and_edited_again, its_templates_change, the_end)
    with stage.viewed(STUDENT):
        keep_building(guide, stage, workers)

    assert 4 == len(workers.jobs)
    assert 1 == workers.renewed
    assert b"%PDF D" == stage.shown(STUDENT).data


def test_a_wake_for_nothing_builds_nothing(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "guide.yaml").write_text("A")
    monkeypatch.setattr(stage, "wait", iter([[STUDENT], [STUDENT], None]).__next__)
    workers: Any = Workers(made(b"%PDF"))

    keep_building(tmp_path, stage, workers)

    assert 1 == len(workers.jobs)


@pytest.fixture
def two_guides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("mars", "moon"):
        (tmp_path / "content" / name).mkdir(parents=True)
        (tmp_path / "content" / name / "guide.yaml").write_text("title: A\n")


@pytest.mark.usefixtures("two_guides")
def test_one_guide_is_shown_at_a_time():
    done = CliRunner().invoke(cli.main, ["preview"])

    assert (2, "error: one guide is shown at a time\n  hint: name it: guide preview content/mars\n") == (
        done.exit_code,
        done.output,
    )


@pytest.mark.usefixtures("two_guides")
def test_without_its_packages_the_preview_says_the_line_that_installs_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(system, "lacking", system.SOME.__getitem__)

    done = CliRunner().invoke(cli.main, ["preview", "content/moon"])

    assert 2 == done.exit_code
    assert "error: guide preview needs starlette and uvicorn\n  hint: run: " in done.output
    assert done.output.endswith(" install starlette uvicorn\n") or "uv pip install" in done.output
