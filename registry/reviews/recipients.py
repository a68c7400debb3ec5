"""Recipients that a controller's notice names, beside the register: whom a name means, and what is engaged already.

A name that fits several is nobody until a person says whom it means. What the notice does not say contradicts nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col, or_, select

from registry import valued
from registry.catalogue import dated
from registry.catalogue.dated import Moment, live
from registry.catalogue.resolving import Known, known
from registry.catalogue.rows_of_engagements import engagement_id
from registry.catalogue.stated_recipients import (
    Source,
    StatedRecipient,
    StatedRows,
    footing,
    key_of,
    new_rows,
    safeguards,
    service_of,
)
from registry.errors import Conflict
from registry.reviews.findings import Finding
from registry.reviews.stating import name_of, recipient_of, stated_safeguards, whom_of
from registry.tables import Dated, Engagement, Safeguard, Service, Transfer
from registry.terms import Deed, Role, SafeguardKind

Row = TypeVar("Row", bound=Dated)
_ANY = Moment(date.max)


@dataclass(frozen=True, slots=True)
class Standing:
    """An engagement with what is on file of its own hop."""

    engagement: Engagement
    transfers: tuple[Transfer, ...]
    safeguards: Mapping[str, Sequence[Safeguard]]  # by transfer

    def before(self) -> dict[str, Any]:
        """What the register holds, in the words of a finding's value."""
        kinds = {one.kind.value for of in self.safeguards.values() for one in of}
        return {
            "engagement": self.engagement.id,
            "name_as_written": self.engagement.name_as_written,
            "service": self.engagement.service_id,
            "role": self.engagement.stated_in_our_notice,
            "destinations": [one.destination for one in self.transfers],
            "mechanisms": sorted(kinds),
        }


def against_register(session: Session, found: Iterable[Finding], on: date) -> list[Finding]:
    """Findings of recipients as they stand beside the register: whom each names, new or different. What the register
    holds already is left out, and a party that two of them mean in one role is one."""
    found = list(found)
    names = known(session)
    standing = _standing(session, {one.subject_id for one in found}, on)
    settled: dict[tuple[str, str, str], Finding] = {}
    for finding in found:
        whom = whom_of(names, finding.value)
        said = finding.value | {
            "service": whom.service, "organisation": whom.organisation, "candidates": list(whom.candidates)
        }  # fmt: skip
        one = _beside(replace(finding, value=said), standing[finding.subject_id])
        if one is not None:
            means = whom.service or whom.organisation or key_of(name_of(said))
            settled.setdefault((finding.subject_id, means, str(said.get("role"))), one)
    return list(settled.values())


def standing_of(session: Session, controller_id: str, on: date) -> list[tuple[Standing, str | None]]:
    """The controller's engagements that have not ended by the day, each with its service's organisation."""
    return _standing(session, {controller_id}, on)[controller_id]


def meant(session: Session, found: Iterable[Finding]) -> list[dict[str, Any]]:
    """The values of findings with whom each names."""
    names = known(session)
    whoms = [(one.value, whom_of(names, one.value)) for one in found]
    return [value | {"service": whom.service, "organisation": whom.organisation} for value, whom in whoms]


def _standing(session: Session, controllers: set[str], on: date) -> dict[str, list[tuple[Standing, str | None]]]:
    """The engagements of each controller that have not ended by the day, each with its service's organisation."""
    engaged = _rows(session, Engagement, on, col(Engagement.controller_id).in_(controllers))
    with_us = col(Service.id).in_({one.service_id for one in engaged})
    offered = {one.id: one.organisation_id for one in _rows(session, Service, on, with_us)}
    of_hop: dict[str, list[Transfer]] = defaultdict(list)
    mine = col(Transfer.engagement_id).in_([one.id for one in engaged])
    for transfer in _rows(session, Transfer, on, mine, Transfer.hop_id == Transfer.engagement_id):
        of_hop[transfer.engagement_id].append(transfer)
    guards: dict[str, list[Safeguard]] = defaultdict(list)
    of_ours = col(Safeguard.transfer_id).in_([one.id for of in of_hop.values() for one in of])
    for guard in _rows(session, Safeguard, on, of_ours):
        guards[guard.transfer_id].append(guard)
    found: dict[str, list[tuple[Standing, str | None]]] = defaultdict(list)
    for one in engaged:
        there = of_hop[one.id]
        standing = Standing(one, tuple(there), {t.id: guards[t.id] for t in there})
        found[one.controller_id].append((standing, offered.get(one.service_id)))
    return found


def _rows(session: Session, table: type[Row], on: date, *conditions: Any) -> list[Row]:
    lasting = or_(col(table.valid_until).is_(None), col(table.valid_until) > on)
    return list(session.exec(live(table, _ANY, on=False).where(lasting, *conditions).order_by(col(table.id))))


