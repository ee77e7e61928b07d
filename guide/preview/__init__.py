"""A guide's real pages in a browser, and anew whenever content is saved. Nothing is written.

The main thread builds, so that Ctrl-C ends the work at once; one thread waits for changes, and one serves.
"""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from contextlib import closing, suppress
from pathlib import Path

import click
import uvicorn
from starlette.applications import Starlette

from guide import batch, manifest
from guide.changes import changes, places
from guide.diagnostics import error
from guide.preview.app import application
from guide.preview.stage import Chosen, Stage
from guide.targets import Refused
from guide.workers import Workers

HOST = "127.0.0.1"  # of this computer alone
_ELSEWHERE = Path("build")  # where a `guide build` beside us may write, which is no content


def serve(guide: Path, port: int, opens_browser: bool, makers: Workers, painters: Workers) -> None:
    """Until Ctrl-C. Port 0 is any that is free. Raises Refused and CannotWork.

    `makers` is one worker, so that editions share the pages in which they agree; `painters` draw single
    pages and do not wait for it.
    """
    with closing(_listening(port)) as listener, suppress(KeyboardInterrupt):
        stage, ended = Stage(), threading.Event()
        address = f"{HOST}:{listener.getsockname()[1]}"
        token = secrets.token_urlsafe(16)  # other pages in the browser, and other users, cannot guess it
        server = _server(application(guide, stage, painters, address, token))
        threads = [
            threading.Thread(target=server.run, args=([listener],), daemon=True),
            threading.Thread(target=_wake, args=(stage, guide, ended), daemon=True),
        ]
        for thread in threads:
            thread.start()
        url = f"http://{address}/{token}/"
        click.echo(f"{guide} is shown at {url}; press Ctrl-C to stop")
        if opens_browser:
            webbrowser.open(url)
        try:
            keep_building(guide, stage, makers)
        finally:
            server.should_exit = True
            ended.set()
            stage.close()
            for thread in threads:
                thread.join(5)


def keep_building(guide: Path, stage: Stage, makers: Workers) -> None:
    """Builds each packet that someone looks at, as soon as it is not of the present content."""
    built: dict[Chosen, str] = {}
    looks = manifest.looks(guide, _ELSEWHERE)
    while (looked_at := stage.wait()) is not None:
        for chosen in looked_at:
            now = manifest.content(guide, _ELSEWHERE).fingerprint
            if built.get(chosen) == now:
                continue
            built[chosen] = now
            if looks != (looks := manifest.looks(guide, _ELSEWHERE)):
                makers.renew()  # a process reads templates once
            stage.begin(chosen)
            (made,) = batch.make_all(makers, [guide], [chosen], None, lambda *_: None)
            stage.show(chosen, made)


def _wake(stage: Stage, guide: Path, ended: threading.Event) -> None:
    for _ in changes(lambda: places([guide], [], _ELSEWHERE), ended):
        stage.wake()


def _server(app: Starlette) -> uvicorn.Server:
    """One that says nothing, and does not wait for browsers that still listen when it ends."""
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()  # a browser may ask before the server runs
    except OSError as problem:
        listener.close()
        hint = "leave out --port, and a free one is found"
        raise Refused(error(f"the port {port} cannot be used: {problem.strerror}", hint=hint)) from None
    return listener
