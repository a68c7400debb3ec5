"""Lists: filters, orders, pages that survive writes, and what is left out because nobody knows it."""

from itertools import pairwise
from typing import Any

import pytest
import world
from litestar import Litestar
from litestar.testing import TestClient

from registry.catalogue.listing import Place, Turning, sliced
from registry.settings import Settings
from registry.store import open_store
from registry.tables import Organisation
from registry.terms import OrganisationKind

Client = TestClient[Litestar]


def ids(client: Client, address: str) -> list[str]:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def walked(client: Client, address: str, limit: int) -> list[str]:
    """The ids of every page, one after the other."""
    found: list[str] = []
    asked = f"/api/v1/{address}{'&' if '?' in address else '?'}limit={limit}"
    cursor = ""
    while True:
        page: dict[str, Any] = client.get(f"{asked}&cursor={cursor}" if cursor else asked).json()
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = page["next_cursor"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("organisations?q=skyfall", ["org_molnet"]),
        ("organisations?q=MOLNET inc.", ["org_molnet_inc"]),
        ("organisations?q=%25", []),
        ("organisations?controller=true", ["org_lagret"]),
        ("organisations?country=DE", ["org_brevia"]),
        ("organisations?kind=named_only", ["org_kolonn"]),
        ("organisations?parent=org_molnet", ["org_molnet_inc"]),
        ("services?country=US", ["svc_lagring"]),
        ("services?category=email", ["svc_brev"]),
        ("services?organisation=org_nobody", []),
        ("sub-processors?country=DE", ["sub_brevia"]),
        ("sub-processors?organisation=org_kolonn", ["sub_kolonn"]),
        ("activities?controller=org_lagret&q=ORD", ["act_orders"]),
        ("engagements?role=processor", ["eng_lagring"]),
        ("engagements?role=recipient", ["eng_brev"]),
        ("engagements?verdict=safeguarded", []),
        ("engagements?service=svc_brev", ["eng_brev"]),
        ("engagements?on=2023-12-31", []),
        ("engagements?known_at=2026-10-31T00:00:00Z", []),
        ("agreements?kind=dpa", ["agr_lagring"]),
        ("verdicts?engagement=eng_brev", ["vdt_0001"]),
        ("verdicts?known_at=2026-10-31T00:00:00Z", []),
        ("transfers?verdict=safeguarded", ["trf_lagring"]),
        ("transfers?basis=on_file", ["trf_lagring"]),
        ("transfers?country=US&service=svc_lagring", ["trf_lagring"]),
        ("transfers?q=nobody", []),
        ("transfers?on=2023-12-31", []),
        ("changes", ["chg_lista", "chg_first"]),
        ("changes?sort=updated_at", ["chg_first", "chg_lista"]),
        ("changes?kind=date_only", ["chg_first"]),
        ("changes?material=false", ["chg_first"]),
        ("alerts?severity=high", ["alr_norrsken"]),
        ("alerts?event=vendor.policy_changed", ["alr_plain"]),
        ("alerts?sort=deadline_on", ["alr_norrsken", "alr_plain"]),
        ("alerts?sort=-deadline_on", ["alr_norrsken", "alr_plain"]),
        ("proposals?subject=svc_lagring&q=sydvind", ["prp_sydvind"]),
        ("proposals?state=rejected", []),
        ("sources?kind=dpa", []),
    ],
)
def test_a_list_holds_what_was_asked_for(reader: Client, address: str, expected: list[str]) -> None:
    assert ids(reader, address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "organisations", "organisations?sort=-name", "organisations?sort=country", "organisations?sort=-country",
        "organisations?sort=updated_at", "services?sort=category", "alerts?sort=deadline_on", "transfers",
        "transfers?sort=-path", "verdicts", "sub-processors?sort=-updated_at", "sources?sort=due_at",
        "law?kind=membership&country=GB", "law?kind=case&country=NO&sort=-valid_from",
    ],
)  # fmt: skip
def test_pages_make_the_whole_list_in_its_order(reader: Client, address: str) -> None:
    whole = ids(reader, f"{address}{'&' if '?' in address else '?'}limit=200")
    for limit in (1, 2, 3):
        assert walked(reader, address, limit) == whole


def test_names_are_ordered_by_code_point_on_every_database(reader: Client) -> None:
    names = [item["name"] for item in reader.get("/api/v1/organisations").json()["items"]]
    assert names == sorted(names)


def test_a_row_written_between_two_pages_neither_repeats_nor_hides_another(client: Client, settings: Settings) -> None:
    first = client.get("/api/v1/organisations?limit=2").json()
    store = open_store(settings.database_url)
    with store.write("test") as session:
        session.add(
            Organisation(id="org_aaa", kind=OrganisationKind.LEGAL_PERSON, name="Aaa", country="SE", **world.ON_FILE)
        )
    store.close()
    second = client.get(f"/api/v1/organisations?limit=200&cursor={first['next_cursor']}").json()
    names = [item["name"] for item in [*first["items"], *second["items"]]]
    assert names == ["Brevia GmbH", "Kolonn LLC", "Lagret AB", "Molnet", "Molnet Inc."]
    assert second["total"] == first["total"] + 1


def test_a_cursor_belongs_to_its_order(reader: Client) -> None:
    cursor = reader.get("/api/v1/organisations?limit=1").json()["next_cursor"]
    answer = reader.get(f"/api/v1/organisations?sort=-name&cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "cursor"


def test_what_nobody_knows_is_left_out_and_what_is_known_stays(reader: Client) -> None:
    bare = reader.get("/api/v1/organisations/org_kolonn").json()
    assert "country" not in bare
    assert bare["source"] == world.LIST_URL
    assert bare["grade"] == "primary"
    first = reader.get("/api/v1/changes/chg_first").json()
    assert first["from_version"] is None


@pytest.mark.parametrize("descending", [False, True])
def test_things_that_are_no_rows_are_paged_like_rows(descending: bool) -> None:
    things = [("b", "1"), (None, "2"), ("a", "3"), ("b", "0"), (None, "1")]
    sort = "-value" if descending else "value"
    whole = list(sliced(things, Turning(sort, 10), lambda one: one).items)
    assert [one for one in whole if one[0] is None] == [(None, "1"), (None, "2")] == whole[-2:]
    known = [one[0] for one in whole[:3] if one[0]]
    assert all((a >= b) if descending else (a <= b) for a, b in pairwise(known))
    found: list[Any] = []
    after: Place | None = None
    while True:
        page = sliced(things, Turning(sort, 2, after), lambda one: one)
        found += page.items
        after = page.next
        if after is None:
            break
    assert found == whole


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "9999-12-30"])
def test_a_day_at_the_end_of_time_is_a_day(reader: Client, day: str) -> None:
    assert reader.get(f"/api/v1/agreements?ends_by={day}").status_code == 200
