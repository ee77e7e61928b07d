"""What texts say of other parts of the guide, citations and words of the glossary; signs in a wrong place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from guide import markup
from guide.blocks.glossary import Glossary
from guide.blocks.sources import Sources
from guide.diagnostics import Diagnostic, Span, did_you_mean, error, warning
from guide.kept import Kept
from guide.marks import ERROR, WARNING, Slip, signed, slips
from guide.model import Absence, Guide, Model, Placed, Prose
from guide.pasted import pasted
from guide.pitfalls import pitfalls
from guide.withholding import BLANK

_MOST = 100  # of one text: each takes time to find its place
_BARE = re.compile(r"(?<![\w\[;@./-])(?<!; )@([\w:./+-]*\w)")
_WITHOUT_SIGN = re.compile(r"(?<!\[)\[([\w:./+-]+)(?:[,;] [^\]\n]*)?\](?![\[\](:])")
_WITHIN = re.compile(r"(\[-?@[^\[\]\n]*),\s*\Z")  # a citation that goes on behind a comma
_PLAIN_MARKS = (
    (BLANK, "a blank"),
    (markup.TERM, "a word of the glossary"),
    (markup.CITE, "a citation"),
    (re.compile(r"(?<![\w*\\])\*{1,2}(?=[^\s*])[^*\n]*[^\s*]\*"), "italics or bold letters"),
)
_NOT_FOR_READERS = frozenset(
    {"packet", "id", "type", "URL", "url", "file", "sheets", "language", "native_language"}
)


_wrong: Kept[tuple[Slip, ...]] = Kept(10_000)  # texts, as many as a thick guide has


def _wrong_in(text: str) -> Iterator[Slip]:
    """What a text alone tells to be wrong in it."""
    for message, offset, hint in markup.mistakes(text):
        yield ERROR, message, offset, hint
    yield from slips(text)
    for message, offset, hint in (*pitfalls(text), *pasted(text)):
        yield WARNING, message, offset, hint


class References:
    """The sources and the glossary of a guide, and what texts say of them.

    What is not known is told once a file. Nothing is looked up in a block that is itself broken: that is
    said already. `left_out` are the blocks that the packet does not name.
    """

    def __init__(self, guide: Guide, left_out: list[Placed]) -> None:
        blocks = [each.block for each in (*guide.blocks, *left_out)]
        self.guide = guide
        self.sources = {
            each.id for block in blocks if isinstance(block, Sources) for each in block.references
        }
        self.terms = {
            markup.folded(name): name
            for block in blocks
            if isinstance(block, Glossary)
            for term in block.terms
            for name in (term.term, *term.forms)
        }
        self.said: set[tuple[str, str, str]] = set()
        self.used: set[str] = set()

    def check(self, prose: Prose) -> Iterator[Diagnostic]:
        """What is wrong in a text; of very much, the beginning."""
        for severity, message, offset, hint in islice(self.found(prose.text, prose.span), _MOST):
            place = prose.span.within(prose.text, offset) if prose.span else None
            yield Diagnostic(severity, message, place, hint)

    def found(self, text: str, span: Span | None) -> Iterator[Slip]:
        path = span.source.path if span else ""
        yield from _wrong.get(text, lambda: tuple(islice(_wrong_in(text), _MOST)))
        for key, offset in markup.citations(text):
            self.used.add("sources")
            if key not in self.sources and self.is_new(path, "sources", key):
                yield ERROR, f"no source has the id '{key}'", offset, self.likely_source(key)
        for term, offset in markup.terms(text):
            self.used.add("glossary")
            name = markup.folded(term)
            if name not in self.terms and self.is_new(path, "glossary", name):
                yield ERROR, f"the glossary does not have '{term}'", offset, self.likely_term(term, text)
        for pattern in (_BARE, _WITHOUT_SIGN):
            for found in pattern.finditer(text):
                if found[1] in self.sources:
                    hint = f"write [{signed(found[0].strip('[]'))}]"
                    if within := _WITHIN.search(text[max(found.start() - 200, 0) : found.start()]):
                        hint = f"write a semicolon between two sources: {within[1]}; {found[0]}]"
                    yield ERROR, "this citation is printed as it stands", found.start(), hint

    def likely_source(self, key: str) -> str:
        where = "add it to the sources" if self.sources else "add a file sources.yaml that has it"
        return did_you_mean(key, self.sources) or where

    def likely_term(self, term: str, text: str) -> str:
        turned = re.search(rf"\[\[([^\[\]|]+)\|{re.escape(term)}\]\]", text)
        if turned and markup.folded(turned[1]) in self.terms:
            return f"the word of the glossary comes last: [[{term}|{turned[1]}]]"
        where = "add it to the glossary" if self.terms else "add a file glossary.yaml that has it"
        return did_you_mean(term, self.terms.values()) or f"{where}, or write it without [[ ]]"

    def is_new(self, path: str, kind: str, name: str) -> bool:
        """Whether this is the first time in its file, and not for a reason that is told elsewhere."""
        new = (path, kind, name) not in self.said and self.guide.absent.get(kind) is not Absence.BROKEN
        self.said.add((path, kind, name))
        return new

    def check_packet(self) -> Iterator[Diagnostic]:
        """Texts refer to a sheet that the packet leaves out."""
        for kind, what in (("glossary", "words of the glossary"), ("sources", "sources")):
            if kind in self.used and self.guide.absent.get(kind) is Absence.LEFT_OUT:
                message = f"the packet leaves out '{kind}', but its texts name {what}"
                yield error(message, self.guide.info.place("packet"), f"add {kind} to the packet")

    def check_plain(self, model: Model) -> Iterator[Diagnostic]:
        """Signs of prose in a text that is printed as it stands, such as a title."""
        for name, info in type(model).model_fields.items():
            if name in _NOT_FOR_READERS:
                continue
            value = getattr(model, name)
            texts = value if isinstance(value, tuple) else (value,)
            for at, text in enumerate(each for each in texts if isinstance(each, str)):
                for pattern, what in _PLAIN_MARKS:
                    if found := pattern.search(text):
                        place = model.place(info.alias or name, at)
                        message = (
                            f"{what} cannot stand in '{info.alias or name}': {found[0]} is printed as it is"
                        )
                        yield error(message, place, "take the signs away")
                        break
                for message, _, hint in pasted(text):
                    yield warning(message, model.place(info.alias or name, at), hint)
