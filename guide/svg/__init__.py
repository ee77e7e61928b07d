"""SVG pictures made safe: read with limits, and written anew with nothing in them but what we know.

What is not on the lists below is left out: scripts, pictures and pages within the picture, addresses,
filters, fonts. What may be left in is shapes and text, and references to shapes of the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from guide.svg import values

SIZE_LIMIT = 4 * 1024 * 1024
NODE_LIMIT = 20_000
DRAWN_LIMIT = 40_000  # elements, those that are used many times counted each time
DEPTH_LIMIT = 40
TEXT_LIMIT = 20_000
NARROWEST = 50.0  # times as long as it is wide
_LONGER_SIDE = 400  # mm: larger than any page, since the stylesheet makes pictures smaller only
_NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"

_SHAPES = frozenset("path rect circle ellipse line polyline polygon text tspan".split())
_GROUPS = frozenset("svg g defs symbol clipPath marker linearGradient radialGradient stop use style".split())
_AS_GROUPS = frozenset(["a", "switch"])
_SAYS_NOTHING = frozenset(["metadata", "title", "desc"])

_HREF = re.compile(r"#[\w.:-]+")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR = re.compile(r"\s*(?:[a-zA-Z]*(?:[.#][\w-]+)+|[a-zA-Z]+)\s*")


class Unsafe(Exception):
    """A drawing that cannot be made safe; the message says why, for a teacher."""


@dataclass
class Node:
    name: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def below(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.below()


@dataclass(frozen=True)
class Drawing:
    """A drawing made safe, and the names of what was left out."""

    data: bytes
    left_out: tuple[str, ...]


def is_svg(data: bytes) -> bool:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and re.search(rb"<(?:\w+:)?svg[\s>/]", head) is not None


def cleaned(data: bytes) -> Drawing:
    """The drawing with nothing in it but what may be drawn. Raises Unsafe."""
    if len(data) > SIZE_LIMIT:
        raise Unsafe(f"is larger than {SIZE_LIMIT // 1024 // 1024} MB")
    reader = _Reader()
    root = reader.read(data)
    left_out = reader.left_out
    _resolve(root, left_out)
    if not any(node.name in _SHAPES for node in root.below()):
        raise Unsafe("has nothing in it that can be drawn")
    _size(root)
    root.attributes["font-family"] = "Inter"
    return Drawing("".join(_written(root)).encode(), tuple(sorted(left_out)))


class _Reader:
    """Takes from the file what the lists allow. Nothing is expanded, and nothing is fetched."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node | None] = []  # None: an element that is left out, with all below it
        self.left_out: set[str] = set()
        self.count = 0
        self.text = 0

    def read(self, data: bytes) -> Node:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EntityDeclHandler = self.entity
        try:
            parser.Parse(data, True)
        except expat.ExpatError as problem:
            raise Unsafe(f"is no well-formed SVG: line {problem.lineno} cannot be read") from None
        except (ValueError, LookupError):
            raise Unsafe("is saved in an encoding that cannot be read") from None
        if self.root is None:
            raise Unsafe("is no SVG")
        return self.root

    def doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        if internal:
            raise Unsafe("declares abbreviations of its own, behind which anything may stand")

    def entity(self, *_: Any) -> None:
        raise Unsafe("declares abbreviations of its own, behind which anything may stand")

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > NODE_LIMIT or len(self.open) > DEPTH_LIMIT:
            raise Unsafe("has too many parts, or they are nested too deeply")
        namespace, _, name = qualified.rpartition("}")
        above = self.open[-1] if self.open else None
        if (self.open and above is None) or namespace not in ("", _NAMESPACE):
            if not self.open:
                raise Unsafe("is no SVG")
            self.open.append(None)
            return
        known = "g" if name in _AS_GROUPS else name
        if self.root is None and name != "svg":
            raise Unsafe("is no SVG")
        if known not in _SHAPES | _GROUPS or (name == "svg" and self.root is not None):
            if name not in _SAYS_NOTHING:
                self.left_out.add(name)
            self.open.append(None)
            return
        within_text = above is not None and above.name in ("text", "tspan")
        if "systemLanguage" in attributes or (name == "tspan") != (within_text and name in _SHAPES):
            self.open.append(None)
            return
        node = Node(known, dict(self.attributes(attributes, name)))
        if above is None:
            self.root = node
        else:
            above.children.append(node)
        self.open.append(node)

    def end(self, _: str) -> None:
        node = self.open.pop()
        if node is not None and node.name == "style":
            rules = self.rules("".join(each for each in node.children if isinstance(each, str)))
            node.children[:] = [rules]

    def characters(self, text: str) -> None:
        node = self.open[-1] if self.open else None
        if node is None or node.name not in ("text", "tspan", "style"):
            return
        self.text += len(text) if node.name != "style" else 0
        if self.text > TEXT_LIMIT:
            raise Unsafe("has too much text in it")
        node.children.append(text)

    def attributes(self, given: dict[str, str], element: str) -> Iterator[tuple[str, str]]:
        for qualified, value in given.items():
            namespace, _, name = qualified.rpartition("}")
            if name == "href" and namespace in ("", _XLINK):
                if _HREF.fullmatch(value.strip()):
                    yield name, value.strip()
                elif element != "a":
                    self.left_out.add("href")
            elif namespace:
                continue
            elif name == "style":
                yield name, self.declarations(value)
            elif (known := values.attribute(name, value)) is not None:
                yield name, known
            elif not values.is_idle(name):
                self.left_out.add(name)

    def declarations(self, text: str) -> str:
        kept = []
        for declaration in text.split(";"):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            value = value.removesuffix("!important").strip()
            if (known := values.declaration(name, value)) is not None:
                kept.append(f"{name}:{known}")
            elif name and not values.is_idle(name):
                self.left_out.add(name if re.fullmatch(r"[\w-]{1,30}", name) else "style")
        return ";".join(kept)

    def rules(self, text: str) -> str:
        """The rules of a style sheet whose selectors are plain names."""
        text = re.sub(r"/\*.*?\*/|<!--|-->", "", text, flags=re.DOTALL)
        kept = []
        for rule in _RULE.finditer(text):
            selectors = rule[1].split(",")
            if all(_SELECTOR.fullmatch(each) for each in selectors):
                kept.append(f"{','.join(each.strip() for each in selectors)}{{{self.declarations(rule[2])}}}")
            else:
                self.left_out.add("style")
        if _RULE.sub("", text).strip():
            self.left_out.add("style")
        return "".join(kept)


