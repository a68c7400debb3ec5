"""What holds of a place wherever a process was killed in it."""

import zipfile
from collections import Counter
from pathlib import Path

from sqlmodel import Session, select

from crawlers.archive import Archive
from registry import audit
from registry.errors import StoreError
from registry.store import Store
from registry.tables import Alert, Audit, Change, Claim, Delivery, Proposal, Reading, Snapshot, Version
from registry.terms import DeliveryState, ProposalState
from tests.crash.deeds import backup_of
from tests.crash.places import Place
from tests.crash.world import World

_ACCEPTED = {ProposalState.ACCEPTED, ProposalState.EDITED}


def require_sound(place: Place, captured: Path) -> None:
    """Raises AssertionError for a damaged database or file, a broken chain, or something that is half there.

    `captured`: where the bytes lie that the rows name.
    """
    place.check()
    archive = Archive(captured)
    for name, _ in archive.names():
        archive.get(name)
    if backup_of(place).exists():
        with zipfile.ZipFile(backup_of(place)) as packed:
            assert packed.testzip() is None, "a backup that is damaged"
    with place.store() as store:
        if not is_current(store):
            return  # the schema is made before anything else is written
        with store.read() as session:
            assert audit.verify(session) is None, "the chain is broken"
            _every_version_has_its_bytes(session, archive)
            _every_change_is_whole(session)
            _every_decision_is_whole(session)
            _nobody_is_told_twice(session)


def is_current(store: Store) -> bool:
    """Whether the database has the tables of this code."""
    try:
        store.require_current()
    except StoreError:
        return False
    return True


def _every_version_has_its_bytes(session: Session, archive: Archive) -> None:
    snapshots = {one.id: one for one in session.exec(select(Snapshot))}
    for one in snapshots.values():
        assert archive.get(one.sha256), "a capture without its bytes"
    versions = session.exec(select(Version)).all()
    read = {one.version_id for one in session.exec(select(Reading))}
    for version in versions:
        assert version.snapshot_id in snapshots, "a version without its capture"
        assert version.id in read, "a version without its reading"


def _every_change_is_whole(session: Session) -> None:
    """A change of which somebody is to be told stands there with its version, its proposals and its alert."""
    versions = {one.id for one in session.exec(select(Version))}
    told = {one.change_id for one in session.exec(select(Alert))}
    proposed = {one.change_id for one in session.exec(select(Proposal))}
    for change in session.exec(select(Change)):
        assert {change.to_version_id, change.from_version_id} <= versions, "a change without its version"
        if change.material:
            assert change.id in told, "a change nobody was told of"
            assert change.id in proposed, "a change without its proposal"


def _every_decision_is_whole(session: Session) -> None:
    """Decided: by whom and when, with its claim, entered in the chain together; undecided: none of it."""
    entered = Counter(one.subject_id for one in session.exec(select(Audit).where(Audit.table == "proposal")))
    claims = {(one.document_id, one.quote) for one in session.exec(select(Claim))}
    for one in session.exec(select(Proposal)):
        if one.state is ProposalState.SUPERSEDED:
            continue
        is_decided = one.state is not ProposalState.PROPOSED
        by_whom = (one.decided_by is not None, one.decided_at is not None)
        assert by_whom == (is_decided, is_decided), f"a decision of nobody: {one.id}"
        has_claim = (one.document_id, one.quote) in claims
        assert has_claim == (one.state in _ACCEPTED), f"a decision without its claim, or the other way: {one.id}"
        assert entered[one.id] == (2 if is_decided else 1), f"a decision that the chain does not tell of: {one.id}"


def _nobody_is_told_twice(session: Session) -> None:
    alerts = session.exec(select(Alert)).all()
    made = Counter((one.event, one.change_id or str(one.body.get("link")), one.controller_id) for one in alerts)
    assert set(made.values()) <= {1}, "an alert under two ids"
    sent = Counter(
        (one.alert_id, one.channel, one.target, one.step) for one in session.exec(select(Delivery)) if one.alert_id
    )
    assert set(sent.values()) <= {1}, "an alert on its way twice"
    assert {one.id for one in alerts} == {alert for alert, *_ in sent}, "an alert on no way"


def require_told(place: Place, world: World, kills: int) -> int:
    """After a run that came to its end: every alert was received, under its own id; returns how many came again."""
    ids = [one.headers["webhook-id"] for one in world.receiver.seen]
    with place.store() as store, store.read() as session:
        deliveries = session.exec(select(Delivery)).all()
    assert {one.state for one in deliveries} <= {DeliveryState.DELIVERED}
    assert {one.alert_id for one in deliveries} == set(ids)
    bodies = {(one.headers["webhook-id"], one.body) for one in world.receiver.seen}
    assert len(bodies) == len(set(ids)), "one id, several contents"
    again = len(ids) - len(set(ids))
    assert again <= kills, "a kill repeats at most the delivery under way"
    return again
