"""Prose to HTML: Python-Markdown with citations, glossary terms, blanks and answers.

    [@taubman2003, p. 12]   a citation of a source
    [[thaw]]  [[shown|thaw]] a term of the glossary
    {{_answer_}}            a blank to fill in; the teacher sees the answer
    /// answer              a passage that only the teacher sees; students get ruled lines
    [^1]                    a footnote

`withhold` takes the answers out of the text itself, before anything is rendered.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Protocol, cast

import markdown
import nh3
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block as MarkdownBlock
from pymdownx.blocks.block import type_ranged_integer

CITE = re.compile(r"\[(-?@[\w:./+-]+(?:,[^\];]*)?(?:;\s*-?@[\w:./+-]+(?:,[^\];]*)?)*)\]")
TERM = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]|\n]+))?\]\]")
BLANK = re.compile(r"\{\{_(.*?)_\}\}", re.DOTALL)
_AFTER = r"(?P<after>[.,;:]?)"
_ANSWER = re.compile(r"(?<![\w:/])(?P<fence>/{3,})[ \t]*answer\b(?P<rest>.*)", re.IGNORECASE)
_ANSWER_LINES = re.compile(r"(?:\n[ \t>]{4,}lines:[ \t]*\d+[ \t]*(?=\n|\Z))*")
_NOTE_DEFINITION = re.compile(r"^\[\^([^\]\n]+)\]:[ \t]*(.*(?:\n[ ]{4}.*)*)", re.MULTILINE)


class Citer(Protocol):
    """Turns a citation key and a locator ('p. 12') into text, as HTML."""

    def __call__(self, key: str, locator: str | None) -> str: ...


@dataclass(frozen=True)
class Context:
    """What prose may refer to. `terms` maps each folded spelling to (term, meaning as HTML)."""

    cite: Citer
    terms: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Options:
    """`footnotes` sets citations and notes at the foot of the page, else in parentheses.
    `numbered` numbers the paragraphs, and `margin` explains each term beside its paragraph."""

    footnotes: bool = False
    numbered: bool = False
    margin: bool = False


PLAIN = Options()


def citations(text: str) -> Iterator[tuple[str, int]]:
    """Every cited key with its offset in the text."""
    for match in CITE.finditer(text):
        for key in re.finditer(r"@([\w:./+-]+)", match[1]):
            yield key[1].rstrip("."), match.start(1) + key.start(1)


def terms(text: str) -> Iterator[tuple[str, int]]:
    """Every glossary term mentioned, with its offset in the text."""
    for match in TERM.finditer(text):
        group = 2 if match[2] else 1
        yield match[group].strip(), match.start(group)


def withhold(text: str) -> str:
    """The text without its answers: blanks keep their width, answer passages their lines.

    An answer passage that is never closed is withheld to the end of the text. Whatever looks like
    one is withheld too, whether or not Markdown would take it for one.
    """
    out, at = [], 0
    for passage in _answer_passages(text):
        out += [text[at : passage.opened], passage.lines, "\n"]
        at = passage.end
    out.append(text[at:])
    return BLANK.sub(_emptied, "".join(out))


def answers(text: str) -> list[str]:
    """What `withhold` takes out of the text."""
    passages = [
        part.strip()
        for passage in _answer_passages(text)
        for part in (
            text[passage.opened : passage.start],
            text[passage.start + len(passage.lines) : passage.end],
        )
    ]
    blanks = [blank[1].strip() for blank in BLANK.finditer(text)]
    return [each for each in (*passages, *blanks) if each.strip("_ \n")]


def mistakes(text: str) -> Iterator[tuple[str, int, str]]:
    """What cannot be meant as it is written: a message, its offset in the text, a hint."""
    closed = [range(*blank.span()) for blank in BLANK.finditer(text)]
    for blank in re.finditer(r"\{\{_", text):
        if not any(blank.start() in each for each in closed):
            yield "a blank is opened and never closed", blank.start(), "write _}} after the answer"
    for passage in _answer_passages(text):
        if not passage.closed:
            hint = "write a line of slashes, ///, below the answer, with the same indentation"
            yield "an answer passage is opened and never closed", passage.at, hint
    for line in re.finditer(r".+", text):
        nested = _NESTED.match(line[0])
        if nested and len(nested[0].expandtabs(4)) > _DEEPEST:
            yield "this line is nested too deeply", line.start() + nested.end(), "begin it further left"
            return


_NESTED = re.compile(r"[ \t>]*(?:(?:[-*+:]|\d+[.)])[ \t]+[ \t>]*)*")
_DEEPEST = 80  # Python-Markdown recurses for every level


@dataclass(frozen=True, slots=True)
class _Passage:
    """An answer passage: `at` its slashes, `opened` the end of its keyword, `start` the end of that line,
    `lines` the option for the space that students get, `end` the line that closes it."""

    at: int
    opened: int
    start: int
    lines: str
    end: int
    closed: bool


def _answer_passages(text: str) -> Iterator[_Passage]:
    at = 0
    for opening in _ANSWER.finditer(text):
        if opening.start() < at:
            continue
        lines = _ANSWER_LINES.match(text, opening.end())
        shown = lines[0] if lines else ""
        end = _closing(text, opening, opening.end() + len(shown))
        at = len(text) if end is None else end
        yield _Passage(opening.start(), opening.start("rest"), opening.end(), shown, at, end is not None)


def _closing(text: str, opening: re.Match[str], at: int) -> int | None:
    """Where the line begins that closes an answer passage: as many slashes, no further right.

    A passage inside it that has as many slashes takes the first such line for itself.
    """
    margin = opening.start() - (text.rfind("\n", 0, opening.start()) + 1) + 3
    depth = 1
    for line in re.compile(r"^.*$", re.MULTILINE).finditer(text, at):
        indent, marks = re.match(r"([ \t>]*)(.*)", line[0]).groups()  # type: ignore[union-attr]
        if marks.rstrip() == opening["fence"] and len(indent.expandtabs(4)) <= margin:
            depth -= 1
            if not depth:
                return line.start()
        elif any(inner["fence"] == opening["fence"] for inner in _ANSWER.finditer(line[0])):
            depth += 1
    return None


def _emptied(blank: re.Match[str]) -> str:
    return "{{_" + "_" * _width(blank[1]) + "_}}" if blank[1].strip("_ \n") else blank[0]


def plain(text: str) -> str:
    """The words of a piece of Markdown, without its marks: for measuring and for alternatives."""
    text = CITE.sub("", TERM.sub(lambda term: term[1], BLANK.sub("\0", text)))
    text = re.sub(r"<[^>]+>", "", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text))
    text = re.sub(r"[*`#]|\b_|_\b|^>\s?", "", text, flags=re.MULTILINE).replace("\0", "____")
    return re.sub(r"\s+", " ", text).strip()


def render(text: str, context: Context, options: Options = PLAIN) -> str:
    """The HTML of a piece of prose, cleaned of everything that is not text."""
    converter = _converter(options)
    converter.guide_context = context
    converter.guide_notes = {}
    converter.reset()
    return _clean(converter.convert(text))


def render_inline(text: str, context: Context, options: Options = PLAIN) -> str:
    """The same without the paragraph around it, where the prose is a single one."""
    out = render(text, context, options).strip()
    if out.startswith("<p>") and out.endswith("</p>") and out.count("<p>") == 1:
        return out[3:-4]
    return out


@lru_cache(maxsize=8)
def _converter(options: Options) -> _Converter:
    guide = _GuideExtension(options)
    extensions: list[str | Extension] = [
        guide,
        _Answers(),
        "tables",
        "def_list",
        "sane_lists",
        "attr_list",
        "abbr",
        "pymdownx.betterem",
    ]
    return _Converter(extensions=extensions, output_format="html")


_TAGS = frozenset(
    "p h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr th td blockquote pre code em strong "
    "i b s sub sup small span div a br hr abbr dfn q cite aside".split()
)
_ATTRIBUTES = {
    "*": {"class", "lang", "dir", "id", "title", "data-n"},
    "a": {"href"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}


_SPACE_BEFORE_INLINE = re.compile(r" (<(?:dfn|em|strong|cite|q|b|i|code|abbr|a|span lang)\b[^>]*>)(?!\s)")


def _clean(markup: str) -> str:
    """The HTML with nothing in it but text and its marks.

    A space before an inline element moves into it: WeasyPrint 70 breaks a line after its first word
    where the text before such an element fits on the line only without its last space.
    """
    return _SPACE_BEFORE_INLINE.sub(r"\1 ", _cleaned(markup))


def _cleaned(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )


def _width(answer: str) -> int:
    """Characters of a blank: wide enough to write in, in steps that do not tell the answer."""
    return max(8, -(-len(answer.strip()) // 4) * 4 + 4)


class _Converter(markdown.Markdown):
    """Python-Markdown with what the prose at hand refers to."""

    guide_context: Context
    guide_notes: dict[str, str]


def _converting(part: Preprocessor | InlineProcessor | Treeprocessor) -> _Converter:
    return cast(_Converter, part.md)


class _GuideExtension(Extension):
    def __init__(self, options: Options) -> None:
        super().__init__()
        self.options = options

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        # Before links and references (170), after escapes (180), so that \[@ stays text.
        md.preprocessors.register(_NoteDefinitions(md), "guide-notes", 25)
        md.inlinePatterns.register(_Term(TERM.pattern, md), "guide-term", 179)
        md.inlinePatterns.register(
            _Note(r" ?\[\^([^\]\n]+)\]" + _AFTER, md, self.options), "guide-note", 178.5
        )
        md.inlinePatterns.register(_Cite(" ?" + CITE.pattern + _AFTER, md, self.options), "guide-cite", 178)
        md.inlinePatterns.register(_Blank(BLANK.pattern, md), "guide-blank", 177)
        md.treeprocessors.register(_Paragraphs(md, self.options), "guide-paragraphs", 5)
        md.treeprocessors.register(_Scopes(md), "guide-scopes", 4)


class _NoteDefinitions(Preprocessor):
    """Takes footnote definitions out of the text and keeps them for their marks."""

    def run(self, lines: list[str]) -> list[str]:
        def keep(match: re.Match[str]) -> str:
            _converting(self).guide_notes[match[1]] = " ".join(match[2].split())
            return ""

        return _NOTE_DEFINITION.sub(keep, "\n".join(lines)).split("\n")


class _Optional(InlineProcessor):
    def __init__(self, pattern: str, md: markdown.Markdown, options: Options) -> None:
        super().__init__(pattern, md)
        self.options = options

    def aside(self, content: str, match: re.Match[str]) -> etree.Element:
        """A footnote, its mark set after the punctuation; or the same in parentheses before it."""
        outer = etree.Element("span")
        if self.options.footnotes:
            outer.text = match["after"]
            note = etree.SubElement(outer, "span", {"class": "footnote"})
            note.text = self.md.htmlStash.store(content)
        else:
            outer.text = f" ({self.md.htmlStash.store(content)})" + match["after"]
        return outer


class _Note(_Optional):
    def handleMatch(self, match: re.Match[str], data: str) -> Any:  # type: ignore[override]
        text = _converting(self).guide_notes.get(match[1])
        if text is None:
            return None, None, None
        context: Context = _converting(self).guide_context
        cited = CITE.sub(lambda found: "; ".join(_cited(found[1], context)), html.escape(text, quote=False))
        cited = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", cited)
        return self.aside(cited, match), match.start(0), match.end(0)


class _Cite(_Optional):
    def handleMatch(self, match: re.Match[str], data: str) -> Any:  # type: ignore[override]
        context: Context = _converting(self).guide_context
        content = "; ".join(_cited(match[1], context))
        if self.options.footnotes:
            content = re.sub(r"(”)?((?:</\w+>)*)\Z", r".\1\2", content, count=1)
        return self.aside(content, match), match.start(0), match.end(0)


def _cited(citation: str, context: Context) -> Iterator[str]:
    for part in citation.split(";"):
        found = re.match(r"\s*-?@([\w:./+-]+?)\.?(?:,\s*(.*?))?\s*\Z", part)
        if found:
            key = html.escape(found[1])
            yield f'<a href="#ref-{key}">{context.cite(found[1], found[2])}</a>'


class _Term(InlineProcessor):
    def handleMatch(self, match: re.Match[str], data: str) -> Any:  # type: ignore[override]
        element = etree.Element("dfn")
        element.text = match[1].strip()
        name = (match[2] or match[1]).strip().casefold()
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
            element.set("class", f"blank blank-{min(_width(answer), 40)}")
        else:
            element.text = "\u00a0"
            element.set("class", f"blank blank-{min(max(len(match[1]), 8), 40)}")
        return element, match.start(0), match.end(0)


class _Answer(MarkdownBlock):
    """`/// answer`, with `lines:` for the space that students get instead."""

    NAME = "answer"
    ARGUMENT = None
    OPTIONS: ClassVar = {"lines": [4, type_ranged_integer(0, 40)]}

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
        aside = etree.Element("aside", {"class": "margin"})
        for dfn in found:
            term, meaning = _converting(self).guide_context.terms[dfn.get("data-n", "")]
            if term in explained:
                continue
            explained.add(term)
            paragraph = etree.SubElement(aside, "p")
            strong = etree.SubElement(paragraph, "strong")
            strong.text = term
            strong.tail = " " + self.md.htmlStash.store(meaning)
        if len(aside):
            root.insert(list(root).index(element), aside)


class _Scopes(Treeprocessor):
    """Every header cell of a table says what it heads; an empty one becomes a plain cell."""

    def run(self, root: etree.Element) -> None:
        for cell in root.iter("th"):
            cell.set("scope", "col")
            if not "".join(cell.itertext()).strip():
                cell.tag = "td"
                cell.attrib.pop("scope")
