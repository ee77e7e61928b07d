"""The fields of a form, as they are written into a PDF: text to type and boxes to tick (ISO 32000-1, 12.7).

They stand where the spaces of the printed handout are, so the pages are those of the handout. Clauses
without a standard are of ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pydyf

from guide import field_font
from guide.desk import letter
from guide.tagging.spaces import LOOKS, Look
from guide.tagging.tree import Space

_PRINT = 4  # annotation flag: printed with the page (ISO 32000-1, 12.5.3)
_MULTILINE = 1 << 12  # field flag of a text field (12.7.4.3)


@dataclass(frozen=True)
class Words:
    """What the form needs to know of its language: how a label says that its space goes on, as in
    '{label}, continued', and the code page of its letters."""

    continued: str
    code_page: str


class Form:
    """The form of a PDF that is about to be written, of all its `spaces` in the order of reading."""

    def __init__(self, pdf: Any, words: Words, spaces: Iterable[Space]) -> None:
        self.pdf, self.words = pdf, words
        self.font = field_font.add(pdf, words.code_page).reference
        self.fields = pydyf.Array()
        self.widgets: dict[int, Any] = {}  # by the identity of their spaces
        for name, same in _by_name(spaces).items():
            self._add(name, same)
        pdf.catalog["AcroForm"] = pydyf.Dictionary(
            {
                "Fields": self.fields,
                "DR": pydyf.Dictionary({"Font": pydyf.Dictionary({field_font.NAME: self.font})}),
                "DA": _typed(0),
            }
        )

    def widget(self, space: Space, page: Any) -> Any:
        """The annotation of a space, put on its page, which is an object of the PDF."""
        widget = self.widgets[id(space)]
        widget["P"] = page.reference
        page.setdefault("Annots", pydyf.Array()).append(widget.reference)
        return widget

    def _add(self, name: str, spaces: list[Space]) -> None:
        """The field of the spaces of one name; for a space that goes on, one for each of its pages."""
        first = spaces[0]
        look = LOOKS[first.look]
        if not look.kids:
            for number, space in enumerate(spaces, 1):
                label = space.label if number == 1 else self.words.continued.format(label=space.label)
                widget = self._widget(space, label, "yes")
                widget.update(_field(look, name if number == 1 else f"{name}-{number}"))
                self.fields.append(widget.reference)
            return
        field = pydyf.Dictionary(_field(look, name))
        field["TU"] = pydyf.String(first.whole)
        self.pdf.add_object(field)
        self.fields.append(field.reference)
        widgets = [self._widget(space, space.label, letter(at).lower()) for at, space in enumerate(spaces)]
        for widget in widgets:
            widget["Parent"] = field.reference
        field["Kids"] = pydyf.Array(widget.reference for widget in widgets)

    def _widget(self, space: Space, label: str, on: str) -> Any:
        """The annotation of a space, as yet on no page; `on` names it when it is ticked."""
        widget = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Widget",
                "Rect": pydyf.Array(round(value, 2) for value in space.rect),
                "F": _PRINT,
                "TU": pydyf.String(label),
                "BS": pydyf.Dictionary({"W": 0, "S": "/S"}),
            }
        )
        if LOOKS[space.look].ticked:
            states = {on: self._appearance(space, ticked=True), "Off": self._appearance(space)}
            widget["MK"] = pydyf.Dictionary({"CA": pydyf.String("4")})  # a tick, where a viewer draws its own
            widget["AS"] = "/Off"
            widget["AP"] = pydyf.Dictionary({"N": pydyf.Dictionary(states)})
        else:
            widget["AP"] = pydyf.Dictionary({"N": self._appearance(space)})
        self.pdf.add_object(widget)
        self.widgets[id(space)] = widget
        return widget

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
        if not LOOKS[space.look].ticked:
            stream.stream.append(b"/Tx BMC EMC")
        self.pdf.add_object(stream)
        return stream.reference


def _by_name(spaces: Iterable[Space]) -> dict[str, list[Space]]:
    """The spaces of each name; one without a name is alone."""
    named: dict[str, list[Space]] = {}
    for number, space in enumerate(spaces, 1):
        named.setdefault(space.name or f"space-{number}", []).append(space)
    return named


def _field(look: Look, name: str) -> dict[str, Any]:
    if look.ticked:
        return {"FT": "/Btn", "T": pydyf.String(name), "V": "/Off"}
    flags = _MULTILINE if look.multiline else 0
    return {"FT": "/Tx", "T": pydyf.String(name), "Ff": flags, "DA": _typed(look.size)}


def _typed(size: float) -> Any:
    """How typed text looks (ISO 32000-1, 12.7.3.3)."""
    return pydyf.String(f"/{field_font.NAME} {size:g} Tf 0 g")
