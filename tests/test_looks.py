"""What a word stands on, and how much ink a page takes, told from pixels."""

from __future__ import annotations

import io
from collections import Counter

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import PdfDocument

from guide.proof import looks
from guide.proof.boxes import Box
from guide.proof.drawn import Page, Run, read
from guide.resources import folder

Colour = tuple[int, int, int]

BLACK, WHITE, YELLOW = (0, 0, 0), (255, 255, 255), (255, 255, 0)
FONT = min((folder("templates") / "fonts").rglob("*Regular*.ttf"))

step = st.integers(0, 31).map(lambda number: number * 8)
bases = st.one_of(st.just(BLACK), st.just(YELLOW), st.tuples(step, step, step))
near = st.tuples(st.sampled_from([-1, 1]), st.sampled_from([0, 1, 3, 5, 7, 8, 16, 23, 24, 25, 48, 49])).map(
    lambda drawn: drawn[0] * drawn[1]
)


def row(*parts: tuple[int, Colour], side: int = 1) -> Image.Image:
    """So many squares of each colour, beside each other."""
    squares = [colour for count, colour in parts for _ in range(count)]
    image = Image.new("RGB", (len(squares), 1))
    image.putdata(squares)
    return image.resize((len(squares) * side, side), Image.Resampling.NEAREST)


@st.composite
def words(draw: st.DrawFn, side: int = 1) -> tuple[Image.Image, Colour]:
    """A row of squares, white and others, and the colour that is a word's own. Colours that may be taken for
    another, or just not, are frequent."""
    few = [WHITE, *draw(st.lists(bases, min_size=1, max_size=2))]
    alike = st.tuples(st.sampled_from(few), st.one_of(st.just((0, 0, 0)), st.tuples(near, near, near))).map(
        lambda drawn: tuple(min(max(a + b, 0), 255) for a, b in zip(*drawn, strict=True))
    )
    parts = draw(st.lists(st.tuples(st.integers(1, 6), alike), min_size=1, max_size=6))
    return row((draw(st.integers(0, 12)), WHITE), *parts, side=side), draw(alike)


def pixels(image: Image.Image) -> list[Colour]:
    data = image.tobytes()
    return list(zip(data[::3], data[1::3], data[2::3], strict=True))


