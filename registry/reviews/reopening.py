"""What opens a review by itself: a change told of, a verdict that turned, an agreement that ends, a new owner, a day.

It opens and decides nothing, in the transaction in which the cause is written or by the daily judging. The same cause
is one cause of an engagement's review for ever; a review that is open already is only told of it. With an engagement
its review ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue.dated import Moment, live
from registry.judging import Turn
from registry.law.verdicts import rank
from registry.reviews import kept, workflow
from registry.reviews.comings import Coming, ended, nearing, nearing_agreements, new_owners
from registry.reviews.steps import CLEARED, Acting, Step, started, take
from registry.reviews.telling import Due, alert_of
from registry.tables import Alert, Engagement, Review, ReviewCauseRow, VerdictRow, new_id
from registry.terms import Event, ReviewCause, ReviewDecision, ReviewStep, Severity, SubKind, Verdict

ACTOR = "onward"
_OF_CHANGES = frozenset({Event.POLICY_CHANGED, Event.SUBPROCESSOR_ADDED, Event.SUBPROCESSOR_REMOVED})
_FOR_THE_DIGEST = frozenset({Severity.LOW, Severity.NONE})

_Cause = tuple[str, ReviewCause, str]  # whose (an engagement, a review or a controller), of which kind, and its key


def after_changes(session: Session, alerts: Iterable[Alert], at: datetime) -> list[Alert]:
    """Reopen what alerts of material changes concern, those apart that only the digest tells. Returns what is told."""
    comings = [
        Coming(
            engagement, _kind_of(alert), alert.change_id or alert.id, _told_of(alert), alert.severity, alert_id=alert.id
        )
        for alert in alerts
        if alert.event in _OF_CHANGES and alert.severity not in _FOR_THE_DIGEST and alert.controller_id is not None
        for engagement in alert.body.get("engagements") or ()
    ]
    return reopen(session, comings, at)


def after_turns(session: Session, turns: Iterable[Turn], at: datetime) -> list[Alert]:
    """Reopen what verdicts that turned concern: those that got worse, and better ones where nothing was approved."""
    flipped: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        if turn.before is not None and turn.after is not None:
            flipped[turn.engagement_id].append(turn)
    there = kept.of_engagements(session, list(flipped), Moment(at.date()))
    keys = _newest_verdicts(session, [turn.transfer_key for found in flipped.values() for turn in found])
    comings = []
    for engagement, found in flipped.items():
        matters = [turn for turn in found if _is_worse(turn) or not _is_approved(there.get(engagement))]
        if matters:
            worst = min(matters, key=lambda turn: (rank(turn.after or Verdict.UNKNOWN), turn.transfer_key))
            told = {"flips": [turn.as_json() for turn in matters[:20]], "count": len(matters)}
            key = keys.get(worst.transfer_key, worst.transfer_key)
            comings.append(Coming(engagement, ReviewCause.VERDICT_TURNED, key, told, _grave(worst)))
    return reopen(session, comings, at)


def daily(session: Session, on: date, at: datetime) -> list[Alert]:
    """What a day brings by itself. Asked again the same day, nothing is told twice."""
    end_with_engagements(session, on, at)
    told = reopen(session, [*nearing_agreements(session, on), *new_owners(session, on)], at)
    return told + _tell_days(session, nearing(session, on), at)


def end_with_engagements(session: Session, on: date, at: datetime) -> int:
    """End the reviews of engagements that have ended. Returns how many."""
    gone = ended(session, on)
    rows = take(session, [Step(row, ReviewStep.ENDED, None, {"is_open": False}) for row in gone], Acting(ACTOR, at, on))
    for row in rows:
        row.retired_at = at
        session.add(row)
    session.flush()
    return len(rows)


def reopen(session: Session, comings: Sequence[Coming], at: datetime) -> list[Alert]:
    """Open, reopen or tell the reviews of these causes, each once for ever. Returns the alerts, one for each cause and
    controller."""
    new = _unknown(session, comings)
    if not new:
        return []
    acting = Acting(ACTOR, at, at.date())
    wanted = list(dict.fromkeys(one.engagement_id for one in new))
    engaged = _held(session, wanted, acting.on)
    there = kept.of_engagements(session, wanted, Moment(acting.on))
    by_engagement: dict[str, list[Coming]] = defaultdict(list)
    for one in new:
        if one.engagement_id in engaged:
            by_engagement[one.engagement_id].append(one)
    rows = _stepped(session, by_engagement, there, engaged, acting)
    dues = [
        _due(rows[engagement], engaged[engagement], one) for engagement, found in by_engagement.items() for one in found
    ]
    told = _told(session, dues, at)
    _keep(session, [one for found in by_engagement.values() for one in found], rows, told, at=at)
    return list({alert.id: alert for alert in told.values()}.values())


def _stepped(
    session: Session, found: dict[str, list[Coming]], there: dict[str, Review], engaged: dict[str, Engagement],
    acting: Acting,
) -> dict[str, Review]:  # fmt: skip
    fresh = [
        started(new_id("rvw"), engaged[key], None, acting, due_on=_due_on(found[key], acting.on))
        for key in found
        if key not in there
    ]
    session.add_all(fresh)
    steps = [_step(there[key], _due_on(found[key], acting.on), acting) for key in found if key in there]
    return {row.engagement_id: row for row in (*fresh, *take(session, steps, acting))}


def _step(before: Review, due_on: date, acting: Acting) -> Step:
    """An open review hears of something more; a decided one is opened again and asks for advice anew."""
    due = {"due_on": min(before.due_on, due_on)}
    if before.is_open:
        return Step(before, ReviewStep.CAUSE_ADDED, None, due)
    return Step(before, ReviewStep.REOPENED, None, {"is_open": True, "opened_at": acting.at, **due, **CLEARED})


def _due_on(found: Sequence[Coming], on: date) -> date:
    return min(one.due_on or workflow.due_after(one.severity, on) for one in found)


def _due(row: Review, engagement: Engagement, one: Coming) -> Due:
    name = engagement.name_as_written
    return Due(
        row.id, row.controller_id, engagement.id, name, kind=one.kind, key=one.key, severity=Severity.MEDIUM,
        due_on=row.due_on,
    )  # fmt: skip


def _told(session: Session, dues: Iterable[Due], at: datetime) -> dict[_Cause, Alert]:
    """One alert for each controller and cause, a change that concerns forty engagements is told once; by the causes of
    its reviews."""
    groups: dict[_Cause, list[Due]] = defaultdict(list)
    for due in dues:
        groups[due.controller_id, due.kind, due.key].append(due)
    told: dict[_Cause, Alert] = {}
    for group in groups.values():
        alert = alert_of(group, at)
        session.add(alert)
        told |= {(due.review_id, due.kind, due.key): alert for due in group}
    session.flush()
    return told


def _tell_days(session: Session, days: Sequence[Due], at: datetime) -> list[Alert]:
    """Reviews whose day nears or has passed: one alert for each controller, and a cause so that it is told once."""
    groups: dict[tuple[str, Severity], list[Due]] = defaultdict(list)
    for due in days:
        groups[due.controller_id, due.severity].append(due)
    alerts = []
    for group in groups.values():
        alert = alert_of(group, at)
        alerts.append(alert)
        session.add(alert)
        session.add_all(
            ReviewCauseRow(
                id=new_id("rvc"), review_id=due.review_id, engagement_id=due.engagement_id, kind=due.kind, key=due.key,
                told={"due_on": due.due_on.isoformat()}, alert_id=alert.id, found_at=at,
            )
            for due in group
        )  # fmt: skip
    session.flush()
    return alerts


def _keep(
    session: Session, comings: Iterable[Coming], rows: dict[str, Review], told: dict[_Cause, Alert], *, at: datetime
) -> None:
    for one in comings:
        review_id = rows[one.engagement_id].id
        alert = told.get((review_id, one.kind, one.key))
        session.add(
            ReviewCauseRow(
                id=new_id("rvc"), review_id=review_id, engagement_id=one.engagement_id, kind=one.kind, key=one.key,
                told=one.told, alert_id=one.alert_id or (alert.id if alert else None), found_at=at,
            )
        )  # fmt: skip
    session.flush()


def _unknown(session: Session, comings: Sequence[Coming]) -> list[Coming]:
    """What is no cause of its engagement yet, each once."""
    known: set[_Cause] = set()
    for part in kept.parts(one.engagement_id for one in comings):
        statement = select(ReviewCauseRow).where(col(ReviewCauseRow.engagement_id).in_(part))
        known |= {(row.engagement_id, row.kind, row.key) for row in session.exec(statement)}
    found: dict[_Cause, Coming] = {}
    for one in comings:
        key = (one.engagement_id, one.kind, one.key)
        if key not in known:
            found.setdefault(key, one)
    return list(found.values())


def _held(session: Session, wanted: Sequence[str], on: date) -> dict[str, Engagement]:
    found: dict[str, Engagement] = {}
    for part in kept.parts(wanted):
        held = session.exec(live(Engagement, Moment(on)).where(col(Engagement.id).in_(part)))
        found |= {one.id: one for one in held}
    return found


def _kind_of(alert: Alert) -> ReviewCause:
    changes = alert.body.get("changes") or []
    is_owner = any(one.get("sub_kind") == SubKind.ENTITY_CHANGE for one in changes)
    return ReviewCause.ENTITY_CHANGE if is_owner else ReviewCause.MATERIAL_CHANGE


def _told_of(alert: Alert) -> dict[str, Any]:
    return {"change": alert.change_id, "service": alert.service_id, "kinds": alert.body.get("kinds") or []}


def _newest_verdicts(session: Session, transfer_keys: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in kept.parts(transfer_keys):
        statement = select(VerdictRow.transfer_key, VerdictRow.id).where(
            col(VerdictRow.transfer_key).in_(part), col(VerdictRow.replaced_at).is_(None)
        )
        found |= dict(session.exec(statement).all())
    return found


def _is_worse(turn: Turn) -> bool:
    return turn.before is not None and turn.after is not None and rank(turn.after) < rank(turn.before)


def _is_approved(row: Review | None) -> bool:
    """Whether good news changes nothing: it was approved without conditions, or nobody has looked at it at all."""
    return row is None or row.decision is ReviewDecision.APPROVED


def _grave(turn: Turn) -> Severity:
    if not _is_worse(turn):
        return Severity.MEDIUM
    return Severity.CRITICAL if turn.after is Verdict.UNSUPPORTED else Severity.HIGH
