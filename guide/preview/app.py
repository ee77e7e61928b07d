"""The pages of the preview over HTTP, for the browser of this computer and nobody else.

A page of another site cannot read what is served here: it does not know the token in every address, no
answer permits another origin, and a name that leads here by a trick of its server (DNS rebinding) is not
our host.
"""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pypdfium2
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guide.diagnostics import Diagnostic
from guide.editions import editions
from guide.paper import PAPERS
from guide.preview.stage import Chosen, Stage
from guide.resources import folder
from guide.source.files import name_of
from guide.strings import strings
from guide.templating import Templates
from guide.worker import Job
from guide.workers import Workers

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self' data:; style-src 'self'; "
    "script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_STATIC = {"preview.css": "text/css", "preview.js": "text/javascript"}
_SCALES = ("1", "2", "3")  # of a screen's dots to those of 1/96 inch
_LISTEN = 0.1  # seconds between two looks at what is shown


def application(guide: Path, stage: Stage, painters: Workers, address: str, token: str) -> Starlette:
    """`address` is the only host that is answered; every path begins with the token."""
    painting = threading.Lock()  # workers are asked by one thread at a time

    def index(request: Request) -> Response:
        usual = next(name for name, edition in editions().items() if edition.usual)
        chosen = {"edition": usual, "paper": "letter", **request.query_params}
        words = strings("en")
        page = (
            Templates()
            .get_template("preview/index.html")
            .render(
                name=name_of(guide),
                chosen=chosen,
                editions={name: words["editions"].get(name, name) for name in editions()},
                papers={name: words["download"][name] for name in PAPERS},
                sizes={name: (paper.width, paper.height) for name, paper in PAPERS.items()},
            )
        )
        return HTMLResponse(page)

    def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            raise HTTPException(404)
        return Response((folder("templates") / "preview" / name).read_bytes(), media_type=_STATIC[name])

    def packet(request: Request) -> Response:
        return Response(_pages(request), media_type="application/pdf")

    def page(request: Request) -> Response:
        number, scale = request.path_params["number"], request.query_params.get("scale", "1")
        data, chosen = _pages(request), _chosen(request)
        if scale not in _SCALES or not 1 <= number <= stage.shown(chosen).page_count:
            raise HTTPException(404)
        with painting:
            ((_, image),) = painters.run([Job(f"page {number}", paint, (data, number, int(scale)))])
        if isinstance(image, Diagnostic):
            raise HTTPException(500, image.message)
        return Response(image, media_type="image/png")

    def events(request: Request) -> Response:
        return StreamingResponse(told(stage, _chosen(request)), media_type="text/event-stream")

    def _pages(request: Request) -> bytes:
        data = stage.shown(_chosen(request)).data
        if not data:
            raise HTTPException(404, "there are no pages yet")
        return data

    routes = [
        Route("/", index),
        Route("/events", events),
        Route("/packet.pdf", packet),
        Route("/pages/{number:int}.png", page),
        Route("/{name}", static),
    ]
    return Starlette(routes=[Mount(f"/{token}", routes=routes)], middleware=[Middleware(Guarded, address)])


async def told(stage: Stage, chosen: Chosen) -> AsyncIterator[str]:
    """What is shown, as a server-sent event, now and whenever it changes."""
    with stage.viewed(chosen):
        version = -1
        while not stage.closed:
            shown = stage.shown(chosen)
            if shown.version != version:
                version = shown.version
                yield f"data: {json.dumps(shown.message)}\n\n"
            await asyncio.sleep(_LISTEN)


def paint(data: bytes, number: int, scale: int) -> bytes:
    """A page of a PDF as PNG."""
    with pypdfium2.PdfDocument(data) as file:
        file.init_forms()  # else the fields of a form are not drawn
        image = file[number - 1].render(scale=scale * 96 / 72).to_pil()
    whole = io.BytesIO()
    image.save(whole, "PNG", compress_level=1)
    return whole.getvalue()


class Guarded:
    """Answers only what was asked of the address by its name, and by no other site's page."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self._app, self._hosts = app, {address, address.replace("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = Request(scope).headers
        origins = {f"http://{host}" for host in self._hosts}
        if (
            headers.get("host") not in self._hosts
            or headers.get("origin", next(iter(origins))) not in origins
        ):
            await PlainTextResponse("this is the preview of a guide, for this computer", 403)(
                scope, receive, send
            )
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [*message["headers"], *known]
            await send(message)

        await self._app(scope, receive, guarded)


def _chosen(request: Request) -> Chosen:
    edition, paper = (request.query_params.get(name, "") for name in ("edition", "paper"))
    if edition not in editions() or paper not in PAPERS:
        raise HTTPException(404, "there is no such edition or paper")
    return edition, paper
