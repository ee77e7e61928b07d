"""Rosters as they are read, and versions as they are dealt."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.blocks.quiz import Item, Pair, Quiz
from guide.classroom.deal import deal, marked, versions
from guide.classroom.roster import Student, read
from guide.classroom.update import Finished, Update, text
from guide.diagnostics import Diagnostic
from guide.model import Guide, Info, Passage, Placed, Prose
from guide.strings import strings

ENGLISH = strings("en")


def roster(
    tmp_path: Path, content: str | bytes, count: int | None = None, language: str = "en"
) -> tuple[list[Student], list[str], list[Diagnostic]]:
    path = tmp_path / "class.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path, strings(language), count, "student")


def told(found: list[Diagnostic]) -> list[str]:
    return [
        f"{each.span.line}:{each.span.column} {each.severity} {each.message}" for each in found if each.span
    ]


def test_students_are_put_in_seating_order(tmp_path: Path):
    students, names, found = roster(
        tmp_path, "name,seat,class\nZoe,10,9b\nAna,2,9b\nBob,,9b\nCem,1,9c\nDan,2b,9b\nEve,2a,9b\n"
    )

    assert ([], ["A"]) == (found, names)
    assert ["Ana 2", "Eve 2a", "Dan 2b", "Zoe 10", "Bob ", "Cem 1"] == [
        f"{each.name} {each.seat}" for each in students
    ]
    assert [1, 2, 3, 4, 5, 6] == [each.number for each in students]


@pytest.mark.parametrize(
    "content",
    [
        "name;seat\nAna;1\n",
        "name\tseat\nAna\t1\n",
        b"\xef\xbb\xbfName,Seat\r\nAna,1\r\n",
        'Seat,"NAME"\n1," Ana "\n\n,\n',
        "email,name,seat,No.\na@b.c,Ana,1,7\n",
    ],
)
def test_a_roster_is_read_as_spreadsheets_write_it(tmp_path: Path, content: str | bytes):
    students, _, found = roster(tmp_path, content)

    assert ([], [("Ana", "1")]) == (found, [(each.name, each.seat) for each in students])


def test_columns_may_be_named_in_the_language_of_the_guide(tmp_path: Path):
    students, _, found = roster(tmp_path, "Name;Platz;Klasse;Fassung\nAna;3;9b;b\n", language="de")

    assert [] == found
    assert ("Ana", "3", "9b", "B") == (
        students[0].name,
        students[0].seat,
        students[0].class_,
        students[0].version,
    )


def test_versions_are_dealt_in_turn_but_for_those_that_are_fixed(tmp_path: Path):
    students, names, found = roster(tmp_path, "name,seat,version\nAna,1,\nBob,2,a\nCem,3,\nDan,4,\n", count=3)

    assert ([], ["A", "B", "C"]) == (found, names)
    assert "AACA" == "".join(each.version for each in students)


def test_the_roster_may_say_how_many_versions_there_are(tmp_path: Path):
    assert ["A", "B"] == roster(tmp_path, "name,version\nAna,b\nBob,\n")[1]


def test_a_student_may_have_another_edition(tmp_path: Path):
    students, _, found = roster(tmp_path, "name,edition\nAna,large-print\nBob,Large print\nCem,\n")

    assert [] == found
    assert ["large-print", "large-print", "student"] == [each.edition for each in students]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nmae,seat\nAna,1\n", "1:1 error there is no column 'nmae'"),
        ("Ana\nBob\n", "1:1 error the roster has no column 'name'"),
        ("", "1:1 error the roster has no column 'name'"),
        ("name,saet\nAna,1\n", "1:6 warning there is no column 'saet'"),
        ("name\n", "1:1 error the roster names no student"),
        (
            "Last Name,seat\nPérez,1\n",
            "1:1 error the column 'Last Name' is not printed: it is a part of a name",
        ),
        ("Nachname\nPérez\n", "1:1 error the column 'Nachname' is not printed: it is a part of a name"),
        (
            "name,first_name\nPérez,Ana\n",
            "1:6 warning the column 'first_name' is not printed: it is a part of a name",
        ),
        (
            "name,seat\nAna,1\nBob,2\nCem,3\nTotal: 3,\n",
            "5:1 warning this line has nothing but a name, 'Total: 3': it gets a packet",
        ),
        ("name,seat\nAna,1\n,2\n", "3:1 warning this line has no name and gets no packet"),
        ("name,seat\nAna,1\nBob,1\n", "3:5 error the seat '1' is given twice: Ana has it in line 2"),
        ("name\nAna\nana\n", "3:1 warning 'ana' stands in line 2 too"),
        ("name,seat\nAna,1234567890123\n", "2:5 error a seat has 12 characters at most"),
        ("name,version\nAna,Z\n", "2:5 error there is no version 'Z'"),
        ("name,version\nAna,first\n", "2:5 error there is no version 'first'"),
        ("name,edition\nAna,teacher\n", "2:5 error there is no edition 'teacher' for students"),
        ("name,seat\nLee, Ana,1\n", "2:10 error this row has 3 cells, the first row has 2"),
        (
            "name\n" + "".join(f"S{at}\n" for at in range(2001)),
            "2002:1 error the roster has more than 2000 students",
        ),
    ],
)
def test_what_is_wrong_with_a_roster_is_told_with_its_place(tmp_path: Path, content: str, said: str):
    assert [said] == told(roster(tmp_path, content)[2])


@pytest.mark.parametrize(
    "content", ["name\nAna\nBob\n", "name,seat\nAna,\nBob,1\n", "name,first term\nAna,2\n"]
)
def test_a_roster_may_leave_out_what_it_does_not_need(tmp_path: Path, content: str):
    assert [] == roster(tmp_path, content)[2]


def test_two_classes_may_have_the_same_seats(tmp_path: Path):
    assert [] == roster(tmp_path, "name,seat,class\nAna,1,9a\nBob,1,9b\n")[2]


def test_a_spreadsheet_is_no_roster(tmp_path: Path):
    path = tmp_path / "class.xlsx"
    path.write_bytes(b"PK\x03\x04")

    _, _, found = read(path, ENGLISH, None, "student")

    assert ["a roster is a CSV file, this is a spreadsheet"] == [each.message for each in found]


# Dealing


def guide_of(*items: Item, language: str = "en") -> Guide:
    info = Info(title="T", essential_question="Q", language=language)
    return Guide("moon", ".", info, (Placed("quiz", "quiz", Quiz(items=items)),))


def quiz(guide: Guide) -> Quiz:
    block = guide.blocks[0].block
    assert isinstance(block, Quiz)
    return block


def choice(text: str, choices: list[str], right: int = 0, **more: bool) -> Item:
    letter = "abcdefghij"[right]
    return Item(text=Passage(text), choices=tuple(map(Prose, choices)), answer=Prose(letter), **more)


def short(text: str) -> Item:
    return Item(text=Passage(text), answer=Prose(f"answer of {text}"))


def right_answer(item: Item) -> str:
    assert item.answer_index is not None
    return item.choices[item.answer_index].text


FRUIT = ["apple", "pear", "plum", "fig"]
NAMES = st.lists(st.text("bcdfghjk", min_size=3, max_size=6), min_size=3, max_size=6, unique=True)
ITEMS = st.lists(
    st.one_of(
        st.builds(lambda at, names: choice(f"item{at}", names, at % len(names)), st.integers(0, 9), NAMES),
        st.builds(lambda at: short(f"short{at}"), st.integers(0, 9)),
        st.builds(
            lambda names: Item(
                text=Passage("match"), pairs=tuple(Pair(left=Prose(f"l{n}"), right=Prose(n)) for n in names)
            ),
            NAMES,
        ),
    ),
    min_size=1,
    max_size=8,
)


def content(item: Item) -> tuple[object, ...]:
    """What an item asks and what is right, whatever the order."""
    pairs = sorted((pair.left.text, pair.right.text) for pair in item.pairs)
    answer = right_answer(item) if item.choices else item.answer and item.answer.text
    return item.form, item.text.text, sorted(each.text for each in item.choices), pairs, answer


@given(ITEMS, st.text(max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_deal_changes_the_order_and_nothing_else(items: list[Item], source: str):
    dealt = quiz(deal(guide_of(*items), source))

    assert sorted(map(repr, map(content, items))) == sorted(map(repr, map(content, dealt.items)))
    assert [each.form for each in items] == [each.form for each in dealt.items]
    assert deal(guide_of(*items), source).blocks == deal(guide_of(*items), source).blocks
    for item in dealt.items:
        assert all(item.options[at] == pair.right for at, pair in zip(item.key, item.pairs, strict=True))


def test_an_order_is_the_same_on_every_computer_and_for_ever():
    dealt = quiz(deal(guide_of(choice("One", FRUIT, 1)), "606157/B/0")).items[0]

    assert (["plum", "pear", "apple", "fig"], "b") == (
        [each.text for each in dealt.choices],
        dealt.answer and dealt.answer.text,
    )


def test_the_first_version_is_the_guide_as_written_and_the_others_differ():
    guide = guide_of(choice("One", FRUIT), choice("Two", FRUIT[::-1]), short("Three"), short("Four"))

    made = versions(guide, 5, 7)

    assert list("ABCDE") == [each.name for each in made]
    assert guide.blocks == made[0].guide.blocks
    assert all(one.guide.blocks != other.guide.blocks for at, one in enumerate(made) for other in made[:at])
    assert [None] * 5 == [each.same_as for each in made]


def test_versions_that_cannot_differ_say_so():
    made = versions(guide_of(choice("One", ["Yes", "No"])), 2, 7)

    assert [None, "A"] == [each.same_as for each in made]


SEEDS = [str(seed) for seed in range(12)]


@pytest.mark.parametrize(
    ("choices", "language"),
    [
        (["True", "False"], "en"),
        (["Rome", "Athens", "Both a and b", "Sparta"], "en"),
        (["Rome", "Athens", "Sparta", "All of the above"], "en"),
        (["Rom", "Athen", "Sparta", "alle genannten"], "de"),
        (["Рим", "Афины", "Спарта", "а и б"], "ru"),
        (["1914", "1917", "1939", "1945"], "en"),
        (["about 5,000", "4,000", "300", "20"], "en"),
    ],
)
def test_choices_whose_order_means_something_keep_it(choices: list[str], language: str):
    item = choice("One", choices)

    assert all(quiz(deal(guide_of(item, language=language), seed)).items == (item,) for seed in SEEDS)


@pytest.mark.parametrize("choices", [FRUIT, ["1945", "1914", "1939"], ["a fake", "a copy", "a lie"]])
def test_other_choices_are_dealt(choices: list[str]):
    item = choice("One", choices)

    assert any(quiz(deal(guide_of(item), seed)).items != (item,) for seed in SEEDS)


def test_an_item_that_is_fixed_or_speaks_of_another_keeps_its_place():
    items = [
        choice("Zero", FRUIT),
        choice("One", FRUIT),
        choice("Two", FRUIT, fixed=True),
        choice("Three", FRUIT),
        choice("Four", FRUIT),
        choice("Why is that so, given your answer to question 1?", FRUIT),
        choice("Six", FRUIT),
    ]
    for seed in SEEDS:
        dealt = quiz(deal(guide_of(*items), seed)).items
        assert [items[at].text for at in (0, 2, 4, 5)] == [dealt[at].text for at in (0, 2, 4, 5)]
        assert items[2] == dealt[2]
    assert len({quiz(deal(guide_of(*items), seed)).items[1].text.text for seed in SEEDS}) == 3


def test_a_version_is_told_before_the_instruction():
    guide = marked(guide_of(short("One")), "Version B.")

    assert "**Version B.** Choose or write the best answer." == str(quiz(guide).instruction)


# Adding to a finished PDF


def a_file() -> pikepdf.Pdf:
    file = pikepdf.new()
    file.add_blank_page()
    file.docinfo["/Title"] = "First"
    return file


def test_an_update_takes_the_place_of_objects_and_adds_others():
    base = Finished.of(a_file())
    out = io.BytesIO()
    update = Update(base, out)
    added = update.stream(update.new(), b"0 0 1 rg " * 50)
    update.put(base.info, b"<< /Title %s >>" % text("Zweiter “Titel” 王"))
    update.finish()

    with pikepdf.open(io.BytesIO(out.getvalue())) as file:
        assert [] == file.check_pdf_syntax()
        assert "Zweiter “Titel” 王" == str(file.docinfo.Title)
        assert b"0 0 1 rg " * 50 == file.get_object(added, 0).read_bytes()
        assert 1 == len(file.pages)
        assert base.identifier == bytes(file.trailer.ID[0]) != bytes(file.trailer.ID[1])
    assert out.getvalue().startswith(base.data)
    assert base == Finished.of(a_file())
