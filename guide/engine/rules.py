"""The rules of a document's stylesheets that apply to an element, and what they declare together."""

from __future__ import annotations

from functools import lru_cache
from math import inf
from types import CodeType
from typing import Any, NamedTuple

from weasyprint.css import declaration_precedence

# What is the same on all elements that rules are looked up for together.
_SAME = {"local_name", "classes", "id", "namespace_url", "in_html_document"}

_MOST = 5000  # kinds of elements that are remembered for some stylesheets

Cascade = dict[str, tuple[Any, Any]]  # of each property its value and its weight


class Rule(NamedTuple):
    """A selector of a stylesheet, and what it declares."""

    test: Any
    always: bool  # whether all elements match that it is looked up for together
    specificity: Any
    place: int
    pseudo: str | None
    declared: list[tuple[str, tuple[Any, Any]]]
    key: tuple[Any, ...]  # elements to which rules of equal keys apply share their styles


class Joined(NamedTuple):
    """What a number of rules declare, for an element and its pseudo-elements."""

    key: tuple[Any, ...]
    cascades: dict[str | None, Cascade]


class Rules:
    """The rules of some stylesheets, which are looked up once for elements that are alike."""

    def __init__(self, sheets: tuple[Any, ...]) -> None:
        self._sheets = sheets
        self._found: dict[Any, list[Rule]] = {}
        self._joined: dict[tuple[int, ...], Joined] = {}

    def of(self, element: Any) -> Joined:
        has_language = "lang" in element.etree_element.attrib
        key = (
            element.local_name,
            element.namespace_url,
            element.id,
            has_language,
            frozenset(element.classes),
        )
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _MOST:  # of other documents, whose elements have other identifiers
                self._found.clear()
            found = self._found[key] = self._look_up(element, has_language)
        rules = [rule for rule in found if rule.always or rule.test(element)]
        ids = tuple(map(id, rules))
        joined = self._joined.get(ids)
        if joined is None:
            joined = self._joined[ids] = _join(rules)
        return joined

    def _look_up(self, element: Any, has_language: bool) -> list[Rule]:
        """The rules that match such an element, or may do so, in the order in which they apply."""
        found = []
        for sheet in self._sheets:
            matcher = sheet[0].matcher
            lists = (
                matcher.id_selectors.get(element.id),
                *(matcher.class_selectors.get(name) for name in element.classes),
                matcher.lower_local_name_selectors.get(_lowered(element.local_name)),
                matcher.namespace_selectors.get(element.namespace_url),
                matcher.lang_attr_selectors if has_language else None,
                matcher.other_selectors,
            )
            rules = [rule for entries in lists if entries for rule in _read(entries, *sheet)]
            found += sorted(rules, key=_precedence)
        return [rule for rule in found if not rule.always or rule.test(element)]


# By stylesheets: documents that have the same share what was looked up.
rules_of = lru_cache(maxsize=32)(Rules)


def _read(entries: list[Any], sheet: Any, origin: str, specificity_of_all: Any) -> list[Rule]:
    """A list of a stylesheet's matcher as rules, which the stylesheet keeps."""
    kept = sheet.__dict__.setdefault("rules_read", {})
    name = (id(entries), origin, specificity_of_all)
    if name not in kept:
        kept[name] = rules = []
        for test, specificity, place, pseudo, (declarations, layer) in entries:
            order = inf if layer is None else sheet.layers.index(layer)
            last = (order, specificity_of_all or specificity)
            declared = [
                (name, (values, (declaration_precedence(origin, importance), *last)))
                for name, values, importance in declarations
            ]
            always = _asks_for_the_same(test.__code__)
            key = (id(sheet), specificity, id(declarations), order)
            rules.append(Rule(test, always, specificity, place, pseudo, declared, key))
    found: list[Rule] = kept[name]
    return found


def _precedence(rule: Rule) -> tuple[Any, int]:
    return rule.specificity, rule.place


def _asks_for_the_same(test: CodeType) -> bool:
    """Whether a compiled selector looks at nothing else than the element's name, classes and identifier."""
    nested = any(isinstance(value, CodeType) for value in test.co_consts)
    return not nested and set(test.co_names) <= _SAME


def _lowered(name: str) -> str:
    return name.lower() if name.isascii() else name.translate(_LOWER)


_LOWER = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}


def _join(rules: list[Rule]) -> Joined:
    cascades: dict[str | None, Cascade] = {}
    for rule in rules:
        put(rule.declared, cascades.setdefault(rule.pseudo, {}))
    return Joined(tuple(rule.key for rule in rules), cascades)


def put(declared: Any, cascade: Cascade) -> None:
    """Among declarations of equal weight, the last one holds."""
    for name, (values, weight) in declared:
        if name not in cascade or cascade[name][1] <= weight:
            cascade[name] = values, weight
