"""Deadlines that stand in papers and in the law: assessments to review, agreements that end, certifications to renew,
adequacy decisions that end, an authority's answer that is due."""

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from registry import glossary, lawwords
from registry.catalogue import filters as by
from registry.catalogue.chains import hops
from registry.catalogue.reading import Row
from registry.glossary import Label
from registry.law.lawbook import AdequacyDecision
from registry.reviews.deadlines import Deadline, Ground
from registry.tables import VerdictRow
from registry.terms import DeadlineKind

_ONE = timedelta(days=1)
RENEWED_AHEAD = 30  # days before a certification is to be renewed
ENDS_AHEAD = (180, 90, 30)  # days before an adequacy decision ends
ADVICE = timedelta(weeks=8)  # Art. 36(2); the authority may take six more


def of_papers(ground: Ground) -> Iterator[Deadline]:
    """All of them, in no order."""
    yield from _assessments(ground)
    yield from _assessments_on_file(ground)
    yield from _agreements(ground)
    yield from _certifications(ground)
    yield from _adequacy(ground)
    yield from _consultations(ground)


def _assessments(ground: Ground) -> Iterator[Deadline]:
    """The day of review that stands in the conclusion: 12 months for the United States, 24 for others, 36 at most."""
    for row in ground.register.impact_assessments.values():
        for concluded in ground.register.conclusions.get(row.id, []):
            yield Deadline(
                id=f"{row.id}-review",
                kind=DeadlineKind.ASSESSMENT_REVIEW,
                on=concluded.review_due_on,
                name=row.importer,
                article="Art. 46(1); EDPB Recommendations 01/2020",
                source=concluded.source,
                path=f"/assessments/{row.id}",
                controller_id=row.controller_id,
                subject_id=row.id,
                more=lawwords.country(row.destination),
                ahead=(90, 30, 7),
            )


def _assessments_on_file(ground: Ground) -> Iterator[Deadline]:
    """Assessments that came with a transfer in a portfolio."""
    for (engagement_id, _), transfers in ground.register.transfers.items():
        engaged = ground.running(engagement_id)
        for transfer in transfers:
            for one in ground.register.assessments.get(transfer.id, []):
                if engaged is not None and one.review_due_on is not None:
                    yield Deadline(
                        id=f"{one.id}-review",
                        kind=DeadlineKind.ASSESSMENT_REVIEW,
                        on=one.review_due_on,
                        name=engaged.name,
                        article="Art. 46(1); EDPB Recommendations 01/2020",
                        source=one.source,
                        path=f"/services/{engaged.service_id}/transfers",
                        controller_id=engaged.controller_id,
                        subject_id=engagement_id,
                        more=lawwords.country(transfer.destination),
                        ahead=(90, 30, 7),
                    )


def _agreements(ground: Ground) -> Iterator[Deadline]:
    """The last day of what was signed."""
    for engagement_id, papers in ground.register.agreements.items():
        engaged = ground.running(engagement_id)
        for paper in papers:
            if engaged is not None and paper.valid_until is not None:
                yield Deadline(
                    id=f"{paper.id}-end",
                    kind=DeadlineKind.AGREEMENT_END,
                    on=paper.valid_until - _ONE,
                    name=engaged.name,
                    article="Art. 28(3)",
                    source=paper.source,
                    path=f"/services/{engaged.service_id}/agreements",
                    controller_id=engaged.controller_id,
                    subject_id=engagement_id,
                    ahead=(90, 30, 7),
                )


def _certifications(ground: Ground) -> Iterator[Deadline]:
    """The day by which a party that data reach must renew its place on a register, and a look at it thirty days before.

    Past days are left out: a certification not renewed in time is told by an alert.
    """
    on = ground.register.moment.on
    held = {
        party: [one for one in rows if one.recertify_by is not None and one.recertify_by >= on]
        for party, rows in ground.register.certifications.items()
    }
    due = {party: rows for party, rows in held.items() if rows}
    if not due:
        return
    for controller_id, party, service_id in _relying(ground, due):
        for one in due[party]:
            for ahead in (RENEWED_AHEAD, 0):
                yield _renewal(ground, one, controller_id, service_id, ahead)


