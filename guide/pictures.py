"""Pictures: checked where they are named, and made ready for paper.

A file's first bytes say what it is, whatever its name. Nothing is decoded before its header says that
it is small enough. What goes to the printer is a copy without metadata: upright, opaque, in sRGB or grey,
eight bits a channel, and no finer than paper shows.
"""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from guide import svg
from guide.diagnostics import Diagnostic, Span, error, nearest, warning
from guide.kept import Kept
from guide.model import Model, Prose, Student, Text
from guide.source.files import PICTURE_LIMIT, Unreadable, read_bytes

PIXEL_LIMIT = 40_000_000  # 120 MB decoded
SCAN_LIMIT = 100  # of a progressive JPEG, each of which is decoded over the whole picture
LEAST_DPI = 200  # what is coarser shows its dots on paper; no picture is enlarged beyond it
FINEST_DPI = 450
SVG = "image/svg+xml"
_MM_PER_INCH = 25.4

_FORMATS = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
}
_OTHERS = {
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
    b"BM": "a BMP picture",
    b"8BPS": "a Photoshop file",
    b"%PDF": "a PDF",
    b"\0\0\1\0": "an icon",
}
_OTHER_BRANDS = {b"avif": "an AVIF picture", b"heic": "a HEIC picture", b"mif1": "a HEIC picture"}
_SAVE_AGAIN = "open it in a program for pictures and save it again as PNG or JPEG"


class Picture(Model):
    """A picture of a figure or a document. `alt` says in words what it shows."""

    file: Student[Text]
    alt: Student[Text]
    caption: Student[Prose | None] = None
    credit: Student[str | None] = None


@dataclass(frozen=True)
class Use:
    """How a picture is printed: its box in mm, the share of the box's width or height below which it is
    too small, the box in large print, and whether in grey."""

    width: float
    height: float
    least: float
    largest: tuple[float, float]
    grey: bool = False


# The boxes are those of the stylesheets; a picture is never enlarged beyond LEAST_DPI.
USES = {
    "portrait": Use(22, 28, 1.0, (60, 76), grey=True),
    "column": Use(118, 150, 0.5, (178, 200)),
    "page": Use(174, 120, 0.6, (178, 200)),
}


class Unusable(Exception):
    """A picture that cannot be printed; the message says why, for a teacher."""

    def __init__(self, message: str, hint: str | None = _SAVE_AGAIN) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class _Opened:
    """A decoded picture, upright, and whether it moves."""

    image: Any
    format: str
    moves: bool


def address(file: str, use: str) -> str:
    """The address by which a page asks for a picture of the guide's folder."""
    return f"{quote(file)}?{use}"


def check(folder: str, picture: Picture, use: str) -> Iterator[Diagnostic]:
    """Everything wrong with a picture that a field names."""
    yield from check_words(picture.file, picture.alt, picture.alt.span)
    yield from check_file(folder, picture.file, picture.file.span, use)


def check_words(file: str, alt: str, place: Span | None) -> Iterator[Diagnostic]:
    """The alternative text must say something: there is no picture that only decorates."""
    if not alt.strip():
        hint = "say what it shows; a picture that shows nothing of use is better left out"
        yield error("a picture needs an alternative text", place, hint)
    elif alt.strip() in (file, Path(file).name, Path(file).stem):
        hint = "say in a sentence what it shows, for someone who cannot see it"
        yield warning("the alternative text is only the name of the file", place, hint)


def check_file(folder: str, file: str, place: Span | None, use: str) -> Iterator[Diagnostic]:
    try:
        data = read_bytes(Path(folder), file, PICTURE_LIMIT)
        lost, size = _seen(data)
    except Unreadable as problem:
        yield error(f"the picture '{file}': {problem}", place, _where(folder, file))
        return
    except Unusable as problem:
        yield error(f"the picture '{file}' {problem}", place, problem.hint)
        return
    if lost:
        yield warning(f"the picture '{file}' {lost}", place)
    if size:
        yield from _too_small(file, size, place, USES[use])


def _seen(data: bytes) -> tuple[str, tuple[int, int] | None]:
    """What is lost when a picture is printed, and its size in pixels, if it has any. Raises Unusable."""
    if svg.is_svg(data):
        names = _drawing(data).left_out
        said = f"is printed without {', '.join(names[:6])}: only plain shapes and text are" if names else ""
        return said, None
    opened = _open(data)
    return "moves: only its first picture is printed" if opened.moves else "", opened.image.size


def _drawing(data: bytes) -> svg.Drawing:
    try:
        return svg.cleaned(data)
    except svg.Unsafe as problem:
        raise Unusable(str(problem), "save it as plain SVG, or as PNG") from None


def _where(folder: str, file: str) -> str:
    if "://" in file:
        return "nothing is fetched from the web: save the picture into the guide's folder 'images'"
    near = nearest(Path(file).name, sorted(path.name for path in (Path(folder) / "images").glob("*")))
    return f"did you mean 'images/{near}'?" if near else "put the picture into the guide's folder 'images'"


