"""Onward on loopback as `onward serve` runs it, for tests that speak to it as another process would."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from litestar import Litestar

from app import create_app
from registry.settings import Settings
from web.commands.serve import configured


@contextmanager
def serving(onward: Settings | Litestar, **more: Any) -> Iterator[int]:
    """The port of a server over these settings, or of this application; `more` is uvicorn's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    app = onward if isinstance(onward, Litestar) else create_app(onward)
    config = configured(app, host="127.0.0.1", port=port, **more)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join()
