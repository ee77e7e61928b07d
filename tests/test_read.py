from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import MakeGuide
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.blocks import kinds
from guide.blocks.figures import Figures
from guide.blocks.reading import Reading
from guide.blocks.timeline import Timeline
from guide.diagnostics import as_text
from guide.kept import Kept
from guide.read import read

FRONT = "title: Secret\nessential_question: Why?\n"


def said(path: Path) -> str:
    """All that a teacher reads about a guide, with paths as seen from its folder."""
    _, found = read(path)
    folder = path if path.is_dir() else path.parent
    return "\n".join(as_text(each).replace(f"{folder}/", "") for each in found)


def test_a_folder_becomes_a_guide_in_the_usual_order(make_guide: MakeGuide):
    folder = make_guide(
        {
            "guide.yaml": FRONT,
            "background.md": "---\ntitle: Before\n---\n\nProse.\n",
            "documents/b.md": "---\ntitle: B\norigin: x\n---\nText\n",
            "documents/a.md": "---\ntitle: A\norigin: x\n---\nText\n",
            "timeline.csv": "date,title\n1956-02-25,Speech\n",
            "lesson.yaml": "plans:\n  - title: One\n    periods:\n      - title: 1\n        steps: [{minutes: 5, do: Read}]\n",
            "README.md": "not content",
            "images/notes.md": "not content",
            ".hidden.md": "not content",
            "~lock.csv": "not content",
        }
    )

    guide, found = read(folder)

    assert [] == found
    assert guide is not None
    assert ("guide", str(folder), "Secret") == (guide.name, guide.folder, guide.info.title)
    usual = ["cover", "lesson", "printing", "reading", "timeline", "document-1", "document-2"]
    assert usual == [placed.id for placed in guide.blocks]
    assert "1956-02-25" == str(guide.of(Timeline)[0].events[0].date)


def test_a_single_markdown_file_is_a_guide(make_guide: MakeGuide):
    folder = make_guide(
        {
            "mitosis.md": "---\ntitle: Mitosis\nessential_question: How?\nglossary:\n  - term: cell\n    meaning: a unit\n"
            "---\n\nA [[cell]] divides.\n",
            "other.md": "is not read",
        }
    )

    guide, found = read(folder / "mitosis.md")

    assert [] == found
    assert guide is not None
    assert ("mitosis", ["cover", "reading", "glossary"]) == (
        guide.name,
        [placed.id for placed in guide.blocks],
    )
    reading = guide.first(Reading)
    assert reading is not None
    assert reading.body.span is not None
    assert ("A [[cell]] divides.\n", 9) == (reading.body.text, reading.body.span.line)


def test_cells_of_a_spreadsheet_hold_lists(make_guide: MakeGuide):
    folder = make_guide(
        {
            "guide.yaml": FRONT,
            "quiz.csv": "text,choices,answer\nWhen?,1953 | 1956,b\n",
            "figures.csv": "name,role,quotation.text\nN. K.,Leader,So it was\n",
        }
    )

    guide, found = read(folder)

    assert [] == found
    assert guide is not None
    assert "So it was" == str(guide.of(Figures)[0].figures[0].quotation.text)
    assert [("1953", "1956")] == [tuple(map(str, each.choices)) for each in guide.blocks[-1].block.items]


def test_the_packet_chooses_and_orders_the_sheets(make_guide: MakeGuide):
    folder = make_guide(
        {
            "guide.yaml": FRONT + "packet: [cover, timeline, a, background]\n",
            "background.md": "Prose.\n",
            "documents/a.md": "---\ntitle: A\norigin: x\n---\nText\n",
            "documents/b.md": "---\ntitle: B\norigin: x\n---\nText\n",
            "timeline.yaml": "- date: 1956\n  title: Speech\n",
            "teacher-notes.md": "Notes.\n",
        }
    )

    guide, found = read(folder)

    assert [] == found
    assert guide is not None
    assert ["notes", "cover", "timeline", "document-1", "reading"] == [placed.id for placed in guide.blocks]


