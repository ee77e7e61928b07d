"""What is shown, and to whom: the state that the builder and the server share."""

from __future__ import annotations

import dataclasses
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from guide.deliver import Result
from guide.diagnostics import Diagnostic, as_text
from guide.manifest import digest

Chosen = tuple[str, str]  # an edition and a paper


@dataclass(frozen=True)
class Shown:
    """The pages of the last good build, and what is said of the last one.

    `version` counts the changes of the others; `mark` is that of the pages, empty where there are none yet.
    """

    version: int = 0
    building: bool = True
    data: bytes = b""
    page_count: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def mark(self) -> str:
        return digest(self.data)[:16] if self.data else ""

    @property
    def message(self) -> dict[str, Any]:
        """All but the pages, for a browser."""
        problems = [{"severity": str(each.severity), "text": as_text(each)} for each in self.diagnostics]
        return {
            "building": self.building,
            "mark": self.mark,
            "pages": self.page_count,
            "problems": problems,
        }


class Stage:
    """Shared by threads. A packet is built while someone looks at it."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._shown: dict[Chosen, Shown] = {}
        self._viewers: Counter[Chosen] = Counter()
        self._woken = False
        self.closed = False

    def shown(self, chosen: Chosen) -> Shown:
        with self._lock:
            return self._shown.get(chosen, Shown())

    @contextmanager
    def viewed(self, chosen: Chosen) -> Iterator[None]:
        """While someone looks at a packet."""
        with self._lock:
            self._viewers[chosen] += 1
        self.wake()
        try:
            yield
        finally:
            with self._lock:
                self._viewers[chosen] -= 1

    def wake(self) -> None:
        """Something has changed: content, or what someone looks at."""
        with self._lock:
            self._woken = True
            self._lock.notify_all()

    def wait(self) -> list[Chosen] | None:
        """What is looked at, when something has changed since this was last asked; None at the end."""
        with self._lock:
            self._lock.wait_for(lambda: self._woken or self.closed)
            self._woken = False
            return None if self.closed else sorted(+self._viewers)

    def begin(self, chosen: Chosen) -> None:
        self._put(chosen, building=True)

    def show(self, chosen: Chosen, made: Result) -> None:
        """What has been built; of a guide with an error, only what is said."""
        new = {} if made.failed else {"data": made.packets[0].data, "page_count": made.packets[0].page_count}
        self._put(chosen, building=False, diagnostics=made.diagnostics, **new)

    def close(self) -> None:
        with self._lock:
            self.closed = True
            self._lock.notify_all()

    def _put(self, chosen: Chosen, **new: Any) -> None:
        with self._lock:
            before = self._shown.get(chosen, Shown())
            self._shown[chosen] = dataclasses.replace(before, version=before.version + 1, **new)
