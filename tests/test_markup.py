from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide import markup, metrics
from guide.marks import slips
from guide.markup import (
    Context,
    Options,
    answers,
    citations,
    folded,
    mistakes,
    plain,
    render,
    render_inline,
    terms,
    withhold,
)


class Citer:
    def __call__(self, key: str, locator: str | None) -> str:
        return f"<em>{key}</em>" + (f", {locator}" if locator else "")

    def again(self, key: str, locator: str | None) -> str:
        return f"same {key}" + (f", {locator}" if locator else "")


TERMS = {"thaw": ("thaw", "a time of less fear"), "thaws": ("thaw", "a time of less fear")}
CONTEXT = Context(Citer(), TERMS)
FOOTNOTES = Options(footnotes=True)

# Prose as teachers write it, with the marks that matter; every secret begins with SECRET.
pieces = st.sampled_from(
    [
        "\n",
        "\n\n",
        "    ",
        "- ",
        "> ",
        "1. ",
        "word ",
        "/// answer\n",
        "/// Answer\n",
        "//// answer\n",
        "/// answer: x\n",
        "    lines: 3\n",
        "///\n",
        "////\n",
        "    ///\n",
        "{{_",
        "_}}",
        "_",
        "/// note\n",
        "[@a, p. 3]",
        "[[thaw]]",
        "[^1]",
        "\n[^1]: note\n",
        "*",
        "| a | b |\n|---|---|\n",
        "<div>",
        "`",
        "&",
        "\\",
        "![x](y)",
        '"',
        "'",
        "~2~",
        "^2^",
        "--",
        "...",
        "# ",
        "### ",
        "<h1>",
        "| a | b |\n|--:|:-:|\n",
    ]
)
prose = st.lists(pieces, max_size=14).map("".join)
visible = st.sampled_from(["word ", "- item\n", "> quoted\n", "*em* ", "\n\n", "[@a, p. 3] ", "[[thaw]] "])
secret = st.integers(0, 99).map("SECRET{:02}".format)
blank = secret.map("{{{{_{}_}}}} ".format)
passage = st.builds(
    "\n\n{prefix}{slashes} {word}{rest}\n{indent}{text}\n{indent}{slashes}\n\n".format,
    prefix=st.sampled_from(["", "- ", "> ", "  "]),
    indent=st.just("  "),
    slashes=st.sampled_from(["///", "////"]),
    word=st.sampled_from(["answer", "Answer", "ANSWER"]),
    rest=st.sampled_from(["", "\n    lines: 3", "\n    year: SECRET", ": SECRET", " | SECRET"]),
    text=secret | st.builds("{}\n\n  {}".format, secret, secret),
)
sheet = st.lists(visible | blank | passage, max_size=10).map("".join)


def test_withhold_leaves_room_and_no_answer():
    text = "In {{_1956_}} he spoke.\n\n/// answer\n    lines: 6\nOf the terror.\n///\n\nThen silence."

    assert ("In {{__________}} he spoke.\n\n/// answer\n    lines: 6\n///\n\nThen silence.") == withhold(text)
    assert ["Of the terror.", "1956"] == answers(text)


@pytest.mark.parametrize(
    "text",
    [
        "/// answer\nSECRET\n///\nafter",
        "/// Answer\nSECRET\n///\nafter",
        "///answer\nSECRET\n///\nafter",
        "/// answer | SECRET\nSECRET\n///\nafter",
        "/// answer: SECRET\n\nSECRET\n///\nafter",
        "/// answer\n    year: 1956 SECRET\n///\nafter",
        "/// answer\n    year: 1956\nSECRET\n///\nafter",
        "- /// answer\n  SECRET\n  ///\n\nafter",
        "1. /// answer\n    SECRET\n    ///\n\nafter",
        "> /// answer\n> SECRET\n> ///\n\nafter",
        "word\n: /// answer\n    SECRET\n    ///\n\nafter",
        "/// answer\na\n    ///\nSECRET\n///\nafter",
        "/// answer\na\n\n/// answer\nb\n///\n\nSECRET\n///\nafter",
        "//// answer\n/// answer\na\n///\nSECRET\n////\nafter",
        "after\n\n/// answer\nSECRET",
        "{{_SECRET_}} after",
        "{{_two\n\nparagraphs SECRET_}} after",
        "*{{_SECRET_}}* and `{{_SECRET_}}` after",
    ],
)
def test_an_answer_is_withheld_however_it_is_written(text: str):
    assert "SECRET" not in withhold(text)
    assert "1956" not in withhold(text)
    assert "after" in render(withhold(text), CONTEXT)
    assert any("SECRET" in each for each in answers(text))


