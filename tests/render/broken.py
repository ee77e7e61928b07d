"""A small guide that has a bit of everything, and ways of breaking its PDF."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Stream, String

from render.samples import png

SENTENCE = "A plain sentence of the reading stands here, and it is about the city. "
GUIDE: dict[str, str | bytes] = {
    "guide.yaml": "title: Proof\nessential_question: Is it sound?\nobjectives:\n  - Look closely.\n",
    "background.md": (
        "## Part one\n\n" + SENTENCE * 30 + "[^1]\n\n[^1]: What the note says.\n\n"
        "See [a page](https://example.org/page).\n\n1. one thing\n2. another thing\n3. a third thing\n\n"
        "| place | year |\n|---|---|\n| Prague | 1962 |\n\n" + (SENTENCE * 12 + "\n\n") * 6
    ),
    "figures.yaml": (
        "- name: Somebody\n  native_name: Кто-то\n  native_language: ru\n  role: Witness\n"
        "  picture:\n    file: images/face.png\n    alt: A face in half profile\n"
    ),
    "quiz.yaml": (
        "items:\n  - text: Choose the one that is right.\n    choices: [left, right, neither]\n"
        "    answer: right\n  - text: Say why it is right.\n    lines: 3\n    answer: Because.\n"
    ),
    "images/face.png": png(440, 560),
}

Break = Callable[[pikepdf.Pdf], None]


def content(pdf: pikepdf.Pdf, number: int = 2) -> bytes:
    page = pdf.pages[number - 1]
    page.contents_coalesce()
    return bytes(page.Contents.read_bytes())


def set_content(pdf: pikepdf.Pdf, data: bytes, number: int = 2) -> None:
    pdf.pages[number - 1].Contents = Stream(pdf, data)


def around(pdf: pikepdf.Pdf, before: bytes, after: bytes = b"", number: int = 2) -> None:
    set_content(pdf, before + b"\nq\n" + content(pdf, number) + b"\nQ\n" + after, number)


def artifact(drawing: str) -> bytes:
    return b"/Artifact BMC q " + drawing.encode() + b" Q EMC"


def elements(pdf: pikepdf.Pdf, tag: str) -> Iterator[Dictionary]:
    """The structure elements with a tag, in the order of reading."""

    def below(element: Any) -> Iterator[Any]:
        if element.get("/S") == Name(tag):
            yield element
        kids = element.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary) and "/S" in kid and "/K" in kid:
                yield from below(kid)

    root = pdf.Root.StructTreeRoot.K
    for each in root if isinstance(root, Array) else [root]:
        yield from below(each)


def fonts(pdf: pikepdf.Pdf, number: int = 2) -> Iterator[Dictionary]:
    yield from pdf.pages[number - 1].Resources.Font.values()


def foot_as(pdf: pikepdf.Pdf, mark: bytes) -> None:
    """Every running foot marked as something else than an artifact."""
    for number in range(1, len(pdf.pages) + 1):
        marked = re.sub(rb"/Artifact\s+<<\s*/Type\s*/Pagination\s*>>\s+BDC", mark, content(pdf, number))
        set_content(pdf, marked, number)


# Tags


def no_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def not_marked(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def suspects(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Suspects = True


def title_not_shown(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def other_language(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = String("de")


def no_inner_language(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/Span"):
        if "/Lang" in each:
            del each.Lang


def no_title(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:  # docinfo follows
        del metadata["dc:title"]


def title_of_a_file(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = "handout_final2.indd"


def no_alternative(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/Figure"):
        del each.Alt


def empty_alternative(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/Figure"):
        each.Alt = String(" ")


def alternative_of_a_file(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/Figure"):
        each.Alt = String("images/face.png")


def alternative_that_says_picture(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/Figure"):
        each.Alt = String("Image")


def no_scope(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/TH"):
        del each.A
    for each in elements(pdf, "/TD"):
        if "/A" in each:
            del each.A


def wrong_scope(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/TH"):
        each.A.Scope = Name.Row


def no_head_cells(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/TH"):
        each.S = Name.TD


def heading_skipped(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/H2"):
        each.S = Name.H4


def no_headings(pdf: pikepdf.Pdf) -> None:
    for level in ("/H1", "/H2"):
        for each in elements(pdf, level):
            each.S = Name.P


def number_of_lists(pdf: pikepdf.Pdf, style: Name) -> None:
    for each in elements(pdf, "/L"):
        each.A.ListNumbering = style


def lists_of_romans(pdf: pikepdf.Pdf) -> None:
    number_of_lists(pdf, Name.UpperRoman)


def lists_without_numbers(pdf: pikepdf.Pdf) -> None:
    number_of_lists(pdf, Name("/None"))


def lists_of_bullets(pdf: pikepdf.Pdf) -> None:
    """The list of contents, which has no numbers of its own."""
    number_of_lists(pdf, Name.Decimal)
    for each in elements(pdf, "/L"):
        for item in each.K:
            item.K[0].S = Name.LBody


def untagged(pdf: pikepdf.Pdf) -> None:
    around(pdf, b"", b"q " + again(pdf) + b" Q")


def again(pdf: pikepdf.Pdf, number: int = 2) -> bytes:
    """The first text of a page, set once more near its foot."""
    found = re.search(rb"(/\w+ [\d.]+ Tf\s+)(\[.*?\] TJ|\(.*?\) Tj|<.*?> Tj)", content(pdf, number), re.S)
    assert found
    return b"BT 1 0 0 1 300 70 Tm " + found[1].replace(b" Tf", b" Tf ") + found[2] + b" ET"


def text_set_apart(pdf: pikepdf.Pdf) -> None:
    """The whole reading of a page is an artifact: a screen reader says nothing of it."""
    set_content(pdf, re.sub(rb"/Span\s+<<\s*/MCID \d+\s*>>\s+BDC", b"/Artifact BMC", content(pdf)))


def lost_paragraphs(pdf: pikepdf.Pdf) -> None:
    """Marked content that no element of the tree holds."""
    for each in elements(pdf, "/P"):
        each.K = Array()


def foot_read_aloud(pdf: pikepdf.Pdf) -> None:
    """The running feet stand in the tree, as paragraphs."""
    document = next(elements(pdf, "/Document"))
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    for number, page in enumerate(pdf.pages, 1):
        parents = next(list(v) for k, v in zip(nums[::2], nums[1::2], strict=True) if k == page.StructParents)
        kids, data = Array(), content(pdf, number)
        element = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.P, P=document, Pg=page.obj, K=kids)
        )
        while b"/Pagination" in data:
            mark = f"/P <</MCID {len(parents)}>> BDC".encode()
            data = re.sub(rb"/Artifact\s+<<\s*/Type\s*/Pagination\s*>>\s+BDC", mark, data, count=1)
            kids.append(len(parents))
            parents.append(element)
        set_content(pdf, data, number)
        document.K.append(element)
        at = next(i for i in range(0, len(nums), 2) if nums[i] == page.StructParents)
        pdf.Root.StructTreeRoot.ParentTree.Nums[at + 1] = Array(parents)


def foot_unmarked(pdf: pikepdf.Pdf) -> None:
    foot_as(pdf, b"/P BMC")


def read_backwards(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/Sect"):
        each.K = Array(list(each.K)[::-1])


def paragraphs_shuffled(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/Sect"):
        for kid in each.K:
            if len(kids := list(kid.get("/K", ()))) > 5:
                kid.K = Array([*kids[1::2], *kids[::2]])


def notes_as_spans(pdf: pikepdf.Pdf) -> None:
    for each in elements(pdf, "/Note"):
        each.S = Name.Span


def notes_of_one_name(pdf: pikepdf.Pdf) -> None:
    first = next(elements(pdf, "/Note"))
    parent = first.P
    parent.K.append(
        pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Note, P=parent, ID=first.ID, K=Array()))
    )


# Fonts and letters


def no_font_file(pdf: pikepdf.Pdf) -> None:
    for font in fonts(pdf):
        descriptor = font.DescendantFonts[0].FontDescriptor
        for key in ("/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]


def font_of_the_reader(pdf: pikepdf.Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[1].Resources.Font["/Own"] = pdf.make_indirect(font)
    around(pdf, b"", artifact("BT /Own 10 Tf 300 70 Td (Helvetica) Tj ET"))


def font_in_a_form(pdf: pikepdf.Pdf) -> None:
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    form = Stream(
        pdf,
        b"BT /Own 10 Tf 300 70 Td (Helvetica) Tj ET",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 612, 792],
        Resources=Dictionary(Font=Dictionary(Own=font)),
    )
    pdf.pages[1].Resources.XObject["/Form"] = form
    around(pdf, b"", artifact("/Form Do"))


def drawn_font(pdf: pikepdf.Pdf) -> None:
    box = Stream(pdf, b"600 0 0 0 600 700 d1 0 0 600 700 re f")
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, 0, 600, 700],
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        CharProcs=Dictionary(a=box),
        Encoding=Dictionary(Type=Name.Encoding, Differences=[97, Name.a]),
        FirstChar=97,
        LastChar=97,
        Widths=[600],
    )
    pdf.pages[1].Resources.Font["/Own"] = pdf.make_indirect(font)
    around(pdf, b"", artifact("BT /Own 10 Tf 300 70 Td (aaaa) Tj ET"))


def no_letters(pdf: pikepdf.Pdf) -> None:
    for font in fonts(pdf):
        del font.ToUnicode


def letters_become(pdf: pikepdf.Pdf, code: Callable[[int], int]) -> None:
    for font in fonts(pdf):
        font.ToUnicode.write(
            re.sub(
                rb"(<[0-9a-fA-F]{4}> <)([0-9a-fA-F]{4})(>)",
                lambda found: found[1] + b"%04x" % code(int(found[2], 16)) + found[3],
                font.ToUnicode.read_bytes(),
            )
        )


def letters_replaced(pdf: pikepdf.Pdf) -> None:
    letters_become(pdf, lambda code: 0xFFFD)


def letters_private(pdf: pikepdf.Pdf) -> None:
    letters_become(pdf, lambda code: 0xE000 + code % 256)


def letters_blank(pdf: pikepdf.Pdf) -> None:
    letters_become(pdf, lambda code: 0x20)


def letters_wrong(pdf: pikepdf.Pdf) -> None:
    letters_become(pdf, lambda code: code + 1 if chr(code).isalpha() else code)


def missing_glyphs(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, re.sub(rb"<[0-9a-f]{4}>", b"<0000>", content(pdf), count=3))


# What is seen


def pale(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, content(pdf).replace(b"\n0 0 0 rg", b"\n0.8 0.8 0.8 rg"))


def white_on_white(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, content(pdf).replace(b"\n0 0 0 rg", b"\n1 1 1 rg"))


def pale_only_as_a_copy(pdf: pikepdf.Pdf) -> None:
    """Purple on green, which a copier makes two greys."""
    red = artifact("0 1 0 rg 0 0 612 792 re f")
    set_content(pdf, red + b"\n" + content(pdf).replace(b"\n0 0 0 rg", b"\n0.47 0 0.47 rg"))


def see_through(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Resources.ExtGState["/Pale"] = Dictionary(ca=0.15)
    set_content(pdf, content(pdf).replace(b"/a1.0 gs", b"/Pale gs"))


def invisible(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, content(pdf).replace(b"BT\n", b"BT\n3 Tr\n"))


def covered(pdf: pikepdf.Pdf) -> None:
    around(pdf, b"", artifact("1 1 1 rg 60 300 400 200 re f"))


def covered_by_a_picture(pdf: pikepdf.Pdf) -> None:
    pixels = bytes((x * 7 + y * 13) % 256 for y in range(600) for x in range(1200))
    picture = Stream(
        pdf,
        pixels,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1200,
        Height=600,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )
    pdf.pages[1].Resources.XObject["/Over"] = picture
    around(pdf, b"", artifact("400 0 0 200 60 300 cm /Over Do"))


def clipped(pdf: pikepdf.Pdf) -> None:
    around(pdf, b"0 0 300 792 re W n")


def clipped_in_part(pdf: pikepdf.Pdf) -> None:
    """The right half of the page's last text is cut off."""
    cut = b"q 300 60 12 40 re W n /Artifact BMC " + again(pdf) + b" EMC Q"
    around(pdf, b"", cut)


