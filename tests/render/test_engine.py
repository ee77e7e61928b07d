"""What is quick gives what WeasyPrint gives: the same styles, the same trees, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

import pikepdf
import pydyf
import pytest
import tinyhtml5
from hypothesis import given, settings
from hypothesis import strategies as st
from tinyhtml5 import inputstream
from weasyprint.css import get_all_computed_styles
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.css.targets import TargetCollector
from weasyprint.layout import block

from guide.engine import FontConfiguration, weasyprint
from guide.engine.swap import swapped
from guide.resources import folder


@contextmanager
def as_it_came() -> Iterator[None]:
    """WeasyPrint with its own functions in their places."""
    for swap in swapped:
        swap.put(swap.original)
    try:
        yield
    finally:
        for swap in swapped:
            swap.put(swap.ours)


def pdf(html: str) -> bytes | str:
    """The file, or what WeasyPrint breaks with."""
    try:
        return weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    except Exception as problem:
        return repr(problem)


WORDS = (
    "In the year 1956 a long and difficult speech, which nobody had expected, was read behind closed doors. "
)
TABLE = "<table><caption>c</caption><thead><tr><th>a<th>b</thead><tr><td rowspan=2>1<td>2<tr><td>3</table>"

DOCUMENTS = {
    "empty": "",
    "sloppy": "<p>a<p>b<div><b>c<i>d</b>e</i><li>f<table>x<td>y</table></p>&nbsp;&notit;",
    "root without a box": "<style>html{display:none}</style>nothing",
    "logical": "<style>p{margin-left:1px;margin-inline:2em 3em;border-inline-start:2px solid red;"
    "padding-block:calc(1em + 2%);inline-size:50%} [dir]{direction:rtl}</style>"
    f"<p>{WORDS}<p dir=rtl>{WORDS}<p style='margin-inline-start:9px;margin-left:inherit'>{WORDS}",
    "variables": "<style>:root{--a:3px;--b:var(--a);--c:var(--c)} p{margin:var(--b) var(--none, 2em);"
    "color:var(--wrong);width:var(--c)} p p{margin:inherit;all:unset}</style><p><p style='--a:1em'>x",
    "arithmetic": "<style>body{text-indent:calc(10% + 2em);font-size:calc(1em + 2px)} div{font-size:2em;"
    "width:calc(50% - 1em);max-height:min(10%,3em);min-width:clamp(1px,2em,90%)}</style>"
    f"<body><div>{WORDS}<div>{WORDS}",
    "sizes": "<style>div{box-sizing:border-box;padding:5%;border:3px solid;height:10%;max-width:90%}"
    ".p{box-sizing:padding-box;width:40%;min-height:auto;max-height:none}</style>"
    f"<div style='height:400px'><div>{WORDS}<div class=p>{WORDS}</div></div></div>",
    "pseudo-elements": "<style>p::before{content:counter(n) '. ';counter-increment:n;float:left}"
    "p::first-letter{font-size:3em} p::first-line{color:red} li::marker{color:blue;content:'*'}"
    "p::after{content:leader('.') target-counter(attr(href), page);display:block}"
    "q{quotes:'<' '>'} .x::before,p.y{color:red}</style>"
    f"<p class=x>{WORDS}<p class=y><q>{WORDS}</q><ol><li>a<li>b<ul style='list-style:inside'><li>c</ul></ol>",
    "precedence": "<style>p{color:red!important} p.a{color:blue} #i{color:green} .a:not(.b)>b{color:gray}"
    "@layer two, one; @layer one{b{margin:1px}} @layer two{b{margin:2px}} p:nth-child(2n){color:pink}"
    "[lang|=de]{color:teal} :lang(de) b{quotes:none} b:has(i){padding:1px}</style>"
    "<p class=a style='color:black'>x<p id=i class='a b'>y <b>z</b><p lang=de-AT>q <b><i>b</i></b>",
    "anchors": "<style>p::before{anchor:attr(id);content:'x'} a{link:attr(href)}"
    "a::after{content:target-text(attr(href))}</style><h1 id=h>h</h1><p id=p>p<a href=#p>a</a><a href=#h>b</a>",
    "footnotes": "<style>@page{size:300px 400px;margin:30px;@footnote{border-top:1px solid;max-height:100px}}"
    "span{float:footnote} .b{footnote-policy:block} .l{footnote-policy:line}</style>"
    + "".join(f"<p>{WORDS}<span class={kind}>{WORDS}</span>{WORDS}" for kind in "abl" * 6),
    "footnotes that do not fit": "<style>@page{size:300px 300px;margin:20px} span{float:footnote}</style>"
    + f"<p>{WORDS * 2}<span>{WORDS * 9}</span>{WORDS}<span>{WORDS * 4}</span>" * 3,
    "footnotes of columns": "<style>@page{size:400px 300px;margin:20px} body{columns:2}"
    "span{float:footnote}</style>" + f"<p>{WORDS}<span>{WORDS}</span>" * 9,
    "pages": "<style>@page{size:200px 200px;margin:10%;@bottom-center{content:counter(page) '/' counter(pages)}}"
    "@page:first{@top-left{content:'first'}} @page wide{size:300px 100px} div{page:wide;break-before:page}"
    "p{widows:3;orphans:3}</style>" + f"<p>{WORDS}<div>{WORDS}</div>{TABLE}" * 3,
    "pages of parts of themselves": "<style>@page{size:300px 200px;margin:5vw;@top-left{content:'x'}}"
    "a::after{content:target-counter(attr(href),page)}</style><a href=#z>x</a><p id=z>",
    "backgrounds": "<style>@page{background:#000} .b{background:#000} .t{background:transparent}"
    ".s{box-shadow:0 0 2px #000} .i{border:3px solid;border-image:linear-gradient(red,blue) 1}"
    ".c{color:transparent;background:currentcolor} .h{visibility:hidden;background:#000}</style>"
    + "".join(f"<p class={name}>{WORDS}" for name in "btsich"),
    "boxes": "<style>.f{float:left;width:30%} .a{position:absolute;top:10%;left:calc(5% + 1px)}"
    ".i{display:inline-block;padding:3%} .x{display:flex;gap:3%} .g{display:grid;grid-template-columns:1fr 2fr}"
    "table{border-collapse:collapse;width:100%} td{border:1px solid;padding:4px}"
    ".r{border-radius:10% 3px;background:linear-gradient(red,blue);box-shadow:1px 1px red}</style>"
    f"<div class=f>{WORDS}</div><div class=a>a</div>{WORDS}<div class=i>{WORDS}</div><div class=x><p>{WORDS}"
    f"<p>b</div><div class=g><p>{WORDS}<p>d</div>{TABLE}<div class=r>{WORDS}</div>"
    "<div class=r style='overflow:hidden;height:1em;text-overflow:ellipsis;white-space:nowrap'>"
    f"{WORDS}</div><div style='max-lines:2;continue:discard;block-ellipsis:auto'>{WORDS * 3}</div>",
    "text": "<style>body{hyphens:auto;width:180px;text-align:justify} .s{letter-spacing:2px;word-spacing:3px}"
    ".n{font-variant:small-caps tabular-nums;font-feature-settings:'ss01'} .u{text-decoration:underline "
    "overline line-through wavy red} .w{overflow-wrap:anywhere;width:30px} .p{white-space:pre;tab-size:2em}"
    "</style><body lang=en>"
    f"{WORDS}<p class=s>{WORDS}<p class='s n'>{WORDS}<p class=u lang=de>{WORDS}<p class=w>{WORDS}"
    f"<p class=p>a\tb\n c  <p lang=''>soft­hy­phen­ation unbelievably <p style='font-size:0'>no<p>λόγος слово אבג 漢字"
    "<p>a\u202eb\u200bc\u00a0d<sup>2</sup><sub style='vertical-align:20%'>3</sub>",
    "tabs": f"<p style='width:40px;white-space:pre-wrap'>long,\t{WORDS}\t\tx",
    "lines of one style after those of another": f"<div style='text-align:justify;width:200px'>{WORDS}</div>"
    f"<div style='width:200px'>{WORDS}</div><div style='width:200px;overflow:hidden;text-overflow:ellipsis;"
    f"white-space:nowrap'>{WORDS}</div><div style='width:200px;direction:rtl'>{WORDS}</div>" * 2,
    "drawing": "<svg viewBox='0 0 10 10' width=50><defs><linearGradient id=g><stop offset=0 stop-color=red />"
    "</linearGradient></defs><path d='M0 0 L5.123456 5' stroke='url(#g)'/><text x='1 3' y=9>t &amp; u</text></svg>",
}


@pytest.mark.parametrize("html", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.filterwarnings("ignore")
def test_pages_are_those_of_weasyprint_to_the_byte(html: str):
    quick = pdf(html)
    with as_it_came():
        assert pdf(html) == quick


def glyphs(html: str) -> list[bytes]:
    """The glyphs of each piece of text that is shown."""
    with pikepdf.open(io.BytesIO(pdf(html))) as file:
        shown = pikepdf.parse_content_stream(file.pages[0], operators="TJ")
        return [
            b"".join(bytes(each) for each in one.operands[0] if isinstance(each, pikepdf.String))
            for one in shown
        ]


@pytest.mark.parametrize("attributes", ["", "x='1' y='9'"])
def test_a_text_of_a_drawing_is_set_as_one_of_the_page(attributes: str):
    drawing = f"<svg viewBox='0 0 99 9'><text {attributes}>office</text></svg>"

    assert glyphs("<p style='font-family: sans-serif'>office") == glyphs(drawing)


@pytest.mark.parametrize(
    "attributes", ["x='1 3'", "y='1,3'", "dx='1'", "rotate='9'", "letter-spacing='1'", "textLength='50'"]
)
def test_letters_of_a_drawing_that_have_places_of_their_own_are_set_apart(attributes: str):
    assert 6 == len(glyphs(f"<svg viewBox='0 0 99 9'><text {attributes}>office</text></svg>"))


def test_a_font_that_is_added_is_that_of_the_next_document():
    page = weasyprint.HTML(string=f"<p style='font-family: Added, serif; text-align: right'>{WORDS}</p>")
    file = min((folder("templates") / "fonts").rglob("Inter*Regular*.ttf"))
    face = f"@font-face {{ font-family: Added; src: url({file.as_uri()}) }}"

    def without_and_with_it() -> tuple[bytes, bytes]:
        fonts = FontConfiguration()
        without = page.write_pdf(font_config=fonts)
        sheet = weasyprint.CSS(string=face, font_config=fonts)
        return without, page.write_pdf(font_config=fonts, stylesheets=[sheet])

    quick = without_and_with_it()
    assert quick[0] != quick[1]
    with as_it_came():
        assert without_and_with_it() == quick


DECLARATIONS = (
    *(
        "margin: 1em",
        "margin-inline: 2px 10%",
        "margin-block-end: 3px",
        "padding-left: inherit",
        "direction: rtl",
    ),
    *("border-style: solid", "border-inline-end: 4px solid red", "border-top-width: 7px", "border: initial"),
    *(
        "font-size: 1.5em",
        "font: bold 10px/1.2 serif",
        "font-weight: bolder",
        "lang: attr(lang)",
        "quotes: none",
    ),
    *("text-indent: calc(1em + 10%)", "line-height: 120%", "--a: 1em", "margin-top: var(--a)", "all: unset"),
    *("width: var(--b, 3em)", "display: table", "display: list-item", "float: left", "position: absolute"),
    *("float: footnote", "page: wide", "text-decoration: underline red", "content: 'x'", "anchor: attr(id)"),
    *(
        "color: currentcolor",
        "outline: 2px solid",
        "columns: 2",
        "gap: 1em",
        "block-size: 10%",
        "width: calc(1px * x)",
    ),
    *(
        "max-inline-size: 9px",
        "border-start-end-radius: 3px",
        "letter-spacing: 1px !important",
        "opacity: .5",
    ),
)
SELECTORS = (
    *("*", "p", "div > p", "p + p", ".a", ".b.a", "#i", "[lang]", "p:first-child", "div p b", ":root", "P"),
    *("::before", "p.a::after", "b::marker", ":not(.a)", ":is(p, .b)", "p:nth-of-type(2)", "html|p", ".A"),
)
ATTRIBUTES = ("", "class=a", "class='b a'", "id=i", "lang=de", "style='margin-left:3px;color:red'", "dir=rtl")


def styles(html: str, keys: list[str]) -> list[object]:
    try:
        return list(_styles(html, keys))
    except Exception as problem:
        return [repr(problem)]


def _styles(html: str, keys: list[str]) -> Iterator[object]:
    document = weasyprint.HTML(string=html)
    collector = TargetCollector()
    style_for = get_all_computed_styles(document, target_collector=collector, page_rules=[], layers=[])
    yield tuple(sorted(collector.target_lookup_items))
    for element in document.etree_element.iter():
        for pseudo in (None, "before", "after", "marker", "first-line", "footnote-call"):
            style = style_for(element, pseudo)
            for key in keys if style is not None else ():
                yield element.tag, pseudo, key, repr(style[key])  # a token equals itself alone


@settings(deadline=None, max_examples=60)
@given(
    rules=st.lists(
        st.tuples(st.sampled_from(SELECTORS), st.lists(st.sampled_from(DECLARATIONS), max_size=4))
    ),
    elements=st.lists(
        st.tuples(st.sampled_from(["p", "div", "b", "table"]), st.sampled_from(ATTRIBUTES)), max_size=6
    ),
    keys=st.permutations(list(INITIAL_VALUES)),
)
@pytest.mark.filterwarnings("ignore")
def test_every_property_of_every_element_is_that_of_weasyprint(rules, elements, keys):
    css = "".join(f"{selector} {{ {'; '.join(declared)} }}" for selector, declared in rules)
    html = f"<style>{css}</style>" + "".join(f"<{name} {attribute}>x" for name, attribute in elements)
    quick = styles(html, keys)
    with as_it_came():
        ours = styles(html, keys)
    assert [each for each in zip(ours, quick, strict=True) if each[0] != each[1]] == []


@pytest.mark.parametrize("html", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_page_is_parsed_to_the_same_tree(html: str, monkeypatch: pytest.MonkeyPatch):
    quick = tinyhtml5.parse(html)
    monkeypatch.setattr(inputstream, "characters_until_regex", {})
    assert ElementTree.tostring(tinyhtml5.parse(html)) == ElementTree.tostring(quick)


@given(
    st.frozensets(st.characters(max_codepoint=255), min_size=1),
    st.booleans(),
    st.text(st.characters(max_codepoint=300)),
)
def test_characters_are_read_as_far_as_tinyhtml5_reads_them(
    characters: frozenset[str], wanted: bool, text: str
):
    read = inputstream.HTMLUnicodeInputStream(text).chars_until(characters, wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputstream, "characters_until_regex", {})
        assert inputstream.HTMLUnicodeInputStream(text).chars_until(characters, wanted) == read


@given(
    st.one_of(
        st.integers(), st.floats(), st.booleans(), st.binary(), st.text(st.characters(max_codepoint=127))
    )
)
def test_a_number_is_told_as_pydyf_tells_it(item: object):
    quick = pydyf._to_bytes(item)
    with as_it_came():
        assert pydyf._to_bytes(item) == quick


@pytest.mark.parametrize("selectors", [("title", "meta"), ("p",), ("p b",), ("*",), ()])
def test_elements_are_found_in_their_order(selectors: tuple[str, ...]):
    html = "<title>a</title><meta><p>b<!-- <p> --><b><p><svg><title>c</title><p/></svg></b>"
    root = weasyprint.HTML(string=html).wrapper_element
    quick = [each.etree_element for each in root.query_all(*selectors)]
    with as_it_came():
        assert [each.etree_element for each in root.query_all(*selectors)] == quick


@given(st.lists(st.floats(-1000, 1000)))
def test_margins_collapse_as_those_of_weasyprint(margins: list[float]):
    quick = block.collapse_margin(margins)
    with as_it_came():
        assert block.collapse_margin(margins) == quick


def test_each_function_is_in_the_place_of_one_of_weasyprint():
    assert {getattr(swap.ours, "fget", swap.ours).__module__ for swap in swapped} == {
        f"guide.engine.{name}"
        for name in (
            "backgrounds",
            "cascade",
            "drawings",
            "glyphs",
            "lengths",
            "lines",
            "markup",
            "numbers",
            "pages",
            "queries",
            "styles",
            "text",
            "variables",
        )
    }
    assert all(vars(swap.owner)[swap.name] is swap.ours for swap in swapped)
