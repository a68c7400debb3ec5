"""The kinds of rows that people write by themselves, and what each must be: the table of `registry.catalogue.deeds`.

Ids are made as an import makes them, so that a portfolio that comes later finds the row there.
"""

from collections.abc import Mapping
from types import MappingProxyType

from registry.catalogue import sound, sound_transfers
from registry.catalogue.deeds import Hanging, Kind
from registry.catalogue.identities import hashed
from registry.catalogue.rows_of_engagements import engagement_id
from registry.catalogue.rows_of_portfolios import activity_id, person_id
from registry.cataloguenames import folded
from registry.tables import (
    Activity,
    Agreement,
    Certification,
    Derogation,
    Document,
    Engagement,
    JointControl,
    Location,
    Measure,
    Organisation,
    Safeguard,
    Service,
    SubprocessorList,
    SubprocessorRow,
    Transfer,
)
from registry.terms import OrganisationKind


def _organisation_id(row: Organisation) -> str:
    if row.kind is OrganisationKind.LEGAL_PERSON:
        return person_id(row.name)
    return hashed("org_by_hand", row.kind.value, folded(row.name))


ORGANISATION = Kind(
    Organisation,
    fixed=(),
    rests_on={"parent_id": Organisation},
    hanging=(
        Hanging(Organisation, "parent_id"), Hanging(Service, "organisation_id"), Hanging(Engagement, "controller_id"),
        Hanging(Engagement, "contracting_party_id"), Hanging(Activity, "controller_id"),
        Hanging(JointControl, "controller_id"), Hanging(JointControl, "other_id"),
        Hanging(Certification, "organisation_id"), Hanging(SubprocessorRow, "organisation_id"),
        Hanging(SubprocessorRow, "contracting_party_id"), Hanging(SubprocessorList, "organisation_id"),
    ),
    places=("country",),
    identity=_organisation_id,
    siblings=sound.same_organisation,
    check=sound.organisation,
    after=sound.named,
)  # fmt: skip
SERVICE = Kind(
    Service,
    fixed=(),
    rests_on={"organisation_id": Organisation},
    throughout=frozenset({"organisation_id"}),
    hanging=(
        Hanging(Engagement, "service_id"), Hanging(Location, "service_id"), Hanging(Document, "service_id"),
        Hanging(SubprocessorRow, "service_id"), Hanging(SubprocessorList, "service_id"),
    ),
    identity=lambda row: hashed("svc_import", row.organisation_id, folded(row.name)),
    siblings=sound.same_service,
    check=sound.service,
    after=sound.named,
)  # fmt: skip
DOCUMENT = Kind(
    Document,
    fixed=("service_id", "controller_id", "kind"),
    rests_on={"service_id": Service, "controller_id": Organisation, "organisation_id": Organisation},
    identity=lambda row: hashed(
        "doc_by_hand", row.service_id or row.controller_id, row.kind.value, row.url or folded(row.title or "")
    ),
    siblings=sound.same_document,
    check=sound.document,
)
LOCATION = Kind(
    Location,
    fixed=("service_id",),
    rests_on={"service_id": Service},
    places=("country",),
    identity=lambda row: hashed("loc_by_hand", row.service_id, row.manner.value, row.country or row.as_written),
    check=sound.location,
)
CERTIFICATION = Kind(
    Certification,
    fixed=("organisation_id", "framework"),
    rests_on={"organisation_id": Organisation},
    identity=lambda row: hashed("crt_by_hand", row.organisation_id, row.framework.value, row.register_id),
    check=sound.certification,
)
ACTIVITY = Kind(
    Activity,
    fixed=("controller_id", "key"),
    rests_on={"controller_id": Organisation},
    texts=("retention", "notice", "national_provision"),
    identity=lambda row: activity_id(row.controller_id, row.key),
    check=sound.activity,
)
ENGAGEMENT = Kind(
    Engagement,
    fixed=("controller_id", "service_id", "key"),
    noted=("key", "decided_on"),
    rests_on={
        "controller_id": Organisation, "service_id": Service, "contracting_party_id": Organisation,
        "activities": Activity,
    },
    throughout=frozenset({"controller_id", "service_id", "contracting_party_id"}),
    identity=lambda row: engagement_id(row.controller_id, (row.notes or {}).get("key") or row.service_id),
    check=sound.engagement,
)  # fmt: skip
AGREEMENT = Kind(
    Agreement,
    fixed=("engagement_id", "kind"),
    noted=("act", "document"),
    rests_on={"engagement_id": Engagement, "supersedes_id": Agreement},
    identity=lambda row: hashed(
        "agr_by_hand", row.engagement_id, row.kind.value, sound.day(row.signed_on), *sound.noted(row, "act", "document")
    ),
    siblings=sound.same_agreement,
    check=sound.agreement,
    after=sound.supersede,
)
JOINT_CONTROL = Kind(
    JointControl,
    fixed=("controller_id", "other_id"),
    rests_on={"controller_id": Organisation, "other_id": Organisation, "activities": Activity},
    throughout=frozenset({"controller_id", "other_id"}),
    texts=("arrangement",),
    identity=lambda row: hashed("jnt", row.controller_id, row.other_id),
    check=sound.joint_control,
)
SUB_PROCESSOR = Kind(
    SubprocessorRow,
    fixed=("engagement_id", "service_id", "parent_row_id", "name_as_written"),
    rests_on={
        "engagement_id": Engagement, "service_id": Service, "parent_row_id": SubprocessorRow,
        "organisation_id": Organisation, "named_service_id": Service, "contracting_party_id": Organisation,
    },
    throughout=frozenset({"organisation_id", "named_service_id", "contracting_party_id"}),
    hanging=(Hanging(SubprocessorRow, "parent_row_id"), Hanging(Transfer, "hop_id")),
    places=("seat",),
    texts=("purpose",),
    identity=lambda row: hashed("sub", row.engagement_id, row.parent_row_id, folded(row.name_as_written), ""),
    check=sound.sub_processor,
)  # fmt: skip
TRANSFER = Kind(
    Transfer,
    fixed=("engagement_id", "hop_id", "destination", "manner"),
    rests_on={"engagement_id": Engagement},
    places=("destination", "access_from"),
    identity=lambda row: hashed("trf", row.hop_id, row.destination, row.manner.value),
    check=sound_transfers.transfer,
)
SAFEGUARD = Kind(
    Safeguard,
    fixed=("transfer_id", "kind"),
    rests_on={"transfer_id": Transfer},
    identity=lambda row: hashed("sfg_by_hand", row.transfer_id, row.kind.value, row.act, sound.day(row.signed_on)),
    check=sound_transfers.safeguard,
)
MEASURE = Kind(
    Measure,
    fixed=("transfer_id", "kind"),
    rests_on={"transfer_id": Transfer},
    identity=lambda row: hashed("msr_by_hand", row.transfer_id, row.kind),
    check=sound_transfers.measure,
)
DEROGATION = Kind(
    Derogation,
    fixed=("transfer_id",),
    rests_on={"transfer_id": Transfer},
    texts=("documentation",),
    identity=lambda row: hashed("drg", row.transfer_id),
    check=sound_transfers.derogation,
)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "organisations": ORGANISATION,
        "services": SERVICE,
        "documents": DOCUMENT,
        "locations": LOCATION,
        "certifications": CERTIFICATION,
        "activities": ACTIVITY,
        "engagements": ENGAGEMENT,
        "agreements": AGREEMENT,
        "joint-controls": JOINT_CONTROL,
        "sub-processors": SUB_PROCESSOR,
        "transfers": TRANSFER,
        "safeguards": SAFEGUARD,
        "measures": MEASURE,
        "derogations": DEROGATION,
    }
)
"""By the noun of the API."""
