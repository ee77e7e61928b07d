"""Characters that cannot be printed: those that no font of ours has, and those that nobody can see."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

from guide.diagnostics import Diagnostic, Source, Span, error, warning
from guide.prepared import prepared
from guide.resources import folder

_LETTERS = "the program prints with its own fonts, which have Latin, Greek and Cyrillic letters"
_SOFT_HYPHEN = "\u00ad"
_SELECTORS = frozenset(chr(code) for code in range(0xFE00, 0xFE10))
_JOINERS = frozenset("\u200c\u200d")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Cf", "Cs", "Zl", "Zp"})


def unprintable(source: Source) -> Iterator[Diagnostic]:
    """Each kind of character in a file that cannot be printed, where it first stands."""
    if source.text.isascii():
        return
    strange = {char for char in set(source.text) if not char.isascii() and not _is_printable(char)}
    if not strange:
        return
    first: dict[str, tuple[int, list[str]]] = {}
    for at, char in enumerate(source.text):
        if char in strange and not _is_note(source, at):
            first.setdefault(_group(char), (at, []))[1].append(char)
    missing = any(not _is_invisible(each) for group, (_, found) in first.items() for each in found)
    for group, (at, found) in first.items():
        place = Span(source).moved(at)
        if not _is_invisible(found[0]):
            yield _no_glyph(group, found, place)
        elif not (
            missing and found[0] in _SELECTORS | _JOINERS
        ):  # else they belong to the letters around them
            yield _invisible(found[0], place)


def _is_printable(char: str) -> bool:
    if char in (_SOFT_HYPHEN, "\x85"):
        return True
    return ord(char) in known() and not _is_invisible(char)


def _is_invisible(char: str) -> bool:
    category = unicodedata.category(char)
    is_blank = category == "Zs" and ord(char) not in known()
    return category in _UNSEEN or is_blank or char in _SELECTORS


def _is_note(source: Source, at: int) -> bool:
    """Whether a character stands in a line that is a note to oneself."""
    if not source.path.endswith(".yaml"):
        return False
    before = source.text[source.text.rfind("\n", 0, at) + 1 : at]
    return before.lstrip().startswith("#") or " # " in before


def _group(char: str) -> str:
    """What characters are told of together: those of a script, or all signs."""
    if char in _TURNING:
        return "turning"
    if _is_invisible(char):
        return char
    if unicodedata.category(char)[0] in "LM":
        return unicodedata.name(char, "UNKNOWN").split()[0].split("-")[0]
    return ""


def _no_glyph(script: str, found: list[str], place: Span) -> Diagnostic:
    char = found[0]
    name = unicodedata.name(char, f"U+{ord(char):04X}")
    more = f", and for {len(set(found)) - 1} more like it in this file" if len(set(found)) > 1 else ""
    hint = f"{_LETTERS}; write it in those, or put it into a picture"
    if not script:
        hint = "leave it out, or put it into a picture: the program prints with its own fonts"
    return error(f"no font has the character {char} ({name}){more}", place, hint)


def _invisible(char: str, place: Span) -> Diagnostic:
    name = unicodedata.name(char, f"U+{ord(char):04X}")
    if char in _TURNING:
        hint = "delete it: the letters after it would be printed in another order"
        return error(f"an invisible character turns the direction of writing here ({name})", place, hint)
    return warning(f"an invisible character stands here ({name})", place, "delete it, or type the text again")


@cache
def known() -> frozenset[int]:
    """Every character that at least one of our fonts has."""
    codes: frozenset[int] = prepared("characters", "all our fonts", _read_characters)
    return codes


def _read_characters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    codes: set[int] = set()
    for path in sorted((folder("templates") / "fonts").rglob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            codes.update(font.getBestCmap())
    return frozenset(codes)
