"""Who stands behind whom: cycles, depth, affiliates, roles and responsibility, over a register made in memory."""

from dataclasses import fields
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from registry.catalogue.chains import Hop, hops
from registry.catalogue.dated import Moment
from registry.catalogue.reading import Register
from registry.terms import Grade, Manner, OrganisationKind, Responsibility, Role

SOURCED = {"source": "a document", "grade": Grade.PRIMARY, "valid_from": None, "valid_until": None}


def organisation(id_: str, kind: OrganisationKind = OrganisationKind.GROUP, **more: Any) -> SimpleNamespace:
    known = {"country": None, "parent_id": None, "relation": None, "is_controller": False, "public_powers": None}
    return SimpleNamespace(id=id_, name=id_.removeprefix("org_").title(), kind=kind, **SOURCED, **(known | more))


def service(id_: str, owner: str) -> SimpleNamespace:
    return SimpleNamespace(id=id_, name=id_.removeprefix("svc_").title(), organisation_id=owner, **SOURCED)


def listed(id_: str, name: str, owner: str | None, **more: Any) -> SimpleNamespace:
    said = {"purpose": None, "places": None, "seat": None, "role": None, "parent_row_id": None, "engagement_id": None}
    said |= {"contracting_party_id": None, "named_service_id": None}
    return SimpleNamespace(id=id_, name_as_written=name, organisation_id=owner, **(SOURCED | said | more))


def register(*engagements: SimpleNamespace, **parts: Any) -> Register:
    organisations = [organisation("org_us", is_controller=True, country="SE"), *parts.pop("organisations", [])]
    services = parts.pop("services", [])
    owners = {one.organisation_id for one in services}
    empty: dict[str, Any] = {one.name: {} for one in fields(Register) if one.name != "moment"}
    known = {
        "organisations": {one.id: one for one in organisations},
        "services": {one.id: one for one in services},
        "services_of": {owner: [s for s in services if s.organisation_id == owner] for owner in owners},
        "engagements": {one.id: one for one in engagements},
    }
    return Register(moment=Moment(date(2026, 11, 22)), **(empty | known | parts))


def engagement(service_id: str, role: Role | None = Role.PROCESSOR) -> SimpleNamespace:
    return SimpleNamespace(
        id=f"eng_{service_id}", controller_id="org_us", service_id=service_id, name_as_written=service_id,
        contracting_party_id=None, decided_by_us=role, hr_data=None, automated=None, systematic=None, **SOURCED,
    )  # fmt: skip


def walked(known: Register, *, depth: int | None = None) -> list[Hop]:
    return list(hops(known, known.engagements.values(), depth=depth))


def circle(role: Role | None = Role.PROCESSOR) -> Register:
    """Openai uses Intercom, Intercom uses Openai."""
    return register(
        engagement("svc_openai", role),
        organisations=[organisation("org_openai"), organisation("org_intercom")],
        services=[service("svc_openai", "org_openai"), service("svc_intercom", "org_intercom")],
        list_rows={
            "svc_openai": [listed("sub_1", "Intercom", "org_intercom", places=["US"])],
            "svc_intercom": [listed("sub_2", "OpenAI", "org_openai", places=["US"])],
        },
    )


def test_a_cycle_ends_and_its_parties_are_shared_nodes() -> None:
    found = walked(circle())
    assert [(hop.exporter.id, hop.importer.id) for hop in found] == [
        ("org_us", "svc_openai"),
        ("svc_openai", "svc_intercom"),
        ("svc_intercom", "svc_openai"),
    ]
    assert len({hop.key for hop in found}) == 3


def test_depth_one_is_the_engagement_alone() -> None:
    assert [hop.importer.id for hop in walked(circle(), depth=1)] == ["svc_openai"]
    assert len(walked(circle(), depth=2)) == 2


def test_a_chain_of_ten_thousand_links_ends_in_bounded_time() -> None:
    names = [f"svc_{number}" for number in range(10_000)]
    services = [service(name, f"org_{name}") for name in names]
    rows = {
        name: [listed(f"sub_{number}", names[number + 1], None, named_service_id=names[number + 1])]
        for number, name in enumerate(names[:-1])
    }
    long = register(engagement("svc_0"), organisations=[], services=services, list_rows=rows)
    assert 2 <= len(walked(long)) <= 100


