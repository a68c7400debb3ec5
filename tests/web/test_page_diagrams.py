"""`/diagram` and `/map`: what is asked stands in the address, the picture leads on, and a table says the same."""

import re

import pytest
from page_visits import Client, inert, read

CONTROLLER = "org_kanal-ours"


def test_the_picture_leads_to_parties_and_its_words_to_their_rows(visitor: Client) -> None:
    page = read(visitor, "/diagram")
    inert(page)
    ids = {str(attributes["id"]) for _, attributes in page.elements if "id" in attributes}
    leads = [str(a["xlink:href"]) for tag, a in page.elements if tag == "a" and "xlink:href" in a]
    rows = [address.removeprefix("#") for address in leads if address.startswith("#")]
    assert rows
    assert set(rows) <= ids
    assert f"/controllers/{CONTROLLER}" in leads
    assert "/services/svc_kanal" in leads


def test_links_of_a_picture_keep_the_day(visitor: Client) -> None:
    leads = [a.get("xlink:href") for _, a in read(visitor, "/diagram?on=2026-11-01").elements if "xlink:href" in a]
    assert any(str(one).endswith("?on=2026-11-01") for one in leads)


@pytest.mark.parametrize(
    "asked",
    [
        f"controller={CONTROLLER}",
        "service=svc_kanal",
        "depth=1",
        "third_countries_only=true",
        "destination=us",
        "since=2026-01-01",
        "controller=&service=&activity=&destination=&depth=64&since=",
    ],
)
def test_a_selection_is_drawn(visitor: Client, asked: str) -> None:
    inert(read(visitor, f"/diagram?{asked}"))


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("controller=nobody", 404),
        ("service=nothing", 404),
        ("activity=none", 404),
        ("destination=XQ", 400),
        ("depth=0", 400),
        ("depth=65", 400),
        ("depth=two", 400),
        ("since=yesterday", 400),
        ("colour=red", 400),
    ],
)
@pytest.mark.parametrize("path", ["/diagram", "/map"])
def test_what_cannot_be_drawn_is_answered_with_a_page(visitor: Client, path: str, asked: str, status: int) -> None:
    if (path, asked) != ("/map", "since=yesterday"):
        read(visitor, f"{path}?{asked}", status=status)


def test_a_map_shows_one_day(visitor: Client) -> None:
    read(visitor, "/map?since=2026-01-01", status=400)


def test_every_file_offered_is_there(visitor: Client) -> None:
    links = [one for one in read(visitor, "/diagram?depth=1").links() if one.startswith("/api/v1/flows")]
    assert {re.sub(r".*format=", "", one) for one in links} == {
        "svg", "png", "pdf", "dot", "mermaid", "graphml", "json", "map",
    }  # fmt: skip
    for one in links:
        assert visitor.get(one).status_code == 200, one


def test_a_country_of_the_map_leads_to_the_ways_there(visitor: Client) -> None:
    page = read(visitor, "/map", "sv")
    inert(page)
    ways = [one for one in page.links() if one.startswith("/diagram?") and "destination=" in one]
    assert ways
    for way in set(ways):
        read(visitor, way)


@pytest.mark.parametrize("format_", ["pdf", "map"])
def test_the_api_draws_a_file_and_the_same_one_again(visitor: Client, format_: str) -> None:
    first, second = (visitor.get(f"/api/v1/flows?format={format_}&lang=sv") for _ in range(2))
    assert first.status_code == 200
    assert first.content == second.content
    kind = {"pdf": "application/pdf", "map": "image/svg+xml"}[format_]
    assert first.headers["content-type"].startswith(kind)


def test_the_api_refuses_a_map_of_two_days(visitor: Client) -> None:
    assert visitor.get("/api/v1/flows?format=map&compare_with=2026-01-01").status_code == 400
