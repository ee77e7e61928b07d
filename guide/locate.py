"""From a page of a packet, or from what a template says of an element, back to the teacher's file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass

from guide.diagnostics import Diagnostic, Span
from guide.model import Guide, Model, Prose, values

_PAGE = re.compile(r"\bpage (\d+)\b")


@dataclass(frozen=True)
class Whereabouts:
    """`starts` says on which page of the packet, counted from 1, each block begins, and in which file
    it is written; `places` maps `file:line:column` to the place in a content file."""

    starts: tuple[tuple[int, Span | None], ...]
    places: dict[str, Span]

    @classmethod
    def of(cls, guide: Guide, starts: Iterable[tuple[int, Span | None]]) -> Whereabouts:
        spans = [each.span for each in values(guide) if isinstance(each, Model | Prose)]
        spans += [placed.span for placed in guide.blocks]
        return cls(tuple(starts), {str(span): span for span in spans if span})

    def located(self, diagnostic: Diagnostic) -> Diagnostic:
        """The same with the file whose content stands on the page that it names, if it names one."""
        named = _PAGE.search(diagnostic.message)
        if diagnostic.span or not named:
            return diagnostic
        before = [span for page, span in self.starts if page <= int(named[1])]
        return in_file_of(diagnostic, before[-1] if before else None)


def in_file_of(diagnostic: Diagnostic, span: Span | None) -> Diagnostic:
    """The same with a whole file as its place."""
    return dataclasses.replace(diagnostic, span=Span(span.source, 0, 0)) if span else diagnostic
