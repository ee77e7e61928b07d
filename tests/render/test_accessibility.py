"""Every packet follows PDF/UA-1, those for print PDF/A-2a too, and its tags say what its pages show."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from guide.compose import compose, desk, plan
from guide.deliver import Packet
from guide.editions import editions
from guide.paper import PAPERS as KNOWN_PAPERS
from guide.redact import redact
from render import verapdf
from render.conftest import EDITIONS, PAPERS, Built, Shipped, sound, written
from render.pdf import MM, Node, Pdf, foot, letters
from render.samples import png
from render.verapdf import STANDARDS

VARIED: dict[str, str | bytes] = {
    "guide.yaml": (
        "title: Varied\nessential_question: What may a page hold?\nauthors: [Ada Example]\n"
        "objectives: [Read *closely*., Write.]\nstandards: [One.]\nlicence: CC BY 4.0\n"
    ),
    "images/a.png": png(),
    "background.md": (
        'First[^1] the [[orbit]] of *Луна*, with <abbr title="as soon as possible">ASAP</abbr>.[@key, p. 3]\n\n'
        "[^1]: A note on the first word.\n\n"
        "## Lists\n\n"
        "- one\n- two\n    1. inner\n    2. deeper\n        - deepest\n- three\n\n"
        "1. first\n2. second\n\n"
        "Term\n: Its meaning.\n: Another meaning.\n\nWord\n: One meaning.\n\n"
        "> A passage set apart.\n\n"
        "| Year | Place |\n|---|---|\n"
        + "".join(f"| {1900 + at} | Place{at} |\n" for at in range(70))
        + "\nThe {{_answer_}} is blank.\n\n/// answer\n    lines: 2\n\nHidden.\n///\n\n## The end\n\nLast words.\n"
    ),
    "figures.yaml": (
        "- name: Ada\n  role: Writer\n  native_name: Ада\n  native_language: ru\n  dates: 1815/1852\n"
        "  picture:\n    file: images/a.png\n    alt: A woman at a desk\n    credit: Nobody\n"
        "  quotation:\n    text: It weaves.\n"
        "- name: Bea\n  role: Reader\n"
    ),
    "documents/a.md": (
        "---\ntitle: Poem\norigin: A poem\nglosses:\n  - word: weir\n    meaning: A small dam.\n"
        "questions:\n  - text: Who speaks?\n    answer: She does.\n---\nBy the weir.\n"
    ),
    "organizer.yaml": "columns:\n  - name: Origin\n    prompt: Who?\n  - name: Value\nrows:\n  - label: Poem\n    answers: [She, Much]\n",
    "questions.yaml": "questions:\n  - text: Why?\n    skill: Cause\n    answer: Because.\noutline:\n  prompt: Plan.\n  parts:\n    - label: Claim\n",
    "quiz.yaml": (
        "items:\n  - text: Which?\n    choices: [this, that]\n    answer: a\n    why: It is.\n"
        "  - text: Match.\n    pairs:\n      - left: east\n        right: uno\n      - left: west\n        right: due\n"
        "exit_ticket: [What now?]\n"
    ),
    "glossary.yaml": "- term: orbit\n  meaning: A path around something.\n  native: орбита\n  native_language: ru\n- term: zenith\n  meaning: The top.\n",
    "sources.yaml": "- id: key\n  title: The Key\n  type: book\n  URL: https://example.org/a\n",
    "timeline.yaml": "events:\n  - date: '1900'\n    title: Start\n  - date: 1910/1912\n    title: Span\n    note: Mind.\neras:\n  - date: 1900/1905\n    name: Early\n",
    "lesson.yaml": "plans:\n  - title: One\n    periods:\n      - title: First\n        steps:\n          - minutes: 5\n            do: Read.\n            say: Hello.\n",
    "assessment.yaml": "levels: [Good, Poor]\ncriteria:\n  - name: Sense\n    levels: [Much, Little]\nmisconceptions:\n  - students_say: No.\n    respond: Yes.\n",
    "accuracy.yaml": "- claim: It was so.\n  finding: It was not.\n",
    "blueprint.yaml": "staging:\n  task: Look.\n  minutes: 5\nsupporting:\n  - question: How?\n    task: Tell.\n    sources: [Poem]\nsummative_task: Argue.\n",
    "teacher-notes.md": "---\nsensitive: Take care.\n---\nBackground[@key].\n",
}

RUSSIAN: dict[str, str | bytes] = {
    "guide.yaml": "title: Оттепель\nessential_question: Что изменилось?\nlanguage: ru\nsubject: История\ngrades: 9–11\nminutes: 45\n",
    "background.md": (
        'В 1956 году <span lang="en">“the thaw”</span> началась, пишет <span lang="de">Die Zeit</span>.\n\n'
        "## Итоги\n\n- первый\n- второй\n\nСноска[^1] здесь.\n\n[^1]: Вот она.\n"
    ),
    "timeline.yaml": "- date: 1956-02-25\n  title: Доклад\n- date: 1956~\n  title: Слухи\n- date: 1961\n  title: Вынос тела\n",
    "figures.yaml": "- name: Хрущёв\n  role: Первый секретарь\n  native_name: Khrushchev\n  native_language: en\n  dates: 1894/1971\n",
    "quiz.yaml": "items:\n  - text: Когда?\n    choices: ['1956', '1957']\n    answer: '1956'\n",
    "glossary.yaml": "- term: оттепель\n  meaning: Время перемен.\n",
    "lesson.yaml": "plans:\n  - title: Урок\n    periods:\n      - title: Первый\n        steps:\n          - minutes: 45\n            do: Читать.\n",
}

GUIDES = {"varied": VARIED, "russian": RUSSIAN}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(("edition", "standard"), STANDARDS)
def test_the_shipped_guide_follows_the_standard(shipped: Shipped, edition: str, paper: str, standard: str):
    assert [] == verapdf.failures(shipped(edition, paper).data, standard)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(("edition", "standard"), STANDARDS)
@pytest.mark.parametrize("name", GUIDES)
def test_small_guides_follow_the_standard(built: Built, name: str, edition: str, paper: str, standard: str):
    assert [] == verapdf.failures(built(GUIDES[name], edition, paper).data, standard)


@pytest.mark.parametrize(("standard", "count"), [("PDF/UA-1", 106), ("PDF/A-2a", 153)])
def test_all_rules_of_a_standard_are_checked(standard: str, count: int):
    assert count == verapdf.rules(standard)


@pytest.mark.parametrize(
    ("standard", "spoil", "rule"),
    [
        ("PDF/UA-1", "/Lang", "7.2-33"),
        ("PDF/UA-1", "/StructTreeRoot", "7.1-11"),
        ("PDF/A-2a", "/Metadata", "6.6.2.1-1"),
    ],
)
def test_a_spoilt_file_fails(built: Built, standard: str, spoil: str, rule: str):
    import io

    with pikepdf.open(io.BytesIO(built(RUSSIAN).data)) as file:
        del file.Root[spoil]
        data = io.BytesIO()
        file.save(data, fix_metadata_version=False)

    assert rule in verapdf.failures(data.getvalue(), standard)


class Words(HTMLParser):
    """The text of a page's body as it is read: without the drawing."""

    SILENT = ("head", "svg", "style")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        self.silent += tag in self.SILENT

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