def tiny(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, re.sub(rb"(/\w+) [\d.]+ Tf", rb"\1 3 Tf", content(pdf)))


def doubled(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, content(pdf) + b"\nq 1 0 0 1 4 2 cm\n" + content(pdf) + b"\nQ")


def one_word_over_another(pdf: pikepdf.Pdf) -> None:
    around(pdf, b"", b"/Artifact BMC " + again(pdf).replace(b"300 70", b"100 400") + b" EMC")


def shifted(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, b"1 0 0 1 -50 0 cm\n" + content(pdf))


def shifted_away(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, b"1 0 0 1 -900 0 cm\n" + content(pdf))


def shifted_up(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, b"1 0 0 1 0 53 cm\n" + content(pdf))


def black(pdf: pikepdf.Pdf) -> None:
    around(pdf, artifact("0.05 g 0 0 612 792 re f"))


def rich_black(pdf: pikepdf.Pdf) -> None:
    around(pdf, artifact("1 1 1 1 k 60 690 400 50 re f"))


# Pages


def other_size(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].MediaBox = Array([0, 0, 500, 792])


def odd_size(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = Array([0, 0, 640, 800])


def other_unit(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].UserUnit = 2


def turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Rotate = 90


def turned_from_above(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Rotate = 90


def cropped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].CropBox = Array([100, 100, 500, 700])


def trim_beyond(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].TrimBox = Array([-20, -20, 640, 820])


def trim_within(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].TrimBox = Array([100, 100, 500, 700])


def bleed_within(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].BleedBox = Array([5, 5, 600, 780])


def emptied(pdf: pikepdf.Pdf) -> None:
    set_content(pdf, b"")


def blank_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page(page_size=(612, 792))


def nearly_empty(pdf: pikepdf.Pdf) -> None:
    """A last page with one line and the running foot."""
    data = content(pdf, len(pdf.pages))
    first = re.search(rb"/Span\s+<<\s*/MCID 0\s*>>.*?EMC", data, re.S)
    foot = re.search(rb"/Artifact\s+<<\s*/Type\s*/Pagination.*", data, re.S)
    assert first
    assert foot
    kept = b"1 0 0 -1 0 792 cm q 0.75 0 0 0.75 0 0 cm q " + first[0] + b" Q q " + foot[0]
    set_content(pdf, kept, len(pdf.pages))


def page_lost(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1]


def pages_swapped(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[1]
    del pdf.pages[1]
    pdf.pages.append(page)


def labels_of_another_kind(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(S=Name.r)])


def wrong_labels(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(S=Name.D, St=7)])


