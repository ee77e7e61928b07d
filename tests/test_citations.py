from __future__ import annotations

import pytest

from guide.citations import Citer, Name, Reference, entry, sort_key
from guide.strings import strings

WORDS = strings("en")["sources"]
TAUBMAN = Reference(
    id="taubman",
    type="book",
    title="Khrushchev: The Man and His Era",
    author=(Name(family="Taubman", given="William"),),
    publisher="Norton",
    issued="2003",
    **{"publisher-place": "New York"},
)


def names(*families: str) -> tuple[Name, ...]:
    return tuple(Name(family=each, given="A.") for each in families)


@pytest.mark.parametrize(
    ("reference", "locator", "note"),
    [
        (TAUBMAN, None, "Taubman, <cite>Khrushchev</cite>"),
        (TAUBMAN, "pp. 270-75", "Taubman, <cite>Khrushchev</cite>, 270–75"),
        (TAUBMAN, "p. 12", "Taubman, <cite>Khrushchev</cite>, 12"),
        (TAUBMAN, "ch. 3", "Taubman, <cite>Khrushchev</cite>, ch. 3"),
        (
            Reference(id="x", title="On the Cult", author=names("A", "B", "C", "D")),
            None,
            "A et al., “On the Cult”",
        ),
        (Reference(id="x", title="On the Cult", author=names("A", "B")), None, "A and B, “On the Cult”"),
        (Reference(id="x", title="On the Cult", author=(Name(literal="CIA"),)), None, "CIA, “On the Cult”"),
        (Reference(id="x", title="A < B", type="book"), "<b>", "<cite>A &lt; B</cite>, &lt;b&gt;"),
    ],
)
def test_a_short_note(reference: Reference, locator: str | None, note: str):
    assert note == Citer({reference.id: reference})(reference.id, locator)


def test_an_unknown_key_is_shown_as_it_is():
    assert "&lt;key&gt;" == Citer({})("<key>", "p. 3") == Citer({}).again("<key>", "p. 3")


@pytest.mark.parametrize(
    ("reference", "locator", "note"),
    [
        (TAUBMAN, None, "Taubman"),
        (TAUBMAN, "pp. 270-75", "Taubman, 270–75"),
        (Reference(id="x", title="On the Cult", author=(Name(literal="A < B"),)), None, "A &lt; B"),
        (Reference(id="x", title="On the Cult: A Speech"), "p. 3", "“On the Cult”, 3"),
    ],
)
def test_a_note_after_one_of_the_same_source_is_shorter(reference: Reference, locator: str | None, note: str):
    assert note == Citer({reference.id: reference}).again(reference.id, locator)


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        (
            TAUBMAN,
            "Taubman, William. <cite>Khrushchev: The Man and His Era</cite>. New York: Norton, 2003.",
        ),
        (
            Reference(
                id="x",
                type="article-journal",
                title="The Secret Speech",
                author=names("Jones", "Filtzer"),
                issued="2000",
                volume="42",
                issue="3",
                page="12-19",
                **{"container-title": "Slavic Review"},
            ),
            "Jones, A., A. Filtzer. “The Secret Speech.” <cite>Slavic Review</cite>, vol. 42, no. 3, 2000, 12–19.",
        ),
        (
            Reference(
                id="x",
                type="chapter",
                title="Why?",
                editor=names("Jones", "Filtzer"),
                publisher="Routledge",
                issued="2006",
                **{"container-title": "The Dilemmas"},
            ),
            "“Why?” <cite>The Dilemmas</cite>. Edited by A. Jones and A. Filtzer. Routledge, 2006.",
        ),
        (
            Reference(
                id="x", type="webpage", title="Archive", accessed="May 1, 2024", URL="https://a.org/?a=1&b=2"
            ),
            '“Archive.” <a class="url" href="https://a.org/?a=1&amp;b=2">a.org/?a=1&amp;b=2</a>. '
            "Accessed May 1, 2024.",
        ),
        (Reference(id="x", title="", archive="RGANI"), "“.” RGANI."),
    ],
    ids=["book", "article", "chapter", "page", "no title"],
)
def test_a_bibliography_entry(reference: Reference, printed: str):
    assert printed == entry(reference, WORDS)


def test_entries_are_in_order_of_names_then_titles_without_articles():
    sources = [
        Reference(id="c", title="The Cult"),
        Reference(id="t", title="Zeit", author=names("Baker")),
        Reference(id="a", title="A Thaw"),
        Reference(id="b", title="The Archive", author=names("baker")),
    ]

    assert ["b", "t", "c", "a"] == [each.id for each in sorted(sources, key=sort_key)]
