"""Whatever stands in the files of a guide, reading it ends with diagnostics that have a place, and never raises."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from composed import compose_for_students
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guide.blocks import kinds
from guide.diagnostics import as_json, as_text
from guide.read import read

FRONT = b"title: Secret\nessential_question: Why?\n"
NAMES = [
    "guide.yaml",
    "background.md",
    "documents/a.md",
    *(name for kind in kinds().values() for name in kind.files if "*" not in name),
]
FIELDS = sorted(
    {name for kind in kinds().values() for name in kind.model.model_fields} | {"text", "date", "id", "answer"}
)
MARKS = "[[ ]] [@ {{_ _}} /// *** ** ` | --- - > # < & ! \" ' : [^1] [^1]: \t".split(" ")
PIECES = st.one_of(
    st.sampled_from([f"\n{field}: " for field in FIELDS] + [f"\n- {field}: " for field in FIELDS]),
    st.sampled_from(
        [*MARKS, "\n", "\n\n", "\n  ", "\n    ", "\n- ", "\n---\n", ", ", ";", "1956", "a word "]
    ),
    st.text(max_size=5),
)
TEXTS = st.lists(PIECES, max_size=25).map("".join).map(lambda text: text.encode("utf-8", "surrogatepass"))
CONTENT = st.one_of(
    TEXTS, TEXTS.map(lambda data: b"---\ntitle: A\norigin: B\n---\n" + data), st.binary(max_size=60)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(NAMES), CONTENT, min_size=1, max_size=3))
def test_no_content_breaks_the_reader_or_what_is_composed_of_it(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
):
    folder = tmp_path_factory.mktemp("guide")
    for name, data in {"guide.yaml": FRONT, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)

    guide, found = read(folder)

    as_json(found)
    for each in found:
        assert each.span is not None
        assert 1 <= each.span.line <= len(each.span.source.lines)
        assert 1 <= each.span.column <= len(each.span.source.line(each.span.line)) + 1
        assert "\x1b" not in as_text(each)
    if guide is not None:
        compose_for_students(guide)


HOSTILE = {
    "nested brackets": ("quiz.yaml", b"[" * 50_000),
    "nested lists": ("quiz.yaml", b"- " * 50_000),
    "lists that repeat each other": (
        "quiz.yaml",
        b"a0: &a0 [x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b"*a%d," % (n - 1) * 9) for n in range(1, 9)),
    ),
    "many slips": ("quiz.yaml", b'a: "b\n' * 2_000),
    "many fields": ("guide.yaml", b"".join(b"a%d: b\n" % n for n in range(5_000))),
    "one field again and again": ("guide.yaml", b"title: b\n" * 5_000),
    "many rows": ("timeline.csv", b"date,title\n" + b"soon,x\n" * 5_000),
    "open blanks": ("background.md", b"{{_" * 20_000),
    "open citations": ("background.md", b"[@" * 20_000),
    "open code": ("background.md", b"`" * 20_000),
    "unknown words": ("background.md", b"".join(b"[[a%d]] " % n for n in range(5_000))),
    "slashes": ("background.md", b"/// answer\n" * 2_000),
    "one long line": ("background.md", b"a " * 200_000),
    "another program's file": ("background.md", b"PK\x03\x04" + bytes(1000)),
    "nothing but null": ("background.md", bytes(1000)),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_meant_to_break_the_reader_does_not(case: str, tmp_path: Path):
    name, data = HOSTILE[case]
    (tmp_path / "guide.yaml").write_bytes(FRONT)
    (tmp_path / name).write_bytes(data)

    guide, found = read(tmp_path)

    assert (guide is None) == any(each.is_error for each in found)
    assert len(found) <= 1100
    assert found or case in ("one long line", "open code")
    assert all(len(as_text(each)) < 2500 for each in found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said_so(tmp_path: Path):
    (tmp_path / "guide.yaml").write_bytes(FRONT)
    (tmp_path / "guide.yaml").chmod(0)

    _, found = read(tmp_path)

    assert ["the file may not be read: its permissions forbid it"] == [each.message for each in found]


@pytest.mark.parametrize("what", ["folder", "pipe", "link"])
def test_a_guide_yaml_that_is_no_file_is_the_only_complaint(what: str, tmp_path: Path):
    path = tmp_path / "guide.yaml"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/etc/hostname")

    _, found = read(tmp_path)

    assert 1 == len(found)


def test_a_file_of_more_than_four_megabytes_is_not_read(tmp_path: Path):
    (tmp_path / "guide.yaml").write_bytes(FRONT)
    (tmp_path / "background.md").write_bytes(b"a" * 10_000_000)

    _, found = read(tmp_path)

    assert ["the file is larger than 4 MB"] == [each.message for each in found]
