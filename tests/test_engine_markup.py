"""HTML that is read as XML is the tree that a parser of HTML makes of it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
import tinyhtml5
from hypothesis import example, given
from hypothesis import strategies as st

from guide.compose import compose, desk, plan
from guide.editions import editions
from guide.engine import Markup
from guide.markup import Context, Options, render, render_inline
from guide.model import Guide
from guide.paper import PAPERS
from guide.read import read
from guide.redact import redact

SHEET = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>t</title></head><body>{}</body></html>'


def as_html(html: str) -> str:
    return canonical(tinyhtml5.parse(html, namespace_html_elements=False))


def canonical(tree: ElementTree.Element) -> str:
    """The tree as text, without the blanks between html, head and body, which mean nothing."""
    for each in [tree, *tree, *tree.findall("./head/*")]:
        each.tail = None
        if each.tag in ("html", "head"):
            each.text = None
    if len(body := tree.find("body") or ()) and body[-1].tail:
        body[-1].tail = body[-1].tail.rstrip() or None
    for drawing in tree.iter("{http://www.w3.org/2000/svg}svg"):
        drawing.attrib.pop("{http://www.w3.org/2000/xmlns/}xmlns", None)
    return ElementTree.tostring(tree, "unicode")


WELL_FORMED = {
    "elements without an end": '<p>a<br>b<wbr><img src="a" alt="1 > 0, &lt;x>"></p><hr class="x"><br/>',
    "characters": "<p>a&nbsp;b &amp; &lt;c&gt; &#39;d&#34; „é“ 😀</p>",
    "tables": '<table><caption>c</caption><colgroup><col class="a"></colgroup><thead><tr><th scope="col">a</th></tr>'
    "</thead><tbody><tr><td><p>x</p><ul><li>y</li></ul></td></tr></tbody></table>",
    "a drawing": '<div><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>t</title>'
    '<clipPath id="c"><rect width="1" height="1"/></clipPath></svg></div>',
    "spaces that count": "<pre> a\n  b </pre><p>  <b> c </b>  d </p>\n\n<p></p>",
    "values on several lines": '<p title="one\n two\tthree">a = "b\nc"</p><img\n  src="a"\n  alt="b">',
    "blocks in inline elements": "<div><span>a<div>b</div></span></div><ul><li><p>c</p></li></ul><dl><div><dt>d</dt></div></dl>",
}


@pytest.mark.parametrize("html", WELL_FORMED.values(), ids=WELL_FORMED)
def test_well_formed_html_is_read_as_xml(html: str):
    whole = SHEET.format(html)
    tree = Markup(whole).tree
    assert tree is not None
    assert canonical(tree) == as_html(whole)


LEFT_TO_HTML = {
    "no end": "<p>a<p>b<li>c",
    "wrong order": "<b><i>a</b></i>",
    "no value": "<input checked>",
    "a name of HTML": "<p>a&ensp;b&hellip;</p>",
    "ampersand": "<p>a & b</p>",
    "a list in a paragraph": "<p>a<ul><li>b</li></ul></p>",
    "paragraphs in a paragraph, deeper": "<p>a<span><p>b</p></span></p>",
    "a heading in a heading": "<h2>a<h3>b</h3></h2>",
    "a link in a link": "<a href='#b'>a<em><a href='#c'>d</a></em></a>",
    "an item in an item": "<ul><li>a<li>b</li></li></ul>",
    "a meaning in a term": "<dl><dt>a<dd>b</dd></dt></dl>",
    "a row without a group": "<table><tr><td>a</td></tr></table>",
    "a term below a description": "<dl><dd>a<section><div><dt>b</dt></div></section></dd></dl>",
    "a blank of another kind between rows": "<table>&nbsp;<tbody><tr><td>a</td></tr></tbody></table>",
    "an element that is not listed": "<p><ruby>a<rt>b</rt></ruby></p>",
    "an end that HTML does not see": "<div/><p>a</p>",
    "HTML in a drawing": '<svg xmlns="http://www.w3.org/2000/svg"><p>a</p></svg>',
    "words between cells": "<table><tbody><tr>a<td>b</td></tr></tbody></table>",
}


@pytest.mark.parametrize("html", LEFT_TO_HTML.values(), ids=LEFT_TO_HTML)
def test_all_other_html_is_read_as_html(html: str):
    file = Markup(SHEET.format(html))
    assert file.tree is None
    assert tinyhtml5.parse(file, namespace_html_elements=False).find("body/*") is not None


# fmt: off
PIECES = [
    "word ", "\n", "\n\n", "    ", "\t", "- ", "1. ", "> ", "# ", "## ", "*", "**", "`", "```\n", "~", "^", "&", "\\",
    "<b>", "</b>", "<p>", "</p>", "<div>", "</div>", "<section>", "<br>", "<hr>", "<li>", "<a href='#a'>", "</a>",
    "<table>", "<caption>", "<tbody>", "<tr>", "<td>", "</table>", "<dl>", "<dt>", "<dd>", "</dl>", "<pre>", "</pre>",
    '<img src="a" alt="b">', '<abbr title="one\ntwo">', "</abbr>", "<!-- x -->", "&nbsp;", "&lt;", "&copy;", "&#10;",
    "[a](https://b.example)", "| a | b |\n|---|---|\n| c | d |\n", "[^1]", "\n\n[^1]: note\n", "\xa0", "\u2003",
    "Term\n: meaning\n", "H~2~O ", "{: .x }", "😀", "'", '"', "=", "///\n", "/// note\n",
]
# fmt: on
prose = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(prose)
@example("<table><caption>&nbsp;</caption><tbody><tr><td>a</table>")
@example("<dl><dd>a<section><div><dt>b</dt></div></section></dd></dl>")
@example('<abbr title="one\ntwo\tthree">a</abbr> <span title="a&#10;b">c</span>')
@example("word <table>Term\n: meaning\n")
@example("<pre>\n\na</pre>")
@example("<table>a<tr><td><table><tr><td>b</table>c</table>")
@example("<a href='#a'>b<a href='#c'>d</a></a>")
def test_prose_is_the_same_tree_either_way(text: str):
    context = Context(lambda key, locator: key)
    for html in (
        render(text, context, Options(footnotes=True)),
        f'<p class="a">{render_inline(text, context)}</p>',
    ):
        whole = SHEET.format(f"<section>\n{html}\n</section>")
        tree = Markup(whole).tree
        assert tree is None or canonical(tree) == as_html(whole)


def test_no_sheet_of_the_first_guide_takes_the_long_way(first_guide: Guide):
    for name, edition in editions().items():
        shown = redact(first_guide, edition)
        where = desk(shown, name, edition, PAPERS["letter"])
        for each in plan(shown.blocks):
            if each.after_layout:
                continue
            html = compose(each, where).html
            tree = Markup(html).tree
            assert tree is not None, f"{each.id} ({name})"
            assert canonical(tree) == as_html(html)


@pytest.fixture(scope="module")
def first_guide() -> Guide:
    guide, _ = read(Path(__file__).parents[1] / "content" / "secret-speech")
    assert guide is not None
    return guide
