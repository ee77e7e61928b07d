"""Spaces to write in as the fields of a form: text to type and boxes to tick (ISO 32000-1, 12.7).

A template marks a space with `data-field`, which says how it is filled in (a key of `LOOKS`), `data-label`,
the words with which a screen reader announces it, `data-name`, and `data-whole`, the label of all spaces of
that name. When its pages are laid out, each such
box becomes a field where it stands, so the pages are those of the printed handout. Clauses without a
standard are of ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf

from guide import field_font
from guide.desk import letter
from guide.engine import texts_in
from guide.tagging import POINTS_PER_PIXEL, Note, Tree

_PRINT = 4  # annotation flag: printed with the page (ISO 32000-1, 12.5.3)
_MULTILINE = 1 << 12  # field flag of a text field (12.7.4.3)
_FRAME = "0.459 0.459 0.459 RG 0.5 w"  # the grey of ruled lines, 4.6 to 1 on white; points
_ROOM = 3  # points between a frame and its field
_LOWEST = 6.0  # points: no one can write in less


@dataclass(frozen=True)
class Look:
    """How a space is filled in. `size` is that of typed text, in points; 0 fits it to the field.

    `inset` is what the field leaves free of its box, in points: left, bottom, right, top. Spaces of one
    name are one field with several `kids`, which show the same text or of which one can be ticked. A
    `framed` field has a frame around it. A space `goes_on` when boxes of its name follow, on the same page
    or the next. The field of a line that is labelled on the paper begins `beside` its words.
    """

    size: float = 10
    inset: tuple[float, float, float, float] = (0, 0, 0, 0)
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


@dataclass(frozen=True)
class Words:
    """What the form needs to know of its language: how a label says that its space goes on, as in
    '{label}, continued', and the code page of its letters."""

    continued: str
    code_page: str


@dataclass
class Space:
    """A space on one page. `holder` is its element in the tags, `rect` in points from the lower left;
    `whole` is the label of all spaces of its name."""

    look: Look
    name: str
    label: str
    whole: str
    holder: Any
    rect: tuple[float, float, float, float]


def add(pdf: Any, notes: list[Note], words: Words) -> None:
    """The fields of all spaces, in the tags where their spaces stand. `tagging.mend` comes after it."""
    tree = Tree(pdf, notes)
    font = field_font.add(pdf, words.code_page)
    form = _Form(tree, words, font.reference)
    for spaces in _by_name(list(_spaces(tree))):
        form.add(spaces)
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {
            "Fields": form.fields,
            "DR": pydyf.Dictionary({"Font": pydyf.Dictionary({field_font.NAME: font.reference})}),
            "DA": _typed(0),
        }
    )


def _spaces(tree: Tree) -> Iterator[Space]:
    """Every marked box that can be written in, in the order of reading."""
    outermost = {}  # boxes without an element of their own bear that of the box around them, noted later
    for note in tree.notes:
        element = note.box.element
        if (
            element is not None
            and element.attrib.get("data-field") in LOOKS
            and "::" not in note.box.element_tag
        ):
            outermost[id(element), note.element["Pg"]] = note
    for number, note in enumerate(outermost.values(), 1):
        marks = note.box.element.attrib
        look = LOOKS[marks["data-field"]]
        rect = _rect(tree, note, look)
        if rect[3] - rect[1] >= _LOWEST:
            name = marks.get("data-name") or f"space-{number}"
            label = marks.get("data-label", "")
            yield Space(look, name, label, marks.get("data-whole", label), note.element, rect)


def _rect(tree: Tree, note: Note, look: Look) -> tuple[float, float, float, float]:
    box = note.box
    left, top = box.border_box_x(), box.border_box_y()
    right, bottom = left + box.border_width(), top + box.border_height()
    if look.beside:
        inside = (each for each in texts_in(box) if each.text.strip())
        left = max((each.position_x + each.width for each in inside), default=left)
    height = float(tree.follow(note.element["Pg"])["MediaBox"][3])
    left, right = left * POINTS_PER_PIXEL + look.inset[0], right * POINTS_PER_PIXEL - look.inset[2]
    bottom = height - bottom * POINTS_PER_PIXEL + look.inset[1]
    return left, bottom, right, height - top * POINTS_PER_PIXEL - look.inset[3]


def _by_name(spaces: list[Space]) -> Iterator[list[Space]]:
    """The spaces of each name; what goes on below itself on the same page is one space."""
    named: dict[str, list[Space]] = {}
    for space in spaces:
        same = named.setdefault(space.name, [])
        if same and space.look.goes_on and same[-1].holder["Pg"] == space.holder["Pg"]:
            ours, other = same[-1].rect, space.rect
            left, bottom = min(ours[0], other[0]), min(ours[1], other[1])
            same[-1].rect = (left, bottom, max(ours[2], other[2]), max(ours[3], other[3]))
        else:
            same.append(space)
    yield from named.values()


class _Form:
    """The fields as they are added to the PDF, to its pages and to its tags."""

    def __init__(self, tree: Tree, words: Words, font: Any) -> None:
        self.tree, self.words, self.font = tree, words, font
        self.fields = pydyf.Array()

    def add(self, spaces: list[Space]) -> None:
        """The field of the spaces of one name; for a space that goes on, one for each of its pages."""
        first = spaces[0]
        if not first.look.kids:
            for number, space in enumerate(spaces, 1):
                label = space.label if number == 1 else self.words.continued.format(label=space.label)
                name = space.name if number == 1 else f"{space.name}-{number}"
                widget = self._widget(space, label, "yes")
                widget.update(self._field(space.look, name))
                self.fields.append(widget.reference)
            return
        field = pydyf.Dictionary(self._field(first.look, first.name))
        field["TU"] = pydyf.String(first.whole)
        self.tree.pdf.add_object(field)
        self.fields.append(field.reference)
        widgets = [self._widget(space, space.label, letter(at).lower()) for at, space in enumerate(spaces)]
        for widget in widgets:
            widget["Parent"] = field.reference
        field["Kids"] = pydyf.Array(widget.reference for widget in widgets)

    def _field(self, look: Look, name: str) -> dict[str, Any]:
        if look.ticked:
            return {"FT": "/Btn", "T": pydyf.String(name), "V": "/Off"}
        flags = _MULTILINE if look.multiline else 0
        return {"FT": "/Tx", "T": pydyf.String(name), "Ff": flags, "DA": _typed(look.size)}

    def _widget(self, space: Space, label: str, on: str) -> Any:
        """The annotation of a space, on its page and in the tags; `on` names it when it is ticked."""
        tree, page = self.tree, space.holder["Pg"]
        widget = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Widget",
                "Rect": pydyf.Array(round(value, 2) for value in space.rect),
                "F": _PRINT,
                "P": page,
                "TU": pydyf.String(label),
                "BS": pydyf.Dictionary({"W": 0, "S": "/S"}),
            }
        )
        if space.look.ticked:
            states = {on: self._appearance(space, ticked=True), "Off": self._appearance(space)}
            widget["MK"] = pydyf.Dictionary({"CA": pydyf.String("4")})  # a tick, where a viewer draws its own
            widget["AS"] = "/Off"
            widget["AP"] = pydyf.Dictionary({"N": pydyf.Dictionary(states)})
        else:
            widget["AP"] = pydyf.Dictionary({"N": self._appearance(space)})
        tree.pdf.add_object(widget)
        tree.follow(page).setdefault("Annots", pydyf.Array()).append(widget.reference)
        self._tag(widget, space)
        if space.look.framed:
            self._frame(space)
        return widget

    def _frame(self, space: Space) -> None:
        """A frame around a field, drawn on the page: viewers draw a field anew, with text close to its edge,
        and some without its frame. It is no content (7.1)."""
        page = self.tree.follow(space.holder["Pg"])
        height = float(page["MediaBox"][3])
        left, bottom, right, top = space.rect
        rectangle = (left - _ROOM, height - top - _ROOM, right - left + 2 * _ROOM, top - bottom + 2 * _ROOM)
        numbers = " ".join(f"{value:.2f}" for value in rectangle)  # the page's stream counts from the top
        drawn = f"/Artifact BMC q {_FRAME} {numbers} re S Q EMC"
        self.tree.follow(page["Contents"]).stream.append(drawn.encode())

    def _tag(self, widget: Any, space: Space) -> None:
        """The widget is the content of a form element in the place of its space (7.18.4)."""
        tree, page = self.tree, space.holder["Pg"]
        reference = pydyf.Dictionary({"Type": "/OBJR", "Obj": widget.reference, "Pg": page})
        tree.pdf.add_object(reference)
        element = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/Form",
                "K": pydyf.Array([reference.reference]),
                "Pg": page,
                "P": space.holder.reference,
            }
        )
        tree.pdf.add_object(element)
        tree.adopt(space.holder, [element])
        nums = tree.parent_tree()
        widget["StructParent"] = nums[-2] + 1
        nums.extend([widget["StructParent"], element.reference])

    def _appearance(self, space: Space, ticked: bool = False) -> Any:
        """A field that is empty or ticked."""
        left, bottom, right, top = space.rect
        width, height = round(right - left, 2), round(top - bottom, 2)
        stream = pydyf.Stream(
            extra={
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array([0, 0, width, height]),
                "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary({field_font.NAME: self.font})}),
            }
        )
        if ticked:
            stream.set_color_rgb(0, 0, 0, stroke=True)
            stream.set_line_width(width / 7)
            stream.move_to(width * 0.2, height * 0.52)
            stream.line_to(width * 0.42, height * 0.27)
            stream.line_to(width * 0.8, height * 0.77)
            stream.stroke()
        if not space.look.ticked:
            stream.stream.append(b"/Tx BMC EMC")
        self.tree.pdf.add_object(stream)
        return stream.reference


def _typed(size: float) -> Any:
    """How typed text looks (ISO 32000-1, 12.7.3.3)."""
    return pydyf.String(f"/{field_font.NAME} {size:g} Tf 0 g")