@pytest.mark.parametrize(
    ("role", "first", "behind"),
    [
        (Role.PROCESSOR, Responsibility.OURS, Responsibility.OURS),
        (Role.JOINT_CONTROLLER, Responsibility.SHARED, Responsibility.SHARED),
        (Role.INDEPENDENT_CONTROLLER, Responsibility.OURS, Responsibility.THEIRS),
        (Role.AUTHORITY, Responsibility.OURS, Responsibility.THEIRS),
        (None, Responsibility.OURS, Responsibility.OURS),
    ],
)
def test_our_chain_ends_behind_a_controller_of_its_own(
    role: Role | None, first: Responsibility, behind: Responsibility
) -> None:
    found = walked(circle(role))
    assert [hop.responsibility for hop in found] == [first, behind, behind]


def test_only_behind_a_processor_is_a_listed_party_a_sub_processor() -> None:
    assert walked(circle())[1].role is Role.SUB_PROCESSOR
    assert walked(circle(Role.INDEPENDENT_CONTROLLER))[1].role is None
    assert walked(circle(None))[1].role is None


def test_an_affiliate_on_its_own_groups_list_is_no_way_back_into_the_service() -> None:
    affiliate = organisation("org_affiliate", OrganisationKind.LEGAL_PERSON, parent_id="org_vendor", country="IN")
    known = register(
        engagement("svc_vendor"),
        organisations=[organisation("org_vendor"), affiliate],
        services=[service("svc_vendor", "org_vendor")],
        list_rows={"svc_vendor": [listed("sub_1", "Affiliate Pvt. Ltd.", "org_affiliate", places=["IN"])]},
    )
    last = walked(known)[-1]
    assert (last.importer.id, last.importer.country, last.importer.depth_known) == ("org_affiliate", "IN", False)


def test_each_claimed_place_is_a_transfer_of_its_own_and_words_are_no_destination() -> None:
    known = register(
        engagement("svc_vendor"),
        organisations=[organisation("org_vendor")],
        services=[service("svc_vendor", "org_vendor")],
        list_rows={"svc_vendor": [listed("sub_1", "Somebody", None, places=["US", "nearest data centre", "NO"])]},
    )
    crossings = walked(known)[1].crossings
    assert [(one.destination, one.as_written) for one in crossings] == [
        ("US", "US"),
        (None, "nearest data centre"),
        ("NO", "NO"),
    ]
    assert "destination" not in crossings[1].facts


def test_where_the_customer_chooses_the_place_nobody_knows_the_destination() -> None:
    place = SimpleNamespace(country="US", as_written="US or EU", manner=Manner.STORAGE, choice=True, **SOURCED)
    known = register(
        engagement("svc_vendor"),
        organisations=[organisation("org_vendor")],
        services=[service("svc_vendor", "org_vendor")],
        locations={"svc_vendor": [place]},
    )
    (crossing,) = walked(known)[0].crossings
    assert crossing.destination is None


def test_two_transfers_on_file_to_one_place_keep_keys_of_their_own() -> None:
    row = {"destination": "US", "manner": Manner.STORAGE, "exporter": None, "importer": None, "access_from": None}
    row |= dict.fromkeys(("same_legal_entity", "hr_data", "automated", "systematic"))
    row |= dict.fromkeys(("received_under", "onward_terms", "known_absent"))
    kept = [SimpleNamespace(id=f"trf_{number}", **row, **SOURCED) for number in (1, 2)]
    known = register(
        engagement("svc_vendor"),
        organisations=[organisation("org_vendor")],
        services=[service("svc_vendor", "org_vendor")],
        transfers={("eng_svc_vendor", "eng_svc_vendor"): kept},
    )
    keys = [crossing.key for crossing in walked(known)[0].crossings]
    assert keys == ["eng_svc_vendor:US:storage", "eng_svc_vendor:US:storage:2"]


def test_a_product_name_never_becomes_the_importers_country() -> None:
    (first, *_) = walked(circle())
    assert first.crossings[0].facts["importer"] == {"name": "Openai", "role": "processor"}
