"""What is compiled once for a machine is the same as what is compiled anew."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing

import pytest

from guide import compiled
from guide.compiled import compiled_once

pytestmark = pytest.mark.usefixtures("place")

PATTERNS: list[tuple[str | bytes, re.RegexFlag]] = [
    (r"(?P<year>\d{4})(?:-(?P<month>\d\d))?", re.NOFLAG),
    (r"(?x) [a-zäöü]+ (?=\s) # a word", re.IGNORECASE),
    (r"(?s:.)(?<!b)|(c)(?(1)d|e)", re.NOFLAG),
    (rb"^\x00[\x80-\xff]*?$", re.MULTILINE),
    (r"[\U0001F600-\U0001F64F]|[^\W\d_]", re.NOFLAG),
]
TEXTS = ("1956-02 and 1957", "Ärger und\nÖl b", "cdbe", "x😀y_9")


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
def test_an_expression_finds_the_same(pattern: str | bytes, flags: re.RegexFlag):
    anew = re.compile(pattern, flags)
    for _ in range(2):  # when it is noted, and when it is known
        with compiled_once():
            re.purge()
            known = re.compile(pattern, flags)
        assert known is not anew
        assert (known.pattern, known.flags, known.groups) == (anew.pattern, anew.flags, anew.groups)
        assert known.groupindex == anew.groupindex
        for text in TEXTS:
            given = text.encode() if isinstance(pattern, bytes) else text
            assert [each.groups() for each in known.finditer(given)] == [
                each.groups() for each in anew.finditer(given)
            ]
            assert [each.span() for each in known.finditer(given)] == [
                each.span() for each in anew.finditer(given)
            ]


def test_what_is_known_is_not_compiled(monkeypatch: pytest.MonkeyPatch):
    def work() -> tuple[object, ...]:
        re.purge()
        date = dataclasses.make_dataclass("Date", [("year", int), ("month", int, 2)], frozen=True)
        kind = typing.get_type_hints(type("Kept", (), {"__annotations__": {"of": "list[int] | None"}}))
        known = typing.get_type_hints(date.__init__), str(inspect.signature(date)), date.__doc__
        return repr(date(1956)), date(1956) == date(1956, 2), hash(date(1)) == hash(date(1)), kind, known

    with compiled_once():
        first = work()
    never = pytest.fail
    monkeypatch.setattr(compiled, "_arguments", lambda *_: never("an expression is compiled again"))
    monkeypatch.setattr(compiled, "compile", lambda *_: never("code is compiled again"), raising=False)
    with compiled_once():
        assert work() == first
    assert first == work(), "without any of this"
    assert first[:4] == ("Date(year=1956, month=2)", True, True, {"of": list[int] | None})


def test_what_is_new_each_time_is_not_written_each_time(monkeypatch: pytest.MonkeyPatch):
    with compiled_once():
        for number in range(100):
            re.compile(f"known {number}")
    written: list[object] = []
    monkeypatch.setattr(compiled, "keep", lambda *given: written.append(given))

    with compiled_once():
        re.compile("[cba]")
        re.compile("[acb]")
    assert not written

    with compiled_once():
        for number in range(100):
            re.compile(f"of another module {number}")
    assert written


def test_python_is_left_as_it_was():
    before = re._compiler.compile  # type: ignore[attr-defined]
    re.purge()

    with pytest.raises(re.error, match="unterminated"), compiled_once():
        re.compile("(a")

    assert re._compiler.compile is before  # type: ignore[attr-defined]
    assert "exec" not in vars(dataclasses)
    assert "compile" not in vars(typing)


def test_parts_of_an_expression_that_are_put_together_by_a_library():
    with compiled_once():
        scanner = re.Scanner([("[a-z]+", lambda _, word: word.upper()), (r"\s", None)])

    assert scanner.scan("a bc!") == (["A", "BC"], "!")
