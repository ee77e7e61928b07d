"""A sound packet proves sound; each way of breaking it is named; nothing makes the proof itself fail."""

from __future__ import annotations

import io
import random
import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Stream, String
from pypdfium2 import PdfDocument

from guide import rules
from guide.build import packet
from guide.diagnostics import as_text
from guide.proof import Expected, conformance, drawn, prove, sights
from guide.read import read
from render import broken as ways
from render.broken import GUIDE, SENTENCE, Break, elements
from render.conftest import Built, Files, written
from render.conftest import sound as sound_guide

BROKEN: list[tuple[Break, str]] = [
    (ways.no_tags, "the PDF has no tags"),
    (ways.not_marked, "PDFUA1-TAGGED-DOCUMENT"),
    (ways.suspects, "PDFUA1-SUSPECTS"),
    (ways.title_not_shown, "PDFUA1-VIEWER-PREFERENCES"),
    (ways.no_language, "the PDF does not say its language"),
    (ways.other_language, "says that its language is 'de', but most of it reads like 'en'"),
    (ways.no_inner_language, "is in Cyrillic letters, but its language is said to be 'en'"),
    (ways.no_title, "the PDF has no title"),
    (ways.title_of_a_file, "the title of the PDF is the name of a file"),
    (ways.no_alternative, "PDFUA1-FIGURE-ALTERNATIVE-TEXT"),
    (ways.empty_alternative, "a picture has an empty alternative text"),
    (ways.alternative_of_a_file, "the alternative text of a picture is the name of a file"),
    (ways.alternative_that_says_picture, "the alternative text of a picture says nothing: 'Image'"),
    (ways.no_scope, "PDFUA1-TABLE-HEADERS"),
    (ways.wrong_scope, "the cells above its columns say that they head rows"),
    (ways.no_head_cells, "has no header cells (TH)"),
    (ways.heading_skipped, "PDFUA1-HEADING"),
    (ways.no_headings, "the PDF has no headings"),
    (ways.lists_of_romans, "is tagged as numbered UpperRoman, but printed as Decimal"),
    (ways.lists_without_numbers, "is tagged as numbered None, but printed as LowerAlpha"),
    (ways.lists_of_bullets, "is tagged as numbered Decimal, but no number is printed"),
    (ways.untagged, "PDFUA1-CONTENT-TAGGING"),
    (ways.text_set_apart, "is marked as decoration (artifact): it would not be read aloud"),
    (ways.lost_paragraphs, "is in no tag: it would not be read aloud"),
    (ways.foot_read_aloud, "the running head or foot 'Proof' is read aloud on 6 pages"),
    (ways.foot_unmarked, "PDFUA1-CONTENT-TAGGING"),
    (ways.read_backwards, "the order of reading is wrong: '2 · KEY FIGURES' is read after"),
    (ways.paragraphs_shuffled, "page 2: the order of reading is wrong: 'Part one' is read after"),
    (ways.notes_as_spans, "the footnote '1. What the note says.' is not tagged as a note"),
    (ways.notes_of_one_name, "PDFUA1-NOTE-ID-UNIQUE"),
    (ways.no_font_file, "is not embedded, so a print shop cannot print it"),
    (ways.font_of_the_reader, "the font Helvetica (page 1) is not in the file"),
    (ways.font_in_a_form, "the font Helvetica (page 1) is not in the file"),
    (ways.drawn_font, "a font that is drawn letter by letter (Type 3)"),
    (ways.no_letters, "does not say which letters its shapes are"),
    (ways.letters_replaced, "has a character without meaning"),
    (ways.letters_private, "has a character without meaning"),
    (ways.letters_blank, "letters are read as blanks"),
    (ways.letters_wrong, "says other letters than it shows: its Unicode map is wrong"),
    (ways.missing_glyphs, "a glyph is missing in its font"),
    (ways.pale, "is too pale to read: its contrast is 1.6 to 1"),
    (ways.white_on_white, "is too pale to read: its contrast is 1.0 to 1"),
    (ways.pale_only_as_a_copy, "is too pale to read as a greyscale copy"),
    (ways.see_through, "is too pale to read"),
    (ways.invisible, "is invisible: nothing is drawn"),
    (ways.covered, "is hidden: a filled area covers it"),
    (ways.covered_by_a_picture, "is hidden: a picture covers it"),
    (ways.clipped, "is cut off: its clipping path hides a part of it"),
    (ways.clipped_in_part, "'1 · READING' is cut off"),
    (ways.hidden_layer, "is in the file but cannot be seen: it is hidden"),
    (ways.tiny, "is too small to read: 2.2 points"),
    (ways.doubled, "stand on top of each other (they overlap)"),
    (ways.one_word_over_another, "stand on top of each other"),
    (ways.shifted, "reaches to the edge, where it would be cut"),
    (ways.shifted_away, "stands outside the page"),
    (ways.shifted_up, "'1 · READING' reaches to the edge, where it would be cut"),
    (ways.black, "page 2: 95% of it is ink"),
    (ways.rich_black, "inks are mixed (CMYK)"),
    (ways.see_through_parts, "the PDF has transparent parts"),
    (ways.no_output_intent, "without the profile that they need (output intent)"),
    (ways.other_size, "page 2 has another size than the other pages"),
    (ways.odd_size, "no printer has such paper"),
    (ways.other_unit, "page 2 is measured in a unit of its own"),
    (ways.turned, "page 2 is turned"),
    (ways.turned_from_above, "page 6 is turned"),
    (ways.cropped, "page 2 is cropped"),
    (ways.trim_beyond, "its TrimBox reaches beyond the paper"),
    (ways.trim_within, "stands outside the page"),
    (ways.bleed_within, "its TrimBox reaches beyond its BleedBox"),
    (ways.emptied, "page 2 is empty"),
    (ways.blank_page, "page 7 is empty"),
    (ways.nearly_empty, "page 6 is nearly empty"),
    (ways.page_lost, "page 2 is labelled '2' but '3' is printed on it"),
    (ways.pages_swapped, "page 2: the printed numbers jump from 1 to 3"),
    (ways.labels_of_another_kind, "page 1 is labelled 'i' but '1' is printed on it"),
    (ways.wrong_labels, "page 1 is labelled '7' but '1' is printed on it"),
    (ways.coarse_picture, "9 dots per inch (dpi) where it is printed"),
    (ways.coarse_picture_in_a_form, "96 dots per inch (dpi) where it is printed"),
    (ways.huge, "the file is 27 MB large"),
    (ways.no_words_for_links, "has no words that a screen reader could say"),
    (ways.link_to_nowhere, "leads to 'nowhere', which is not in the PDF"),
    (ways.link_to_a_lost_page, "leads to a page that is not in the PDF"),
    (ways.link_outside, "a link on page 1 lies outside the page"),
    (ways.link_that_launches, "runs something or leaves the file (Launch)"),
    (ways.link_to_a_file, "which is no web address"),
    (ways.link_named_here, "is called 'click here', which does not say where it leads"),
    (ways.link_named_by_address, "is read aloud as a bare address"),
    (ways.contents_with_a_wrong_page, "the contents say page 2, but the link leads to page 6"),
    (ways.script, "opening the file runs something or leaves the file (JavaScript)"),
    (ways.script_by_name, "the PDF holds a script (JavaScript)"),
    (ways.action_at_closing, "the PDF runs an action of its own"),
    (ways.attachment, "the PDF has files attached to it"),
    (ways.comment, "page 2 has a comment or a mark left on it (Text)"),
    (ways.bookmark_to_nowhere, "the bookmark 'Nowhere' leads nowhere"),
    (ways.no_bookmarks, "the PDF has no bookmarks, though it is long"),
]


