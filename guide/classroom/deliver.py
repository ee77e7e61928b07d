"""A class set into files: one for the copier, the key, the record of who has what, one for each student."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from guide import paper
from guide.classroom.copies import write_all
from guide.classroom.lettering import Lettering
from guide.classroom.sets import Class, Copied
from guide.classroom.stamp import Stamp
from guide.deliver import Packet
from guide.write import locked, replacing, sweep, together


def deliver(
    of_class: Class,
    target: Path,
    packets: Mapping[str, Copied],
    stamps: Mapping[int, Stamp],
    lettering: Lettering,
    key: Sequence[Packet],
) -> Iterator[tuple[Path, str]]:
    """Write the files of a class set; yields each with what is in it."""
    stem, students = of_class.stem, of_class.students
    everyone = ((each.variant, stamps[each.number]) for each in students)
    title = of_class.words["roster"]["class_set"].format(title=of_class.guide.info.title)
    ready = {name: one.ready for name, one in packets.items()}
    with locked(target):
        with together() as file:
            pages = write_all(file(target / f"{stem}.pdf"), title, ready, everyone, lettering)
            for each in key:
                file(target / f"{stem}-key.pdf").write(each.data)
            file(target / f"{stem}.csv").write(_record(of_class, pages))
        yield target / f"{stem}.pdf", f"{len(students)} packets, for the copier"
        yield from ((target / f"{stem}-key.pdf", paper.pages(each.page_count)) for each in key)
        yield target / f"{stem}.csv", "who has which packet"
        if of_class.order.each:
            yield from _one_by_one(of_class, target / stem, packets, stamps)


def _one_by_one(
    of_class: Class, folder: Path, packets: Mapping[str, Copied], stamps: Mapping[int, Stamp]
) -> Iterator[tuple[Path, str]]:
    """A file for each student; those of an earlier roster go."""
    sweep(folder)
    written = set()
    for student in of_class.students:
        name = f"{student.number:03}-{_file_name(student.name)}.pdf"
        with replacing(folder / name) as out:
            packets[student.variant].original.write(out, stamps[student.number])
        written.add(name)
    for old in folder.glob("[0-9][0-9][0-9]*-*.pdf"):
        if old.name not in written:
            old.unlink()
    yield folder, f"{len(written)} files, one a student"


def _file_name(name: str) -> str:
    """A name as a part of a file's name: letters and digits of any script, with hyphens between."""
    words = re.sub(r"[^\w]+", "-", name).strip("-")
    return words.encode()[:80].decode(errors="ignore") or "packet"


def _record(of_class: Class, pages: Sequence[int]) -> bytes:
    """Who has which packet, and where it stands in the file for the copier; it can be used as a roster."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["seat", "name", "class", "date", "edition", "version", "packet", "page", "seed"])
    for student, page in zip(of_class.students, pages, strict=True):
        given = (student.seat, student.name, student.class_, student.date, student.edition, student.version)
        row = (*given, of_class.code(student), str(page), str(of_class.seed))
        rows.writerow([_harmless(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
