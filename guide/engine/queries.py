"""Elements of some names, such as those with metadata: WeasyPrint wraps all elements to find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cssselect2 import ElementWrapper

from guide.engine.swap import in_place_of

_query_all = ElementWrapper.query_all


@in_place_of(ElementWrapper, "query_all")
def query_all(self: Any, *selectors: Any) -> Iterator[Any]:
    """As cssselect2 does; elements that are found by their names do not know their parents."""
    if not all(isinstance(each, str) and each.isalpha() and each.islower() for each in selectors):
        return _query_all(self, *selectors)  # type: ignore[no-any-return]
    return (
        type(self)(each, parent=None, index=0, previous=None, in_html_document=self.in_html_document)
        for each in self.etree_element.iter()
        if isinstance(each.tag, str) and each.tag.rpartition("}")[2] in selectors
    )