PLAIN: dict[str, str | bytes] = {
    "guide.yaml": "title: Plain\nessential_question: Why?\nauthors: [Ada]\n",
    "background.md": (
        "---\ntitle: What to read\n---\nOne *two* **three** [[four]] five.\n\n"
        "## Six\n\n> Seven eight.\n\nTerm\n: Nine.\n: Ten.\n\n| a | b |\n|---|---|\n| c | d |\n| e | f |\n\nEnd.\n"
    ),
    "figures.yaml": "- name: Ada\n  role: Poet\n  dates: 1815/1852\n  why: So.\n- name: Bea\n  role: Cook\n- name: Cid\n  role: Lord\n",
    "documents/a.md": (
        "---\ntitle: Letter\norigin: A note\nauthor: Ada\nheadnote: Look.\nglosses:\n  - word: weir\n    meaning: A dam.\n"
        "questions:\n  - text: Who?\n    skill: Cause\n  - text: How?\n---\nBy the weir we sat.\n\nThen left.\n"
    ),
    "organizer.yaml": "columns:\n  - name: Who\n    prompt: Made it?\n  - name: Why\nrows:\n  - label: Poem\n  - label: Song\n",
    "questions.yaml": "questions:\n  - text: Why?\n    skill: Cause\n  - text: When?\noutline:\n  prompt: Plan.\n  parts:\n    - label: Claim\n",
    "glossary.yaml": "- term: four\n  meaning: More than three.\n- term: weir\n  meaning: A dam.\n- term: zoo\n  meaning: A park.\n",
    "timeline.yaml": "- date: '1900'\n  title: Start\n  text: It began.\n- date: 1910/1912\n  title: Span\n- date: '1950'\n  title: End\n",
}


