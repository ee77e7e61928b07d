"""The words of the guide with their meanings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from guide.desk import Desk
from guide.diagnostics import Diagnostic, error
from guide.model import Block, Guide, Kind, Model, Prose, Student


class Term(Model):
    """`forms` are other spellings under which the reading may mention the term."""

    term: Student[str]
    meaning: Student[Prose]
    native: Student[str | None] = None
    native_language: Student[str | None] = None
    forms: Student[tuple[str, ...]] = ()


class Glossary(Block):
    terms: Student[tuple[Term, ...]] = Field(min_length=1)

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        seen: dict[str, Term] = {}
        for term in self.terms:
            for name in (term.term, *term.forms):
                first = seen.setdefault(name.casefold(), term)
                if first is not term:
                    where = f" (line {first.span.line})" if first.span else ""
                    yield error(f"'{name}' is explained twice", term.span, f"keep one of the two{where}")


def view(block: Glossary, desk: Desk) -> dict[str, Any]:
    """The terms in alphabetical order, in two columns cut where they are equally long."""
    terms = sorted(block.terms, key=lambda term: term.term.casefold())
    lengths = [len(term.term) + len(term.meaning.text) + 40 for term in terms]
    half, filled, cut = sum(lengths) / 2, 0, 0
    while cut < len(terms) and filled + lengths[cut] / 2 < half:
        filled += lengths[cut]
        cut += 1
    return {"columns": [column for column in (terms[:cut], terms[cut:]) if column]}


KIND = Kind("glossary", Glossary, order=900, files=("glossary.yaml", "glossary.csv"), rows="terms", view=view)
