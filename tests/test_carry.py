"""A guide that travels: of the copy is said what is said of the guide, and nothing leads out of its folder."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from conftest import MakeGuide
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from guide import carry
from guide.carry import CannotTravel, Carried, Entry, Retold, What, packed, unpacked
from guide.deliver import Packet, Result
from guide.diagnostics import Diagnostic, error
from guide.read import read

NOWHERE = Path("nowhere")
GUIDE: dict[str, str | bytes] = {
    "guide.yaml": "title: Moon\nessential_question: Why?\nfigures:\n- name: A\n  role: B\n  picture: {file: images/a.png, alt: C}\n",
    "background.md": "Words stand [here](images/b.png).\n\n![D](images/c.png)\n",
    "timline.yaml": "- date: soon\n",
    "notes.docx": b"PK",
    "images/a.png": b"no picture",
}


def copied(guide: Path, scratch: Path, left_out: Path = NOWHERE) -> Path:
    scratch.mkdir()
    return unpacked(pickle.loads(pickle.dumps(packed(guide, left_out))), scratch)


def said(guide: Path, scratch: Path) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What is said of a guide, and of its copy."""
    copy = copied(guide, scratch)
    retold = Retold(copy, guide, guide.is_file())
    return read(guide)[1], [retold.diagnostic(each) for each in read(copy)[1]]


def test_of_the_copy_is_said_what_is_said_of_the_guide(make_guide: MakeGuide, tmp_path: Path):
    here, there = said(make_guide(GUIDE), tmp_path / "scratch")

    assert len(here) > 3
    assert here == there


@pytest.mark.parametrize("typed", [".", "../guide", "../x/../guide/"])
def test_paths_are_told_as_they_were_typed(
    typed: str, make_guide: MakeGuide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = make_guide(GUIDE)
    (tmp_path / "x").mkdir()
    monkeypatch.chdir(folder)

    here, there = said(Path(typed), tmp_path / "scratch")

    assert here == there
    assert any("timline.yaml" in str(each.span) for each in there)


def test_a_guide_in_one_file_travels_with_its_pictures_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"no picture")
    (tmp_path / "moon.md").write_text("---\ntitel: Moon\n---\n![A](images/a.png)\n")
    (tmp_path / "mars.md").write_text("---\ntitle: Mars\n---\n")
    monkeypatch.chdir(tmp_path)

    here, there = said(Path("moon.md"), tmp_path / "scratch")

    assert here
    assert here == there
    assert ["images", "images/a.png", "moon.md"] == sorted(
        each.name for each in packed(Path("moon.md"), NOWHERE).entries
    )


@pytest.mark.parametrize("name", ["guide.yaml", "background.md", "images/a.png", "images"])
@pytest.mark.parametrize("what", ["link", "folder link", "broken link", "pipe", "large"])
def test_what_is_no_plain_file_is_said_to_be_none(
    name: str, what: str, make_guide: MakeGuide, tmp_path: Path
):
    guide = make_guide(GUIDE)
    path = guide / name
    if name == "images":
        (path / "a.png").unlink()
        path.rmdir()
    else:
        path.unlink()
    if what == "pipe":
        os.mkfifo(path)
    elif what == "large":
        path.touch()
        os.truncate(path, 50_000_000)
    else:
        path.symlink_to({"link": __file__, "folder link": "/usr", "broken link": "nothing"}[what])

    here, there = said(guide, tmp_path / "scratch")

    assert here
    assert here == there
    assert sum(len(each.content) for each in packed(guide, NOWHERE).entries) < 1000


def test_the_output_folder_and_histories_stay_at_home(make_guide: MakeGuide):
    guide = make_guide(
        {**GUIDE, "build/moon/moon.pdf": b"%PDF", ".git/config": b"", "images/.git/config": b""}
    )

    names = {each.name for each in packed(guide, guide / "build").entries}

    assert {"images", *GUIDE} == names


def test_a_guide_that_is_too_large_stays_at_home(make_guide: MakeGuide, monkeypatch: pytest.MonkeyPatch):
    guide = make_guide({**GUIDE, "images/b.png": bytes(1000)})
    monkeypatch.setattr(carry, "MOST", 900)

    with pytest.raises(CannotTravel) as problem:
        packed(guide, NOWHERE)

    assert problem.value.diagnostic.message.startswith(
        f"{guide}: the guide cannot travel: its files are larger"
    )


def test_a_guide_of_too_many_files_stays_at_home(make_guide: MakeGuide, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carry, "MANY", 3)

    with pytest.raises(CannotTravel, match="it has more than 3 files"):
        packed(make_guide(GUIDE), NOWHERE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["a", "b", "..", ".", "", "~"]), min_size=1, max_size=4).map("/".join),
    st.sampled_from(["a", "..", "."]),
)
def test_a_name_that_leads_out_of_the_folder_is_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, folder: str
):
    assume({"", ".", ".."} & {*name.split("/"), folder})
    scratch = tmp_path_factory.mktemp("scratch")

    with pytest.raises(ValueError, match="leads out"):
        unpacked(Carried(folder, False, (Entry(name, What.FILE, b"x"),)), scratch)

    assert [] == [path for path in scratch.rglob("*") if path.is_file() and path.name != "file"]


def test_nothing_is_written_through_a_link(tmp_path: Path):
    entries = (Entry("a", What.LINK), Entry("a", What.FILE, b"x"))

    with pytest.raises(FileExistsError):
        unpacked(Carried("guide", False, entries), tmp_path)

    assert b"" == (tmp_path / "elsewhere" / "file").read_bytes()


def test_a_result_is_told_with_its_packets():
    said = (error("/s/guide/m: wrong", hint="look at /s/guide/m/guide.yaml"),)
    made = Result(Path("/s/guide/m"), said, "m", packets=(Packet("m.pdf", "student", "a4", b"", 1, said),))

    told = Retold(Path("/s/guide/m"), Path("content/moon"), in_one_file=False).result(made)

    assert Path("content/moon") == told.path
    assert (error("content/moon: wrong", hint="look at content/moon/guide.yaml"),) == told.diagnostics
    assert told.diagnostics == told.packets[0].diagnostics
