from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.dates import NotADate, Precision, label, lifetime, month_label, parse
from guide.strings import strings

WORDS = strings("en")["dates"]
LANGUAGES = ("en", "en-GB", "ru", "de", "fr", "es", "pl", "ar", "zh")

years = st.integers(-9999, 9999).filter(bool).map(lambda year: f"{'-' if year < 0 else ''}{abs(year):04}")
months = st.builds("{}-{:02}".format, years, st.integers(1, 12))
days = st.builds("{}-{:02}".format, months, st.integers(1, 28))
seasons = st.builds("{}-{}".format, years, st.integers(21, 24))
vague = st.sampled_from(
    ["195X", "18XX", "00XX", "000X", "99XX", "1956-XX", "1956-02-XX", "Y-12000", "Y10000"]
)
points = (
    st.builds("{}{}".format, years | months | days | seasons, st.sampled_from(["", "~", "?", "%"])) | vague
)
intervals = st.builds(
    "{}/{}".format, points | st.sampled_from(["", ".."]), points | st.sampled_from(["", ".."])
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1956", 1956.0, 1957.0),
        ("195X", 1950.0, 1960.0),
        ("19XX", 1900.0, 2000.0),
        ("00XX", 1.0, 100.0),
        ("000X", 1.0, 10.0),
        ("1956-12", 1956 + 335 / 366, 1957.0),
        ("1956-12-31", 1956 + 365 / 366, 1957.0),
        ("1936/1938", 1936.0, 1939.0),
        ("1985/..", 1985.0, 1986.0),
        ("/1985", 1985.0, 1986.0),
        ("-0044", -43.0, -42.0),  # 44 BCE: there is no year 0
        ("-0001", 0.0, 1.0),
        ("Y-12000", -11999.0, -11998.0),
    ],
)
def test_a_date_has_its_place_on_a_scale(text: str, first: float, last: float):
    assert (first, last) == (parse(text).first, parse(text).last)


@pytest.mark.parametrize(
    ("text", "precision", "approximate", "uncertain"),
    [
        ("1956~", Precision.YEAR, True, False),
        ("1956-02?", Precision.MONTH, False, True),
        ("1956-02-25%", Precision.DAY, True, True),
        ("1956-21", Precision.SEASON, False, False),
        ("1956-XX", Precision.YEAR, False, False),
        ("1956-02-XX", Precision.MONTH, False, False),
    ],
)
def test_precision_and_doubt_are_kept(text: str, precision: Precision, approximate: bool, uncertain: bool):
    point = parse(text).start

    assert point is not None
    assert (precision, approximate, uncertain) == (point.precision, point.approximate, point.uncertain)


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("25 February 1956", "1956-02-25"),
        ("25th Feb. 1956", "1956-02-25"),
        ("February 25, 1956", "1956-02-25"),
        ("Feb 1956", "1956-02"),
        ("1956-2-5", "1956-02-05"),
        ("1956/2/25", "1956-02-25"),
        ("2/25/1956", "1956-02-25"),
        ("25.2.1956", "1956-02-25"),
        ("1936-1938", "1936/1938"),
        ("1936 to 1938", "1936/1938"),
        ("1936–1938", "1936/1938"),
        ("1938/1936", "1936/1938"),
        ("1956-02-15/1956-02-14", "1956-02-14/1956-02-15"),  # in a leap year days are shorter
        ("c. 1956", "1956~"),
        ("circa 1956", "1956~"),
        ("44 BC", "-0044"),
        ("44 b.c.e.", "-0044"),
        ("-44", "-0044"),
        ("AD 33", "0033"),
        ("1950s", "195X"),
        ("20th century", "19XX"),
        ("10 January 49 BC", "-0049-01-10"),
        ("March 15, 44 BCE", "-0044-03-15"),
        ("Sept. 9, 9 AD", "0009-09-09"),
        ("c. 500 BC", "-0500~"),
        ("60-53 BCE", "-0060/-0053"),
        ("60/53 BCE", "-0060/-0053"),
        ("44 BC - AD 14", "-0044/0014"),
        ("AD 9-14", "0009/0014"),
        ("-60/-53", "-0060/-0053"),
        ("-44-03-15", "-0044-03-15"),
        ("1939-45", "1939/1945"),
        ("1956-13-02", "1956-02-13"),
    ],
)
def test_a_likely_date_is_suggested(text: str, guess: str):
    with pytest.raises(NotADate) as caught:
        parse(text)

    assert f"did you mean '{guess}'?" == caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "../..",
        "Y00000",
        "1956-13",
        "1956-02-25-XX",
        "-195X",
        "195X-02",
        "1956/1957/1958",
        "0 BC",
        "today",
        "١٩٥٦",
    ],
)
def test_what_is_no_date_and_like_none_gets_the_forms(text: str):
    with pytest.raises(NotADate) as caught:
        parse(text)

    assert f"'{text}' is not a date that can be placed on a timeline" == str(caught.value)
    assert (
        "write it as 1956-02-25, 1956-02, 1956, 1956~ (about), 1936/1938 (from–to) or -0044 (44 BCE)"
        == caught.value.hint
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("0000", "there is no year 0: 1 BCE is -0001, and 1 CE, which comes next, is 0001"),
        ("February 30, 1956", "that month has the days 01 to 29"),
        ("45/2/1956", "that month has the days 01 to 29"),
        ("1938-1936", "did you mean '1936/1938'?"),
        ("02/03/1956", "did you mean '1956-02-03', or '1956-03-02'?"),
        ("25-Feb-56", "write the year with four digits, such as 1956-02-25"),
    ],
)
def test_a_date_that_is_nearly_one_is_told_what_is_wrong_with_it(text: str, hint: str):
    with pytest.raises(NotADate) as caught:
        parse(text)

    assert hint == caught.value.hint


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("-0044-02-30", "'-0044-02-30': this month has no day 30", "that month has the days 01 to 28"),
        ("1956-02-30", "'1956-02-30': this month has no day 30", "that month has the days 01 to 29"),
        ("1956-04-00", "'1956-04-00': this month has no day 00", "that month has the days 01 to 30"),
        (
            "1957-02-01/1957-02-29",
            "'1957-02-29': this month has no day 29",
            "that month has the days 01 to 28",
        ),
    ],
)
def test_a_day_that_its_month_does_not_have(text: str, message: str, hint: str):
    with pytest.raises(NotADate) as caught:
        parse(text)

    assert (message, hint) == (str(caught.value), caught.value.hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("14-08-19", "write the year with four digits: '0014-08-19' for the year 14, '1914-08-19'"),
        ("476-09", "write the year with four digits: '0476-09' for the year 476"),
        ("2/25/56", "write the year with four digits, such as 1956-02-25"),
    ],
)
def test_a_year_needs_four_digits(text: str, hint: str):
    with pytest.raises(NotADate) as caught:
        parse(text)

    assert hint == caught.value.hint


