"""What the tests of the search look through: an invented catalogue, with documents and what was read in them."""

from datetime import UTC, datetime
from typing import Any

from registry.cataloguenames import folded
from registry.tables import (
    Activity,
    Agreement,
    Claim,
    Document,
    Engagement,
    HandedIn,
    Name,
    Organisation,
    Reading,
    Service,
    Snapshot,
    SubprocessorRow,
    Version,
)
from registry.terms import AgreementKind, DocumentKind, Grade, OrganisationKind, Origin

AT = datetime(2026, 1, 1, tzinfo=UTC)
SAID: dict[str, Any] = {"source": "a file", "grade": Grade.PRIMARY, "origin": Origin.DATA, "recorded_at": AT}
PERSON = OrganisationKind.LEGAL_PERSON


def rows() -> list[Any]:
    """All of it."""
    return [*_organisations(), *_services(), *_ours(), *_documents()]


def _organisations() -> list[Any]:
    named = [
        ("org_norrsken", OrganisationKind.GROUP, "Norrsken", None),
        ("org_norrsken_ab", PERSON, "Norrsken Moln AB", None),
        ("org_brevia", PERSON, "Brevia GmbH", None), ("org_akerbar", PERSON, "Åkerbär", None),
        ("org_attika", PERSON, "Ättika & Dill", None), ("org_oresund", PERSON, "Øresund Data", None),
        ("org_strasse", PERSON, "Straße Logistik", None),
    ]  # fmt: skip
    return [
        *(Organisation(id=one, kind=kind, name=name, registration=number, **SAID) for one, kind, name, number in named),
        Organisation(
            id="org_lagret", kind=PERSON, name="Lagret AB", registration="556000-0167", is_controller=True, **SAID
        ),
        _name("nam_1", "org_norrsken", "Skyfall Hosting"), _name("nam_2", "svc_moln", "Polstjärnan"),
        _name("nam_3", "svc_brev", "BrevPost"),
    ]  # fmt: skip


def _name(identity: str, subject: str, name: str) -> Name:
    return Name(id=identity, subject_id=subject, name=name, folded=folded(name), kind="former", **SAID)


def _services() -> list[Any]:
    claims = [
        ("svc_moln", "Vi anlitar underbiträden i andra länder."),
        ("svc_brev", "We rely on the standard contractual clauses <script>alert(1)</script>."),
    ]
    return [
        Service(id="svc_moln", organisation_id="org_norrsken", name="Norrsken Moln", category="storage", **SAID),
        Service(id="svc_post", organisation_id="org_norrsken", name="Norrsken Post", **SAID),
        Service(id="svc_brev", organisation_id="org_brevia", name="Brevia Post", purposes=["e-mail delivery"], **SAID),
        SubprocessorRow(
            id="sub_kolonn", service_id="svc_brev", name_as_written="Kolonn", purpose="SMS gateway", **SAID
        ),
        *(
            Claim(
                id=f"clm_{subject}", subject_id=subject, field="mechanism", value={}, quote=quote, source="a page",
                grade=Grade.PRIMARY, recorded_at=AT,
            )
            for subject, quote in claims
        ),
    ]  # fmt: skip


def _ours() -> list[Any]:
    return [
        Engagement(
            id="eng_brev", controller_id="org_lagret", service_id="svc_brev", name_as_written="Brevia", **SAID
        ),
        Activity(
            id="act_lon", controller_id="org_lagret", key="payroll", name="Löneutbetalning",
            purposes=["betala löner", "överföringar till banken"], **SAID,
        ),
        Activity(
            id="act_kund", controller_id="org_lagret", key="support", name="Kundtjänst",
            purposes=["besvara ärenden"], **SAID,
        ),
        Agreement(
            id="agr_brev", engagement_id="eng_brev", kind=AgreementKind.DPA,
            notes={"document": "Personuppgiftsbiträdesavtal 2026"}, **SAID,
        ),
    ]  # fmt: skip


def _documents() -> list[Any]:
    texts = {
        "doc_dpa": "The processor shall notify the controller without undue delay.",
        "doc_avtal": "Biträdet får bara behandla uppgifter på dokumenterade instruktioner.",
    }
    return [
        Document(
            id="doc_dpa", service_id="svc_brev", kind=DocumentKind.DPA, title="Data Processing Addendum",
            url="https://brevia.example/dpa", **SAID,
        ),
        Document(id="doc_avtal", service_id="svc_moln", kind=DocumentKind.DPA, title="Avtalsvillkor", **SAID),
        HandedIn(
            id="doc_hand", subject_id="org_lagret", kind=DocumentKind.NOTICE, title="Handed in by hand", handed_at=AT
        ),
        *(made for one, text in texts.items() for made in _read(one, text)),
    ]  # fmt: skip


def _read(document: str, text: str) -> list[Any]:
    return read_in(document, text, AT, key=document)


def read_in(document: str, text: str, at: datetime, *, key: str) -> list[Any]:
    """A version of a document, captured at an instant, and what was read in it."""
    sha = "a" * 64
    return [
        Snapshot(id=f"snp_{key}", source_id=document, sha256=sha, fetched_at=at, size=1, final_url="x"),
        Version(
            id=f"ver_{key}", document_id=document, snapshot_id=f"snp_{key}", text_sha256=sha, extractor=1,
            reader=1, recorded_at=at,
        ),
        reading(f"rdg_{key}", f"ver_{key}", text, at),
    ]  # fmt: skip


def reading(identity: str, version: str, text: str, at: datetime) -> Reading:
    """What was read in a version at an instant."""
    found = {"clauses": [{"id": "a", "quote": text}]}
    return Reading(id=identity, version_id=version, reader=1, recorded_at=at, found=found)
