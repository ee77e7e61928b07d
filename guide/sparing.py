"""WeasyPrint's import without the half of it that a build never uses, or that is prepared."""

from __future__ import annotations

import ast
import ctypes.util
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import _cffi_backend
import cffi
import pyphen

from guide.later import put_off
from guide.prepared import prepared

# Of fontTools, what cuts and varies fonts: libharfbuzz-subset does that where it is there.
_SELDOM = ("fontTools.subset", "fontTools.varLib.instancer")


@contextmanager
def sparingly() -> Iterator[None]:
    """While this lasts, WeasyPrint can be imported."""
    search, reader = ctypes.util.find_library, cffi.FFI
    cffi.FFI = _Declared
    if sys.platform == "linux":
        ctypes.util.find_library = _nothing_found
    try:
        with put_off(*_SELDOM):
            yield
    finally:
        ctypes.util.find_library, cffi.FFI = search, reader


def _nothing_found(name: str) -> str | None:
    """For every name that a library may have, the search for it runs ldconfig and a compiler, which is a
    fifth of the import's time. On Linux the loader finds the right names by itself."""
    return None


class _Declared(_cffi_backend.FFI):
    """What declares the functions of C libraries, from prepared tables.

    cffi's own reads C declarations with a parser in Python: all of them once, and again for each kind of
    value that is asked for. This one is for programs that were compiled with it, and looks both up in C.
    """

    def __init__(self) -> None:
        pass  # the tables are what the declarations say

    def cdef(self, declarations: str) -> None:
        super().__init__(
            "weasyprint", **prepared("declarations", declarations, lambda: _tables(declarations))
        )


def _tables(declarations: str) -> dict[str, Any]:
    """The arguments of the FFI in the module that cffi writes for the declarations."""
    reader, module = cffi.api.FFI(), io.StringIO()
    reader.cdef(declarations)
    reader.set_source("weasyprint", None, compiler_verbose=0)
    reader.emit_python_code(module)
    made = next(node for node in ast.walk(ast.parse(module.getvalue())) if isinstance(node, ast.Call))
    return {each.arg or "": ast.literal_eval(each.value) for each in made.keywords}


class _Hyphens(pyphen.HyphDict):
    """Where words of a language may be divided: as pyphen holds it, but read from its dictionary once."""

    def __init__(self, path: Path) -> None:
        made_of = f"{pyphen.__version__} {path}"
        self.__dict__.update(prepared(f"hyphens-{path.stem}", made_of, lambda: vars(_read_hyphens(path))))


_read_hyphens, pyphen.HyphDict = pyphen.HyphDict, _Hyphens
