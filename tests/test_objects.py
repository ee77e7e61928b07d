"""Objects as a file: what was put in is what readers find."""

from __future__ import annotations

import io

import pikepdf
import pydyf
import pytest

from guide import objects


def file_of(count: int, word: str = "a") -> bytes:
    """A PDF of one page and so many small objects, which the catalog names."""
    pdf = pydyf.PDF()
    pdf.info["Title"] = pydyf.String("Tïtle")
    stream = pydyf.Stream([b"0 0 10 10 re f"], compress=True)
    pdf.add_object(stream)
    pdf.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": pydyf.Array([0, 0, 612, 792]),
                "Contents": stream.reference,
                "Resources": pydyf.Dictionary(),
            }
        )
    )
    small = [pydyf.Dictionary({"Number": number, "Word": pydyf.String(word)}) for number in range(count)]
    for each in small:
        pdf.add_object(each)
    pdf.catalog["Small"] = pydyf.Array(each.reference for each in small)
    out = io.BytesIO()
    objects.write(pdf, out, "1.7")
    return out.getvalue()


@pytest.mark.parametrize("count", [0, 1, 95, 96, 97, 350])
def test_every_object_is_found(count: int):
    with pikepdf.open(io.BytesIO(file_of(count))) as file:
        assert [] == file.check_pdf_syntax()
        assert list(range(count)) == [int(each.Number) for each in file.Root.Small]
        assert b"0 0 10 10 re f" == file.pages[0].Contents.read_bytes()
        assert "Tïtle" == str(file.docinfo.Title)


def test_small_objects_are_packed_some_at_a_time():
    with pikepdf.open(io.BytesIO(file_of(350))) as file:
        packs = [each for each in file.objects if isinstance(each, pikepdf.Stream)]
        counts = [int(each.N) for each in packs if each.get("/Type") == "/ObjStm"]

    assert 4 == len(counts)
    assert 100 == max(counts)


def test_the_identifier_is_told_from_the_content():
    assert file_of(3) == file_of(3)
    one, other = (pikepdf.open(io.BytesIO(file_of(3, word))).trailer.ID[0] for word in "ab")
    assert bytes(one) != bytes(other)


def streams_of(*given: pydyf.Stream) -> list[tuple[bytes, str]]:
    pdf = pydyf.PDF()
    for each in given:
        pdf.add_object(each)
    pdf.catalog["Given"] = pydyf.Array(each.reference for each in given)
    out = io.BytesIO()
    objects.write(pdf, out, "1.7")
    with pikepdf.open(out) as file:
        return [(each.read_bytes(), str(each.get("/Name", ""))) for each in file.Root.Given]


def test_streams_that_are_alike_in_part_stay_apart():
    def stream(*parts: bytes, **entries: str) -> pydyf.Stream:
        return pydyf.Stream(list(parts), pydyf.Dictionary(entries), compress=True)

    expected = [(b"ab", "/A"), (b"ab", "/B"), (b"a\nb", "/A"), (b"a", "/A"), (b"b", "")]
    given = [stream(b"ab", Name="/A"), stream(b"ab", Name="/B"), stream(b"a", b"b", Name="/A")]
    given += [stream(b"a", Name="/A"), stream(b"b")]

    assert expected == streams_of(*given)
    assert expected[::-1] == streams_of(*given[::-1])


def test_a_stream_that_was_packed_is_not_packed_again(monkeypatch: pytest.MonkeyPatch):
    font = bytes(range(256)) * 9
    once = streams_of(pydyf.Stream([font], compress=True))
    monkeypatch.setattr(pydyf.Stream, "data", property(lambda self: pytest.fail("it is packed")))

    assert once == streams_of(pydyf.Stream([font], compress=True))
