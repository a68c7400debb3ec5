"""A real server over the invented sample, and the system's Chromium before it."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from page_desk import desk
from page_texts import DAY, Words, dated
from sqlmodel import Session

from app import create_app, main
from registry import settings as environment
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.store import open_store
from registry.tables import Document, ImpactAssessment
from registry.terms import DocumentKind

SECONDS = 30.0
WATCHED = ("svc_supabase", "svc_teamtailor")


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs, and the ids of what it shows."""

    address: str
    controller: str
    service: str


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A database with catalogue, sample and work on the desk; the controller and one of its services."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONWARD_VAR", str(folder))
        patch.setenv("ONWARD_TODAY", DAY.isoformat())
        assert main(["load"]) == 0
    store = open_store(f"sqlite:///{folder / 'onward.db'}")
    with store.write("test") as session:
        controller, service = _desk(session)
    store.close()
    return folder / "onward.db", controller, service


def _desk(session: Session) -> tuple[str, str]:
    register = read_register(session, Moment(DAY))
    controller = next(key for key in register.engagements_of if register.organisations[key].invented)
    ours = register.engagements_of[controller]
    engaged = sorted(
        (e for e in ours if e.service_id in {"svc_supabase", "svc_teamtailor"}), key=lambda e: e.service_id
    )
    service = register.services[engaged[0].service_id]
    words = Words(
        service=service.name, found="Påhittad Nattjour Inc.", purpose="support at night", key="desk",
        quote="Påhittad Nattjour Inc. | Support at night and on holidays | United States",
        address="https://vendor.example/subprocessors",
    )  # fmt: skip
    session.add(
        Document(
            id="doc_desk", service_id=service.id, organisation_id=service.organisation_id, services=[service.id],
            kind=DocumentKind.SUB_PROCESSOR_LIST, url=words.address, title="Sub-processors",
            **dated(words),
        )
    )  # fmt: skip
    desk(session, service.id, controller, [e.id for e in engaged], words)
    session.add(
        ImpactAssessment(
            id="tia_desk", controller_id=controller, importer="Påhittad Nattjour Inc.", destination="US",
            started_on=DAY, started_by="A. Exempelsson", **dated(words),
        )
    )  # fmt: skip
    return controller, service.id


@pytest.fixture(scope="session")
def site(sample: tuple[Path, str, str]) -> Iterator[Site]:
    """The server that tests only read from."""
    yield from serving(*sample)


@pytest.fixture
def own_site(sample: tuple[Path, str, str], tmp_path: Path) -> Iterator[Site]:
    """A server over a copy, for a test that decides."""
    path = Path(shutil.copy(sample[0], tmp_path / "onward.db"))
    yield from serving(path, sample[1], sample[2])


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
