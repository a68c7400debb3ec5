"""A dossier holds what is about its service, and nothing about another."""

from datetime import date
from typing import Any

import pytest

from registry.catalogue.dated import Moment
from registry.catalogue.dossier import Dossier, read_dossier, services_named
from registry.catalogue.reading import read_register
from registry.store import Store
from registry.tables import Document, Name, Organisation, Service, SubprocessorList, now
from registry.terms import DocumentKind, Grade, OrganisationKind, Origin

SAID: dict[str, Any] = {"source": "a file", "grade": Grade.PRIMARY, "origin": Origin.DATA}


@pytest.fixture
def filled(store: Store) -> Store:
    """Two services of one vendor, one of another, each with names, documents and a list."""
    said = SAID | {"recorded_at": now()}
    with store.write("test") as session:
        for key in ("a", "b"):
            session.add(Organisation(id=f"org_{key}", kind=OrganisationKind.LEGAL_PERSON, name=f"Seller {key}", **said))
        for key, seller in (("one", "a"), ("two", "a"), ("one_more", "b")):
            service = f"svc_{key}"
            session.add(Service(id=service, organisation_id=f"org_{seller}", name=key, **said))
            for kind in (None, "former", "spelling"):
                name = f"{key} {kind}"
                session.add(Name(id=f"nam_{name}", subject_id=service, name=name, folded=name, kind=kind, **said))
            session.add(_document(key, service_id=service))
            listing: dict[str, Any] = {"service_id": service, "organisation_id": f"org_{seller}", "complete": True}
            session.add(SubprocessorList(id=f"lst_{key}", **listing, **said))
        session.add(_document("seller", organisation_id="org_a"))
        session.add(_document("both", organisation_id="org_a", services=["svc_two", "svc_one_more"]))
        session.add(_document("foreign", organisation_id="org_b"))
    return store


def _document(key: str, **more: Any) -> Document:
    return Document(id=f"doc_{key}", kind=DocumentKind.DPA, recorded_at=now(), **SAID, **more)


def dossier(store: Store, service: str) -> Dossier:
    with store.read() as session:
        return read_dossier(session, read_register(session, Moment(date(2026, 11, 22))), service)


def test_it_holds_names_documents_and_lists_of_its_service_alone(filled: Store) -> None:
    found = dossier(filled, "svc_one")
    assert [row.name for row in found.names] == ["one None", "one former"]
    assert {row.id for row in found.documents} == {"doc_one", "doc_seller"}
    assert [row.id for row in found.lists] == ["lst_one"]


def test_a_document_that_names_several_services_belongs_to_each(filled: Store) -> None:
    assert {row.id for row in dossier(filled, "svc_two").documents} == {"doc_two", "doc_seller", "doc_both"}
    assert {row.id for row in dossier(filled, "svc_one_more").documents} == {"doc_one_more", "doc_both", "doc_foreign"}


@pytest.mark.parametrize(
    ("words", "names"),
    [("", ["one", "one_more", "two"]), ("two", ["two"]), ("ONE F", ["one"]), ("e_m", ["one_more"]), ("100%", [])],
)
def test_services_are_found_by_any_name_in_order(filled: Store, words: str, names: list[str]) -> None:
    with filled.read() as session:
        register = read_register(session, Moment(date(2026, 11, 22)))
        assert [row.name for row in services_named(session, register, words)] == names
