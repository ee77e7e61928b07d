"""Timelines: true to scale, in order, legible, and on the page, whatever is to be drawn."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guide.blocks import timeline as block
from guide.blocks.timeline import Timeline
from guide.compose import desk
from guide.editions import editions
from guide.model import Block, Guide, Info, Placed
from guide.paper import PAPERS as KNOWN_PAPERS
from render.conftest import PAPERS, Built
from render.pdf import MM, Pdf
from render.samples import BEFORE_OUR_ERA, events, timeline

COUNTS = (1, 2, 7, 20, 60)
# Two places count as one when they are nearer than what a printer can set.
CLOSE = 0.05


def drawings(content: dict[str, Any], paper: str = "letter") -> list[dict[str, Any]]:
    """What the templates are given to draw, in millimetres."""
    placed = Placed("timeline", "timeline", Timeline.model_validate(content))
    guide = Guide(
        "guide",
        "no-folder",
        Info(title="Time", essential_question="When?"),
        (Placed("cover", "cover", Block()), placed),
    )
    where = desk(guide, "student", editions()["student"], KNOWN_PAPERS[paper])
    return block.view(placed.block, where)["drawings"]


def dated(year: int, month: int | None, day: int, form: str) -> str:
    sign, digits = "-" * (year < 0), f"{abs(year):04}"
    point = f"{sign}{digits}" + (f"-{month:02}-{day:02}" if month else "")
    return {"exact": point, "about": f"{point}~", "doubtful": f"{point}?"}[form]


one_event = st.builds(
    lambda year, month, day, form, title, text, weight: {
        "date": dated(year, month, day, form),
        "title": title,
        "importance": weight,
        **({"text": text} if text else {}),
    },
    st.one_of(st.integers(1900, 1912), st.integers(-800, 2020).filter(bool)),
    st.one_of(st.none(), st.integers(1, 12)),
    st.integers(1, 28),
    st.sampled_from(["exact", "about", "doubtful"]),
    st.text("abc def ghi", min_size=3, max_size=60).filter(str.strip),
    st.sampled_from(["", "Something happened.", "word " * 30]),
    st.integers(1, 3),
)
content = st.fixed_dictionaries({"events": st.lists(one_event, min_size=1, max_size=25)})
few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def boxes(drawing: dict[str, Any]) -> list[tuple[float, float, float, float]]:
    return [
        (row["x"], row["y"], row["x"] + row["width"], row["y"] + row["height"]) for row in drawing["labels"]
    ]


def overlapping(drawing: dict[str, Any]) -> list[tuple[Any, Any]]:
    return [
        (a, b)
        for a, b in combinations(boxes(drawing), 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > CLOSE and min(a[3], b[3]) - max(a[1], b[1]) > CLOSE
    ]


def off_scale(drawing: dict[str, Any]) -> list[tuple[str, float]]:
    """Marks that are not where a straight scale through the first and the last of its side puts them."""
    wrong = []
    lensed = len(drawing["scales"]) > 1
    for side in ("right", "left") if lensed else ("both",):
        rows = [row for row in drawing["labels"] if side in ("both", row["align"])]
        rows.sort(key=lambda row: row["event"].date.middle)
        first, last = rows[0], rows[-1]
        length = last["event"].date.middle - first["event"].date.middle
        for row in rows:
            share = (row["event"].date.middle - first["event"].date.middle) / length if length else 0.0
            expected = first["mark"] + share * (last["mark"] - first["mark"])
            if abs(expected - row["mark"]) > CLOSE:
                wrong.append((row["event"].title, row["mark"] - expected))
    return wrong


def crossing(drawing: dict[str, Any]) -> list[tuple[Any, Any]]:
    return [
        (a, b)
        for ruler in drawing["rulers"]
        for a, b in combinations(ruler["leaders"], 2)
        if a.outwards == b.outwards and (a.y - b.y) * (a.to_y - b.to_y) < -CLOSE * CLOSE
    ]


def order(drawing: dict[str, Any]) -> list[tuple[float, float]]:
    return [(row["event"].date.first, row["event"].date.last) for row in drawing["labels"]]


def titles(drawn: list[dict[str, Any]]) -> list[str]:
    return sorted(row["event"].title for drawing in drawn for row in drawing["labels"])


def outside(drawing: dict[str, Any]) -> list[tuple[float, float, float, float]]:
    """Labels and marks that leave the drawing."""
    marks = [(row["x"], row["mark"], row["x"], row["mark"]) for row in drawing["labels"]]
    return [
        box
        for box in (*boxes(drawing), *marks)
        if box[0] < -CLOSE
        or box[1] < -CLOSE
        or box[2] > drawing["width"] + CLOSE
        or box[3] > drawing["height"] + CLOSE
    ]


@given(content, st.sampled_from(PAPERS))
@few
def test_whatever_is_drawn_is_sound(given_content: dict[str, Any], paper: str):
    drawn = drawings(given_content, paper)

    assert sorted(event["title"] for event in given_content["events"]) == titles(drawn)
    for drawing in drawn:
        assert [] == overlapping(drawing)
        assert [] == off_scale(drawing)
        assert [] == crossing(drawing)
        assert [] == outside(drawing)
        assert sorted(order(drawing)) == order(drawing)
        assert drawing["height"] + drawing["head"] <= KNOWN_PAPERS[paper].text_height


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("count", COUNTS)
def test_marks_stand_at_their_dates(count: int, paper: str):
    drawn = drawings({"events": events(count)}, paper)

    assert count == sum(len(drawing["labels"]) for drawing in drawn)
    assert [] == [each for drawing in drawn for each in off_scale(drawing)]
    assert [] == [each for drawing in drawn for each in crossing(drawing)]
    assert [] == [each for drawing in drawn for each in outside(drawing)]


def test_twice_the_time_is_twice_the_distance():
    """The scale of the first drawing with figures that can be checked by hand."""
    (drawing,) = drawings(
        {
            "events": [
                {"date": "1900", "title": "a"},
                {"date": "1910", "title": "b"},
                {"date": "1930", "title": "c"},
            ]
        }
    )
    first, second, third = (row["mark"] for row in drawing["labels"])

    assert 2.0 == pytest.approx((third - second) / (second - first), abs=0.01)


def test_the_year_before_the_first_is_one_year_before_it():
    (drawing,) = drawings(
        {
            "events": [
                {"date": "-0002", "title": "a"},
                {"date": "-0001", "title": "b"},
                {"date": "0001", "title": "c"},
            ]
        }
    )
    first, second, third = (row["mark"] for row in drawing["labels"])

    assert 1.0 == pytest.approx((third - second) / (second - first), abs=0.01)


GUIDES = {
    **{f"{count} events": events(count) for count in COUNTS},
    "before our era": BEFORE_OUR_ERA,
    "one day": [{"date": "1969-07-20", "title": f"ev{at:03} On one day"} for at in range(6)],
    "long words": [
        {"date": str(1900 + at), "title": f"ev{at:03} {'Donaudampfschifffahrtsgesellschaft' * 3}"}
        for at in range(4)
    ],
}


def on_pages(pdf: Pdf) -> list[int]:
    """The pages of the timeline: all but the cover and the page for notes."""
    return list(range(1, pdf.destinations().get("jottings", (len(pdf.labels), 0.0))[0]))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", GUIDES)
def test_every_event_is_printed_once(built: Built, name: str, paper: str):
    pdf = built(timeline(GUIDES[name]), "student", paper)
    printed = sorted(re.findall(r"\bev\d{3}\b", " ".join(pdf.texts[page] for page in on_pages(pdf))))

    assert [f"ev{at:03}" for at in range(len(GUIDES[name]))] == printed


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", GUIDES)
def test_no_words_overlap(built: Built, name: str, paper: str):
    pdf = built(timeline(GUIDES[name]), "student", paper)
    overlapping_words = [
        (a.text, b.text)
        for page in on_pages(pdf)
        for a, b in combinations(pdf.words[page], 2)
        if a.overlaps(b)
    ]

    assert [] == overlapping_words


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", GUIDES)
def test_everything_stays_within_the_margins(built: Built, name: str, paper: str):
    pdf = built(timeline(GUIDES[name]), "student", paper)
    room = KNOWN_PAPERS[paper]
    low, high = room.head * MM - 1, (room.height - room.foot) * MM + 1
    left, right = room.side * MM - 1, (room.width - room.side) * MM + 1

    beyond = [
        word.text
        for page in on_pages(pdf)
        for word in pdf.words[page]
        if word.bottom < high + 8
        and not (low <= word.top and word.bottom <= high and left <= word.left and word.right <= right)
    ]

    assert [] == beyond


@pytest.mark.parametrize("name", GUIDES)
def test_events_are_read_in_the_order_of_time(built: Built, name: str):
    pdf = built(timeline(GUIDES[name]))
    read_out = re.findall(r"ev\d{3}", pdf.tree.text)
    drawn = drawings({"events": GUIDES[name]})
    expected = [row["event"].title[:5] for drawing in drawn for row in drawing["labels"]]

    assert expected == read_out
    dates = {event["title"][:5]: event["date"] for event in GUIDES[name]}
    years = [
        int(dates[title].lstrip("-")[:4]) * (-1 if dates[title].startswith("-") else 1) for title in read_out
    ]
    assert sorted(years) == years


@pytest.mark.parametrize("name", GUIDES)
def test_a_drawing_takes_one_page(built: Built, name: str):
    pdf = built(timeline(GUIDES[name]))

    assert len(drawings({"events": GUIDES[name]})) == len(on_pages(pdf))


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (2, 1), (7, 1), (60, 4)])
def test_no_more_pages_than_needed(count: int, pages: int):
    assert len(drawings({"events": events(count)})) <= pages
