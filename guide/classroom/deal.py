"""Versions of a guide: A as it is written, B and on with the items and the choices of its quizzes dealt anew.

An order is dealt by a number, the seed, in a way that no release of Python or of a library can change. What
has a meaning as it stands keeps it: items move only among neighbours of their own form, so that an
instruction such as "for questions 1 to 6" stays true; what speaks of another item or choice does not move.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from guide.blocks.quiz import Item, Quiz
from guide.desk import letter
from guide.model import Guide, Placed, Prose
from guide.strings import strings

_TRIES = 24  # deals until one differs from those before it
_SHORT = 6  # words: a longer choice that has letters in it is a sentence, not "a and c"


@dataclass(frozen=True)
class Version:
    """A version of a guide. `same_as` names an earlier one that has the same order, if there is one."""

    name: str
    guide: Guide
    same_as: str | None = None


def versions(guide: Guide, count: int, seed: int) -> list[Version]:
    """The guide in `count` versions, each unlike the others where there are enough orders."""
    made: list[Version] = []
    for number in range(count):
        name = letter(number)
        for attempt in range(_TRIES if number else 1):
            dealt = deal(guide, f"{seed}/{name}/{attempt}") if number else guide
            same = next((each.name for each in made if each.guide.blocks == dealt.blocks), None)
            if same is None:
                break
        made.append(Version(name, dealt, same))
    return made


def deal(guide: Guide, source: str) -> Guide:
    """The guide with its quizzes in another order; the same `source` gives the same order."""
    language = guide.info.language
    blocks = tuple(
        dataclasses.replace(placed, block=_dealt(placed.block, language, f"{source}/{placed.id}"))
        if isinstance(placed.block, Quiz)
        else placed
        for placed in guide.blocks
    )
    return dataclasses.replace(guide, blocks=blocks)


def marked(guide: Guide, text: str) -> Guide:
    """The guide with a sentence before the instruction of each quiz, which tells its version."""

    def mark(placed: Placed) -> Placed:
        quiz = placed.block
        if not isinstance(quiz, Quiz):
            return placed
        usual = strings(guide.info.language)["quiz"]["instruction"]
        instruction = Prose(f"**{text}** {quiz.instruction or usual}")
        return dataclasses.replace(placed, block=quiz.model_copy(update={"instruction": instruction}))

    return dataclasses.replace(guide, blocks=tuple(mark(placed) for placed in guide.blocks))


def _dealt(quiz: Quiz, language: str, source: str) -> Quiz:
    kept = _kept_items(quiz.items, language)
    order: list[int] = []
    for _, run in groupby(range(len(quiz.items)), key=lambda at: quiz.items[at].form):
        order += _order(list(run), kept, f"{source}/items")
    items = tuple(_dealt_item(quiz.items[at], language, f"{source}/{at}") for at in order)
    return quiz.model_copy(update={"items": items})


def _order(places: list[int], kept: set[int], source: str) -> list[int]:
    """The numbers in another order; those that are kept stay where they are."""

    def chance(at: int) -> bytes:
        return hashlib.sha256(f"{source}/{at}".encode()).digest()

    dealt = iter(sorted((at for at in places if at not in kept), key=chance))
    return [at if at in kept else next(dealt) for at in places]


def _dealt_item(item: Item, language: str, source: str) -> Item:
    if item.fixed:
        return item
    if item.pairs:
        order = _order(list(range(len(item.pairs))), set(), source)
        return item.model_copy(update={"pairs": tuple(item.pairs[at] for at in order)})
    if not item.choices or _choices_keep_order(item, language):
        return item
    order = _order(list(range(len(item.choices))), set(), source)
    changed: dict[str, object] = {"choices": tuple(item.choices[at] for at in order)}
    if item.answer and item.answer_index is not None:
        changed["answer"] = Prose(letter(order.index(item.answer_index)).lower(), item.answer.span)
    return item.model_copy(update=changed)


def _kept_items(items: tuple[Item, ...], language: str) -> set[int]:
    """The indices of items that keep their place: fixed ones, those that speak of another, and that other."""
    kept = {at for at, item in enumerate(items) if item.fixed}
    for at, item in enumerate(items):
        if _refers(item.text.text, language):
            numbers = (int(number) - 1 for number in re.findall(r"\b\d{1,3}\b", item.text.text))
            kept |= {at, max(at - 1, 0), *(number for number in numbers if 0 <= number < len(items))}
    return kept


def _choices_keep_order(item: Item, language: str) -> bool:
    """Whether the order of the choices means something: yes and no, "all of the above", numbers that rise."""
    texts = [choice.text for choice in item.choices]
    names = set(strings(language)["quiz"]["letters"][: len(texts)])
    speaks = any(_refers(text, language) or _names_choices(text, names) for text in texts)
    return len(texts) == 2 or speaks or _in_sequence(texts)


def _refers(text: str, language: str) -> bool:
    folded = text.casefold()
    return any(
        re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", folded)
        for word in strings(language)["quiz"]["refers"]
    )


def _names_choices(text: str, names: set[str]) -> bool:
    """Whether a choice such as "a and c" names others by their letters."""
    words = re.findall(r"\w+", text.casefold())
    return len(words) <= _SHORT and len(names.intersection(words)) >= 2


def _in_sequence(texts: Iterable[str]) -> bool:
    found = [re.search(r"\d[\d.,\u00a0\u202f]*", text) for text in texts]
    numbers = [float(re.sub(r"\D", "", each[0])) for each in found if each]
    return len(numbers) == len(found) and numbers in (sorted(numbers), sorted(numbers, reverse=True))