def _resolve(root: Node, left_out: set[str]) -> None:
    """References lead to parts of the file that refer to nothing further. Raises Unsafe.

    What is referred to is drawn each time, so that few references could be a great many shapes.
    """
    named = {node.attributes["id"]: node for node in root.below() if "id" in node.attributes}
    sizes = {name: sum(1 for _ in node.below()) for name, node in named.items()}
    simple = {name for name, node in named.items() if not _refers(node)}
    drawn = sum(1 for _ in root.below())
    for node in root.below():
        target = node.attributes.get("href", "")[1:]
        if target and (node.name not in _MAY_REFER or target not in simple):
            del node.attributes["href"]
            left_out.update(["use"] if node.name == "use" else [])
        elif target:
            drawn += sizes[target]
        for name, value in [*node.attributes.items()]:
            for target in re.findall(r"url\(\s*[\"']?#([\w.:-]+)", value):
                if target in named and target not in simple and named[target].name not in _GRADIENTS:
                    del node.attributes[name]
                    left_out.add(name)
                    break
                drawn += sizes.get(target, 0)
    # A style sheet may set a clip or a marker on every shape.
    for node in root.below():
        if node.name == "style" and (targets := re.findall(r"url\(\s*[\"']?#([\w.:-]+)", str(node.children))):
            if any(named[each].name not in _GRADIENTS for each in targets if each in named):
                raise Unsafe("cuts or marks its shapes by a style sheet")
            drawn += sum(sizes.get(each, 0) for each in targets) * sum(1 for _ in root.below())
    if drawn > DRAWN_LIMIT:
        raise Unsafe("repeats its parts too often")


_GRADIENTS = frozenset(["linearGradient", "radialGradient"])
_MAY_REFER = frozenset(["use", *_GRADIENTS])


def _refers(node: Node) -> bool:
    """Whether something refers to another part, fills with a gradient left aside."""
    for each in node.below():
        if "href" in each.attributes or each.name == "style":
            return True
        marks = ("clip-path", "marker-start", "marker-end", "style")
        if any("url(" in each.attributes.get(mark, "") for mark in marks):
            return True
    return False


def _size(root: Node) -> None:
    """A view of the drawing with a size that the page makes smaller. Raises Unsafe."""
    box = values.numbers(root.attributes.get("viewBox", ""))
    if len(box) != 4:
        box = [0, 0, *(values.pixels(root.attributes.get(side, "")) for side in ("width", "height"))]
    _, _, width, height = box
    if not (width > 0 and height > 0):
        raise Unsafe("does not say how large it is")
    if max(width, height) > NARROWEST * min(width, height):
        raise Unsafe("is too long and narrow for a page")
    scale = _LONGER_SIDE / max(width, height)
    root.attributes["viewBox"] = " ".join(f"{each:g}" for each in box)
    root.attributes["width"], root.attributes["height"] = (
        f"{each * scale:.3f}mm" for each in (width, height)
    )
    for name in ("x", "y", "transform"):
        root.attributes.pop(name, None)


def _written(node: Node) -> Iterator[str]:
    space = f' xmlns="{_NAMESPACE}"' if node.name == "svg" else ""
    yield f"<{node.name}{space}"
    for name, value in sorted(node.attributes.items()):
        yield f" {name}={quoteattr(value)}"
    yield ">"
    for child in node.children:
        if isinstance(child, Node):
            yield from _written(child)
        else:
            yield escape(child)
    yield f"</{node.name}>"