FILES = ", ".join(each for kind in kinds().values() for each in kind.files if each != "*.md")
MISTAKES: dict[str, tuple[dict[str, str], str]] = {
    "no guide.yaml": (
        {"background.md": "Prose."},
        "guide.yaml:1:1: error: there is no guide.yaml in this folder\n"
        "  hint: a guide's folder needs a guide.yaml with a title and an essential_question",
    ),
    "empty guide.yaml": (
        {"guide.yaml": ""},
        "guide.yaml:1:1: error: this file is empty\n  hint: write a title and an essential_question here",
    ),
    "a list as guide.yaml": (
        {"guide.yaml": "- title\n"},
        "guide.yaml:1:1: error: this file must be made of fields\n"
        "  1 | - title\n"
        "    | ^\n"
        "  hint: write each in a line of its own: its name, a colon, a space and a text, such as 'title: …'",
    ),
    "several files, one of them unreadable": (
        {
            "guide.yaml": "title Secret\nessential_question: Why?\n",
            "timeline.yaml": "- date: 44 BC\n  title: Ides\n",
        },
        "guide.yaml:1:1: error: there is no colon in this line\n"
        "  1 | title Secret\n"
        "    | ^\n"
        "  hint: write 'title: Secret', or move the line in if it goes on with the text above\n"
        "timeline.yaml:1:9: error: '44 BC' is not a date that can be placed on a timeline\n"
        "  1 | - date: 44 BC\n"
        "    |         ^\n"
        "  hint: did you mean '-0044'?",
    ),
    "a list whose only entry is wrong": (
        {"guide.yaml": FRONT, "timeline.yaml": "- date: 1956\n  titel: Speech\n"},
        "timeline.yaml:2:3: error: there is no field 'titel' here\n"
        "  2 |   titel: Speech\n"
        "    |   ^\n"
        "  hint: did you mean 'title'?",
    ),
    "unknown citation and term": (
        {
            "guide.yaml": FRONT,
            "background.md": "The [[thaw]] began [@taubmann, p. 3].\n\nSo [[fear]] ended [@conquest].\n",
            "sources.yaml": "- id: taubman\n  title: Khrushchev\n",
            "glossary.yaml": "- term: Thaws\n  meaning: Less fear\n",
        },
        "background.md:1:7: error: the glossary does not have 'thaw'\n"
        "  1 | The [[thaw]] began [@taubmann, p. 3].\n"
        "    |       ^\n"
        "  hint: did you mean 'Thaws'?\n"
        "background.md:1:22: error: no source has the id 'taubmann'\n"
        "  1 | The [[thaw]] began [@taubmann, p. 3].\n"
        "    |                      ^\n"
        "  hint: did you mean 'taubman'?\n"
        "background.md:3:6: error: the glossary does not have 'fear'\n"
        "  3 | So [[fear]] ended [@conquest].\n"
        "    |      ^\n"
        "  hint: add it to the glossary, or write it without [[ ]]\n"
        "background.md:3:21: error: no source has the id 'conquest'\n"
        "  3 | So [[fear]] ended [@conquest].\n"
        "    |                     ^\n"
        "  hint: add it to the sources",
    ),
    "citation in an indented text": (
        {"guide.yaml": FRONT, "questions.yaml": "- text: >\n    One line\n    and two [@nobody]\n"},
        "questions.yaml:3:15: error: no source has the id 'nobody'\n"
        "  3 |     and two [@nobody]\n"
        "    |               ^\n"
        "  hint: add a file sources.yaml that has it",
    ),
    "blank and answer never closed": (
        {"guide.yaml": FRONT, "background.md": "In {{_1956 he spoke.\n\n/// answer\nOf fear.\n"},
        "background.md:1:4: error: a blank is opened and never closed\n"
        "  1 | In {{_1956 he spoke.\n"
        "    |    ^\n"
        "  hint: write _}} after the answer\n"
        "background.md:3:1: error: an answer passage is opened and never closed\n"
        "  3 | /// answer\n"
        "    | ^\n"
        "  hint: write a line of slashes, ///, below the answer, with the same indentation",
    ),
    "unclosed front matter": (
        {"guide.yaml": FRONT, "documents/a.md": "---\ntitle: A\norigin: a letter\n\nText\n"},
        "documents/a.md:1:1: error: the front matter is never closed\n"
        "  1 | ---\n"
        "    | ^\n"
        "  hint: write a line of three hyphens (---) below the fields",
    ),
    "long row": (
        {"guide.yaml": FRONT, "timeline.csv": "date,title\n1956,The speech, in secret\n"},
        "timeline.csv:2:17: error: this row has 3 cells, the first row has 2\n"
        "  2 | 1956,The speech, in secret\n"
        "    |                 ^\n"
        "  hint: put quotation marks around a cell that has a ',' in it",
    ),
    "missing picture with a near name": (
        {
            "guide.yaml": FRONT,
            "figures.yaml": "- name: N. K.\n  role: Leader\n  picture: {file: images/kruschev.png, alt: A man}\n",
            "images/khrushchev.png": "\x89PNG",
        },
        "figures.yaml:3:19: error: the picture 'images/kruschev.png': there is no such file\n"
        "  3 |   picture: {file: images/kruschev.png, alt: A man}\n"
        "    |                   ^\n"
        "  hint: did you mean 'images/khrushchev.png'?",
    ),
    "picture out of the folder": (
        {"guide.yaml": FRONT, "figures.yaml": "- name: N\n  role: L\n  picture: {file: ../a.png, alt: A}\n"},
        "figures.yaml:3:19: error: the picture '../a.png': the file must lie in the guide's own folder\n"
        "  3 |   picture: {file: ../a.png, alt: A}\n"
        "    |                   ^\n"
        "  hint: put the picture into the guide's folder 'images'",
    ),
    "a name that no file can have": (
        {"guide.yaml": FRONT, "figures.yaml": '- name: N\n  role: L\n  picture: {file: "a\\0", alt: A}\n'},
        "figures.yaml:3:20: error: the picture 'a�': there is no such file\n"
        '  3 |   picture: {file: "a\\0", alt: A}\n'
        "    |                    ^\n"
        "  hint: put the picture into the guide's folder 'images'",
    ),
    "a text as a picture": (
        {
            "guide.yaml": FRONT,
            "figures.yaml": "- name: N\n  role: L\n  picture: {file: images/a.png, alt: A}\n",
            "images/a.png": "A man",
        },
        "figures.yaml:3:19: error: the picture 'images/a.png' is not a PNG, JPEG, GIF, WebP or SVG picture\n"
        "  3 |   picture: {file: images/a.png, alt: A}\n"
        "    |                   ^\n"
        "  hint: open it in a program for pictures and save it again as PNG or JPEG",
    ),
    "unknown file": (
        {"guide.yaml": FRONT, "timelnie.yaml": "- date: 1956\n"},
        "timelnie.yaml:1:1: warning: this file is not part of the guide\n"
        "  hint: did you mean 'timeline.yaml'?",
    ),
    "a file of another name": (
        {"guide.yaml": FRONT, "people.yaml": "- name: N\n"},
        "people.yaml:1:1: warning: this file is not part of the guide\n"
        f"  hint: the files of a guide are: {FILES}",
    ),
    "a file with another ending": (
        {"guide.yaml": FRONT, "organizer.csv": "a\n", "timeline.yml": "a: b\n"},
        "organizer.csv:1:1: warning: this file is not part of the guide\n"
        "  hint: did you mean 'organizer.yaml'?\n"
        "timeline.yml:1:1: warning: this file is not part of the guide\n"
        "  hint: did you mean 'timeline.yaml'?",
    ),
    "a folder that is nearly right": (
        {"guide.yaml": FRONT, "document/a.md": "Text\n"},
        "document/a.md:1:1: warning: this file is not part of the guide\n"
        "  hint: did you mean 'documents/a.md'?",
    ),
    "files that look like content": (
        {
            "guide.yaml": FRONT,
            "background.docx": "",
            "List.XLSX": "",
            "documents/scan.pdf": "",
            "README.txt": "",
            "~$background.docx": "",
            "drafts/old.docx": "",
        },
        "List.XLSX:1:1: warning: this file is not read: .xlsx is no kind of content\n"
        "  hint: save the list as .csv, or move it to another folder\n"
        "background.docx:1:1: warning: this file is not read: .docx is no kind of content\n"
        "  hint: save the text as .md, or move it to another folder\n"
        "documents/scan.pdf:1:1: warning: this file is not read: .pdf is no kind of content\n"
        "  hint: save the text as .md, or move it to another folder",
    ),
    "empty files": (
        {
            "guide.yaml": FRONT,
            "assessment.yaml": "",
            "background.md": "\n",
            "documents/a.md": "",
            "organizer.yaml": "# nothing yet\n",
            "timeline.csv": "",
        },
        "assessment.yaml:1:1: error: this file is empty\n"
        "  hint: write a 'title' here, or delete the file\n"
        "background.md:1:1: error: this file is empty\n"
        "  hint: write its text here, or delete the file\n"
        "documents/a.md:1:1: error: this file is empty\n"
        "  hint: write 'title' and 'origin' between two lines of ---, and its text below, or delete the file\n"
        "organizer.yaml:1:1: error: this file is empty\n"
        "  1 | # nothing yet\n"
        "    | ^\n"
        "  hint: write 'columns' and 'rows' here, or delete the file\n"
        "timeline.csv:1:1: error: this file is empty\n"
        "  hint: write its events here, each with 'date' and 'title', or delete the file",
    ),
    "front matter never opened": (
        {"guide.yaml": FRONT, "documents/a.md": "title: A\n---\nText\n"},
        "documents/a.md:1:1: error: 'origin' is missing here\n"
        "  1 | title: A\n"
        "    | ^\n"
        "  hint: add a line 'origin: …'\n"
        "documents/a.md:1:1: error: the front matter is never opened\n"
        "  1 | title: A\n"
        "    | ^\n"
        "  hint: write a line of three hyphens (---) above the fields",
    ),
    "mistakes of a glossary and of sources, and not what follows from them": (
        {
            "guide.yaml": FRONT + "packet: [cover, reading, glossary, sources]\nglossary:\n  - term: thaw\n",
            "background.md": "The [[thaw]] began [@taubman].\n",
            "sources.yaml": "- id: taubman\n",
        },
        "guide.yaml:5:5: error: 'meaning' is missing here\n"
        "  5 |   - term: thaw\n"
        "    |     ^\n"
        "  hint: add a line 'meaning: …'\n"
        "sources.yaml:1:3: error: 'title' is missing here\n"
        "  1 | - id: taubman\n"
        "    |   ^\n"
        "  hint: add a line 'title: …'",
    ),
    "files that cannot be read as YAML, and not what follows from that": (
        {
            "guide.yaml": FRONT + "packet: [cover, document-2, a, background]\n",
            "background.md": "The [[thaw]] began [@taubman].\n",
            "documents/a.md": "---\ntitle: A\n---\nText\n",
            "glossary.yaml": "- term: [thaw\n",
            "sources.yaml": "",
        },
        "documents/a.md:1:1: error: 'origin' is missing here\n"
        "  1 | ---\n"
        "    | ^\n"
        "  hint: add a line 'origin: …'\n"
        "glossary.yaml:1:3: error: 'meaning' is missing here\n"
        "  1 | - term: [thaw\n"
        "    |   ^\n"
        "  hint: add a line 'meaning: …'\n"
        "glossary.yaml:1:9: error: a bracket is opened and never closed\n"
        "  1 | - term: [thaw\n"
        "    |         ^\n"
        "  hint: close it with ], or put quotation marks around the text\n"
        "sources.yaml:1:1: error: this file is empty\n"
        "  hint: write its references here, each with 'id' and 'title', or delete the file",
    ),
    "lists that are none": (
        {"guide.yaml": FRONT, "questions.yaml": "- text: |\n    Why?\n    - fear\n    - hunger\n"},
        "questions.yaml:3:5: warning: this list will be printed as running text\n"
        "  3 |     - fear\n"
        "    |     ^\n"
        "  hint: a list needs a blank line before it",
    ),
    "packet names a missing sheet": (
        {
            "guide.yaml": FRONT + "packet:\n  - cover\n  - timelin\n",
            "timeline.yaml": "- date: 1956\n  title: Speech\n",
        },
        "guide.yaml:5:5: error: the packet names 'timelin', which this guide does not have\n"
        "  5 |   - timelin\n"
        "    |     ^\n"
        "  hint: did you mean 'timeline'?",
    ),
    "a block given twice": (
        {
            "guide.yaml": FRONT + "glossary:\n  - term: a\n    meaning: b\n",
            "glossary.csv": "term,meaning\nc,d\n",
        },
        "guide.yaml:3:1: error: the glossary is given twice\n"
        "  3 | glossary:\n"
        "    | ^\n"
        "  hint: keep it here or in glossary.csv, not in both",
    ),
    "prose that no page can hold": (
        {
            "guide.yaml": FRONT,
            "background.md": "See [@nobody].\n\n<table><tr><td colspan=1e9>A</td></tr></table>\n",
        },
        "background.md:3:24: error: a cell cannot span '1e9' columns\n"
        "  3 | <table><tr><td colspan=1e9>A</td></tr></table>\n"
        "    |                        ^\n"
        "  hint: write a number from 1 to 20",
    ),
    "prose within guide.yaml": (
        {"guide.yaml": FRONT + "reading: Prose\n"},
        "guide.yaml:3:1: error: 'reading' cannot be given here\n"
        "  3 | reading: Prose\n"
        "    | ^\n"
        "  hint: write it in a file of its own",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_said_in_plain_words(make_guide: MakeGuide, case: str):
    files, message = MISTAKES[case]

    assert message == said(make_guide(files))


def test_an_answer_too_long_for_its_lines_says_how_many_it_needs(make_guide: MakeGuide):
    answer = "Because the terror had touched every family in the hall. " * 8
    folder = make_guide(
        {"guide.yaml": FRONT, "questions.yaml": f"- text: Why?\n  lines: 1\n  answer: {answer}\n"}
    )

    head, _, caret, hint = said(folder).split("\n")

    assert head.startswith("questions.yaml:3:11: error: the answer does not fit on 1 ruled line")
    assert "    |           ^" == caret
    assert "  hint: shorten it, or write 'lines: 2'" == hint
    (folder / "questions.yaml").write_text(f"- text: Why?\n  lines: 2\n  answer: {answer}\n")
    assert "" == said(folder)


def test_a_file_that_is_not_utf8_is_the_only_complaint(make_guide: MakeGuide):
    folder = make_guide({})
    (folder / "guide.yaml").write_bytes(b"title: caf\xe9\nessential_question: Why?\n")

    assert (
        "guide.yaml:1:11: error: the file is not saved as UTF-8 text\n"
        "  1 | title: café\n"
        "    |           ^\n"
        "  hint: save it again with the encoding UTF-8 (in Excel: 'CSV UTF-8')"
    ) == said(folder)


def test_links_out_of_the_folder_are_not_followed(make_guide: MakeGuide, tmp_path: Path):
    folder = make_guide({"guide.yaml": FRONT, "images/a.png": ""})
    (tmp_path / "secret.yaml").write_text("- date: 1956\n  title: Speech\n")
    (folder / "timeline.yaml").symlink_to(tmp_path / "secret.yaml")

    assert (
        "timeline.yaml:1:1: error: "
        "this is a link, or stands behind one; links are not followed, copy the file itself"
    ) == said(folder)


THERE_ARE = (
    "the program has words in: de (German), en (English), es (Spanish), fr (French), it (Italian), "
    "pl (Polish), ru (Russian), uk (Ukrainian)"
)


@pytest.mark.parametrize(
    ("language", "what", "hint"),
    [
        ("klingon", "there is no language 'klingon'", THERE_ARE),
        ("English", "there is no language 'English'", f"did you mean 'en'? {THERE_ARE}"),
        ("deutsch", "there is no language 'deutsch'", f"did you mean 'de'? {THERE_ARE}"),
        ("ger", "there is no language 'ger'", f"did you mean 'de'? {THERE_ARE}"),
        ("Dutch", "there is no language 'Dutch'", f"did you mean 'nl'? {THERE_ARE}"),
        ("nl", "there are no words in 'nl' (Dutch)", THERE_ARE),
    ],
)
def test_a_language_without_words_is_a_warning(make_guide: MakeGuide, language: str, what: str, hint: str):
    folder = make_guide({"guide.yaml": FRONT + f"language: {language}\n"})

    assert (
        f"guide.yaml:3:11: warning: {what}: the program's own words will be English\n"
        f"  3 | language: {language}\n"
        f"    |           ^\n"
        f"  hint: {hint}"
    ) == said(folder)
    assert read(folder)[0] is not None


@pytest.mark.parametrize("language", ["en", "en-GB", "de_AT", "UK"])
def test_a_language_with_words_is_none(make_guide: MakeGuide, language: str):
    assert "" == said(make_guide({"guide.yaml": FRONT + f"language: {language}\n"}))


def test_an_error_leaves_nothing_to_build_and_a_warning_does_not(make_guide: MakeGuide):
    folder = make_guide({"guide.yaml": FRONT, "timelnie.yaml": ""})
    assert read(folder)[0] is not None

    (folder / "timeline.yaml").write_text("- date: soon\n  title: Speech\n")
    assert read(folder)[0] is None


NAMES = (
    "guide.yaml",
    "background.md",
    "timeline.csv",
    "figures.yaml",
    "quiz.csv",
    "documents/a.md",
    "sources.yaml",
)
LINES = st.sampled_from(
    [
        "title: A",
        "essential_question: B",
        "- date: 1956",
        "  title: C",
        "date,title",
        "1956,D",
        "---",
        "[@x] [[y]]",
        "origin: E",
        "packet: [cover, a]",
        "text,pairs",
        "text,choices.a",
        "name,role,picture.file,picture.alt",
        "F,G,../x,y",
        "- id: x",
        "/// answer",
        "{{_z",
        "- name: H\n  role: I\n  picture: {file: '', alt: J}",
        "timeline: K",
        "sources:",
        "  - id: L",
        "language: M",
        "1) n\n2) o",
        "  - p",
        "\t",
        "quiz: [[]]",
        '"',
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(LINES, max_size=6).map("\n".join), max_size=4))
def test_no_content_breaks_the_reader_and_every_complaint_has_a_place_in_its_file(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]
):
    folder = tmp_path_factory.mktemp("guide")
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)

    guide, found = read(folder)

    assert (guide is None) == any(each.is_error for each in found)
    for each in found:
        assert each.span is not None
        assert 1 <= each.span.line <= len(each.span.source.lines)
        assert 1 <= each.span.column <= len(each.span.source.line(each.span.line)) + 1