@pytest.fixture(scope="module")
def sound(built: Built) -> bytes:
    return built(GUIDE).data


def said(data: bytes, expected: Expected | None = None) -> str:
    return "\n".join(as_text(each) for each in prove(data, expected))


def broken(data: bytes, how: Break) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        how(pdf)
        out = io.BytesIO()
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


@pytest.fixture(autouse=True, scope="module")
def pages_that_were_seen_before(sound: bytes) -> None:
    """The proof of a page that it knows must find as much as that of a new one."""
    prove(sound)


def test_a_page_is_looked_at_once_and_again_when_what_it_draws_with_has_changed(
    sound: bytes, monkeypatch: pytest.MonkeyPatch
):
    looked: list[int] = []
    real = sights._look

    def look(file: sights.File, source: pikepdf.Page, number: int) -> sights.Sight:
        looked.append(number)
        return real(file, source, number)

    def other_letters(pdf: pikepdf.Pdf) -> None:
        font = next(iter(pdf.pages[0].Resources.Font.values()))
        font.ToUnicode.write(font.ToUnicode.read_bytes() + b" ")

    def square(pdf: pikepdf.Pdf) -> None:
        box = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[0, 0, 600, 700], IC=[0, 0, 0])
        pdf.pages[1].Annots = pikepdf.Array([*pdf.pages[1].get("/Annots", ()), pdf.make_indirect(box)])

    monkeypatch.setattr(sights, "_look", look)
    assert [] == prove(sound) == looked
    prove(broken(sound, other_letters))
    assert len(PdfDocument(sound)) == len(looked) > 1
    looked.clear()
    prove(broken(sound, square))
    prove(broken(sound, square))
    assert [2, 2] == looked


