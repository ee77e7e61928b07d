"""The sources that the guide cites, in CSL-JSON field names, and who made the guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import Field

from guide.citations import Reference, entry, sort_key
from guide.desk import Desk
from guide.diagnostics import Diagnostic, error
from guide.model import Block, Guide, Kind, Student


class Sources(Block):
    references: Student[tuple[Reference, ...]] = Field(min_length=1)

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        seen: dict[str, Reference] = {}
        for reference in self.references:
            place = reference.place("id")
            first = seen.setdefault(reference.id, reference)
            if first is not reference:
                yield error(f"the id '{reference.id}' is given twice", place, "give each source its own id")
            if not re.fullmatch(r"[\w:./+-]*\w", reference.id):
                plain = re.sub(r"[^\w:./+-]+", "-", reference.id).strip("-.")
                hint = f"write it without spaces and signs, such as '{plain or 'smith2003'}'"
                yield error(f"no text can cite the id '{reference.id}'", place, hint)


def view(block: Sources, desk: Desk) -> dict[str, Any]:
    rows = [
        {
            "id": reference.id,
            "span": reference.span,
            "entry": entry(reference, desk.words["sources"]),
            "note": reference.note,
        }
        for reference in sorted(block.references, key=sort_key)
    ]
    return {"rows": rows}


KIND = Kind(
    "sources",
    Sources,
    order=950,
    files=("sources.yaml", "sources.csv"),
    rows="references",
    joins=True,
    view=view,
)
