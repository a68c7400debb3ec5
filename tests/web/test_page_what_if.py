"""`/what-if`: switches without scripts, an address that holds everything, and an answer that hides nothing."""

import csv
import io
import json
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from page_visits import BASE, Client, Page, inert, read

PATH = "/what-if"
DPF = "(EU) 2023/1795"
COMPANY = "Påhittad Kundkanal, Inc."
SERVICE = "Påhittad Kundkanal"


def asked(*pairs: tuple[str, str]) -> str:
    return f"{PATH}?{urlencode(pairs)}"


def fields(page: Page, tag: str, name: str) -> list[str | None]:
    return [a.get("value") for kind, a in page.elements if kind == tag and a.get("name") == name]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_without_a_hypothesis_the_switches_are_offered(visitor: Client, language: str) -> None:
    page = read(visitor, PATH, language)
    inert(page)
    assert DPF in fields(page, "input", "revoke")
    assert f"{COMPANY}:eu-us-dpf" in fields(page, "input", "lapse")
    assert "Kundkanal" in page.said
    assert not [a for tag, a in page.elements if tag == "svg" and a.get("role") == "img"]


@pytest.mark.parametrize("pair", [("revoke", DPF), ("lapse", f"{COMPANY}:eu-us-dpf"), ("leave", SERVICE)])
def test_what_flips_is_told_with_what_it_was_and_would_be(visitor: Client, pair: tuple[str, str]) -> None:
    page = read(visitor, asked(pair), "en")
    inert(page)
    assert "would get another verdict" in page.said
    assert SERVICE in page.said
    ids = {str(a["id"]) for _, a in page.elements if "id" in a}
    rows = [str(a["xlink:href"])[1:] for _, a in page.elements if str(a.get("xlink:href", "")).startswith("#row")]
    assert rows
    assert set(rows) <= ids


def test_clauses_on_file_that_would_not_carry_are_told_with_what_they_lack(visitor: Client) -> None:
    flips = visitor.get(f"/api/v1/simulations?{urlencode([('revoke', DPF)])}").json()["flips"]
    assert [flip["fallback_on_file"] for flip in flips] == [["scc"]]
    page = read(visitor, asked(("revoke", DPF)), "sv")
    assert "standardavtalsklausuler" in page.said
    assert f"Om {DPF} (USA) upphör att gälla" in page.said


def test_several_things_are_supposed_at_once_and_each_can_be_taken_away(visitor: Client) -> None:
    page = read(visitor, asked(("revoke", DPF), ("acquire", f"{COMPANY}:CN"), ("leave", SERVICE)))
    away = [link for link in page.links() if link.startswith(f"{PATH}?") and "lang=" not in link and "on=" not in link]
    left = {frozenset(name for name, _ in parse_qsl(urlsplit(link).query)) for link in away}
    assert left == {frozenset({"acquire", "leave"}), frozenset({"revoke", "leave"}), frozenset({"revoke", "acquire"})}


def test_the_other_language_and_another_day_keep_all_that_is_supposed(visitor: Client) -> None:
    page = read(visitor, asked(("revoke", DPF), ("revoke", "(EU) 2021/914"), ("on", "2026-11-01")))
    assert "1 Nov 2026" in page.said
    switch = next(link for link in page.links() if "lang=sv" in link)
    assert [value for name, value in parse_qsl(urlsplit(switch).query) if name == "revoke"] == [DPF, "(EU) 2021/914"]
    hidden = [a.get("value") for tag, a in page.elements if tag == "input" and a.get("type") == "hidden"]
    assert {DPF, "(EU) 2021/914"} <= set(hidden)


def test_two_fields_of_the_form_become_one_word_of_the_address(visitor: Client) -> None:
    pairs = [("revoke", DPF), ("leave", ""), ("acquire_party", COMPANY), ("acquire_country", "CN"), ("expire_act", "")]
    answer = visitor.get(asked(*pairs), follow_redirects=False)
    assert answer.status_code == 303
    there = parse_qsl(urlsplit(answer.headers["location"]).query)
    assert there == [("revoke", DPF), ("acquire", f"{COMPANY}:CN")]
    ends = visitor.get(asked(("expire_act", DPF), ("expire_on", "2027-01-01")), follow_redirects=False)
    assert parse_qsl(urlsplit(ends.headers["location"]).query) == [("expire", f"{DPF}=2027-01-01")]


