"""Onward on loopback as `onward serve` runs it, for tests that speak to it as another process would."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from app import create_app
from registry.settings import Settings


@contextmanager
def serving(settings: Settings, **more: Any) -> Iterator[int]:
    """The port of a server over these settings; `more` is uvicorn's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    config = uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_level="error", **more)
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