@pytest.mark.parametrize(
    "sheet", ["reading", "timeline", "figures", "document", "organizer", "questions", "glossary"]
)
def test_the_tags_tell_the_words_of_the_page_in_their_order(built: Built, tmp_path: Any, sheet: str):
    """Words of the composed sheet, and what a screen reader finds, are the same."""
    edition = editions()["student"]
    shown = redact(sound(written(PLAIN, tmp_path / "guide")), edition)
    where = desk(shown, "student", edition, KNOWN_PAPERS["letter"])
    chosen = next(each for each in plan(shown.blocks) if each.blocks[0].kind == sheet)
    expected = letters("".join(Words(compose(chosen, where).html).parts)).casefold()

    tree = built(PLAIN, "student", "letter", sheet).tree
    assert expected == letters(spoken(tree)).casefold()


def spoken(node: Node) -> str:
    """The text of a node without the numbers and dots of lists and the letters in drawings."""
    if node.tag == "Figure" or (node.tag == "Lbl" and is_made(node)):
        return ""
    return "".join(kid if isinstance(kid, str) else spoken(kid) for kid in node.kids)


def is_made(label: Node) -> bool:
    return re.fullmatch(r"\s*([•◦▪‣○●■]|\d+\.|[a-z]\.)\s*", label.text) is not None


HEADS_THAT_RUN_ON = {"Inter-Semi-Bold", "Atkinson-Hyperlegible-Bold"}  # what heads of tables are set in


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_all_text_is_read_but_that_of_the_margins(shipped: Shipped, edition: str, paper: str):
    """What is marked as an artifact is not read: the foot, the tab, repeated heads of tables."""
    pdf, head = shipped(edition, paper), KNOWN_PAPERS[paper].head * MM
    unread = [
        (label, char["text"])
        for label, page, words in zip(pdf.labels, pdf.pages, pdf.words, strict=True)
        for char in page.chars
        if char["mcid"] is None
        and char["text"].strip()
        and head < char["top"] < min(word.top for word in foot(words)) - 2
        and char["fontname"].partition("+")[2] not in HEADS_THAT_RUN_ON
    ]

    assert [] == unread


@pytest.mark.parametrize("edition", EDITIONS)
def test_margins_are_artifacts(shipped: Shipped, edition: str):
    pdf, room = shipped(edition, "letter"), KNOWN_PAPERS["letter"]
    in_margins = [
        char
        for page in pdf.pages
        for char in page.chars
        if not room.head * MM < (char["top"] + char["bottom"]) / 2 < (room.height - room.foot) * MM + 4
    ]

    assert {("Artifact", None)} == {(char["tag"], char["mcid"]) for char in in_margins}
    assert len(in_margins) > 30 * len(pdf.labels)


