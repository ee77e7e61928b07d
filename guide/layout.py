"""Sheet to pages: what lays out with WeasyPrint, besides the lettering of names.

Pages are cached in the process by the sheet's content, so a sheet that stands in two editions, or did not
change, is laid out once. What stands in their margins is laid out apart from them, and put there at last.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from guide.compose import Sheet
from guide.diagnostics import Diagnostic, error, warning
from guide.engine import FontConfiguration, URLFetcher, URLFetcherResponse, weasyprint
from guide.framed import framed
from guide.kept import Kept
from guide.pictures import SVG, USES, Unusable, for_print
from guide.resources import folder
from guide.source.files import PICTURE_LIMIT, Unreadable, read_bytes
from guide.spills import Spill, spills

_KEPT_PAGES = 150  # of half a MiB each; enough for a guide's editions to share their sheets
_ORIGIN = "https://guide.invalid"  # never resolved (RFC 2606); our fetcher maps it to folders


@dataclass(frozen=True)
class LaidOut:
    """The pages of a sheet. `document` is WeasyPrint's, to be joined with others."""

    document: Any
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @property
    def page_count(self) -> int:
        return len(self.document.pages)

    @cached_property
    def spills(self) -> tuple[Spill, ...]:
        """Text that leaves the space meant for it."""
        return tuple(spills(self.document))

    def page_of(self, anchor: str) -> int:
        """The index of the page on which an element with this id stands; 0 where none does."""
        return next((at for at, page in enumerate(self.document.pages) if anchor in page.anchors), 0)

    def within(self, margins: LaidOut, start: int) -> list[Any]:
        """WeasyPrint's pages, with the margins of as many pages of another layout, from `start` on."""
        around = margins.document.pages[start : start + self.page_count]
        return [framed(page, margin) for page, margin in zip(self.document.pages, around, strict=True)]

    @property
    def first_page(self) -> LaidOut:
        """The first page alone."""
        return LaidOut(self.document.copy(self.document.pages[:1]), self.diagnostics)

    @property
    def last_page_filled(self) -> float:
        """How much of the last page's height the content takes, from 0 to 1."""
        page = self.document.pages[-1]._page_box
        root = page.children[0]
        return float(root.height / page.height)


_laid_out: Kept[LaidOut] = Kept(_KEPT_PAGES, lambda each: each.page_count)


def lay_out(sheet: Sheet, content: str) -> LaidOut:
    """The pages of a sheet. `content` is the guide's folder, for its pictures."""
    return _laid_out.get(_key(sheet, content), lambda: _lay_out(sheet, content))


_margins: Kept[LaidOut] = Kept(9)


def lay_out_margins(sheet: Sheet, content: str) -> LaidOut:
    """Pages that are empty but for their margins; they are light, and do not take the place of others."""
    return _margins.get(_key(sheet, content), lambda: _lay_out(sheet, content))


def _key(sheet: Sheet, content: str) -> str:
    fingerprint = hashlib.sha256()
    pictures = _pictures(sheet.html, Path(content))
    own = (sheet.templates or "", sheet.variant)
    for part in (sheet.html, *sheet.stylesheets, *own, *pictures):
        fingerprint.update(part.encode())
        fingerprint.update(b"\0")
    return fingerprint.hexdigest()


def _pictures(html: str, content: Path) -> Iterator[str]:
    """The state of each picture that a sheet shows."""
    for address in re.findall(r'<img[^>]*? src="([^"?]+)', html):
        try:
            state = (content / unquote(address)).stat()
        except (OSError, ValueError):
            continue  # what is missing is said when it is fetched
        yield f"{address}:{state.st_mtime_ns}:{state.st_size}"


def _lay_out(sheet: Sheet, content: str) -> LaidOut:
    fetcher = Closed(content, sheet.templates)
    with collected_warnings() as said:
        styles = [stylesheet(_templates_file(name, sheet.templates), name) for name in sheet.stylesheets]
        html = weasyprint.HTML(string=sheet.html, base_url=f"{_ORIGIN}/content/", url_fetcher=fetcher)
        document = html.render(stylesheets=styles, font_config=fonts(), pdf_variant=sheet.variant)
    found = [warning(f"in the sheet '{sheet.id}': {message}") for message in said]
    return LaidOut(document, (*fetcher.broken, *found))


def _templates_file(name: str, own: str | None) -> Path:
    """A file of the user's templates where there is one, else ours."""
    if own and (Path(own) / name).is_file():
        return Path(own) / name
    return folder("templates") / name


@cache
def fonts() -> FontConfiguration:
    """One configuration for all sheets: only our own fonts are declared, never a guide's."""
    return FontConfiguration()


@cache
def stylesheet(path: Path, name: str) -> weasyprint.CSS:
    return weasyprint.CSS(
        string=path.read_text("utf-8"),
        base_url=f"{_ORIGIN}/templates/{name}",
        font_config=fonts(),
        url_fetcher=Closed("", None),
    )


@lru_cache(maxsize=64)
def _can_be_drawn(drawing: bytes) -> bool:
    """Whether WeasyPrint draws it. On a page, it would leave out the rest of a drawing and say nothing."""
    data = b64encode(drawing).decode()
    page = f'<img src="data:image/svg+xml;base64,{data}" style="max-width: 100%">'
    with collected_warnings() as said:
        weasyprint.HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
    return not said


class Closed(URLFetcher):
    """Fetches from our templates and the guide's own folder, and from nowhere else."""

    def __init__(self, content: str, own_templates: str | None) -> None:
        super().__init__(allowed_protocols=["https"])
        self.broken: list[Diagnostic] = []  # pictures that cannot be shown
        self.roots = {"templates": str(folder("templates")), "content": content, "own": own_templates}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        root_name, _, name = unquote(parts.path).lstrip("/").partition("/")
        root = self.roots.get(root_name)
        if f"{parts.scheme}://{parts.netloc}" != _ORIGIN or not root:
            raise ValueError("only files of the guide's own folder can be shown")
        try:
            data = read_bytes(Path(root), name, PICTURE_LIMIT)
            if parts.query in USES:
                data, mime = for_print(data, parts.query)
                if mime == SVG and not _can_be_drawn(data):
                    raise Unusable("has a part that cannot be drawn")
                return URLFetcherResponse(url, body=io.BytesIO(data), headers={"Content-Type": mime})
        except (Unreadable, Unusable) as problem:
            self.broken.append(error(f"the picture '{name}' {problem}", hint="save it again as PNG or JPEG"))
            raise ValueError(f"{name}: {problem}") from None
        return URLFetcherResponse(url, body=io.BytesIO(data))


@contextmanager
def collected_warnings() -> Iterator[list[str]]:
    """What WeasyPrint says while it works, instead of printing it."""
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    before, propagate, level = logger.handlers[:], logger.propagate, logger.level
    handler = Keep(logging.WARNING)
    logger.handlers[:], logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)
    try:
        yield said
    finally:
        logger.handlers[:], logger.propagate = before, propagate
        logger.setLevel(level)
