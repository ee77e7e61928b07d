"""What is compiled of text each time that libraries are imported: methods of dataclasses, types that stand
in quotes, regular expressions.

It is a sixth of the time in which all that a build needs is imported. What text becomes depends on the text
and on Python alone, so it is prepared: the code is marshalled as in a compiled module, and an
expression is the numbers that Python's matcher is given for it.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from re import _compiler, _parser  # type: ignore[attr-defined]
from types import CodeType
from typing import Any

from guide.prepared import keep, kept

_NAME = "compiled"
_STRAY = 50  # one in so many may be new each time: some libraries write out a set, in an order of chance
_compile = _compiler.compile


@contextmanager
def compiled_once() -> Iterator[None]:
    """While this lasts, what was compiled in an earlier process is not compiled again."""
    known = _Known(*(kept(_NAME, "") or ({}, {})))
    size = len(known)
    # Names in a module stand before those that are built in.
    dataclasses.exec, typing.compile = known.execute, known.code  # type: ignore[attr-defined]
    _compiler.compile = known.expression
    try:
        yield
    finally:
        _compiler.compile = _compile
        del dataclasses.exec, typing.compile  # type: ignore[attr-defined]
    if len(known) - size > size // _STRAY:
        keep(_NAME, "", (known.codes, known.expressions))


class _Known:
    def __init__(
        self, codes: dict[tuple[str, str], CodeType], expressions: dict[Any, tuple[Any, ...]]
    ) -> None:
        self.codes, self.expressions = codes, expressions

    def __len__(self) -> int:
        return len(self.codes) + len(self.expressions)

    def execute(self, text: str, names: dict[str, Any] | None, local: dict[str, Any]) -> None:
        """`exec` as dataclasses use it, whose own names hold where none are given."""
        exec(self.code(text, "<string>", "exec"), vars(dataclasses) if names is None else names, local)

    def code(self, text: str, file: str, mode: str) -> CodeType:
        """`compile`, for text that is in no file."""
        code = self.codes.get((text, mode))
        if code is None:
            code = self.codes[text, mode] = compile(text, file, mode, dont_inherit=True)
        return code

    def expression(self, pattern: Any, flags: int = 0) -> Any:
        """`re.compile`, which has looked into its own cache before."""
        flags = int(flags)
        if type(pattern) not in (str, bytes):  # but the parts of one that a library has put together
            return _compile(pattern, flags)
        wanted = pattern, flags
        made = self.expressions.get(wanted)
        if made is None:
            made = self.expressions[wanted] = _arguments(pattern, flags)
        return _compiler._sre.compile(pattern, *made)


def _arguments(pattern: str | bytes, flags: int) -> tuple[Any, ...]:
    """What the matcher is given: flags, code, number and names of groups."""
    tree = _parser.parse(pattern, flags)
    names: dict[str, int] = tree.state.groupdict
    by_number = {number: name for name, number in names.items()}
    count = tree.state.groups  # with that of the whole match
    code = [int(each) for each in _compiler._code(tree, flags)]
    return flags | tree.state.flags, code, count - 1, names, tuple(map(by_number.get, range(count)))
