"""The lists of the settings: people, tokens, who is told, what went where; narrowed, paged and as files."""

import csv
import io
import re
from typing import Any

import pytest
import signed_in
from entering_fixtures import client, filled, path, store
from signed_in import COOKIE, OURS, REVIEW, Client

from registry.store import Store
from registry.terms import AccountRole, Right
from web.pages import settings_listed, told_listed

ALERTS = "/settings/alerts"

__all__ = ["client", "filled", "path", "store"]


def test_people_are_narrowed_sorted_and_paged(client: Client, store: Store) -> None:
    _as(client, store, "admin@company.example")
    for n in range(settings_listed.EACH):
        signed_in.add(store, f"reader{n:02}@company.example", AccountRole.READER)
    first, second = _people(client, ""), _people(client, "people=2")
    assert len(first) == settings_listed.EACH
    assert len(second) == 2
    assert len({*first, *second}) == settings_listed.EACH + 2
    assert 'href="/settings?people=2#people"' in client.get("/settings").text
    assert _people(client, "q=READER03") == ["reader03@company.example"]
    assert _people(client, "role=reviewer") == [REVIEW]
    assert _people(client, "sort=latest")[0] == f"reader{settings_listed.EACH - 1:02}@company.example"
    assert _people(client, "q=nobody") == []


def test_a_reviewer_is_told_of_own_tokens_alone(client: Client, store: Store) -> None:
    signed_in.token(store, signed_in.id_of(store, "admin@company.example"), [Right.READ])
    mine = _as(client, store, REVIEW)
    signed_in.token(store, mine, [Right.READ])
    (token,) = _rows(client, "/settings?of=tokens&format=csv&lang=en")
    assert (token["Token"], token["Person"], token["Rights"]) == ("a test", "Reviewer", "Read")
    assert _rows(client, "/settings?of=people&format=csv") == []
    assert "admin@company.example" not in client.get("/settings").text
    assert client.get("/settings?tokens=2").status_code == 400


def test_tokens_are_paged_and_their_file_holds_them_all(client: Client, store: Store) -> None:
    mine = _as(client, store, REVIEW)
    for _ in range(settings_listed.EACH + 1):
        signed_in.token(store, mine, [Right.READ])
    ends = re.compile(r'action="/settings/tokens/[^"]+/end"')
    assert len(ends.findall(client.get("/settings").text)) == settings_listed.EACH
    assert len(ends.findall(client.get("/settings?tokens=2").text)) == 1
    assert len(_rows(client, "/settings?of=tokens&format=csv")) == settings_listed.EACH + 1
    assert _rows(client, "/settings?of=tokens&format=csv&q=nothing") == []


def test_a_name_that_looks_like_a_formula_is_written_as_a_text(client: Client, store: Store) -> None:
    _as(client, store, REVIEW)
    sent = client.post("/settings/tokens", data={"name": "=1+1", "right": "read", "days": "9"}, headers=OURS)
    assert sent.status_code == 200
    (token,) = _rows(client, "/settings?of=tokens&format=csv&lang=en")
    assert token["Token"] == "'=1+1"


@pytest.mark.parametrize("asked", ["people=0", "tokens=x", "role=king", "sort=size", "format=csv", "of=x&format=csv"])
def test_what_the_lists_of_the_settings_cannot_do_is_refused(client: Client, store: Store, asked: str) -> None:
    _as(client, store, "admin@company.example")
    assert client.get(f"/settings?{asked}").status_code == 400


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["dlv_done", "dlv_late"]),
        ("state=delivered", ["dlv_done"]),
        ("state=refused", []),
        ("channel=webhook&sort=oldest", ["dlv_done", "dlv_late"]),
        ("channel=mail", []),
        ("q=HOOKS.lagret", ["dlv_done", "dlv_late"]),
        ("q=nobody", []),
    ],
)
def test_what_went_where_is_narrowed_and_its_file_holds_the_same(reader: Any, asked: str, shown: list[str]) -> None:
    again = re.findall(r"/deliveries/(dlv_\w+)/again", reader.get(f"{ALERTS}?{asked}").text)
    assert again == [one for one in shown if one == "dlv_done"]  # what waits is not sent again
    assert sorted(row["ID"] for row in _rows(reader, f"{ALERTS}?of=log&format=csv&lang=en&{asked}")) == shown


def test_who_is_told_and_what_is_muted_are_narrowed_and_taken_away(reader: Any) -> None:
    (dpo,) = _rows(reader, f"{ALERTS}?of=subscriptions&format=csv&lang=en&q=DPO@")
    assert (dpo["ID"], dpo["Address"]) == ("sbn_dpo", "dpo@lagret.example")
    hooks = _rows(reader, f"{ALERTS}?of=subscriptions&format=csv&lang=en&channel=webhook")
    assert "sbn_hook" in [row["ID"] for row in hooks]
    (mute,) = _rows(reader, f"{ALERTS}?of=mutes&format=csv&lang=en&q=being+left")
    assert (mute["ID"], mute["Reason"]) == ("mut_brev", "The service is being left.")
    assert "mut_brev" not in reader.get(f"{ALERTS}?q=nobody").text


def test_the_log_comes_page_by_page(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told_listed, "EACH", 1)
    first, second = (reader.get(f"{ALERTS}?log={n}").text for n in (1, 2))
    assert 'href="/settings/alerts?log=2#log"' in first
    assert ("dlv_done" in first, "dlv_done" in second) in {(True, False), (False, True)}
    assert reader.get(f"{ALERTS}?log=3").status_code == 400


@pytest.mark.parametrize("asked", ["subscriptions=9", "state=lost", "channel=owl", "format=csv", "of=log&format=doc"])
def test_what_the_lists_of_alerts_cannot_do_is_refused(reader: Any, asked: str) -> None:
    assert reader.get(f"{ALERTS}?{asked}").status_code == 400


def _as(client: Client, store: Store, email: str) -> str:
    user_id = signed_in.id_of(store, email)
    client.headers.update(OURS | {"Cookie": f"{COOKIE}={signed_in.sign_in(store, user_id)}"})
    return user_id


def _people(client: Client, asked: str) -> list[str]:
    answer = client.get(f"/settings?{asked}")
    assert answer.status_code == 200, answer.text
    return re.findall(r'<strong>[^<]+</strong> <span class="quiet">([^<]+@[^<]+)</span>', answer.text)


def _rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    return [dict(zip(head, row, strict=True)) for row in rows]
