from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.svg import Unsafe, cleaned, is_svg
from guide.svg.values import LARGEST

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 20"'
)


def drawing(inside: str, head: str = HEAD) -> bytes:
    return f"{head}>{inside}</svg>".encode()


def kept(inside: str) -> str:
    """What is left of the inside of a drawing that has a shape besides."""
    text = cleaned(drawing(f"{inside}<path d='M0 0'/>")).data.decode()
    return re.sub(r"^<svg[^>]*>|<path d=\"M 0 0\"></path></svg>$", "", text)


def left_out(inside: str) -> tuple[str, ...]:
    return cleaned(drawing(f"{inside}<path d='M0 0'/>")).left_out


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M 1 2 L 3 4 Z" fill="#fff" stroke="rgb(1, 2, 3)" stroke-width="2px"></path>',
        '<g transform="translate(1 2) rotate(45)"><circle cx="1" cy="2" r="3"></circle></g>',
        '<text font-size="3" font-weight="bold" text-anchor="middle" x="1 2" y="3">Kyiv &amp; Київ<tspan dx="1">!</tspan></text>',
        '<defs><linearGradient id="a"><stop offset="50%" stop-color="red"></stop></linearGradient></defs><rect fill="url(#a)" height="1" width="1"></rect>',
        '<defs><clipPath id="a"><rect height="1" width="1"></rect></clipPath></defs><g clip-path="url(#a)"></g>',
        '<defs><g id="a"><rect height="1" width="1"></rect></g></defs><use href="#a" x="1"></use>',
        "<style>.st0,.st1{fill:#fff;stroke:none}</style>",
        '<polygon points="1,2 3,4"></polygon>',
    ],
)
def test_a_plain_drawing_stays_as_it_is(inside: str):
    assert inside == kept(inside)
    assert () == left_out(inside)


def test_a_drawing_is_as_large_as_its_place():
    text = cleaned(
        drawing("<path d='M0 0'/>", HEAD.replace('viewBox="0 0 30 20"', 'width="3in" height="144px"'))
    ).data.decode()

    assert 'height="200.000mm"' in text
    assert 'viewBox="0 0 288 144"' in text
    assert 'width="400.000mm"' in text
    assert 'font-family="Inter"' in text


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("m1.5.5-2-3", "m 1.5 .5 -2 -3"),
        ("M0,0a1 1 0 01.5.5", "M 0 0 a 1 1 0 0 1 .5 .5"),
        ("M0 0a1 1 0 0 1 2 2 1 1 0 10 3 3z", "M 0 0 a 1 1 0 0 1 2 2 1 1 0 1 0 3 3 z"),
        ("M1e2 1E-2", "M 1e2 1E-2"),
    ],
)
def test_a_path_is_written_anew(given: str, known: str):
    assert f'<path d="{known}"></path>' == kept(f'<path d="{given}"/>')


@pytest.mark.parametrize(
    "path",
    [
        "L1 2",
        "M1",
        "M1 2 C 1 2 3",
        "M nan 1",
        "M inf 1",
        f"M {LARGEST * 2} 1",
        "M1e99 1",
        "M0 0 A 1 1 0 2 0 1 1",
        "M0 0 z 1",
        "M0 0 X",
        "url(#a)",
    ],
)
def test_a_path_that_cannot_be_drawn_is_left_out(path: str):
    assert "<path></path>" == kept(f'<path d="{path}"/>')
    assert ("d",) == left_out(f'<path d="{path}"/>')


