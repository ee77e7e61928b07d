"""Prose to HTML: Python-Markdown with citations, glossary terms, blanks and answers.

    [@taubman2003, p. 12]   a citation of a source
    [[thaw]]  [[shown|thaw]] a term of the glossary
    {{_answer_}}            a blank to fill in; the teacher sees the answer
    /// answer              a passage that only the teacher sees; students get ruled lines
    [^1]                    a footnote
    ![A map](a.png "Text")  a picture, alone in its paragraph
    H~2~O, x^2^             set low, set high

`withholding` takes the answers out of the text itself, before anything is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guide.kept import Kept
from guide.markup.cleaning import TAGS as TAGS
from guide.markup.cleaning import clean
from guide.markup.converter import CITE as CITE
from guide.markup.converter import MOST_LINES as MOST_LINES
from guide.markup.converter import NOT_TEXT, NOTE_DEFINITION, converter, marks
from guide.markup.converter import PLAIN as PLAIN
from guide.markup.converter import Citer as Citer
from guide.markup.converter import Context as Context
from guide.markup.converter import Options as Options
from guide.markup.figures import figures as figures
from guide.markup.terms import TERM as TERM
from guide.markup.terms import folded as folded
from guide.markup.terms import terms as terms
from guide.typography import typeset
from guide.withholding import answers as answers
from guide.withholding import mistakes as mistakes
from guide.withholding import spaces as spaces
from guide.withholding import withhold as withhold
from guide.withholding import without_blanks

_NOTE_MARK = re.compile(r"\[\^[^\]\n]+\]")


def citations(text: str) -> Iterator[tuple[str, int]]:
    """Every cited key with its offset in the text."""
    for match in CITE.finditer(text):
        for key in re.finditer(r"@([\w:./+-]+)", match[1]):
            yield key[1].rstrip("."), match.start(1) + key.start(1)


_in_words: Kept[str] = Kept(1_000_000, len)


def plain(text: str, language: str | None = None) -> str:
    """The words of a piece of Markdown, without its marks: for measuring and for alternatives.

    Quotation marks become those of the language, if one is given.
    """
    return _in_words.get((text, language), lambda: _without_marks(text, language))


def _without_marks(text: str, language: str | None) -> str:
    text = typeset(text, marks(language) if language else None, NOT_TEXT)
    text = CITE.sub("", TERM.sub(lambda term: term[1], without_blanks(NOTE_DEFINITION.sub("", text), "\0")))
    text = re.sub(r"<[^<>]+>", "", re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", _NOTE_MARK.sub("", text)))
    for pair in (r"(~~|\^\^)(?=\S)(.+?)(?<=\S)\1", r"([~^])([^\s~^]+)\1"):  # struck out, set low or high
        text = re.sub(pair, r"\2", text)
    text = re.sub(r"[*`#]|\b_|_\b|^>\s?", "", text, flags=re.MULTILINE).replace("\0", "____")
    return re.sub(r"\s+", " ", text).strip()


_rendered: Kept[str] = Kept(4_000_000, len)


def render(text: str, context: Context, options: Options = PLAIN) -> str:
    """The HTML of a piece of prose, cleaned of everything that is not text."""
    if "[" in text:  # it may cite a source or name a term, which are the guide's
        return _render(text, context, options)
    return _rendered.get((text, options, context.language), lambda: _render(text, context, options))


# Words and what stands between them, in paragraphs: most answers, choices and captions. There is no sign of
# Markdown in them, and no line begins as a list, a heading or a table does.
_LINE = r"[^\W\d_](?:[^\W_]|[ .,;:!?()/%'\"’‘“”…–—-])*(?<! )"
_WORDS = re.compile(rf"{_LINE}(?:\n\n?{_LINE})*\n*")


def _render(text: str, context: Context, options: Options) -> str:
    if _WORDS.fullmatch(text) and not options.numbered:
        printed = marks(context.language)
        return "\n".join(f"<p>{typeset(each, printed)}</p>" for each in text.rstrip("\n").split("\n\n"))
    ours = converter(options)
    ours.guide_context = context
    ours.guide_notes = {}
    ours.guide_figures = []
    ours.reset()
    return clean(ours.convert(text), ours.guide_figures)


def render_inline(text: str, context: Context, options: Options = PLAIN) -> str:
    """The same without the paragraph around it, where the prose is a single one."""
    out = render(text, context, options).strip()
    if out.startswith("<p>") and out.endswith("</p>") and out.count("<p>") == 1:
        return out[3:-4]
    return out
