"""The conductor: one guide in one edition on one paper, from files to a finished PDF."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from guide import markup, metrics
from guide.assemble import Part, assemble
from guide.compose import SNUGGEST, BrokenTemplate, Plan, compose, desk, plan, plan_jottings
from guide.deliver import Packet, Result
from guide.desk import TEACHER_PREFIX, Desk, Pages
from guide.diagnostics import did_you_mean, error, in_order
from guide.download import Record
from guide.editions import editions
from guide.fields import Words
from guide.layout import LaidOut, lay_out
from guide.model import Guide, Prose, values
from guide.paper import PAPERS, Paper
from guide.proof import Expected, in_file, prove
from guide.read import read
from guide.redact import redact, withheld
from guide.steps import at

# How much of a last page can be saved by setting a sheet more tightly, as shares of its height: a little by
# the first step, no more than this by the last.
_LITTLE, _MUCH = 0.06, 0.28

# Seconds that a step may take for its size, some ten times what an ordinary guide needs.
_A_PAGE = 1.0
_A_CHARACTER = 1 / 4000


def packet(
    guide: Guide,
    edition_name: str,
    paper_name: str,
    only_sheet: str | None = None,
    handed_out: Callable[[bytes], bytes] | None = None,
) -> Packet:
    """The packet of a guide; with `only_sheet`, the sheet alone in which that block stands.

    `handed_out` gives what is made of the packet before anyone gets it, which is then what is proven.
    """
    edition, paper = editions()[edition_name], PAPERS[paper_name]
    shown = redact(guide, edition)
    where = desk(shown, edition_name, edition, paper)
    if edition.reflows:
        where = dataclasses.replace(where, handout=_handout(guide, paper))
    suffix = f"-{only_sheet}" if only_sheet else ""
    name = f"{guide.name}-{edition_name}{suffix}{paper.suffix}.pdf"
    sheets, laid_out, pages = _lay_out(plan(shown.blocks), where)
    parts = [
        Part(laid_out[sheet.id], TEACHER_PREFIX if sheet.for_teachers else "", pages[sheet.id].first_number)
        for sheet in sheets
        if only_sheet is None or _holds(sheet, only_sheet)
    ]
    said = [each for part in parts for each in part.pages.diagnostics]
    page_count = sum(part.pages.page_count for part in parts)
    at(f"joining the pages ({edition_name}, {paper_name})", page_count * _A_PAGE)
    words = where.words["fields"]
    form = Words(words["continued"], words["code_page"]) if edition.fields else None
    data = assemble(parts, edition.variant, form)
    expected = _expected(guide, where, two_sided=_two_sided(shown, pages) and only_sheet is None)
    starts = {sheet.id: pages[sheet.id].first_number for sheet in sheets if not sheet.for_teachers}
    del laid_out, parts  # the pages of a thick packet and their proof take much memory, each
    at(f"proving the PDF ({edition_name}, {paper_name})", page_count * _A_PAGE)
    found = in_order([*said, *prove(handed_out(data) if handed_out else data, expected)])
    shared = {} if edition.reflows else starts
    return Packet(name, edition_name, paper_name, data, page_count, tuple(found), shared)


def answer_key(guides: Mapping[str, Guide], kind: str, first_page: int, paper_name: str) -> Packet:
    """The sheets of one kind with their answers, of several versions of a guide, by the versions' names.

    `first_page` is the number that the sheet has in the packets. Page labels begin with the version.
    """
    edition_name = next(name for name, edition in editions().items() if edition.shows == "teacher")
    edition, paper = editions()[edition_name], PAPERS[paper_name]
    parts: list[Part] = []
    for version, guide in guides.items():
        where, number = desk(guide, edition_name, edition, paper), first_page
        for sheet in (each for each in plan(guide.blocks) if _holds(each, kind)):
            parts.append(Part(_one(sheet, where, number), version, number))
            number += parts[-1].pages.page_count
    data = assemble(parts, edition.variant)
    said = [each for part in parts for each in part.pages.diagnostics]
    found = in_order([*said, *prove(data, Expected(margin=paper.side / metrics.MM_PER_POINT))])
    name = f"{next(iter(guides.values())).name}-class-key{paper.suffix}.pdf"
    page_count = sum(part.pages.page_count for part in parts)
    return Packet(name, edition_name, paper_name, data, page_count, tuple(found))


def _expected(guide: Guide, desk: Desk, two_sided: bool) -> Expected:
    """What the proof of a packet needs to know: the texts its readers must not see, its margins and sides."""
    shown = desk.guide
    secrets = () if shown is guide else tuple(markup.plain(text) for text in withheld(guide))
    seen = tuple(markup.plain(str(value)) for value in values(shown) if isinstance(value, str | Prose))
    names = tuple(f"{desk.name(placed)} {placed.block.title}" for placed in shown.blocks)
    return Expected(secrets, (*seen, *names), desk.paper.side / metrics.MM_PER_POINT, two_sided)


def _handout(guide: Guide, paper: Paper) -> dict[str, Pages]:
    """Where the blocks stand in the handout, whose pages a teacher names to the whole class."""
    name = next(name for name, each in editions().items() if each.shows == "student" and not each.reflows)
    shown = redact(guide, editions()[name])
    return _lay_out(plan(shown.blocks), desk(shown, name, editions()[name], paper))[2]


def _two_sided(guide: Guide, pages: dict[str, Pages]) -> bool:
    """Whether the packet is printed on both sides. A handout of one page never is: its back stays free."""
    return guide.info.sides == 2 and sum(each.count for each in pages.values() if not each.for_teachers) > 1


def _lay_out(planned: list[Plan], desk: Desk) -> tuple[list[Plan], dict[str, LaidOut], dict[str, Pages]]:
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
                laid_out[sheet.id] = _one(sheet, desk, number)
            number += assumed[sheet.id] if sheet.after_layout else laid_out[sheet.id].page_count
        pages: dict[str, Pages] = {}
        for sheet in student:
            pages |= _pages(sheet, numbers[sheet.id], laid_out.get(sheet.id), assumed.get(sheet.id, 1))
        for sheet in student:
            if sheet.after_layout:
                known = dataclasses.replace(desk, pages=pages)
                laid_out[sheet.id] = _one(sheet, known, numbers[sheet.id])
        true = {id: laid_out[id].page_count for id in assumed}
        if all(true[id] <= assumed[id] for id in assumed):
            break
        assumed = {id: max(true[id], assumed[id]) for id in assumed}
    two_sided = _two_sided(desk.guide, pages)
    if two_sided:
        student += _evened(student, desk, laid_out, pages)
    number = 1
    for sheet in teacher:
        known = dataclasses.replace(desk, pages=pages)
        laid_out[sheet.id] = _one(sheet, known, number)
        pages |= _pages(sheet, number, laid_out[sheet.id])
        number += laid_out[sheet.id].page_count
    if two_sided:
        teacher += _evened(teacher, desk, laid_out, pages)
    return [*teacher, *student], laid_out, pages


def _drafted(sheet: Plan, desk: Desk) -> int:
    """How many pages a sheet takes that tells page numbers, before these are known.

    One in the handout; in an edition that reflows, as many as it takes with any numbers.
    """
    if not desk.edition.reflows:
        return 1
    pages = {placed.id: Pages(10, 1) for placed in desk.guide.blocks}
    return _one(sheet, dataclasses.replace(desk, pages=pages), 1).page_count


def _evened(
    sheets: list[Plan], desk: Desk, laid_out: dict[str, LaidOut], pages: dict[str, Pages]
) -> list[Plan]:
    """The page for notes that these sheets need to end on the back of a leaf; it is laid out, too."""
    count = sum(laid_out[sheet.id].page_count for sheet in sheets)
    if count % 2 == 0:
        return []
    number = pages[sheets[-1].blocks[-1].id].numbers.stop
    last = plan_jottings(sheets[-1].for_teachers)
    laid_out[last.id] = lay_out(compose(last, desk), desk.guide.folder, number).first_page
    pages |= _pages(last, number, laid_out[last.id])
    return [last]


def _one(sheet: Plan, desk: Desk, number: int) -> LaidOut:
    """The sheet's pages; set more tightly where that saves a last page that would be nearly empty.

    An edition that reflows is never set tightly: its sizes and distances are what it is for.
    """
    as_designed = _set(sheet, desk, number)
    over = as_designed.last_page_filled
    if as_designed.page_count == 1 or over > _MUCH or desk.edition.reflows:
        return as_designed
    for snug in range(1, SNUGGEST + 1) if over < _LITTLE else (SNUGGEST,):
        tighter = _set(sheet, desk, number, snug)
        if tighter.page_count < as_designed.page_count:
            return tighter
    return as_designed


def _set(sheet: Plan, desk: Desk, number: int, snug: int = 0) -> LaidOut:
    packet = f"{desk.edition_name}, {desk.paper.name}"
    at(f"composing the sheet '{sheet.id}' ({packet})")
    composed = compose(sheet, desk, snug)
    at(f"laying out the sheet '{sheet.id}' ({packet})", len(composed.html) * _A_CHARACTER)
    return lay_out(composed, desk.guide.folder, number)


def _pages(sheet: Plan, first: int, laid_out: LaidOut | None, assumed: int = 1) -> dict[str, Pages]:
    """Where the sheet's blocks stand, by block id: each from its own head to that of the next."""
    count = laid_out.page_count if laid_out else assumed
    starts = [laid_out.page_of(block.id) if laid_out else 0 for block in sheet.blocks]
    ends = [*starts[1:], count - 1]
    return {
        block.id: Pages(first + start, end - start + 1, sheet.for_teachers)
        for block, start, end in zip(sheet.blocks, starts, ends, strict=True)
    }