def _beside(finding: Finding, standing: Sequence[tuple[Standing, str | None]]) -> Finding | None:
    """The finding as an addition, as a change of the engagement nearest to it, or None: nothing differs."""
    engaged = [one for one, organisation in standing if is_with(finding.value, one.engagement, organisation)]
    if not engaged:
        return finding
    missing = {one.engagement.id: _differences(finding.value, one) for one in engaged}
    nearest = min(engaged, key=lambda one: (len(missing[one.engagement.id]), one.engagement.id))
    if not missing[nearest.engagement.id]:
        return None
    return replace(finding, deed=Deed.CHANGE, before=nearest.before())


def is_with(value: Mapping[str, Any], engagement: Engagement, organisation: str | None) -> bool:
    """Whether the engagement is with the party that the finding means."""
    if value.get("service"):
        return engagement.service_id == str(value["service"])
    if value.get("organisation"):
        return organisation == str(value["organisation"])
    names = [engagement.name_as_written, *(engagement.notes or {}).get("also_written", ())]
    return key_of(name_of(value)) in {key_of(str(name)) for name in names}


def _differences(value: Mapping[str, Any], standing: Standing) -> list[str]:
    """Which of role, destinations and mechanisms the notice states otherwise."""
    role, stated = valued.role_of(value), standing.engagement.stated_in_our_notice
    differs = ["role"] if stated is None or (role is not Role.RECIPIENT and role is not stated) else []
    if _new_destinations(valued.several_of(value, "destinations"), standing.transfers):
        differs.append("destinations")
    if _unguarded(value, standing):
        differs.append("mechanisms")
    return differs


def _new_destinations(stated: Iterable[str | None], there: Sequence[Transfer]) -> list[str | None]:
    """Destinations stated that are not on file. One without a name adds nothing to those that are."""
    on_file = {one.destination for one in there}
    return [place for place in stated if (place not in on_file if place is not None else not on_file)]


def _unguarded(value: Mapping[str, Any], standing: Standing) -> dict[str, tuple[SafeguardKind, ...]]:
    """Transfers on file to the places stated, each with the safeguards stated that it lacks."""
    places = set(valued.several_of(value, "destinations"))
    meant = [one for one in standing.transfers if one.destination in places or None in places]
    lacking = {one.id: _lacking(value, standing.safeguards.get(one.id, ())) for one in meant}
    return {transfer: kinds for transfer, kinds in lacking.items() if kinds}


def _lacking(value: Mapping[str, Any], there: Sequence[Safeguard]) -> tuple[SafeguardKind, ...]:
    on_file = {one.kind for one in there}
    return tuple(kind for kind in stated_safeguards(value) if kind not in on_file)


def rows_of(
    session: Session, finding: Finding, value: Mapping[str, Any], source: Source, names: Callable[[], Known]
) -> StatedRows:
    """The rows that accepting a finding with this value writes: those of a new engagement, or of the changed one.

    `names` is asked where nobody was known when the finding was made. Raises BadInput for a value that cannot be
    written, Conflict where the register says otherwise by now.
    """
    stated = recipient_of(session, finding.subject_id, value, names)
    if finding.deed is Deed.CHANGE:
        return _changed_rows(session, str((finding.before or {}).get("engagement")), stated, value, source)
    there = _rows(
        session, Engagement, source.at.date(), Engagement.controller_id == stated.controller_id,
        Engagement.service_id == service_of(stated), Engagement.stated_in_our_notice == stated.role,
    )  # fmt: skip
    if there:
        raise Conflict(f"“{there[0].name_as_written}” is engaged already; reject the proposal.", existing=there[0].id)
    key, identity = _free_key(session, stated)
    return new_rows(stated, identity, key, source)


def _free_key(session: Session, stated: StatedRecipient) -> tuple[str, str]:
    """The key an import would make of the name, numbered where another engagement has it, and the id made of it."""
    base = key_of(stated.name).replace(" ", "_")
    number = 1
    while True:
        key = base if number == 1 else f"{base}_{number}"
        identity = engagement_id(stated.controller_id, key)
        taken = select(Engagement.row).where(Engagement.id == identity, col(Engagement.retired_at).is_(None))
        if session.exec(taken.limit(1)).first() is None:
            return key, identity
        number += 1


def _changed_rows(
    session: Session, identity: str, stated: StatedRecipient, value: Mapping[str, Any], source: Source
) -> StatedRows:
    there_now = _standing(session, {stated.controller_id}, source.at.date())[stated.controller_id]
    standing = next((one for one, _ in there_now if one.engagement.id == identity), None)
    if standing is None:
        raise Conflict(f"“{stated.name}” is no longer engaged; reject the proposal.")
    there = standing.engagement
    role = stated.role if "role" in _differences(value, standing) else there.stated_in_our_notice
    new = replace(stated, destinations=tuple(_new_destinations(stated.destinations, standing.transfers)))
    rows = footing(new, there.id, source)
    more = [
        guard
        for transfer, kinds in _unguarded(value, standing).items()
        for guard in safeguards(
            replace(stated, safeguards=kinds), [transfer], source, after=len(standing.safeguards.get(transfer, ()))
        )
    ]
    changed = dated.copy(there, source.at, stated_in_our_notice=role)
    return StatedRows(engagement=changed, transfers=rows["transfers"], safeguards=(*rows["safeguards"], *more))
