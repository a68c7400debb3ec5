"""Lists of what belongs to a service, a controller or a transfer: which may be asked for, filtered and sorted how."""

from collections.abc import Mapping
from types import MappingProxyType

from registry.catalogue import filters as by
from registry.catalogue.listing import Shelf
from registry.tables import (
    Certification,
    Dated,
    Derogation,
    Document,
    JointControl,
    Location,
    Measure,
    Safeguard,
)

_NEWEST = {"updated_at": "recorded_at"}


def _of(table: type[Dated], **filters: str) -> Shelf:
    return Shelf(table, {name: by.equal(table, column) for name, column in filters.items()}, _NEWEST)


SHELVES: Mapping[str, Shelf] = MappingProxyType(
    {
        "documents": _of(Document, service="service_id", controller="controller_id", kind="kind"),
        "locations": _of(Location, service="service_id", country="country"),
        "certifications": _of(Certification, organisation="organisation_id", framework="framework"),
        "joint-controls": _of(JointControl, controller="controller_id", other="other_id"),
        "safeguards": _of(Safeguard, transfer="transfer_id", kind="kind"),
        "measures": _of(Measure, transfer="transfer_id"),
        "derogations": _of(Derogation, transfer="transfer_id"),
    }
)
