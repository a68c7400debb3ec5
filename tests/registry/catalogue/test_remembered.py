"""A register that is remembered is the one that would be read anew, at every moment."""

from datetime import UTC, date, datetime

from registry.catalogue.reading import Moment, Register, read_register
from registry.catalogue.remembered import RegisterRemembered
from registry.store import Store
from registry.tables import Alert, Organisation
from registry.terms import Event, Grade, OrganisationKind, Origin, Severity

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = Moment(date(2026, 11, 22))


def write_organisation(store: Store, identity: str) -> None:
    with store.write("test") as session:
        session.add(
            Organisation(
                id=identity, kind=OrganisationKind.GROUP, name=identity, recorded_at=AT, origin=Origin.IMPORT,
                source="invented", grade=Grade.PRIMARY,
            )
        )  # fmt: skip


def asked(store: Store, remembered: RegisterRemembered, moment: Moment = TODAY) -> Register:
    with store.read() as session:
        found = remembered.of(session, moment)
        assert found.organisations.keys() == read_register(session, moment).organisations.keys()
    return found


def test_it_is_read_once_and_again_only_when_somebody_wrote_to_it(store: Store) -> None:
    remembered = RegisterRemembered()
    empty = asked(store, remembered)
    assert asked(store, remembered) is empty
    write_organisation(store, "org_one")
    one = asked(store, remembered)
    assert one is not empty
    assert one.organisations.keys() == {"org_one"}
    assert asked(store, remembered) is one


def test_an_alert_is_no_part_of_the_register_but_what_comes_after_it_is_seen(store: Store) -> None:
    remembered = RegisterRemembered()
    empty = asked(store, remembered)
    with store.write("test") as session:
        session.add(
            Alert(
                id="alr_one", fingerprint="one", event=Event.POLICY_CHANGED, severity=Severity.LOW, title="one",
                body={}, created_at=AT,
            )
        )  # fmt: skip
    assert asked(store, remembered) is empty
    write_organisation(store, "org_two")
    assert asked(store, remembered).organisations.keys() == {"org_two"}


def test_another_day_is_another_register(store: Store) -> None:
    remembered = RegisterRemembered()
    today = asked(store, remembered)
    assert asked(store, remembered, Moment(date(2026, 11, 23))) is not today