LONG = "Because the terror had touched every family in the hall. "


@pytest.mark.parametrize(
    ("name", "text", "place", "lines", "needed"),
    [
        ("quiz.yaml", "- text: Why?\n  lines: {lines}\n  answer: {answer}\n", "quiz.yaml:3:11", 1, 2),
        (
            "background.md",
            "So.\n\n/// answer\n    lines: {lines}\n\n{answer}\n///\n",
            "background.md:6:1",
            2,
            3,
        ),
        (
            "documents/a.md",
            "---\ntitle: A\norigin: B\n---\n/// answer\n    lines: {lines}\n\n- {answer}\n- {answer}\n///\n",
            "documents/a.md:8:1",
            3,
            5,
        ),
    ],
)
def test_other_answers_too_long_for_their_lines_are_refused(
    make_guide: MakeGuide, name: str, text: str, place: str, lines: int, needed: int
):
    def guide(lines: int) -> str:
        return said(make_guide({"guide.yaml": FRONT, name: text.format(lines=lines, answer=LONG * 8)}))

    head, *_, hint = guide(lines).split("\n")

    rules = "1 ruled line" if lines == 1 else f"{lines} ruled lines"
    assert f"{place}: error: the answer does not fit on {rules}" == head
    assert f"  hint: shorten it, or write 'lines: {needed}'" == hint
    assert "" == guide(needed)