def ground(seen: list[Colour], own: Colour) -> Colour:
    """By the definition: white where most pixels are; else the most common colour that is not the word's own."""

    def shade(colour: Colour) -> Colour:
        red, green, blue = (value // 8 for value in colour)
        return red, green, blue

    if 2 * sum(min(colour) >= 248 for colour in seen) > len(seen):
        return WHITE
    others = [each for each in seen if sum(abs(a - b) for a, b in zip(each, own, strict=True)) > 48]
    if len(others) < len(seen) / 10:
        return own
    counts = Counter(map(shade, others))
    most = min(each for each in counts if counts[each] == max(counts.values()))
    if most == (31, 31, 31):
        return WHITE
    alike = [each for each in others if shade(each) == most]
    red, green, blue = (sum(channel) // len(alike) for channel in zip(*alike, strict=True))
    return red, green, blue


def even(seen: list[Colour]) -> bool:
    return all(max(channel) - min(channel) < 24 for channel in zip(*seen, strict=True))


def ink(seen: list[Colour]) -> float:
    return sum(765 - sum(colour) for colour in seen) / 765 / len(seen)


def written(text: str, size: float, own: Colour, on: Colour) -> Image.Image:
    """A word in its box."""
    font = ImageFont.truetype(FONT, size)
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("RGB", (int(right - left) + 2, int(bottom - top) + 2), on)
    ImageDraw.Draw(image).text((1 - left, 1 - top), text, own, font)
    return image


def is_plain(image: Image.Image, own: Colour) -> bool:
    return looks.is_plain(image.convert("L"), own)


@given(words())
@example((row((89, BLACK), (11, YELLOW)), BLACK))
@example((row((91, BLACK), (9, YELLOW)), BLACK))
@example((row((20, WHITE), (20, (248, 248, 248)), (30, BLACK), (30, YELLOW)), BLACK))
def test_the_ground_is_the_most_common_of_the_other_colours(word: tuple[Image.Image, Colour]):
    image, own = word

    assert ground(pixels(image), own) == looks.ground_of(image, own)


@given(words())
def test_nothing_is_seen_where_no_channel_differs(word: tuple[Image.Image, Colour]):
    assert even(pixels(word[0])) == looks.is_even(word[0])


@given(words())
@example((row((40, WHITE), (30, (64, 64, 64)), (30, (70, 70, 70))), BLACK))
@example((row((40, WHITE), (30, (0, 16, 0)), (30, (7, 23, 7))), (200, 0, 0)))
@example((row((40, WHITE), (30, BLACK), (30, YELLOW)), WHITE))
@example((row((60, WHITE), (40, (240, 240, 240))), BLACK))
def test_a_word_is_plain_only_where_its_colours_say_the_same(word: tuple[Image.Image, Colour]):
    image, own = word

    if is_plain(image, own):
        assert WHITE == ground(pixels(image), own)
        assert not even(pixels(image))


@pytest.mark.parametrize("size", [9, 11, 18, 32])
@pytest.mark.parametrize("own", [BLACK, (120, 20, 30), (90, 90, 90)])
def test_words_of_a_page_are_plain_on_white_and_on_no_tint(size: float, own: Colour):
    assert is_plain(written("missiles and", size, own, WHITE), own)
    assert not is_plain(written("missiles and", size, own, (236, 236, 236)), own)
    assert not is_plain(written("missiles and", size, WHITE, own), WHITE)
    assert not is_plain(written("missiles and", size, WHITE, WHITE), own)


@given(words())
def test_ink_is_what_is_missing_to_white(word: tuple[Image.Image, Colour]):
    assert ink(pixels(word[0])) == pytest.approx(looks.ink_of(word[0]))


@given(words(side=8))
@example((row((10, (240, 240, 0)), side=8), BLACK))
def test_grey_tells_of_every_page_that_is_full_of_ink(word: tuple[Image.Image, Colour]):
    image, _ = word

    assert ink(pixels(image)) <= 0.35 or looks.may_be_full(image.convert("L"))


def test_grey_tells_of_no_ink_on_a_page_of_text():
    lines = "\n".join(["The ship was on its way to the island, and nobody knew."] * 40)
    page = Image.new("RGB", (612, 792), WHITE)
    ImageDraw.Draw(page).text((72, 72), lines, BLACK, ImageFont.truetype(FONT, 11))

    assert not looks.may_be_full(page.convert("L"))


def filled(colour: Colour) -> str:
    return " ".join(str(value / 255) for value in colour) + " rg"


def drawn(contents: str) -> PdfDocument:
    """A page of 100 by 100 points on which a font is called F."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = pdf.make_stream(contents.encode())
    data = io.BytesIO()
    pdf.save(data)
    return PdfDocument(data.getvalue())


def said(runs: list[Run], ground: Colour) -> list[str]:
    """What is said of runs on a page of 100 by 100 points on which nothing is drawn but its ground."""
    drawing = drawn(f"{filled(ground)} 0 0 100 100 re f")
    return [each.message for each in looks.check(drawing[0], Page(1, 100, 100, runs))]


def test_what_is_beyond_the_edge_is_not_what_a_word_stands_on():
    across = Run("word", Box(90, 50, 300, 62), 10, WHITE)
    outside = [Run("word", Box(*place), 10, WHITE) for place in ((150, 50, 190, 62), (10, -80, 50, -68))]

    assert ["page 1: 'word' is too pale to read: its contrast is 1.0 to 1"] == said([across], WHITE)
    assert [] == said(outside, WHITE)


def test_red_is_told_from_blue():
    run = Run("word", Box(20, 50, 60, 62), 10, (0, 0, 255))

    on_red, on_yellow, on_blue = (said([run], ground)[-1] for ground in ((255, 0, 0), YELLOW, run.colour))

    assert "page 1: 'word' is too pale to read as a greyscale copy: its contrast is 2.0 to 1" == on_red
    assert "page 1: 'word' is in the file but cannot be seen: it is hidden" == on_yellow
    assert "page 1: 'word' is too pale to read: its contrast is 1.0 to 1" == on_blue


shades = st.sampled_from(
    [BLACK, WHITE, YELLOW, (254, 255, 255), (250, 250, 250), (240, 240, 240), (200, 200, 200), (0, 0, 255)]
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(shades, shades), min_size=1, max_size=8))
def test_a_page_looked_at_in_grey_is_told_of_as_in_its_colours(words: list[tuple[Colour, Colour]]):
    """Words in the first colour of each pair on a ground of the second."""
    drawing = drawn(
        "".join(
            f"{filled(ground)} 0 {12 * at} 100 12 re f "
            f"BT /F 9 Tf {filled(own)} 5 {12 * at + 3} Td (word {at}) Tj ET "
            for at, (own, ground) in enumerate(words)
        )
    )
    shown = read(drawing[0], 1)

    told = list(looks.check(drawing[0], shown))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looks, "is_plain", lambda *_: False)
        assert told == list(looks.check(drawing[0], shown))


@pytest.mark.parametrize(("grey", "told"), [(160, ["37% of it is ink"]), (170, [])])
def test_a_page_is_full_of_ink_from_a_third_on(grey: int, told: list[str]):
    found = said([], (grey, grey, grey))

    assert told == [each.removeprefix("page 1: ").split(":")[0] for each in found]
