"""`onward serve`: the API, the feeds and the pages on this machine."""

import argparse
import asyncio
import gc
import os
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import uvicorn
from litestar import Litestar
from litestar.concurrency import set_asyncio_executor

from crawlers.loop import watch
from crawlers.pulse import Pulse
from registry import logs
from registry.accounts import links, people
from registry.answers import Exit, say
from registry.commands.opening import opened
from registry.errors import BadInput, StoreError
from registry.settings import Settings
from registry.store import Store
from registry.terms import LinkPurpose
from web.access import is_loopback, require_loopback
from web.heads import Heads
from web.serving import Beside, application
from web.signing import SIGNING_IN

HELP = "serve the API, the feeds and the pages on this machine, and watch beside them"
EXAMPLE = "onward serve --port 8765"
SECONDS_KEPT_ALIVE = 75  # longer than proxies and clients keep a connection: who hangs up second loses no request
OBJECTS_BETWEEN_LOOKS = 50_000  # new ones; a request leaves some 250 that only a look for rubbish frees
SECONDS_TO_FINISH = 10  # what is being answered when the server is told to stop


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--host", help="address to listen on (default: ONWARD_HOST); loopback alone until there are accounts"
    )
    parser.add_argument("--no-watch", action="store_true", help="answer only; do no rounds and send no alerts")
    parser.add_argument("--port", type=int, help="port to listen on (default: ONWARD_PORT); 0 takes a free one")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Listen until stopped. Raises StoreError for a database that is not loaded, BadInput for a door not to be had."""
    host = arguments.host or settings.host
    port = _port(settings.port if arguments.port is None else arguments.port)
    _require_this_machine_or_accounts(host, settings)
    with opened(settings) as store:
        key = None if _has_accounts(store) else _first_link(store)
    with _listening(host, port) as door:
        here = f"http://{_shown(host)}:{door.getsockname()[1]}"
        say(f"Onward answers at {here}/ until you press Ctrl-C.")
        if key is not None:
            say(f"There are no accounts: it answers this machine alone. To make the first: {here}/welcome/{key}")
        if (words := settings.fixed_day()) is not None:
            say(words)
        logs.begin(settings)
        server = uvicorn.Server(configured(_app(settings, watches=not arguments.no_watch)))
        settle()
        answer_apart()
        server.run(sockets=[door])
    return Exit.OK


def settle() -> None:
    """The program stays until it ends: take it out of what is looked through for rubbish. A look at all of its 320,000
    objects held up every reader for a quarter of a second, and came with one page in a hundred. A register in mind is
    as large again: looked through as often as Python does, it held up one page in thirty."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 20, 20)


def answer_apart() -> None:
    """Give answers threads of their own. Litestar would take the event loop's, in which the watch waits for name
    servers and mail: while no name server replied, a write took ten seconds."""
    set_asyncio_executor(ThreadPoolExecutor(min(32, (os.cpu_count() or 1) + 4), thread_name_prefix="answers"))


def _require_this_machine_or_accounts(host: str, settings: Settings) -> None:
    """Raises BadInput for an address that others could reach while nobody has an account."""
    if is_loopback(host):
        return
    try:
        with opened(settings) as store:
            has_accounts = _has_accounts(store)
    except StoreError:
        has_accounts = False
    if not has_accounts:
        require_loopback(host)


def _has_accounts(store: Store) -> bool:
    with store.read() as session:
        return people.exist(session)


def _first_link(store: Store) -> str:
    """The link of the first administrator: it works once, for a day, or until the server is started again."""
    with store.write(SIGNING_IN) as session:
        return links.make(session, LinkPurpose.FIRST_ADMIN, datetime.now(UTC))


def _app(settings: Settings, *, watches: bool) -> Litestar:
    if not watches:
        return application(settings)
    pulse = Pulse(is_alive=True)
    return application(settings, beside=[_watching(settings, pulse)], pulse=pulse)


def configured(app: Litestar, *, http: type[Heads] = Heads, **more: Any) -> uvicorn.Config:
    """How the server runs. Who asks is who is connected: a header that names another is anybody's to write. Its lines
    are those of `registry.logs`."""
    return uvicorn.Config(
        app, http=http, log_config=None, access_log=False, server_header=False, lifespan="on",
        timeout_graceful_shutdown=SECONDS_TO_FINISH, timeout_keep_alive=SECONDS_KEPT_ALIVE,
        proxy_headers=False, forwarded_allow_ips="", **more,
    )  # fmt: skip


def _watching(settings: Settings, pulse: Pulse) -> Beside:
    """Rounds and alerts in the server's own event loop, from start to stop; what is begun is finished first."""

    @asynccontextmanager
    async def beside(app: Litestar) -> AsyncIterator[None]:
        stop = asyncio.Event()
        rounds = asyncio.create_task(watch(settings, app.state["store"], stop, pulse=pulse))
        rounds.add_done_callback(_tell_end)
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait([rounds])

    return beside


def _tell_end(rounds: "asyncio.Task[None]") -> None:
    """A watch that ended by itself is never silent: pages still answer, but nothing is checked any more."""
    error = None if rounds.cancelled() else rounds.exception()
    if error is not None:
        logs.fail("watch_ended", error)
        say(f"Onward has stopped watching ({type(error).__name__}). Start it again once that is mended.")


def _port(port: int) -> int:
    if not 0 <= port <= 65535:
        raise BadInput(f"--port is {port}; write a number from 0 to 65535.", field="port")
    return port


def _listening(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadInput when the address is taken or none of ours."""
    try:
        family = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0][0]
        door = socket.create_server((host.strip("[]"), port), family=family, backlog=2048)
    except OSError as error:
        raise BadInput(f"Cannot listen on {host}:{port}: {error.strerror}.", field="port") from error
    # What is accepted here inherits it. Without it the body of an answer waits 40 ms for its head to be acknowledged.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
