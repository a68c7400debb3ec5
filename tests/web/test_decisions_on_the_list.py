"""The inbox decides what is ticked together, whole or not at all, and tells how many wait then."""

import re
from pathlib import Path
from typing import Any

import pytest
from page_visits import BASE, Client
from sqlmodel import select

from registry.store import open_store
from registry.tables import Proposal

OURS = {"Origin": BASE}
TICKS = re.compile(r'form="together"[^>]* name="proposal" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _two_wait(database: Path) -> None:
    """A second proposal beside the one of the register."""
    store = open_store(f"sqlite:///{database}")
    with store.write("test") as session:
        told = session.exec(select(Proposal).where(Proposal.id == "prp_kanal")).one().model_dump()
        session.add(Proposal(**(told | {"id": "prp_zweite", "fingerprint": "f" * 64})))
    store.close()


def test_what_is_ticked_is_decided_together(decider: Client) -> None:
    waiting = _waiting(decider)
    assert waiting == ["prp_kanal", "prp_zweite"]
    sent = _send(decider, proposal=waiting, decision="reject", reason="Of other services.")
    assert (sent.status_code, sent.headers["location"]) == (303, "/proposals")
    assert _waiting(decider) == []
    text = decider.get("/proposals").text
    assert all(f'href="/proposals/{one}"' in text for one in waiting), "they stand among what was decided last"


def test_without_a_reason_or_a_tick_nothing_is_decided_and_the_ticks_stay(decider: Client) -> None:
    waiting = _waiting(decider)
    without = _send(decider, proposal=waiting[:1], decision="reject", reason=" ")
    assert (without.status_code, "A decision needs a reason." in without.text) == (422, True)
    assert re.search(rf'value="{waiting[0]}" checked', without.text)
    nothing = _send(decider, decision="accept", reason="Kept &<b>.")
    assert (nothing.status_code, "No proposal was ticked." in nothing.text) == (422, True)
    assert "Kept &amp;&lt;b&gt;.</textarea>" in nothing.text
    assert _waiting(decider) == waiting


def test_one_that_was_decided_meanwhile_stops_them_all(decider: Client) -> None:
    first, *others = _waiting(decider)
    alone = {"decision": "reject", "reason": "Alone."}
    assert decider.post(f"/proposals/{first}/decisions", data=alone, headers=OURS).status_code == 200
    together = _send(decider, proposal=[first, *others], decision="reject", reason="All of them.")
    assert together.status_code == 422
    assert _waiting(decider) == others


def test_one_that_nobody_proposed_and_a_form_of_another_site_are_refused(decider: Client) -> None:
    waiting = _waiting(decider)
    assert _send(decider, proposal=["prp_none", *waiting], decision="reject", reason="All.").status_code == 404
    form = {"proposal": waiting, "decision": "reject", "reason": "All."}
    assert decider.post("/proposals", data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert _waiting(decider) == waiting


def test_a_decision_in_place_tells_how_many_wait(decider: Client) -> None:
    first, *others = _waiting(decider)
    form = {"decision": "reject", "reason": "Another service."}
    answer = decider.post(f"/proposals/{first}/decisions", data=form, headers=OURS | {"HX-Request": "true"})
    (count,) = re.findall(r'id="how-many-wait"[^>]*><strong>(\d+) ', answer.text)
    assert int(count) == len(others)
    assert 'id="how-many-wait"' not in decider.get(f"/proposals/{first}").text


def _waiting(client: Client) -> list[str]:
    return TICKS.findall(client.get("/proposals").text)


def _send(client: Client, **form: Any) -> Any:
    return client.post("/proposals", data=form, headers=OURS, follow_redirects=False)
