"""PDF/UA-1 for readers with a screen reader, and PDF/A for archives where a file claims it.

The rules are those of page-validation, a library that is tested against veraPDF's own corpus; our tests
run veraPDF itself over the same files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import page as validation
import pikepdf

from guide.diagnostics import Diagnostic, error, warning

_ACCESSIBLE = {"PDF/UA-1": validation.ValidationProfile.PDF_UA_1}
_ARCHIVE = {"PDF/A-2a": validation.ValidationProfile.PDF_A_2A}
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
# Bookmarks, one after the other, count as a chain. The library goes down it by recursion and leaves its stack
# beyond some ten thousand. Its own limit, 256, is too low for a packet of many sheets.
_LIMITS = validation.SafetyLimits(max_reference_depth=4096)

Broken = Counter[tuple[str, str]]  # rules and what they say, with how often


def profiles(structure: pikepdf.Pdf) -> dict[str, validation.ValidationProfile]:
    """What a file must follow: a form, which cannot be archived, only the first of the two."""
    try:
        is_form = bool(structure.Root.get("/AcroForm", {}).get("/Fields"))
        return _ACCESSIBLE if is_form and not claims_archive(structure) else _ACCESSIBLE | _ARCHIVE
    except Exception:  # a broken file can make a reader of PDFs fail in any way
        return _ACCESSIBLE | _ARCHIVE


def judge(data: bytes, wanted: Mapping[str, validation.ValidationProfile]) -> dict[str, Broken | str]:
    """The rules of each profile that are broken, or why that cannot be told.

    The library does not hold Python's lock while it works, so that other checks may go on in another thread.
    """
    found: dict[str, Broken | str] = {}
    for name, profile in wanted.items():
        try:
            report = validation.validate_pdf_bytes(data, profile=profile, limits=_LIMITS)
        except validation.PageError as problem:
            found[name] = str(problem)
        else:
            found[name] = Counter((each.rule_id, each.message) for each in report.failures)
    return found


def check(structure: pikepdf.Pdf, judged: Mapping[str, Broken | str]) -> Iterator[Diagnostic]:
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
    for name, counts in judged.items():
        if isinstance(counts, str):
            yield error(f"{name}: the file cannot be checked: {counts}")
            continue
        seen: set[str] = set()
        for (rule, message), _ in counts.items():
            if rule in seen or rule in _MISTAKEN:
                continue
            seen.add(rule)
            times = sum(count for (other, _), count in counts.items() if other == rule)
            often = f" ({times} times)" if times > 1 else ""
            message = _PLAIN.get(rule.split("-", 1)[1], message)
            yield error(f"{name}: {message}{often}", hint=f"rule {rule}")


def claims_archive(structure: pikepdf.Pdf) -> bool:
    """Whether the file says that it follows PDF/A (ISO 19005-2, 6.6.4)."""
    with structure.open_metadata() as metadata:
        return "pdfaid:part" in metadata


def _title(structure: pikepdf.Pdf) -> str:
    with structure.open_metadata() as metadata:
        return str(metadata.get("dc:title") or structure.docinfo.get("/Title", "")).strip()
