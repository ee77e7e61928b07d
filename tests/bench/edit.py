"""In one process that stays: a guide, then the same with one word changed. Prints what both took, in seconds."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench.content import content, write_guide
from bench.measure import here
from guide.build import packet
from guide.read import read


def make(folder: Path) -> None:
    """From files to a proven packet."""
    guide, found = read(folder)
    assert guide, found
    packet(guide, "student", "letter")


if __name__ == "__main__":
    pages, seed = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "guide"
        make(write_guide(content(pages, seed + 1), folder))  # warms fonts, stylesheets and templates
        write_guide(content(pages, seed), folder)
        whole = here(lambda: make(folder))
        write_guide(content(pages, seed, word="rewritten"), folder)
        changed = here(lambda: make(folder))
    print(json.dumps({"a changed word": changed, "the whole guide": whole}))
