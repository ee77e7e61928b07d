"""The download page: every guide below the output folder with its packets, readable without a server.

Each guide's folder keeps a small record of what was built in it; the page is made from all records, so
a build of one guide leaves the others listed.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from guide.editions import editions
from guide.resources import folder
from guide.strings import strings

RECORD = "packets.json"


@dataclass(frozen=True)
class Entry:
    """One file on offer."""

    file: str
    edition: str
    paper: str
    pages: int
    bytes: int


@dataclass(frozen=True)
class Record:
    """What stands in a guide's output folder."""

    title: str
    question: str
    language: str
    entries: tuple[Entry, ...] = ()


def updated(record: Record, target: Path) -> bytes:
    """The record as JSON, joined with what the folder's record says of files that are still there."""
    known = {entry.file: entry for entry in _read(target).entries if (target / entry.file).is_file()}
    known |= {entry.file: entry for entry in record.entries}
    whole = dataclasses.replace(record, entries=tuple(sorted(known.values(), key=_order)))
    return json.dumps(dataclasses.asdict(whole), ensure_ascii=False, indent=2).encode()


def page(output: Path) -> bytes:
    """`index.html` for all guides whose records stand below the output folder."""
    guides: list[dict[str, Any]] = []
    for path in sorted(output.glob(f"*/{RECORD}")):
        record = _read(path.parent)
        entries = [entry for entry in record.entries if (path.parent / entry.file).is_file()]
        if entries:
            words = strings(record.language)
            guides.append({"folder": path.parent.name, "record": record, "entries": entries, "t": words})
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    languages = {guide["record"].language for guide in guides}
    language = languages.pop() if len(languages) == 1 else "en"
    template = environment.get_template("download/index.html")
    answers = {name for name, edition in editions().items() if edition.shows == "teacher"}
    html = template.render(guides=guides, t=strings(language), language=language, size=_size, answers=answers)
    return html.encode()


def _read(target: Path) -> Record:
    """The folder's record; an empty one where there is none or it cannot be read."""
    try:
        data = json.loads((target / RECORD).read_text("utf-8"))
        entries = tuple(Entry(**entry) for entry in data.pop("entries"))
        return Record(**data, entries=entries)
    except (OSError, ValueError, TypeError, KeyError):
        return Record("", "", "en")


def _order(entry: Entry) -> tuple[int, str, str]:
    edition = editions().get(entry.edition)
    return (edition.order if edition else 1000, (entry.paper != "letter" and entry.paper) or "", entry.file)


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} KB"