def coarse_picture(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, Stream) and each.get("/Subtype") == Name.Image:
            each.write(b"\x80" * 100)
            each.Width, each.Height, each.BitsPerComponent, each.ColorSpace = 10, 10, 8, Name.DeviceGray


def coarse_picture_in_a_form(pdf: pikepdf.Pdf) -> None:
    """50 pixels on 100 points, which its form makes three times as large."""
    picture = Stream(
        pdf,
        b"\x80" * 40000,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=200,
        Height=200,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )
    form = Stream(
        pdf,
        b"50 0 0 50 0 0 cm /Im Do",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 50, 50],
        Matrix=[3, 0, 0, 3, 0, 0],
        Resources=Dictionary(XObject=Dictionary(Im=picture)),
    )
    pdf.pages[1].Resources.XObject["/Form"] = form
    around(pdf, artifact("1 0 0 1 300 600 cm /Form Do"))


def huge(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/Noise"] = Stream(pdf, random.Random(1).randbytes(27_000_000))


def see_through_parts(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Resources.ExtGState["/Glass"] = Dictionary(ca=0.5, BM=Name.Multiply)
    around(pdf, b"", artifact("/Glass gs 0.9 0.9 1 rg 60 690 400 50 re f"))


def no_output_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


# Links and what runs


def links(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        yield from page.get("/Annots", ())


def no_words_for_links(pdf: pikepdf.Pdf) -> None:
    for each in links(pdf):
        del each.Contents


def link_to_nowhere(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].Dest = String("nowhere")


def link_to_a_lost_page(pdf: pikepdf.Pdf) -> None:
    lost = pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=[0, 0, 612, 792]))
    pdf.pages[0].Annots[0].Dest = Array([lost, Name.Fit])


def link_outside(pdf: pikepdf.Pdf) -> None:
    next(links(pdf)).Rect = Array([700, 900, 800, 950])


def link_that_launches(pdf: pikepdf.Pdf) -> None:
    link = next(each for each in links(pdf) if "/A" in each)
    link.A = Dictionary(Type=Name.Action, S=Name.Launch, F=String("calc.exe"))


def link_to_a_file(pdf: pikepdf.Pdf) -> None:
    link = next(each for each in links(pdf) if "/A" in each)
    link.A = Dictionary(Type=Name.Action, S=Name.URI, URI=String("file:///home/teacher/answers.html"))


def link_named_here(pdf: pikepdf.Pdf) -> None:
    for each in links(pdf):
        each.Contents = String("click here")


def link_named_by_address(pdf: pikepdf.Pdf) -> None:
    for each in links(pdf):
        each.Contents = String("https://example.org/page?session=18273&x=1")


def contents_with_a_wrong_page(pdf: pikepdf.Pdf) -> None:
    first, *_, last = (each for each in links(pdf) if "/Dest" in each)
    first.Dest = last.Dest


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(Type=Name.Action, S=Name.JavaScript, JS=String("app.alert(1)"))


def script_by_name(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.Names.JavaScript = Dictionary(Names=[String("a"), script])


def action_at_closing(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["answers.txt"] = b"the answers"


def comment(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=[50, 700, 70, 720], Contents=String("The answer is B"), F=4
    )
    pdf.pages[1].Annots = Array([*pdf.pages[1].get("/Annots", []), pdf.make_indirect(note)])


def bookmark_to_nowhere(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("Nowhere"))


def no_bookmarks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Outlines
    for _ in range(12):
        pdf.pages.append(pdf.pages[1])


def hidden_layer(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("answers")))
    pdf.Root.OCProperties = Dictionary(
        OCGs=[layer], D=Dictionary(Name=String("all"), Order=[layer], OFF=[layer])
    )
    pdf.pages[1].Resources.Properties = Dictionary(Layer=layer)
    around(pdf, b"/OC /Layer BDC", b"EMC")
