"""Certifications that passed the day by which they had to be renewed, or lapsed: told to whoever relies on the party.

The day to renew by is no end: the register is to be asked again (the verdict stands until the listing has lapsed). Told
once for each certification, state and controller, when the catalogue is judged.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from registry.alerts import wording
from registry.alerts.audience import Concerned, concerned
from registry.catalogue.chains import Node, hops
from registry.catalogue.reading import Moment, Register, Row, read_register
from registry.law.severity import Case, Due, Stake, gravest, severity
from registry.tables import Alert, Certification, new_id
from registry.terms import DocumentKind, Event, Severity

OLDEST = timedelta(days=90)  # what lapsed longer ago was told, or is how things stand
_THIRTY_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Lapse:
    """A certification and the day it was to be renewed by, or since which it holds no more (`is_over`)."""

    certification: Row
    on: date
    is_over: bool


def tell(session: Session, at: datetime) -> list[Alert]:
    """The alerts that are due and nobody was told."""
    lapses = list(_lapses(session, at))
    if not lapses:
        return []
    register = read_register(session, Moment(at.date()))
    found = [alert for lapse in lapses for alert in _alerts(register, lapse, at)]
    marks = [alert.fingerprint for alert in found]
    told = set(session.exec(select(Alert.fingerprint).where(col(Alert.fingerprint).in_(marks))))
    alerts = [alert for alert in found if alert.fingerprint not in told]
    session.add_all(alerts)
    session.flush()
    return alerts


def _lapses(session: Session, at: datetime) -> Iterator[_Lapse]:
    """Live rows whose day has come; a party listed again since has a row that holds, and nothing lapsed."""
    on = at.date()
    live = select(Certification).where(col(Certification.retired_at).is_(None), Certification.recorded_at <= at)
    known = session.exec(live.order_by(col(Certification.id))).all()
    holding = {(one.organisation_id, one.framework) for one in known if _holds(one, on)}
    for one in known:
        ended, due = one.valid_until, one.recertify_by
        if ended is not None and on - OLDEST <= ended <= on and (one.organisation_id, one.framework) not in holding:
            yield _Lapse(one, ended, is_over=True)
        elif due is not None and on - OLDEST <= due < on and _holds(one, on):
            yield _Lapse(one, due, is_over=False)


def _holds(one: Certification, on: date) -> bool:
    has_begun = one.valid_from is None or one.valid_from <= on
    return has_begun and (one.valid_until is None or on < one.valid_until)


def _alerts(register: Register, lapse: _Lapse, at: datetime) -> Iterable[Alert]:
    party = register.organisations.get(lapse.certification.organisation_id)
    if party is None:
        return
    reached = dict.fromkeys(
        hop.importer.id for hop in hops(register, register.engagements.values()) if _is(hop.importer, party)
    )
    told: set[str] = set()
    for who in (one for service in reached for one in concerned(register, service)):
        alert = _alert(lapse, party, who, at)
        if alert.severity is not Severity.NONE and who.controller_id not in told:
            told.add(who.controller_id)
            yield alert


def _is(node: Node, party: Row) -> bool:
    return party.id in (node.id, node.organisation_id) or node.party in (party.id, party.name)


def _alert(lapse: _Lapse, party: Row, who: Concerned, at: datetime) -> Alert:
    case, one = Case.CERTIFICATE_LAPSED, lapse.certification
    grave = gravest([severity(case, DocumentKind.CERTIFICATE, role, Stake(depends=True)) for role in who.roles])
    engagements = [engagement.id for engagement in who.engagements]
    title = partial(wording.certificate_title, grave, party.name, one.framework.value, engagements=len(engagements))
    whole = ["certificate", one.id, lapse.on.isoformat(), str(lapse.is_over), who.controller_id]
    return Alert(
        id=new_id("alr"),
        fingerprint=hashlib.sha256("\x1f".join(whole).encode()).hexdigest(),
        event=Event.REVIEW_DUE,
        severity=grave,
        title=title(),
        body={
            "party": party.id,
            "framework": one.framework.value,
            "on": lapse.on.isoformat(),
            "is_over": lapse.is_over,
            "engagements": engagements,
            "depends": who.names,
            "why": wording.why([case]),
            "said": wording.said(title, [case]),
            "due": Due.THIRTY_DAYS.value,
            "link": f"/services/{who.engagements[0].service_id}/transfers" if who.engagements else "/",
        },
        controller_id=who.controller_id,
        deadline_on=at.date() + _THIRTY_DAYS,
        created_at=at,
    )
