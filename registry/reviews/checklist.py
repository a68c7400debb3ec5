"""The checklist of a review, filled from the register with its evidence. Read only; a person's answer stands beside.

A row says what is known and from where. What nobody knows has no state: it is never taken to be in order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from registry.catalogue import assessments
from registry.catalogue.chains import hops
from registry.catalogue.crossings import Crossing
from registry.catalogue.papers import read_papers
from registry.catalogue.reading import Register
from registry.errors import NotFound
from registry.judging import judge_of
from registry.law import contracts
from registry.law.lawbook import LawBook
from registry.law.verdicts import for_people
from registry.reviews.checked_papers import documents, security, sub_processors
from registry.reviews.entries import Entry, Ground, agreements, ours
from registry.tables import HandedIn, Reading, Source, Version
from registry.terms import (
    AgreementKind,
    AssessmentState,
    ChecklistPart,
    ChecklistState,
    DocumentKind,
    ForPeople,
    OrganisationKind,
    Role,
    Verdict,
)

MOST = 200  # transfers that a checklist names one by one
_OF_VERDICT = {
    ForPeople.VALID: ChecklistState.MET,
    ForPeople.CONDITIONAL: ChecklistState.PARTLY,
    ForPeople.DEFICIENT: ChecklistState.NOT_MET,
    ForPeople.INVALID: ChecklistState.NOT_MET,
    ForPeople.NOT_EVALUABLE: None,
}


def fill(session: Session, register: Register, law: LawBook, engagement_id: str) -> list[Entry]:
    """Every row. Raises NotFound for an engagement that does not hold on the register's day."""
    engagement = register.engagements.get(engagement_id)
    if engagement is None:
        raise NotFound(
            f"The engagement {engagement_id} does not hold on {register.moment.on.isoformat()}.", named=engagement_id
        )
    ground = Ground(
        register,
        law,
        read_papers(session, register.moment, {engagement.service_id}),
        engagement,
        tuple(judge_of(law, register.moment.on).judged(hops(register, [engagement]))),
        _sources(session, engagement.service_id),
    )
    return [
        *_contract(session, ground),
        *_transfers(ground),
        *_assessments(session, ground),
        *sub_processors(ground),
        *security(ground),
        *documents(ground),
    ]


def _sources(session: Session, service_id: str) -> dict[str, Source]:
    found = session.exec(select(Source).where(Source.service_id == service_id).order_by(col(Source.id)))
    return {one.document_id: one for one in found}


@dataclass(frozen=True, slots=True)
class _Text:
    """A contract as it was read: its clauses by id, and where it is found."""

    clauses: dict[str, dict[str, str]]
    title: str
    link: str | None
    dated: date


def _contract(session: Session, ground: Ground) -> Iterator[Entry]:
    """The rows of Art. 28(3), where the recipient is a processor, or nobody decided what it is."""
    if ground.engagement.decided_by_us not in (Role.PROCESSOR, None):
        return
    text = _text(session, ground)
    outside = {answer.verdict is not Verdict.NOT_A_TRANSFER for one in ours(ground) for answer in one.answers}
    controller = ground.register.organisations[ground.engagement.controller_id]
    is_public = controller.kind is OrganisationKind.PUBLIC_BODY if controller.kind else None
    for row in contracts.asked(reaches_third_country=max(outside, default=None), is_public=is_public):
        clause = text.clauses.get(row.id) if text is not None else None
        yield Entry(
            row.id,
            ChecklistPart.CONTRACT,
            contracts.said(row, clause["state"] if clause else None),
            article=row.article,
            weight=row.weight.value,
            source=text.title if text else None,
            quote=(clause or {}).get("quote") or None,
            link=text.link if text else None,
            dated=text.dated if text else None,
        )


def _text(session: Session, ground: Ground) -> _Text | None:
    """The contract that was accepted, where its version is on file; else the newest one that is published."""
    signed = reversed(agreements(ground, AgreementKind.DPA))
    accepted = [one.version_id for one in signed if one.version_id is not None]
    published = [
        ground.papers.versions[document][-1]
        for document, found in ground.papers.found.items()
        if isinstance(found, dict) and found.get("document_kind") == DocumentKind.DPA.value
    ]
    newest = sorted(published, key=lambda one: (one.recorded_at, one.text_sha256), reverse=True)
    for version_id in (*accepted, *(one.id for one in newest)):
        text = _read(session, ground, version_id)
        if text is not None:
            return text
    return None


def _read(session: Session, ground: Ground, version_id: str) -> _Text | None:
    version = session.get(Version, version_id)
    readings = select(Reading).where(Reading.version_id == version_id).order_by(col(Reading.recorded_at).desc())
    reading = session.exec(readings.limit(1)).first()
    clauses = (reading.found if reading is not None else {}).get("clauses")
    if version is None or not isinstance(clauses, list) or not clauses:
        return None
    document = ground.papers.documents.get(version.document_id)
    handed = session.get(HandedIn, version.document_id)
    title = (document and (document.title or document.url)) or (handed and (handed.title or handed.url))
    link = f"/read/{version.document_id}" if handed is not None else document.url if document is not None else None
    return _Text({str(one["id"]): one for one in clauses}, title or version_id, link, version.recorded_at.date())


def _transfers(ground: Ground) -> Iterator[Entry]:
    """Each transfer that is ours or shared with its verdict, the worst first."""
    found = [
        (crossing, answer, one.hop)
        for one in ours(ground)
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True)
    ]
    order = list(Verdict)
    found.sort(key=lambda three: (order.index(three[1].verdict), three[2].path, _place(three[0])))
    for crossing, answer, hop in found[:MOST]:
        first = answer.reasons[0] if answer.reasons else None
        yield Entry(
            f"transfer:{crossing.key}",
            ChecklistPart.TRANSFERS,
            _OF_VERDICT[for_people(answer.verdict)],
            article=first.article if first else None,
            about=" → ".join(hop.path),
            told=answer.verdict.value,
            source=hop.source,
            reason=first.text if first else None,
            link=f"/services/{hop.importer.id}" if hop.importer.id in ground.register.services else None,
        )
    if not found:
        yield Entry("transfers", ChecklistPart.TRANSFERS, None)


def _place(one: Crossing) -> tuple[str, str, str]:
    """What tells a transfer from its hop's others in words: its key holds ids, which differ between loads."""
    return one.destination or "", one.as_written or "", one.manner.value


_OF_ASSESSMENT = {
    AssessmentState.CONCLUDED: ChecklistState.MET,
    AssessmentState.OPEN: ChecklistState.PARTLY,
    AssessmentState.REOPENED: ChecklistState.PARTLY,
    AssessmentState.DUE: ChecklistState.PARTLY,
}


def _assessments(session: Session, ground: Ground) -> Iterator[Entry]:
    """The impact assessments that this engagement's transfers rest on or wait for."""
    keys = {crossing.key for one in ours(ground) for crossing in one.hop.crossings}
    controller = ground.engagement.controller_id
    for one in assessments.of_controller(session, ground.register, ground.law, controller):
        if keys & set(one.facts["transfers"]):
            yield Entry(
                f"assessment:{one.row.id}",
                ChecklistPart.TRANSFERS,
                _OF_ASSESSMENT[one.state],
                article="Art. 46",
                about=f"{one.row.importer}, {one.row.destination}",
                told=one.state.value,
                link=f"/assessments/{one.row.id}",
                dated=one.conclusion.review_due_on if one.conclusion else None,
            )
