from __future__ import annotations

import os
from pathlib import Path

import pytest

from guide.diagnostics import as_text
from guide.source.files import Unreadable, read_bytes, read_text


def said(folder: Path, name: str) -> str:
    _, found = read_text(folder, name, name)
    return "\n".join(as_text(each) for each in found)


def test_text_has_plain_line_ends_and_no_byte_order_mark(tmp_path: Path):
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")

    source, found = read_text(tmp_path, "a.md", "a.md")

    assert ("one\ntwo\nthree\n", []) == (source.text, found)


def test_a_file_in_a_folder_below_is_read(tmp_path: Path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.md").write_bytes(b"text")

    assert (
        b"text" == read_bytes(tmp_path, "documents/a.md", 10) == read_bytes(tmp_path, "./documents\\a.md", 10)
    )


@pytest.mark.parametrize(
    ("data", "line", "column", "shown"),
    [
        (b"title: caf\xe9\n", 1, 11, "title: café"),
        (b"\xef\xbb\xbftitle: x\r\ncaf\xe9\r\n", 2, 4, "café"),
        ("title: x\n".encode("utf-16"), 1, 1, "title: x"),
    ],
    ids=["cp1252", "byte order mark", "utf-16"],
)
def test_a_file_that_is_not_utf8(tmp_path: Path, data: bytes, line: int, column: int, shown: str):
    (tmp_path / "a.yaml").write_bytes(data)

    assert (
        f"a.yaml:{line}:{column}: error: the file is not saved as UTF-8 text\n"
        f"  {line} | {shown}\n"
        f"    | {' ' * (column - 1)}^\n"
        "  hint: save it again with the encoding UTF-8 (in Excel: 'CSV UTF-8')"
    ) == said(tmp_path, "a.yaml")


def test_a_control_character_is_named_and_left_out(tmp_path: Path):
    (tmp_path / "a.md").write_bytes(b"one\ntw\x07o\x00\n")

    source, found = read_text(tmp_path, "a.md", "a.md")

    assert "one\ntwo\n" == source.text
    assert ["a.md:2:3: warning: an invisible control character (U+0007) stands here; it is left out"] == [
        as_text(each).split("\n")[0] for each in found
    ]


@pytest.mark.parametrize("name", ["../secret", "a/../../secret", "/etc/passwd", "", ".", "..\\secret"])
def test_nothing_outside_the_folder_is_opened(tmp_path: Path, name: str):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "guide").mkdir()

    with pytest.raises(Unreadable, match=r"^the file must lie in the guide's own folder$"):
        read_bytes(tmp_path / "guide", name, 100)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.md").write_text("secret")
    (tmp_path / "guide").mkdir()
    (tmp_path / "guide" / "a.md").symlink_to(tmp_path / "secret" / "a.md")
    (tmp_path / "guide" / "documents").symlink_to(tmp_path / "secret")

    for name in ("a.md", "documents/a.md"):
        assert (
            f"{name}:1:1: error: this is a link, or stands behind one; links are not followed, copy the file itself"
        ) == said(tmp_path / "guide", name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.md", "there is no such file"),
        ("null\0.md", "there is no such file"),
        ("folder", "this is a folder or a device, not a file"),
        ("pipe", "this is a folder or a device, not a file"),
        ("large", "the file is larger than 0 MB"),
        ("a" * 300, "the file cannot be read: File name too long"),
    ],
)
def test_what_is_no_regular_file_of_a_fair_size_is_refused(tmp_path: Path, name: str, message: str):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"x" * 101)

    with pytest.raises(Unreadable) as caught:
        read_bytes(tmp_path, name, 100)

    assert message == str(caught.value)


def test_no_descriptor_is_left_open(tmp_path: Path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.md").write_text("text")
    open_before = len(os.listdir("/proc/self/fd"))

    read_bytes(tmp_path, "documents/a.md", 10)
    for name in ("documents/b.md", "documents", "documents/a.md/b"):
        with pytest.raises(Unreadable):
            read_bytes(tmp_path, name, 10)

    assert open_before == len(os.listdir("/proc/self/fd"))
