"""The download page: every guide below the output folder with its packets, readable without a server.

Each guide's folder keeps a small record of what was built in it; the page is made from all records, so
a build of one guide leaves the others listed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guide.editions import editions
from guide.paper import PAPERS
from guide.source.files import RECORD, read_json
from guide.strings import strings


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
    known = {entry.file: entry for entry in _read(target)[0].entries if (target / entry.file).is_file()}
    known |= {entry.file: entry for entry in record.entries}
    whole = dataclasses.replace(record, entries=tuple(sorted(known.values(), key=_order)))
    return json.dumps(dataclasses.asdict(whole), ensure_ascii=False, indent=2).encode()


def page(output: Path) -> bytes:
    """`index.html` for all guides whose records stand below the output folder."""
    from guide.templating import Templates  # late: the command leaves the page to a worker, if it has one

    guides: list[dict[str, Any]] = []
    for path in sorted(output.glob(f"*/{RECORD}")):
        record, digest = _read(path.parent)
        entries = [entry for entry in record.entries if (path.parent / entry.file).is_file()]
        if entries:
            words = strings(record.language)
            told = {"folder": path.parent.name, "record": record, "digest": digest, "entries": entries}
            guides.append({**told, "t": words})
    languages = {guide["record"].language for guide in guides}
    language = languages.pop() if len(languages) == 1 else "en"
    template = Templates().get_template("download/index.html")
    answers = {name for name, edition in editions().items() if edition.shows == "teacher"}
    html = template.render(guides=guides, t=strings(language), language=language, size=_size, answers=answers)
    return html.encode()


def _read(target: Path) -> tuple[Record, str]:
    """The folder's record, with a digest of the file; an empty one where there is none or it is damaged."""
    data, whole = read_json(target, RECORD)
    try:
        title, question, language = map(_text, (data["title"], data["question"], data["language"]))
        record = Record(title, question, language, tuple(map(_entry, data["entries"])))
    except (KeyError, TypeError, ValueError):
        return Record("", "", "en"), ""
    return record, hashlib.sha256(whole).hexdigest()


def _entry(row: dict[str, Any]) -> Entry:
    """Raises KeyError, TypeError or ValueError for what is no entry."""
    file, edition, paper = map(_text, (row["file"], row["edition"], row["paper"]))
    if paper not in PAPERS or Path(file).name != file:
        raise ValueError
    return Entry(file, edition, paper, int(row["pages"]), int(row["bytes"]))


def _text(value: Any) -> str:
    """Raises ValueError for what is no text, or cannot be written as UTF-8."""
    if not isinstance(value, str):
        raise ValueError
    return value.encode().decode()


def _order(entry: Entry) -> tuple[int, str, str]:
    edition = editions().get(entry.edition)
    return (edition.order if edition else 1000, (entry.paper != "letter" and entry.paper) or "", entry.file)


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} KB"
