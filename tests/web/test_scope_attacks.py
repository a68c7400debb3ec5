"""What somebody tries who may edit one company of a group, to see or spoil another; and what is kept of secrets."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import companies
import pytest
import sqlalchemy as sa
import world
from companies import FOREIGN, OWN
from signed_in import COOKIE, OURS, Client, add, asking, fill, id_of, settings_of, sign_in
from sqlmodel import col, select

from registry import audit, scoping
from registry.accounts import people
from registry.catalogue.rows_of_portfolios import person_id
from registry.errors import StoreError
from registry.store import Store, open_store
from registry.tables import (
    Audit,
    Beat,
    Delivery,
    Digest,
    Engagement,
    Organisation,
    Repeat,
    Safeguard,
    SubprocessorRow,
    Subscription,
    Transfer,
    User,
    beat_of,
    now,
)
from registry.terms import AccountRole, ChannelKind, DeliveryState, OrganisationKind, Pace, Severity

VICTIM = "Fyren AB"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "onward.db"


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{place}")
    opened.migrate()
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture
def client(store: Store, place: Path) -> Iterator[Client]:
    with asking(settings_of(place)) as client:
        yield client


@pytest.fixture
def editor(store: Store, client: Client) -> Callable[[], None]:
    """From the call on, an editor of one company asks."""
    secret = sign_in(store, add(store, "eva@company.example", AccountRole.EDITOR, [OWN]))
    return lambda: _as(client, secret)


def _as(client: Client, secret: str) -> None:
    client.cookies.clear()
    client.cookies.set(COOKIE, secret)


def _as_admin(client: Client, store: Store) -> None:
    _as(client, sign_in(store, id_of(store, "admin@company.example")))


def post(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api/v1/{path}", json=body, headers=OURS | headers)


@pytest.mark.parametrize("parent", [None, OWN])
def test_a_company_is_not_taken_over_by_its_name(
    store: Store, client: Client, editor: Callable[[], None], parent: str | None
) -> None:
    """Ids of companies are made of their names: the same name must not become a second row of the other's."""
    identity = person_id(VICTIM)
    row = {"id": identity, "name": VICTIM, "kind": OrganisationKind.LEGAL_PERSON, "country": "SE"}
    engaged = {"id": "eng_fyren", "controller_id": identity, "service_id": "svc_lagring", "name_as_written": "Moln"}
    with store.write("test") as session:
        session.add(Organisation(**row, is_controller=True, **world.ON_FILE))
        session.add(Engagement(**engaged, **world.ON_FILE))
    editor()
    body = {"name": VICTIM, "kind": "legal_person", "country": "KP"} | ({"parent": parent} if parent else {})
    assert post(client, "organisations", body).status_code in {403, 409}
    assert client.get("/api/v1/session").json()["controllers"] == [OWN]
    assert client.get("/api/v1/engagements/eng_fyren").status_code == 404
    with store.read() as session:
        (kept,) = session.exec(select(Organisation).where(Organisation.id == identity)).all()
    assert (kept.country, kept.is_controller) == ("SE", True)


def test_a_child_that_is_no_controller_widens_no_scope(
    store: Store, client: Client, editor: Callable[[], None]
) -> None:
    editor()
    made = post(client, "organisations", {"name": "Dotter AB", "kind": "legal_person", "parent": OWN})
    assert made.status_code in {201, 403}
    assert client.get("/api/v1/session").json()["controllers"] == [OWN]


def test_a_hop_of_a_shared_list_is_a_transfer_of_each_company_apart(
    store: Store, client: Client, editor: Callable[[], None]
) -> None:
    with store.read() as session:
        rows = session.exec(select(SubprocessorRow).where(SubprocessorRow.service_id == "svc_lagring")).all()
        hop = next(one.id for one in rows if one.engagement_id is None)
        engagements = session.exec(select(Engagement).where(Engagement.service_id == "svc_lagring")).all()
        mine = next(one.id for one in engagements if one.controller_id == OWN)
    _as_admin(client, store)
    body = {"hop": hop, "destination": "IN", "manner": "storage"}
    theirs = post(client, "transfers", body | {"engagement": "eng_hamnen"}).json()["id"]
    signed = {"transfer": theirs, "kind": "scc", "act": "2021/914", "modules": ["p2p"], "signed_on": "2025-02-03"}
    safeguard = post(client, "safeguards", signed).json()["id"]
    editor()
    own = post(client, "transfers", body | {"engagement": mine})
    assert own.status_code == 201
    assert own.json()["id"] != theirs
    assert client.get(f"/api/v1/transfers/{theirs}").status_code == 404
    ended = post(client, f"safeguards/{safeguard}/end", {"on": "2026-01-01"})
    assert ended.status_code == 404
    with store.read() as session:
        kept = session.exec(select(Safeguard).where(Safeguard.id == safeguard, col(Safeguard.retired_at).is_(None)))
        assert kept.one().valid_until is None
        assert len({one.id for one in session.exec(select(Transfer).where(Transfer.hop_id == hop))}) >= 2