def test_an_interval_that_ends_before_it_begins_says_so():
    with pytest.raises(NotADate, match="'1956-12/1956-11' ends before it begins"):
        parse("1956-12/1956-11")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1956-02-25", "February 25, 1956"),
        ("1956-02", "February 1956"),
        ("1956-21", "spring 1956"),
        ("1956~", "about 1956"),
        ("1956?", "1956 (?)"),
        ("195X", "1950s"),
        ("-0044-03-15", "March 15, 44 BCE"),
        ("1936/1938", "1936–1938"),
        ("1956-02-14/1956-02-25", "February 14–25, 1956"),
        ("1956-02/1956-03", "February–March 1956"),
        ("1956-02-27/1956-03-01", "February 27 – March 1, 1956"),
        ("1936~/1938", "about 1936 – 1938"),
        ("-0100/-0044", "100–44 BCE"),
        ("-0044/0014", "44 BCE–14 CE"),
        ("-0044/0476", "44 BCE–476 CE"),
        ("-0500/1453", "500 BCE–1453"),
        ("-0044-03-15/0476-09-04", "March 15, 44 BCE – September 4, 476 CE"),
        ("0009-09-09", "September 9, 9 CE"),
        ("0009-09", "September 9 CE"),
        ("0009-21", "spring 9 CE"),
        ("0079", "79 CE"),
        ("0079~", "about 79 CE"),
        ("005X", "50s CE"),
        ("0476", "476"),
        ("0009/0014", "9–14 CE"),
        ("0050/0150", "50–150 CE"),
        ("0009-09-09/0009-09-11", "September 9–11, 9 CE"),
        ("0009-09-09/0014-08-19", "September 9, 9 CE – August 19, 14 CE"),
        ("19XX", "20th century"),
        ("20XX", "21st century"),
        ("10XX", "11th century"),
        ("01XX", "2nd century"),
        ("00XX", "1st century"),
        ("18XX/19XX", "19th century – 20th century"),
        ("1936/..", "from 1936"),
        ("../1936", "until 1936"),
    ],
)
def test_a_label_reads_as_english_prints_it(text: str, printed: str):
    assert printed == label(parse(text), "en", WORDS)


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en-GB", "25 February 1956"),
        ("ru", "25 февраля 1956\u202fг."),
        ("es", "25 de febrero de 1956"),
        ("zh", "1956年2月25日"),
    ],
)
def test_a_label_follows_its_language(language: str, printed: str):
    assert printed == label(parse("1956-02-25"), language, WORDS)


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", ("20th century", "1st century", "September 9, 9 CE", "February 14–25, 1956")),
        ("de", ("20. Jahrhundert", "1. Jahrhundert", "9. September 9 n. Chr.", "14.–25. Februar 1956")),
        ("fr", ("XXe siècle", "Ier siècle", "9 septembre 9 apr. J.-C.", "14–25 février 1956")),
        ("es", ("siglo XX", "siglo I", "9 de septiembre de 9 d. C.", "14–25 de febrero de 1956")),
        ("it", ("XX secolo", "I secolo", "9 settembre 9 d.C.", "14–25 febbraio 1956")),
        ("pl", ("XX wiek", "I wiek", "9 września 9 n.e.", "14–25 lutego 1956")),
        ("ru", ("XX век", "I век", "9 сентября 9 н. э.", "14–25 февраля 1956\u202fг.")),
        ("uk", ("XX ст.", "I ст.", "9 вересня 9 н. е.", "14–25 лютого 1956\u202fр.")),
    ],
)
def test_centuries_eras_and_days_in_every_language(language: str, printed: tuple[str, ...]):
    words = strings(language)["dates"]
    dates = ("19XX", "00XX", "0009-09-09", "1956-02-14/1956-02-25")

    assert printed == tuple(label(parse(text), language, words) for text in dates)


