"""The sheets of a packet to pages, with the numbers that they bear and that other sheets tell."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from guide.compose import SNUGGEST, Plan, compose, compose_margins, plan_jottings
from guide.desk import Desk, Pages
from guide.layout import LaidOut, lay_out, lay_out_margins
from guide.model import Guide
from guide.printed import Margins
from guide.steps import at

# How much of a last page can be saved by setting a sheet more tightly, as shares of its height: a little by
# the first step, no more than this by the last.
_LITTLE, _MUCH = 0.06, 0.28
_THICK = 40  # pages of a sheet that is not set again to save one of them

# Seconds that the layout of a sheet may take for its size, some three times what is needed. Only text counts:
# what is hostile has many elements and little to read.
_A_CHARACTER = 1 / 10_000
_A_MARGIN = 1 / 10
_AT_ONCE = 40  # an even number, so that pages stay left or right ones
_NOTHING_TO_READ = re.compile(r"<[^>]*>|\s+")


def two_sided(guide: Guide, pages: dict[str, Pages]) -> bool:
    """Whether the packet is printed on both sides. A handout of one page never is: its back stays free."""
    return guide.info.sides == 2 and sum(each.count for each in pages.values() if not each.for_teachers) > 1


def lay_out_all(planned: list[Plan], desk: Desk) -> tuple[list[Plan], dict[str, LaidOut], dict[str, Pages]]:
    """The sheets with a page for notes where one makes their pages even, and every sheet's pages.

    A sheet that tells page numbers is laid out when those are known. The student's sheets come first,
    since the teacher's tell their numbers. How many pages the cover takes is assumed, and mended in the
    rare case that the assumption was wrong.
    """
    student = [sheet for sheet in planned if not sheet.for_teachers]
    teacher = [sheet for sheet in planned if sheet.for_teachers]
    assumed = {sheet.id: _drafted(sheet, desk) for sheet in student if sheet.after_layout}
    while True:
        laid_out: dict[str, LaidOut] = {}
        numbers: dict[str, int] = {}
        number = 1
        for sheet in student:
            numbers[sheet.id] = number
            if not sheet.after_layout:
                laid_out[sheet.id] = one(sheet, desk)
            number += assumed[sheet.id] if sheet.after_layout else laid_out[sheet.id].page_count
        pages: dict[str, Pages] = {}
        for sheet in student:
            pages |= _pages(sheet, numbers[sheet.id], laid_out.get(sheet.id), assumed.get(sheet.id, 1))
        for sheet in student:
            if sheet.after_layout:
                known = dataclasses.replace(desk, pages=pages)
                laid_out[sheet.id] = one(sheet, known)
        true = {id: laid_out[id].page_count for id in assumed}
        if all(true[id] <= assumed[id] for id in assumed):
            break
        assumed = {id: max(true[id], assumed[id]) for id in assumed}
    evened = two_sided(desk.guide, pages)
    if evened:
        student += _evened(student, desk, laid_out, pages)
    number = 1
    for sheet in teacher:
        known = dataclasses.replace(desk, pages=pages)
        laid_out[sheet.id] = one(sheet, known)
        pages |= _pages(sheet, number, laid_out[sheet.id])
        number += laid_out[sheet.id].page_count
    if evened:
        teacher += _evened(teacher, desk, laid_out, pages)
    return [*teacher, *student], laid_out, pages


def _drafted(sheet: Plan, desk: Desk) -> int:
    """How many pages a sheet takes that tells page numbers, before these are known.

    One in the handout; in an edition that reflows, as many as it takes with any numbers.
    """
    if not desk.edition.reflows:
        return 1
    pages = {placed.id: Pages(10, 1) for placed in desk.guide.blocks}
    return one(sheet, dataclasses.replace(desk, pages=pages)).page_count


def _evened(
    sheets: list[Plan], desk: Desk, laid_out: dict[str, LaidOut], pages: dict[str, Pages]
) -> list[Plan]:
    """The page for notes that these sheets need to end on the back of a leaf; it is laid out, too."""
    count = sum(laid_out[sheet.id].page_count for sheet in sheets)
    if count % 2 == 0:
        return []
    number = pages[sheets[-1].blocks[-1].id].numbers.stop
    last = plan_jottings(sheets[-1].for_teachers)
    laid_out[last.id] = lay_out(compose(last, desk), desk.guide.folder, most=1)
    pages |= _pages(last, number, laid_out[last.id])
    return [last]


def one(sheet: Plan, desk: Desk) -> LaidOut:
    """The sheet's pages; set more tightly where that saves a last page that would be nearly empty.

    An edition that reflows is never set tightly: its sizes and distances are what it is for.
    """
    chosen, refused = _chosen(sheet, desk)
    for each in refused:
        each.refuse()
    chosen.accept()
    return chosen


def _chosen(sheet: Plan, desk: Desk) -> tuple[LaidOut, list[LaidOut]]:
    """The pages that the sheet gets, and those that it could have had."""
    as_designed = _set(sheet, desk)
    over = as_designed.last_page_filled
    worth_it = 1 < as_designed.page_count < _THICK and over <= _MUCH and not desk.edition.reflows
    if not (worth_it and as_designed.can_be_tighter):
        return as_designed, []
    refused = [as_designed]
    for snug in range(1, SNUGGEST + 1) if over < _LITTLE else (SNUGGEST,):
        tighter = _set(sheet, desk, snug)
        if tighter.page_count < as_designed.page_count:
            return tighter, refused
        refused.append(tighter)
    return as_designed, refused[1:]


def _set(sheet: Plan, desk: Desk, snug: int = 0) -> LaidOut:
    packet = f"{desk.edition_name}, {desk.paper.name}"
    at(f"composing the sheet '{sheet.id}' ({packet})")
    composed = compose(sheet, desk, snug)
    at(
        f"laying out the sheet '{sheet.id}' ({packet})",
        len(_NOTHING_TO_READ.sub("", composed.html)) * _A_CHARACTER,
    )
    return lay_out(composed, desk.guide.folder)


def margins(numbers: Sequence[str], desk: Desk) -> list[Margins]:
    """The margins of the pages that bear these numbers, some at a time."""
    at(f"laying out the margins ({desk.edition_name}, {desk.paper.name})", len(numbers) * _A_MARGIN)
    some = [numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE)]
    return [lay_out_margins(compose_margins(each, desk), desk.guide.folder) for each in some]


def _pages(sheet: Plan, first: int, laid_out: LaidOut | None, assumed: int = 1) -> dict[str, Pages]:
    """Where the sheet's blocks stand, by block id: each from its own head to that of the next."""
    count = laid_out.page_count if laid_out else assumed
    starts = [laid_out.page_of(block.id) if laid_out else 0 for block in sheet.blocks]
    ends = [*starts[1:], count - 1]
    return {
        block.id: Pages(first + start, end - start + 1, sheet.for_teachers)
        for block, start, end in zip(sheet.blocks, starts, ends, strict=True)
    }
