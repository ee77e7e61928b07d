"""Where elements stand on their pages, and what of a page is none: one rule a function.

Clauses are of ISO 14289-1 (PDF/UA-1) and ISO 32000-1 (PDF 1.7).
"""

from __future__ import annotations

from typing import Any

import pydyf

from guide.engine import texts_in
from guide.tagging.tree import POINTS_PER_PIXEL, Tree, pairs

FIELD = "field-"  # how the identifiers of fields to fill in begin


def measure_fields(tree: Tree) -> None:
    """A field to fill in says what belongs there and where its room is, for names that are printed later.

    Its identifier is `field-<what>-<n>`. Its box is the room behind its label, in points from the page's
    lower left corner: from the label's baseline up, as high as the label's type (ISO 32000-1, 14.8.5.4.3).
    """
    fields = [note for note in tree.notes if _field(note.box)]
    for number, note in enumerate(fields):
        height = float(tree.follow(note.element["Pg"])["MediaBox"][3])
        label = next(texts_in(note.box), None)
        if label is None:
            continue
        size = float(label.style["font_size"])
        left = float(label.position_x + label.width) + 0.75 * size
        right = float(note.box.position_x + note.box.border_width())
        baseline = float(label.position_y + label.baseline)
        across = (value * POINTS_PER_PIXEL for value in (left, right))
        up = (height - value * POINTS_PER_PIXEL for value in (baseline, baseline - size))
        (left, right), (low, high) = across, up
        box = pydyf.Array(round(value, 2) for value in (left, low, right, high))
        note.element["ID"] = pydyf.String(f"{FIELD}{_field(note.box)}-{number:04}")
        note.element["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": box})


def _field(box: Any) -> str:
    """What is written wherever a box like this one stands: a name, a class, a date; empty for most."""
    given = box.element.attrib if box.element is not None and box.element_tag == "span" else {}
    return str(given.get("data-name", "")) if given.get("data-field") == "everywhere" else ""


def measure_figures(tree: Tree) -> None:
    """A figure's box is given in points from the page's lower left corner (ISO 32000-1, 14.8.5.4.3)."""
    for note in tree.notes:
        if note.element["S"] == "/Figure":
            height = float(tree.follow(note.element["Pg"])["MediaBox"][3])
            left, top, right, bottom = (value * POINTS_PER_PIXEL for value in note.element["A"]["BBox"])
            box = (round(left, 2), round(height - bottom, 2), round(right, 2), round(height - top, 2))
            note.element["A"]["BBox"] = pydyf.Array(box)
            note.element["A"]["Placement"] = "/Block"


def set_apart_margins(tree: Tree) -> None:
    """Running heads, page numbers and repeated table heads are artifacts of the page (7.8)."""
    read = {element.number for element in tree.below(tree.document)}
    content = {
        number: elements for number, elements in pairs(tree.parent_tree()) if isinstance(elements, list)
    }
    for number, page in enumerate(tree.pdf.page_references):
        elements = content[number]
        unread = {at for at, each in enumerate(elements) if tree.follow(each).number not in read}
        for at in unread:
            elements[at] = "null"
        stream = tree.follow(tree.follow(page)["Contents"]).stream
        for at, part in enumerate(stream):
            if isinstance(part, dict) and part.get("MCID") in unread and stream[at + 1] == b"BDC":
                stream[at - 1] = "/Artifact"
                stream[at] = pydyf.Dictionary({"Type": "/Pagination"})
