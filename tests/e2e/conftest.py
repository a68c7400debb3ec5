"""A real server over the invented sample, and the system's Chromium before it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_desk import desk
from page_texts import DAY, Words, dated
from site_served import Site, serving
from sqlmodel import Session

from app import main
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.store import open_store
from registry.tables import Document, ImpactAssessment
from registry.terms import DocumentKind

WATCHED = ("svc_supabase", "svc_teamtailor")


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
