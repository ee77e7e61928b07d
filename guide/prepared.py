"""What takes long to make and is the same in every process: made once for a machine.

Python keeps its compiled modules in folders called `__pycache__`; these values stand beside ours, and in
the same way: where nothing may be written nothing is, and what cannot be used is made again. A file is
used only if it is whole and was made of the same by the same program. Like a compiled module it is
trusted, since whoever may write there may change the program itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import sys
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from guide.program import program
from guide.write import write

_SEAL = hashlib.sha256().digest_size


def prepared(name: str, made_of: str, make: Callable[[], Any]) -> Any:
    """The value that `make` makes, of what `marshal` can write, from the file of this name if that holds it.

    `made_of` is all that decides on the value, besides the program.
    """
    value = kept(name, made_of)
    if value is None:
        value = make()
        keep(name, made_of, value)
    return value


def kept(name: str, made_of: str) -> Any:
    """The value in the file of this name; None where it is not that of this program or is damaged."""
    with contextlib.suppress(OSError, EOFError, ValueError, TypeError, NotImplementedError):
        data = _path(name).read_bytes()
        if data[:_SEAL] == _seal(made_of, data[_SEAL:]):
            return marshal.loads(data[_SEAL:])
    return None


def keep(name: str, made_of: str, value: Any) -> None:
    """Writes the value, unless Python keeps no compiled modules, there is no room or no way to write it."""
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError, ValueError, NotImplementedError):
            data = marshal.dumps(value)
            write(_path(name), _seal(made_of, data) + data)


def _path(name: str) -> Path:
    """Raises NotImplementedError in a Python that keeps nothing."""
    return Path(cache_from_source(str(Path(__file__).with_name(f"{name}.py")))).with_suffix(".made")


def _seal(made_of: str, data: bytes) -> bytes:
    """Tells what a file holds from what another program, or half a write, has left in its place."""
    whole = hashlib.sha256(program().encode())
    whole.update(hashlib.sha256(made_of.encode()).digest())
    whole.update(data)
    return whole.digest()
