"""The print list: which pages, how many copies, on one side or two. Page numbers are the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from guide.desk import Desk, Pages
from guide.diagnostics import Diagnostic, did_you_mean, error
from guide.model import Absence, Block, Guide, Kind, Model, Prose


class Run(Model):
    """One job at the copier. `sheets` are names of blocks: `timeline`, `document`, `document-2`.

    Without `sides`, it is printed as the guide is.
    """

    what: Prose
    sheets: tuple[str, ...]
    copies: Literal["one each", "one per pair", "one per group", "one"] | int = "one each"
    sides: int | None = Field(default=None, ge=1, le=2)
    note: Prose | None = None


class Printing(Block):
    runs: tuple[Run, ...] = ()

    def check(self, guide: Guide) -> Iterator[Diagnostic]:
        known = {name for each in guide.blocks for name in (each.id, each.kind)}
        for run in self.runs:
            for at, name in enumerate(run.sheets):
                why = guide.absent.get(name)
                if name in known or why is Absence.BROKEN:
                    continue
                hint = did_you_mean(name, known) or f"this guide has: {', '.join(sorted(known))}"
                if why is Absence.LEFT_OUT:
                    hint = "the packet leaves it out: add it to 'packet' in guide.yaml, or take it away here"
                yield error(f"this guide has no sheet '{name}'", run.place("sheets", at), hint)


def view(block: Printing, desk: Desk) -> dict[str, Any]:
    """The whole handout first, then the guide's own runs, each with its pages and sheets of paper."""
    words = desk.words["printing"]
    handout = [pages for pages in desk.pages.values() if not pages.for_teachers]
    rows = [_row(words["handout"], None, handout, "one each", None, desk)]
    for run in block.runs:
        chosen = [desk.pages[each.id] for each in desk.guide.blocks if {each.id, each.kind} & set(run.sheets)]
        rows.append(_row(run.what, run.note, chosen, run.copies, run.sides, desk))
    return {"runs": rows}


# How many students share a copy; a copy for the teacher alone is shared by all.
_SHARED_BY = {"one each": 1, "one per pair": 2, "one per group": 4, "one": 1_000_000}


def _row(
    what: Prose | str,
    note: Prose | None,
    pages: list[Pages],
    copies: str | int,
    sides: int | None,
    desk: Desk,
) -> dict[str, Any]:
    words = desk.words["printing"]
    sides = sides or desk.guide.info.sides
    numbers = sorted({number for each in pages for number in each.numbers})
    per_copy = -(-len(numbers) // sides)
    made = copies if isinstance(copies, int) else -(-desk.guide.info.copies // _SHARED_BY[copies])
    return {
        "what": what,
        "note": note,
        "pages": ranges(numbers),
        "copies": words["count"].format(n=copies) if isinstance(copies, int) else words[copies],
        "sides": words["two_sided" if sides == 2 else "one_sided"],
        "paper": f"{per_copy} × {made} = {per_copy * made}" if made > 1 else str(per_copy),
    }


def ranges(numbers: list[int]) -> str:
    """Sorted numbers as a print dialog takes them: '1–3, 7'."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


KIND = Kind(
    "printing",
    Printing,
    order=30,
    files=("printing.yaml", "printing.csv"),
    rows="runs",
    for_teachers=True,
    joins=True,
    after_layout=True,
    view=view,
)
