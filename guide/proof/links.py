"""What a click does: links and bookmarks that lead somewhere and say where, and nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from guide.diagnostics import Diagnostic, error, warning

_RUNS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Sound"}
_RUNS |= {"/Rendition", "/ResetForm", "/Hide"}
_EXPECTED = {"/Link", "/Widget", "/Popup", "/PrinterMark"}
_ADDRESS = re.compile(r"(https?://|www\.)\S+\Z", re.IGNORECASE)
_NOWHERE = frozenset(
    "click here|here|click|link|this link|more|read more|learn more|see more|this|page|url|hier|hier klicken|"
    "ici|cliquez ici|aquí|haga clic aquí|qui|clicca qui|tutaj|kliknij tutaj|здесь|тут".split("|")
)
Pages = dict[tuple[int, int], pikepdf.Page]  # by the numbers of their objects

_LONG = 10  # pages from which on a file needs bookmarks
_PAGE = re.compile(r"^([A-Z]?\d{1,4})\b|\b([A-Z]?\d{1,4})$")


def check(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    known, own = set(names := _names(structure)), {page.objgen: page for page in structure.pages}
    for number, page in enumerate(structure.pages, 1):
        told = []
        for annotation in page.get("/Annots", ()):
            if not isinstance(annotation, pikepdf.Dictionary):
                continue
            yield from _annotation(annotation, page, number, known, own)
            told += _told(annotation, names, own)
        yield from _contents(told, number)
        if "/AA" in page:
            yield error(f"page {number} runs an action when it is opened")
    yield from _file(structure)


def _file(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    root = structure.Root
    if "/OpenAction" in root and not isinstance(root.OpenAction, pikepdf.Array):
        yield from _action(root.OpenAction, "opening the file")
    if "/AA" in root:
        yield error("the PDF runs an action of its own (AA)")
    names: Any = root.get("/Names", {})
    if "/JavaScript" in names:
        yield error("the PDF holds a script (JavaScript)")
    if "/EmbeddedFiles" in names or "/AF" in root:
        yield warning("the PDF has files attached to it (embedded files)", hint="hand over the PDF alone")
    with structure.open_outline() as outline:
        if not outline.root and len(structure.pages) > _LONG:
            yield warning("the PDF has no bookmarks, though it is long")
        for item in _items(outline.root):
            if item.destination is None and item.action is None:
                yield error(f"the bookmark '{item.title}' leads nowhere")


def _annotation(annotation: Any, page: Any, number: int, known: set[str], own: Pages) -> Iterator[Diagnostic]:
    kind = str(annotation.get("/Subtype", "/?"))
    words = " ".join(str(annotation.get("/Contents", "")).split())
    if kind not in _EXPECTED:
        yield error(f"page {number} has a comment or a mark left on it ({kind[1:]})")
    if kind == "/Link":
        target = annotation.get("/Dest")
        if "/A" in annotation:
            yield from _action(annotation.A, f"a link on page {number}")
            target = annotation.A.get("/D")
        elif target is None:
            yield error(f"a link on page {number} leads nowhere")
        if isinstance(target, pikepdf.String | pikepdf.Name) and str(target).lstrip("/") not in known:
            yield error(f"a link on page {number} leads to '{target}', which is not in the PDF")
        if isinstance(target, pikepdf.Array) and getattr(target[0], "objgen", None) not in own:
            yield error(f"a link on page {number} leads to a page that is not in the PDF")
        if not words:
            yield error(f"a link on page {number} has no words that a screen reader could say")
        elif _ADDRESS.match(words):
            yield warning(f"a link on page {number} is read aloud as a bare address: '{words[:60]}'")
        elif words.casefold().strip(" .:!»>") in _NOWHERE:
            yield warning(f"a link on page {number} is called '{words}', which does not say where it leads")
        yield from _rectangle(annotation, page, number)


def _rectangle(annotation: Any, page: Any, number: int) -> Iterator[Diagnostic]:
    left, bottom, right, top = (float(value) for value in page.mediabox)
    one, low, other, high = (float(value) for value in annotation.get("/Rect", (0, 0, 0, 0)))
    if (
        max(one, other) <= left
        or min(one, other) >= right
        or max(low, high) <= bottom
        or min(low, high) >= top
    ):
        yield error(f"a link on page {number} lies outside the page")


def _told(annotation: Any, names: dict[str, Any], own: Pages) -> list[tuple[str, str]]:
    """The page number that a link's words begin or end with, and the label of the page it leads to."""
    found = _PAGE.search(" ".join(str(annotation.get("/Contents", "")).split()))
    target = annotation.get("/Dest", annotation.get("/A", {}).get("/D"))
    if isinstance(target, pikepdf.String | pikepdf.Name):
        target = names.get(str(target).lstrip("/"))
    if isinstance(target, pikepdf.Dictionary):
        target = target.get("/D")
    if not found or not isinstance(target, pikepdf.Array) or not len(target):
        return []
    page = own.get(getattr(target[0], "objgen", (0, 0)))
    return [] if page is None else [(found[1] or found[2], page.label)]


def _contents(told: list[tuple[str, str]], number: int) -> Iterator[Diagnostic]:
    """A list of contents leads to the pages that it names."""
    wrong = [(said, label) for said, label in told if said != label]
    if wrong and len(told) > 2 and len(wrong) < 0.5 * len(told):
        said, label = wrong[0]
        yield error(f"page {number}: the contents say page {said}, but the link leads to page {label}")


def _action(action: Any, where: str) -> Iterator[Diagnostic]:
    kind = str(action.get("/S", ""))
    if kind in _RUNS:
        yield error(f"{where} runs something or leaves the file ({kind[1:]})")
    uri = str(action.get("/URI", "")) if kind == "/URI" else ""
    if kind == "/URI" and not uri.startswith(("https://", "http://", "mailto:")):
        yield error(f"{where} leads to '{uri}', which is no web address")


def _names(structure: pikepdf.Pdf) -> dict[str, Any]:
    """Every named destination, in both of the ways in which a PDF can keep them."""
    found = {str(name)[1:]: place for name, place in structure.Root.get("/Dests", {}).items()}
    names: Any = structure.Root.get("/Names", {})
    tree = names.get("/Dests")
    if tree is not None:
        found |= {str(name): place for name, place in pikepdf.NameTree(tree).items()}
    return found


def _items(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _items(item.children)
