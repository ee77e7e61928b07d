"""HTML with nothing in it but text, its marks and our own pictures."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import nh3

from guide.markup.figures import Figured
from guide.pictures import address

TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr th td blockquote pre code em strong "
    "i b s del ins sub sup small span div a br hr abbr dfn q cite aside figure figcaption img".split()
)
_ATTRIBUTES = {
    "*": {"class", "lang", "dir", "id", "title", "data-n", "data-field", "data-label"},
    "a": {"href"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}


_SPACE_BEFORE_INLINE = re.compile(r" (<(?:dfn|em|strong|cite|q|b|i|code|abbr|a|span lang)\b[^>]*>)(?!\s)")


def clean(markup: str, figures: Sequence[Figured] = ()) -> str:
    """The HTML with nothing in it but text and its marks, and of pictures only `figures`.

    A space before an inline element moves into it: WeasyPrint 70 breaks a line after its first word
    where the text before such an element fits on the line only without its last space.
    """
    cleaned = _with_pictures(_counted(_levelled(_cleaned(markup))), figures)
    return _SPACE_BEFORE_INLINE.sub(r"\1 ", cleaned)


def _with_pictures(markup: str, figures: Sequence[Figured]) -> str:
    """Our pictures in their places, which are numbered; one that the prose has made itself is dropped."""

    def shown(place: re.Match[str]) -> str:
        number = re.search(r'data-n="(\d+)"', place[0])
        if not number or int(number[1]) >= len(figures):
            return ""
        figure = figures[int(number[1])]
        return f'<img src="{html.escape(address(figure.file, "column"))}" alt="{html.escape(figure.alt)}">'

    return re.sub(r"<img\b[^>]*>", shown, markup)


def _levelled(markup: str) -> str:
    """Headings that begin at h2, below the sheet's title, and skip no level."""
    above: list[int] = []

    def level(tag: re.Match[str]) -> str:
        written = int(tag[2])
        if not tag[1]:
            while above and above[-1] >= written:
                above.pop()
            above.append(written)
        return f"<{tag[1]}h{len(above) + 1}"

    return re.sub(r"<(/?)h([1-6])\b", level, markup)


def _counted(markup: str) -> str:
    """Lists that begin with another number than 1 do so in print, too: WeasyPrint does not read `start`."""
    return re.sub(
        r'<ol start="(\d{1,9})"',
        lambda begins: f'{begins[0]} style="counter-reset: list-item {int(begins[1]) - 1}"',
        markup,
    )


def _cleaned(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
