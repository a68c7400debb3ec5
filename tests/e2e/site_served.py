"""A server in this very process, for a browser."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from page_texts import DAY

from app import create_app
from registry import settings as environment

SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs, and the ids of what it shows."""

    address: str
    controller: str
    service: str


def serving(path: Path, controller: str, service: str) -> Iterator[Site]:
    told = {"ONWARD_VAR": str(path.parent), "ONWARD_TODAY": DAY.isoformat()}
    app = create_app(environment.read(told))
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    until = time.monotonic() + SECONDS
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        assert thread.is_alive(), "the server stopped"
        time.sleep(0.05)
    yield Site(f"http://127.0.0.1:{door.getsockname()[1]}", controller, service)
    server.should_exit = True
    thread.join(SECONDS)
    door.close()