def test_an_answer_passage_has_four_lines_where_it_names_none(make_guide: MakeGuide):
    def guide(count: int) -> str:
        return said(make_guide({"guide.yaml": FRONT, "background.md": f"/// answer\n{LONG * count}\n///\n"}))

    assert guide(20).startswith("background.md:2:1: error: the answer does not fit on 4 ruled lines\n")
    assert guide(20).endswith("\n  hint: shorten it, or write 'lines: 8'")
    assert "" == guide(9)


def test_an_answer_too_long_for_its_cell_says_how_many_lines_it_takes(make_guide: MakeGuide):
    def guide(count: int) -> str:
        rows = f"columns: [name: A, name: B]\nrows:\n  - label: C\n    answers:\n      - Short.\n      - {LONG * count}\n"
        return said(make_guide({"guide.yaml": FRONT, "organizer.yaml": rows}))

    head, *_, hint = guide(15).split("\n")

    assert "organizer.yaml:6:9: error: this answer does not fit in its cell" == head
    assert re.fullmatch(r"  hint: shorten it: it takes (\d\d) lines, and the cell has (\d+)", hint)
    assert "" == guide(8)


def test_the_page_for_notes_cannot_be_written_into_a_guide(make_guide: MakeGuide):
    assert "no field 'jottings'" in said(make_guide({"guide.yaml": FRONT + "jottings:\n  title: Mine\n"}))


