"""'Turn to page 4' means one page: a build whose packets disagree about it is refused."""

from __future__ import annotations

from pathlib import Path

from guide import build
from guide.deliver import Packet, disagreements, joined
from render.conftest import written


def made(edition: str, paper: str, **starts: int) -> Packet:
    return Packet(f"g-{edition}-{paper}.pdf", edition, paper, b"", 9, (), starts)


def test_packets_that_agree_say_nothing():
    packets = [
        made("student", "letter", reading=2, timeline=5),
        made("teacher", "letter", reading=2, timeline=5),
    ]

    assert [] == list(disagreements(packets))
    assert [] == list(disagreements([]))


def test_the_first_sheet_that_stands_elsewhere_is_named_with_both_pages():
    packets = [
        made("student", "letter", reading=2, timeline=5, quiz=6),
        made("teacher", "letter", reading=2, timeline=6, quiz=7),
    ]

    assert [
        "g-teacher-letter.pdf: the sheet 'timeline' starts on page 6, but on page 5 in g-student-letter.pdf"
    ] == [each.message for each in disagreements(packets)]


def test_other_papers_have_pages_of_their_own():
    packets = [
        made("student", "letter", reading=2, timeline=5),
        made("student", "a4", reading=2, timeline=4),
    ]

    assert [] == list(disagreements(packets))


def test_a_sheet_that_one_packet_lacks_is_no_disagreement():
    assert [] == list(
        disagreements([made("student", "letter", quiz=6), made("teacher", "letter", reading=2)])
    )


OWN = (
    "{% import 'macros.html' as m with context %}<section>{{ m.head('Mine') }}{{ block.body | prose }}"
    "{% if edition.shows == 'teacher' %}<p style='break-before: page'>For you alone.</p>{% endif %}</section>"
)


def test_a_template_that_shows_more_to_teachers_is_refused(tmp_path: Path):
    files: dict[str, str | bytes] = {
        "guide.yaml": "title: Mine\nessential_question: Why?\n",
        "background.md": "Words. " * 100 + "\n",
        "questions.yaml": "- text: Why?\n",
        "templates/blocks/reading/block.html": OWN,
    }
    folder = written(files, tmp_path / "mine")

    parts = [build.make(folder, [(edition, "letter")]) for edition in ("teacher", "student", "large-print")]

    assert [
        "mine-teacher.pdf: the sheet 'questions' starts on page 4, but on page 3 in mine-student.pdf"
    ] == [each.message for each in joined(parts).diagnostics if each.is_error]
    assert not joined(parts[:1]).failed
