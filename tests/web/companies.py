"""A second company of the group beside Lagret: Hamnen, with rows in every table that belongs to a controller."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select
from world import AT, BEFORE, ON_FILE, TODAY

from registry import lawfiles
from registry.judging import judge_all
from registry.store import Store
from registry.tables import (
    Activity,
    Agreement,
    AgreementFile,
    Alert,
    Claim,
    Document,
    Engagement,
    HandedIn,
    ImpactAssessment,
    JointControl,
    Objection,
    Organisation,
    Proposal,
    Review,
    Task,
    Transfer,
    VerdictRow,
    Version,
)
from registry.terms import (
    AgreementKind,
    Deed,
    DocumentKind,
    Event,
    Grade,
    Manner,
    ObjectionState,
    OrganisationKind,
    Origin,
    ProposalState,
    ReviewStep,
    Role,
    Severity,
)

OWN, FOREIGN = "org_lagret", "org_hamnen"
FOREIGN_WORDS = ("hamnen", "kajplats")  # words that stand in rows of the second company alone


def fill(store: Store) -> None:
    """Write the second company beside what the world holds, and judge it."""
    with store.write("test") as session:
        session.add_all([*_registered(), *_told()])
        session.flush()
        judge_all(session, lawfiles.load(), TODAY, AT)
        _number_verdicts(session)


def _number_verdicts(session: Session) -> None:
    ours = select(VerdictRow).where(VerdictRow.controller_id == FOREIGN).order_by(col(VerdictRow.transfer_key))
    for number, row in enumerate(session.exec(ours), start=1):
        row.id = f"vdt_hamnen_{number}"
        session.add(row)


def _registered() -> list[Any]:
    person = {"kind": OrganisationKind.LEGAL_PERSON, "country": "SE", "is_controller": True} | ON_FILE
    return [
        Organisation(id=FOREIGN, name="Hamnen AB", **person),
        Activity(id="act_hamnen", controller_id=FOREIGN, key="kajplats", purposes=["kajplats"], **ON_FILE),
        Engagement(
            id="eng_hamnen", controller_id=FOREIGN, service_id="svc_lagring", name_as_written="Molnet i Hamnen",
            contracting_party_id="org_molnet_inc", stated_in_our_notice=Role.PROCESSOR, valid_from=date(2025, 1, 1),
            **ON_FILE,
        ),
        Agreement(
            id="agr_hamnen", engagement_id="eng_hamnen", kind=AgreementKind.DPA, signed_on=date(2025, 1, 1), **ON_FILE
        ),
        Transfer(
            id="trf_hamnen", engagement_id="eng_hamnen", hop_id="eng_hamnen", destination="US", manner=Manner.STORAGE,
            **ON_FILE,
        ),
        JointControl(id="jnt_hamnen", controller_id=FOREIGN, other_id="org_brevia", **ON_FILE),
        ImpactAssessment(
            id="tia_hamnen", controller_id=FOREIGN, importer="Hamnen Cloud", destination="US", started_on=AT.date(),
            started_by="Ada Askersund", **(ON_FILE | {"origin": Origin.PERSON}),
        ),
    ]  # fmt: skip


def _told() -> list[Any]:
    return [*_worked_on(), *_kept()]


def _worked_on() -> list[Any]:
    return [
        AgreementFile(
            id="agf_hamnen", agreement_id="agr_hamnen", engagement_id="eng_hamnen", sha256="6" * 64, size=1,
            media_type="application/pdf", received_at=AT, received_by="Hamnen",
        ),
        Review(
            id="rvw_hamnen", engagement_id="eng_hamnen", controller_id=FOREIGN, step=ReviewStep.OPENED,
            step_by="Hamnen", recorded_at=AT, opened_at=AT, is_open=True, due_on=date(2026, 12, 1),
        ),
        Objection(
            id="obj_hamnen", engagement_id="eng_hamnen", service_id="svc_lagring", change_id="chg_lista",
            state=ObjectionState.NOTICE_RECEIVED, deadline_on=date(2026, 12, 1), opened_at=AT,
        ),
        Task(
            id="tsk_hamnen", subject_id="obj_hamnen", title="Kajplats: invänd", objection_id="obj_hamnen",
            due_on=date(2026, 12, 1), opened_at=AT,
        ),
        Alert(
            id="alr_hamnen", fingerprint="7" * 64, event=Event.SUBPROCESSOR_ADDED, severity=Severity.HIGH,
            title="[HIGH] Molnet Lagring: kajplats, 1 of your engagements", body={"changes": []},
            service_id="svc_lagring", change_id="chg_lista", controller_id=FOREIGN, deadline_on=date(2026, 12, 1),
            created_at=AT,
        ),
    ]  # fmt: skip


def _kept() -> list[Any]:
    return [
        Document(id="doc_hamnen", controller_id=FOREIGN, kind=DocumentKind.NOTICE, title="Hamnens notis", **ON_FILE),
        HandedIn(
            id="doc_hamnen_in", subject_id=FOREIGN, kind=DocumentKind.NOTICE, title="Hamnens nya notis", handed_at=AT
        ),
        *(
            Version(
                id=identity, document_id=document, snapshot_id="snp_new", text_sha256=letter * 64, extractor=1,
                reader=1, recorded_at=BEFORE,
            )
            for identity, document, letter in (("ver_ham", "doc_hamnen", "f"), ("ver_ham_in", "doc_hamnen_in", "9"))
        ),
        Claim(
            id="clm_hamnen", subject_id=FOREIGN, field="note", value="kajplats", source="notice",
            grade=Grade.PRIMARY, recorded_at=AT, origin=Origin.IMPORT,
        ),
        Proposal(
            id="prp_hamnen", fingerprint="8" * 64, subject_id=FOREIGN, field="recipient", deed=Deed.ADD,
            value={"name_as_written": "Kajplats AB", "topic": "Kajplats AB", "role": "processor"},
            document_id="doc_hamnen", snapshot_sha256="a" * 64, start=1, end=30,
            quote="Vi lämnar uppgifter till Kajplats AB.",
            state=ProposalState.PROPOSED, proposed_at=AT,
        ),
    ]  # fmt: skip
