"""Spaces to write in, found on laid-out pages: the fields of a form, and the lines for names.

A template marks a space with `data-field`, which says how it is filled in (a key of `LOOKS`), `data-label`,
the words with which a screen reader announces it, `data-name`, and `data-whole`, the label of all spaces of
that name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from guide.drawn import SCALE
from guide.engine import texts_in
from guide.tagging.tree import Element, Space

_LOWEST = 6.0  # points: no one can write in less

Rect = tuple[float, float, float, float]


@dataclass(frozen=True)
class Look:
    """How a space is filled in. `size` is that of typed text, in points; 0 fits it to the field.

    `inset` is what the field leaves free of its box, in points: left, bottom, right, top. Spaces of one
    name are one field with several `kids`, which show the same text or of which one can be ticked. A
    `framed` field has a frame around it. A space `goes_on` when boxes of its name follow, on the same page
    or the next. The field of a line that is labelled on the paper begins `beside` its words.
    """

    size: float = 10
    inset: Rect = (0, 0, 0, 0)
    multiline: bool = False
    ticked: bool = False
    framed: bool = False
    kids: bool = False
    goes_on: bool = False
    beside: bool = False


LOOKS = {
    "lines": Look(multiline=True, framed=True, goes_on=True, inset=(3, 4, 3, 6)),
    "cell": Look(multiline=True, inset=(3, 2, 3, 2)),
    "blank": Look(size=0),
    "everywhere": Look(size=0, kids=True, beside=True, inset=(4, 0, 0, -4)),
    "tick": Look(ticked=True),
    "choice": Look(ticked=True, kids=True),
}


def is_space(box: Any) -> bool:
    """Whether a box of WeasyPrint is a space to write in."""
    return (
        box.element is not None
        and box.element.attrib.get("data-field") in LOOKS
        and "::" not in box.element_tag
    )


def space(box: Any, page: int, height: float) -> Space | None:
    """The space of a box on a page of this height in CSS pixels; None where no one could write in it."""
    marks = box.element.attrib
    name, label = marks.get("data-name", ""), marks.get("data-label", "")
    rect = _rect(box, height, LOOKS[marks["data-field"]])
    if rect[3] - rect[1] < _LOWEST:
        return None
    return Space(page, marks["data-field"], name, label, marks.get("data-whole", label), rect)


def _rect(box: Any, height: float, look: Look) -> Rect:
    left, top = box.border_box_x(), box.border_box_y()
    right, bottom = left + box.border_width(), top + box.border_height()
    if look.beside:
        inside = (each for each in texts_in(box) if each.text.strip())
        left = max((each.position_x + each.width for each in inside), default=left)
    inset = look.inset
    return (
        left * SCALE + inset[0],
        (height - bottom) * SCALE + inset[1],
        right * SCALE - inset[2],
        (height - top) * SCALE - inset[3],
    )


def room_for_name(box: Any, height: float) -> Rect | None:
    """The room behind the label of a line that is filled in on every sheet, for names that are printed later.

    In points from the page's lower left corner: from the label's baseline up, as high as the label's type.
    """
    label = next(texts_in(box), None)
    if label is None:
        return None
    size = float(label.style["font_size"])
    left = float(label.position_x + label.width) + 0.75 * size
    right = float(box.position_x + box.border_width())
    baseline = float(label.position_y + label.baseline)
    return left * SCALE, (height - baseline) * SCALE, right * SCALE, (height - baseline + size) * SCALE


def unite(whole: Element) -> list[Space]:
    """All spaces of a sheet; what goes on below itself on a page is one space from now on."""
    begun: dict[tuple[int, str], tuple[Element, Space]] = {}
    for element in list(whole.below()):
        for each in [kid for kid in element.kids if isinstance(kid, Space)]:
            holder, first = begun.setdefault((each.page, each.name), (element, each))
            if first is not each and each.name and LOOKS[each.look].goes_on:
                whole_space = replace(first, rect=_around(first.rect, each.rect))
                holder.kids[holder.kids.index(first)] = whole_space
                begun[each.page, each.name] = holder, whole_space
                element.kids.remove(each)
    return [kid for element in whole.below() for kid in element.kids if isinstance(kid, Space)]


def _around(ours: Rect, other: Rect) -> Rect:
    return min(ours[0], other[0]), min(ours[1], other[1]), max(ours[2], other[2]), max(ours[3], other[3])