def test_a_word_with_an_apostrophe_is_printed_whole():
    words = WORDS | {"bce": "{year} avant l'ère commune"}

    assert "15 mars 44 avant l'ère commune" == label(parse("-0044-03-15"), "fr", words)


def test_the_dates_of_a_person():
    assert ("1894–1971", "b. 1931", "d. 1938") == tuple(
        lifetime(parse(text), "en", WORDS) for text in ("1894/1971", "1931/..", "../1938")
    )


def test_a_month_is_short_on_a_scale():
    assert ("Feb", "févr.") == (month_label(2, "en"), month_label(2, "fr"))


def test_the_months_of_one_language_do_not_turn_up_in_another():
    date = parse("1956-02/1956-03")
    labels = {
        language: label(date, language, WORDS) for language in ("zh", "it", "he", "de", "fr", "zh", "it")
    }
    months = {language: month_label(2, language) for language in ("zh", "it", "he", "de", "uk")}

    assert {
        "zh": "二月–1956年3月",
        "it": "febbraio–marzo 1956",
        "he": "פברואר–מרץ 1956",
        "de": "Februar–März 1956",
        "fr": "février–mars 1956",
    } == labels
    assert {"zh": "2月", "it": "feb", "he": "פבר׳", "de": "Feb", "uk": "лют."} == months


@given(points | intervals)
def test_a_date_never_ends_before_it_begins(text: str):
    try:
        date = parse(text)
    except NotADate:
        assert "/" in text
        return
    assert date.first <= date.middle <= date.last


@given(days, days)
def test_an_interval_of_days_is_read_exactly_when_it_is_in_order(one: str, other: str):
    before, after = parse(one), parse(other)
    if before.first <= after.first:
        assert (before.first, after.last) == (parse(f"{one}/{other}").first, parse(f"{one}/{other}").last)
    else:
        with pytest.raises(NotADate, match="ends before it begins"):
            parse(f"{one}/{other}")


@given(points | intervals, st.sampled_from(LANGUAGES))
def test_every_date_has_a_label_in_every_language(text: str, language: str):
    try:
        date = parse(text)
    except NotADate:
        return
    words = strings(language)["dates"]
    assert label(date, language, words).strip()
    assert lifetime(date, language, words).strip()


@given(st.text(max_size=20) | st.text(alphabet="0123456789-/.~?XY ", max_size=20))
def test_any_text_is_a_date_or_said_not_to_be_and_a_suggestion_is_a_date(text: str):
    try:
        parse(text)
    except NotADate as problem:
        if problem.hint.startswith("did you mean"):
            parse(problem.hint.removeprefix("did you mean '").removesuffix("'?"))
