"""In one process that stays: a whole guide, then the same with one word changed. Prints both in seconds."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from bench.content import content, write_guide
from guide.build import packet
from guide.read import read


def packet_of(folder: Path) -> float:
    """Processor seconds from files to a proven packet."""
    start = time.process_time()
    guide, found = read(folder)
    assert guide, found
    packet(guide, "student", "letter")
    return time.process_time() - start


if __name__ == "__main__":
    pages, seed = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "guide"
        packet_of(write_guide(content(pages, seed + 1), folder))  # warms fonts, stylesheets and templates
        whole = packet_of(write_guide(content(pages, seed), folder))
        changed = packet_of(write_guide(content(pages, seed, word="rewritten"), folder))
    print(json.dumps({"whole": whole, "changed": changed}))
