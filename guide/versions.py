"""What decides on the bytes of a PDF: the program, Python and the libraries, each with its version.

Computers that share work compare these, since the same content must give the same bytes on each.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import platform
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from guide import __version__
from guide.resources import folder

PROGRAM = "study-guide"
Versions = Mapping[str, str]

_SAY_ONLY = frozenset({"click", "rich"})  # what a command prints, and no page
_SYSTEM = {"pango-1.0": "pango_version_string", "harfbuzz": "hb_version_string"}
_NAME = re.compile(r"[\w.-]+")


@cache
def versions() -> Versions:
    """Of this computer, by name."""
    found = {PROGRAM: f"{__version__} ({_digest()})", "Python": platform.python_version()}
    found |= sorted(_packages(PROGRAM, set()))
    found |= {library: _asked(library, function) for library, function in _SYSTEM.items()}
    return {**found, "zlib": zlib.ZLIB_RUNTIME_VERSION}


def differences(here: Versions, there: Versions) -> list[str]:
    """'Python 3.12.1 (here 3.11.7)' for each thing that another computer has in another version."""
    names = [name for name in {**here, **there} if here.get(name) != there.get(name)]
    return [f"{name} {there.get(name, 'missing')} (here {here.get(name, 'missing')})" for name in names]


def _digest() -> str:
    """Of the program's own files, since a checkout changes without a new version."""
    whole = hashlib.sha256()
    for root, pattern in ((Path(__file__).parent, "*.py"), (folder("templates"), "*")):
        for path in sorted(each for each in root.rglob(pattern) if each.is_file() and each.name[0] != "."):
            whole.update(f"{path.relative_to(root).as_posix()}\0".encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()[:8]


def _packages(name: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """What a package needs and what that needs in turn, without extras."""
    try:
        needed = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for line in needed:
        match = _NAME.match(line)
        if not match or "extra ==" in line or match[0].lower() in seen | _SAY_ONLY:
            continue
        seen.add(match[0].lower())
        try:
            yield match[0].lower(), distribution(match[0]).version
        except PackageNotFoundError:  # for another system
            continue
        yield from _packages(match[0], seen)


def _asked(library: str, function: str) -> str:
    """The version that a library of the system tells of itself."""
    try:
        ask = getattr(ctypes.CDLL(ctypes.util.find_library(library)), function)
    except (AttributeError, OSError):
        return "missing"
    ask.restype = ctypes.c_char_p
    return str(ask().decode())
