"""A recipient as a controller's own notice states it, as rows: whom it names, the engagement, and where data go.

The rows are made here and written by whoever decides. Only what the notice says is filled in: the role stands in
`stated_in_our_notice` and nowhere else, a place is a destination only where it is named, a safeguard has only its kind
(and its act, where the notice names one). Organisation and service of a name nobody knows are shared by all who say the
same name, and made as an import makes them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.catalogue.identities import hashed, named_only_id
from registry.catalogue.rows_of_organisations import OWN
from registry.cataloguenames import folded
from registry.tables import Engagement, Name, Organisation, Safeguard, Service, Transfer
from registry.terms import Grade, Manner, OrganisationKind, Origin, Role, SafeguardKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRecipient:
    """What a notice says of one recipient. `service_id` or `organisation_id` None: nobody knows the name.

    `destinations` are the third countries named; None among them is one that is not named.
    """

    controller_id: str
    name: str
    service_id: str | None
    organisation_id: str | None
    role: Role
    destinations: tuple[str | None, ...] = ()
    safeguards: tuple[SafeguardKind, ...] = ()
    act: str | None = None
    purpose: str | None = None
    data_categories: tuple[str, ...] | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document that states it: its words in a source, its title and day where known, and when it is written."""

    source: str
    at: datetime
    title: str
    dated: date | None = None

    def carried(self, origin: Origin = Origin.PERSON) -> dict[str, Any]:
        """What every row carries. The document itself was read."""
        return {"source": self.source, "grade": Grade.PRIMARY, "origin": origin, "recorded_at": self.at}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRows:
    """The rows of one recipient. `organisation`, `name` and `service` are None where they are known already."""

    engagement: Engagement
    transfers: tuple[Transfer, ...]
    safeguards: tuple[Safeguard, ...]
    organisation: Organisation | None = None
    name: Name | None = None
    service: Service | None = None


def organisation_of(stated: StatedRecipient) -> str:
    """The organisation's id: the known one, else that of the name."""
    return stated.organisation_id or named_only_id(key_of(stated.name))


def service_of(stated: StatedRecipient) -> str:
    """The service's id: the known one, else the organisation's service of this name."""
    return stated.service_id or hashed("svc_import", organisation_of(stated), key_of(stated.name))


def key_of(name: str) -> str:
    """A name as it is compared; a name of signs alone is compared as it is written."""
    return folded(name) or " ".join(name.casefold().split())


def new_rows(stated: StatedRecipient, engagement_id: str, key: str, source: Source) -> StatedRows:
    """The rows of a recipient that is not engaged yet."""
    cited = {"document": source.title} | ({"dated": source.dated.isoformat()} if source.dated else {})
    notes: dict[str, Any] = {"key": key, "source": cited}
    if stated.purpose:
        notes["purposes"] = [stated.purpose]
    engagement = Engagement(
        id=engagement_id,
        controller_id=stated.controller_id,
        service_id=service_of(stated),
        name_as_written=stated.name,
        stated_in_our_notice=stated.role,
        data_categories=list(stated.data_categories) if stated.data_categories else None,
        notes=notes,
        valid_from=stated.valid_from,
        **source.carried(),
    )
    organisation, name = _organisation(stated, source) if stated.organisation_id is None else (None, None)
    return StatedRows(
        engagement=engagement,
        organisation=organisation,
        name=name,
        service=_service(stated, source) if stated.service_id is None else None,
        **footing(stated, engagement_id, source),
    )


def footing(stated: StatedRecipient, engagement_id: str, source: Source) -> dict[str, Any]:
    """`transfers` and `safeguards` of an engagement's own hop: one transfer for each destination stated."""
    carried = source.carried() | {"valid_from": stated.valid_from}
    transfers = tuple(
        Transfer(
            id=transfer_id(engagement_id, place),
            engagement_id=engagement_id,
            hop_id=engagement_id,
            destination=place,
            manner=Manner.STORAGE,  # the notice says where to, not how; as for the places of a list
            **carried,
        )
        for place in stated.destinations
    )
    return {"transfers": transfers, "safeguards": safeguards(stated, [one.id for one in transfers], source)}


def safeguards(
    stated: StatedRecipient, transfers: list[str], source: Source, *, after: int = 0
) -> tuple[Safeguard, ...]:
    """The safeguards stated, for each of these transfers: the kind alone, and the act of standard clauses.

    Ids are numbered as an import numbers them; `after` is how many a transfer has already.
    """
    carried = source.carried() | {"valid_from": stated.valid_from}
    return tuple(
        Safeguard(
            id=f"{hashed('sfg', transfer)}_{number}",
            transfer_id=transfer,
            kind=kind,
            act=stated.act if kind is SafeguardKind.SCC else None,
            **carried,
        )
        for transfer in transfers
        for number, kind in enumerate(stated.safeguards, after + 1)
    )


def transfer_id(engagement_id: str, destination: str | None) -> str:
    """The id of a transfer of an engagement's own hop, as an import makes it."""
    return hashed("trf", engagement_id, destination, Manner.STORAGE)


def _organisation(stated: StatedRecipient, source: Source) -> tuple[Organisation, Name]:
    identity, carried = organisation_of(stated), source.carried(Origin.IMPORT)
    organisation = Organisation(id=identity, kind=OrganisationKind.NAMED_ONLY, name=stated.name, **carried)
    name = Name(
        id=hashed("nam", identity, OWN, stated.name), subject_id=identity, name=stated.name,
        folded=key_of(stated.name), kind=OWN, position=1, **carried,
    )  # fmt: skip
    return organisation, name


def _service(stated: StatedRecipient, source: Source) -> Service:
    organisation, carried = organisation_of(stated), source.carried(Origin.IMPORT)
    return Service(id=service_of(stated), organisation_id=organisation, name=stated.name, **carried)
