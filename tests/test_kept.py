"""What a process keeps from one build to the next."""

from __future__ import annotations

import pytest

from guide.kept import Itself, Kept


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Kept, "_all", [])


def made(kept: Kept[str], *keys: str) -> str:
    """The keys whose values had to be made."""
    new: list[str] = []

    def make(key: str) -> str:
        new.append(key)
        return key.upper()

    assert [key.upper() for key in keys] == [kept.get(key, lambda key=key: make(key)) for key in keys]
    return "".join(new)


def test_a_value_is_made_once():
    assert "ab" == made(Kept(9), *"abab")


def test_what_was_used_last_is_kept():
    kept: Kept[str] = Kept(2)

    assert "abcb" == made(kept, *"abacb")


def test_what_weighs_too_much_is_not_kept():
    kept: Kept[str] = Kept(5, lambda value: 6 if value == "B" else 2)

    assert "abba" == made(kept, *"abba")


def test_what_the_last_builds_did_not_use_goes():
    kept: Kept[str] = Kept(9)
    made(kept, *"ab")
    for _ in range(3):
        Kept.begin()
        assert "" == made(kept, "a")
    Kept.begin()

    assert "b" == made(kept, *"ab")


def test_nothing_is_kept_when_it_is_forgotten():
    kept: Kept[str] = Kept(9)
    made(kept, "a")
    Kept.forget()

    assert "a" == made(kept, "a")


def test_what_is_equal_is_not_the_same():
    kept: Kept[str] = Kept(9)
    one, other = [1], [1]

    assert ["one", "other", "one"] == [
        kept.get(Itself(each), lambda name=name: name)
        for each, name in ((one, "one"), (other, "other"), (one, "again"))
    ]
