"""Any bytes in any content file: `read` says what is wrong with them, and never raises.

    make fuzz                 one minute with atheris, which learns what leads to new code
    make fuzz SECONDS=600     ten minutes

The first byte of an input chooses the file, the rest is its content. What is found is written to the
current folder as `crash-…`; it belongs into a test. The corpus is the starter guide and `tests/fuzz/corpus`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["guide"]):
    from composed import compose_for_students

    from guide.diagnostics import as_json, as_text
    from guide.read import read

FRONT = b"title: Secret\nessential_question: Why?\n"
NAMES = (
    "guide.yaml",
    "background.md",
    "documents/a.md",
    "timeline.csv",
    "timeline.yaml",
    "quiz.yaml",
    "glossary.csv",
    "sources.yaml",
    "lesson.yaml",
    "organizer.yaml",
)


def one_input(data: bytes) -> None:
    with tempfile.TemporaryDirectory(dir=SCRATCH) as name:
        folder = Path(name)
        (folder / "documents").mkdir()
        (folder / "guide.yaml").write_bytes(FRONT)
        (folder / NAMES[data[0] % len(NAMES) if data else 0]).write_bytes(data[1:])
        guide, found = read(folder)
        for each in found:
            assert each.span is None or each.span.line <= len(each.span.source.lines)
            as_text(each)
        as_json(found)
        if guide is not None:
            compose_for_students(guide)


def seeds(folder: Path) -> None:
    """The files of the starter guide, each below the byte that chooses its file."""
    starter = Path(__file__).parents[2] / "templates" / "starter"
    for at, name in enumerate(NAMES):
        path = starter / ("documents/a-the-plaque.md" if name.startswith("documents") else name)
        if path.is_file():
            (folder / f"starter-{at}").write_bytes(bytes([at]) + path.read_bytes())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as SCRATCH:
        grown = Path(SCRATCH) / "corpus"
        grown.mkdir()
        seeds(grown)
        atheris.Setup(
            [sys.argv[0], str(grown), str(Path(__file__).parent / "corpus"), *sys.argv[1:]], one_input
        )
        atheris.Fuzz()
