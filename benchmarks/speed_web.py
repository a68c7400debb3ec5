"""The API: a list of 100, one and a search, asked by one client over loopback, beside a naive select of the same."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from sqlmodel import Session, col, select

from benchmarks.measuring import Figure
from registry.store import open_store
from registry.tables import Organisation

ROOT = Path(__file__).resolve().parent.parent


def figures(quick: bool, shared: Path) -> Iterator[Figure]:
    """Requests a second. The naive way reads whole objects and turns them into JSON, without any HTTP."""
    seconds = 1.0 if quick else 3.0
    with tempfile.TemporaryDirectory() as folder, _served(folder) as client:
        store = open_store(f"sqlite:///{folder}/var/onward.db")
        with contextlib.closing(store):
            engine = store.engine
            first = client.get("/api/v1/organisations", params={"limit": 1}).raise_for_status().json()["items"][0]["id"]

            def naive(condition: object, most: int) -> Callable[[], object]:
                def ask() -> object:
                    with Session(engine) as session:
                        found = session.exec(select(Organisation).where(condition).limit(most)).all()  # type: ignore[arg-type]
                        return [one.model_dump_json() for one in found]

                return ask

            asked = {
                "list of 100": (
                    ("/api/v1/organisations", {"limit": 100}),
                    naive(col(Organisation.retired_at).is_(None), 100),
                ),
                "one": ((f"/api/v1/organisations/{first}", {}), naive(col(Organisation.id) == first, 1)),
                "search": (
                    ("/api/v1/organisations", {"q": "cloud", "limit": 100}),
                    naive(col(Organisation.name).contains("cloud"), 100),
                ),
            }
            for name, ((path, query), plain) in asked.items():
                ours = _per_second(lambda p=path, q=query: client.get(p, params=q).raise_for_status(), seconds)
                yield Figure(
                    f"API, {name}",
                    ours,
                    "/s",
                    _per_second(plain, seconds),
                    "naive SQLModel, no HTTP",
                    more_is_better=True,
                )


def _per_second(deed: Callable[[], object], seconds: float) -> float:
    deed()
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        deed()
        done += 1
    return done / (time.perf_counter() - began)


@contextlib.contextmanager
def _served(folder: str) -> Iterator[httpx.Client]:
    """A real server process on a free port of loopback, over the sample."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"ONWARD_VAR": f"{folder}/var"}
    subprocess.run([sys.executable, "-m", "app", "load"], check=True, capture_output=True, env=environment, cwd=ROOT)
    words = [sys.executable, "-m", "app", "serve", "--port", str(port), "--no-watch"]
    server = subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
            _wait_for(client)
            yield client
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(client: httpx.Client) -> None:
    for _ in range(300):
        with contextlib.suppress(httpx.TransportError):
            if client.get("/health").is_success:
                return
        time.sleep(0.1)
    raise TimeoutError("The server did not answer within 30 seconds.")
