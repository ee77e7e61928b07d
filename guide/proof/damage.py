"""What a check says of a file that may be damaged: that can make any reader of PDFs fail, in any way."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from guide.diagnostics import Diagnostic, error

DAMAGED = error("the PDF is damaged: a reader has to guess what it holds", hint="make it again")


def safely(what: str, check: Callable[[], Iterable[Diagnostic]]) -> list[Diagnostic]:
    """What a check says, and that `what` cannot be read where it fails."""
    found: list[Diagnostic] = []
    try:
        found.extend(check())
    except Exception as problem:
        reason = " ".join(f"{type(problem).__name__}: {problem}".split())[:100]
        found.append(error(f"the PDF is damaged: {what} cannot be read", hint=reason))
    return found
