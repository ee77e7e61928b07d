"""Values with variables in them, which WeasyPrint validates anew for each element and each property."""

from __future__ import annotations

from typing import Any

from weasyprint.css.tokens import Pending

from guide.engine.swap import in_place_of

_MOST = 100  # values that a declaration is known to have; ours have one or two

_solve = Pending.solve


@in_place_of(Pending, "solve")
def solve(self: Any, tokens: list[Any], wanted_key: str, base_url: str | None) -> Any:
    """The value of a property, which the same tokens give again. What is not valid is said each time."""
    known: dict[Any, tuple[Any, list[Any]]] = self.__dict__.setdefault("known", {})
    key = wanted_key, base_url, *map(id, tokens)
    if key not in known:
        value = _solve(self, tokens, wanted_key, base_url)
        if len(known) == _MOST:
            known.clear()
        known[key] = value, tokens  # which must not make room for others of the same identity
    return known[key][0]
