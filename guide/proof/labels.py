"""Page numbers: those that a viewer shows, those that are printed, and those that the contents tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pikepdf

from guide.diagnostics import Diagnostic, error
from guide.proof.drawn import Page

_FOOT, _HEAD = 0.09, 0.92  # of a page's height
_NUMBER = re.compile(r"(?:^|[\s\u2003|·–—-])([A-Z]{0,2}-?)(\d{1,4})\Z|^([A-Z]{0,2}-?)(\d{1,4})(?=$|[\s|·–—])")


def check(structure: pikepdf.Pdf, pages: list[Page]) -> Iterator[Diagnostic]:
    """Where most pages have a number at their foot or head, all agree with the labels and run on.

    Behind another letter they begin anew, at 1 or where the first ones begin: the key of a class has the same
    pages of each version.
    """
    labels = [page.label for page in structure.pages]
    printed = [_printed(page) for page in pages]
    numbered = [at for at, numbers in enumerate(printed) if numbers]
    if len(numbered) < 2 or len(numbered) < 0.6 * len(pages) or not _runs_on(printed):
        return
    wrong = [at for at in numbered if labels[at] not in {prefix + str(n) for prefix, n in printed[at]}]
    if wrong:
        at, text = wrong[0], "".join(map(str, printed[wrong[0]][-1]))
        more = f" (and {len(wrong) - 1} more pages)" if len(wrong) > 1 else ""
        yield error(
            f"page {at + 1} is labelled '{labels[at]}' but '{text}' is printed on it{more}",
            hint="a viewer's page labels must equal the printed numbers",
        )
    begins = {1, *(number for _, number in printed[numbered[0]])}
    for at, after in pairwise(numbered):
        if after != at + 1:
            continue
        if not any(
            (n == m + 1 if prefix == other else n in begins)
            for other, m in printed[at]
            for prefix, n in printed[after]
        ):
            (_, before), (_, number) = printed[at][-1], printed[after][-1]
            yield error(
                f"page {after + 1}: the printed numbers jump from {before} to {number}",
                hint="a page is missing, doubled or out of place",
            )
            return


def _runs_on(printed: list[list[tuple[str, int]]]) -> bool:
    """Whether the numbers are those of pages: most are followed by the next one, or begin anew."""
    pairs = [(one, other) for one, other in pairwise(printed) if one and other]
    good = sum(any(number == before + 1 for _, before in one for _, number in other) for one, other in pairs)
    return bool(pairs) and good >= 0.5 * len(pairs)


def _printed(page: Page) -> list[tuple[str, int]]:
    """The numbers in the lowest line of a page or, if it has none, in its highest."""
    for zone in (
        [run for run in page.runs if run.box.top < page.height * _FOOT],
        [run for run in page.runs if run.box.bottom > page.height * _HEAD],
    ):
        lowest = min((run.box.bottom for run in zone), default=0.0)
        line = [run for run in zone if run.box.bottom < lowest + 4]
        found = [_NUMBER.search(" ".join(run.text.split())) for run in sorted(line, key=lambda r: r.box.left)]
        numbers = [(each[1] or each[3] or "", int(each[2] or each[4])) for each in found if each]
        if numbers:
            return numbers
    return []
