"""The program as it is installed, in one word that another release of any part of it changes.

What is kept from one run to the next holds only as long as this stays. Nobody edits the program while it
runs, so its files are compared by size and time, which takes a few milliseconds.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from guide.resources import folder

# What lays out text: a link such as libpango-1.0.so.0.5000.12 names its release.
_LIBRARIES = ("libpango", "libharfbuzz", "libfontconfig")
_MULTIARCH = getattr(sys.implementation, "_multiarch", "")
_LIBRARY_PLACES = (f"/usr/lib/{_MULTIARCH}", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/lib")


@cache
def program() -> str:
    """Its files, its libraries, and the Python that runs it."""
    parts = [sys.version]
    for root in (Path(__file__).parent, folder("templates")):
        for here, folders, names in os.walk(root):
            folders[:] = sorted(each for each in folders if each != "__pycache__")
            for name in sorted(names):
                status = os.stat(os.path.join(here, name))
                parts.append(f"{here}/{name} {status.st_size} {status.st_mtime_ns}")
    for place in sys.path:
        if os.path.basename(place) in ("site-packages", "dist-packages"):
            parts += sorted(name for name in os.listdir(place) if name.endswith(".dist-info"))
    for place in _LIBRARY_PLACES:
        if os.path.isdir(place):
            parts += sorted(name for name in os.listdir(place) if name.startswith(_LIBRARIES))
    return "\n".join(parts)
