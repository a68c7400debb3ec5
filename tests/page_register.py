"""An invented register for pages: one organisation, a few recipients, and work that waits on the desk."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from registry.tables import (
    Agreement,
    Alert,
    Certification,
    Change,
    Claim,
    Document,
    Engagement,
    Location,
    Name,
    Organisation,
    Proposal,
    Review,
    Service,
    Source,
    SubprocessorList,
    SubprocessorRow,
)
from registry.terms import (
    AgreementKind,
    CaptureState,
    Deed,
    DocumentKind,
    Event,
    Framework,
    Grade,
    Manner,
    OrganisationKind,
    Origin,
    ProposalState,
    ReviewState,
    Role,
    SeenIn,
    Severity,
    SourceState,
)

DAY = date(2026, 11, 22)
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ADDRESS = "https://vendor.example/subprocessors"


@dataclass(frozen=True, slots=True)
class Words:
    """Every text of the register that comes from outside; a test puts hostile ones in their place."""

    controller: str = "Påhittade Granbygdens Bageri AB"
    service: str = "Påhittad Kundkanal"
    company: str = "Påhittad Kundkanal, Inc."
    listed: str = "Påhittad Lagring GmbH"
    found: str = "Påhittad Nattjour Inc."
    purpose: str = "customer support at night"
    quote: str = "Påhittad Nattjour Inc., customer support at night, United States"
    source: str = "a reading made for tests"
    address: str = ADDRESS
    key: str = "kanal"  # a part of every id

    def storable(self) -> "Words":
        """The same texts as a database holds them: half a character is nothing it can keep."""
        texts = {one.name: _whole(getattr(self, one.name)) for one in fields(self)}
        return Words(**texts)


def fill(session: Session, words: Words | None = None) -> None:
    """Write the whole register."""
    said = (words or Words()).storable()
    _parties(session, said)
    _service(session, said)
    _engagement(session, said)
    session.flush()
    desk(session, f"svc_{said.key}", f"org_{said.key}-ours", [f"eng_{said.key}"], said)


def _whole(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()


def desk(session: Session, service: str, controller: str, engagements: list[str], words: Words) -> None:
    """Sources in every state, a change that concerns us, its proposal, a review that is due."""
    states = [SourceState.VERIFIED] * 3 + [SourceState.CHANGED, SourceState.BLOCKED, SourceState.UNREACHABLE, None]
    for number, state in enumerate(states):
        session.add(
            Source(
                id=f"src_{words.key}-{number}",
                document_id=f"doc_{words.key}",
                service_id=service,
                kind=DocumentKind.SUB_PROCESSOR_LIST,
                url=f"{words.address}?{number}",
                host="vendor.example",
                state=state,
                due_at=AT,
                checked_at=AT if state else None,
                verified_at=AT if state is SourceState.VERIFIED else None,
                trouble="HTTP 503" if state is SourceState.UNREACHABLE else None,
            )
        )
    difference = {
        "kind": "new_recipient_or_subprocessor",
        "before": None,
        "after": words.quote,
        "subject": words.found,
        "countries": ["US"],
    }
    session.add(
        Change(
            id=f"chg_{words.key}",
            source_id=f"src_{words.key}-3",
            document_id=f"doc_{words.key}",
            service_id=service,
            from_version_id="ver_1",
            to_version_id="ver_2",
            state=CaptureState.CHANGED,
            material=True,
            kinds=[difference["kind"]],
            changes=[difference],
            severity=Severity.HIGH,
            recorded_at=AT,
        )
    )
    session.add(
        Alert(
            id=f"alr_{words.key}-1",
            fingerprint=words.key.ljust(64, "a"),
            event=Event.SUBPROCESSOR_ADDED,
            severity=Severity.HIGH,
            title=f"[HIGH] {words.service}",
            body={"changes": [difference], "engagements": engagements},
            service_id=service,
            change_id=f"chg_{words.key}",
            controller_id=controller,
            deadline_on=DAY + timedelta(days=8),
            created_at=AT,
        )
    )
    session.add(proposal(f"prp_{words.key}", service, words))
    for number, engagement in enumerate(engagements[:2]):
        session.add(
            Review(
                id=f"rev_{words.key}-{number}",
                engagement_id=engagement,
                due_on=DAY - timedelta(days=3 - 12 * number),
                state=ReviewState.DUE_SOON,
                opened_at=AT,
            )
        )
    session.flush()


def proposal(id_: str, service: str, words: Words, **more: Any) -> Proposal:
    """A sub-processor that was found on a list."""
    value = {
        "topic": words.found,
        "name_as_written": words.found,
        "purpose": words.purpose,
        "places": ["US"],
        "seat": "US",
    }
    fixed: dict[str, Any] = {
        "id": id_,
        "fingerprint": id_.ljust(64, "f"),
        "subject_id": service,
        "field": "sub_processor",
        "deed": Deed.ADD,
        "value": value,
        "document_id": f"doc_{words.key}",
        "change_id": f"chg_{words.key}",
        "snapshot_sha256": "0" * 64,
        "quote": words.quote,
        "start": 0,
        "end": len(words.quote),
        "state": ProposalState.PROPOSED,
        "proposed_at": AT,
    }
    return Proposal(**(fixed | more))


def dated(words: Words, **more: Any) -> dict[str, Any]:
    """What every dated row carries."""
    fixed = {
        "source": words.source,
        "grade": Grade.SECONDARY,
        "recorded_at": AT,
        "origin": Origin.IMPORT,
        "valid_from": date(2024, 1, 1),
    }
    return fixed | more


def _parties(session: Session, words: Words) -> None:
    person = OrganisationKind.LEGAL_PERSON
    session.add_all(
        [
            Organisation(
                id=f"org_{words.key}-ours",
                kind=person,
                name=words.controller,
                country="SE",
                is_controller=True,
                invented=True,
                contact={"dpo": "dataskyddsombud@bageri.example"},
                **dated(words),
            ),
            Organisation(id=f"org_{words.key}", kind=OrganisationKind.GROUP, name=words.service, **dated(words)),
            Organisation(
                id=f"org_{words.key}-inc",
                kind=person,
                name=words.company,
                country="US",
                parent_id=f"org_{words.key}",
                relation="contracting",
                **dated(words),
            ),
            Name(
                id=f"nam_{words.key}-1",
                subject_id=f"svc_{words.key}",
                name=f"{words.service} Pro",
                folded="kanal pro",
                **dated(words),
            ),
            Certification(
                id=f"cer_{words.key}-1",
                organisation_id=f"org_{words.key}-inc",
                framework=Framework.EU_US_DPF,
                covers=["non_hr"],
                seen_in=SeenIn.REGISTER,
                state="active",
                checked_on=date(2026, 10, 7),
                **dated(words),
            ),
        ]
    )


def _service(session: Session, words: Words) -> None:
    session.add_all(
        [
            Service(
                id=f"svc_{words.key}",
                organisation_id=f"org_{words.key}",
                name=words.service,
                category="customer_support",
                notice_days=30,
                objection_days=10,
                **dated(words),
            ),
            Location(
                id=f"loc_{words.key}-1",
                service_id=f"svc_{words.key}",
                manner=Manner.STORAGE,
                country="US",
                as_written=words.quote,
                **dated(words),
            ),
            Document(
                id=f"doc_{words.key}",
                service_id=f"svc_{words.key}",
                organisation_id=f"org_{words.key}",
                services=[f"svc_{words.key}"],
                kind=DocumentKind.SUB_PROCESSOR_LIST,
                url=words.address,
                title=words.service,
                **dated(words, source=words.address),
            ),
            SubprocessorList(
                id=f"lst_{words.key}-1",
                service_id=f"svc_{words.key}",
                organisation_id=f"org_{words.key}",
                document_id=f"doc_{words.key}",
                dated=DAY,
                complete=True,
                **dated(words),
            ),
            SubprocessorRow(
                id=f"sub_{words.key}-1",
                service_id=f"svc_{words.key}",
                document_id=f"doc_{words.key}",
                name_as_written=words.listed,
                purpose=words.purpose,
                places=["DE"],
                seat="DE",
                **dated(words, grade=Grade.MEMORY),
            ),
            Claim(
                id=f"clm_{words.key}-1",
                subject_id=f"svc_{words.key}",
                field="role",
                quote=words.quote,
                recorded_at=AT,
                value={"role": "processor", "context": words.purpose, "reason": words.source},
                source=words.source,
                grade=Grade.PRIMARY,
            ),
            Claim(
                id=f"clm_{words.key}-2",
                subject_id=f"svc_{words.key}",
                field="conflict",
                value={"text": words.quote},
                recorded_at=AT,
                source=words.source,
                grade=Grade.PRIMARY,
            ),
            Claim(
                id=f"clm_{words.key}-3",
                subject_id=f"svc_{words.key}",
                field="mechanism",
                recorded_at=AT,
                source=words.source,
                value={"kind": "scc", "detail": words.quote, "act": "(EU) 2021/914", "modules": ["c2p"]},
                grade=Grade.PRIMARY,
            ),
        ]
    )


def _engagement(session: Session, words: Words) -> None:
    session.add_all(
        [
            Engagement(
                id=f"eng_{words.key}",
                controller_id=f"org_{words.key}-ours",
                service_id=f"svc_{words.key}",
                name_as_written=words.service,
                contracting_party_id=f"org_{words.key}-inc",
                decided_by_us=Role.PROCESSOR,
                decided_by=words.company,
                stated_in_our_notice=Role.INDEPENDENT_CONTROLLER,
                hr_data=False,
                automated=True,
                systematic=True,
                **dated(words),
            ),
            Agreement(
                id=f"agr_{words.key}-1",
                engagement_id=f"eng_{words.key}",
                kind=AgreementKind.DPA,
                signed_on=date(2024, 1, 1),
                **dated(words),
            ),
        ]
    )