HOSTILE = {
    "a script": ("<script>alert(1)</script>", "", ("script",)),
    "an event": ('<rect onload="alert(1)"/>', "<rect></rect>", ("onload",)),
    "a page within": ("<foreignObject><body>hi</body></foreignObject>", "", ("foreignObject",)),
    "a picture within": ('<image href="file:///etc/passwd"/>', "", ("image",)),
    "an address": ('<use href="https://example.org/a.svg#b"/>', "<use></use>", ("href",)),
    "a file": ('<use xlink:href="../secret.svg#b"/>', "<use></use>", ("href",)),
    "a link": ('<a href="javascript:alert(1)"><rect/></a>', "<g><rect></rect></g>", ()),
    "a style with an address": (
        '<rect style="fill:url(http://e.org/a)"/>',
        '<rect style=""></rect>',
        ("fill",),
    ),
    "an escape in a style": (
        '<rect style="fill:u\\72l(http://e.org)"/>',
        '<rect style=""></rect>',
        ("fill",),
    ),
    "an import": ("<style>@import 'http://e.org/a.css';</style>", "<style></style>", ("style",)),
    "a font": ("<style>@font-face{src:url(http://e.org)}</style>", "<style></style>", ("style",)),
    "a rule for everything": ("<style>*{fill:red} a b{fill:red}</style>", "<style></style>", ("style",)),
    "a way out of the style": (
        "<style>a{fill:red}&lt;/style>&lt;script></style>",
        "<style>a{fill:red}</style>",
        ("style",),
    ),
    "a filter": (
        '<filter id="f"><feImage href="a"/></filter><rect filter="url(#f)"/>',
        "<rect></rect>",
        ("filter",),
    ),
    "a mask and a pattern": ("<mask/><pattern/><animate/><set/>", "", ("animate", "mask", "pattern", "set")),
    "a paint from elsewhere": ('<rect fill="url(http://e.org#a)"/>', "<rect></rect>", ("fill",)),
    "a use of itself": ('<g id="a"><use href="#a"/></g>', '<g id="a"><use></use></g>', ("use",)),
    "a use of a use": (
        '<g id="a"><rect/></g><g id="b"><use href="#a"/></g><use href="#b"/>',
        '<g id="a"><rect></rect></g><g id="b"><use href="#a"></use></g><use></use>',
        ("use",),
    ),
    "a clip that clips itself": (
        '<clipPath id="a"><rect clip-path="url(#a)"/></clipPath><rect clip-path="url(#a)"/>',
        '<clipPath id="a"><rect></rect></clipPath><rect></rect>',
        ("clip-path",),
    ),
    "a huge number": ('<rect width="1e300" x="NaN"/>', "<rect></rect>", ("width", "x")),
    "a size below nothing": ('<text font-size="-3">a</text>', "<text>a</text>", ()),
    "a gradient that is repeated": (
        '<linearGradient spreadMethod="repeat" x2="0.00001"/>',
        '<linearGradient x2="0.00001"></linearGradient>',
        ("spreadMethod",),
    ),
    "a part of a text alone": ("<tspan>a</tspan>", "", ()),
    "another namespace": ('<x:script xmlns:x="urn:x">1</x:script>', "", ()),
    "what only says something": ("<metadata>1</metadata><title>2</title><!-- 3 -->", "", ()),
    "an instruction": ('<?xml-stylesheet href="http://e.org/a.css"?>', "", ()),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_drawn_is_left_out(name: str):
    inside, rest, names = HOSTILE[name]

    assert rest == kept(inside)
    assert names == left_out(inside)


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
UNSAFE = {
    "abbreviations": (f"{LAUGHS}{HEAD}><text>&b;</text></svg>".encode(), "abbreviations of its own"),
    "a file by its name": (
        f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>{HEAD}><text>&a;</text></svg>'.encode(),
        "abbreviations of its own",
    ),
    "not closed": (f"{HEAD}><g>".encode(), "no well-formed SVG"),
    "another thing": (b"<html><svg/></html>", "is no SVG"),
    "in an unknown encoding": (
        b'<?xml version="1.0" encoding="x-none"?>' + drawing("<rect/>"),
        "an encoding that cannot be read",
    ),
    "nothing drawn": (drawing("<g/>"), "nothing in it that can be drawn"),
    "no size": (drawing("<rect/>", HEAD.replace('viewBox="0 0 30 20"', "")), "how large it is"),
    "no height": (drawing("<rect/>", HEAD.replace("30 20", "30 0")), "how large it is"),
    "a huge view": (drawing("<rect/>", HEAD.replace("30 20", "1e9 1e9")), "how large it is"),
    "a thread": (drawing("<rect/>", HEAD.replace("30 20", "1 1000")), "too long and narrow"),
    "deep": (drawing("<g>" * 60 + "<rect/>" + "</g>" * 60), "nested too deeply"),
    "many parts": (drawing("<rect/>" * 20_001), "too many parts"),
    "much text": (drawing(f"<text>{'a' * 20_001}</text>"), "too much text"),
    "many uses": (
        drawing(f'<g id="a">{"<rect/>" * 300}</g>' + '<use href="#a"/>' * 300),
        "repeats its parts too often",
    ),
    "many clips": (
        drawing(f'<clipPath id="a">{"<rect/>" * 300}</clipPath>' + '<rect clip-path="url(#a)"/>' * 300),
        "repeats its parts too often",
    ),
    "clips by a style": (
        drawing('<style>.a{clip-path:url(#a)}</style><clipPath id="a"><rect class="a"/></clipPath>'),
        "by a style sheet",
    ),
    "large": (b" " * (4 * 1024 * 1024) + drawing("<rect/>"), "larger than 4 MB"),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_what_cannot_be_made_safe_is_refused(name: str):
    data, message = UNSAFE[name]

    with pytest.raises(Unsafe, match=message):
        cleaned(data)


def test_a_declaration_that_only_names_the_standard_is_passed_over():
    doctype = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )

    assert b"<rect" in cleaned(doctype.encode() + drawing("<rect/>")).data


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (drawing(""), True),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<svg>", True),
        (b"<html>", False),
        (b"A text on <svg>", False),
        (b"", False),
    ],
)
def test_a_drawing_is_known_by_its_beginning(data: bytes, is_one: bool):
    assert is_one == is_svg(data)