@given(sheet)
def test_no_answer_survives_withholding(text: str):
    shown = withhold(text)
    assert "SECRET" not in shown
    assert "SECRET" not in render(shown, CONTEXT)
    assert bool(answers(text)) == ("SECRET" in text)


@given(prose)
def test_withholding_twice_is_withholding_once(text: str):
    assert withhold(text) == withhold(withhold(text))


@given(sheet)
def test_what_is_visible_stays(text: str):
    assert text.count("word ") == withhold(text).count("word ")


@given(st.lists(st.text(alphabet="ab ", min_size=1, max_size=3).filter(str.strip), min_size=1, max_size=4))
def test_short_answers_leave_blanks_of_one_width(secrets: list[str]):
    assert 1 == len({withhold("{{_" + each + "_}}") for each in secrets})


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("In {{_1956 he spoke {{_here_}}", "a blank is opened and never closed", 3),
        ("In {{_1956\n\nhe spoke_}}", "a blank is opened and never closed", 3),
        ("{{_here_}} in {{_1956", "a blank is opened and never closed", 14),
        ("a\n\n- /// answer\n  b", "an answer passage is opened and never closed", 5),
        ("a\n" + "- " * 60 + "b", "this line is nested too deeply", 122),
    ],
)
def test_what_cannot_be_meant_is_found(text: str, message: str | None, offset: int | None):
    assert ([(message, offset)] if message else []) == [(said, at) for said, at, _ in mistakes(text)]


def test_citations_and_terms_have_their_places():
    text = "He spoke [@taubman2003, p. 12; @wilson]. A [[thaw]], some [[thaws|thaw]] \\[@no]."

    assert [("taubman2003", 11), ("wilson", 32)] == [each for each in citations(text) if each[0] != "no"]
    assert [("thaw", text.index("thaw]]")), ("thaw", text.index("thaw]] \\"))] == list(terms(text))


@pytest.mark.parametrize(
    "text",
    [
        "The [[space\nrace]] began.",
        "The [[space\u00a0race]] began.",
        "> The [[space\n> race]] began.",
        "- The [[space\n    race]] began.",
        "The [[rush|Space\nrace]] began.",
    ],
)
def test_a_term_may_stand_over_the_end_of_a_line(text: str):
    context = Context(Citer(), {"space race": ("space race", "to be first")})

    assert ["space race"] == [folded(term) for term, _ in terms(text)]
    assert "to be first" in render(text, context, Options(margin=True))


def test_a_term_does_not_stand_in_two_paragraphs():
    text = "The [[space\n\nrace]] and [[thaw\n \n]] began."

    assert [] == list(terms(text))
    assert "<dfn>" not in render(text, CONTEXT)


@pytest.mark.parametrize("name", ["Café", "cafe\u0301", "CAFE\u0301"])
def test_a_term_is_found_however_its_accents_are_written(name: str):
    assert "caf\u00e9" == folded(name)


