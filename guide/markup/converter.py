"""Python-Markdown with what study guides need: citations, terms, blanks, answers, footnotes, pictures."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Protocol, cast

import markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension, SaneOListProcessor
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pymdownx.betterem import BetterEmExtension
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block as MarkdownBlock
from pymdownx.blocks.block import type_ranged_integer
from pymdownx.caret import InsertSupExtension
from pymdownx.tilde import DeleteSubExtension

from guide.labels import label_spaces
from guide.markup.figures import Figured, Figures
from guide.markup.terms import TERM, folded
from guide.strings import strings
from guide.typography import Marks, typeset, typeset_tree
from guide.withholding import BLANK, USUAL_LINES, width_of

CITE = re.compile(r"\[(-?@[\w:./+-]+(?:,[^\];]*)?(?:;\s*-?@[\w:./+-]+(?:,[^\];]*)?)*)\]")
NOTE_DEFINITION = re.compile(r"^\[\^([^\]\n]+)\]:[ \t]*(.*(?:\n[ ]{4}.*)*)", re.MULTILINE)
NOT_TEXT = re.compile(r"`[^`]*`|" + CITE.pattern)
_AFTER = r"(?P<after>[.,;:]?)"
MOST_LINES = 40  # of an answer passage


class Citer(Protocol):
    """Turns a citation key and a locator ('p. 12') into text, as HTML."""

    def __call__(self, key: str, locator: str | None) -> str: ...

    def again(self, key: str, locator: str | None) -> str:
        """The same, shorter, for a note right after another of the same source."""


@dataclass(frozen=True)
class Context:
    """What prose may refer to. `terms` maps each folded spelling to (term, meaning as HTML)."""

    cite: Citer
    terms: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    language: str = "en"


@dataclass(frozen=True)
class Options:
    """`footnotes` sets citations and notes at the foot of the page, else in parentheses.
    `numbered` numbers the paragraphs, and `margin` explains each term beside its paragraph."""

    footnotes: bool = False
    numbered: bool = False
    margin: bool = False


PLAIN = Options()


def marks(language: str) -> Marks:
    return Marks(**strings(language)["quotes"])


@lru_cache(maxsize=8)
def converter(options: Options) -> Converter:
    extensions = [  # looked up by name, each costs a reading of what is installed
        SaneListExtension(),
        _GuideExtension(options),
        _Answers(),
        TableExtension(),
        DefListExtension(),
        AttrListExtension(),
        AbbrExtension(),
        BetterEmExtension(),
        DeleteSubExtension(),
        InsertSupExtension(),
    ]
    return Converter(extensions=extensions, output_format="html")


class Converter(markdown.Markdown):
    """Python-Markdown with what the prose at hand refers to."""

    guide_context: Context
    guide_notes: dict[str, str]
    guide_figures: list[Figured]


def _converting(part: Preprocessor | InlineProcessor | Treeprocessor) -> Converter:
    return cast(Converter, part.md)


class _GuideExtension(Extension):
    def __init__(self, options: Options) -> None:
        super().__init__()
        self.options = options

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.parser.blockprocessors.register(Figures(md.parser), "guide-figures", 75)  # after code (80)
        md.parser.blockprocessors.register(_Numbered(md.parser), "olist", 40)  # in place of the usual one
        # Before links and references (170), after escapes (180), so that \[@ stays text.
        md.preprocessors.register(_NoteDefinitions(md), "guide-notes", 25)
        md.inlinePatterns.register(_Term(TERM.pattern, md), "guide-term", 179)
        md.inlinePatterns.register(
            _Note(r" ?\[\^([^\]\n]+)\]" + _AFTER, md, self.options), "guide-note", 178.5
        )
        md.inlinePatterns.register(_Cite(" ?" + CITE.pattern + _AFTER, md, self.options), "guide-cite", 178)
        md.inlinePatterns.register(_Blank(BLANK.pattern, md), "guide-blank", 177)
        # After attributes (8) and abbreviations (7), before paragraph numbers and meanings are added.
        md.ESCAPED_CHARS.extend("\"'")
        md.treeprocessors.register(_Typography(md), "guide-typography", 6)
        md.treeprocessors.register(_Paragraphs(md, self.options), "guide-paragraphs", 5)
        md.treeprocessors.register(_Cells(md), "guide-cells", 4)
        md.treeprocessors.register(_Repeated(md), "guide-repeated", 3)
        md.treeprocessors.register(_Labels(md), "guide-labels", 2)


class _Numbered(SaneOListProcessor):
    """A number and a full stop begin a list if the number is 1, or if more belongs to the list.

    With the next number, they go on with the list above. '20. Juli 1969' and '1957. A good year' are words.
    """

    def run(self, parent: etree.Element, blocks: list[str]) -> bool | None:
        number, above = _number(blocks[0].split(".")[0]), self.lastChild(parent)
        goes_on = (
            above is not None and above.tag == "ol" and number == _number(above.get("start")) + len(above)
        )
        if number != 1 and not (goes_on or parent.tag == "ol" or self.has_more(blocks)):
            return False
        super().run(parent, blocks)
        return None

    def has_more(self, blocks: list[str]) -> bool:
        indented = len(blocks) > 1 and blocks[1].startswith(" " * self.tab_length)
        return indented or len(self.get_items(blocks[0])) > 1


def _number(digits: str | None) -> int:
    return int((digits or "1").strip()[:9])  # Python refuses some thousand digits


class _NoteDefinitions(Preprocessor):
    """Takes footnote definitions out of the text and keeps them for their marks."""

    def run(self, lines: list[str]) -> list[str]:
        def keep(match: re.Match[str]) -> str:
            _converting(self).guide_notes[match[1]] = " ".join(match[2].split())
            return ""

        return NOTE_DEFINITION.sub(keep, "\n".join(lines)).split("\n")


class _Optional(InlineProcessor):
    def __init__(self, pattern: str, md: markdown.Markdown, options: Options) -> None:
        super().__init__(pattern, md)
        self.options = options

    def aside(self, content: str, match: re.Match[str], cited: str = "") -> etree.Element:
        """A footnote, its mark set after the punctuation; or the same in parentheses before it."""
        outer = etree.Element("span")
        if self.options.footnotes:
            outer.text = match["after"]
            note = etree.SubElement(outer, "span", {"class": "footnote", "data-cited": cited})
            note.text = self.md.htmlStash.store(content)
        else:
            outer.text = f" ({self.md.htmlStash.store(content)})" + match["after"]
        return outer

    def citation(self, cited: str, match: re.Match[str]) -> etree.Element:
        content = "; ".join(_cited(cited, _converting(self).guide_context.cite))
        return self.aside(_stopped(content) if self.options.footnotes else content, match, cited)


class _Note(_Optional):
    def handleMatch(self, match: re.Match[str], data: str) -> Any:  # type: ignore[override]
        text = _converting(self).guide_notes.get(match[1])
        if text is None:
            return None, None, None
        if only := CITE.fullmatch(text.strip().removesuffix(".")):
            return self.citation(only[1], match), match.start(0), match.end(0)
        context: Context = _converting(self).guide_context
        text = html.escape(typeset(text, marks(context.language), NOT_TEXT), quote=False)
        cited = CITE.sub(lambda found: "; ".join(_cited(found[1], context.cite)), text)
        cited = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", cited)
        return self.aside(cited, match), match.start(0), match.end(0)


class _Cite(_Optional):
    def handleMatch(self, match: re.Match[str], data: str) -> Any:  # type: ignore[override]
        return self.citation(match[1], match), match.start(0), match.end(0)


def _cited(citation: str, cite: Callable[[str, str | None], str]) -> Iterator[str]:
    for key, locator in _references(citation):
        yield f'<a href="#ref-{html.escape(key)}">{cite(key, locator)}</a>'


def _references(citation: str) -> Iterator[tuple[str, str | None]]:
    """The keys of a citation, each with its locator."""
    for part in citation.split(";"):
        found = re.match(r"\s*-?@([\w:./+-]+?)\.?(?:,\s*(.*?))?\s*\Z", part)
        if found:
            yield found[1], found[2]


def _stopped(content: str) -> str:
    """A note with its full stop, inside a closing quotation mark."""
    return re.sub(r"(”)?((?:</\w+>)*)\Z", r".\1\2", content, count=1)


class _Term(InlineProcessor):
    def handleMatch(self, match: re.Match[str], data: str) -> Any:  # type: ignore[override]
        element = etree.Element("dfn")
        element.text = match[1].strip()
        name = folded(match[2] or match[1])
        if name in _converting(self).guide_context.terms:
            element.set("data-n", name)
        return element, match.start(0), match.end(0)


class _Blank(InlineProcessor):
    def handleMatch(self, match: re.Match[str], data: str) -> Any:  # type: ignore[override]
        answer = match[1].strip()
        element = etree.Element("span", {"class": "blank"})
        if answer.strip("_"):
            inner = etree.SubElement(element, "span", {"class": "blank-answer"})
            inner.text = answer
            element.set("class", f"blank blank-{min(width_of(answer), 40)}")
        else:
            element.text = "\u00a0"
            element.set("class", f"blank blank-{min(max(len(match[1]), 8), 40)}")
        return element, match.start(0), match.end(0)


class _Answer(MarkdownBlock):
    """`/// answer`, with `lines:` for the space that students get instead."""

    NAME = "answer"
    ARGUMENT = None
    OPTIONS: ClassVar = {"lines": [USUAL_LINES, type_ranged_integer(0, MOST_LINES)]}

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(parent, "div", {"class": f"answer-space lines-{self.options['lines']}"})

    def on_end(self, block: etree.Element) -> None:
        shown = list(block)
        for child in shown:
            block.remove(child)
        for _ in range(self.options["lines"]):
            etree.SubElement(block, "div", {"class": "rule"})
        if shown:
            inner = etree.SubElement(block, "div", {"class": "set-answer"})
            inner.extend(shown)


class _Answers(BlocksExtension):
    def extendMarkdownBlocks(self, md: markdown.Markdown, manager: Any) -> None:
        manager.register(_Answer, self.getConfigs())


_RAW_BLOCK = re.compile(r"\x02wzxhzdk:\d+\x03\Z")  # what stands for a block of raw HTML until the end


class _Paragraphs(Treeprocessor):
    """Numbers the paragraphs, and sets the meanings of a paragraph's terms beside it."""

    def __init__(self, md: markdown.Markdown, options: Options) -> None:
        super().__init__(md)
        self.options = options

    def run(self, root: etree.Element) -> None:
        count = 0
        explained: set[str] = set()
        for element in list(root):
            found = [dfn for dfn in element.iter("dfn") if dfn.get("data-n")]
            if self.options.margin and found:
                self.explain(root, element, found, explained)
            if self.options.numbered and element.tag == "p" and not _RAW_BLOCK.match(element.text or ""):
                count += 1
                number = etree.Element("span", {"class": "paragraph-number"})
                number.text = str(count)
                number.tail = element.text
                element.text = None
                element.insert(0, number)
                element.set("class", "numbered")
        for dfn in root.iter("dfn"):
            dfn.attrib.pop("data-n", None)

    def explain(
        self, root: etree.Element, element: etree.Element, found: list[etree.Element], explained: set[str]
    ) -> None:
        whole = etree.Element("div", {"class": "explained"})  # a passage and its words share a page
        for dfn in found:
            term, meaning = _converting(self).guide_context.terms[dfn.get("data-n", "")]
            if term in explained:
                continue
            explained.add(term)
            aside = etree.SubElement(whole, "aside", {"class": "margin"})
            paragraph = etree.SubElement(aside, "p")
            strong = etree.SubElement(paragraph, "strong")
            strong.text = term
            strong.tail = " " + self.md.htmlStash.store(meaning)
        if len(whole):
            root[list(root).index(element)] = whole
            whole.append(element)


