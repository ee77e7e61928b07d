"""Texts that are measured again: words of a float, footnotes for each that is added, a sheet after an edit.

WeasyPrint sets all footnotes of a page again for each. What a text, a style and a width give is kept with the
fonts, for all documents that have these; what was used last stays.
"""

from __future__ import annotations

from typing import Any

from weasyprint.css import Style
from weasyprint.css.properties import Dimension
from weasyprint.text import line_break
from weasyprint.text.line_break import Layout

from guide.engine.swap import in_place_of
from guide.engine.text import TOLD, kept_with_fonts, speaker

_MOST = 4000  # lines, of some 4 KiB each: those of a hundred pages
_LONGEST = 1500  # characters: with each line goes the rest of its paragraph
_ASKED = (
    *TOLD,
    *("white_space", "hyphens", "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphenate_character"),
    *("overflow_wrap", "word_break", "letter_spacing", "word_spacing", "tab_size"),
)

_split = line_break.split_first_line


@in_place_of(line_break, "split_first_line")
def split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple[Any, ...]:
    given = (text, style, context, max_width, justification_spacing, is_line_start, minimum)
    asked = _asked(style) if context and len(text) <= _LONGEST else None
    if asked is None:
        return tuple(_split(*given))
    kept = kept_with_fonts(style, "lines")
    key = (text, asked, max_width, justification_spacing, is_line_start, minimum)
    known = kept.pop(key, None)
    if known:
        attributes, rest = known
        layout = Layout.__new__(Layout)  # each box has one of its own, which justifying changes
        layout.__dict__.update(attributes)
    else:
        layout, *rest = _split(*given)
        known = dict(layout.__dict__), rest
        if len(kept) >= _MOST:
            del kept[next(iter(kept))]
    kept[key] = known
    return layout, *rest


def _asked(style: Any) -> str | None:
    """What splitting a text asks a style for; None for one that may change, or computes what it is asked."""
    asked: str | None = style.__dict__.get("asked")
    if asked is None and isinstance(style, Style) and isinstance(style["hyphenate_limit_zone"], Dimension):
        source = speaker(style)
        asked = source.__dict__.get("asked") or repr([source[name] for name in _ASKED])
        style.asked = source.asked = asked
    return asked
