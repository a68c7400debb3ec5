"""The board of reviews and the page of one: without JavaScript, in both languages, several at once or none."""

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from page_visits import BASE, Client
from sqlmodel import select

from registry.catalogue.dated import Moment
from registry.reviews import kept
from registry.settings import Settings
from registry.store import Store, open_store
from registry.tables import Review
from registry.terms import ReviewDecision

OURS = {"Origin": BASE}


def send(client: Client, address: str, **form: Any) -> Any:
    return client.post(address, data=form, headers=OURS, follow_redirects=False)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("In progress", "Molnet Lagring", "Never reviewed")), ("sv", ("Pågår", "Molnet Lagring", "Besluta"))],
)
def test_the_board_shows_reviews_by_state_in_both_languages(
    reader: Client, language: str, words: tuple[str, ...]
) -> None:
    text = reader.get("/reviews", params={"lang": language}).text
    found = [word for word in words if word in text]
    assert found == [word for word in words if word != "Never reviewed"]
    assert 'name="review" value="rvw_lagring"' in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Reviews", "In progress", "Up to date")), ("sv", ("Granskningar", "Pågår", "Aktuell"))],
)
def test_a_controller_and_a_service_show_where_their_reviews_stand(
    reader: Client, language: str, words: tuple[str, ...]
) -> None:
    ours = reader.get("/controllers/org_lagret", params={"lang": language}).text
    assert [word for word in words if word not in ours] == []
    assert 'href="/reviews/rvw_lagring' in ours
    assert 'href="/reviews/rvw_brev' in ours
    service = reader.get("/services/svc_lagring", params={"lang": language}).text
    assert 'href="/reviews/rvw_lagring' in service
    assert words[1] in service
    assert "rvw_brev" not in service


def test_before_anybody_opened_a_review_it_says_so(reader: Client) -> None:
    then = {"lang": "en", "known_at": "2026-09-01T00:00:00Z"}
    assert "rvw_" not in reader.get("/controllers/org_lagret", params=then).text
    later = reader.get("/controllers/org_lagret", params={"lang": "en", "on": "2026-12-05"}).text
    assert "Overdue" in later


def test_the_filters_stay_in_the_address(reader: Client) -> None:
    text = reader.get("/reviews", params={"state": "in_progress", "owner": "Ada Askersund"}).text
    assert "rvw_lagring" in text
    assert "rvw_brev" not in text
    assert "rvw_lagring" not in reader.get("/reviews", params={"owner": "Nobody"}).text
    overdue = reader.get("/reviews", params={"on": "2026-12-05", "lang": "en"}).text
    assert overdue.index("Overdue") < overdue.index("rvw_lagring")
    assert 'name="review"' not in overdue  # another day is only looked at


@pytest.mark.parametrize("asked", ["q=lagring", "q=LAGRING&state=in_progress", "sort=latest", "sort=updated"])
def test_the_board_is_narrowed_sorted_and_taken_away(reader: Client, asked: str) -> None:
    assert "rvw_lagring" in reader.get(f"/reviews?{asked}").text
    answer = reader.get(f"/reviews?{asked}&format=csv&lang=en")
    assert 'filename="reviews_' in answer.headers["content-disposition"]
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    (row,) = [dict(zip(head, row, strict=True)) for row in rows if row[0] == "rvw_lagring"]
    assert (row["Review"], row["Service"]) == ("In progress", "Molnet Lagring")


def test_what_has_another_name_is_left_out(reader: Client) -> None:
    assert "rvw_lagring" not in reader.get("/reviews?q=nobody").text
    assert "rvw_lagring" not in reader.get("/reviews?q=nobody&format=csv").text


def test_engagements_nobody_reviewed_are_narrowed_as_the_reviews_are(client: Client, settings: Settings) -> None:
    store = open_store(settings.database_url)
    with store.write("test") as session:
        for row in session.exec(select(Review)):
            row.retired_at = row.retired_at or datetime(2026, 11, 20, tzinfo=UTC)
            session.add(row)
    store.close()
    assert _never_reviewed(client, "") == ["eng_brev", "eng_lagring"]
    assert _never_reviewed(client, "q=lagring") == ["eng_lagring"]
    assert _never_reviewed(client, "q=LAGRING&controller=org_lagret") == ["eng_lagring"]
    assert _never_reviewed(client, "service=svc_lagring") == ["eng_lagring"]
    for others in ("q=nobody", "service=svc_none", "controller=org_none", "q=brevia&service=svc_lagring"):
        assert _never_reviewed(client, others) == [], others
    for asked in ("state=overdue", "owner=Ada+Askersund"):  # they have neither a state nor an owner
        assert _never_reviewed(client, asked) == [], asked