def _relying(ground: Ground, parties: dict[str, list[Row]]) -> Iterator[tuple[str, str, str]]:
    """Controllers whose data reach one of these parties, each pair once."""
    by_name = {ground.register.organisations[one].name: one for one in parties if one in ground.register.organisations}
    seen: set[tuple[str, str]] = set()
    for hop in hops(ground.register, ground.register.engagements.values()):
        reached = by_name.get(hop.importer.party or "")
        if reached is not None and (hop.controller_id, reached) not in seen:
            seen.add((hop.controller_id, reached))
            yield hop.controller_id, reached, hop.importer.id


def _of(named: Label, day: date) -> Label:
    return Label(en=f"{named.en}, {day.isoformat()}", sv=f"{named.sv}, {day.isoformat()}")


def _renewal(ground: Ground, one: Row, controller_id: str, service_id: str, ahead: int) -> Deadline:
    party = ground.register.organisations[one.organisation_id]
    return Deadline(
        id=f"{one.id}-{controller_id}-{ahead}",
        kind=DeadlineKind.RECERTIFICATION,
        on=one.recertify_by - timedelta(days=ahead),
        name=party.name,
        article="Art. 45(3)",
        source=one.source,
        path=f"/services/{service_id}/transfers" if service_id in ground.register.services else "/",
        controller_id=controller_id,
        subject_id=one.organisation_id,
        more=_of(glossary.load().vocabulary("framework")[one.framework.value], one.recertify_by),
        ahead=(0,),
    )


def _adequacy(ground: Ground) -> Iterator[Deadline]:
    """The last day of a decision that a transfer rests on, and 180, 90 and 30 days before."""
    on = ground.register.moment.on
    for decision in ground.law.adequacy:
        if decision.valid_until is not None and decision.valid_until > on and decision.annulled_on is None:
            for controller_id in _resting_on(ground, decision):
                for ahead in (*ENDS_AHEAD, 0):
                    day = decision.valid_until - _ONE - timedelta(days=ahead)
                    if day >= on:
                        yield _ending(decision, controller_id, day, ahead)


def _resting_on(ground: Ground, decision: AdequacyDecision) -> list[str]:
    """The controllers with a kept verdict that cites the decision."""
    cites = sa.cast(col(VerdictRow.answer), sa.Text).contains(f'"{decision.id}"', autoescape=True)
    stands = by.kept_at(VerdictRow, "judged_at", "replaced_at")(None, ground.register.moment)
    found = select(VerdictRow.controller_id).where(stands, cites).distinct()
    return sorted(ground.session.exec(found))


def _ending(decision: AdequacyDecision, controller_id: str, on: date, ahead: int) -> Deadline:
    return Deadline(
        id=f"{decision.id}-{controller_id}-{ahead}",
        kind=DeadlineKind.ADEQUACY_END,
        on=on,
        name=decision.name,
        article="Art. 45(3)",
        source=decision.source[0] if decision.source else decision.act,
        path="/law",
        controller_id=controller_id,
        subject_id=decision.id,
        more=f"{decision.act}, {(decision.valid_until - _ONE).isoformat()}" if decision.valid_until else decision.act,
        ahead=(0,),
    )


def _consultations(ground: Ground) -> Iterator[Deadline]:
    """Eight weeks after a prior consultation began."""
    for row in ground.register.activities.values():
        consulted = (row.dpia or {}).get("consulted_on")
        if consulted:
            yield Deadline(
                id=f"{row.id}-consultation",
                kind=DeadlineKind.PRIOR_CONSULTATION,
                on=date.fromisoformat(str(consulted)) + ADVICE,
                name=row.name or row.key,
                article="Art. 36(2)",
                source=row.source,
                path=f"/controllers/{row.controller_id}",
                controller_id=row.controller_id,
                subject_id=row.id,
                ahead=(7, 0),
            )
