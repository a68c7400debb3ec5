"""The API at 5,000 services: a list of 100, one with all that belongs to it, a search; each server one worker.

Answers in a second of the server's own processor time, for this machine may have other work. Beside ours stand two
more over the very same database: what one writes in an afternoon with FastAPI and SQLModel (`api_naive`), and Litestar
with msgspec and plain SQL (`api_plain`). The three are asked in turn, several times, and the best turn of each counts.
"""

import contextlib
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from benchmarks.measuring import Figure
from registry import searchindex
from registry.cataloguenames import folded
from registry.store import Store, open_store
from registry.tables import Claim, Document, Location, Name, Organisation, Service, SubprocessorList, now
from registry.tables.base import Table
from registry.terms import DocumentKind, Grade, Manner, OrganisationKind, Origin

ROOT = Path(__file__).resolve().parent.parent
SERVICES, CONNECTIONS, ASKED = 5_000, 4, 40
BEGINNINGS = [
    "nor", "sol", "fjärd", "berg", "havs", "moln", "storm", "lund", "sten", "älv", "glad", "frost", "tall",
    "gran", "ek", "kust", "dal", "vind", "is", "ljus"
]  # fmt: skip
ENDINGS = [
    "data", "post", "lager", "tjänst", "mail", "shop", "form", "chat", "ring", "moln", "bok", "sökning", "konto",
    "betal", "logg", "vakt", "karta", "video"
]  # fmt: skip
SERVERS = {
    "ours": ["-m", "app", "serve", "--no-watch"],
    "naive FastAPI and SQLModel": ["-m", "uvicorn", "benchmarks.api_naive:app", "--no-access-log"],
    "Litestar, msgspec, plain SQL": ["-m", "uvicorn", "benchmarks.api_plain:app", "--no-access-log"],
}
_TURN: dict[tuple[int, str], int] = {}
"""Where each server goes on in the addresses, so that what is asked anew is new."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, by several addresses asked in turn."""

    name: str
    paths: tuple[str, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """A server's process."""

    port: int
    process: int

    def spent(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def figures(quick: bool, shared: Path) -> Iterator[Figure]:
    """Answers a second, beside both others."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/onward.db"
        fill(url)
        with contextlib.ExitStack() as held:
            servers = {name: held.enter_context(served(words, url, folder)) for name, words in SERVERS.items()}
            for asked in _questions():
                best = dict.fromkeys(servers, 0.0)
                for _ in range(2 if quick else 5):
                    for name, server in servers.items():
                        best[name] = max(best[name], _per_second(server, asked, 0.5 if quick else 1.5))
                ours, *others = best
                for other in others:
                    yield Figure(f"API, {asked.name}", best[ours], "/s", best[other], other, more_is_better=True)


def _questions() -> list[Asked]:
    """Each asked again, as whoever looks at the same list does; and anew, where no answer that was kept helps."""
    chosen = random.Random(1).sample(range(SERVICES), ASKED)
    days = [f"on={date(2020, 1, 1) + timedelta(days=number)}" for number in range(2_000)]
    words = [f"/api/v1/search?q={quote(f'{BEGINNINGS[number % 20]}{ENDINGS[number % 18]}')}" for number in range(180)]
    one = [f"/api/v1/services/svc_{number}" for number in chosen]
    return [
        Asked("list of 100, again", ("/api/v1/services?limit=100",), again=True),
        Asked("list of 100, anew", tuple(f"/api/v1/services?limit=100&{day}" for day in days)),
        Asked("one with relations, again", tuple(one), again=True),
        Asked("one with relations, anew", tuple(f"{path}?{day}" for day in days for path in one)),
        Asked("search, again", tuple(words[:ASKED]), again=True),
        Asked("search, anew", tuple(f"{path}&limit={most}" for most in range(20, 60) for path in words)),
    ]


def _per_second(server: Server, asked: Asked, seconds: float) -> float:
    """Over a few connections that are never idle. What is asked again is asked once before."""
    port = server.port
    sent = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode() for path in asked.paths]
    with contextlib.ExitStack() as held:
        lines = [held.enter_context(_Line(port)) for _ in range(CONNECTIONS)]
        first = _TURN.get((port, asked.name), 0)
        for one in sent if asked.again else ():
            lines[0].ask(one)
            lines[0].answer()
        for number, line in enumerate(lines):
            line.ask(sent[(first + number) % len(sent)])
        began, spent, done = time.perf_counter(), server.spent(), 0
        while time.perf_counter() - began < seconds:
            for line in lines:
                line.answer()
                done += 1
                line.ask(sent[(first + len(lines) + done) % len(sent)])
        _TURN[port, asked.name] = first + done
        took = server.spent() - spent
        for line in lines:
            line.answer()
    return done / max(took, 0.01)


class _Line:
    """A connection that costs the client next to nothing. It asserts that each answer is a 200."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> "_Line":
        return self

    def __exit__(self, *_error: Any) -> None:
        self._file.close()
        self._socket.close()

    def ask(self, sent: bytes) -> None:
        self._socket.sendall(sent)

    def answer(self) -> int:
        """Read one answer. How many bytes its body has."""
        status = self._file.readline()
        length = 0
        while (line := self._file.readline()) not in {b"\r\n", b""}:
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        body = self._file.read(length)
        if b" 200 " not in status or len(body) != length or not length:
            raise RuntimeError(f"{status!r}: {body[:200]!r}")
        return length


@contextlib.contextmanager
def served(words: list[str], url: str, folder: str) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"ONWARD_VAR": folder, "ONWARD_DATABASE_URL": url}
    command = [sys.executable, *words, "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError, RuntimeError), _Line(port) as line:
            line.ask(f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            line.answer()
            return
        time.sleep(0.1)
    raise TimeoutError("The server did not answer within 30 seconds.")


def fill(url: str) -> None:
    store = open_store(url)
    try:
        store.migrate()
        _write(store)
    finally:
        store.close()


def _write(store: Store) -> None:
    """Rows as a register holds them; written past the log, which no answer here reads."""
    with store.write("benchmark") as session:
        rows: dict[type[Table], list[dict[str, Any]]] = {}
        for number in range(SERVICES):
            for table, row in _service(number):
                rows.setdefault(table, []).append(row)
        for table, filled in rows.items():
            session.connection().execute(sa.insert(sa.inspect(table).local_table), filled)
        searchindex.renew(session)


def _service(number: int) -> Iterator[tuple[type[Table], dict[str, Any]]]:
    """A service, what belongs to it, and for every fifth the organisation that offers it."""
    said = {"source": "a file", "grade": Grade.PRIMARY, "recorded_at": now()}
    dated = said | {"origin": Origin.DATA}
    service, seller = f"svc_{number}", f"org_{number // 5}"
    name = f"{BEGINNINGS[number % 20]}{ENDINGS[number % 18]} {number}".capitalize()
    if number % 5 == 0:
        yield Organisation, dated | {
            "id": seller, "name": f"{name} AB", "kind": OrganisationKind.LEGAL_PERSON, "country": "SE",
            "is_controller": False, "invented": True,
        }  # fmt: skip
    yield Service, dated | {
        "id": service, "organisation_id": seller, "name": name, "category": "storage", "notice_days": 30,
        "purposes": ["store files", "back them up"], "data_categories": ["contact", "content"],
    }  # fmt: skip
    for other in (f"{name} Cloud", f"Gamla {name}"):
        yield Name, dated | {
            "id": f"nam_{number}_{other[:3]}", "subject_id": service, "name": other, "folded": folded(other),
            "kind": "own",
        }  # fmt: skip
    for kind in (DocumentKind.DPA, DocumentKind.NOTICE, DocumentKind.SUB_PROCESSOR_LIST):
        yield Document, dated | {
            "id": f"doc_{number}_{kind.value}", "service_id": service, "kind": kind, "title": f"{name}: {kind.value}",
            "url": f"https://vendor{number}.example/{kind.value}",
        }  # fmt: skip
    for place in ("SE", "US"):
        yield Location, dated | {
            "id": f"loc_{number}_{place}", "service_id": service, "manner": Manner.STORAGE, "country": place,
            "choice": False, "open_ended": False,
        }  # fmt: skip
    for field in ("role", "mechanism"):
        yield Claim, said | {
            "id": f"clm_{number}_{field}", "subject_id": service, "field": field, "value": {"said": field},
            "quote": f"{name} processes personal data on documented instructions and tells of every new sub-processor.",
        }  # fmt: skip
    yield SubprocessorList, dated | {
        "id": f"lst_{number}", "service_id": service, "organisation_id": seller, "complete": True,
        "document_id": f"doc_{number}_{DocumentKind.SUB_PROCESSOR_LIST.value}",
    }  # fmt: skip