def unclosed(pdf: pikepdf.Pdf) -> None:
    for page in list(pdf.pages)[:3]:
        page.contents_coalesce()
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" [ 1 2 ")


def test_a_page_that_cannot_be_read_without_guessing_is_told_of_each_time(sound: bytes):
    data = broken(sound, unclosed)

    assert [1, 1] == [said(data).count("a reader has to guess what it holds") for _ in "ab"]


def test_the_damage_of_a_page_that_cannot_be_looked_at_is_told_of_too(
    sound: bytes, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: object) -> None:
        raise UnicodeError("no letters")

    monkeypatch.setattr(drawn, "read", fails)
    found = said(broken(sound, unclosed), Expected(margin=1.0))  # with this margin, no page is known

    assert "its pages cannot be read" in found
    assert "a reader has to guess what it holds" in found


def test_a_packet_may_have_more_bookmarks_than_the_rules_of_pdf_ua_are_used_to(sound: bytes):
    def many(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(f"Sheet {at}", 0) for at in range(300))

    assert "" == said(broken(sound, many))


def test_a_thick_file_is_checked_for_the_same_rules_in_another_process(
    sound: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    data = broken(sound, ways.no_scope)
    here = said(data)
    (tmp_path / "json.py").write_text("raise SystemExit('a file of somebody else')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(conformance, "_THICK", 0)
    monkeypatch.setattr(rules, "judge", None)  # not in this one

    assert "PDFUA1-TABLE-HEADERS" in here
    assert here == said(data)


def test_a_process_that_does_not_come_to_an_end_of_the_rules_is_told_of(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules.sys, "executable", shutil.which("false"))

    assert {"PDF/UA-1": "the check broke off (1)"} == rules.judge_apart(b"", ["PDF/UA-1"])


def test_a_text_that_is_drawn_at_once_is_read_whole_however_long():
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page = pdf.add_blank_page()
    page.Resources = Dictionary(Font=Dictionary(F=font))
    texts = ["short", *("x" * count for count in (498, 499, 500, 501, 2000))]
    lines = b" ".join(b"(%s) Tj 0 -9 Td" % text.encode() for text in texts)
    page.Contents = pdf.make_stream(b"BT /F 0.1 Tf 9 700 Td %s ET" % lines)
    data = io.BytesIO()
    pdf.save(data)

    seen = drawn.read(PdfDocument(data.getvalue())[0], 1)

    assert texts == [run.text for run in seen.runs]


def test_a_sound_packet_has_nothing_to_mend(sound: bytes):
    assert "" == said(sound)


@pytest.mark.parametrize(("how", "named"), BROKEN, ids=[how.__name__ for how, _ in BROKEN])
def test_each_defect_is_named(sound: bytes, how: Break, named: str):
    assert named in said(broken(sound, how))


def test_numbers_of_paragraphs_at_the_top_of_pages_are_no_running_head(tmp_path: Path):
    """A page seldom begins within a paragraph of three lines, so most pages have a number at the top."""
    chance = random.Random(3)
    words = "the moon is far away from here and nobody went there before".split()
    paragraphs = (" ".join(chance.choices(words, k=chance.randint(25, 60))) for _ in range(120))
    files: Files = {
        "guide.yaml": "title: A\nessential_question: B\n",
        "background.md": "\n\n".join(paragraphs),
    }

    made = packet(sound_guide(written(files, tmp_path / "far")), "student", "letter")

    assert [] == [each.message for each in made.diagnostics if each.is_error]


def test_a_file_cut_short_is_no_pdf(sound: bytes):
    assert said(sound[:300]).startswith("error: this is not a PDF, or its end is missing")


def test_a_file_that_had_to_be_repaired_is_damaged(sound: bytes):
    assert "the PDF is damaged: a reader has to guess" in said(
        re.sub(rb"startxref\s+\d+", b"startxref\n99", sound)
    )


def test_an_encrypted_file_is_refused(sound: bytes):
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))

    assert said(out.getvalue()).startswith("error: the PDF is encrypted")


