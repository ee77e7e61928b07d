from __future__ import annotations

import re
from importlib.metadata import version

from guide.versions import differences, versions


def test_the_program_python_and_what_lays_out_text_are_told():
    found = versions()

    assert re.fullmatch(r"\d+\.\d+\.\d+ \([0-9a-f]{8}\)", found["study-guide"])
    assert version("weasyprint") == found["weasyprint"]
    assert version("tinycss2") == found["tinycss2"]  # of which only WeasyPrint knows
    assert re.fullmatch(r"3\.\d+\.\d+", found["Python"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["pango-1.0"])
    assert not {"click", "rich", "pytest"} & set(found)


def test_each_difference_is_told_with_both_versions():
    here = {"study-guide": "1.0", "Python": "3.11.7", "harfbuzz": "6.0.0", "zlib": "1.3"}
    there = {"study-guide": "1.1", "Python": "3.12.1", "zlib": "1.3", "extra": "2"}

    assert [
        "study-guide 1.1 (here 1.0)",
        "Python 3.12.1 (here 3.11.7)",
        "harfbuzz missing (here 6.0.0)",
        "extra 2 (here missing)",
    ] == differences(here, there)
    assert [] == differences(here, dict(here))
