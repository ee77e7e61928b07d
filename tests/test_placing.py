"""Labels beside a scale: in the room, in order, none over another, as near to their places as can be."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.placing import Box, chunks, lanes, place, sides

GAP = 2.0
lengths = st.floats(0.5, 40)
boxes = st.lists(st.builds(Box, st.floats(0, 200), lengths, st.just(0.25)), max_size=12)
spans = st.lists(st.tuples(st.floats(0, 200), lengths).map(lambda each: (each[0], sum(each))), max_size=12)


def stack(boxes: list[Box]) -> float:
    """The least room in which they fit."""
    return sum(box.height for box in boxes) + GAP * max(len(boxes) - 1, 0)


def displacement(boxes: list[Box], tops: list[float]) -> float:
    return sum((top + box.anchor - box.wanted) ** 2 for box, top in zip(boxes, tops, strict=True))


@pytest.mark.parametrize(
    ("boxes", "tops"),
    [
        ([], []),
        ([Box(50, 10)], [50]),
        ([Box(50, 10, anchor=3)], [47]),
        ([Box(20, 10), Box(50, 10)], [20, 50]),  # apart: both where they want to be
        ([Box(50, 10), Box(50, 10)], [44, 56]),  # pushed apart by the same
        ([Box(0, 10), Box(0, 10)], [0, 12]),  # not above the room
        ([Box(100, 10), Box(100, 10)], [78, 90]),  # nor below it
        ([Box(50, 10), Box(50, 10), Box(90, 10)], [44, 56, 90]),
    ],
)
def test_boxes_stand_where_they_want_or_share_the_push(boxes: list[Box], tops: list[float]):
    assert tops == pytest.approx(place(boxes, 100, GAP))


def test_boxes_that_do_not_fit_are_not_placed():
    assert place([Box(0, 60), Box(0, 60)], 121, GAP) is None
    assert [0, 62] == place([Box(0, 60), Box(0, 60)], 122, GAP)


@given(boxes)
def test_placed_boxes_keep_their_order_and_their_gap(boxes: list[Box]):
    tops = place(boxes, 200, GAP)
    if tops is None:
        assert stack(boxes) > 200
        return
    for (upper, box), (lower, _) in pairwise(zip(tops, boxes, strict=True)):
        assert upper + box.height + GAP <= lower + 1e-6
    assert all(-1e-6 <= top and top + box.height <= 200 + 1e-6 for top, box in zip(tops, boxes, strict=True))


@given(boxes.filter(lambda boxes: 0 < len(boxes) and stack(boxes) < 190), st.data())
def test_no_other_placing_is_nearer(boxes: list[Box], data: st.DataObject):
    """Moving any run of neighbours, as far as they may, never brings the boxes nearer to their wishes."""
    boxes = sorted(boxes, key=lambda box: box.wanted)
    tops = place(boxes, 200, GAP)
    assert tops is not None
    start = data.draw(st.integers(0, len(boxes) - 1))
    end = data.draw(st.integers(start, len(boxes) - 1))
    above = tops[start - 1] + boxes[start - 1].height + GAP if start else 0.0
    below = tops[end + 1] - GAP if end + 1 < len(boxes) else 200.0
    by = data.draw(st.floats(min(above - tops[start], 0), max(below - tops[end] - boxes[end].height, 0)))
    moved = [top + by if start <= at <= end else top for at, top in enumerate(tops)]

    assert displacement(boxes, tops) <= displacement(boxes, moved) + 1e-3


@pytest.mark.parametrize(
    ("boxes", "chosen"),
    [
        ([], []),
        ([Box(10, 5)], [1]),
        ([Box(10, 5), Box(40, 5), Box(70, 5)], [1, 0, 1]),  # room on both sides: in turns
        ([Box(10, 50), Box(12, 5), Box(20, 5)], [1, 0, 0]),  # the right is taken until 60
    ],
)
def test_a_box_goes_to_the_side_where_it_is_pushed_less(boxes: list[Box], chosen: list[int]):
    assert chosen == sides(boxes, 100, GAP)


def test_boxes_that_overfill_one_side_are_shared_evenly():
    late = [Box(90, 20) for _ in range(8)]

    assert [1, 0, 1, 0, 1, 0, 1, 0] == sides(late, 86, GAP)
    assert sides(late, 85, GAP) is None


@given(boxes)
def test_both_sides_fit_or_none_is_chosen(boxes: list[Box]):
    chosen = sides(boxes, 120, GAP)
    if chosen is not None:
        for side in (0, 1):
            assert stack([box for box, where in zip(boxes, chosen, strict=True) if where == side]) <= 120


@pytest.mark.parametrize(
    ("spans", "chosen"),
    [
        ([], []),
        ([(0, 10), (20, 30)], [0, 0]),
        ([(0, 10), (10, 30)], [0, 1]),  # they would touch
        ([(15, 30), (0, 10), (5, 20)], [0, 0, 1]),  # in any order
    ],
)
def test_spans_that_overlap_take_lanes_of_their_own(spans: list[tuple[float, float]], chosen: list[int]):
    assert chosen == lanes(spans, 1)


@given(spans)
def test_no_two_spans_touch_in_a_lane_and_no_lane_is_wasted(spans: list[tuple[float, float]]):
    chosen = lanes(spans, 1)

    for (one, lane), (other, same) in combinations(zip(spans, chosen, strict=True), 2):
        assert lane != same or one[1] + 1 <= other[0] or other[1] + 1 <= one[0]
    most = max((sum(a <= top < b + 1 for a, b in spans) for top, _ in spans), default=0)
    assert most == max(chosen, default=-1) + 1


@pytest.mark.parametrize(
    ("breaks", "rooms", "runs"),
    [
        ([0, 1, 1, 1, 1, 1], [100], [range(6)]),
        ([0, 1, 1, 1, 1, 1], [100, 100], [range(3), range(3, 6)]),
        ([0, 1, 1, 1, 1, 1], [100, 200], [range(2), range(2, 6)]),  # as full as each other
        ([0, 9, 1, 1, 1, 1], [100, 100], [range(3), range(3, 6)]),  # a wide break too far away
    ],
)
def test_items_are_shared_by_the_rooms(breaks: list[float], rooms: list[float], runs: list[range]):
    assert runs == chunks([10] * 6, breaks, rooms)


def test_a_cut_is_moved_to_a_wide_break_nearby():
    breaks = [0.0, *[1.0] * 29]
    breaks[16] = 9.0

    assert [range(16), range(16, 30)] == chunks([10] * 30, breaks, [200, 200])


@given(st.lists(st.tuples(lengths, st.floats(0, 100)), min_size=1, max_size=30), st.data())
def test_every_item_is_in_one_run_and_no_run_is_empty(items: list[tuple[float, float]], data: st.DataObject):
    rooms = data.draw(st.lists(st.floats(50, 200), min_size=1, max_size=len(items)))
    runs = chunks([height for height, _ in items], [wide for _, wide in items], rooms)

    assert len(rooms) == len(runs)
    assert all(runs)
    assert list(range(len(items))) == [at for run in runs for at in run]