def _holds(sheet: Plan, name: str) -> bool:
    return any(name in (block.id, block.kind) for block in sheet.blocks)


def make(path: Path, wanted: Iterable[tuple[str, str]], sheet: str | None = None) -> Result:
    """Read one guide and make its packets; `wanted` are editions, each with a paper. Nothing is written."""
    guide, found = read(path)
    if guide is None:
        return Result(path, tuple(found))
    if sheet and not any(sheet in (placed.id, placed.kind) for placed in guide.blocks):
        known = [placed.id for placed in guide.blocks]
        hint = did_you_mean(sheet, known) or f"this guide has: {', '.join(known)}"
        return Result(path, (*found, error(f"there is no sheet '{sheet}' in {path}", hint=hint)))
    try:
        packets = [
            packet(guide, edition, paper, sheet)
            for edition, paper in wanted
            if sheet is None or _has_sheet(guide, edition, sheet)
        ]
    except BrokenTemplate as problem:
        hint = "mend the template, or delete it to use ours"
        return Result(path, (*found, error(str(problem), hint=hint)))
    found += [in_file(each, made.name) for made in packets for each in made.diagnostics]
    record = Record(guide.info.title, guide.info.essential_question, guide.info.language)
    return Result(path, tuple(in_order(found)), guide.name, record, tuple(packets))


def _has_sheet(guide: Guide, edition: str, sheet: str) -> bool:
    """Whether the edition shows the sheet: a teacher's sheet alone is not printed for students."""
    return any(sheet in (placed.id, placed.kind) for placed in redact(guide, editions()[edition]).blocks)
