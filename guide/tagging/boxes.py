"""The boxes of a laid-out sheet as structure elements: what each is, and what it says.

Clauses are of ISO 14289-1 (PDF/UA-1) and ISO 32000-1 (PDF 1.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from guide.drawn import SCALE
from guide.engine import AbsolutePlaceholder, boxes
from guide.tagging.spaces import is_space, room_for_name, space
from guide.tagging.tree import Element, Link, Mark

FIELD = "field-"  # how the identifiers of fields to fill in begin

_SVG = "{http://www.w3.org/2000/svg}"
_KINDS = {
    **{tag: tag.upper() for tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "th", "td")},
    **dict.fromkeys(("span", "em", "strong", "b", "i", "cite", "dfn", "q", "code", "abbr"), "Span"),
    **dict.fromkeys(("sub", "sup", "small"), "Span"),
    **dict.fromkeys(("div", "aside", "header", "footer", "nav", "figure"), "Div"),
    **dict.fromkeys(("dl", "ul", "ol"), "L"),
    **dict.fromkeys(("li", "dt", "dd"), "LI"),
    **dict.fromkeys(("caption", "figcaption"), "Caption"),
    **dict.fromkeys(("img", f"{_SVG}svg"), "Figure"),
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "blockquote": "BlockQuote",
    "li::marker": "Lbl",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
}
# Elements that group others and hold no content themselves (14.8.4.2).
_GROUPS = frozenset(
    ["Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "NonStruct", "L", "Table", "THead", "TBody", "TR"]
)
_NUMBERING = {
    "decimal": "/Decimal",
    "lower-alpha": "/LowerAlpha",
    "upper-alpha": "/UpperAlpha",
    "lower-roman": "/LowerRoman",
    "upper-roman": "/UpperRoman",
    "circle": "/Circle",
    "square": "/Square",
    "disc": "/Disc",
    "none": "/None",
}


class Reader:
    """Reads the pages of a sheet, one after the other, into the element that holds them all.

    With a `form`, spaces to write in are content.
    """

    def __init__(self, form: bool) -> None:
        self.whole = Element("Document", 0)
        self.form = form
        self._page, self._height = 0, 0.0
        self._marks: Mapping[Any, int] = {}
        self._links: dict[int, Any] = {}
        self._last: dict[tuple[int, int], Element] = {}  # the element that holds a space, on each page

    def read(self, page: Any, number: int, marks: Mapping[Any, int]) -> None:
        """A page of WeasyPrint. `marks` are the numbers of its marked content, by box."""
        self._page, self._height, self._marks = number, page.height, marks
        self._links = {id(link[3]): link for link in page.links if link[0] in ("internal", "external")}
        self.whole.kids += self._elements(page._page_box, self.whole, set())

    def _elements(self, box: Any, parent: Element, around: set[str]) -> Iterator[Element]:
        """The element of a box, or those below it where it is none; `around` are the kinds around it."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        tag = "" if box.element is None else box.element_tag
        if isinstance(box, boxes.MarginBox):
            return
        if isinstance(box, boxes.PageBox) or tag in ("html", "body"):
            if not isinstance(box, boxes.LineBox):
                for child in getattr(box, "children", ()):
                    yield from self._elements(child, parent, around)
            return
        kind = "Link" if tag.split(":")[0] == "a" else _KINDS.get(tag, "NonStruct")
        if kind in ("TD", "TH") and parent.kind in ("TD", "TH"):
            kind = "NonStruct"  # the anonymous block in a cell
        elif kind == "LI" and parent.kind in ("LI", "LBody"):
            kind = "LBody" if parent.kind == "LI" else "NonStruct"
        elif kind == "LI" and not _is_marked(box):
            item = Element("LI", self._page, tag=tag)
            item.kids = list(self._elements(box, item, around))
            yield item
            return
        yield self._element(box, kind, tag, parent, around)

    def _element(self, box: Any, kind: str, tag: str, parent: Element, around: set[str]) -> Element:
        element = Element(kind, self._page, tag=tag, source=box.element)
        self._say(element, box)
        if kind == "Table" and box.is_table_wrapper:
            box = _unwrapped(box)
        link = self._links.get(id(box))
        if link and kind == "Link" and "Link" not in around:  # inner boxes bring annotations of their own
            words = re.sub(r"\s+", " ", "".join(box.element.itertext())).strip()
            element.kids.append(Link(self._page, link[0], link[1], link[2], words or link[1]))
        within = around | {kind}
        for child in getattr(box, "children", ()):
            for each in child.children if isinstance(child, boxes.LineBox) else [child]:
                self._add(element, each, parent, within)
        if isinstance(box, boxes.ReplacedBox) and box in self._marks:
            element.kids.append(Mark(self._page, self._marks[box]))
        if is_space(box) and parent.source is not box.element:
            self._note_space(element, box)
        return element

    def _add(self, element: Element, child: Any, parent: Element, around: set[str]) -> None:
        if isinstance(child, boxes.TextBox):
            if child in self._marks:
                self._add_text(element, Mark(self._page, self._marks[child]))
            return
        # In HTML, a list within a list stands in an item; in a PDF, in the list (14.8.4.3.3).
        is_inner = child.element_tag in ("ul", "ol") and element.kind == "LI"
        holder = parent if is_inner else element
        at = len(holder.kids)
        holder.kids[at:at] = self._elements(child, holder, around)

    def _add_text(self, element: Element, mark: Mark) -> None:
        if element.kind not in _GROUPS:
            element.kids.append(mark)
            return
        last = element.kids[-1] if element.kids else None
        if not (isinstance(last, Element) and last.kind == "Span" and last.source is None):
            last = Element("Span", self._page)
            element.kids.append(last)
        last.kids.append(mark)

    def _say(self, element: Element, box: Any) -> None:
        """What a screen reader announces besides the words, which the HTML alone knows."""
        marks = box.element.attrib if box.element is not None else {}
        if marks.get("lang"):
            element.texts["Lang"] = marks["lang"]  # 7.2
        if element.tag == "abbr" and marks.get("title"):
            element.texts["E"] = marks["title"]  # 7.5
        if element.kind == "Figure":
            self._say_figure(element, box)
        elif element.kind == "L":  # 7.6; ISO 32000-1, 14.8.5.5
            style = box.style["list_style_type"]
            numbering = _NUMBERING.get(style, "/None") if isinstance(style, str) else "/None"
            element.attributes |= {"O": "/List", "ListNumbering": numbering}
        elif element.kind in ("TH", "TD"):
            element.attributes["O"] = "/Table"
            spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
            element.attributes |= {name: count for name, count in spans.items() if count != 1}
            if element.kind == "TH":  # 7.5
                heads_row = (marks.get("scope") or "col").startswith("row")
                element.attributes["Scope"] = "/Row" if heads_row else "/Column"

    def _say_figure(self, element: Element, box: Any) -> None:
        """A figure has a text, and a box in points from the page's lower left corner (14.8.5.4.3)."""
        left, top = box.content_box_x(), box.content_box_y()
        across = (left * SCALE, (left + box.width) * SCALE)
        up = ((self._height - top - box.height) * SCALE, (self._height - top) * SCALE)
        bounds = [round(value, 2) for value in (across[0], up[0], across[1], up[1])]
        element.attributes |= {"O": "/Layout", "BBox": bounds, "Placement": "/Block"}
        title = box.element.find(f"{_SVG}title") if box.element.tag == f"{_SVG}svg" else None
        words = box.element.attrib.get("alt") if title is None else title.text
        if words:
            element.texts["Alt"] = words

    def _note_space(self, element: Element, box: Any) -> None:
        """A space holds what is written there; a line for a name says where its room is.

        A box that runs over lines of a page is several: the last is the space.
        """
        found = space(box, self._page, self._height) if self.form else None
        if found:
            key = (id(box.element), self._page)
            if key in self._last:
                self._last[key].kids.pop()
            self._last[key] = element
            element.kids.append(found)
        marks = box.element.attrib
        if element.tag == "span" and marks["data-field"] == "everywhere" and marks.get("data-name"):
            room = room_for_name(box, self._height)
            if room:
                element.identifier = FIELD + marks["data-name"]
                element.attributes |= {"O": "/Layout", "BBox": [round(value, 2) for value in room]}


def _is_marked(box: Any) -> bool:
    """Whether an item of a list has a mark of its own, such as a bullet."""
    return (
        box.element_tag == "li"
        and "list-item" in box.style["display"]
        and box.style["list_style_type"] != "none"
    )


def _unwrapped(wrapper: Any) -> Any:
    """A table with its captions, which WeasyPrint puts beside it."""
    table = wrapper.get_wrapped_table()
    if not table:
        return wrapper
    whole = table.copy_with_children([])
    for child in wrapper.children:
        whole.children.extend(child.children if child is table else [child])
    return whole
