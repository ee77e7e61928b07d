"""The regular expressions of WeasyPrint's parser of HTML, kept.

tinyhtml5 2.1.0 means to keep the expression for each set of characters, and puts it where it never looks: it
makes one anew for every name, attribute and text, half of the time of parsing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tinyhtml5 import inputstream


class Expressions(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """By a set of characters and whether they are wanted, or wanted none of."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, wanted = key
        escaped = "".join(f"\\x{ord(character):02x}" for character in characters)
        self[key] = re.compile(f"[{'' if wanted else '^'}{escaped}]+")
        return self[key]


inputstream.characters_until_regex = Expressions()
