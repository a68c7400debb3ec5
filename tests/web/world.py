"""A small invented register with fixed ids, instants and days: what the tests of the web ask about."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select
from world_assessed import assessed
from world_clocks import clocks
from world_reviews import reviews
from world_told import told

from registry import lawfiles
from registry.catalogue.loading import keep_law
from registry.cataloguenames import folded
from registry.judging import judge_all
from registry.store import Store
from registry.tables import (
    Activity,
    Agreement,
    AgreementFile,
    Alert,
    Assessment,
    Certification,
    Change,
    Claim,
    Derogation,
    Document,
    Engagement,
    JointControl,
    Location,
    Measure,
    Name,
    Organisation,
    Proposal,
    Reading,
    Safeguard,
    Service,
    Snapshot,
    Source,
    SubprocessorList,
    SubprocessorRow,
    Transfer,
    VerdictRow,
    Version,
)
from registry.terms import (
    AgreementKind,
    AssessmentOutcome,
    CaptureState,
    Deed,
    DocumentKind,
    Event,
    Framework,
    Grade,
    Manner,
    Module,
    OrganisationKind,
    Origin,
    ProposalState,
    Role,
    SafeguardKind,
    SeenIn,
    Severity,
    SourceState,
)

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
BEFORE = datetime(2026, 10, 1, tzinfo=UTC)
SIGNED = b"Molnet Inc. processes personal data on the documented instructions of Lagret AB alone.\n"
LIST_URL = "https://molnet.example/sub-processors"
ON_FILE: dict[str, Any] = {"source": "portfolio", "grade": Grade.PRIMARY, "origin": Origin.IMPORT, "recorded_at": AT}
CURATED: dict[str, Any] = {"source": LIST_URL, "grade": Grade.PRIMARY, "origin": Origin.DATA, "recorded_at": AT}


def fill(store: Store) -> None:
    """Write the whole world, and judge it."""
    law = lawfiles.load()
    files = {path.name: path.read_text(encoding="utf-8") for path in lawfiles.law_paths()}
    with store.write("test") as session:
        session.add_all([*_organisations(), *_services(), *_lists(), *_engagements(), *_watched(), *_proposals()])
        session.add_all([*clocks(), *reviews(), *_alerts(), *assessed(), *_coming(), *told()])
        session.flush()
        keep_law(session, files, law.sha256)
        judge_all(session, law, TODAY, AT)
        _number_verdicts(session)


def _number_verdicts(session: Session) -> None:
    """Verdicts get a random id when they are kept; here they are numbered by their transfers."""
    for number, row in enumerate(session.exec(select(VerdictRow).order_by(col(VerdictRow.transfer_key))), start=1):
        row.id = f"vdt_{number:04d}"
        session.add(row)


def _organisations() -> list[Any]:
    person = OrganisationKind.LEGAL_PERSON
    return [
        Organisation(id="org_lagret", kind=person, name="Lagret AB", country="SE", is_controller=True, **ON_FILE),
        Organisation(id="org_molnet", kind=OrganisationKind.GROUP, name="Molnet", **CURATED),
        Organisation(
            id="org_molnet_inc", kind=person, name="Molnet Inc.", country="US", parent_id="org_molnet",
            relation="parent", **CURATED,
        ),
        Organisation(id="org_brevia", kind=person, name="Brevia GmbH", country="DE", **CURATED),
        Organisation(id="org_kolonn", kind=OrganisationKind.NAMED_ONLY, name="Kolonn LLC", **CURATED),
        _name("nam_molnet", "org_molnet", "Molnet"),
        _name("nam_molnet_old", "org_molnet", "Skyfall Hosting"),
        _name("nam_lagring", "svc_lagring", "Molnet Lagring"),
    ]  # fmt: skip


def _name(identity: str, subject: str, name: str) -> Name:
    return Name(id=identity, subject_id=subject, name=name, folded=folded(name), kind="own", **CURATED)


def _services() -> list[Any]:
    return [
        Service(
            id="svc_lagring", organisation_id="org_molnet", name="Molnet Lagring", category="storage",
            data_categories=["name", "email"], objection_days=30, **CURATED,
        ),
        Service(id="svc_brev", organisation_id="org_brevia", name="Brevia Post", category="email", **CURATED),
        Document(
            id="doc_lista", service_id="svc_lagring", organisation_id="org_molnet", services=["svc_lagring"],
            kind=DocumentKind.SUB_PROCESSOR_LIST, url=LIST_URL, title="Sub-processors", **CURATED,
        ),
        Location(
            id="loc_us", service_id="svc_lagring", manner=Manner.STORAGE, country="US",
            as_written="data centres in Oregon", **CURATED,
        ),
        Claim(
            id="clm_scc", subject_id="svc_lagring", field="mechanism", document_id="doc_lista",
            value={"kind": "scc", "act": "(EU) 2021/914", "modules": ["c2p"]}, source=LIST_URL, grade=Grade.PRIMARY,
            quote="We rely on the standard contractual clauses.", recorded_at=AT, origin=Origin.DATA,
        ),
    ]  # fmt: skip


def _lists() -> list[Any]:
    rows = [
        ("sub_brevia", "Brevia GmbH", "org_brevia", ["DE"], "DE"),
        ("sub_kolonn", "Kolonn LLC", "org_kolonn", ["US"], "US"),
    ]
    return [
        SubprocessorList(
            id="lst_lagring", service_id="svc_lagring", organisation_id="org_molnet", document_id="doc_lista",
            url=LIST_URL, dated=date(2026, 9, 1), complete=True, **CURATED,
        ),
        *(
            SubprocessorRow(
                id=identity, service_id="svc_lagring", document_id="doc_lista", list_id="lst_lagring",
                name_as_written=name, organisation_id=organisation, purpose="support", places=places, seat=seat,
                position=position, **CURATED,
            )
            for position, (identity, name, organisation, places, seat) in enumerate(rows)
        ),
    ]  # fmt: skip


def _engagements() -> list[Any]:
    started = {"valid_from": date(2024, 1, 1)} | ON_FILE
    return [
        Activity(
            id="act_orders", controller_id="org_lagret", key="orders", purposes=["take and send orders"],
            legal_basis=["contract"], data_subjects=["customers"], **ON_FILE,
        ),
        Engagement(
            id="eng_lagring", controller_id="org_lagret", service_id="svc_lagring", name_as_written="Molnet",
            contracting_party_id="org_molnet_inc", stated_in_our_notice=Role.PROCESSOR, decided_by_us=Role.PROCESSOR,
            activities=["act_orders"], data_categories=["name", "email"], **started,
        ),
        Engagement(
            id="eng_brev", controller_id="org_lagret", service_id="svc_brev", name_as_written="Brevia",
            contracting_party_id="org_brevia", stated_in_our_notice=Role.RECIPIENT, **started,
        ),
        Agreement(
            id="agr_lagring", engagement_id="eng_lagring", kind=AgreementKind.DPA, signed_on=date(2024, 1, 1),
            objection_days=30, **ON_FILE,
        ),
        AgreementFile(
            id="agf_lagring", agreement_id="agr_lagring", engagement_id="eng_lagring", size=len(SIGNED),
            sha256=sha256(SIGNED).hexdigest(), media_type="text/plain", name="signed.txt", received_at=AT,
            received_by="Ada Askersund",
        ),
        Transfer(
            id="trf_lagring", engagement_id="eng_lagring", hop_id="eng_lagring", destination="US",
            manner=Manner.STORAGE, importer={"country": "US", "subject_to_gdpr": False}, same_legal_entity=False,
            known_absent=["importer.certifications", "derogation"], **ON_FILE,
        ),
        Assessment(
            id="tia_lagring", transfer_id="trf_lagring", concluded_on=date(2025, 3, 1), concluded_by="the DPO",
            outcome=AssessmentOutcome.EFFECTIVE, review_due_on=date(2027, 3, 1),
            known_absent=["relies_on"], **ON_FILE,
        ),
        Safeguard(
            id="sfg_lagring", transfer_id="trf_lagring", kind=SafeguardKind.SCC, act="(EU) 2021/914",
            modules=[Module.C2P], signed_on=date(2024, 1, 1), annexes_complete=True, **ON_FILE,
        ),
    ]  # fmt: skip


def _coming() -> list[Any]:
    """What holds from a later day on."""
    later = {"valid_from": date(2027, 1, 1)}
    return [
        Organisation(
            id="org_next", kind=OrganisationKind.LEGAL_PERSON, name="Tuvan AB", country="SE", **later, **CURATED
        ),
        Service(id="svc_next", organisation_id="org_brevia", name="Tuvan Arkiv", **later, **CURATED),
        SubprocessorRow(
            id="sub_next", service_id="svc_brev", engagement_id="eng_brev", name_as_written="Tuvan", **later, **ON_FILE
        ),
        Certification(
            id="crt_next", organisation_id="org_molnet_inc", framework=Framework.EU_US_DPF, state="active",
            seen_in=SeenIn.REGISTER, **later, **CURATED,
        ),
        JointControl(
            id="jnt_next", controller_id="org_lagret", other_id="org_brevia", arrangement="A common newsletter",
            **later, **ON_FILE,
        ),
        Measure(id="msr_next", transfer_id="trf_lagring", kind="pseudonymisation", **later, **ON_FILE),
        Derogation(id="drg_next", transfer_id="trf_lagring", article="49(1)(a)", **later, **ON_FILE),
    ]  # fmt: skip


def _watched() -> list[Any]:
    sha = "a" * 64
    added = {
        "kind": "new_recipient_or_subprocessor", "subject": "Norrsken Ltd", "countries": ["GB"],
        "before": None, "after": "Norrsken Ltd, United Kingdom, hosting",
    }  # fmt: skip
    return [
        Source(
            id="src_lista", document_id="doc_lista", service_id="svc_lagring", kind=DocumentKind.SUB_PROCESSOR_LIST,
            url=LIST_URL, host="molnet.example", state=SourceState.CHANGED, due_at=AT, checked_at=AT, verified_at=AT,
            changed_at=AT, version_id="ver_new",
        ),
        Snapshot(
            id="snp_new", source_id="src_lista", sha256=sha, fetched_at=AT, size=1_200, content_type="text/html",
            final_url=LIST_URL,
        ),
        *(
            Version(
                id=identity, document_id="doc_lista", snapshot_id="snp_new", text_sha256=letter * 64, extractor=1,
                reader=1, recorded_at=at,
            )
            for identity, letter, at in (("ver_old", "b", BEFORE), ("ver_new", "c", AT))
        ),
        Reading(id="rdg_new", version_id="ver_new", reader=1, found={}, recorded_at=AT),
        Change(
            id="chg_lista", source_id="src_lista", document_id="doc_lista", service_id="svc_lagring",
            from_version_id="ver_old", to_version_id="ver_new", state=CaptureState.CHANGED, material=True,
            kinds=["new_recipient_or_subprocessor"], changes=[added], severity=Severity.HIGH, recorded_at=AT,
        ),
        Change(
            id="chg_first", source_id="src_lista", document_id="doc_lista", service_id="svc_lagring",
            to_version_id="ver_old", state=CaptureState.SAME, material=False, kinds=["date_only"], changes=[],
            recorded_at=BEFORE,
        ),
    ]  # fmt: skip


def _proposals() -> list[Any]:
    found = [
        ("prp_norrsken", {"name_as_written": "Norrsken Ltd", "purpose": "hosting", "places": ["GB"], "seat": "GB"}),
        ("prp_sydvind", {"name_as_written": "Sydvind Inc.", "purpose": "support", "places": ["US"], "seat": "US"}),
    ]
    return [
        Proposal(
            id=identity, fingerprint=identity[-1] * 64, subject_id="svc_lagring", field="sub_processor", deed=Deed.ADD,
            value=value | {"topic": value["name_as_written"]}, document_id="doc_lista", change_id="chg_lista",
            version_id="ver_new", snapshot_sha256="a" * 64, quote=f"{value['name_as_written']}: {value['purpose']}",
            start=10, end=40, state=ProposalState.PROPOSED, proposed_at=AT,
        )
        for identity, value in found
    ]  # fmt: skip


def _alerts() -> list[Any]:
    return [
        Alert(
            id="alr_norrsken", fingerprint="d" * 64, event=Event.SUBPROCESSOR_ADDED, severity=Severity.HIGH,
            title="[HIGH] Molnet Lagring: sub-processor added: Norrsken Ltd (GB), 1 of your engagements",
            body={
                "changes": [{"kind": "new_recipient_or_subprocessor", "before": None, "after": "Norrsken <Ltd> & co"}],
                "engagements": ["eng_lagring"], "document": LIST_URL,
            },
            service_id="svc_lagring", change_id="chg_lista", controller_id="org_lagret",
            deadline_on=date(2026, 12, 1), created_at=AT,
        ),
        Alert(
            id="alr_plain", fingerprint="e" * 64, event=Event.POLICY_CHANGED, severity=Severity.LOW,
            title="[LOW] Molnet Lagring: date only, no engagement of yours", body={"changes": []},
            service_id="svc_lagring", created_at=BEFORE,
        ),
    ]  # fmt: skip
