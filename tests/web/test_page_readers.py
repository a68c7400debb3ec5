"""Who only reads is shown no form that would be refused."""

import pytest
import signed_in
from entering_fixtures import client, filled, path, store
from page_visits import Page
from signed_in import COOKIE, OURS, REVIEW, Client

from registry.store import Store
from registry.terms import AccountRole

__all__ = ["client", "filled", "path", "store"]


def sent_from(client: Client, store: Store, user_id: str, address: str) -> tuple[set[str], str]:
    """Where the forms of a page are sent, and what it says."""
    client.headers.update(OURS | {"Cookie": f"{COOKIE}={signed_in.sign_in(store, user_id)}"})
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    page = Page(answer.text)
    forms = {str(a["action"]) for tag, a in page.elements if tag == "form" and a.get("method") == "post"}
    return forms - {"/logout"}, page.said


@pytest.mark.parametrize("address", ["/proposals/prp_norrsken", "/proposals", "/reviews", "/changes/chg_lista"])
def test_a_reader_is_shown_no_form_to_decide_with(client: Client, store: Store, address: str) -> None:
    reader = signed_in.add(store, "reading@company.example", AccountRole.READER)
    assert sent_from(client, store, reader, address)[0] == set()


@pytest.mark.parametrize("address", ["/proposals/prp_norrsken", "/proposals", "/reviews", "/changes/chg_lista"])
def test_who_decides_is_shown_the_form(client: Client, store: Store, address: str) -> None:
    assert sent_from(client, store, signed_in.id_of(store, REVIEW), address)[0]


def test_a_reader_is_told_who_decides(client: Client, store: Store) -> None:
    reader = signed_in.add(store, "reading@company.example", AccountRole.READER)
    assert "your account reads" in sent_from(client, store, reader, "/proposals/prp_norrsken")[1]
