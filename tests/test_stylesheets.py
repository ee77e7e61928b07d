"""A stylesheet that is prepared is the same as one that is read anew."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

import pytest

from guide import stylesheets
from guide.engine import weasyprint
from guide.layout import Closed
from guide.resources import folder

pytestmark = pytest.mark.usefixtures("place")

TEMPLATES = folder("templates")
OURS = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.css"))
HOW: dict[str, Any] = {"base_url": "https://guide.invalid/templates/", "url_fetcher": Closed("", None)}


class Fonts(list[Any]):
    def add_font_face(self, font: dict[str, Any], fetcher: object) -> None:
        assert fetcher is HOW["url_fetcher"]
        self.append(font)


def plain(value: Any) -> Any:
    """What two objects that do the same have in common: all but where they are in memory."""
    if isinstance(value, CodeType):
        return value.co_code, value.co_names, plain(value.co_consts)
    if isinstance(value, FunctionType):
        return plain(value.__code__), {name: plain(value.__globals__[name]) for name in names(value.__code__)}
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value).__name__, [plain(each) for each in value]
    held = {name: getattr(value, name) for name in slots(value) if hasattr(value, name)}
    held |= getattr(value, "__dict__", {})
    return (type(value).__name__, plain(held)) if held and not callable(value) else repr(value)


def names(code: CodeType) -> list[str]:
    return [each for each in code.co_names if each in ("split_whitespace", "ascii_lower", "urlparse")]


def slots(value: Any) -> Iterator[str]:
    for kind in type(value).__mro__:
        yield from getattr(kind, "__slots__", ())


@pytest.mark.parametrize("name", OURS)
def test_ours_is_the_same_when_it_is_prepared(name: str, monkeypatch: pytest.MonkeyPatch):
    text = (TEMPLATES / name).read_text("utf-8")
    fonts: list[Fonts] = [Fonts(), Fonts(), Fonts()]
    anew = weasyprint.CSS(string=text, font_config=fonts[0], **HOW)
    made = stylesheets.read(name, text, fonts[1], **HOW)
    monkeypatch.setattr(weasyprint.CSS, "__init__", lambda *_, **__: pytest.fail("it is read again"))
    found = stylesheets.read(name, text, fonts[2], **HOW)

    assert plain(vars(anew)) == plain(vars(made)) == plain(vars(found))
    assert plain(fonts[0]) == plain(fonts[1]) == plain(fonts[2])
    assert stylesheets.can_be_prepared(), "it was compared with itself"


def test_rules_that_share_declarations_still_do():
    sheet = stylesheets.read("shared", "p, .one { color: red } b { color: red }", Fonts(), **HOW)
    (p,), (one,) = sheet.matcher.lower_local_name_selectors["p"], sheet.matcher.class_selectors["one"]
    (b,) = sheet.matcher.lower_local_name_selectors["b"]

    assert p[-1][0] is one[-1][0]
    assert p[-1][0] is not b[-1][0]


def test_another_text_of_the_same_name_is_read(monkeypatch: pytest.MonkeyPatch):
    read = [stylesheets.read("one", text, Fonts(), **HOW) for text in ("p { color: red }", "b { margin: 0 }")]

    assert [list(each.matcher.lower_local_name_selectors) for each in read] == [["p"], ["b"]]


def test_weasyprints_own_are_filled():
    from weasyprint import html
    from weasyprint.css.counters import CounterStyle

    counters = CounterStyle()
    files = importlib.resources.files("weasyprint.css")
    for file, name in stylesheets._OWN.items():
        text = (files / file).read_text("utf-8")
        counted = {} if "_ph" in file else {"counter_style": counters}
        anew, held = weasyprint.CSS(string=text, **counted), dict(vars(vars(html)[name]))
        held.pop("rules_read", None)  # what `engine` notes of a stylesheet that was used
        assert plain(vars(anew)) == plain(held)
    assert plain(dict(counters)) == plain(dict(html.UA_COUNTER_STYLE))
    assert "disc" in counters
    assert html.files is importlib.resources.files
