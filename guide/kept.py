"""What a process keeps from one build to the next: what its last builds used, and no more than so much.

An edit finds the pages of the build before it. Builds of many guides, one after the other, leave nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, ClassVar, Generic, TypeVar

_BUILDS = 3  # while one looks at student, teacher and A4 in turn, each finds its pages

Value = TypeVar("Value")


class Itself:
    """A key that is this very object, whatever it is equal to."""

    __slots__ = ("item",)

    def __init__(self, item: object) -> None:
        self.item = item

    def __hash__(self) -> int:
        return id(self.item)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.item is self.item


class Kept(Generic[Value]):
    """Values by their keys: those that the last builds used, and of these what was used last and weighs no
    more than `most` together."""

    _all: ClassVar[list[Kept[Any]]] = []
    _build = 0

    def __init__(self, most: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self.most, self.weigh = most, weigh
        self._values: dict[Hashable, tuple[Value, int]] = {}
        self._weight = 0
        Kept._all.append(self)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made if it is not there."""
        known = self._values.pop(key, None)
        value = known[0] if known else make()
        self._weight += 0 if known else self.weigh(value)
        self._values[key] = value, Kept._build
        while self._weight > self.most:
            self.drop(next(iter(self._values)))
        return value

    def drop(self, key: Hashable) -> None:
        value, _ = self._values.pop(key)
        self._weight -= self.weigh(value)

    @classmethod
    def begin(cls) -> None:
        """Another build: what none of the last ones used goes."""
        cls._build += 1
        for each in cls._all:
            for key, (_, used) in list(each._values.items()):
                if used < cls._build - _BUILDS:
                    each.drop(key)

    @classmethod
    def forget(cls) -> None:
        """Nothing is kept any more."""
        for each in cls._all:
            for key in list(each._values):
                each.drop(key)
