"""Where the work is: told before each step that may take long, to whoever supervises it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """`what` is said before the name of a guide: "laying out the sheet 'timeline'".

    `seconds` of work may be taken beyond what every step may take, because there is much to do.
    """

    what: str
    seconds: float = 0.0


Listener = Callable[[Step], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def at(what: str, seconds: float = 0.0) -> None:
    """A step begins, and the one before it is over."""
    if listener := _listener.get():
        listener(Step(what, seconds))


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)
