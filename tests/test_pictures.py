from __future__ import annotations

import contextlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from guide import pictures
from guide.diagnostics import Source, Span, as_text
from guide.kept import Kept
from guide.model import Text
from guide.pictures import FINEST_DPI, USES, Picture, Unusable, for_print

SIZE = (1400, 1000)


def saved(image: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def striped(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Red above, blue below; half seen through where the mode can."""
    image = Image.new("RGBA", size, (200, 30, 30, 255))
    image.paste((30, 30, 200, 0), (0, size[1] // 2, *size))
    return image.convert(mode)


def header(width: int, height: int) -> bytes:
    """A PNG that says its size, and holds nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def said(
    folder: Path, data: bytes | None, name: str = "images/a.png", alt: str = "A map", use: str = "page"
) -> str:
    """What is said of a picture that line 3 of a file names."""
    if data is not None:
        (folder / "images").mkdir(exist_ok=True)
        (folder / "images" / "a.png").write_bytes(data)
    source = Source("figures.yaml", f"\n\nfile: {name}\nalt: {alt}")
    file, words = Text(name, Span(source, 3, 7)), Text(alt, Span(source, 4, 6))
    return "\n".join(
        as_text(each) for each in pictures.check(str(folder), Picture(file=file, alt=words), use)
    )


SOUND = {
    "PNG": saved(striped()),
    "alpha": saved(striped("RGBA")),
    "grey and alpha": saved(striped("LA")),
    "palette": saved(striped("P")),
    "palette, seen through": saved(striped("RGB").quantize(8), transparency=0),
    "one bit": saved(striped("1")),
    "sixteen bits": saved(Image.new("I;16", SIZE, 0x8000)),
    "JPEG": saved(striped(), "JPEG"),
    "JPEG, grey": saved(striped("L"), "JPEG"),
    "JPEG, progressive": saved(striped(), "JPEG", progressive=True),
    "JPEG, CMYK": saved(striped().convert("CMYK"), "JPEG"),
    "WebP": saved(striped("RGBA"), "WEBP"),
    "GIF": saved(striped("P"), "GIF"),
}


@pytest.mark.parametrize("name", SOUND)
def test_every_common_picture_can_be_printed(tmp_path: Path, name: str):
    assert "" == said(tmp_path, SOUND[name])

    data, mime = for_print(SOUND[name], "page")

    with Image.open(io.BytesIO(data)) as image:
        assert ("image/jpeg" if name.startswith(("JPEG", "WebP")) else "image/png") == mime
        assert image.mode in ("RGB", "L")
        assert SIZE == image.size
        assert not image.has_transparency_data


@pytest.mark.parametrize("name", ["alpha", "WebP", "palette, seen through"])
def test_what_is_seen_through_is_white(name: str):
    data, _ = for_print(SOUND[name], "page")

    with Image.open(io.BytesIO(data)) as image:
        above, below = (image.convert("RGB").getpixel((700, y)) for y in (100, 900))
        assert (255, 255, 255) in (above, below)
        assert above != below


def test_sixteen_bits_keep_their_grey():
    every = struct.pack("<65536H", *range(65536))

    data, _ = for_print(saved(Image.frombytes("I;16", (256, 256), every)), "page")

    assert bytes(grey >> 8 for grey in range(65536)) == Image.open(io.BytesIO(data)).tobytes()


def test_a_portrait_is_grey_and_a_document_keeps_its_colours():
    portrait, page = (for_print(SOUND["PNG"], use)[0] for use in ("portrait", "page"))

    assert "L" == Image.open(io.BytesIO(portrait)).mode
    assert (200, 30, 30) == Image.open(io.BytesIO(page)).getpixel((700, 100))


def test_a_picture_is_turned_upright_and_says_nothing_of_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "the maker of the camera"
    exif.get_ifd(0x8825)[1] = "N"
    given = saved(striped(), "JPEG", exif=exif, comment=b"a comment")

    data, _ = for_print(given, "page")

    with Image.open(io.BytesIO(data)) as image:
        assert SIZE[::-1] == image.size
        assert not image.getexif()
        assert "comment" not in image.info
    assert b"camera" in given
    assert b"camera" not in data


def test_a_profile_is_followed_and_left_out():
    """In this one, what is called red is green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for one, other in (
        (b"rXYZ", b"????"),
        (b"gXYZ", b"rXYZ"),
        (b"????", b"gXYZ"),
        (b"s\0R\0G\0B", b"x\0R\0G\0B"),
    ):
        profile = profile.replace(one, other)

    data, _ = for_print(saved(striped(), icc_profile=profile), "page")

    with Image.open(io.BytesIO(data)) as image:
        assert "icc_profile" not in image.info
        red, green, blue = image.getpixel((700, 100))
        assert red < 60 < 180 < green
        assert blue < 60


def test_a_profile_that_cannot_be_read_is_ignored():
    data, _ = for_print(saved(striped(), icc_profile=b"nonsense"), "page")

    assert (200, 30, 30) == Image.open(io.BytesIO(data)).getpixel((700, 100))


def test_a_picture_is_no_finer_than_paper_shows():
    data, _ = for_print(saved(striped(size=(4000, 2000))), "portrait")

    with Image.open(io.BytesIO(data)) as image:
        assert round(USES["portrait"].largest[0] / 25.4 * FINEST_DPI) == image.width
        assert 2.0 == pytest.approx(image.width / image.height, rel=0.01)


def test_the_same_picture_gives_the_same_bytes():
    first, second = (for_print(SOUND["JPEG"], "portrait") for _ in range(2))
    Kept.forget()

    assert first == second == for_print(SOUND["JPEG"], "portrait")


BROKEN = {
    "a part": (SOUND["PNG"][:900], "is damaged, or only a part of it is there"),
    "a part of a JPEG": (SOUND["JPEG"][:900], "is damaged, or only a part of it is there"),
    "a changed byte": (
        SOUND["PNG"][:20] + b"\xff" + SOUND["PNG"][21:],
        "is damaged, or only a part of it is there",
    ),
    "nothing": (b"", "is empty"),
    "many pixels": (header(13_000, 13_000), "has 13000 × 13000 pixels, more than can be printed"),
    "a great many pixels": (header(100_000, 100_000), "has more pixels than can be printed"),
    "no width": (header(0, 10), "is damaged, or only a part of it is there"),
    "layers": (SOUND["JPEG"] + b"\xff\xda" * 101, "is built of too many layers"),
    "TIFF": (saved(striped(), "TIFF"), "is a TIFF picture"),
    "BMP": (saved(striped(), "BMP"), "is a BMP picture"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0", "is a HEIC picture"),
    "PDF": (b"%PDF-1.7", "is a PDF"),
    "text": (b"A map", "is not a PNG, JPEG, GIF, WebP or SVG picture"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("tolerant", [False, True])
def test_a_picture_that_cannot_be_printed_is_refused_where_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, tolerant: bool
):
    """Also when a library that we use has told Pillow to be content with parts of pictures."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", tolerant)
    data, message = BROKEN[name]

    first, line, caret, hint = said(tmp_path, data).split("\n")

    assert f"figures.yaml:3:7: error: the picture 'images/a.png' {message}" == first
    assert line.index("images") == caret.index("^")
    assert hint.startswith("  hint: ")
    assert tolerant == ImageFile.LOAD_TRUNCATED_IMAGES
    with pytest.raises(Unusable, match=message[:12]):
        for_print(data, "page")


def test_a_name_without_its_file(tmp_path: Path):
    said(tmp_path, SOUND["PNG"])

    assert "error: the picture 'A.png': there is no such file" in said(tmp_path, None, "A.png")
    assert "hint: did you mean 'images/a.png'?" in said(tmp_path, None, "A.png")
    assert "hint: nothing is fetched from the web" in said(tmp_path, None, "https://example.org/a.png")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path):
    outside, folder = tmp_path / "a.png", tmp_path / "guide"
    outside.write_bytes(SOUND["PNG"])
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "a.png").symlink_to(outside)

    assert "this is a link" in said(folder, None)


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_a_picture_that_moves_prints_its_first(tmp_path: Path, format: str):
    frames = [striped("RGB"), Image.new("RGB", SIZE, (0, 0, 0))]
    data = saved(frames[0], format, save_all=True, append_images=frames[1:])

    assert "figures.yaml:3:7: warning: the picture 'images/a.png' moves" in said(tmp_path, data)
    assert "RGB" == Image.open(io.BytesIO(for_print(data, "page")[0])).mode