def test_a_file_that_only_its_owner_may_print_is_refused(sound: bytes):
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=""))

    assert "the PDF is encrypted: what may be done with it is restricted" in said(out.getvalue())


def test_a_text_for_teachers_is_found_on_a_page_and_in_the_tags(sound: bytes):
    secret = Expected(secrets=(SENTENCE,))

    def into_tags(pdf: pikepdf.Pdf) -> None:
        next(elements(pdf, "/Figure")).Alt = String("The answer is the seventeenth one")

    assert "page 2 of a student's file holds a text for teachers" in said(sound, secret)
    hidden = said(broken(sound, into_tags), Expected(secrets=("The answer is the seventeenth one",)))
    assert "the tags, bookmarks or metadata of a student's file holds a text for teachers" in hidden


def test_a_text_that_students_may_read_is_no_leak(sound: bytes):
    assert "" == said(sound, Expected(secrets=(SENTENCE,), shown=(SENTENCE,)))


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_damaged_the_proof_says_something_and_never_fails(
    sound: bytes, seed: int, capfd: pytest.CaptureFixture[str]
):
    """Bytes are changed, or values of objects exchanged for others of the file or of the wrong kind."""
    chance = random.Random(seed)
    damage = bytes_changed if seed % 2 else values_exchanged

    found = prove(damage(sound, chance))

    assert all(each.message for each in found)
    assert ("", "") == capfd.readouterr()


def bytes_changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 10, 200))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def values_exchanged(data: bytes, chance: random.Random) -> bytes:
    def exchange(pdf: pikepdf.Pdf) -> None:
        holders = [
            each for each in pdf.objects if isinstance(each, Dictionary) and not isinstance(each, Stream)
        ]
        strange = [
            0,
            -1,
            True,
            String("x"),
            pikepdf.Name.X,
            pikepdf.Array(),
            Dictionary(),
            pikepdf.Array([0, None]),
        ]
        for _ in range(chance.choice((3, 30, 300))):
            holder = chance.choice(holders)
            key = chance.choice(list(holder.keys()) or ["/X"])
            holder[key] = chance.choice(strange) if chance.random() < 0.7 else chance.choice(holders)

    return broken(data, exchange)


def test_a_sheet_that_was_laid_out_before_can_be_written_again(tmp_path: Path):
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
