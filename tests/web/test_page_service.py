"""The page of a service in its tabs: each at an address of its own, each with what it needs and no more."""

import re

import pytest
import world
from page_visits import Client, Page, inert, read
from sqlmodel import col, select
from world_asked import asking

from registry.catalogue.dated import Moment, end, one
from registry.settings import Settings
from registry.store import open_store
from registry.tables import Service, SubprocessorRow
from web.pages.service_shown import Tab

PATH = "/services/svc_lagring"
DAY = "?on=2026-11-10"
ADDRESSES = {tab: PATH if tab is Tab.OVERVIEW else f"{PATH}/{tab.value}" for tab in Tab}


def tabs(page: Page) -> dict[str, bool]:
    """The links of the tabs, and which of them is the page itself."""
    links = [told for tag, told in page.elements if tag == "a" and str(told.get("href")).startswith(PATH)]
    return {str(told["href"]): told.get("aria-current") == "page" for told in links if str(told["href"]).endswith(DAY)}


@pytest.mark.parametrize("tab", Tab)
def test_every_tab_has_its_address_and_names_itself(reader: Client, tab: Tab) -> None:
    page = read(reader, f"{ADDRESSES[tab]}{DAY}")
    inert(page)
    assert tabs(page) == {f"{address}{DAY}": tab is one for one, address in ADDRESSES.items()}
    assert read(reader, ADDRESSES[tab], "sv").elements[0] == ("html", {"lang": "sv"})


def test_tabs_say_how_much_stands_behind_them(reader: Client) -> None:
    said = read(reader, PATH).said
    assert re.search(r"Overview Agreements 1 Sub-processors \d Transfers \d Sources \d Changes \d History", said)


def test_an_old_place_on_the_page_is_its_tab_now(reader: Client) -> None:
    places = {told.get("id") for _, told in read(reader, PATH).elements}
    assert {"agreements", "subprocessors", "sources", "changes"} <= places


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        (Tab.OVERVIEW, "Molnet Inc."),
        (Tab.AGREEMENTS, "Lagret AB"),
        (Tab.SUB_PROCESSORS, "Kolonn"),
        (Tab.TRANSFERS, "United States"),
        (Tab.SOURCES, world.LIST_URL),
        (Tab.CHANGES, "Recipient or sub-processor added"),
        (Tab.HISTORY, "added"),
    ],
)
def test_a_tab_shows_what_is_its_own_with_its_source(reader: Client, tab: Tab, words: str) -> None:
    said = read(reader, ADDRESSES[tab]).said
    assert words in said
    assert tab is Tab.CHANGES or "read in the original" in said, "a change shows its sources on its own page"


def test_a_list_in_a_tab_is_searched(reader: Client) -> None:
    listed = f"{PATH}/sub-processors"
    assert "Kolonn" in read(reader, f"{listed}?q=kolonn").said
    nothing = read(reader, f"{listed}?q=nobody")
    assert "Kolonn" not in nothing.said
    assert "Nothing here is as asked." in nothing.said
    read(reader, f"{listed}?page=2", status=400)


@pytest.mark.parametrize(
    ("tab", "words", "line"),
    [
        (Tab.AGREEMENTS, "lagret", "agr_lagring,data processing agreement,Lagret AB"),
        (Tab.SUB_PROCESSORS, "kolonn", "sub_kolonn,Kolonn"),
        (Tab.TRANSFERS, "united", "United States"),
        (Tab.SOURCES, "", world.LIST_URL),
        (Tab.CHANGES, "norrsken", "chg_lista"),
        (Tab.HISTORY, "kolonn", "Kolonn"),
    ],
)
def test_the_file_of_a_tab_holds_what_is_shown(reader: Client, tab: Tab, words: str, line: str) -> None:
    (file, *_) = [link for link in read(reader, f"{ADDRESSES[tab]}?q={words}").links() if "format=csv" in link]
    assert line in reader.get(file).text
    nothing = read(reader, f"{ADDRESSES[tab]}?q=nobody")
    (file, *_) = [link for link in nothing.links() if "format=csv" in link]
    assert line not in reader.get(file).text
    assert "Nothing here is as asked." in nothing.said


@pytest.mark.parametrize("tab", [tab for tab in Tab if tab is not Tab.OVERVIEW])
def test_a_service_of_which_nothing_is_known_is_told_what_to_do(settings: Settings, tab: Tab) -> None:
    store = open_store(str(settings.database_url))
    with store.write("test") as session:
        service = one(session, Service, "svc_lagring", Moment(world.TODAY))
        values = {name: getattr(service, name) for name in type(service).model_fields if name not in {"row"}}
        session.add(type(service)(**(values | {"id": "svc_tom", "name": "Tomma Tjänsten"})))
    store.close()
    with asking(settings) as client:
        page = read(client, f"/services/svc_tom/{tab.value}")
        acts = [told for tag, told in page.elements if tag in {"a", "pre"} and told.get("class") in {"go", "command"}]
        assert acts
        read(client, f"/services/svc_nobody/{tab.value}", status=404)


def test_what_ended_stands_in_the_history_with_its_day(settings: Settings) -> None:
    store = open_store(str(settings.database_url))
    with store.write("test") as session:
        kolonn = select(SubprocessorRow).where(col(SubprocessorRow.name_as_written).contains("Kolonn"))
        row = session.exec(kolonn).one()
        end(session, row, world.TODAY)
    store.close()
    with asking(settings) as client:
        said = read(client, f"{PATH}/history").said
        assert "22 Nov 2026 ended Sub-processor Kolonn" in said
        assert "corrected" not in said
        earlier = read(client, f"{PATH}/history?on=2026-11-21").said
        assert "ended" not in earlier
