"""Work that waits on the desk of a register for pages: sources, a change, its alert and proposal, reviews."""

from datetime import timedelta
from typing import Any

from page_texts import AT, DAY, Words
from sqlmodel import Session

from registry.tables import Alert, Change, Proposal, Review, Source
from registry.terms import (
    CaptureState,
    Deed,
    DocumentKind,
    Event,
    ProposalState,
    ReviewStep,
    Severity,
    SourceState,
)

STATES = (
    *[SourceState.VERIFIED] * 3,
    *(SourceState.CHANGED, SourceState.BLOCKED, SourceState.UNREACHABLE, None),
)


def desk(session: Session, service: str, controller: str, engagements: list[str], words: Words) -> None:
    """Sources in every state, a change that concerns us, its proposal, a review that is due."""
    session.add_all([_source(number, state, service, words) for number, state in enumerate(STATES)])
    session.add(_change(service, words))
    session.add(_alert(service, controller, engagements, words))
    session.add(proposal(f"prp_{words.key}", service, words))
    session.add_all(
        [_review(number, engagement, controller, words) for number, engagement in enumerate(engagements[:2])]
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


def _source(number: int, state: SourceState | None, service: str, words: Words) -> Source:
    return Source(
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


def _difference(words: Words) -> dict[str, Any]:
    return {
        "kind": "new_recipient_or_subprocessor",
        "before": None,
        "after": words.quote,
        "subject": words.found,
        "countries": ["US"],
    }


def _change(service: str, words: Words) -> Change:
    difference = _difference(words)
    return Change(
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


def _alert(service: str, controller: str, engagements: list[str], words: Words) -> Alert:
    return Alert(
        id=f"alr_{words.key}-1",
        fingerprint=words.key.ljust(64, "a"),
        event=Event.SUBPROCESSOR_ADDED,
        severity=Severity.HIGH,
        title=f"[HIGH] {words.service}",
        body={"changes": [_difference(words)], "engagements": engagements},
        service_id=service,
        change_id=f"chg_{words.key}",
        controller_id=controller,
        deadline_on=DAY + timedelta(days=8),
        created_at=AT,
    )


def _review(number: int, engagement: str, controller: str, words: Words) -> Review:
    return Review(
        id=f"rev_{words.key}-{number}",
        engagement_id=engagement,
        controller_id=controller,
        step=ReviewStep.OPENED,
        step_by=words.company,
        recorded_at=AT,
        is_open=True,
        opened_at=AT,
        due_on=DAY - timedelta(days=3 - 12 * number),
    )
