"""Which declarations apply to which element, and the styles that they make.

WeasyPrint asks the rules of each stylesheet for each element, joins their declarations anew for each, and
makes six styles of pseudo-elements for every element, since its own stylesheet names those of all. Here rules
are looked up once for elements of the same name, classes and identifier, what the same rules declare is
joined once, and a pseudo-element gets a style when it is asked for.
"""

from __future__ import annotations

from math import inf
from typing import Any

from weasyprint.css import (
    ComputedStyle,
    StyleFor,
    declaration_precedence,
    find_style_attributes,
    preprocess_declarations,
)

from guide.engine.rules import put, rules_of
from guide.engine.swap import in_place_of


@in_place_of(StyleFor, "__init__")
def begin(
    self: Any, html: Any, sheets: Any, presentational_hints: bool, font_config: Any, target_collector: Any
) -> None:
    self._cascaded_styles, self._computed_styles = {}, {}
    self.initial_page_sizes = {"box": None, "area": None}
    self._sheets, self.font_config = sheets, font_config
    self._root, self._base_url = html.etree_element, html.base_url
    self._awaited = {}  # cascades of pseudo-elements that nobody has asked for yet

    own: dict[Any, tuple[Any, ...]] = {}  # the declarations of an element's attributes, the last ones found
    attributes = find_style_attributes(html.etree_element, presentational_hints, html.base_url)
    for specificity, element, declarations, base_url in attributes:
        own[element] = tuple(declarations)
        cascade = self._cascaded_styles.setdefault((element, None), {})
        for name, values, importance in preprocess_declarations(base_url, declarations):
            weight = (declaration_precedence("author", importance), inf, specificity)
            put([(name, (values, weight))], cascade)

    rules, shared = rules_of(tuple(sheets)), dict[Any, Any]()
    for wrapper in html.wrapper_element.iter_subtree():
        element = wrapper.etree_element
        parent = wrapper.parent.etree_element if wrapper.parent else None
        joined = rules.of(wrapper)
        for pseudo, cascade in joined.cascades.items():
            if pseudo:
                self._awaited[element, pseudo] = cascade
            elif (element, None) in self._cascaded_styles:
                put(cascade.items(), self._cascaded_styles[element, None])
            else:
                self._cascaded_styles[element, None] = cascade
        parent_id = None if parent is None else id(self._computed_styles[parent, None])
        key = (parent_id, own.get(element), joined.key)
        if key in shared:
            self._computed_styles[element, None] = shared[key]
        else:
            self.set_computed_styles(
                element, parent, self._root, base_url=self._base_url, target_collector=target_collector
            )
            shared[key] = self._computed_styles[element, None]

    for (element, pseudo), cascade in self._awaited.items():
        if "anchor" in cascade:  # which links may lead to, whether it is asked for or not
            self._cascaded_styles[element, pseudo] = cascade
            self.set_computed_styles(element, element, self._root, pseudo, self._base_url, target_collector)
    self._cascaded_styles.clear()


_look = StyleFor.__call__


@in_place_of(StyleFor, "__call__")
def style(self: Any, element: Any, pseudo_type: str | None = None) -> Any:
    awaited = (element, pseudo_type) in self._awaited
    if awaited and (element, pseudo_type) not in self._computed_styles:
        of = self._computed_styles
        of[element, pseudo_type] = ComputedStyle(
            of[element, None],
            self._awaited[element, pseudo_type],
            pseudo_type,
            of[self._root, None],
            self._base_url,
            self.font_config,
            self.initial_page_sizes,
        )
    return _look(self, element, pseudo_type)
