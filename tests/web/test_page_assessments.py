"""The pages of assessments: listed, started, filled, concluded by a person, and what they say when it cannot be."""

import html
import re
from typing import Any

import pytest
from httpx import Response
from page_visits import BASE, Client, Page
from world import TODAY

STEPS = ("map", "tool", "law_and_practice", "measures", "formal_steps", "review")


def shown(client: Client, path: str, language: str = "en") -> str:
    """What a page says, without its marks."""
    answer = client.get(path, params={"lang": language})
    assert answer.status_code == 200, answer.text
    assert Page(answer.text).open == []
    return said(answer.text)


def said(text: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def send(client: Client, path: str, form: dict[str, Any]) -> Response:
    """A form as the page itself sends it."""
    return client.post(path, data=form, headers={"Origin": BASE}, follow_redirects=False)


def conclusion(**more: Any) -> dict[str, Any]:
    return {"outcome": "effective", "reasons": "The clauses have their effect.", "by": "Ada Askersund"} | more


def test_the_list_tells_where_each_stands_in_both_languages(client: Client) -> None:
    assert "Molnet Inc., United States Not concluded" in shown(client, "/assessments")
    swedish = shown(client, "/assessments", "sv")
    assert "Molnet Inc., USA Inte slutförd" in swedish
    assert "Brevia GmbH, Indien Slutförd" in swedish


def test_one_assessment_shows_six_steps_the_facts_and_their_sources(client: Client) -> None:
    page = shown(client, "/assessments/tia_molnet")
    for number, step in enumerate(STEPS, 1):
        assert f"{number}. " in page
        assert f"Found on {step}." in page
    assert "Lagret AB → Molnet Lagring" in page
    assert "standard contractual clauses (EU) 2021/914, module 2" in page
    swedish = shown(client, "/assessments/tia_molnet", "sv")
    assert "standardavtalsklausuler (EU) 2021/914, modul 2 (ansvarig till biträde)" in swedish
    assert "c2p" not in page + swedish
    assert "(EU) 2023/1795 (EU-US Data Privacy Framework)" in page
    assert "Kolonn LLC (US)" in page


def test_a_person_concludes_and_the_page_says_who(client: Client) -> None:
    answer = send(client, "/assessments/tia_molnet/conclusions", conclusion(requires=["encryption_in_transit"]))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/assessments/tia_molnet#stands"
    page = shown(client, "/assessments/tia_molnet", "sv")
    assert f"{TODAY.isoformat()} , Ada Askersund" in page
    assert "Kryptering under överföring" in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"by": ""}, "no machine does"),
        ({"by": "local user"}, "no machine does"),
        ({"reasons": " "}, "Give the reasons"),
        ({"outcome": "probably"}, "cannot be kept"),
        ({"outcome": "effective_with_measures"}, "It cannot be concluded yet"),
        ({"review_due_on": "2036-01-01"}, "within 36 months"),
        ({"review_due_on": "soon"}, "within 36 months"),
    ],
)
def test_a_conclusion_that_cannot_be_is_told_with_what_was_written(
    client: Client, given: dict[str, Any], told: str
) -> None:
    answer = send(client, "/assessments/tia_molnet/conclusions", conclusion(**given))
    assert answer.status_code == 422
    assert told in said(answer.text)
    assert "The clauses have their effect." in answer.text or given.get("reasons") == " "
    assert "Nobody has concluded it" in said(answer.text)


def test_an_assessment_is_started_its_steps_filled_and_what_is_missing_told(client: Client) -> None:
    start = {"controller": "org_lagret", "importer": "Molnet Inc.", "destination": "IN", "by": "Ada Askersund"}
    there = send(client, "/assessments", start)
    assert there.status_code == 303
    path = there.headers["location"]
    refused = send(client, f"{path}/conclusions", conclusion())
    assert refused.status_code == 422
    assert said(refused.text).count("nothing is written") >= len(STEPS)
    for step in STEPS:
        source = {"source_title_0": "A report", "source_dated_0": "2026-10-01", "source_url_0": ""}
        filled = send(client, f"{path}/steps", {"step": step, "finding": "Looked at.", "by": "Ada Askersund"} | source)
        assert filled.headers["location"] == f"{path}#{step}"
    assert send(client, f"{path}/conclusions", conclusion()).status_code == 303
    assert "Concluded" in shown(client, path)
    twice = send(client, "/assessments", start)
    assert twice.status_code == 422
    assert "started or concluded already" in said(twice.text)


def test_a_step_without_words_is_told_and_keeps_the_rest(client: Client) -> None:
    form = {"step": "law_and_practice", "finding": " ", "by": "Ada", "problematic_law": "yes", "source_title_0": "Kept"}
    answer = send(client, "/assessments/tia_molnet/steps", form)
    assert answer.status_code == 422
    assert "Write what was found." in said(answer.text)
    assert 'value="Kept"' in answer.text


def test_a_concluded_assessment_is_reopened_with_a_reason(client: Client) -> None:
    assert "Reopen the assessment" in shown(client, "/assessments/tia_brevia")
    form = {"because": "The first transfer is near.", "by": "Ada Askersund"}
    assert send(client, "/assessments/tia_brevia/reopenings", form).status_code == 303
    page = shown(client, "/assessments/tia_brevia")
    assert "The first transfer is near." in page
    assert "to be looked at again since it was reopened" in page


@pytest.mark.parametrize("deed", ["", "/tia_molnet/steps", "/tia_molnet/conclusions", "/tia_molnet/reopenings"])
def test_a_form_of_another_site_is_not_taken(client: Client, deed: str) -> None:
    answer = client.post(f"/assessments{deed}", data={"by": "x"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert client.post(f"/assessments{deed}", data={"by": "x"}, headers={"Origin": ""}).status_code == 403


def test_on_another_day_nothing_is_written(client: Client) -> None:
    page = client.get("/assessments/tia_molnet", params={"on": "2026-11-10"}).text
    assert "<textarea" not in page
    assert client.get("/assessments/tia_molnet", params={"on": "2026-10-01"}).status_code == 404


def test_the_api_names_everything_a_conclusion_waits_for(client: Client) -> None:
    start = {"controller": "org_lagret", "importer": "Molnet Inc.", "destination": "IN", "started_by": "Ada Askersund"}
    identity = client.post("/api/v1/assessments", json=start).json()["id"]
    body = {"outcome": "effective_with_measures", "concluded_by": "Ada Askersund", "reasons": "x"}
    answer = client.post(f"/api/v1/assessments/{identity}/conclusions", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == [f"steps.{step}" for step in STEPS] + ["requires"]
    again = client.post("/api/v1/assessments", json=start)
    assert (again.status_code, again.json()["existing"]) == (409, identity)


def test_the_report_is_markdown_in_the_language_asked_for(client: Client) -> None:
    answer = client.get("/api/v1/assessments/tia_molnet/report", params={"lang": "sv"})
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.text.startswith("# Överföringsbedömning (TIA): Molnet Inc., USA\n")
    assert "Källa: A report on the law, 2026-10-01 <https://reports.example/law>" in answer.text
