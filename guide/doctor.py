"""What the program needs from the system, and how to get it."""

from __future__ import annotations

import ctypes.util
import importlib.util
import sys
from dataclasses import dataclass

from guide.resources import folder
from guide.system import LIBRARIES, SOME, install_line, lacking, package_line


@dataclass(frozen=True)
class Finding:
    """`needed` by a build; what is not is only for some command."""

    what: str
    good: bool
    mend: str = ""
    needed: bool = True


def examine() -> list[Finding]:
    """Everything a build needs, found or missing, and what some builds need."""
    findings = [
        Finding(
            f"Python {sys.version.split()[0]}", sys.version_info >= (3, 11), "install Python 3.11 or newer"
        )
    ]
    for library, package in LIBRARIES.items():
        found = ctypes.util.find_library(library)
        findings.append(Finding(f"library {found or library}", bool(found), install_line([package])))
    for package in (
        *("weasyprint", "pydantic", "jinja2", "markdown", "pikepdf", "babel", "yaml", "nh3"),
        "watchfiles",
    ):
        there = importlib.util.find_spec(package) is not None
        findings.append(
            Finding(f"Python package {package}", there, "run: make build (or install the wheel again)")
        )
    fonts = sorted(path.name for path in (folder("templates") / "fonts").rglob("*.ttf"))
    findings.append(
        Finding(f"{len(fonts)} font files", bool(fonts), "install the program again: its fonts are gone")
    )
    for command, packages in SOME.items():
        for package in packages:
            good = package not in lacking(command)
            what = f"Python package {package}, for {command}"
            findings.append(Finding(what, good, package_line([package]), needed=False))
    return findings
