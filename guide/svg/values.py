"""What may be said in the attributes and styles of a drawing: which attribute has which form of value."""

from __future__ import annotations

import re

LARGEST = 1_000_000.0  # of any number
_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
_LENGTH = rf"\s*{_NUMBER}(?:px|pt|pc|mm|cm|in|em|ex|%)?\s*"
_COLOUR = r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{2,30}|rgba?\([\d.,%\s]{1,40}\)|hsla?\([\d.,%\s]{1,40}\)"
_LOCAL = r"""url\(\s*["']?#[\w.:-]+["']?\s*\)"""
_GAP = r"[\s,]*"
_FORMS = {
    "length": re.compile(_LENGTH),
    "size": re.compile(rf"\s*(?!-){_LENGTH}"),
    "lengths": re.compile(rf"none|(?:{_LENGTH},?)*"),
    "number": re.compile(rf"\s*{_NUMBER}\s*"),
    "share": re.compile(rf"\s*{_NUMBER}%?\s*"),
    "box": re.compile(rf"\s*(?:{_NUMBER}{_GAP}){{4}}"),
    "points": re.compile(rf"\s*(?:{_NUMBER}{_GAP}{_NUMBER}{_GAP})+"),
    "turn": re.compile(rf"\s*(?:auto|auto-start-reverse|{_NUMBER})\s*"),
    "paint": re.compile(rf"\s*(?:{_COLOUR}|{_LOCAL}(?:\s+(?:{_COLOUR}))?)\s*"),
    "local": re.compile(rf"\s*(?:none|{_LOCAL})\s*"),
    "word": re.compile(r"\s*[\w-]{1,30}\s*", re.ASCII),
    "names": re.compile(r"\s*[\w.:-]+(?:\s+[\w.:-]+)*\s*"),
}
_NUMBERS = re.compile(_NUMBER)
_COMMAND = re.compile(rf"\s*([MmZzLlHhVvCcSsQqTtAa])({_GAP}(?:{_NUMBER}{_GAP})*)")
_ARC = re.compile(_GAP.join([f"({_NUMBER})"] * 3 + ["([01])"] * 2 + [f"({_NUMBER})"] * 2) + _GAP)
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 1}
_CHANGE = re.compile(
    rf"\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\({_GAP}((?:{_NUMBER}{_GAP})+)\){_GAP}"
)
_ARGUMENTS = {
    "matrix": (6,),
    "translate": (1, 2),
    "scale": (1, 2),
    "rotate": (1, 3),
    "skewX": (1,),
    "skewY": (1,),
}

# What may be said in an attribute, in `style` and in a style sheet.
_PROPERTIES = {
    **dict.fromkeys("fill stroke stop-color".split(), "paint"),
    **dict.fromkeys("stroke-width font-size".split(), "size"),
    "stroke-dashoffset": "length",
    **dict.fromkeys("opacity fill-opacity stroke-opacity stop-opacity".split(), "share"),
    "stroke-miterlimit": "number",
    "stroke-dasharray": "lengths",
    **dict.fromkeys("clip-path marker-start marker-end".split(), "local"),
    **dict.fromkeys("fill-rule clip-rule stroke-linecap stroke-linejoin text-anchor".split(), "word"),
    **dict.fromkeys("font-weight font-style display visibility".split(), "word"),
}
_ATTRIBUTES = {
    **_PROPERTIES,
    **dict.fromkeys("width height cx cy r rx ry x1 y1 x2 y2 fx fy".split(), "length"),
    **dict.fromkeys("refX refY markerWidth markerHeight".split(), "length"),
    **dict.fromkeys("x y dx dy".split(), "lengths"),
    **dict.fromkeys("gradientUnits clipPathUnits markerUnits".split(), "word"),
    **dict.fromkeys("id class".split(), "names"),
    "offset": "share",
    "orient": "turn",
    "points": "points",
    "viewBox": "box",
}
# What others may say without harm to the picture, and what the root says of itself.
_IDLE = re.compile(
    r"version|baseProfile|color|preserveAspectRatio|type|role|tabindex|enable-background|lang|overflow|contentStyleType|nonce"
    r"|(?:aria|data|font|text|shape|image|color|letter|word|line|writing|paint|solid|mix|-\w+)-.*|font|direction|isolation"
)


def attribute(name: str, value: str) -> str | None:
    """The value of an attribute as it may be written; None where it may not."""
    if name == "d":
        return _path(value)
    if name in ("transform", "gradientTransform"):
        return _changes(value)
    return _checked(_ATTRIBUTES.get(name), value)


def declaration(name: str, value: str) -> str | None:
    """The same for a property in a style."""
    return _checked(_PROPERTIES.get(name), value)


def is_idle(name: str) -> bool:
    """Whether an attribute may be left out without a word: the picture is as good without it."""
    return _IDLE.fullmatch(name) is not None


def numbers(text: str) -> list[float]:
    return [float(each) for each in _NUMBERS.findall(text)]


def pixels(length: str) -> float:
    """A length in pixels; 0 where it is none."""
    found = re.fullmatch(rf"\s*({_NUMBER})([a-z]*)\s*", length)
    return float(found[1]) * _UNITS.get(found[2], 0) if found else 0


_BLACK = re.compile("currentcolor|inherit", re.IGNORECASE)


def _path(text: str) -> str | None:
    """The path of a shape, each command with as many numbers as it needs; None where it is none."""
    parts, at = [], 0
    while command := _COMMAND.match(text, at):
        letter, given = command[1], _NUMBERS.findall(command[2])
        if letter in "Aa":
            arcs = list(_ARC.finditer(command[2].strip(" ,\t\n\r")))
            if not arcs or _ARC.sub("", command[2].strip(" ,\t\n\r")):
                return None
            given = [number for arc in arcs for number in arc.groups()]
        elif bool(given) == (letter in "Zz") or len(given) % _ARITY[letter.upper()]:
            return None
        if any(abs(float(number)) > LARGEST for number in given):
            return None
        parts.append(" ".join([letter, *given]))
        at = command.end()
    whole = at > 0 and not text[at:].strip()
    return " ".join(parts) if whole and parts[0][0] in "Mm" else None


def _changes(text: str) -> str | None:
    """How a part is moved, turned and scaled; None where that cannot be read."""
    parts, at = [], 0
    while change := _CHANGE.match(text, at):
        given = _NUMBERS.findall(change[2])
        if len(given) not in _ARGUMENTS[change[1]] or any(abs(float(each)) > LARGEST for each in given):
            return None
        parts.append(f"{change[1]}({' '.join(given)})")
        at = change.end()
    return " ".join(parts) if parts and not text[at:].strip() else None


def _checked(form: str | None, value: str) -> str | None:
    if form is None or not _FORMS[form].fullmatch(value):
        return None
    if form not in ("paint", "word", "names", "local") and any(
        abs(each) > LARGEST for each in numbers(value)
    ):
        return None
    return _BLACK.sub("black", value)
