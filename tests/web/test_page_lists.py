"""What every list has in its address: the services and the changes, narrowed, sorted, paged, and as a file."""

import csv
import io
from urllib.parse import urlsplit

import pytest
from page_visits import Client, read

from web.pages import lists

SERVICES = "/services/svc_kanal"
CHANGES = "/changes/chg_kanal"


@pytest.mark.parametrize(
    ("path", "asked", "link"),
    [
        ("/services", "whose=ours", SERVICES),
        ("/services", "q=kundkanal", SERVICES),
        ("/services", "sort=organisation&whose=ours", SERVICES),
        ("/services", "sort=category", SERVICES),
        ("/services", "sort=name&q=kanal", SERVICES),
        ("/changes", "q=kanal", CHANGES),
        ("/changes", "kind=new_recipient_or_subprocessor", CHANGES),
        ("/changes", "whose=ours&sort=gravest", CHANGES),
        ("/changes", "sort=oldest", CHANGES),
    ],
)
def test_what_was_asked_for_is_found_and_its_file_asks_for_the_same(
    visitor: Client, path: str, asked: str, link: str
) -> None:
    page = read(visitor, f"{path}?{asked}")
    assert link in page.links()
    (file,) = [link for link in page.links() if "format=csv" in link]
    assert set(asked.split("&")) <= set(urlsplit(file).query.split("&"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/services?q=nobody", "No service is known by “nobody”."),
        ("/services?q=nobody&whose=ours", "No service is known by “nobody”."),
        ("/changes?q=nobody", "No change in this selection by this day."),
        ("/changes?kind=retention_change", "No change in this selection by this day."),
        ("/changes?severity=none", "No change in this selection by this day."),
    ],
)
def test_what_nobody_asked_for_is_left_out(visitor: Client, path: str, said: str) -> None:
    page = read(visitor, path)
    assert not {SERVICES, CHANGES} & set(page.links())
    assert said in page.said


@pytest.mark.parametrize("asked", ["sort=size", "page=0", "page=2", "page=1e3", "format=doc", "whose=theirs"])
@pytest.mark.parametrize("path", ["/services", "/changes"])
def test_what_no_list_can_do_is_refused(visitor: Client, path: str, asked: str) -> None:
    read(visitor, f"{path}?{asked}", status=400)


@pytest.mark.parametrize("asked", ["kind=gossip", "kind=date_only", "severity=red"])
def test_a_change_of_no_such_kind_is_refused(visitor: Client, asked: str) -> None:
    read(visitor, f"/changes?{asked}", status=400)


def test_a_category_that_no_service_has_is_refused(visitor: Client) -> None:
    read(visitor, "/services?category=gossip", status=400)


def test_the_files_hold_what_is_shown(visitor: Client) -> None:
    (service,) = rows_of(visitor, "/services?format=csv&q=kundkanal")
    assert (service["ID"], service["Service"], service["In use"]) == ("svc_kanal", "Påhittad Kundkanal", "yes")
    assert service["Source"]
    (change,) = rows_of(visitor, "/changes?format=csv&q=kanal")
    assert change["ID"] == "chg_kanal"
    assert change["Seen"]
    assert "sub-processor" in change["What changed"]
    assert rows_of(visitor, "/changes?format=csv&q=nobody") == []


@pytest.mark.parametrize("address", ["/inbox", "/proposals", "/inbox?q=kanal"])
def test_the_inbox_shows_what_waits(visitor: Client, address: str) -> None:
    page = read(visitor, address)
    assert [link for link in page.links() if link.startswith("/proposals/prp_")]
    assert "0 proposals wait" not in page.said


def test_the_inbox_is_searched_by_whom_a_proposal_is_about(visitor: Client) -> None:
    said = read(visitor, "/inbox?q=nobody").said
    assert "0 proposals wait for a decision." in said
    read(visitor, "/inbox?page=2", status=400)


def test_a_file_that_cannot_hold_the_list_is_refused_and_never_cut(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_IN_A_FILE", 0)
    said = read(visitor, "/changes?format=csv", status=400).said
    assert "at most 0 rows" in said
    assert visitor.get("/changes?format=csv&q=nobody").status_code == 200


def rows_of(client: Client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    return [dict(zip(head, row, strict=True)) for row in rows]
