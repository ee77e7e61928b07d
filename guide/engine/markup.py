"""HTML that is well-formed, read by the parser of XML that Python has in C: in a tenth of the time.

Elements that never have an end, such as `<br>`, are given one. What is not well-formed is read as HTML, and
so is what only HTML mends: an element that stands where it must not.
"""

from __future__ import annotations

import contextlib
import io
import re
from typing import Any
from xml.etree import ElementTree

import tinyhtml5

from guide.engine.swap import in_place_of

_DOCTYPE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)
_WITHOUT_END = re.compile(r'<((?:br|col|hr|img|link|meta|wbr)\b(?:[^<>"]|"[^"]*")*?)/?>')
_NOT_MEANT = re.compile(r"(<pre\b[^<>]*>)\n")  # the first line end within it
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BLOCKS = _HEADINGS | set(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr li listing main menu nav ol p plaintext pre search section summary table "
    "ul xmp".split()
)
_MUST_NOT_HOLD = dict.fromkeys(("p", *_HEADINGS), _BLOCKS) | {"a": {"a"}}  # not even further within
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
_read_html = tinyhtml5.parse


class Markup(io.StringIO):
    """A file of HTML, and the tree that it is; None where only a parser of HTML can tell."""

    def __init__(self, html: str) -> None:
        super().__init__(html)
        self.tree: ElementTree.Element | None = None
        text = _WITHOUT_END.sub(r"<\1/>", _DOCTYPE.sub("", html, count=1)).replace("&nbsp;", "\xa0")
        text = _NOT_MEANT.sub(r"\1", text)
        with contextlib.suppress(ElementTree.ParseError):
            tree = ElementTree.fromstring(text)
            self.tree = tree if all(map(_is_in_order, tree.iter())) else None


def _is_in_order(element: ElementTree.Element) -> bool:
    """Whether what an element holds may stand there, so that a parser of HTML leaves it there."""
    if forbidden := _MUST_NOT_HOLD.get(element.tag):
        return all(each is element or each.tag not in forbidden for each in element.iter())
    if allowed := _HOLDS_ONLY.get(element.tag):
        blank = not any(text and text.strip() for text in (element.text, *(each.tail for each in element)))
        return blank and all(each.tag in allowed for each in element)
    return all(element.tag in _STANDS_IN.get(each.tag, (element.tag,)) for each in element)


@in_place_of(tinyhtml5, "parse")
def parse(document: Any, **options: Any) -> Any:
    tree = document.tree if isinstance(document, Markup) else None
    return _read_html(document, **options) if tree is None else tree