class _Typography(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        typeset_tree(root, marks(_converting(self).guide_context.language), self.md.is_block_level)


class _Repeated(Treeprocessor):
    """A footnote that cites only what the one before it cited says so in short (Chicago 14.34)."""

    def run(self, root: etree.Element) -> None:
        cite = _converting(self).guide_context.cite
        before = None
        for note in root.iter("span"):
            if note.get("class") != "footnote":
                continue
            citation = note.attrib.pop("data-cited", "")
            keys = [key for key, _ in _references(citation)]
            only = keys[0] if len(keys) == 1 else None
            if only and only == before:
                note.text = self.md.htmlStash.store(_stopped("".join(_cited(citation, cite.again))))
            before = only


class _Labels(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        label_spaces(root, strings(_converting(self).guide_context.language)["fields"])


class _Cells(Treeprocessor):
    """Every header cell of a table says what it heads; an empty one becomes a plain cell.

    Columns are aligned by a class: no style of its own survives in prose.
    """

    def run(self, root: etree.Element) -> None:
        for cell in [*root.iter("th"), *root.iter("td")]:
            aligned = re.search(r"text-align:\s*(right|center)", cell.attrib.pop("style", ""))
            if aligned:
                cell.set("class", f"{cell.get('class', '')} align-{aligned[1]}".strip())
        for cell in root.iter("th"):
            cell.set("scope", "col")
            if not "".join(cell.itertext()).strip():
                cell.tag = "td"
                cell.attrib.pop("scope")
