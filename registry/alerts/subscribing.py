"""Subscriptions: made, changed and ended by people. What cannot be delivered to is refused here, with words."""

import re
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from registry.alerts.channels import checked_secrets
from registry.alerts.chatting import CHATS, room
from registry.alerts.wishing import Named
from registry.errors import AddressRefused, BadInput, Conflict, NotFound
from registry.guard import Guard
from registry.tables import Organisation, Service, Subscription, new_id
from registry.terms import ChangeKind, ChannelKind, Event, Pace, Severity

MOST_SECRETS = 4
MOST_CHOSEN = 500
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{32,128}={0,2}")  # Standard Webhooks: 24 to 64 bytes
_LIVE = col(Subscription.ended_at).is_(None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A subscription as somebody asks for it. None in a list: all; an empty `secrets` of a webhook: make one."""

    person: str
    channel: ChannelKind
    target: str
    least_severity: Severity = Severity.LOW
    controllers: tuple[str, ...] | None = None
    services: tuple[str, ...] | None = None
    events: tuple[Event, ...] | None = None
    kinds: tuple[ChangeKind, ...] | None = None
    pace: Pace = Pace.IMMEDIATE
    language: str = "en"
    heartbeat: bool = True
    secrets: tuple[str, ...] = ()


def one(session: Session, identity: str) -> Subscription:
    """A live subscription. Raises NotFound."""
    found = session.get(Subscription, identity)
    if found is None or found.ended_at is not None:
        raise NotFound(f"There is no subscription {identity}.", named=identity)
    return found


def live(session: Session) -> list[Subscription]:
    """All that are live, the oldest first."""
    return list(
        session.exec(select(Subscription).where(_LIVE).order_by(col(Subscription.created_at), col(Subscription.id)))
    )


def subscribe(session: Session, asked: Asked, guard: Guard, *, by: str, at: datetime) -> Subscription:
    """Make a subscription. Raises BadInput naming the field, Conflict for one that is there already."""
    row = Subscription(id=new_id("sbn"), created_at=at, created_by=by, **_checked(session, asked, guard))
    twin = next((other for other in live(session) if _same(other, row)), None)
    if twin is not None:
        raise Conflict("This subscription is there already.", existing=twin.id)
    session.add(row)
    session.flush()
    return row


def change(session: Session, identity: str, changed: Mapping[str, object], guard: Guard) -> Subscription:
    """Change what is named, by fields of Asked; the rest stays. Raises NotFound, BadInput, Conflict."""
    row = one(session, identity)
    asked = replace(_asked(row), **changed)  # type: ignore[arg-type]
    for name, value in _checked(session, asked, guard).items():
        setattr(row, name, value)
    twin = next((other for other in live(session) if other.id != row.id and _same(other, row)), None)
    if twin is not None:
        raise Conflict("Another subscription says the same already.", existing=twin.id)
    session.add(row)
    session.flush()
    return row


def _asked(row: Subscription) -> Asked:
    """A subscription as it would be asked for today."""
    target = (row.secrets or [""])[0] if row.channel in CHATS else row.target
    return Asked(
        row.person, row.channel, target, row.least_severity,
        controllers=None if row.controllers is None else tuple(row.controllers),
        services=None if row.services is None else tuple(row.services),
        events=None if row.events is None else tuple(map(Event, row.events)),
        kinds=None if row.kinds is None else tuple(map(ChangeKind, row.kinds)),
        pace=row.pace, language=row.language, heartbeat=row.heartbeat, secrets=tuple(row.secrets or ()),
    )  # fmt: skip


def end(session: Session, identity: str, at: datetime) -> Subscription:
    """End a subscription; what waits for it is not sent any more unless another leads to the same place."""
    row = one(session, identity)
    row.ended_at = at
    session.add(row)
    session.flush()
    return row


def id_of_named(channel: Named) -> str:
    """The id by which a channel that the settings name is known: the same as long as they name it."""
    return f"sbn_settings_{sha256(f'{channel.name.value}:{channel.target}'.encode()).hexdigest()[:12]}"


def _checked(session: Session, asked: Asked, guard: Guard) -> dict[str, Any]:
    """The columns of a subscription."""
    if not asked.person.strip() or not asked.person.isprintable():
        raise BadInput("Say who is told: an address, or the id of a person.", field="person")
    if asked.least_severity is Severity.NONE:
        raise BadInput("What is not grave at all is told to nobody; write low or graver.", field="least_severity")
    if asked.language not in {"en", "sv"}:
        raise BadInput(f"The language is “{asked.language}”; write en or sv.", field="language")
    if asked.channel is ChannelKind.WEBHOOK and asked.pace is not Pace.IMMEDIATE:
        raise BadInput("A webhook is told at once; digests are for people.", field="pace")
    target, opening = _reached(asked, guard)
    return {
        "person": asked.person.strip(), "channel": asked.channel, "target": target, "secrets": opening,
        "least_severity": asked.least_severity, "pace": asked.pace, "language": asked.language,
        "heartbeat": asked.heartbeat, "events": _words(asked.events, "events"), "kinds": _words(asked.kinds, "kinds"),
        "controllers": _ids(session, asked.controllers, Organisation, "controllers"),
        "services": _ids(session, asked.services, Service, "services"),
    }  # fmt: skip


def _reached(asked: Asked, guard: Guard) -> tuple[str, list[str] | None]:
    """Where it leads, and what signs or opens it."""
    if asked.channel is ChannelKind.MAIL:
        if len(asked.target) > 254 or _ADDRESS.fullmatch(asked.target) is None:
            raise BadInput("This is no mail address; write it like dpo@example.org.", field="target")
        return asked.target, None
    if asked.channel is ChannelKind.WEBHOOK:
        try:
            guard.check_url(asked.target)
            guard.check_sealed(asked.target)
        except AddressRefused as error:
            raise BadInput(str(error), field="target") from error
        if len(asked.secrets) > MOST_SECRETS:
            raise BadInput(f"At most {MOST_SECRETS} secrets sign side by side.", field="secrets")
        if not all(_SECRET.fullmatch(secret) for secret in asked.secrets):
            raise BadInput("A webhook secret is whsec_ and base64 of at least 24 bytes.", field="secrets")
        return asked.target, list(checked_secrets(asked.secrets, "secrets")) or [_new_secret()]
    found = room(asked.channel, asked.target)
    return found.target, [asked.target]


def _new_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(24)).decode()}"


def _words(values: Sequence[Event | ChangeKind] | None, field: str) -> list[str] | None:
    if values is None:
        return None
    if not values:
        raise BadInput("Choose at least one, or leave it out for all.", field=field)
    return sorted({value.value for value in values})


def _ids(
    session: Session, values: Sequence[str] | None, table: type[Organisation] | type[Service], field: str
) -> list[str] | None:
    """Ids of things that are there."""
    if values is None:
        return None
    if not 0 < len(values) <= MOST_CHOSEN:
        raise BadInput(f"Choose from 1 to {MOST_CHOSEN}, or leave it out for all.", field=field)
    known = set(session.exec(select(table.id).where(col(table.id).in_(values), col(table.retired_at).is_(None))))
    missing = next((value for value in values if value not in known), None)
    if missing is not None:
        raise BadInput(f"There is nothing with the id {missing}.", field=field)
    return sorted(set(values))


def _same(one: Subscription, other: Subscription) -> bool:
    names = ("person", "channel", "target", "controllers", "services", "events", "kinds")
    return all(getattr(one, name) == getattr(other, name) for name in names)