def test_plain_is_what_is_read_aloud():
    text = "# He *spoke* [@a, 3] of a [[thaw]] at the [hall](x.html), **1956**:\n\n> {{_fear_}} `so`"

    assert "He spoke of a thaw at the hall, 1956: ____ so" == plain(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Spoke [@a, p. 3].", '<p>Spoke<span> (<a href="#ref-a"><em>a</em>, p. 3</a>).</span></p>'),
        ("[[Thaw]]", "<p><dfn>Thaw</dfn></p>"),
        (
            "{{_fear_}}",
            '<p><span class="blank blank-8" data-field="blank" data-label="Blank 1: …">'
            '<span class="blank-answer">fear</span></span></p>',
        ),
        (
            "{{________}}",
            '<p><span class="blank blank-8" data-field="blank" data-label="Blank 1: …">&nbsp;</span></p>',
        ),
        (
            "/// answer\n    lines: 1\nFear\n///",
            '<div class="answer-space lines-1" data-field="lines" data-label="Answer">\n<div class="rule"></div>\n'
            '<div class="set-answer">\n<p>Fear</p>\n</div>\n</div>',
        ),
        ("a | b\n--|--\n1 | 2", None),
    ],
)
def test_prose_becomes_html(text: str, html: str | None):
    if html is None:
        assert '<th scope="col">a</th>' in render(text, CONTEXT)
    else:
        assert html == render(text, CONTEXT)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n\n## B\n\n# C", "232"),
        ("### A\n\n##### B\n\n#### C", "233"),
        ("## A\n\n# B\n\n### C", "223"),
        ("A\n=\n\nB\n-", "23"),
        ("<h1>A</h1>\n\n<h4>B</h4>", "23"),
        ("> # A\n\n- ### B", "23"),
    ],
)
def test_headings_begin_below_the_title_of_the_sheet_and_skip_no_level(text: str, levels: str):
    shown = render(text, CONTEXT)

    assert [*levels] == re.findall(r"<h(\d)", shown) == re.findall(r"</h(\d)", shown)


def test_columns_keep_their_alignment():
    shown = render("a | b | c\n:--|--:|:-:\n1 | 2 | 3", CONTEXT)

    assert [("", "a"), ("align-right", "b"), ("align-center", "c")] == re.findall(
        r'<th(?: class="([\w-]+)")? scope="col">(\w)', shown
    )
    assert [("", "1"), ("align-right", "2"), ("align-center", "3")] == re.findall(
        r'<td(?: class="([\w-]+)")?>(\w)', shown
    )
    assert "style" not in shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("H~2~O, x^2^", "H<sub>2</sub>O, x<sup>2</sup>"),
        ("~~gone~~", "<del>gone</del>"),
        ("about ~1957 and ~1960", "about ~1957 and ~1960"),
        ("[[thaw]]\n: meaning", "<dl>\n<dt><dfn>thaw</dfn></dt>\n<dd>meaning</dd>\n</dl>"),
    ],
)
def test_marks_of_markdown(text: str, html: str):
    assert html == render_inline(text, CONTEXT)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('"*So* it **was**," he said.', "“<em>So</em> it<strong> was</strong>,” he said."),
        ('`"a" -- b` and "c"', '<code>"a" -- b</code> and “c”'),
        ('    "a" -- b', '<pre><code>"a" -- b\n</code></pre>'),
        ('\\"a\\" \\-- "b"', '"a" -- “b”'),
        ('<span lang="ru">"a"</span> "b"', '<span lang="ru">“a”</span> “b”'),
        ("<https://a.org/a--b>", '<a href="https://a.org/a--b">https://a.org/a--b</a>'),
        ('[a "b"](https://a.org/ "c\'d")', '<a href="https://a.org/" title="c\'d">a “b”</a>'),
        ('“a” "b"', "“a” “b”"),
        (
            "It{{_'s_}}",
            'It<span class="blank blank-8" data-field="blank" data-label="Blank 1: It…">'
            '<span class="blank-answer">’s</span></span>',
        ),
    ],
)
def test_typed_marks_are_printed_and_code_is_left_alone(text: str, html: str):
    assert html == render_inline(text, CONTEXT)


def test_quotation_marks_are_those_of_the_guide():
    german = Context(Citer(), TERMS, "de")
    noted = '"So[@a, 3--5]," he said[^1].\n\n[^1]: "Nein" -- see [@a, 3--5].'

    assert "„So“" == render_inline('"So"', german)
    assert "(„Nein“ – see" in render(noted, german)
    assert "<em>a</em>, 3--5" in render(noted, german)