@pytest.mark.parametrize(
    ("use", "size", "message", "hint"),
    [
        (
            "portrait",
            (100, 127),
            "100 × 127 pixels: it will be only 13 mm wide",
            "174 × 221 pixels are needed to print it 22 mm wide",
        ),
        (
            "page",
            (600, 400),
            "600 × 400 pixels: it will be only 76 mm wide",
            "1374 × 916 pixels are needed to print it 174 mm wide",
        ),
        (
            "column",
            (300, 300),
            "300 × 300 pixels: it will be only 38 mm wide",
            "930 × 930 pixels are needed to print it 118 mm wide",
        ),
    ],
)
def test_a_picture_with_too_few_pixels_says_how_many_are_needed(
    tmp_path: Path, use: str, size: tuple[int, int], message: str, hint: str
):
    text = said(tmp_path, saved(striped(size=size)), use=use)

    assert "figures.yaml:3:7: warning: " in text
    assert message in text
    assert hint in text


@pytest.mark.parametrize(
    ("use", "size"), [("portrait", (174, 100)), ("page", (900, 300)), ("column", (470, 10))]
)
def test_a_picture_with_enough_pixels(tmp_path: Path, use: str, size: tuple[int, int]):
    assert "" == said(tmp_path, saved(striped(size=size)), use=use)


@pytest.mark.parametrize(
    ("alt", "message"),
    [
        ("  ", "error: a picture needs an alternative text"),
        ("a.png", "warning: the alternative text is only the name of the file"),
    ],
)
def test_words_that_say_nothing(tmp_path: Path, alt: str, message: str):
    assert f"figures.yaml:4:6: {message}" in said(tmp_path, SOUND["PNG"], alt=alt)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([saved(striped(size=(40, 30)), each) for each in ("PNG", "JPEG", "GIF", "WEBP")]),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4)), max_size=6),
    st.integers(0, 10_000),
)
def test_a_damaged_picture_is_printed_or_refused(data: bytes, changes: list[tuple[int, bytes]], end: int):
    damaged = bytearray(data[: end % (2 * len(data))])
    for at, replaced in changes:
        damaged[at % (len(damaged) + 1) : at % (len(damaged) + 1) + len(replaced)] = replaced

    with contextlib.suppress(Unusable):
        printed, _ = for_print(bytes(damaged), "portrait")
        assert "L" == Image.open(io.BytesIO(printed)).mode