def _never_reviewed(client: Client, asked: str) -> list[str]:
    return sorted(re.findall(r'name="engagement" value="([^"]+)"', client.get(f"/reviews?{asked}").text))


@pytest.mark.parametrize("asked", ["state=late", "sort=size", "state=in_progress&page=2", "format=doc"])
def test_what_the_board_cannot_show_is_refused(reader: Client, asked: str) -> None:
    assert reader.get(f"/reviews?{asked}").status_code == 400


def test_one_review_shows_checklist_evidence_advice_and_every_step(reader: Client) -> None:
    text = reader.get("/reviews/rvw_lagring", params={"lang": "sv"}).text
    for words in (
        "Biträdesavtal (art. 28.3)", "Tystnadsplikt", "Section 4 of the agreement in the binder.", "Okänt",
        "Tillstyrker med synpunkter", "Ask where the logs are kept.", "Väsentlig ändring hos mottagaren", "Alla steg",
    ):  # fmt: skip
        assert words in text
    assert reader.get("/reviews/rvw_none").status_code == 404


def test_a_review_is_advised_answered_and_decided_by_forms(client: Client) -> None:
    page = "/reviews/rvw_lagring"
    assert send(client, page, deed="answer", item="Cg", state="met", evidence="Section 9.").status_code == 303
    assert send(client, page, deed="advise", dpo_advice="advises_against", advice="No assessment.").status_code == 303
    refused = send(client, page, deed="decide", decision="approved", reason="Needed.")
    assert refused.status_code == 422
    assert "advised otherwise" in refused.text
    conditions = "2027-01-31 Sign the annexes."
    more = {"override_reason": "It ends in spring.", "conditions": conditions}
    done = send(client, page, deed="decide", decision="approved_with_conditions", reason="Needed.", **more)
    assert (done.status_code, done.headers["location"]) == (303, page)
    text = client.get(page).text
    for words in ("Section 9.", "No assessment.", "It ends in spring.", "Sign the annexes.", "Approved on conditions"):
        assert words in text
    late = send(client, page, deed="decide", decision="rejected", reason="No.")
    assert late.status_code == 422
    assert "Somebody was quicker" in late.text


def test_what_is_ticked_is_done_to_all_or_to_none(client: Client, settings: Any) -> None:
    refused = send(
        client, "/reviews", deed="decide", review=["rvw_lagring", "rvw_brev"], decision="approved", reason="X"
    )
    assert refused.status_code == 422
    done = send(client, "/reviews", deed="decide", review=["rvw_lagring"], decision="approved", reason="Read.")
    assert done.status_code == 303
    assert send(client, "/reviews", deed="open", engagement=["eng_brev"], because="Look again.").status_code == 303
    assigned = send(client, "/reviews", deed="assign", review=["rvw_brev"], owner="Bo Bergman")
    assert assigned.status_code == 303
    store = open_store(settings.database_url)
    rows = _standing(store)
    store.close()
    assert rows["rvw_lagring"] == (ReviewDecision.APPROVED, False, "Ada Askersund")
    assert rows["rvw_brev"] == (ReviewDecision.APPROVED_WITH_CONDITIONS, True, "Bo Bergman")


def _standing(store: Store) -> dict[str, Any]:
    with store.read() as session:
        found = kept.standing_rows(session, ["rvw_lagring", "rvw_brev"])
        assert kept.of_engagement(session, "eng_brev", Moment(found["rvw_brev"].due_on)) is not None
        return {key: (row.decision, row.is_open, row.owner) for key, row in found.items()}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"deed": "decide", "decision": "approved", "reason": "Yes."}, "Tick at least one review"),
        ({"deed": "burn", "review": "rvw_lagring"}, "That cannot be done"),
        ({"deed": "assign", "review": "rvw_lagring"}, "Name a person"),
        ({"deed": "advise", "review": "rvw_lagring", "dpo_advice": "advises_against"}, "Choose the advice"),
        (
            {"deed": "decide", "review": "rvw_lagring", "decision": "approved_with_conditions", "reason": "Yes.",
             "conditions": "soon Sign."},
            "Conditions belong to an approval on conditions",
        ),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_says_why_in_the_readers_words(client: Client, form: Any, words: str) -> None:
    answer = send(client, "/reviews", **form)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_form_of_another_site_is_not_taken(client: Client) -> None:
    answer = client.post("/reviews/rvw_lagring", data={"deed": "assign", "owner": "Eve"})
    assert answer.status_code == 403
