"""What a click does: links and bookmarks that lead somewhere, and nothing that runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from guide.diagnostics import Diagnostic, error, warning

_RUNS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/Movie", "/Sound"}


def check(structure: pikepdf.Pdf) -> Iterator[Diagnostic]:
    known = set(_names(structure))
    for number, page in enumerate(structure.pages, 1):
        for annotation in page.get("/Annots", ()):
            yield from _annotation(annotation, number, known)
        if "/AA" in page:
            yield error(f"page {number} runs an action when it is opened")
    root = structure.Root
    if "/OpenAction" in root and not isinstance(root.OpenAction, pikepdf.Array):
        yield from _action(root.OpenAction, "opening the file")
    names: Any = root.get("/Names", {})
    if "/JavaScript" in names:
        yield error("the PDF holds a script (JavaScript)")
    if "/EmbeddedFiles" in names:
        yield warning("the PDF has files attached to it", hint="hand over the PDF alone")
    with structure.open_outline() as outline:
        for item in _items(outline.root):
            if item.destination is None and item.action is None:
                yield error(f"the bookmark '{item.title}' leads nowhere")


def _annotation(annotation: Any, number: int, known: set[str]) -> Iterator[Diagnostic]:
    if annotation.get("/Subtype") == "/Link":
        target = annotation.get("/Dest")
        if "/A" in annotation:
            yield from _action(annotation.A, f"a link on page {number}")
            target = annotation.A.get("/D")
        if isinstance(target, pikepdf.String) and str(target) not in known:
            yield error(f"a link on page {number} leads to '{target}', which is not in the PDF")
        if not str(annotation.get("/Contents", "")).strip():
            yield error(f"a link on page {number} has no words that a screen reader could say")
    if annotation.get("/Subtype") == "/Widget" and not str(annotation.get("/TU", "")).strip():
        yield error(f"a field on page {number} has no label")


def _action(action: Any, where: str) -> Iterator[Diagnostic]:
    kind = str(action.get("/S", ""))
    if kind in _RUNS:
        yield error(f"{where} runs something or leaves the file ({kind[1:]})")
    uri = str(action.get("/URI", "")) if kind == "/URI" else ""
    if uri and not uri.startswith(("https://", "http://", "mailto:")):
        yield error(f"{where} leads to '{uri}', which is no web address")


def _names(structure: pikepdf.Pdf) -> Iterator[str]:
    yield from (str(name)[1:] for name in structure.Root.get("/Dests", {}))
    names: Any = structure.Root.get("/Names", {})
    tree = names.get("/Dests")
    if tree is not None:
        yield from (str(name) for name in pikepdf.NameTree(tree))


def _items(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _items(item.children)
