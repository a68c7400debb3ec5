"""A new law book: who depends on what it changes, told once for each record and controller.

A transfer depends on a record when its verdict cites it, under the old book or the new one. What nobody depends on is
told to nobody in particular, for the digest.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from registry import judging
from registry.alerts import wording
from registry.catalogue.reading import Moment, Register, read_register
from registry.errors import NotFound
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.law.lawchanges import LawChange, law_changes
from registry.law.severity import WEIGHTS, Due, Stake, severity
from registry.tables import Alert, LawBookRow, new_id
from registry.terms import DocumentKind, Event, Responsibility, Severity

Paths = dict[str, list[tuple[str, ...]]]  # controller -> its transfers, as the way to each


def tell(session: Session, law: LawBook, at: datetime) -> list[Alert]:
    """The alerts of the newest law book, if it is this one and nobody was told yet."""
    before = _book_before(session, law)
    if before is None or _is_told(session, law):
        return []
    changes = law_changes(before, law, at.date())
    if not changes:
        return []
    register = read_register(session, Moment(at.date()))
    cited = [_cited(register, book, at.date()) for book in (before, law)]
    alerts = [alert for change in changes for alert in _alerts(register, change, cited, law, at)]
    session.add_all(alerts)
    session.flush()
    return alerts


def _book_before(session: Session, law: LawBook) -> LawBook | None:
    """The book that was loaded before this one; None where this one was not loaded last, or is the first."""
    newest = session.exec(select(LawBookRow.sha256, LawBookRow.loaded_at).order_by(col(LawBookRow.loaded_at).desc()))
    loaded = newest.first()
    if loaded is None or loaded[0] != law.sha256:
        return None
    try:
        return judging.law_book_at(session, loaded[1] - timedelta(microseconds=1), law)
    except NotFound:
        return None


def _is_told(session: Session, law: LawBook) -> bool:
    told = session.exec(select(Alert.body).where(Alert.event == Event.LAW_CHANGED))
    return any(body.get("law") == law.sha256 for body in told)


def _cited(register: Register, law: LawBook, on: date) -> dict[str, Paths]:
    """By record of law, the transfers whose verdict cites it; what recipients answer for themselves is left out."""
    found: dict[str, Paths] = defaultdict(lambda: defaultdict(list))
    for judged in judging.flows(register, law) if register.moment.on == on else ():
        if judged.hop.responsibility is not Responsibility.THEIRS:
            for record in _records(judged):
                found[record][judged.hop.controller_id].append(tuple(judged.hop.path))
    return found


def _records(judged: Judged) -> set[str]:
    return {reason.record for answer in judged.answers for reason in answer.reasons if reason.record is not None}


def _alerts(
    register: Register, change: LawChange, cited: Iterable[Mapping[str, Paths]], law: LawBook, at: datetime
) -> list[Alert]:
    depends: dict[str | None, dict[tuple[str, ...], None]] = defaultdict(dict)
    for found in cited:
        for record in (change.record, *change.about):
            for controller, paths in found.get(record, {}).items():
                depends[controller].update(dict.fromkeys(paths))
    for controller, path in _named(register, change.vendors):
        depends[controller][path] = None
    if not depends:
        depends[None] = {}
    return [_alert(change, controller, list(paths), law, at) for controller, paths in depends.items()]


def _named(register: Register, vendors: tuple[str, ...]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Engagements of a service, or of a service of an organisation, that a decision names."""
    names = {name.casefold() for name in vendors}
    for engagement in register.engagements.values():
        service = register.services.get(engagement.service_id)
        owner = register.organisations.get(service.organisation_id) if service is not None else None
        known = {one.name.casefold() for one in (service, owner) if one is not None}
        if names & known and service is not None:
            yield engagement.controller_id, (engagement.name_as_written, service.name)


def _alert(
    change: LawChange, controller: str | None, paths: list[tuple[str, ...]], law: LawBook, at: datetime
) -> Alert:
    grave = severity(change.case, DocumentKind.OTHER, None, Stake(depends=controller is not None))
    title = partial(wording.law_title, grave, change.name, change.case, transfers=len(paths))
    whole = ["law", change.record, change.case.value, law.sha256, controller or ""]
    return Alert(
        id=new_id("alr"),
        fingerprint=hashlib.sha256("\x1f".join(whole).encode()).hexdigest(),
        event=Event.LAW_CHANGED,
        severity=grave,
        title=title(),
        body=_body(change, paths, law) | {"said": wording.said(title, [change.case])},
        controller_id=controller,
        deadline_on=_deadline(change, grave, at.date()),
        created_at=at,
    )


def _body(change: LawChange, paths: list[tuple[str, ...]], law: LawBook) -> dict[str, Any]:
    due = WEIGHTS[change.case].due
    return {
        "law": law.sha256,
        "record": change.record,
        "case": change.case.value,
        "act": change.name,
        "source": change.source,
        "on": change.on.isoformat() if change.on else None,
        "depends": [" → ".join(path) for path in paths],
        "why": wording.why([change.case]),
        "due": due.value if due is not Due.NONE else None,
        "link": "/law",
    }


def _deadline(change: LawChange, grave: Severity, on: date) -> date | None:
    """The same day where it has fallen; the day the act names; thirty days for a decision on a service."""
    match WEIGHTS[change.case].due:
        case Due.AT_ONCE:
            return on
        case Due.ACT_DAY:
            return change.on if change.on is not None and change.on >= on else None
        case Due.THIRTY_DAYS if grave is not Severity.LOW:
            return on + timedelta(days=30)
        case _:
            return None
