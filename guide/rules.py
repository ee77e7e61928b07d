"""The rules of PDF/UA and PDF/A as page-validation checks them, for a thick file in a process of their own.

The library holds what a file is made of, some 4 KiB an object and 180 MiB for 700 pages, beside what the
packet and our own checks take. That process imports nothing but the library, and has the worker's limits.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable

import page as validation

PROFILES = {
    "PDF/UA-1": validation.ValidationProfile.PDF_UA_1,
    "PDF/A-2a": validation.ValidationProfile.PDF_A_2A,
}
# Bookmarks, one after the other, count as a chain. The library goes down it by recursion and leaves its stack
# beyond some ten thousand. Its own limit, 256, is too low for a packet of many sheets.
_LIMITS = validation.SafetyLimits(max_reference_depth=4096)

Broken = dict[str, tuple[str, int]]  # rules that are broken, each with what it says and how often

Judged = dict[str, Broken | str]  # by profile; a text says why it cannot be told


def judge(data: bytes, profiles: Iterable[str]) -> Judged:
    """The rules of each profile that are broken.

    The library does not hold Python's lock while it works, so that other checks may go on in another thread.
    """
    found: Judged = {}
    for name in profiles:
        try:
            report = validation.validate_pdf_bytes(data, profile=PROFILES[name], limits=_LIMITS)
        except validation.PageError as problem:
            found[name] = str(problem)
            continue
        broken: Broken = {}
        for each in report.failures:
            message, count = broken.get(each.rule_id, (each.message, 0))
            broken[each.rule_id] = message, count + 1
        found[name] = broken
    return found


def judge_apart(data: bytes, profiles: Iterable[str]) -> Judged:
    """The same, in a process of its own."""
    wanted = list(profiles)
    alone = [sys.executable, "-P", __file__]  # of the folder that it is started in, it imports nothing
    done = subprocess.run([*alone, *wanted], input=data, capture_output=True)
    if done.returncode:
        return dict.fromkeys(wanted, f"the check broke off ({done.returncode})")
    found: Judged = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    json.dump(judge(sys.stdin.buffer.read(), sys.argv[1:]), sys.stdout)
