"""A sound packet proves sound; each way of breaking it is named."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from guide.build import packet
from guide.diagnostics import as_text
from guide.proof import Expected, prove
from guide.read import read
from render.samples import png

GUIDE = {
    "guide.yaml": "title: Proof\nessential_question: Is it sound?\nobjectives:\n  - Look closely.\n",
    "background.md": "## Part one\n\n" + "A plain sentence of the reading stands here. " * 40 + "\n\n"
    "See [a page](https://example.org/page).\n\n| place | year |\n|---|---|\n| Prague | 1962 |\n",
    "figures.yaml": "- name: Somebody\n  role: Witness\n  picture:\n    file: images/face.png\n    alt: A face\n",
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("guides") / "proof"
    for name, text in GUIDE.items():
        path: Path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "images").mkdir()
    (folder / "images" / "face.png").write_bytes(png(440, 560))
    guide, found = read(folder)
    assert guide is not None, [as_text(each) for each in found]
    return packet(guide, "student", "letter").data


def said(data: bytes, expected: Expected | None = None) -> str:
    return "\n".join(as_text(each) for each in prove(data, expected))


def broken(data: bytes, how: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        how(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def content(pdf: pikepdf.Pdf, number: int = 2) -> bytes:
    return bytes(pdf.pages[number - 1].Contents.read_bytes())


def set_content(pdf: pikepdf.Pdf, data: bytes, number: int = 2) -> None:
    pdf.pages[number - 1].Contents = Stream(pdf, data)


def elements(pdf: pikepdf.Pdf, tag: str) -> Iterator[pikepdf.Dictionary]:
    for each in pdf.objects:
        if isinstance(each, Dictionary) and each.get("/S") == Name(tag) and "/K" in each:
            yield each


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    yield from pdf.pages[1].Resources.Font.values()


def no_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def no_title(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:  # docinfo follows
        del metadata["dc:title"]


def no_alternative(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/Figure"):
        del each.Alt


def no_scope(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/TH"):
        del each.A
    for each in elements(pdf, "/TD"):
        if "/A" in each:
            del each.A


def heading_skipped(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/H2"):
        each.S = Name.H4


def no_font_file(pdf: pikepdf.Pdf) -> None:
    for font in fonts(pdf):
        descriptor = font.DescendantFonts[0].FontDescriptor
        for key in ("/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]


def no_letters(pdf: pikepdf.Pdf) -> None:
    for font in fonts(pdf):
        del font.ToUnicode


def no_words_for_links(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for each in page.get("/Annots", ()):
            del each.Contents


def link_to_nowhere(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].Dest = String("nowhere")


def link_that_launches(pdf: pikepdf.Pdf) -> None:
    link = next(each for page in pdf.pages for each in page.get("/Annots", ()) if "/A" in each)
    link.A = Dictionary(Type=Name.Action, S=Name.Launch, F=String("calc.exe"))


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(Type=Name.Action, S=Name.JavaScript, JS=String("app.alert(1)"))


def attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["answers.txt"] = b"the answers"


def other_size(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].MediaBox = Array([0, 0, 500, 792])


def turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Rotate = 90


def cropped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].CropBox = Array([100, 100, 500, 700])


def pale(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, content(pdf).replace(b"\n0 0 0 rg", b"\n0.8 0.8 0.8 rg"))


def doubled(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, content(pdf) + b"\nq 1 0 0 1 4 2 cm\n" + content(pdf) + b"\nQ")


def shifted(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, b"1 0 0 1 -50 0 cm\n" + content(pdf))


def shifted_away(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, b"1 0 0 1 -900 0 cm\n" + content(pdf))


def emptied(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, b"")


def coarse_picture(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, Stream) and each.get("/Subtype") == Name.Image:
            each.write(b"\x80" * 100)
            each.Width, each.Height, each.BitsPerComponent, each.ColorSpace = 10, 10, 8, Name.DeviceGray


BROKEN = [
    (no_tags, "the PDF has no tags"),
    (no_language, "the PDF does not say its language"),
    (no_title, "the PDF has no title"),
    (no_alternative, "PDFUA1-FIGURE-ALTERNATIVE-TEXT"),
    (no_scope, "PDFUA1-TABLE-HEADERS"),
    (heading_skipped, "PDFUA1-HEADING"),
    (no_font_file, "is not in the file: a print shop cannot print it"),
    (no_letters, "does not say which letters its shapes are"),
    (no_words_for_links, "has no words that a screen reader could say"),
    (link_to_nowhere, "leads to 'nowhere', which is not in the PDF"),
    (link_that_launches, "runs something or leaves the file (Launch)"),
    (script, "opening the file runs something or leaves the file (JavaScript)"),
    (attachment, "the PDF has files attached to it"),
    (other_size, "page 2 has another size than the other pages"),
    (turned, "page 2 is turned"),
    (cropped, "page 2 is cropped"),
    (pale, "is too pale to read"),
    (doubled, "stand on top of each other"),
    (shifted, "reaches to the edge, where it would be cut"),
    (shifted_away, "stands outside the page"),
    (emptied, "page 2 is empty"),
    (coarse_picture, "dots per inch where it is printed"),
]


def test_a_sound_packet_has_nothing_to_mend(sound: bytes):
    assert "" == said(sound)


@pytest.mark.parametrize(("how", "named"), BROKEN, ids=[how.__name__ for how, _ in BROKEN])
def test_each_defect_is_named(sound: bytes, how: Callable[[pikepdf.Pdf], None], named: str):
    assert named in said(broken(sound, how))


def test_a_file_cut_short_is_no_pdf(sound: bytes):
    assert said(sound[:300]).startswith("error: this is not a PDF, or its end is missing")


def test_an_encrypted_file_is_refused(sound: bytes):
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))

    assert said(out.getvalue()).startswith("error: the PDF is encrypted")


def test_a_text_for_teachers_is_found_on_a_page_and_in_the_tags(sound: bytes):
    secret = Expected(secrets=("A plain sentence of the reading stands here.",))

    def into_tags(pdf: pikepdf.Pdf) -> None:
        next(elements(pdf, "/Figure")).Alt = String("The answer is the seventeenth one")

    assert "page 2 of a student's file holds a text for teachers" in said(sound, secret)
    hidden = said(broken(sound, into_tags), Expected(secrets=("The answer is the seventeenth one",)))
    assert "the tags, bookmarks or metadata of a student's file holds a text for teachers" in hidden


def test_a_text_that_students_may_read_is_no_leak(sound: bytes):
    text = "A plain sentence of the reading stands here."

    assert "" == said(sound, Expected(secrets=(text,), shown=(text,)))


def test_a_sheet_that_was_laid_out_before_can_be_written_again(sound: bytes, tmp_path: Path):
    (tmp_path / "guide.yaml").write_text("title: Twice\nessential_question: Again?\n", "utf-8")
    (tmp_path / "background.md").write_text(
        "See [a page](https://example.org/page).\n\n" + "More to read. " * 300, "utf-8"
    )
    (tmp_path / "glossary.yaml").write_text("- term: twice\n  meaning: two times\n", "utf-8")
    guide, _ = read(tmp_path)
    assert guide is not None

    whole, alone, again = (packet(guide, "student", "letter", sheet) for sheet in (None, "cover", None))

    assert ((), ()) == (whole.diagnostics, again.diagnostics)
    assert whole.data == again.data
    assert 1 == alone.page_count
