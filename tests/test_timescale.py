"""The scale of a timeline: true, with ticks in years, months or days that have room and never jump."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.dates import parse
from guide.strings import languages, strings
from guide.timescale import Scale, amount_a_centimetre, around, ticks, whole_months

WORDS = strings("en")["dates"]
HEIGHT = 200.0

scales = st.builds(
    lambda first, length: Scale(first, first + length, HEIGHT),
    st.floats(-3000, 2020),
    st.floats(-2.5, 3.5).map(lambda power: 10.0**power),
)


def scale(first: str, last: str, height: float = HEIGHT) -> Scale:
    return Scale(parse(first).first, parse(last).last, height)


def labels(scale: Scale, language: str = "en") -> list[str]:
    return [tick.label for tick in ticks(scale, language, strings(language)["dates"])]


def few(*dates: str) -> Scale:
    return around([(parse(date).first, parse(date).last) for date in dates], HEIGHT)


def test_a_moment_stands_at_its_share_of_the_height_and_never_beyond():
    assert [0.0, 50.0, 100.0, 200.0, 200.0] == [
        Scale(1900, 2000, HEIGHT).place(moment) for moment in (1900, 1925, 1950, 2000, 2100)
    ]
    assert 0.0 == Scale(1900, 2000, HEIGHT).place(float("-inf"))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("1901", "1970", ["1905", "1910", "1915", "1920", "1925", "1930", "1935", "1940", "1945", "1950", "1955", "1960", "1965", "1970"]),
        ("-0020", "0010", ["20 BCE", "18 BCE", "16 BCE", "14 BCE", "12 BCE", "10 BCE", "8 BCE", "6 BCE", "4 BCE", "2 BCE", "2 CE", "4 CE", "6 CE", "8 CE", "10 CE"]),
        ("-0050", "0040", ["50 BCE", "45 BCE", "40 BCE", "35 BCE", "30 BCE", "25 BCE", "20 BCE", "15 BCE", "10 BCE", "5 BCE", "1 CE", "5 CE", "10 CE", "15 CE", "20 CE", "25 CE", "30 CE", "35 CE", "40 CE"]),
        ("1956-05", "1957-02", ["May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan 1957", "Feb", "Mar"]),
        ("1962-10-16", "1962-10-28", ["Oct 16", "Oct 17", "Oct 18", "Oct 19", "Oct 20", "Oct 21", "Oct 22", "Oct 23", "Oct 24", "Oct 25", "Oct 26", "Oct 27", "Oct 28", "Oct 29"]),
        ("1989-10-26", "1989-11-23", ["Oct 27", "Oct 29", "Oct 31", "Nov 2", "Nov 4", "Nov 6", "Nov 8", "Nov 10", "Nov 12", "Nov 14", "Nov 16", "Nov 18", "Nov 20", "Nov 22", "Nov 24"]),
    ],
)  # fmt: skip
def test_ticks_are_years_months_or_days(first: str, last: str, expected: list[str]):
    assert expected == labels(scale(first, last))


def test_the_labels_of_ticks_follow_the_language():
    days = scale("1989-11-09", "1989-11-11", 20)

    assert ["9. Nov.", "11. Nov."] == labels(days, "de")
    assert ["20 до н. э.", "10 до н. э.", "1 н. э.", "10 н. э.", "20 н. э."] == labels(
        scale("-0020", "0020", 50), "ru"
    )


@given(scales)
def test_ticks_stand_on_the_scale_in_order_and_with_room_for_their_labels(scale: Scale):
    places = [scale.place(tick.moment) for tick in ticks(scale, "en", WORDS)]

    assert all(scale.holds(tick.moment) for tick in ticks(scale, "en", WORDS))
    assert all(later - earlier > 6.0 for earlier, later in pairwise(places))


@given(scales)
def test_ticks_never_jump(scale: Scale):
    """The longest step is little more than the shortest: a month of 31 days to one of 28, the year 0."""
    steps = [later.moment - earlier.moment for earlier, later in pairwise(ticks(scale, "en", WORDS))]
    regular = [step for step in steps if step]

    if regular and scale.first >= 1:
        assert max(regular) <= min(regular) * 1.15


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        (["1989-11-09"], "1989", "1989"),  # a day: its year, with a little air
        (["1989-11"], "1989", "1989"),
        (["1989-11-09", "1989-11-10"], "1989", "1989"),
        (["1989"], "1984", "1994"),  # a year: five before, five after
        (["1936/1939"], "1934", "1941"),
        (["1900", "1999"], "1885", "2014"),
    ],
)
def test_few_events_stand_in_a_time_of_sensible_length(dates: list[str], first: str, last: str):
    chosen = few(*dates)

    assert parse(first).first == pytest.approx(chosen.first, abs=0.05)
    assert parse(last).last == pytest.approx(chosen.last, abs=0.05)


@given(st.lists(st.tuples(st.floats(-3000, 2020), st.floats(0.002, 100)), min_size=1, max_size=5))
def test_a_scale_holds_what_it_is_made_for(moments: list[tuple[float, float]]):
    moments = [(first, first + length) for first, length in moments]
    chosen = around(moments, HEIGHT)

    assert all(chosen.holds(first) and chosen.holds(last) for first, last in moments)


@pytest.mark.parametrize(
    ("first", "last", "air", "expected"),
    [
        ("1956-02-14", "1956-11-04", 0, "1956-02/1956-11"),
        ("1956-02-14", "1956-11-30", 0, "1956-02/1956-11"),
        ("1956-02-14", "1956-11-04", 1, "1956-01/1956-12"),
        ("1956-01-14", "1956-12-04", 1, "1955-12/1957-01"),
        ("-0001-12-31", "0001-01-01", 1, "-0001-11/0001-02"),
    ],
)
def test_whole_months_about_a_time(first: str, last: str, air: int, expected: str):
    months = whole_months(parse(first).first, parse(last).last, air)

    assert (parse(expected).first, parse(expected).last) == pytest.approx(months, abs=1e-9)


@pytest.mark.parametrize(
    ("years", "language", "expected"),
    [
        (78, "en", "3.9 years"),
        (78, "ru", "3,9 года"),
        (78, "de", "3,9 Jahre"),
        (78, "pl", "3,9 roku"),
        (78, "it", "3,9 anni"),  # Babel has no long name for it
        (20, "en", "1 year"),
        (100, "ru", "5 лет"),
        (30000, "en", "1,500 years"),
        (10, "uk", "6 місяців"),
        (0.5, "en", "9.1 days"),
        (78, "xx", "3.9 years"),
    ],
)
def test_the_amount_a_centimetre_stands_for_is_said_in_the_language(
    years: float, language: str, expected: str
):
    shown = amount_a_centimetre(Scale(1900, 1900 + years, HEIGHT), language)

    assert expected == shown.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("years", [100, 2, 0.1])
def test_every_language_names_the_units(years: float, language: str):
    assert "duration" not in amount_a_centimetre(Scale(1900, 1900 + years, HEIGHT), language)
