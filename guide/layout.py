"""Sheet to pages: what lays out with WeasyPrint, besides the lettering of names.

Pages are cached in the process by the sheet's content, so a sheet that stands in two editions, or did not
change, is laid out once. What stands in their margins is laid out apart from them, and put there at last.
"""

from __future__ import annotations

import hashlib
import io
import re
from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage, Message
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from guide import stylesheets
from guide.compose import Sheet
from guide.diagnostics import Diagnostic, error, warning
from guide.engine import Markup, URLFetcher, URLFetcherResponse, collected_warnings, weasyprint
from guide.kept import Kept
from guide.pictures import SVG, USES, Unusable, for_print
from guide.printed import Margins, Printed, margins, printed
from guide.resources import folder
from guide.source.files import PICTURE_LIMIT, Unreadable, read_bytes
from guide.typeface import fonts

_KEPT_PAGES = 1000  # of some 30 KiB each, when they are printed; enough for the editions of a thick guide
_ORIGIN = "https://guide.invalid"  # never resolved (RFC 2606); our fetcher maps it to folders


class LaidOut:
    """The pages of a sheet.

    WeasyPrint's boxes take half a MiB a page, and a thick guide has hundreds: they are let go as soon as the
    pages are printed, or refused, and made again in the rare case that they are wanted after that.
    """

    def __init__(self, sheet: Sheet, content: str, most: int | None = None) -> None:
        """`content` is the guide's folder; of its pages, a sheet shows `most`."""
        self._sheet, self._content, self._most = sheet, content, most
        self._document: Any = None
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self.page_count, self.last_page_filled = self._measured(self._boxes())

    def _boxes(self) -> Any:
        if self._document is None:
            document, self.diagnostics = _lay_out(self._sheet, self._content)
            self._document = document if self._most is None else document.copy(document.pages[: self._most])
        return self._document

    @staticmethod
    def _measured(document: Any) -> tuple[int, float]:
        last = document.pages[-1]._page_box
        return len(document.pages), float(last.children[0].height / last.height)

    def accept(self) -> None:
        """These pages are wanted: they are printed now."""
        _ = self.printed

    def refuse(self) -> None:
        """These pages will not be wanted."""
        self._document = None

    @cached_property
    def printed(self) -> Printed:
        """The finished pages."""
        document, self._document = self._boxes(), None
        with collected_warnings():  # of what is not there, which the proof says
            return printed(document, self._sheet.id, self._sheet.variant, self._sheet.form)

    @property
    def can_be_tighter(self) -> bool:
        """Whether the sheet would look otherwise if it were composed to be set more tightly."""
        own = self._sheet.templates  # which may ask for it in any way
        return own is not None or any(_has_snug_rules(name) for name in self._sheet.stylesheets)

    def page_of(self, anchor: str) -> int:
        """The index of the page on which an element with this id stands; 0 where none does."""
        return next((at for at, page in enumerate(self.printed.pages) if anchor in page.anchors), 0)


_laid_out: Kept[LaidOut] = Kept(_KEPT_PAGES, lambda each: each.page_count)


def lay_out(sheet: Sheet, content: str, most: int | None = None) -> LaidOut:
    """The pages of a sheet, of which it shows `most`. `content` is the guide's folder, for its pictures."""
    return _laid_out.get((_key(sheet, content), most), lambda: LaidOut(sheet, content, most))


_margins: Kept[Margins] = Kept(100)


def lay_out_margins(sheet: Sheet, content: str) -> Margins:
    """What stands in the margins of pages that are empty but for these."""
    key = _key(sheet, content)
    return _margins.get(key, lambda: margins(_lay_out(sheet, content)[0], sheet.variant))


def _key(sheet: Sheet, content: str) -> str:
    fingerprint = hashlib.sha256()
    pictures = _pictures(sheet.html, Path(content))
    own = (sheet.templates or "", sheet.variant, str(sheet.form))
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


