"""The structure tree of a PDF with the words and places of what it holds, in the order of reading."""

from __future__ import annotations

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
    """A structure element. `tag` is a standard one, without its slash; `language` may be inherited."""

    tag: str
    language: str
    alternative: str | None
    attributes: dict[str, Any] = field(default_factory=dict)
    identifier: str | None = None
    kids: list[Element | Piece] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)

    def below(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.below()

    def all(self, *tags: str) -> list[Element]:
        return [each for each in self.below() if each.tag in tags]

    def children(self, *tags: str) -> list[Element]:
        return [kid for kid in self.kids if isinstance(kid, Element) and kid.tag in tags]

    def pieces(self, without: tuple[str, ...] = ()) -> Iterator[Piece]:
        for kid in self.kids:
            if isinstance(kid, Piece):
                yield kid
            elif kid.tag not in without:
                yield from kid.pieces(without)

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
        self.roles: Any = root.get("/RoleMap", {})
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
            elif kid.get("/Type") == "/MCR":
                there = self.numbers.get(kid.Pg.objgen) if "/Pg" in kid else page
                self.add(parent, there, int(kid.get("/MCID", -1)))
            elif kid.get("/Type") == "/OBJR":
                parent.links.append(kid.get("/Obj"))
            elif "/S" in kid and kid.objgen not in self.seen:
                self.seen.add(kid.objgen)
                element = self.element(kid, parent.language)
                parent.kids.append(element)
                there = self.numbers.get(kid.Pg.objgen, page) if "/Pg" in kid else page
                self.fill(element, kid.get("/K"), there, depth + 1)

    def add(self, parent: Element, page: int | None, mark: int) -> None:
        if page is not None and mark >= 0:
            parent.kids.append(Piece(page, mark, tuple(self.runs.get((page, mark), ()))))

    def element(self, kid: Any, language: str) -> Element:
        tag = str(kid.S)
        for _ in range(4):
            tag = str(self.roles.get(tag, tag))
        attributes: dict[str, Any] = {}
        bags = kid.get("/A")
        for bag in bags if isinstance(bags, pikepdf.Array) else [bags]:
            if isinstance(bag, pikepdf.Dictionary):
                attributes |= {str(name)[1:]: value for name, value in bag.items()}
        alternative = str(kid.Alt) if "/Alt" in kid else None
        identifier = str(kid.ID) if "/ID" in kid else None
        return Element(
            tag[1:], str(kid.get("/Lang", language)) or language, alternative, attributes, identifier
        )