def test_a_table_over_two_pages_is_one_table(built: Built):
    pdf = built(VARIED)
    table = next(table for table in pdf.tree.all("Table") if "Place69" in table.text)
    rows = table.all("TR")

    assert [f"{1900 + at}Place{at}" for at in range(70)] == [letters(row.text) for row in rows[1:]]
    assert ["YearPlace"] == [letters(head.text) for head in table.all("THead")]
    assert len(table.pages) > 1
    assert 1 == len([each for each in pdf.tree.all("Table") if "Place" in each.text])


def test_a_repeated_head_is_an_artifact(built: Built):
    pdf = built(VARIED)
    table = next(table for table in pdf.tree.all("Table") if "Place69" in table.text)
    first, *further = sorted(table.pages)
    tags = {
        page: {char["tag"] for char in pdf.pages[page].chars if char["text"] == "Y"} for page in table.pages
    }

    assert "Artifact" not in tags[first]
    assert [{"Artifact"}] * len(further) == [tags[page] for page in further]


def test_head_cells_say_what_they_head(built: Built):
    tree = built(VARIED, "teacher").tree
    scopes = {letters(cell.text): str(cell.attributes.get("Scope")) for cell in tree.all("TH")}

    assert {
        "Year": "/Column",
        "Place": "/Column",
        "Poem": "/Row",
        "OriginWho?": "/Column",
        "Sense": "/Row",
        "Good": "/Column",
    } == {text: scopes[text] for text in ("Year", "Place", "Poem", "OriginWho?", "Sense", "Good")}
    assert [] == [cell.text for cell in tree.all("TH") if not cell.text.strip()]


def test_lists_say_how_they_are_numbered(built: Built):
    tree = built(VARIED).tree
    lists = {
        letters(each.children()[0].text).lstrip("•◦▪"): str(each.attributes["ListNumbering"])
        for each in tree.all("L")
    }

    assert ("/Disc", "/Decimal", "/LowerAlpha") == (
        next(style for text, style in lists.items() if text.startswith("one")),
        next(style for text, style in lists.items() if text.startswith("1.first")),
        next(style for text, style in lists.items() if text.startswith("a.this")),
    )


def test_lists_hold_nothing_but_items(built: Built):
    tree = built(VARIED, "teacher").tree

    assert {"LI"} == {kid.tag for each in tree.all("L") for kid in each.children()} - {"L", "Caption"}
    assert set() == {kid.tag for each in tree.all("LI") for kid in each.children()} - {"Lbl", "LBody", "L"}


def test_terms_and_meanings_are_labels_and_bodies(built: Built):
    tree = built(VARIED).tree
    item = next(item for item in tree.all("LI") if letters(item.text).startswith("Term"))

    assert ["Term"] == [letters(kid.text) for kid in item.children() if kid.tag == "Lbl"]
    assert "Itsmeaning.Anothermeaning." == "".join(
        letters(kid.text) for kid in item.children() if kid.tag == "LBody"
    )


def test_footnotes_are_read(built: Built):
    text = letters(built(VARIED).tree.text)

    assert ("1.Anoteonthefirstword." in text, "2.TheKey,3." in text) == (True, True)


def test_a_picture_says_what_it_shows(built: Built):
    pdf = built(VARIED)
    figures = {str(node.element.get("/Alt", "")): node for node in pdf.tree.all("Figure")}
    picture = figures["A woman at a desk"]
    (page,) = picture.pages
    image = pdf.pages[page].images[0]
    box = [float(value) for value in picture.attributes["BBox"]]

    assert box == pytest.approx([image["x0"], image["y0"], image["x1"], image["y1"]], abs=1)
    assert "" not in figures


