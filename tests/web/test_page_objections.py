"""The page of an objection: what it shows on a day, its forms, and what they say when something cannot be."""

from typing import Any

import pytest
from httpx import Response
from page_visits import BASE, Client
from test_page_assessments import said, shown

PATH = "/objections/obj_norrsken"


def send(client: Client, path: str, form: dict[str, Any], **headers: str) -> Response:
    return client.post(path, data=form, headers={"Origin": BASE} | headers, follow_redirects=False)


def test_the_page_shows_the_clock_and_what_is_not_said(client: Client) -> None:
    page = shown(client, PATH, "sv")
    assert "Sista dag för invändning 2026-12-01 9 dagar kvar" in page
    assert "kan inte beräknas; uppgift saknas: när underrättelsen togs emot" in page.replace(" :", ":")
    assert "ingen underrättelse till oss finns registrerad" in page
    assert "personuppgiftsbiträdesavtalet, 5.3 30 kalenderdagar" in page
    assert "obekräftad" in page
    english = shown(client, PATH)
    assert "By when must we object to Norrsken Ltd" in english


def test_past_its_last_day_the_page_says_so_and_a_person_may_still_decide(client: Client) -> None:
    page = shown(client, "/objections/obj_ostkust", "sv")
    assert "Ingen invändning framställd till och med den 31 oktober 2026" in page
    assert "Vad vi beslutar" in page
    assert "Godtagen" not in page


def test_another_day_shows_no_form(client: Client) -> None:
    answer = client.get(PATH, params={"on": "2026-11-10", "lang": "en"})
    assert 'method="post"' not in answer.text
    assert "Nobody has decided." in said(answer.text)


def test_a_notice_and_a_decision_are_taken_and_the_page_says_who(client: Client) -> None:
    form = {"notice_came": "mail", "sent_on": "2026-10-28", "received_on": "", "effective_on": "2026-12-31"}
    assert send(client, f"{PATH}/notice", form).headers["location"] == f"{PATH}#notice"
    assert "27 Nov 2026" in shown(client, PATH)
    decision = {"decision": "objected", "reason": "No place of support is told."}
    assert send(client, f"{PATH}/decision", decision).headers["location"] == f"{PATH}#decision"
    page = shown(client, PATH)
    assert "No place of support is told." in page
    assert "Send the objection and keep proof of the day: Norrsken Ltd" in page
    again = send(client, f"{PATH}/decision", decision)
    assert again.status_code == 422
    assert "decided or closed already" in said(again.text)


def test_another_period_takes_the_place_of_the_one_on_file(client: Client) -> None:
    period = {
        "notice_came": "", "period_of": "agreement", "period_days": "10", "period_unit": "business",
        "period_counted_from": "sent", "period_holidays": "se", "period_clause": "5.3", "period_source": "the annex",
    }  # fmt: skip
    assert send(client, f"{PATH}/notice", period).status_code == 303
    assert "10 business days (Sweden)" in shown(client, PATH)


@pytest.mark.parametrize(
    ("deed", "form", "kept"),
    [
        ("decision", {"decision": "", "reason": "Kept words"}, "Kept words"),
        ("decision", {"decision": "accepted", "reason": " "}, "Beslut"),
        ("notice", {"notice_came": "pigeon"}, "Underrättelsen"),
        ("notice", {"notice_came": "mail", "sent_on": "soon"}, "Underrättelsen"),
        ("notice", {"notice_came": "mail", "period_days": "ten", "period_of": "agreement"}, "Underrättelsen"),
        ("answer", {"answer": "x", "answered_on": ""}, "Beslut"),
        ("outcome", {"outcome": "won", "ended": "x"}, "Beslut"),
    ],
)
def test_what_cannot_be_kept_is_told_with_what_was_written(
    client: Client, deed: str, form: dict[str, Any], kept: str
) -> None:
    answer = send(client, f"{PATH}/{deed}", form, **{"Accept-Language": "sv"})
    assert answer.status_code == 422
    assert kept in said(answer.text) or kept in answer.text


def test_answer_and_end_and_a_task_done(client: Client) -> None:
    path = "/objections/obj_sydvind"
    assert send(client, f"{path}/answer", {"answer": "Signed.", "answered_on": "2026-11-20"}).status_code == 303
    assert send(client, f"{path}/outcome", {"outcome": "resolved", "ended": "Read it."}).status_code == 303
    assert "Resolved Read it." in shown(client, path)
    assert send(client, f"{PATH}/tasks", {"task": "tsk_notice", "note": "Asked."}).status_code == 303
    assert "Asked." in shown(client, PATH)


def test_a_change_leads_to_its_clock_and_starts_one(client: Client) -> None:
    assert "Objection Molnet Assessing · last day 1 Dec 2026" in shown(client, "/changes/chg_lista")
    started = send(client, "/objections", {"engagement": "eng_lagring", "change": "chg_lista"})
    assert started.headers["location"] == PATH
    other = send(client, "/objections", {"engagement": "eng_lagring", "change": "chg_first"})
    assert other.status_code == 303
    assert other.headers["location"] != PATH
    assert "Molnet" in shown(client, other.headers["location"])
    unreached = send(client, "/objections", {"engagement": "eng_brev", "change": "chg_lista"})
    assert (unreached.status_code, "do not reach" in unreached.text) == (422, True)


@pytest.mark.parametrize("deed", ["", "/obj_norrsken/notice", "/obj_norrsken/decision", "/obj_norrsken/tasks"])
def test_a_form_of_another_site_is_not_taken(client: Client, deed: str) -> None:
    answer = client.post(f"/objections{deed}", data={"task": "x"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_today_tells_deadlines_by_day(client: Client) -> None:
    page = shown(client, "/", "sv")
    assert "2026-10-31 Sista dag för invändning: Molnet Lagring (Ostkust Ltda)" in page
    assert "Begär den underrättelse som uteblev" in page
