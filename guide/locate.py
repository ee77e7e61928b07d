"""From a page of a packet, or from what a template says of an element, back to the teacher's file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass

from guide.diagnostics import Diagnostic, Source, Span
from guide.model import Guide, Model, Prose, values

_PAGE = re.compile(r"\bpage (\d+)\b")
_PRINTED = re.compile(r"\A(?:page \d+: )?'(.{4,}?)([-…]?)' ")  # the words that a message begins with
_LETTER = r"[^\W_]"


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
    """The same with its place in a file: where the printed words that it begins with are written, if that is
    one place alone, else the file as a whole."""
    if not span:
        return diagnostic
    place = _written(diagnostic.message, span.source) or Span(span.source, 0, 0)
    return dataclasses.replace(diagnostic, span=place)


def _written(message: str, source: Source) -> Span | None:
    printed = _PRINTED.match(message)
    if not printed:
        return None
    words = r"\s+".join(re.escape(word) for word in printed[1].split())
    end = "" if printed[2] else rf"(?!{_LETTER})"  # what is cut short may end within a word
    found = [match.start() for match in re.finditer(rf"(?<!{_LETTER}){words}{end}", source.text)]
    return Span(source).moved(found[0]) if len(found) == 1 else None
