"""Whose subscription it is: one's own, or everybody's to an administrator of everything."""

from collections.abc import Iterator

import pytest

from registry.accounts.persons import LOCAL, Person, rights_of
from registry.alerts import owning
from registry.alerts.subscribing import Asked
from registry.errors import NotAllowed, NotFound
from registry.store import Store
from registry.tables import User
from registry.terms import AccountRole, ChannelKind
from tests.registry.alerts.told_people import WEDNESDAY, Told, telling

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"


@pytest.fixture
def told(store: Store) -> Iterator[Told]:
    with store.write("test") as session:
        session.add(User(id="usr_1", email="dpo@example.org", name="D", role=AccountRole.READER, created_at=WEDNESDAY))
    with telling(store) as begun:
        yield begun


def person(role: AccountRole, controllers: frozenset[str] | None = None) -> Person:
    return Person("usr_1", "D", role, rights_of(role), controllers)


READER, ADMIN = person(AccountRole.READER), person(AccountRole.ADMIN)
OF_ONE = person(AccountRole.ADMIN, frozenset({"org_a"}))


@pytest.mark.parametrize(
    ("who", "expected"),
    [(READER, ["dpo@example.org"]), (OF_ONE, ["dpo@example.org"]), (ADMIN, ["dpo@example.org", "other@example.org"])],
)
def test_one_sees_ones_own_and_an_administrator_of_everything_all(told: Told, who: Person, expected: list[str]) -> None:
    rows = [told.subscribe(), told.subscribe("other@example.org")]
    with told.store.read() as session:
        assert [row.target for row in owning.own(session, who, rows)] == expected
        assert [row.target for row in owning.own(session, LOCAL, rows)] == [row.target for row in rows]
        if who is not ADMIN:
            with pytest.raises(NotFound):
                owning.require_own(session, who, rows[1])


def test_a_delivery_is_seen_by_whom_it_went_to(told: Told) -> None:
    rows = [told.subscribe(), told.subscribe("other@example.org")]
    with told.store.read() as session:
        for row, seen in zip(rows, (True, False), strict=True):
            delivery = told.delivery_of(row)
            assert (owning.may_see(session, READER, delivery), owning.may_see(session, ADMIN, delivery)) == (seen, True)


@pytest.mark.parametrize("target", ["other@example.org", "https://example.org/hook", SLACK])
def test_another_door_is_an_administrators_to_open(told: Told, target: str) -> None:
    kinds = {"o": ChannelKind.MAIL, "h": ChannelKind.WEBHOOK, "s": ChannelKind.SLACK}
    asked = Asked("somebody", kinds[target[0]], target)
    with told.store.read() as session:
        with pytest.raises(NotAllowed, match="address of your account"):
            owning.as_own(session, READER, asked)
        assert owning.as_own(session, ADMIN, asked) == asked
        assert owning.as_own(session, OF_ONE, asked).person == "usr_1"  # so that the account's scope holds


def test_ones_own_address_is_ones_own_however_it_is_written(told: Told) -> None:
    asked = Asked("somebody else", ChannelKind.MAIL, "DPO@example.org")
    with told.store.read() as session:
        assert owning.as_own(session, READER, asked).person == "usr_1"
