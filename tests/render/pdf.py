"""A finished packet as tests look at it: its words and where they stand, its tags, its links."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy
import pdfplumber
import pikepdf
import pypdfium2
from pdfplumber.utils import extract_words

from guide.deliver import Packet

MM = 72 / 25.4


@dataclass(frozen=True)
class Word:
    """A word of a page with its box, in points from the page's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    font: str
    size: float

    def overlaps(self, other: Word) -> bool:
        """Whether the inks of two words touch: boxes of lines are higher than what stands in them."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1 and down > 0.35 * min(self.bottom - self.top, other.bottom - other.top)


@dataclass(frozen=True)
class Page:
    """What is drawn on a page, as pdfplumber tells it."""

    width: float
    height: float
    chars: list[dict[str, Any]]
    rects: list[dict[str, Any]]
    images: list[dict[str, Any]]


_CHAR = "text x0 x1 top bottom doctop size fontname upright mcid tag non_stroking_color".split()
_RECT = "x0 x1 top bottom width height non_stroking_color".split()
_IMAGE = "x0 x1 y0 y1".split()


def pages_of(data: bytes) -> list[Page]:
    """The pages of a PDF. This is slow, so they are kept for all workers."""

    def only(keys: list[str], things: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{key: thing[key] for key in keys} for thing in things]

    with pdfplumber.open(io.BytesIO(data)) as file:
        return [
            Page(
                float(page.width),
                float(page.height),
                only(_CHAR, page.chars),
                only(_RECT, page.rects),
                only(_IMAGE, page.images),
            )
            for page in file.pages
        ]


@dataclass(frozen=True)
class Node:
    """An element of the structure tree."""

    tag: str
    attributes: dict[str, Any]
    element: Any
    kids: tuple[Node | str, ...]
    pages: frozenset[int]

    @property
    def text(self) -> str:
        return "".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)

    def below(self) -> Iterator[Node]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.below()

    def all(self, *tags: str) -> list[Node]:
        return [node for node in self.below() if node.tag in tags]

    def children(self) -> list[Node]:
        return [kid for kid in self.kids if isinstance(kid, Node)]


class Pdf:
    """The PDF of a packet."""

    def __init__(self, packet: Packet, read_pages: Callable[[], list[Page]] | None = None) -> None:
        self.packet = packet
        self.data = packet.data
        self._read_pages = read_pages or (lambda: pages_of(packet.data))

    @cached_property
    def file(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.data))

    @cached_property
    def pages(self) -> list[Page]:
        return self._read_pages()

    @cached_property
    def labels(self) -> list[str]:
        return [page.label for page in self.file.pages]

    @cached_property
    def texts(self) -> list[str]:
        """The text of each page as another program than ours reads it, on one line."""
        document = pypdfium2.PdfDocument(self.data)
        try:
            return [squeezed(page.get_textpage().get_text_range()) for page in document]
        finally:
            document.close()

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    @cached_property
    def words(self) -> list[list[Word]]:
        """The words of each page."""
        return [list(_words(page.chars)) for page in self.pages]

    @cached_property
    def tree(self) -> Node:
        return next(_nodes(self))

    def page(self, label: str) -> int:
        """The index of the page with this label."""
        return self.labels.index(label)

    def pixels(self, page: int, scale: float = 4.0) -> numpy.ndarray:
        """The page as grey values from 0 (black) to 255."""
        document = pypdfium2.PdfDocument(self.data)
        try:
            return document[page].render(scale=scale, grayscale=True).to_numpy().squeeze().copy()
        finally:
            document.close()

    def destinations(self) -> dict[str, tuple[int, float]]:
        """Every named destination: the index of its page, and its height in points from the top."""
        found = {}
        for name, target in _names(self.file.Root.get("/Names", {}).get("/Dests")):
            place = target.get("/D") if isinstance(target, pikepdf.Dictionary) else target
            found[str(name)] = _place(self.file, place)
        return found

    def links(self) -> list[tuple[int, str, Any]]:
        """Every link within the packet: the index of its page, its target and the annotation."""
        found = []
        for index, page in enumerate(self.file.pages):
            for annotation in page.get("/Annots", []):
                action = annotation.get("/A", {})
                target = annotation.get("/Dest", action.get("/D"))
                if annotation.get("/Subtype") == "/Link" and target is not None:
                    found.append((index, target, annotation))
        return found

    def bookmarks(self) -> list[tuple[int, str, int]]:
        """Every bookmark: its level, its title and the index of its page."""
        found: list[tuple[int, str, int]] = []

        def walk(items: list[Any], level: int) -> None:
            for item in items:
                place = item.destination
                if isinstance(place, (pikepdf.String, str)):
                    page = self.destinations()[str(place)][0]
                else:
                    page = _place(self.file, place)[0]
                found.append((level, item.title, page))
                walk(item.children, level + 1)

        with self.file.open_outline() as outline:
            walk(list(outline.root), 1)
        return found


def foot(words: list[Word]) -> list[Word]:
    """The last line of a page."""
    lowest = max(word.bottom for word in words)
    return [word for word in words if word.bottom > lowest - 3]


def squeezed(text: str) -> str:
    """Text on one line, words that were broken at the end of a line made whole again."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    text = re.sub(r"(?<=\w)(?:\ufffe|\u00ad|\x02|-\n)(?=\w)", "", text)
    return " ".join(text.split())