def test_a_drawing_says_what_it_shows(built: Built):
    alternatives = [str(node.element.Alt) for node in built(VARIED).tree.all("Figure")]

    assert [each for each in alternatives if "1900" in each and "1912" in each]


@pytest.mark.parametrize("name", ["Луна", "Ада", "орбита", "Die Zeit", "Khrushchev"])
def test_words_of_another_language_say_so(built: Built, name: str):
    languages = {"Ада": "ru", "орбита": "ru", "Die Zeit": "de", "Khrushchev": "en", "Луна": None}
    trees = [built(guide).tree for guide in (VARIED, RUSSIAN)]
    said = {
        str(node.element.Lang)
        for tree in trees
        for node in tree.below()
        if "/Lang" in node.element and letters(node.text) == letters(name)
    }

    assert ({languages[name]} if languages[name] else set()) == said


@pytest.mark.parametrize(("name", "language"), [("varied", "en"), ("russian", "ru")])
def test_the_file_says_its_language_and_title(built: Built, name: str, language: str):
    file = built(GUIDES[name]).file

    assert language == str(file.Root.Lang)
    assert {"varied": "Varied", "russian": "Оттепель"}[name] in str(file.docinfo.Title)
    assert bool(file.Root.ViewerPreferences.DisplayDocTitle)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_letter_can_be_read_out(shipped: Shipped, edition: str, paper: str):
    pdf = shipped(edition, paper)
    nameless = {char["text"] for page in pdf.pages for char in page.chars}
    fonts = {
        str(font.BaseFont): "/ToUnicode" in font
        for page in pdf.file.pages
        for font in page.Resources.get("/Font", {}).values()
    }

    assert [] == [
        text for text in nameless if text.startswith("(cid:") or re.search(r"[\ufffd\ue000-\uf8ff\0]", text)
    ]
    assert [] == [name for name, has in fonts.items() if not has]


def test_headings_skip_nothing(shipped: Shipped):
    levels = [
        int(node.tag[1])
        for node in shipped("teacher", "letter").tree.below()
        if re.fullmatch(r"H\d", node.tag)
    ]

    assert 1 == levels[0]
    assert [] == [(a, b) for a, b in pairwise(levels) if b > a + 1]


def test_links_are_named_by_their_words(built: Built):
    pdf = built(VARIED)
    named = {str(target): str(annotation.get("/Contents", "")) for _, target, annotation in pdf.links()}

    assert "The Key" in named["ref-key"]
    assert "" not in named.values()


def test_a_packet_is_told_apart_from_one_without_tags(built: Built):
    import io

    with pikepdf.open(io.BytesIO(built(RUSSIAN).data)) as file:
        for page in file.pages:
            page.contents_coalesce()
            page.Contents = file.make_stream(re.sub(rb"/MCID \d+", b"", page.Contents.read_bytes()))
        data = io.BytesIO()
        file.save(data)
    bare = Pdf(Packet("", "student", "letter", data.getvalue(), 1, ()))

    assert "" == letters(bare.tree.text)
    assert "Итоги" in letters(built(RUSSIAN).tree.text)


def test_footnotes_are_notes_with_names_of_their_own(built: Built):
    pdf = built(VARIED)
    notes = pdf.tree.all("Note")
    names = [str(note.element.ID) for note in notes]
    index = pdf.file.Root.StructTreeRoot.IDTree.Names

    assert ["1.Anoteonthefirstword.", "2.TheKey,3."] == [letters(note.text) for note in notes]
    assert len(names) == len(set(names))
    assert set(names) <= {str(name) for name in index[::2]}
    assert names == [str(next(e for e in index[1::2] if str(e.ID) == name).ID) for name in names]


def test_every_footnote_of_the_shipped_guide_is_read(shipped: Shipped):
    notes = shipped("student", "letter").tree.all("Note")

    assert [f"{at}." for at in range(1, len(notes) + 1)] == [
        letters(note.text).partition(".")[0] + "." for note in notes
    ]
    assert len(notes) > 40