def _lay_out(sheet: Sheet, content: str) -> tuple[Any, tuple[Diagnostic, ...]]:
    """A document of WeasyPrint, and what is to say of it."""
    fetcher = Closed(content, sheet.templates)
    with collected_warnings() as said:
        styles = [stylesheet(_templates_file(name, sheet.templates), name) for name in sheet.stylesheets]
        # Of a guide's own templates nobody knows what they put into a paragraph.
        source = io.StringIO(sheet.html) if sheet.templates else Markup(sheet.html)
        html = weasyprint.HTML(file_obj=source, base_url=f"{_ORIGIN}/content/", url_fetcher=fetcher)
        document = html.render(stylesheets=styles, font_config=fonts(), pdf_variant=sheet.variant)
    found = [warning(f"in the sheet '{sheet.id}': {message}") for message in said]
    return document, (*fetcher.broken, *found)


def _templates_file(name: str, own: str | None) -> Path:
    """A file of the user's templates where there is one, else ours."""
    if own and (Path(own) / name).is_file():
        return Path(own) / name
    return folder("templates") / name


@cache
def stylesheet(path: Path, name: str) -> weasyprint.CSS:
    text, place = _text_of(path), f"{_ORIGIN}/templates/{name}"
    if path == folder("templates") / name and stylesheets.can_be_prepared():
        return stylesheets.read(name, text, fonts(), place, _of_templates())
    return weasyprint.CSS(string=text, font_config=fonts(), base_url=place, url_fetcher=_of_templates())


@cache
def _text_of(path: Path) -> str:
    return path.read_text("utf-8")


def _has_snug_rules(name: str) -> bool:
    return ".snug-" in _text_of(folder("templates") / name)


@cache
def _of_templates() -> Closed:
    return Closed("", None)


@lru_cache(maxsize=64)
def _can_be_drawn(drawing: bytes) -> bool:
    """Whether WeasyPrint draws it. On a page, it would leave out the rest of a drawing and say nothing."""
    data = b64encode(drawing).decode()
    page = f'<img src="data:image/svg+xml;base64,{data}" style="max-width: 100%">'
    with collected_warnings() as said:
        weasyprint.HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
    return not said


class Closed:
    """Fetches from our templates and the guide's own folder, and can open nothing else."""

    _fail_on_errors = False  # WeasyPrint asks for it when something is not there

    def __init__(self, content: str, own_templates: str | None) -> None:
        self.broken: list[Diagnostic] = []  # pictures that cannot be shown
        self.roots = {"templates": str(folder("templates")), "content": content, "own": own_templates}

    def __call__(self, url: str) -> URLFetcherResponse:
        parts = urlsplit(url)
        root_name, _, name = unquote(parts.path).lstrip("/").partition("/")
        root = self.roots.get(root_name)
        if f"{parts.scheme}://{parts.netloc}" != _ORIGIN or not root:
            raise ValueError("only files of the guide's own folder can be shown")
        try:
            data = read_bytes(Path(root), name, PICTURE_LIMIT)
            if parts.query not in USES:
                return _fetched(url, data)
            data, mime = for_print(data, parts.query)
            if mime == SVG and not _can_be_drawn(data):
                raise Unusable("has a part that cannot be drawn")
            return _fetched(url, data, mime)
        except (Unreadable, Unusable) as problem:
            self.broken.append(error(f"the picture '{name}' {problem}", hint="save it again as PNG or JPEG"))
            raise ValueError(f"{name}: {problem}") from None


def _fetched(url: str, data: bytes, mime: str | None = None) -> URLFetcherResponse:
    """As WeasyPrint wants it. Its headers follow the policy of messages that is there; their own takes long
    to load."""
    headers = EmailMessage(policy=Message().policy)
    if mime:
        headers["Content-Type"] = mime
    return URLFetcherResponse(url, io.BytesIO(data), headers)
