"""What the tags say: alternatives, lists, tables, headings, notes. Each is held against what is printed.

Clauses are of ISO 14289-1 (PDF/UA-1); the rules that need no look at the page are in `conformance`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from guide.diagnostics import Diagnostic, error, warning
from guide.proof.drawn import Page, Run, shown
from guide.proof.tree import Element, Piece

HEADINGS = ("H", "H1", "H2", "H3", "H4", "H5", "H6")

_FILE = re.compile(r"\S+\.(png|jpe?g|gif|webp|svg|tiff?|bmp|pdf|eps)\Z|https?://\S+\Z", re.IGNORECASE)
_NO_WORDS = frozenset(
    "image picture photo photograph figure graphic img untitled alt placeholder todo bild foto image1 "
    "imagen immagine zdjęcie obraz рисунок картинка фото зображення малюнок".split()
)
_ORDERED = frozenset(["Decimal", "LowerAlpha", "UpperAlpha", "LowerRoman", "UpperRoman"])
_LABEL = re.compile(r"[(\[]?(\w{1,6})[.):\]]*\Z")
_COUNTS = re.compile(r"\d|\A\W?([^\W\d_]|[ivxlcIVXLC]+)\W?\Z")  # a number, a letter, a Roman number
_NOTE_START = re.compile(r"\[?(\d{1,3}|[*†‡])[\].)]?\s*[^\W\d_]{2}")
_LOW = 0.5  # of a page's height: notes stand below
_SMALL = 0.92  # of the size of most letters: notes are smaller


def check(tree: Element, pages: list[Page]) -> Iterator[Diagnostic]:
    elements = list(tree.below())
    yield from _alternatives(elements)
    yield from _lists(elements)
    yield from _tables(elements)
    yield from _headings(elements, pages)
    yield from _notes(elements, pages)


def _of(elements: list[Element], *tags: str) -> list[Element]:
    return [each for each in elements if each.tag in tags]


def _alternatives(elements: list[Element]) -> Iterator[Diagnostic]:
    """A picture is told in words (7.3)."""
    for each in _of(elements, "Figure", "Formula"):
        words = (each.alternative or "").strip()
        if each.alternative is not None and not words:
            yield error("a picture has an empty alternative text", hint="say what it shows")
        elif _FILE.match(words):
            yield error(f"the alternative text of a picture is the name of a file: '{shown(words)}'")
        elif words.casefold().strip(" .:") in _NO_WORDS:
            yield error(f"the alternative text of a picture says nothing: '{words}'")


def _lists(elements: list[Element]) -> Iterator[Diagnostic]:
    """A list is numbered as its tag says (7.6)."""
    for each in _of(elements, "L"):
        starts = [words.split()[0] for item in each.children("LI") if (words := item.text)]
        labels = [label.text for item in each.children("LI") for label in item.children("Lbl")]
        said = each.numbering
        printed = _numbering([_plain(label) for label in labels]) if len(labels) > 1 else set()
        first = f"the list that begins '{shown(each.text)}'"
        if printed and said not in printed and said != "Ordered":
            yield error(
                f"{first} is tagged as numbered {said}, but printed as {' or '.join(sorted(printed))}"
            )
        elif said in _ORDERED and starts and not any(map(_COUNTS.search, labels or starts)):
            yield error(f"{first} is tagged as numbered {said}, but no number is printed")


def _plain(label: str) -> str:
    found = _LABEL.match(label.strip())
    return found[1] if found else ""


def _numbering(labels: list[str]) -> set[str]:
    """The ways of numbering that give these labels; none where they are no sequence."""
    if all(label.isdecimal() for label in labels):
        numbers = [int(label) for label in labels]
        return {"Decimal"} if all(b - a == 1 for a, b in pairwise(numbers)) else set()
    if not all(label.isascii() and label.isalpha() for label in labels):
        return set()
    if not (all(label.islower() for label in labels) or all(label.isupper() for label in labels)):
        return set()
    case = "Lower" if labels[0].islower() else "Upper"
    found = set()
    if [_letters(label) for label in labels] == list(
        range(_letters(labels[0]), _letters(labels[0]) + len(labels))
    ):
        found.add(f"{case}Alpha")
    if [_roman(label) for label in labels] == list(range(_roman(labels[0]), _roman(labels[0]) + len(labels))):
        found.add(f"{case}Roman")
    return found


def _letters(label: str) -> int:
    return ord(label.lower()) if len(label) == 1 else -1


def _roman(label: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    numbers = [values.get(char, 0) for char in label.lower()]
    if 0 in numbers:
        return -1
    return sum(-a if a < b else a for a, b in zip(numbers, [*numbers[1:], 0], strict=True))


def _tables(elements: list[Element]) -> Iterator[Diagnostic]:
    """A table has header cells, and they say what they head (7.5)."""
    for table in _of(elements, "Table"):
        rows = [row.children("TH", "TD") for row in table.all("TR")]
        first = f"the table that begins '{shown(table.text)}'"
        if len(rows) > 1 and not any(cell.tag == "TH" for row in rows for cell in row):
            yield error(f"{first} has no header cells (TH): a screen reader cannot say what a cell is about")
            continue
        for at, row in enumerate(rows):
            heads = [cell for cell in row if cell.tag == "TH"]
            scopes = {cell.scope for cell in heads}
            if at == 0 and len(rows) > 1 and len(heads) == len(row) > 1 and scopes == {"Row"}:
                yield error(f"{first}: the cells above its columns say that they head rows (scope)")
            elif at > 0 and len(heads) == 1 < len(row) and row[0].tag == "TH" and scopes == {"Column"}:
                yield error(f"{first}: a cell beside its row says that it heads a column (scope)")
                break


def _headings(elements: list[Element], pages: list[Page]) -> Iterator[Diagnostic]:
    """Headings are there, have words, and do not stand alone at the foot of a page."""
    found = _of(elements, *HEADINGS)
    if not found and len(pages) > 1:
        yield error("the PDF has no headings: nobody can jump from part to part")
    for each in found:
        if not each.text and not any(kid.alternative for kid in each.below()):
            yield error(f"a heading ({each.tag}) has no words")
            continue
        place = each.place()
        if place is None or place[0] == len(pages):
            continue
        page, box = pages[place[0] - 1], place[1]
        below = [run for run in page.runs if run.box.top <= box.bottom + 1 and not run.artifact]
        drawn = [each for each in page.reach if 36 < each.bottom < each.top <= box.bottom + 1]
        if not below and not drawn and box.bottom < page.height * _LOW:
            yield warning(f"page {page.number}: the heading '{shown(each.text)}' stands alone at the foot")


def _notes(elements: list[Element], pages: list[Page]) -> Iterator[Diagnostic]:
    """A footnote is a note (7.9): what begins with a number that is set high above, on the same page."""
    noted = {(piece.page, piece.mark) for each in _of(elements, "Note") for piece in each.pieces()}
    usual = {page.number: _usual_size(page) for page in pages}
    said: set[int] = set()
    for each in elements:
        for piece in (kid for kid in each.kids if isinstance(kid, Piece)):
            if not piece.runs or piece.page in said or (piece.page, piece.mark) in noted:
                continue
            run, page = piece.runs[0], pages[piece.page - 1]
            if run.box.top >= page.height * _LOW or run.size >= usual[piece.page] * _SMALL:
                continue
            line = _line(run, page)
            start = _NOTE_START.match(line)
            if start and _is_called(page, start[1], run.box.top, usual[piece.page]):
                said.add(piece.page)
                yield error(f"page {piece.page}: the footnote '{shown(line)}' is not tagged as a note (Note)")


def _line(first: Run, page: Page) -> str:
    """What stands in the line of a run, from it to the right, in letters of the same size."""
    line = [
        run
        for run in page.runs
        if run.size == first.size
        and run.box.left >= first.box.left
        and run.box.bottom < first.box.top
        and run.box.top > first.box.bottom
    ]
    return " ".join("".join(run.text for run in sorted(line, key=lambda run: run.box.left)).split())


def _usual_size(page: Page) -> float:
    """The size of most letters of a page."""
    sizes: dict[float, int] = {}
    for run in page.runs:
        sizes[run.size] = sizes.get(run.size, 0) + len(run.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _is_called(page: Page, number: str, above: float, usual: float) -> bool:
    """Whether the number is set small and raised behind a word somewhere above."""
    calls = [
        run
        for run in page.runs
        if run.text.strip() == number and run.size < usual * 0.85 and run.box.bottom > above
    ]
    return any(
        abs(word.box.right - call.box.left) < 3
        and word.size > call.size
        and word.box.bottom + 0.5 < call.box.bottom < word.box.top
        for call in calls
        for word in page.runs
    )
