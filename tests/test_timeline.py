"""What a timeline draws, and what it says of it in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.blocks.timeline import Timeline, view
from guide.compose import desk
from guide.drawing.ruler import Band, Ruler
from guide.editions import editions
from guide.metrics import width, wrap
from guide.model import Guide, Info
from guide.paper import PAPERS


def event(date: str, title: str = "An event", **more: Any) -> dict[str, Any]:
    return {"date": date, "title": title, **more}


def drawn(*events: dict[str, Any], language: str = "en", **more: Any) -> list[dict[str, Any]]:
    guide = Guide("guide", "no-folder", Info(title="Time", essential_question="When?", language=language))
    where = desk(guide, "student", editions()["student"], PAPERS["letter"])
    drawings = view(Timeline.model_validate({"events": events, **more}), where)["drawings"]
    return [{**each, "rulers": [Ruler(**ruler) for ruler in each["rulers"]]} for each in drawings]


def titles(drawing: dict[str, Any]) -> list[str]:
    return [row["event"].title for row in drawing["labels"]]


def labels(ruler: Ruler) -> list[str]:
    return [tick.label for tick in ruler.ticks]


def bands(drawing: dict[str, Any]) -> list[Band]:
    return list(drawing["rulers"][0].bands)


CROWD = [
    event("1900", "before"),
    *[event(f"1956-{month:02}-10", f"in {month}") for month in range(3, 9)],
    event("1999", "after"),
]
CENTURY = [event(str(year), f"{year}", text="word " * 40) for year in range(1900, 2000, 3)]


def test_labels_are_listed_by_date_and_set_by_mark_so_that_leaders_do_not_cross():
    (drawing,) = drawn(
        event("1914/1990", "long"), *(event(str(year), str(year)) for year in range(1915, 1950, 3))
    )
    (ruler,) = drawing["rulers"]

    assert "long" == titles(drawing)[0]
    for side in ("left", "right"):
        rows = [row for row in drawing["labels"] if row["align"] == side]
        by_mark = sorted(rows, key=lambda row: row["mark"])
        assert by_mark == sorted(rows, key=lambda row: row["y"])
    ends = sorted((leader.y, leader.to_y) for leader in ruler.leaders if leader.outwards == 1)
    assert sorted(end for _, end in ends) == [end for _, end in ends]


def test_marks_of_important_events_lie_on_top():
    (drawing,) = drawn(*(event("1956", str(weight), importance=weight) for weight in (3, 1, 2, 3)))

    assert [1.0, 1.0, 1.35, 1.35] == [mark.r for mark in drawing["rulers"][0].marks]


@given(
    st.lists(st.tuples(st.integers(-60, 60).filter(bool), st.integers(0, 90)), min_size=3, max_size=14),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_bars_and_names_of_eras_leave_the_lane_of_tick_labels(spans: list[tuple[int, int]], with_eras: bool):
    events = [event(f"{'-' * (a < 0)}{abs(a):04}/{max(a + length, 1):04}") for a, length in spans]
    eras = [{"date": "-0060/0060", "name": "An era"}] if with_eras else []

    for drawing in drawn(*events, eras=eras):
        for ruler in drawing["rulers"]:
            widest = max(width(label, "sans", 7.5) for label in labels(ruler))
            left, right = ruler.labels_x - widest / 2, ruler.labels_x + widest / 2
            assert [] == [bar for bar in ruler.bars if bar.x < right and left < bar.x + bar.width]
            assert ruler.x + 1.6 < left
            assert right < ruler.x + ruler.width - 1.6
            if any(band.lines for band in ruler.bands):
                assert ruler.names_x + 1.4 < left


def test_borders_of_eras_leave_a_gap_at_the_labels_of_ticks():
    eras = [{"date": "1900/1949", "name": "First"}, {"date": "1950/1999", "name": "Second"}]
    (drawing,) = drawn(*(event(str(year)) for year in (1905, 1930, 1960, 1990)), eras=eras)
    (ruler,) = drawing["rulers"]
    at_1950 = next(tick.y for tick in ruler.ticks if tick.label == "1950")
    half = width("1950", "sans", 7.5) / 2
    through = [
        (x, to_x)
        for x, to_x, y in ruler.borders
        if abs(y - at_1950) < 1 and x < ruler.labels_x + half and ruler.labels_x - half < to_x
    ]

    assert [] == through
    assert [("First",), ("Second",)] == [band.lines for band in bands(drawing)]


def test_a_long_name_of_an_era_takes_two_lines_or_goes_into_the_note():
    eras = [{"date": "1900/1910", "name": "The age of innocence"}, {"date": "1911", "name": "A year"}]
    (drawing,) = drawn(*(event(str(year)) for year in (1900, 1911, 1930, 2000)), eras=eras)

    assert [("The age of", "innocence"), ()] == [band.lines for band in bands(drawing)]
    assert "Periods marked: A year (1911)." in drawing["note"]


def test_an_era_that_begins_or_ends_nowhere_does_not_extend_the_scale():
    events = [event(str(year)) for year in (1900, 1950, 2000)]
    (bare,) = drawn(*events)
    (drawing,) = drawn(
        *events, eras=[{"date": "../1949", "name": "Before"}, {"date": "1950/..", "name": "Since"}]
    )

    assert bare["scales"] == drawing["scales"]
    assert [0.0] == [band.y for band in bands(drawing)][:1]


def test_a_crowded_time_is_found_and_trimmed_to_the_months_of_its_events():
    (drawing,) = drawn(*CROWD)
    main, lens = drawing["rulers"]

    assert ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"] == labels(lens)  # February's is at the very top
    assert drawing["heading"].text.startswith("1956")
    assert drawing["heading"].x == lens.x
    assert main.labels_x + 5 < drawing["window"].x
    assert drawing["alt"].count("1956") == 1


def test_a_lens_shows_no_more_than_it_was_given():
    (drawing,) = drawn(*CROWD, lens="1956-03/1956-08")

    assert [1956 + 60 / 366, 1956 + 244 / 366] == pytest.approx(
        [drawing["scales"][1].first, drawing["scales"][1].last]
    )


def test_further_pages_begin_near_their_first_event_and_say_that_they_continue():
    first, *further = drawn(*CENTURY, title="Years", eras=[{"date": "1800/2100", "name": "All of it"}])

    assert first["heading"] is None
    assert further
    for drawing in further:
        scale = drawing["scales"][0]
        assert "Years (continued)" == drawing["heading"].text
        assert drawing["labels"][0]["event"].date.first - scale.first < 0.1 * (scale.last - scale.first)


def test_only_a_drawing_with_open_marks_explains_them():
    certain, *others = drawn(*CENTURY, event("2001~", "doubtful"))

    assert "Open marks" not in certain["note"]
    assert "Open marks" in others[-1]["note"]


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Scale: 1 cm = 4.7 years."),
        ("de", "Maßstab: 1 cm = 4,7 Jahre."),
        ("ru", "Масштаб: 1 см = 4,7 года."),
    ],
)
def test_the_note_gives_the_scale_in_the_language_of_the_guide(language: str, note: str):
    (drawing,) = drawn(*(event(str(year)) for year in (1900, 1950, 1990)), language=language)

    assert note == drawing["note"].replace("\N{NO-BREAK SPACE}", " ")


def test_one_event_is_drawn_in_its_year_and_does_not_float_on_a_page():
    (drawing,) = drawn(event("1989-11-09"))
    (ruler,) = drawing["rulers"]

    assert drawing["height"] <= 110
    assert "Jan 1989 Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Jan 1990" == " ".join(labels(ruler))


def test_ticks_and_labels_tell_the_eras_apart():
    (drawing,) = drawn(event("-0044-03-15"), event("0004"), event("0014-08-19"), event("-0020/0010"))

    assert ["March 15, 44 BCE", "20 BCE–10 CE", "4 CE", "August 19, 14 CE"] == [
        " ".join(row["label"].date) for row in drawing["labels"]
    ]
    assert {"BCE", "CE"} == {label.split()[1] for label in labels(drawing["rulers"][0])}


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Unimaginable", 15, ("Unimagi-", "nable")),
        ("well-considered", 18, ("well-", "considered")),  # a hyphen of its own
        ("中华人民共和国成立", 12, ("中华人", "民共和", "国成立")),  # written without hyphens
        ("1234567890", 12, ("1234567", "890")),  # no letters
        ("two words", 12, ("two", "words")),
    ],
)
def test_a_word_that_is_cut_has_a_hyphen_at_the_cut(text: str, room: float, lines: tuple[str, ...]):
    assert lines == wrap(text, "serif", 9.5, room)


@given(st.text("abcdefghij -жщ中", max_size=80), st.floats(6, 60))
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(text: str, room: float):
    lines = wrap(text, "serif", 9.5, room)

    assert all(width(line, "serif", 9.5) <= room for line in lines)
    assert text.replace(" ", "").replace("-", "") == "".join(lines).replace(" ", "").replace("-", "")