def test_plain_text_has_the_marks_that_are_printed():
    text = 'H~2~O, x^2^ and ~~not~~ "so" -- `"a" -- b`[^1] [@a, 3--5]\n\n[^1]: A note.'

    assert 'H2O, x2 and not "so" – "a" -- b' == plain(text)
    assert 'H2O, x2 and not «so» – "a" -- b' == plain(text, "ru")


def test_footnotes_stand_behind_the_punctuation():
    shown = render("Spoke [@a, p. 3].", CONTEXT, Options(footnotes=True))

    assert (
        '<p>Spoke<span>.<span class="footnote"><a href="#ref-a"><em>a</em>, p. 3.</a></span></span></p>'
        == shown
    )


def notes(text: str, options: Options = FOOTNOTES) -> list[str]:
    shown = re.findall(r'class="footnote">(.*?)</span>', render(text, CONTEXT, options))
    return [re.sub(r"<[^>]+>", "", each) for each in shown]


def test_a_note_that_cites_what_the_one_before_it_cited_is_shorter():
    text = "A [@a]. B *[@a, 3]*.\n\n> C [@a; @b]. D [@a].\n\n- E [@a, 3].\n- F[^1] [@a].\n\nG[^2] [@b].\n"
    defined = "\n[^1]: [@a, 4].\n\n[^2]: Not [@b]."

    assert [
        "a.",
        "same a, 3.",
        "a; b.",
        "a.",
        "same a, 3.",
        "same a, 4.",
        "same a.",
        "Not b.",
        "b.",
    ] == notes(text + defined)
    assert ["a."] == notes("A [@a].") == notes("A [@a].")
    assert "same" not in render(text + defined, CONTEXT)


def test_a_note_is_printed_where_it_is_marked():
    assert "<p>Spoke<span> (In<em> secret</em>.)</span></p>" == render(
        "Spoke[^1]\n\n[^1]: In *secret*.", CONTEXT
    )


def test_paragraphs_are_numbered_and_a_term_is_explained_once():
    shown = render("A [[thaw]].\n\nTwo [[thaws]].", CONTEXT, Options(numbered=True, margin=True))

    assert (
        '<div class="explained"><aside class="margin"><p><strong>thaw</strong> a time of less fear</p></aside>'
        '<p class="numbered"><span class="paragraph-number">1</span>A<dfn> thaw</dfn>.</p>\n'
        '</div><p class="numbered"><span class="paragraph-number">2</span>Two<dfn> thaws</dfn>.</p>'
    ) == shown


def test_one_paragraph_is_unwrapped_and_two_are_not():
    assert "a<em> b</em>" == render_inline("a *b*", CONTEXT)
    assert "<p>a</p>\n<p>b</p>" == render_inline("a\n\nb", CONTEXT)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<img src='x'>",
        "[a](javascript:x)",
        "[a](file:///etc/passwd)",
        "<p style='position:fixed'>a</p>",
        "<svg onload=x>",
        "<iframe src=x>",
        "<object data=x>",
    ],
)
def test_nothing_but_text_comes_through(text: str):
    shown = render(text, CONTEXT)

    for forbidden in ("script", "style", "<img", "file:", "svg", "iframe", "object", "onload"):
        assert forbidden not in shown


@settings(max_examples=60, deadline=None)
@given(prose | st.text(max_size=60), st.builds(Options, st.booleans(), st.booleans(), st.booleans()))
def test_no_prose_breaks_the_reader(text: str, options: Options):
    for each in (text, withhold(text)):
        render(each, CONTEXT, options)
        plain(each)
        for _, offset, _ in mistakes(each):
            assert 0 <= offset <= len(each)
    for key, offset in [*citations(text), *terms(text)]:
        assert key in text[offset:].strip() or key == text[offset : offset + len(key)]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab яцé字\u0301 -\n", min_size=1, max_size=80), st.integers(1, 80))
