"""The structure tree of a PDF with the words and places of what it holds, in the order of reading."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from guide.proof.boxes import Box
from guide.proof.drawn import Page, Run

_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """Marked content: what stands on one page under one number."""

    page: int
    mark: int
    runs: tuple[Run, ...]


@dataclass(slots=True)
class Element:
    """A structure element. `tag` is a standard one, without its slash; `language` may be inherited.

    `numbering` is that of a list, `scope` that of a cell which heads others.
    """

    tag: str
    language: str
    alternative: str | None
    numbering: str = "None"
    scope: str = ""
    kids: list[Element | Piece] = field(default_factory=list)

    def below(self) -> Iterator[Element]:
        """The element and all below it, in the order of reading."""
        waiting: list[Element] = [self]
        while waiting:
            yield (each := waiting.pop())
            waiting += [kid for kid in reversed(each.kids) if isinstance(kid, Element)]

    def all(self, *tags: str) -> list[Element]:
        return [each for each in self.below() if each.tag in tags]

    def children(self, *tags: str) -> list[Element]:
        return [kid for kid in self.kids if isinstance(kid, Element) and kid.tag in tags]

    def pieces(self, without: tuple[str, ...] = ()) -> Iterator[Piece]:
        waiting: list[Element | Piece] = self.kids[::-1]
        while waiting:
            each = waiting.pop()
            if isinstance(each, Piece):
                yield each
            elif each.tag not in without:
                waiting.extend(reversed(each.kids))

    @property
    def text(self) -> str:
        return " ".join("".join(run.text for run in piece.runs) for piece in self.pieces()).strip()

    def place(self, without: tuple[str, ...] = ()) -> tuple[int, Box] | None:
        """The page on which the element begins, and its box there; None where it shows no words."""
        found: tuple[int, Box] | None = None
        for piece in self.pieces(without):
            for run in piece.runs:
                if found is None:
                    found = (piece.page, run.box)
                elif piece.page == found[0]:
                    found = (piece.page, found[1].joined(run.box))
        return found


def read(structure: pikepdf.Pdf, pages: list[Page]) -> Element | None:
    """The tree, or None where the PDF has none."""
    root: Any = structure.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return None
    reader = _Reader(structure, root, pages)
    whole = Element("Document", str(structure.Root.get("/Lang", "")), None)
    reader.fill(whole, root.get("/K"), None, 0)
    return whole


class _Reader:
    def __init__(self, structure: pikepdf.Pdf, root: Any, pages: list[Page]) -> None:
        self.numbers = {page.objgen: at for at, page in enumerate(structure.pages, 1)}
        self.roles = {key: str(role) for key, role in root.get("/RoleMap", {}).items()}
        self.seen: set[tuple[int, int]] = set()
        self.runs: dict[tuple[int, int], list[Run]] = {}
        for page in pages:
            for run in page.runs:
                if run.mark is not None:
                    self.runs.setdefault((page.number, run.mark), []).append(run)

    def fill(self, parent: Element, kids: Any, page: int | None, depth: int) -> None:
        """Reads what an element holds; an element that is met twice, or too deep, is left out."""
        if kids is None or depth > _DEEPEST:
            return
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                self.add(parent, page, kid)
            elif not isinstance(kid, pikepdf.Dictionary):
                continue
            elif "/S" in (names := kid.keys()):
                if (own := kid.objgen) in self.seen:
                    continue
                self.seen.add(own)
                element = self.element(kid, names, parent.language)
                parent.kids.append(element)
                there = self.numbers.get(kid["/Pg"].objgen, page) if "/Pg" in names else page
                if "/K" in names:
                    self.fill(element, kid["/K"], there, depth + 1)
            elif kid.get("/Type") == "/MCR":
                on = kid.get("/Pg")
                there = page if on is None else self.numbers.get(on.objgen)
                self.add(parent, there, int(kid.get("/MCID", -1)))

    def add(self, parent: Element, page: int | None, mark: int) -> None:
        if page is not None and mark >= 0:
            parent.kids.append(Piece(page, mark, tuple(self.runs.get((page, mark), ()))))

    def element(self, kid: Any, names: set[str], language: str) -> Element:
        """`names` are those of the element's entries: to ask for one that is not there takes long."""
        tag = str(kid["/S"])
        for _ in range(4):
            tag = self.roles.get(tag, tag)
        element = Element(
            sys.intern(tag[1:]),
            (str(kid["/Lang"]) if "/Lang" in names else "") or language,
            str(kid["/Alt"]) if "/Alt" in names else None,
        )
        if element.tag == "L":
            element.numbering = _attribute(kid, "/ListNumbering", "/None")[1:]
        elif element.tag == "TH":
            element.scope = _attribute(kid, "/Scope", "")[1:]
        return element


def _attribute(element: Any, name: str, usual: str) -> str:
    """An attribute, of which the last that is said holds (ISO 32000-1, 14.7.5.3)."""
    bags = element.get("/A")
    for bag in reversed(list(bags)) if isinstance(bags, pikepdf.Array) else [bags]:
        if isinstance(bag, pikepdf.Dictionary) and name in bag:
            return str(bag[name])
    return usual
