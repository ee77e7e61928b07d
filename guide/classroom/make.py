"""A class set from the guide and the roster: versions dealt, packets laid out, proven and stamped."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf

from guide.blocks import kinds
from guide.blocks.quiz import Quiz
from guide.build import answer_key, packet
from guide.classroom import roster
from guide.classroom.copies import Original
from guide.classroom.deal import marked, versions
from guide.classroom.deliver import deliver
from guide.classroom.lettering import Lettering, letter
from guide.classroom.order import Made, Order
from guide.classroom.roster import Student
from guide.classroom.sets import Class, Copied
from guide.classroom.stamp import Ready, Stamp, ready, too_wide
from guide.compose import BrokenTemplate
from guide.deliver import Packet, unwritable
from guide.diagnostics import Diagnostic, did_you_mean, error, in_order, warning
from guide.kept import Kept
from guide.model import Guide
from guide.proof import in_file
from guide.read import read
from guide.strings import strings
from guide.write import Unwritable


def class_set(path: Path, output: Path, order: Order) -> Made:
    """Make the class set of a guide and write it below `output`; an error leaves the last one there."""
    Kept.begin()
    guide, found = read(path)
    if guide is None:
        return Made((), tuple(found))
    words = strings(guide.info.language)
    students, names, more = roster.read(order.roster, words, order.versions, order.edition)
    found += [*more, *_impossible(guide, order, names)]
    if any(each.is_error for each in found):
        return Made((), tuple(in_order(found)))
    seed = _seed(guide, order) if order.seed is None else order.seed
    dealt = {each.name: each for each in versions(guide, len(names), seed)}
    of_class = Class(guide, order, students, dealt, seed)
    stamps = {student.number: of_class.stamp(student) for student in students}
    lettering = letter(each for stamp in stamps.values() for each in stamp.texts)
    found += [*_alike(of_class), *_without_glyphs(students, lettering)]
    if any(each.is_error for each in found):
        return Made((), tuple(in_order(found)))
    try:
        packets = _packets(of_class, stamps, lettering)
        key = _key(of_class, packets)
    except BrokenTemplate as problem:
        return Made((), (*found, error(str(problem), hint="mend the template, or delete it to use ours")))
    for one in (*(each.packet for each in packets.values()), *key):
        found += [in_file(each, one.name) for each in one.diagnostics]
    found += [*_page_counts(packets), *_too_long(students, packets, lettering)]
    if any(each.is_error for each in found):
        return Made((), tuple(in_order(found)))
    try:
        files = tuple(deliver(of_class, output / guide.name, packets, stamps, lettering, key))
    except Unwritable as problem:
        return Made((), (*in_order(found), unwritable(problem)))
    return Made(files, tuple(in_order(found)))


def _impossible(guide: Guide, order: Order, names: Sequence[str]) -> Iterator[Diagnostic]:
    if len(names) > 1 and not guide.of(Quiz):
        hint = "leave out --versions and the column 'version'"
        yield error("this guide has no quiz, so that all versions would be the same", hint=hint)
    known = [placed for placed in guide.blocks if not kinds()[placed.kind].for_teachers]
    if order.sheet and not any(order.sheet in (placed.id, placed.kind) for placed in known):
        names = [placed.id for placed in known]
        hint = did_you_mean(order.sheet, names) or f"students of this guide have: {', '.join(names)}"
        yield error(f"there is no sheet '{order.sheet}' for students in this guide", hint=hint)


def _seed(guide: Guide, order: Order) -> int:
    """A number for this guide and this class, so that a student who is added does not change the versions."""
    return int(hashlib.sha256(f"{guide.name}/{order.roster.stem}".encode()).hexdigest(), 16) % 1_000_000


def _alike(of_class: Class) -> Iterator[Diagnostic]:
    for each in of_class.versions.values():
        if each.same_as:
            hint = "add items to the quiz, or ask for fewer versions"
            yield warning(f"version {each.name} has the same order as version {each.same_as}", hint=hint)


def _marked(of_class: Class, version: str) -> Guide:
    guide = of_class.versions[version].guide
    said = of_class.words["roster"]["version"].format(letter=version)
    return marked(guide, f"{said}.") if len(of_class.versions) > 1 else guide


def _packets(of_class: Class, stamps: Mapping[int, Stamp], lettering: Lettering) -> dict[str, Copied]:
    """A packet for each edition and version that a student gets, proven with the widest of their names."""
    order, said = of_class.order, of_class.words["roster"]["code"]
    those: dict[str, list[Student]] = {}
    for student in of_class.students:
        those.setdefault(student.variant, []).append(student)
    made = {}
    for name, students in those.items():
        widest = max(students, key=lambda each: lettering.drawings[each.name].width)
        copied: list[tuple[Ready, Original]] = []

        def handed_out(data: bytes, stamp: Stamp = stamps[widest.number], to: Any = copied) -> bytes:
            prepared = ready(data, lettering, said)
            original = Original(prepared, lettering)
            to.append((prepared, original))
            out = io.BytesIO()
            original.write(out, stamp)
            return out.getvalue()

        guide = _marked(of_class, widest.version)
        one = packet(guide, widest.edition, order.paper, order.sheet, handed_out)
        made[name] = Copied(one, *copied[0])
    return made


def _key(of_class: Class, packets: Mapping[str, Copied]) -> list[Packet]:
    """The quiz of each version with its answers; none where the guide has no quiz."""
    quizzes = [placed.id for placed in of_class.guide.blocks if isinstance(placed.block, Quiz)]
    if not quizzes or of_class.order.sheet not in (None, "quiz", *quizzes):
        return []
    if len(of_class.versions) == 1:
        guides = {"": of_class.guide}
    else:
        guides = {name: marked(each.guide, of_class.told(name)) for name, each in of_class.versions.items()}
    page = _page_of(quizzes[0], next(iter(packets.values())).packet.data)
    return [answer_key(guides, "quiz", page, of_class.order.paper)]


def _page_of(sheet: str, data: bytes) -> int:
    """The number of the page on which a sheet begins; 1 where the packet does not have it."""
    with pikepdf.open(io.BytesIO(data)) as file:
        names = list(file.Root.get("/Names", {}).get("/Dests", {}).get("/Names", []))
        for name, target in zip(names[::2], names[1::2], strict=True):
            if str(name) == sheet:
                place = target.D if isinstance(target, pikepdf.Dictionary) else target
                return int(pikepdf.Page(place[0]).label)
    return 1


def _page_counts(packets: Mapping[str, Copied]) -> Iterator[Diagnostic]:
    """Versions should have the same pages, so that a teacher can name one to all."""
    counts: dict[str, tuple[str, int]] = {}
    for name, one in packets.items():
        edition, version = name.split(" ")
        first, pages = counts.setdefault(edition, (version, one.packet.page_count))
        if pages != one.packet.page_count:
            said = f"version {version} has {one.packet.page_count} pages, version {first} has {pages}"
            yield warning(said, hint="another --seed may deal them alike")


def _without_glyphs(students: Sequence[Student], lettering: Lettering) -> Iterator[Diagnostic]:
    """Characters of the roster that no font of the system has."""
    for student in students:
        for what, value in student.printed.items():
            if missing := [char for char in dict.fromkeys(value) if char in lettering.missing]:
                shown = ", ".join(f"'{char}' (U+{ord(char):04X})" for char in missing[:4])
                hint = "install a font of this script, such as one of the Noto fonts, or write it otherwise"
                said = f"no font on this computer has {shown} of '{value}'"
                yield error(said, student.place(what), hint)


def _too_long(
    students: Sequence[Student], packets: Mapping[str, Copied], lettering: Lettering
) -> Iterator[Diagnostic]:
    """What does not fit into its field, however small it is set."""
    for student in students:
        for what, value in student.printed.items():
            drawing = lettering.drawings.get(value)
            if drawing and too_wide(packets[student.variant].ready, what, drawing):
                said = f"the {what} '{value}' is too long for its line"
                yield error(said, student.place(what), "shorten it; initials will do")
