"""Citations after the Chicago Manual of Style, 17th edition: short notes and a bibliography.

Only what study guides cite. Returns HTML; titles of works are set in italics, titles of parts in
quotation marks (14.30 short notes, 14.61 bibliography).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape
from pydantic import Field

from guide.model import Model, Prose, Student

_STANDS_ALONE = frozenset({"book", "report", "motion_picture", "thesis", "legislation"})


class Name(Model):
    family: Student[str | None] = None
    given: Student[str | None] = None
    literal: Student[str | None] = None


class Reference(Model):
    """One source, with the field names of CSL-JSON (https://citationstyles.org)."""

    id: Student[str]
    type: Student[
        Literal[
            "book",
            "chapter",
            "article-journal",
            "article-newspaper",
            "article-magazine",
            "webpage",
            "speech",
            "report",
            "legislation",
            "document",
            "motion_picture",
            "interview",
            "thesis",
        ]
    ] = "document"
    title: Student[str]
    author: Student[tuple[Name, ...]] = ()
    editor: Student[tuple[Name, ...]] = ()
    container_title: Student[str | None] = Field(default=None, alias="container-title")
    publisher: Student[str | None] = None
    publisher_place: Student[str | None] = Field(default=None, alias="publisher-place")
    issued: Student[str | None] = None
    volume: Student[str | None] = None
    issue: Student[str | None] = None
    number: Student[str | None] = None
    page: Student[str | None] = None
    edition: Student[str | None] = None
    archive: Student[str | None] = None
    url: Student[str | None] = Field(default=None, alias="URL")
    accessed: Student[str | None] = None
    note: Student[Prose | None] = None
    annotation: Prose | None = None


@dataclass(frozen=True)
class Citer:
    """Short notes for the references of a guide."""

    references: dict[str, Reference]

    def __call__(self, key: str, locator: str | None) -> str:
        """'Taubman, *Khrushchev*, 270–75', as HTML. An unknown key is shown as it is."""
        reference = self.references.get(key)
        if reference is None:
            return str(escape(key))
        parts = [*_surnames(reference.author), _title(reference, short=True)]
        if locator:
            parts.append(escape(_locator(locator)))
        return str(Markup(", ").join(parts))

    def again(self, key: str, locator: str | None) -> str:
        """'Taubman, 270–75', for a note right after another of the same source (14.34)."""
        reference = self.references.get(key)
        if reference is None:
            return str(escape(key))
        parts = [*map(escape, _surnames(reference.author))] or [_title(reference, short=True)]
        if locator:
            parts.append(escape(_locator(locator)))
        return str(Markup(", ").join(parts))


def entry(reference: Reference, words: dict[str, str]) -> Markup:
    """The bibliography entry of a reference, as HTML. `words` are the language's below `sources`."""
    sentences: list[Markup | str] = []
    names = _inverted(reference.author)
    if names:
        sentences.append(escape(names))
    sentences.append(_title(reference))
    if reference.container_title:
        sentences.append(_container(reference))
    if reference.editor:
        sentences.append(
            escape(words["edited_by"].format(names=_list([_straight(n) for n in reference.editor], words)))
        )
    if reference.edition:
        sentences.append(escape(reference.edition))
    if reference.archive:
        sentences.append(escape(reference.archive))
    imprint = _imprint(reference)
    if imprint:
        sentences.append(escape(imprint))
    if reference.url and reference.url.startswith(("https://", "http://")):
        shown = escape(reference.url.removeprefix("https://").removeprefix("http://"))
        sentences.append(Markup('<a class="url" href="{}">{}</a>').format(reference.url, shown))
    if reference.accessed:
        sentences.append(escape(words["accessed"].format(date=reference.accessed)))
    return Markup(" ").join(_stopped(sentence) for sentence in sentences)


def sort_key(reference: Reference) -> tuple[str, str]:
    title = reference.title.casefold()
    for article in ("the ", "a ", "an "):
        title = title.removeprefix(article)
    return ((_inverted(reference.author) or title).casefold(), title)


def _title(reference: Reference, short: bool = False) -> Markup:
    text = reference.title
    if short:
        text = text.split(":")[0].split(" – ")[0].strip()
    text = escape(text)
    if reference.type in _STANDS_ALONE and not reference.container_title:
        return Markup("<cite>{}</cite>").format(text)
    return Markup("“{}”").format(text)


def _container(reference: Reference) -> Markup:
    parts: list[Markup] = [Markup("<cite>{}</cite>").format(reference.container_title)]
    if reference.volume:
        parts.append(escape(f"vol. {reference.volume}"))
    if reference.issue:
        parts.append(escape(f"no. {reference.issue}"))
    if reference.number:
        parts.append(escape(f"doc. {reference.number}"))
    issued_inside = not reference.publisher and not reference.publisher_place
    if issued_inside and reference.issued:
        parts.append(escape(reference.issued))
    if reference.page:
        parts.append(escape(_locator(reference.page)))
    return Markup(", ").join(parts)


def _imprint(reference: Reference) -> str:
    published = ": ".join(part for part in (reference.publisher_place, reference.publisher) if part)
    if not published and reference.container_title:
        return ""
    return ", ".join(part for part in (published, reference.issued) if part)


def _locator(text: str) -> str:
    """A locator with an en dash between numbers, without 'p.' (Chicago 14.150)."""
    bare = text.strip()
    for prefix in ("pp. ", "p. ", "pp.", "p."):
        bare = bare.removeprefix(prefix)
    return bare.replace("--", "–").replace("-", "–") if bare[:1].isdigit() else bare


def _surnames(names: tuple[Name, ...]) -> list[str]:
    shown = [name.literal or name.family or name.given or "" for name in names]
    if len(shown) > 3:
        return [f"{shown[0]} et al."]
    return [" and ".join(shown)] if shown else []


def _straight(name: Name) -> str:
    return name.literal or " ".join(part for part in (name.given, name.family) if part)


def _inverted(names: tuple[Name, ...]) -> str:
    if not names:
        return ""
    first = names[0]
    inverted = first.literal or ", ".join(part for part in (first.family, first.given) if part)
    return ", ".join([inverted, *(_straight(name) for name in names[1:])])


def _list(names: list[str], words: dict[str, str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {words['and']} {names[-1]}"


def _stopped(sentence: Markup | str) -> Markup:
    """The sentence with its full stop, inside a closing quotation mark as American usage sets it."""
    text = str(sentence)
    if text.endswith("”"):
        return Markup(text[:-1] + ("" if text[-2] in ".?!" else ".") + "”")
    bare = Markup(text).striptags()
    return Markup(text) if bare.endswith((".", "?", "!")) else Markup(text + ".")
