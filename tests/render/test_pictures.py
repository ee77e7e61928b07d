"""Pictures on the page: every kind of file, in every edition, as large as they should be."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image
from test_pictures import SOUND, saved, striped
from test_svg import ELEMENTS, drawing, st, xml

from guide.layout import _can_be_drawn
from guide.svg import cleaned
from render import verapdf
from render.conftest import EDITIONS, Built
from render.pdf import MM, letters
from render.verapdf import STANDARDS

MAP = drawing(
    "<style>.land{fill:#ddd}</style><defs><linearGradient id='sea' gradientTransform='rotate(20)'>"
    "<stop offset='0' stop-color='#fff'/><stop offset='1' stop-color='#bcd' stop-opacity='0.5'/></linearGradient>"
    "<clipPath id='c'><circle r='9' cx='10' cy='10'/></clipPath><g id='t'><circle r='1'/></g>"
    "<marker id='m' orient='auto' markerWidth='6' markerHeight='6'><path d='M0 0L6 3L0 6z'/></marker></defs>"
    "<rect width='30' height='20' fill='url(#sea)'/><path class='land' d='M1 1L20 2L15 15z' clip-path='url(#c)'/>"
    "<path d='M3 3L20 9' stroke='blue' marker-end='url(#m)' opacity='0.6'/><use href='#t' x='4' y='9'/>"
    "<text x='15' y='18' font-size='2' text-anchor='middle'>Kyiv Київ</text>"
)
EXIF = Image.Exif()
EXIF[0x0112] = 6
FILES: dict[str, str | bytes] = {
    f"images/{at}.bin": data
    for at, data in enumerate([*SOUND.values(), saved(striped(), "JPEG", exif=EXIF), MAP])
}
GUIDE: dict[str, str | bytes] = {
    "guide.yaml": "title: Pictures\nessential_question: What do they show?\n",
    "background.md": "Words above.\n\n"
    + "\n\n".join(f'![Sight {name[7:-4]}]({name} "Caption *{name[7:-4]}*")' for name in FILES),
    "figures.yaml": "".join(
        f"- name: Person {name[7:-4]}\n  role: Seen\n  picture: {{file: {name}, alt: Face {name[7:-4]}}}\n"
        for name in FILES
    ),
    "documents/a.md": "---\ntitle: Cartoon\norigin: A cartoon\npicture:\n  file: images/0.bin\n  alt: Red above blue\n"
    "  caption: Its caption\n  credit: Its owner\nquestions:\n  - text: Why?\n    lines: 3\n    answer: So.\n---\n",
    "documents/b.md": "---\ntitle: Map\norigin: A map\npicture: {file: images/14.bin, alt: A map of the land}\n---\nIts text.\n",
    "questions.yaml": "- text: |\n    What is it?\n\n    ![Sight again](images/14.bin)\n",
    **FILES,
}


@pytest.mark.parametrize(("edition", "standard"), STANDARDS)
def test_any_picture_follows_the_standard(built: Built, edition: str, standard: str):
    assert [] == verapdf.failures(built(GUIDE, edition).data, standard)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_picture_is_a_figure_with_its_words_and_its_caption(built: Built, edition: str):
    tree = built(GUIDE, edition).tree
    spoken = [str(node.element.Alt) for node in tree.all("Figure")]
    captions = [node.text for node in tree.all("Caption")]

    assert {*(f"Sight {at}" for at in range(len(FILES))), *(f"Face {at}" for at in range(len(FILES)))} <= set(
        spoken
    )
    assert {"Red above blue", "A map of the land", "Sight again"} <= set(spoken)
    assert [f"Caption {at}" for at in range(len(FILES))] == [
        " ".join(each.split()) for each in captions[: len(FILES)]
    ]


def test_no_picture_has_a_mask_a_profile_or_four_inks(built: Built):
    with pikepdf.open(io.BytesIO(built(GUIDE).data)) as file:
        images = [
            each
            for each in file.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
        assert len(images) >= 2 * (len(FILES) - 1)
        assert {"/DeviceRGB", "/DeviceGray"} == {str(each.ColorSpace) for each in images}
        assert not [each for each in images if "/SMask" in each or each.BitsPerComponent != 8]


def test_pictures_are_as_large_as_their_places(built: Built):
    pdf = built(GUIDE)
    page = next(
        at
        for at, page in enumerate(pdf.pages)
        if "Itscaption" in letters("".join(c["text"] for c in page.chars))
    )
    (cartoon,) = pdf.pages[page].images

    assert 120 * MM == pytest.approx(cartoon["y1"] - cartoon["y0"], abs=1)
    assert 1.4 == pytest.approx((cartoon["x1"] - cartoon["x0"]) / (cartoon["y1"] - cartoon["y0"]), abs=0.01)


def test_a_picture_is_never_enlarged_beyond_200_dots_an_inch(built: Built):
    small = {"images/a.png": saved(striped(size=(600, 400)))}
    pdf = built({"guide.yaml": GUIDE["guide.yaml"], "background.md": "![A](images/a.png)\n\nWords.", **small})
    (image,) = (image for page in pdf.pages for image in page.images)

    assert 600 / 200 * 72 == pytest.approx(image["x1"] - image["x0"], abs=0.5)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(ELEMENTS, max_size=5).map(xml), max_size=4).map("".join))
def test_a_drawing_made_safe_is_drawn(inside: str):
    data = cleaned(drawing(f"{inside}<path d='M0 0L9 9'/>")).data

    assert _can_be_drawn(data)


def test_a_drawing_that_fails_is_told_from_one_that_does_not():
    marker = "<marker id='m' markerWidth='0' markerHeight='0' viewBox='0 0 1 1'><path d='M0 0L1 1'/></marker>"

    assert _can_be_drawn(cleaned(MAP).data)
    assert not _can_be_drawn(cleaned(drawing(f"{marker}<path d='M0 0L9 9' marker-end='url(#m)'/>")).data)


def test_a_drawing_that_cannot_be_drawn_stops_the_build(built: Built):
    marker = "<marker id='m' markerWidth='0' markerHeight='0' viewBox='0 0 1 1'><path d='M0 0L1 1'/></marker>"
    arrow = drawing(f"{marker}<path d='M0 0L9 9' marker-end='url(#m)'/>")
    pdf = built({**GUIDE, "images/14.bin": arrow})

    assert "the picture 'images/14.bin' has a part that cannot be drawn" in {
        each.message for each in pdf.packet.diagnostics if each.is_error
    }