def test_who_has_left_is_told_nothing_more(store: Store) -> None:
    user = add(store, "rut@company.example", AccountRole.READER, [OWN])
    usual: dict[str, Any] = {"created_at": now(), "created_by": "test", "heartbeat": False, "language": "sv"}
    with store.write("test") as session:
        for identity, person in (("sbn_a", "Rut@Company.example"), ("sbn_b", user), ("sbn_c", "other@company.example")):
            session.add(
                Subscription(
                    id=identity, person=person, channel=ChannelKind.MAIL, target="rut@company.example",
                    least_severity=Severity.LOW, pace=Pace.IMMEDIATE, **usual,
                )
            )  # fmt: skip
    with store.write("test") as session:
        people.end(session, user, now())
    with store.read() as session:
        told = session.exec(select(Subscription.id).where(col(Subscription.ended_at).is_(None))).all()
    assert {"sbn_a", "sbn_b"}.isdisjoint(told)
    assert "sbn_c" in told


def test_who_is_erased_stands_in_no_subscription_and_in_no_link(store: Store) -> None:
    user = add(store, "rut@company.example", AccountRole.READER, [OWN])
    with store.write("test") as session:
        session.add(
            Subscription(
                id="sbn_a", person="rut@company.example", channel=ChannelKind.MAIL, target="Rut@Company.example",
                least_severity=Severity.LOW, pace=Pace.IMMEDIATE, created_at=now(), created_by="test",
                heartbeat=False, language="sv",
            )
        )  # fmt: skip
        sent = {"channel": ChannelKind.MAIL, "target": "Rut@Company.example", "language": "sv"}
        trouble = "mail server mx: {'Rut@Company.example': (550, b'no rut@company.example here')}"
        session.add(Delivery(id="dlv_a", state=DeliveryState.REFUSED, due_at=now(), trouble=trouble, **sent))
        session.add(
            Digest(id="dgs_a", pace=Pace.WEEKLY, alerts=[], sources={}, created_at=now(), **sent),
        )
        session.add(Beat(id=beat_of(*map(str, sent.values())), begun_at=now(), daily_at=now(), weekly_at=now()))
    with store.write("test") as session:
        people.erase(session, user, now())
    with store.read() as session:
        assert audit.verify(session) is None
        assert session.exec(select(Beat)).all() == []
        assert [one.id for one in session.exec(select(Digest))] == ["dgs_a"]
        tables = (Subscription, Audit, User, Delivery, Digest)
        rows = [row for table in tables for row in session.exec(select(table))]
        assert [one for one in rows if "rut@" in str(one.model_dump()).casefold()] == []


def test_a_secret_is_shown_once_and_kept_nowhere(store: Store, client: Client) -> None:
    _as_admin(client, store)
    key = {"Idempotency-Key": "once"}
    hook = {"channel": "webhook", "target": "https://hooks.company.example/x"}
    for path, body in (("tokens", {"name": "x", "rights": ["read"]}), ("subscriptions", hook)):
        assert post(client, path, body, **key).is_success
        again = post(client, path, body, **key)
        assert again.status_code == 409, path
        assert again.json()["errors"][0]["field"] == "Idempotency-Key"
    with store.read() as session:
        assert not [one for one in session.exec(select(Repeat)) if "whsec_" in str(one.answer)]


@pytest.mark.parametrize(
    "statement",
    [
        "/* x */ SELECT * FROM engagement",
        "VALUES ((SELECT id FROM engagement))",
        "TABLE engagement",
        "EXPLAIN SELECT 1",
    ],
)
def test_a_statement_that_cannot_be_narrowed_is_refused(store: Store, statement: str) -> None:
    with store.read({OWN}) as session, pytest.raises(StoreError, match="narrowed"):
        session.execute(sa.text(statement))


@pytest.mark.parametrize(
    "statement", ["SELECT id FROM ENGAGEMENT", "select id from Engagement", "(SELECT id FROM engagement)"]
)
def test_however_a_statement_is_written_it_is_narrowed(statement: str) -> None:
    narrowed = scoping.narrowed(statement, {OWN}, "main")
    assert narrowed.startswith('WITH "engagement" AS')
    assert FOREIGN not in narrowed
    assert companies.OWN in narrowed