def letters(text: str) -> str:
    """Text without any space, for comparing what stands where regardless of lines."""
    return "".join(text.split())


def _words(chars: list[dict[str, Any]]) -> Iterator[Word]:
    for word in extract_words(chars, extra_attrs=["fontname", "size"], x_tolerance=1.5):
        yield Word(
            word["text"], word["x0"], word["top"], word["x1"], word["bottom"], word["fontname"], word["size"]
        )


def _names(tree: Any) -> Iterator[tuple[Any, Any]]:
    if tree is None:
        return
    names = list(tree.get("/Names", []))
    yield from zip(names[::2], names[1::2], strict=True)
    for kid in tree.get("/Kids", []):
        yield from _names(kid)


def _place(file: pikepdf.Pdf, place: Any) -> tuple[int, float]:
    page = pikepdf.Page(place[0])
    height = float(page.mediabox[3])
    return file.pages.index(page), height - float(place[3])


def _nodes(pdf: Pdf) -> Iterator[Node]:
    """The elements of the tree with the text of their marked content."""
    pages = {page.objgen: index for index, page in enumerate(pdf.file.pages)}
    texts: dict[tuple[int, int], str] = {}
    for index, page in enumerate(pdf.pages):
        for char in page.chars:
            if char["mcid"] is not None:
                key = (index, char["mcid"])
                texts[key] = texts.get(key, "") + char["text"]

    def node(element: Any, page: int | None) -> Node:
        if "/Pg" in element:
            page = pages[element.Pg.objgen]
        given = element.get("/K", pikepdf.Array())
        kids: list[Node | str] = []
        on = set() if page is None else {page}
        for kid in given if isinstance(given, pikepdf.Array) else [given]:
            if isinstance(kid, int):
                kids.append(texts.get((page, kid), ""))
            elif kid.get("/Type") == "/MCR":
                there = pages[kid.Pg.objgen] if "/Pg" in kid else page
                on.add(there)
                kids.append(texts.get((there, int(kid.MCID)), ""))
            elif kid.get("/S") is not None and kid.get("/Type") != "/OBJR":
                kids.append(node(kid, page))
        attributes: dict[str, Any] = {}
        bags = element.get("/A")
        for bag in bags if isinstance(bags, pikepdf.Array) else [bags] if bags is not None else []:
            attributes |= {str(name)[1:]: value for name, value in bag.items()}
        for kid in kids:
            if isinstance(kid, Node):
                on |= kid.pages
        return Node(str(element.S)[1:], attributes, element, tuple(kids), frozenset(on))

    root = pdf.file.Root.StructTreeRoot.K
    for element in root if isinstance(root, pikepdf.Array) else [root]:
        yield node(element, None)
