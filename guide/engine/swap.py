"""Functions of WeasyPrint that give way to ones that give the same in less time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Function = TypeVar("Function")


@dataclass(frozen=True)
class Swapped:
    """A function that stood in a class or a module, and the one that stands there now."""

    owner: Any
    name: str
    original: Any
    ours: Any

    def put(self, function: Any) -> None:
        """Puts one of the two there, and where else it was imported by name."""
        for place in (self.owner, *_modules()):
            if vars(place).get(self.name) in (self.original, self.ours):
                setattr(place, self.name, function)


swapped: list[Swapped] = []


def in_place_of(owner: Any, name: str) -> Callable[[Function], Function]:
    """Decorates a function, or a property, that does what `name` of a class or module does."""

    def put(ours: Function) -> Function:
        swap = Swapped(owner, name, vars(owner)[name], ours)
        swap.put(ours)
        swapped.append(swap)
        return ours

    return put


def _modules() -> list[Any]:
    return [module for name, module in sys.modules.items() if name.startswith("weasyprint.")]
