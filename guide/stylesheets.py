"""Stylesheets as WeasyPrint reads them, prepared: its own for HTML, and ours.

Each process would split them into tokens, check every declaration and compile every selector again: a tenth
of a cold build. What becomes of a stylesheet is pickled; the function that a selector becomes, by its code.
"""

from __future__ import annotations

import importlib.resources
import io
import marshal
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FunctionType
from typing import Any

from guide.prepared import prepared
from guide.program import program

_KNOWN = "weasyprint-70.0.dist-info"  # the release whose objects are known to come back as they were
# Its own stylesheets, by the names of their files, and the objects that are made of them.
_OWN = {
    "html5_ua.css": "UA_STYLESHEET",
    "html5_ua_form.css": "UA_FORM_STYLESHEET",
    "html5_ph.css": "PH_STYLESHEET",
}


@cache
def can_be_prepared() -> bool:
    return _KNOWN in program().splitlines()


def read(name: str, text: str, fonts: Any, base_url: str, url_fetcher: Any) -> Any:
    """A stylesheet of ours as an object of WeasyPrint; `fonts` get to know those that it brings.

    `name` tells it from all others. Only for a release of which stylesheets `can_be_prepared`.
    """
    css = sys.modules["weasyprint"].CSS
    how = {"string": text, "base_url": base_url, "url_fetcher": url_fetcher}
    content, brought, _ = _prepared(name, f"{base_url}\0{text}", css, how)
    sheet = css.__new__(css)
    vars(sheet).update(content)
    for font in brought:
        fonts.add_font_face(font, url_fetcher)
    return sheet


@contextmanager
def own_prepared() -> Iterator[None]:
    """While WeasyPrint is imported in this, its own stylesheets are empty; they are filled after it."""
    if not can_be_prepared():
        yield
        return
    files = importlib.resources.files

    def emptied(package: Any) -> Any:
        return _Emptied(files(package))

    importlib.resources.files = emptied
    try:
        yield
    finally:
        importlib.resources.files = files
    html = sys.modules["weasyprint.html"]
    html.files = sys.modules["weasyprint.pdf"].files = files  # type: ignore[attr-defined]
    for file, name in _OWN.items():
        text = (files("weasyprint.css") / file).read_text("utf-8")
        sheet = vars(html)[name]
        content, _, counters = _prepared(name.lower(), text, type(sheet), {"string": text})
        vars(sheet).update(content)
        html.UA_COUNTER_STYLE.update(counters)


class _Emptied:
    """The files of a package, of which those of WeasyPrint's stylesheets are empty."""

    def __init__(self, files: Any) -> None:
        self._files = files

    def __truediv__(self, name: str) -> Any:
        return _Empty() if name in _OWN else self._files / name

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)


class _Empty:
    def read_text(self, _encoding: str) -> str:
        return ""


class _Noted(list[Any]):
    """Stands for the configuration of fonts while a stylesheet is read."""

    def add_font_face(self, font: dict[str, Any], _fetcher: object) -> None:
        self.append(font)


def _prepared(name: str, made_of: str, css: Callable[..., Any], how: dict[str, Any]) -> Any:
    """What an object for the stylesheet holds, the fonts it brings, and its styles of counters."""

    def make() -> bytes:
        from weasyprint.css.counters import CounterStyle

        fonts, counters, out = _Noted(), CounterStyle(), io.BytesIO()
        sheet = css(font_config=fonts, counter_style=counters, **how)
        _Pickler(out, pickle.HIGHEST_PROTOCOL).dump((vars(sheet), list(fonts), dict(counters)))
        return out.getvalue()

    return pickle.loads(prepared(f"style-{name.replace('/', '-')}", made_of, make))


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, FunctionType) and "split_whitespace" in value.__globals__:  # a selector's
            return _selector, (marshal.dumps(value.__code__),)
        return NotImplemented


def _selector(code: bytes) -> FunctionType:
    """The function that tells whether a selector matches an element."""
    return FunctionType(marshal.loads(code), vars(sys.modules["cssselect2.compiler"]))