@pytest.mark.parametrize("sides", ["0", "3", "two"])
def test_a_paper_has_one_or_two_sides(make_guide: MakeGuide, sides: str):
    assert said(make_guide({"guide.yaml": FRONT + f"sides: {sides}\n"})).startswith("guide.yaml:3:8: error:")


def test_documents_stand_in_the_order_in_which_folders_show_them(make_guide: MakeGuide):
    names = ["1-plaque", "2-letter", "10-song", "b2", "b10", "c"]
    files = {f"documents/{name}.md": f"---\ntitle: {name}\norigin: A\n---\nText\n" for name in names}
    guide, _ = read(make_guide({"guide.yaml": FRONT, **files}))

    assert guide
    assert names == [placed.block.title for placed in guide.blocks if placed.kind == "document"]


QUIZ = "- text: Who?\n  choices: [He, She]\n  answer: A\n"
EVENTS = "date,title\n1956,Speech\n"
# Each state of a guide follows the one before it, in a process that stays.
STATES: list[dict[str, str]] = [
    {"quiz.yaml": QUIZ, "documents/a.md": "---\ntitle: A\norigin: B\n---\nText.\n"},
    {"quiz.yaml": QUIZ.replace("answer", "anser")},
    {"quiz.yaml": QUIZ.replace("[He, She]", "[He, She")},
    {"quiz.yaml": QUIZ, "questions.yaml": QUIZ},
    {"documents/a.md": "---\ntitle: A\norigin: B\n---\n"},
    {"documents/b.md": "---\ntitle: A\norigin: B\n---\n"},
    {"timeline.csv": EVENTS, "figures.csv": EVENTS},
    {"timeline.csv": "1956,Speech\n", "figures.csv": ""},
    {"figures.csv": "name,role\nAda,Poet\n", "quiz.yaml": QUIZ, "questions.yaml": "- text: Why?\n"},
]


def test_what_is_kept_of_files_is_what_they_say_now(make_guide: MakeGuide):
    files = {"guide.yaml": FRONT}
    for state in STATES:
        files |= state
        folder = make_guide(files)
        kept = read(folder)
        Kept.forget()

        assert read(folder) == kept