@pytest.mark.parametrize(
    ("pairs", "status", "words"),
    [
        ([("revoke", "9999/1")], 400, "Ingen sådan rättsakt finns registrerad"),
        ([("revoke", "2021/")], 400, "Flera bär det namnet"),
        ([("expire", f"{DPF}=soon")], 400, "Ingen sådan rättsakt finns registrerad"),
        ([("lapse", "Ingen:eu-us-dpf")], 404, "Inget i registret heter så"),
        ([("lapse", f"{COMPANY}:gdpr-seal")], 400, "inte går att tolka"),
        ([("acquire", f"{COMPANY}:Kina")], 400, "inte går att tolka"),
        ([("leave", "Ingenting")], 404, "Inget i registret heter så"),
        ([("controller", "Ingen"), ("revoke", DPF)], 404, "Inget i registret heter så"),
        ([("controller", "N" * 300), ("revoke", DPF)], 404, "Inget i registret heter så"),
        ([("revoke", DPF)] * 51, 400, "inte går att tolka"),
        ([("acquire_party", COMPANY)], 400, "Två fält hör ihop"),
    ],
)
def test_what_cannot_be_supposed_is_told_in_words_beside_the_switches(
    visitor: Client, pairs: list[tuple[str, str]], status: int, words: str
) -> None:
    page = read(visitor, asked(*pairs), "sv", status=status)
    inert(page)
    assert words in page.said
    assert DPF in fields(page, "input", "revoke")
    assert "Alla överföringar efter bedömning" not in page.said


def test_nothing_on_the_day_flips_and_that_is_said(visitor: Client) -> None:
    assert "No verdict would change" in read(visitor, asked(("revoke", "(EU) 2019/419"))).said


def test_the_files_hold_exactly_what_is_shown(visitor: Client) -> None:
    page = read(visitor, asked(("revoke", DPF)), "en")
    files = {link.rpartition("format=")[2]: link for link in page.links() if link.startswith("/api/v1/simulations")}
    assert {"csv", "xlsx", "svg", "png", "pdf", "mermaid", "graphml"} <= files.keys()
    for link in files.values():
        assert visitor.get(link).status_code == 200, link
    told = visitor.get(files["csv"])
    rows = list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"))))
    flips = visitor.get(f"/api/v1/simulations?{urlencode([('revoke', DPF)])}").json()["flips"]
    assert [row["ID"] for row in rows] == [flip["transfer"] for flip in flips]
    assert rows[0]["On file to fall back on"] == "standard contractual clauses"


def test_the_diagram_says_what_it_supposes_and_what_becomes_of_each_hop(visitor: Client) -> None:
    asking = [("revoke", DPF), ("format", "json")]
    drawn = json.loads(visitor.get(f"/api/v1/simulations/diagram?{urlencode(asking)}").text)
    assert drawn["graph"]["supposed"] == f"{DPF} (United States) falls"
    assert "compared_with" not in drawn["graph"]
    assert {edge["change"] for edge in drawn["edges"]} == {"changed"}
    left = json.loads(visitor.get(f"/api/v1/simulations/diagram?{urlencode([('leave', SERVICE)])}").text)
    assert {edge["change"] for edge in left["edges"]} == {"gone"}
    refused = visitor.get(f"/api/v1/simulations/diagram?{urlencode([('revoke', DPF), ('format', 'map')])}")
    assert refused.status_code == 400


def test_law_and_the_organisation_lead_here(visitor: Client) -> None:
    law = [link for link in read(visitor, "/law").links() if link.startswith(PATH)]
    assert f"{PATH}?{urlencode({'revoke': DPF})}" in law
    for link in law:
        read(visitor, link)
    assert f"{PATH}?controller=org_kanal-ours" in read(visitor, "/controllers/org_kanal-ours").links()


def test_somebody_without_an_organisation_is_told_how_to_begin(newcomer: Client) -> None:
    assert "onward import" in read(newcomer, PATH).said


def test_a_task_is_made_for_each_transfer_that_loses_its_footing_and_once(decider: Client) -> None:
    here = asked(("revoke", DPF))
    assert here in [a.get("action") for tag, a in read(decider, here).elements if tag == "form"]
    before = decider.get("/api/v1/tasks").json()["total"]
    for address in (here, here, asked(("revoke", "2023/1795"))):
        sent = decider.post(address, headers={"Origin": BASE}, follow_redirects=False)
        assert sent.status_code == 303
        assert sent.headers["location"] == f"{address}#tasks"
    made = decider.get("/api/v1/tasks?kind=other").json()["items"]
    flips = decider.get(f"/api/v1/simulations?{urlencode([('revoke', DPF)])}").json()["flips"]
    lost = [one for one in flips if one["after"] in {"unsupported", "incomplete", "unknown"}]
    assert decider.get("/api/v1/tasks").json()["total"] == before + len(lost) > before
    assert {one["engagement"] for one in lost} <= {one["subject"] for one in made}
    page = read(decider, here)
    inert(page)
    assert "has been made of this" in page.said
    assert here not in [a.get("action") for tag, a in page.elements if tag == "form"]


def test_no_task_is_made_of_nothing_of_another_day_or_by_a_form_of_somebody_else(decider: Client) -> None:
    for address, origin, status in (
        (PATH, BASE, 422),
        (asked(("revoke", DPF), ("on", "2026-01-01")), BASE, 422),
        (asked(("revoke", "9999/1")), BASE, 422),
        (asked(("revoke", DPF)), "https://elsewhere.example", 403),
    ):
        assert decider.post(address, headers={"Origin": origin}).status_code == status, address
    assert decider.get("/api/v1/tasks?kind=other").json()["total"] == 0
