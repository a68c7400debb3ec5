"""The lists of the desk: objections, tasks and the law's clocks, narrowed, paged and as files."""

import re

import pytest
from page_visits import Client, read
from test_page_clocks import begin


@pytest.mark.parametrize(
    ("path", "asked", "is_there"),
    [
        ("/objections", "q=lagring", True),
        ("/objections", "q=nobody", False),
        ("/objections", "state=assessing&sort=newest", True),
        ("/objections", "state=resolved", False),
        ("/objections", "controller=org_lagret&known_at=2026-12-31T12:00:00Z", True),
        ("/objections", "known_at=2026-12-31T12:00:00Z&state=resolved", False),
    ],
)
def test_objections_are_narrowed_and_their_file_holds_the_same(
    client: Client, path: str, asked: str, is_there: bool
) -> None:
    page = read(client, f"{path}?{asked}")
    assert ("/objections/obj_norrsken" in " ".join(page.links())) is is_there
    (file,) = [link for link in page.links() if "format=csv" in link]
    assert ("obj_norrsken" in client.get(file).text) is is_there


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [("", True), ("state=open", True), ("state=done", False), ("q=notice", True), ("q=nobody", False)],
)
def test_tasks_are_narrowed_and_their_file_holds_the_same(client: Client, asked: str, is_there: bool) -> None:
    page = read(client, f"/tasks?{asked}")
    (file,) = [link for link in page.links() if "format=csv" in link]
    assert ("tsk_notice" in client.get(file).text) is is_there


def test_the_tasks_of_one_objection_stay_its_own_when_they_are_searched(client: Client) -> None:
    page = read(client, "/tasks?objection=obj_norrsken")
    kept = [told for tag, told in page.elements if tag == "input" and told.get("name") == "objection"]
    assert {one["value"] for one in kept} == {"obj_norrsken"}
    assert len(kept) == 2, "in the form of the day and in that of the list"
    assert all("objection=obj_norrsken" in link for link in page.links() if "format=" in link)


def test_clocks_are_paged_and_no_more_are_read_than_are_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.clocks_listed.EACH", 2)
    for number in range(5):
        begin(client, f"2026-11-{10 + number}T08:00", reference=f"INC-{number}")
    found = [re.findall(r"INC-\d", read(client, f"/clocks?running={page}").said) for page in (1, 2, 3)]
    assert found == [["INC-0", "INC-1"], ["INC-2", "INC-3"], ["INC-4"]]
    assert re.findall(r"INC-\d", read(client, "/clocks?q=inc-3").said) == ["INC-3"]
    assert re.findall(r"INC-\d", read(client, "/clocks?sort=newest").said) == ["INC-4", "INC-3"]
    assert len(client.get("/clocks?format=csv&of=running").text.splitlines()) == 6
    read(client, "/clocks?running=4", status=400)
    controller = read(client, "/controllers/org_lagret")
    assert "/clocks?controller=org_lagret" in controller.links()