NAMES = st.sampled_from(
    "svg g path rect use text tspan style defs symbol clipPath marker linearGradient stop image script a switch foreignObject filter mask".split()
)
KEYS = st.sampled_from(
    "d x fill style href xlink:href class id transform onload clip-path marker-end points viewBox width offset orient filter stroke-dasharray".split()
)
VALUES = st.one_of(
    st.sampled_from(
        [
            "#a",
            "url(#a)",
            "url(http://e.org)",
            "javascript:1",
            "M0 0L1 1",
            "1",
            "NaN",
            "1e9",
            "a",
            "fill:red;x:url(//e)",
            "rotate(1)",
            "auto",
            "none",
            "1 2 3 4",
            "currentColor",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)


def xml(parts: list[tuple[str, dict[str, str], str]]) -> str:
    def attributes(given: dict[str, str]) -> str:
        return "".join(f" {key}={quoted(value)}" for key, value in given.items())

    opened = "".join(f"<{name}{attributes(given)}>{text}" for name, given, text in parts)
    return opened + "".join(f"</{name}>" for name, _, _ in reversed(parts))


def quoted(value: str) -> str:
    return '"' + value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") + '"'


ELEMENTS = st.tuples(
    NAMES,
    st.dictionaries(KEYS, VALUES, max_size=4),
    st.sampled_from(["", "a", "text{fill:red}", "@import 'a'"]),
)


ALLOWED = set("svg g path rect use text tspan style defs symbol clipPath marker linearGradient stop".split())


@settings(deadline=None, max_examples=300)
@given(st.lists(st.lists(ELEMENTS, max_size=5).map(xml), max_size=4).map("".join))
def test_nothing_but_what_is_known_gets_through(inside: str):
    once = cleaned(drawing(f"{inside}<path d='M0 0'/>")).data

    for element in ElementTree.fromstring(once).iter():
        assert element.tag.partition("}")[2] in ALLOWED
        assert not [name for name in element.attrib if name.startswith("on") or name == "filter"]
        assert element.get("href", "#").startswith("#")
        assert all("url(" not in value or "url(#" in value for value in element.attrib.values())
        assert element.tag.endswith("}style") is False or "@" not in (element.text or "")
    assert once == cleaned(once).data
