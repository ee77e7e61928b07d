"""The conductor: one guide in one edition on one paper, from files to a finished PDF."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from guide import markup, metrics
from guide.assemble import Part, assemble
from guide.compose import BrokenTemplate, Plan, desk, plan
from guide.deliver import Packet, Result
from guide.desk import TEACHER_PREFIX, Desk, Pages
from guide.diagnostics import Diagnostic, Span, did_you_mean, error, in_order
from guide.download import Record
from guide.editions import editions
from guide.fields import Words
from guide.kept import Kept
from guide.layout import LaidOut
from guide.locate import Whereabouts, in_file_of
from guide.model import Guide, Prose, values
from guide.pagination import lay_out_all, margins, one, two_sided
from guide.paper import PAPERS, Paper
from guide.proof import Expected, in_file, prove
from guide.read import read
from guide.redact import redact, withheld
from guide.steps import at

# Seconds that joining the pages or proving them may take for their text, some three times what is needed.
_A_CHARACTER = 1 / 6000


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
    sheets, laid_out, pages = lay_out_all(plan(shown.blocks), where)
    chosen = [sheet for sheet in sheets if only_sheet is None or _holds(sheet, only_sheet)]
    parts = [
        Part(
            laid_out[sheet.id].printed,
            TEACHER_PREFIX if sheet.for_teachers else "",
            pages[sheet.id].first_number,
        )
        for sheet in chosen
    ]
    known = Whereabouts.of(guide, _starts(chosen, laid_out))
    said = [each for sheet in chosen for each in _said(sheet, laid_out[sheet.id], known)]
    page_count = sum(len(part.sheet.pages) for part in parts)
    seconds = sum(len(str(value)) for value in values(shown) if isinstance(value, str | Prose)) * _A_CHARACTER
    at(f"joining the pages ({edition_name}, {paper_name})", seconds)
    words = where.words["fields"]
    form = Words(words["continued"], words["code_page"]) if edition.fields else None
    around = margins([number for part in parts for number in part.numbers], where)
    data = assemble(parts, around, edition.variant, form)
    expected = _expected(guide, where, two_sided=two_sided(shown, pages) and only_sheet is None)
    starts = {sheet.id: pages[sheet.id].first_number for sheet in sheets if not sheet.for_teachers}
    del laid_out, parts, around  # the pages of a thick packet and their proof take much memory, each
    at(f"proving the PDF ({edition_name}, {paper_name})", seconds)
    proof = prove(handed_out(data) if handed_out else data, expected)
    found = in_order([*said, *map(known.located, proof)])
    shared = {} if edition.reflows else starts
    return Packet(name, edition_name, paper_name, data, page_count, tuple(found), shared)


def _starts(sheets: list[Plan], laid_out: Mapping[str, LaidOut]) -> Iterator[tuple[int, Span | None]]:
    """On which page of the packet each block begins, and where it is written."""
    before = 0
    for sheet in sheets:
        for block in sheet.blocks:
            yield before + laid_out[sheet.id].page_of(block.id) + 1, block.span
        before += laid_out[sheet.id].page_count


def _said(sheet: Plan, laid_out: LaidOut, known: Whereabouts) -> Iterator[Diagnostic]:
    """What the layout of a sheet says, each with its place in the content."""
    files = {str(block.span): block.span for block in sheet.blocks}
    whole = sheet.blocks[0].span
    yield from (in_file_of(each, whole) for each in laid_out.diagnostics)
    for spill in laid_out.printed.spills:
        place = None if spill.source in files else known.places.get(spill.source)
        found = error(spill.message, place, spill.hint)
        yield found if place else in_file_of(found, files.get(spill.source, whole))


def answer_key(guides: Mapping[str, Guide], kind: str, first_page: int, paper_name: str) -> Packet:
    """The sheets of one kind with their answers, of several versions of a guide, by the versions' names.

    `first_page` is the number that the sheet has in the packets. Page labels begin with the version.
    """
    edition_name = next(name for name, edition in editions().items() if edition.shows == "teacher")
    edition, paper = editions()[edition_name], PAPERS[paper_name]
    laid_out: list[LaidOut] = []
    parts: list[Part] = []
    for version, guide in guides.items():
        where, number = desk(guide, edition_name, edition, paper), first_page
        for sheet in (each for each in plan(guide.blocks) if _holds(each, kind)):
            laid_out.append(one(sheet, where))
            parts.append(Part(laid_out[-1].printed, version, number))
            number += laid_out[-1].page_count
    around = margins([number for part in parts for number in part.numbers], where)
    data = assemble(parts, around, edition.variant)
    said = [each for sheet in laid_out for each in sheet.diagnostics]
    found = in_order([*said, *prove(data, Expected(margin=paper.side / metrics.MM_PER_POINT))])
    name = f"{next(iter(guides.values())).name}-class-key{paper.suffix}.pdf"
    page_count = sum(each.page_count for each in laid_out)
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
    return lay_out_all(plan(shown.blocks), desk(shown, name, editions()[name], paper))[2]


def _holds(sheet: Plan, name: str) -> bool:
    return any(name in (block.id, block.kind) for block in sheet.blocks)


def make(path: Path, wanted: Iterable[tuple[str, str]], sheet: str | None = None) -> Result:
    """Read one guide and make its packets; `wanted` are editions, each with a paper. Nothing is written."""
    Kept.begin()
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
        return Result(path, (*found, problem.diagnostic))
    found += [in_file(each, made.name) for made in packets for each in made.diagnostics]
    record = Record(guide.info.title, guide.info.essential_question, guide.info.language)
    return Result(path, tuple(in_order(found)), guide.name, record, tuple(packets))


def _has_sheet(guide: Guide, edition: str, sheet: str) -> bool:
    """Whether the edition shows the sheet: a teacher's sheet alone is not printed for students."""
    return any(sheet in (placed.id, placed.kind) for placed in redact(guide, editions()[edition]).blocks)
