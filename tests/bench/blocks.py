"""What each kind of block costs: processor milliseconds of layout for a printed page, dearest first."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any
from unittest import mock

from guide import build, pagination
from guide.read import read


def costs(path: Path) -> dict[str, tuple[float, int, int]]:
    """By sheet: seconds of layout, pages that are printed, and layouts that these took."""
    spent: dict[str, float] = defaultdict(float)
    layouts: dict[str, int] = defaultdict(int)
    pages: dict[str, int] = {}
    original = pagination.lay_out

    def timed(sheet: Any, *arguments: Any, **options: Any) -> Any:
        start = time.process_time()
        laid_out = original(sheet, *arguments, **options)
        name = sheet.id.rstrip("-0123456789")
        spent[name] += time.process_time() - start
        layouts[name] += 1
        pages[sheet.id] = laid_out.page_count
        return laid_out

    guide, found = read(path)
    assert guide, found
    with mock.patch.object(pagination, "lay_out", timed):
        build.packet(guide, "teacher", "letter")
    printed: dict[str, int] = defaultdict(int)
    for sheet, count in pages.items():
        printed[sheet.rstrip("-0123456789")] += count
    return {name: (seconds, printed[name], layouts[name]) for name, seconds in spent.items()}


if __name__ == "__main__":
    rows = costs(Path(sys.argv[1]))
    print(f"{'sheet':14} {'ms a page':>10} {'pages':>6} {'layouts':>8}")
    for name, (seconds, pages, layouts) in sorted(rows.items(), key=lambda row: -row[1][0] / row[1][1]):
        print(f"{name:14} {1000 * seconds / pages:10.0f} {pages:6} {layouts:8}")