def _too_small(file: str, size: tuple[int, int], place: Span | None, use: Use) -> Iterator[Diagnostic]:
    width, height = size
    across, down = (pixels / LEAST_DPI * _MM_PER_INCH for pixels in size)
    share = max(across / use.width, down / use.height)
    if share < use.least:
        larger = math.ceil(1 / share * 100) / 100
        yield warning(
            f"the picture '{file}' has {width} × {height} pixels: it will be only {across:.0f} mm wide",
            place,
            f"{math.ceil(width * larger)} × {math.ceil(height * larger)} pixels are needed "
            f"to print it {across / share:.0f} mm wide; look for a larger one",
        )


def for_print(data: bytes, use: str) -> tuple[bytes, str]:
    """The picture as it goes to the printer, and its MIME type. Raises Unusable."""
    return _ready.get((hashlib.sha256(data).digest(), use), lambda: _made_ready(data, USES[use]))


_ready: Kept[tuple[bytes, str]] = Kept(64)


def _made_ready(data: bytes, use: Use) -> tuple[bytes, str]:
    from PIL import Image

    if svg.is_svg(data):
        return _drawing(data).data, SVG
    opened = _open(data)
    image = _opaque(opened.image)
    if use.grey:
        image = image.convert("L")
    finest = tuple(round(mm / _MM_PER_INCH * FINEST_DPI) for mm in use.largest)
    if image.width > finest[0] or image.height > finest[1]:
        image.thumbnail(finest, Image.Resampling.LANCZOS)
    image.info.clear()
    out = io.BytesIO()
    if opened.format in ("JPEG", "WEBP"):
        image.save(out, "JPEG", quality=92, subsampling=0)
        return out.getvalue(), "image/jpeg"
    image.save(out, "PNG", compress_level=1)  # compressed once more where it enters the PDF
    return out.getvalue(), "image/png"


def _open(data: bytes) -> _Opened:
    """The picture, decoded whole and turned upright. Raises Unusable."""
    from PIL import Image, ImageFile, ImageOps

    if not data:
        raise Unusable("is empty", "copy the picture into the folder once more")
    name = _format(data)
    if name == "JPEG" and data.count(b"\xff\xda") > SCAN_LIMIT:
        raise Unusable("is built of too many layers")
    tolerant = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for the whole process
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata, which is not printed
            with Image.open(io.BytesIO(data), formats=[name]) as image:
                if image.width * image.height > PIXEL_LIMIT:
                    raise Unusable(*_too_many(image.width, image.height))
                moves = name != "JPEG" and getattr(image, "is_animated", False)
                image.load()
                upright = ImageOps.exif_transpose(image)
    except Unusable:
        raise
    except Image.DecompressionBombError:
        raise Unusable(*_too_many()) from None
    except Exception:  # whatever a decoder meets in a damaged file
        raise Unusable("is damaged, or only a part of it is there") from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = tolerant
    return _Opened(upright, name, moves)


def _too_many(*size: int) -> tuple[str, str]:
    pixels = " × ".join(str(each) for each in size)
    said = f"has {pixels} pixels, more than can be printed" if size else "has more pixels than can be printed"
    return said, f"make it smaller: {PIXEL_LIMIT // 1_000_000} million pixels at most"


def _format(data: bytes) -> str:
    """The format by the first bytes. Raises Unusable where it is none that we print."""
    for start, name in _FORMATS.items():
        if data.startswith(start):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    what = next((name for start, name in _OTHERS.items() if data.startswith(start)), None)
    what = what or (_OTHER_BRANDS.get(data[8:12]) if data[4:8] == b"ftyp" else None)
    raise Unusable(f"is {what}" if what else "is not a PNG, JPEG, GIF, WebP or SVG picture")


def _opaque(image: Any) -> Any:
    """The picture in grey or sRGB, eight bits a channel, on white where it can be seen through.

    PDF/A (ISO 19005-2, 6.2.4) knows a colour only by a profile: ours is sRGB.
    """
    from PIL import Image

    if image.mode.startswith("I"):
        return _eight_bits(image)
    grey = image.mode in ("1", "L", "LA")
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    elif image.mode == "P":
        image = image.convert("RGB")
    if grey:
        return image.convert("L")
    return _in_srgb(image, profile) if profile else image.convert("RGB")


def _eight_bits(image: Any) -> Any:
    """Grey of sixteen bits, as PNG may have it, in eight."""
    # Pillow alone makes everything above 255 white.
    return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")


def _in_srgb(image: Any, profile: bytes) -> Any:
    """The colours of a picture that brings a profile of its own; a profile that does not fit is ignored."""
    from PIL import ImageCms

    if image.mode not in ("RGB", "CMYK"):
        image = image.convert("RGB")
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" not in ImageCms.getProfileDescription(given):
            image = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        pass
    return image.convert("RGB")
