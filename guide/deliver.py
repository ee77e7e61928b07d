"""Finished packets to their places: the PDFs of a guide, the record of them, the download page."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from guide import manifest
from guide.diagnostics import Diagnostic, error, in_order, warning
from guide.download import Entry, Record, page, updated
from guide.manifest import Content, Kept, Made, Request
from guide.source.files import PAGE, RECORD
from guide.write import Unwritable, locked, together, write


@dataclass(frozen=True)
class Packet:
    """A finished PDF and what is said about it.

    `starts` tells the first page of each student's sheet, where the edition has the pages of the handout.
    """

    name: str
    edition: str
    paper: str
    data: bytes
    page_count: int
    diagnostics: tuple[Diagnostic, ...]
    starts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What became of one guide, or of some of its packets, and everything there is to say.

    `record` is what the download page tells of the guide; None if the guide could not be read.
    """

    path: Path
    diagnostics: tuple[Diagnostic, ...]
    name: str = ""
    record: Record | None = None
    packets: tuple[Packet, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def failed(self) -> bool:
        return any(each.is_error for each in self.diagnostics)


def joined(parts: Iterable[Result]) -> Result:
    """The result of a guide whose packets were made in several places."""
    first, *others = parts
    packets = sorted((each for part in (first, *others) for each in part.packets), key=lambda each: each.name)
    said = (each for part in (first, *others) for each in part.diagnostics)
    return dataclasses.replace(
        next((each for each in (first, *others) if each.record), first),
        diagnostics=tuple(in_order((*said, *disagreements(packets)))),
        packets=tuple(packets),
    )


def disagreements(packets: Iterable[Packet]) -> Iterator[Diagnostic]:
    """For each packet, the first sheet that starts on another page than in the packet before it.

    'Turn to page 4' must mean one page to everyone who has the same paper.
    """
    first: dict[tuple[str, str], Packet] = {}
    for made in packets:
        for sheet, start in made.starts.items():
            other = first.setdefault((made.paper, sheet), made)
            if start != other.starts[sheet]:
                yield error(
                    f"{made.name}: the sheet '{sheet}' starts on page {start}, "
                    f"but on page {other.starts[sheet]} in {other.name}",
                    hint="a sheet before it takes more room in one of the two; see what stands there alone",
                )
                break


def deliver(result: Result, output: Path, listed: bool = True) -> Result:
    """The same with its packets written below `output`. Nothing is written where an error is found.

    Packets that are not `listed` are not offered on the download page.
    """
    if result.failed or not result.record:
        return dataclasses.replace(result, packets=())
    target = output / result.name
    entries = (
        Entry(made.name, made.edition, made.paper, made.page_count, len(made.data)) for made in result.packets
    )
    try:
        with locked(target), together() as file:
            for made in result.packets:
                file(target / made.name).write(made.data)
            if listed:
                record = dataclasses.replace(result.record, entries=tuple(entries))
                file(target / RECORD).write(updated(record, target))
    except Unwritable as problem:
        return dataclasses.replace(result, packets=(), diagnostics=(*result.diagnostics, unwritable(problem)))
    return dataclasses.replace(result, files=tuple(target / made.name for made in result.packets))


def remember(made: Result, output: Path, request: Request, before: Content) -> Diagnostic | None:
    """Note what was made of what, so that the next build of it can end at once.

    `before` is the content before it was read; content that was touched meanwhile leaves no note. Says why
    where the note cannot be written.
    """
    if made.failed or not made.files or manifest.content(made.path, output) != before:
        return None
    files = tuple(
        Made(each.name, each.page_count, len(each.data), manifest.digest(each.data)) for each in made.packets
    )
    target = output / made.name
    try:
        with locked(target):
            note = manifest.remembered(target, before.fingerprint, request, Kept(files, made.diagnostics))
            write(target / manifest.NAME, note)
    except Unwritable as problem:
        return warning(str(problem), hint="mend that; until then, each build makes everything anew")
    return None


def delivered(made: Result, output: Path, request: Request, before: Content) -> Result:
    """`deliver`, and `remember` of what was made of the content that was there `before`."""
    result = deliver(made, output, listed=request.sheet is None)
    noted = remember(result, output, request, before)
    return dataclasses.replace(result, diagnostics=(*result.diagnostics, noted)) if noted else result


def kept_back(guide: Path) -> str:
    """What is said below the errors of a guide."""
    return f"{guide}: not built; the PDFs of the last good build are untouched"


def write_download_page(output: Path) -> Diagnostic | None:
    """`index.html` of the output folder, from the records of all guides in it; why it cannot be written."""
    try:
        with locked(output.resolve()):
            write(output / PAGE, page(output))
    except Unwritable as problem:
        return unwritable(problem)
    return None


def unwritable(problem: Unwritable) -> Diagnostic:
    return error(str(problem), hint="mend that, or name another folder with -o")
