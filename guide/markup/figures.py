"""Pictures in prose: `![what it shows](images/map.png "A caption")`, alone in its paragraph."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from markdown.blockprocessors import BlockProcessor

from guide.withholding import passages

_FIGURE = re.compile(
    r'!\[(?P<alt>[^\[\]]*)\]\(\s*<?(?P<file>(?:[^()<>"\n]|\([^()\n]*\))+?)>?(?:\s+"(?P<caption>.*)")?\s*\)',
    re.DOTALL,
)
_BLOCK = re.compile(r"(?:^[^\n]*\S[^\n]*(?:\n|\Z))+", re.MULTILINE)
_LEAD = re.compile(r"[ \t>]*")
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_SIGN = re.compile(r"(?<!\\)(?:!(?=\[[^\]\[]*\][(\[])|<img\b)", re.IGNORECASE)

_LONGEST = 1000  # characters of a picture that stands where it cannot
_ALONE = "put an empty line above and below the picture, and nothing beside it"
_WRITE = 'write ![what it shows](images/name.png "A caption")'


@dataclass(frozen=True)
class Figured:
    """A picture as prose names it. `at` and `file_at` are offsets of it and of its file in the text;
    `mistake` is what is wrong with the way it is written, and a hint."""

    file: str
    alt: str
    at: int = 0
    file_at: int = 0
    mistake: tuple[str, str] | None = None


def figures(text: str) -> Iterator[Figured]:
    """Every picture that the text names, whether or not it can stand where it does."""
    if "![" not in text and "<img" not in text.lower():
        return
    hidden = [range(passage.opened, passage.end) for passage in passages(text)]
    for block in _BLOCK.finditer(text):
        bare = "\n".join(line[_length(line) :] for line in block[0].rstrip().split("\n"))
        found = _FIGURE.fullmatch(bare)
        signs = list(_SIGN.finditer(_CODE.sub(lambda code: " " * len(code[0]), block[0])))
        if not found or len(signs) != 1:
            yield from (_misplaced(text, block.start() + sign.start()) for sign in signs)
            continue
        at = block.start() + signs[0].start()
        file_at = text.find(found["file"], at)
        in_answer = any(at in each for each in hidden)
        mistake = ("a picture cannot stand in an answer", "put it above or below") if in_answer else None
        yield Figured(_name(found), _words(found), at, file_at, mistake)


def _length(line: str) -> int:
    lead = _LEAD.match(line)
    return lead.end() if lead else 0


def _misplaced(text: str, at: int) -> Figured:
    if text[at] == "<":
        return Figured("", "", at, at, ("a picture is not written in HTML", _WRITE))
    whole = _FIGURE.match(text[at : at + _LONGEST])
    said = (
        "a picture cannot stand within a line of text"
        if whole
        else "this picture is not written as it must be"
    )
    return Figured("", "", at, at, (said, _ALONE if whole else _WRITE))


def _words(found: re.Match[str]) -> str:
    """The alternative text, which has no marks."""
    return " ".join(re.sub(r"[*`]|\b_|_\b", "", found["alt"]).split())


def _name(found: re.Match[str]) -> str:
    return unquote(found["file"].strip())


class Figures(BlockProcessor):
    """Makes a figure of a paragraph that is a picture and nothing else."""

    def test(self, parent: etree.Element, block: str) -> bool:
        return _FIGURE.fullmatch(block.strip()) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        found = _FIGURE.fullmatch(blocks.pop(0).strip())
        assert found
        ours: Any = self.parser.md
        figure = etree.SubElement(parent, "figure", {"class": "picture"})
        etree.SubElement(figure, "img", {"data-n": str(len(ours.guide_figures))})
        ours.guide_figures.append(Figured(_name(found), _words(found)))
        if found["caption"]:
            etree.SubElement(figure, "figcaption").text = found["caption"]
