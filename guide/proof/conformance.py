"""PDF/UA-1 for readers with a screen reader, and PDF/A for archives where a file claims it.

The rules are those of page-validation, a library that is tested against veraPDF's own corpus; our tests
run veraPDF itself over the same files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

from guide.diagnostics import Diagnostic, error, warning
from guide.rules import PROFILES, Judged

_FILE_NAME = re.compile(
    r"\.(indd|docx?|odt|pdf|html?|md|tex|pptx?)\Z|\AMicrosoft Word|\Auntitled", re.IGNORECASE
)
# What the library says of these names an object or prints a value of its own language.
_PLAIN = {
    "FONT-EMBEDDING-001": "a font is not embedded",
    "FONT-UNICODE-MAPPING-001": "a font does not map its shapes to Unicode letters",
    "UNICODE-MAPPING-001": "a font does not map its shapes to Unicode letters",
    "NOTDEF-GLYPH-001": "a glyph is missing in its font: a box or nothing is printed (.notdef)",
    "DEVICE-CMYK-001": "inks are mixed (CMYK), but the file does not say for which printer (output intent)",
    "DEVICE-RGB-001": "colours are given without the profile that they need (output intent)",
    "DEVICE-GRAY-001": "greys are given without the profile that they need (output intent)",
    "OUTLINE-LANGUAGE-001": "the bookmarks have no language",
}
# Reported where a compressed stream happens to end in a line end, though its length is right.
_MISTAKEN = {"PDFA2A-STREAM-LENGTH-001"}
_THICK = 5_000  # objects, from which on the rules are checked in another process: those of some 70 pages


def profiles(structure: pikepdf.Pdf) -> list[str]:
    """What a file must follow: a form, which cannot be archived, only the first of the two."""
    try:
        is_form = bool(structure.Root.get("/AcroForm", {}).get("/Fields"))
        return ["PDF/UA-1"] if is_form and not claims_archive(structure) else list(PROFILES)
    except Exception:  # a broken file can make a reader of PDFs fail in any way
        return list(PROFILES)


def is_thick(structure: pikepdf.Pdf) -> bool:
    """Whether the rules take so much memory that they get a process of their own."""
    size = structure.trailer.get("/Size")
    return isinstance(size, int) and size > _THICK


def check(structure: pikepdf.Pdf, judged: Judged) -> Iterator[Diagnostic]:
    """One diagnostic for each rule that is broken, with how often."""
    if "/StructTreeRoot" not in structure.Root:
        yield error("the PDF has no tags: a screen reader cannot tell a heading from a footnote")
    if "/Lang" not in structure.Root:
        yield error("the PDF does not say its language, so it would be read aloud in the wrong one")
    title = _title(structure)
    if not title:
        yield error("the PDF has no title")
    elif _FILE_NAME.search(title):
        yield warning(f"the title of the PDF is the name of a file: '{title}'")
    for name, broken in judged.items():
        if isinstance(broken, str):
            yield error(f"{name}: the file cannot be checked: {broken}")
            continue
        for rule, (message, times) in broken.items():
            if rule not in _MISTAKEN:
                often = f" ({times} times)" if times > 1 else ""
                message = _PLAIN.get(rule.split("-", 1)[1], message)
                yield error(f"{name}: {message}{often}", hint=f"rule {rule}")


def claims_archive(structure: pikepdf.Pdf) -> bool:
    """Whether the file says that it follows PDF/A (ISO 19005-2, 6.6.4)."""
    return "pdfaid:part" in structure.open_metadata()


def _title(structure: pikepdf.Pdf) -> str:
    title = structure.open_metadata().get("dc:title")
    return str(title or structure.docinfo.get("/Title", "")).strip()
