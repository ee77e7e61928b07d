"""HTML that is well-formed, read by the parser of XML that Python has in C: in a tenth of the time.

Elements that never have an end, such as `<br>`, are given one. What is not well-formed is read as HTML. So is
what stands where HTML would mend it, and what has elements of which HTML may think otherwise: any but these.
"""

from __future__ import annotations

import contextlib
import io
import re
from typing import Any
from xml.etree import ElementTree

import tinyhtml5

from guide.engine.swap import in_place_of

_SVG = "{http://www.w3.org/2000/svg}"
_DOCTYPE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)
_ENDLESS = "br|col|hr|img|meta|wbr"
_WITHOUT_END = re.compile(rf'<((?:{_ENDLESS})\b(?:[^<>"]|"[^"]*")*?)/?>')
_NOT_MEANT = re.compile(r"(<pre\b[^<>]*>)\n")  # the first line end within it
_LINES = re.compile(r'(?<==)"[^"<>\n\t]*[\n\t][^"<>]*"')  # a value that XML would put on one line
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BLOCKS = _HEADINGS | set(
    "article aside blockquote dd div dl dt figcaption figure footer header hr li nav ol p pre section table "
    "ul".split()
)
_KNOWN = _BLOCKS | set(
    "html head meta title body caption colgroup col thead tbody tfoot tr th td a abbr b br cite code del dfn "
    "em i img ins q s small span strong sub sup wbr".split()
)
_OF_HTML_ALONE = _KNOWN - {"a", "title"}
_OPENED = "|".join(sorted(_OF_HTML_ALONE - set(_ENDLESS.split("|"))))
_EMPTY = re.compile(rf'<(?:{_OPENED})\b(?:[^<>"]|"[^"]*")*/>')  # of <div/>, HTML does not see the end

# What an element must not hold, not even further within.
_MUST_NOT_HOLD = dict.fromkeys(("p", *_HEADINGS), _BLOCKS) | {"a": {"a"}}
_MUST_NOT_HOLD |= {part: {"dt", "dd"} for part in ("dt", "dd")}
_HOLDS_ONLY = {
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "colgroup": {"col"},
    **{group: {"tr"} for group in ("thead", "tbody", "tfoot")},
    "tr": {"td", "th"},
}
_STANDS_IN = {
    **{part: {whole} for whole, parts in _HOLDS_ONLY.items() for part in parts},
    "tr": {"thead", "tbody", "tfoot"},
    "li": {"ul", "ol"},
    **{part: {"dl", "div"} for part in ("dt", "dd")},
}
_BLANKS = " \t\n\r\f"  # of HTML
_read_html = tinyhtml5.parse


class Markup(io.StringIO):
    """A file of HTML, and the tree that it is; None where only a parser of HTML can tell."""

    def __init__(self, html: str) -> None:
        super().__init__(html)
        self.tree: ElementTree.Element | None = None
        if "/>" not in html or not _EMPTY.search(html):
            with contextlib.suppress(ElementTree.ParseError):
                tree = ElementTree.fromstring(_as_xml(html))
                self.tree = tree if all(map(_is_in_order, tree.iter())) else None


def _as_xml(html: str) -> str:
    text = _WITHOUT_END.sub(r"<\1/>", _DOCTYPE.sub("", html, count=1)).replace("&nbsp;", "\xa0")
    text = _LINES.sub(lambda value: value[0].replace("\n", "&#10;").replace("\t", "&#9;"), text)
    return _NOT_MEANT.sub(r"\1", text)


def _is_in_order(element: ElementTree.Element) -> bool:
    """Whether a parser of HTML knows an element as it is here, and leaves in it what it holds."""
    name = element.tag
    if name not in _KNOWN:
        return name.startswith(_SVG) and name.removeprefix(_SVG) not in _OF_HTML_ALONE
    forbidden = _MUST_NOT_HOLD.get(name)
    if forbidden and any(each is not element and each.tag in forbidden for each in element.iter()):
        return False
    if allowed := _HOLDS_ONLY.get(name):
        texts = (element.text, *(each.tail for each in element))
        blank = not any(text and text.strip(_BLANKS) for text in texts)
        return blank and all(each.tag in allowed for each in element)
    return all(name in _STANDS_IN.get(each.tag, (name,)) for each in element)


@in_place_of(tinyhtml5, "parse")
def parse(document: Any, **options: Any) -> Any:
    asked = isinstance(document, Markup) and options == {"namespace_html_elements": False}
    tree = document.tree if asked else None
    return _read_html(document, **options) if tree is None else tree