def test_wrapped_text_keeps_its_characters_and_its_room(text: str, fitting: int):
    room = metrics.width(text[:fitting], "sans", 9.0) * 0.99 + 0.01

    lines = metrics.wrap(text, "sans", 9.0, room)

    # A word too wide for a line is cut, with a hyphen.
    assert "".join(text.replace("-", "").split()) == "".join("".join(lines).replace("-", "").split())
    for line in lines:
        assert len(line) == 1 or metrics.width(line, "sans", 9.0) <= room


def test_an_answer_is_set_as_large_as_it_fits():
    assert (1, 2, 3, None) == tuple(metrics.fit("word " * count, 1, 150.0) for count in (10, 25, 60, 200))


@pytest.mark.parametrize(
    "text",
    [
        "20. Juli 1969",
        "9" * 5000 + ". A",
        "1957. A year that no one forgets.",
        "Then.\n\n4. Oktober.\n\nNow.",
        "> 5. Mai",
    ],
)
def test_a_number_before_a_single_line_is_no_list(text: str):
    out = render(text, CONTEXT)

    assert "<li>" not in out
    assert text.strip("> ").split() == re.sub(r"<[^>]+>", " ", out).split()


@pytest.mark.parametrize(
    ("text", "entries"),
    [("1. So", 1), ("1. A\n\n2. B", 2), ("7. A\n8. B", 2), ("4. A\n\n    more", 1), ("- 1. A", 2)],
)
def test_other_numbered_lines_are_a_list(text: str, entries: int):
    assert entries == render(text, CONTEXT).count("<li>")


def test_a_list_goes_on_with_the_next_number_alone():
    assert "<p>1957. C</p>" in render("7. A\n8. B\n\n1957. C", CONTEXT)
    assert 3 == render("7. A\n8. B\n\n9. C", CONTEXT).count("<li>")


def test_a_list_counts_from_its_first_number():
    assert 'style="counter-reset: list-item 6"' in render("7. A\n8. B", CONTEXT)
    assert "style" not in render("1. A\n2. B", CONTEXT)
    assert "style" not in render('<ol start="x" style="color: red"><li>A</li></ol>', CONTEXT)


def test_the_name_of_a_file_between_angles_is_no_tag():
    assert [] == list(slips("![A map](<images/my map.png>)\n\n[So](<https://example.org/a b>)"))


def by_markdown(text: str, context: Context, options: Options) -> str:
    """As Python-Markdown renders it, whatever stands in the text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "_WORDS", re.compile(r"(?!)"))
        return markup._render(text, context, options).replace("&nbsp;", "\u00a0")


SIGNS = (
    "word Ж a. I. 1956 1. don't 'so' \"so\" so: http://a.b and/or /// (c) -- --- ... - – ! % “so” * a_b ~ & = === "
    "# | 1) e\u0301 ab.c :-) A: \\ © ½"
).split(" ")
BLANKS = [" ", "  ", "\n", "\n\n", "\n\n\n", ": ", "\t", "\u00a0", "\u2028"]
words = st.sampled_from(SIGNS + BLANKS) | st.characters(codec="utf-8")


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(words, max_size=9).map("".join) | st.lists(words, max_size=9).map(" ".join),
    st.sampled_from([Options(), FOOTNOTES, Options(numbered=True), Options(margin=True)]),
    st.sampled_from(["en", "de", "fr"]),
)
def test_words_alone_are_what_markdown_makes_of_them(text: str, options: Options, language: str):
    context = Context(Citer(), TERMS, language)

    expected = by_markdown(text, context, options)
    assert expected == markup._render(text, context, options).replace("&nbsp;", "\u00a0")


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ('It\'s so, he said: "no"!\n\nAnd then 1956.', True),
        ("Line\nby line.\n", True),
        ("1956. The speech.", False),
        ("It is *so*.", False),
        ("So  \nbroken.", False),
        ("", False),
    ],
)
def test_most_texts_are_words_alone(text: str, alone: bool):
    assert alone is bool(markup._WORDS.fullmatch(text))
