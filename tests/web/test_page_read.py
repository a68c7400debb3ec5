"""`/read`: a text is read and shown with its evidence; nothing is kept unless somebody says whose it is."""

import re
from typing import Any

import pytest
from page_hostile import HOSTILE
from page_sending import send
from page_visits import BASE, Client, Page, inert
from page_visits import read as visit
from reading_samples import AGREEMENT, LIST, NOTICE
from sqlmodel import select

from registry.store import Store
from registry.tables import HandedIn, Proposal
from registry.terms import ProposalState

OURS = "org_kanal-ours"
ROWS = b"<table><tr><th>Sub-processor<th>Country</tr>" + b"<tr><td>Zeppo Inc.<td>US</tr>" * 50_000


def ids(page: Page) -> list[str]:
    return [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]


def test_the_form_asks_for_a_text_and_whose_it_is(visitor: Client) -> None:
    assert "Klistra in din integritetspolicy" in visit(visitor, "/read", "sv").said
    page = visit(visitor, "/read")
    assert "Paste your privacy policy" in page.said
    assert {a["value"] for tag, a in page.elements if a.get("type") == "radio"} == {
        *("controller", "new", "service", "nobody")
    }


def test_somebody_without_organisations_can_read_and_enter_one(newcomer: Client) -> None:
    page = visit(newcomer, "/read")
    choices = {a["value"]: a for tag, a in page.elements if a.get("type") == "radio"}
    assert "disabled" in choices["controller"]
    assert "disabled" not in choices["new"]
    assert "checked" in choices["nobody"]


def test_a_notice_is_read_in_the_words_of_the_glossary(visitor: Client) -> None:
    said = send(visitor, text=NOTICE).said
    assert "Läst som integritetsinformation" in said
    parties = ("Klarna Bank AB", "självständigt personuppgiftsansvarig", "personuppgiftsbiträde", "USA", "EU/EES")
    rest = ("standardavtalsklausuler", "behövs inte: inom EES", "rättslig förpliktelse", "7 år", "e-postadress")
    assert [words for words in (*parties, *rest) if words not in said] == []
    assert "independent controller" in send(visitor, "en", text=NOTICE).said


def test_what_is_not_stated_is_said_to_be_so(visitor: Client) -> None:
    said = send(visitor, text=NOTICE).said
    assert "Land inte angivet" in said
    assert "Vad texten inte säger" in said
    assert "Hur man får en kopia av skyddsåtgärderna" in said.split("Det som finns")[0]
    assert "nämns inte: dataportabilitet" in said


def test_a_third_country_without_a_tool_is_shown_to_lack_one(visitor: Client) -> None:
    page = send(visitor, "en", text="# Privacy notice\n\nWe use Zendesk as our processor in the United States.\n")
    assert "What the transfers rest on Art. 13(1)(f) Not found no transfer tool is stated for Zendesk" in page.said
    assert [a for tag, a in page.elements if tag == "dd" and a.get("class") == "unsaid lacks"]


def test_each_finding_leads_to_its_words_and_back(visitor: Client) -> None:
    page = send(visitor, text=NOTICE)
    there = set(ids(page))
    inner = [link for link in page.links() if link.startswith("#")]
    assert len([link for link in inner if link.startswith("#t")]) > 10
    assert len([link for link in inner if link.startswith("#f")]) > 10
    assert {link[1:] for link in inner} <= there
    assert len(ids(page)) == len(there)


def test_the_text_keeps_its_headings_lists_and_tables(visitor: Client) -> None:
    page = send(visitor, text=NOTICE)
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == 1
    assert tags.count("th") == 3
    assert "Varför vi behandlar uppgifterna" in page.said
    assert [a for tag, a in page.elements if tag == "mark" and "is-recipient" in str(a["class"])]


def test_an_agreement_is_held_against_article_28(visitor: Client) -> None:
    said = send(visitor, text=AGREEMENT).said
    assert "Läst som biträdesavtal" in said
    assert "allmänt skriftligt förhandstillstånd" in said
    lacking, _, there = said.partition("Det som finns")
    assert "Radering eller återlämnande art. 28.3 g Hittades inte" in lacking
    assert "Tystnadsplikt" in there


def test_a_list_is_held_against_what_each_row_is_to_say(visitor: Client) -> None:
    said = send(visitor, text=LIST).said
    assert "Läst som förteckning över underbiträden" in said
    assert "Land för varje underbiträde Delvis Invented Night Desk Inc." in said
    assert "Ändamål för varje underbiträde Delvis Invented Letters AB" in said


def test_what_is_only_read_is_not_kept(decider: Client, kept: Store) -> None:
    assert "Sparas inte" in send(decider, text=NOTICE).said
    with kept.read() as session:
        assert session.exec(select(HandedIn)).first() is None
        assert not session.exec(select(Proposal).where(Proposal.field == "recipient")).all()


def test_our_notice_is_kept_and_decided_in_one_go(decider: Client, kept: Store) -> None:
    page = send(decider, text=NOTICE, whose="controller", controller=OURS)
    boxes = [a for tag, a in page.elements if a.get("type") == "checkbox"]
    assert boxes
    assert all(box["form"] == "decide" for box in boxes)
    marked = [str(box["value"]) for box in boxes if "checked" in box]
    address = next(str(a["action"]) for tag, a in page.elements if a.get("id") == "decide")
    sent = {"decision": "accept", "reason": "Står i vår egen text.", "proposal": marked}
    answer = decider.post(address, data=sent, headers={"Origin": BASE, "Accept-Language": "sv"})
    assert answer.status_code == 200, answer.text[:2_000]
    built = Page(answer.text)
    assert "Infört i registret" in built.said
    assert "Det som ändrades" in built.said
    assert f"/controllers/{OURS}" in built.links()
    with kept.read() as session:
        states = {one.id: one.state for one in session.exec(select(Proposal))}
    assert {states[one] for one in marked} == {ProposalState.ACCEPTED}
    again = visit(decider, address.removesuffix("/decisions"), "sv")
    assert "Godtaget" in again.said
    assert f"/read/{_document(kept)}" in visit(decider, "/read", "sv").links()


def _document(kept: Store) -> str:
    with kept.read() as session:
        return str(session.exec(select(HandedIn.id)).one())


def test_a_kept_text_has_an_address(decider: Client, kept: Store) -> None:
    page = send(decider, text=NOTICE, whose="controller", controller=OURS)
    again = visit(decider, f"/read/{_document(kept)}", "sv")
    assert ids(again) == ids(page)
    assert "There is nothing here" in visit(decider, "/read/ver_none", status=404).said
    assert "There is nothing here" in visit(decider, f"/read/{_document(kept)}/built", status=404).said


def test_a_notice_of_somebody_else_is_told_apart(decider: Client) -> None:
    page = send(decider, text=NOTICE, whose="controller", controller=OURS)
    assert "men är sparad för" not in page.said
    other = NOTICE.replace("Granbygdens Bageri", "Kvarnbyns Handel")
    said = send(decider, text=other, whose="controller", controller=OURS).said
    assert "Texten anger Påhittade Kvarnbyns Handel AB som personuppgiftsansvarig men är sparad för" in said


def test_a_vendors_file_is_kept_for_its_service(decider: Client, kept: Store) -> None:
    page = send(
        decider, file=("list.md", LIST.encode(), "text/markdown"), whose="service", service="Påhittad Kundkanal",
        title="Our list", url="https://vendor.example/list",
    )  # fmt: skip
    assert "Our list" in page.said
    assert "vendor.example" in page.said
    with kept.read() as session:
        filed = session.exec(select(HandedIn)).one()
    assert (filed.subject_id, filed.kind.value, filed.title) == ("svc_kanal", "sub_processor_list", "Our list")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "Det fanns ingen text."),
        ({"text": " \n "}, "Det fanns ingen text."),
        ({"text": "Hej.", "whose": ""}, "Ange vems text det är"),
        ({"text": "Hej.", "whose": "somebody"}, "Ange vems text det är"),
        ({"text": "Hej.", "whose": "controller", "controller": "org_none"}, "finns inte i registret"),
        ({"text": "Hej.", "whose": "service", "service": ""}, "Ange vilken tjänst handlingen gäller."),
        ({"text": "Hej.", "whose": "service", "service": "Nobody's"}, "Ingen tjänst i registret heter så"),
        ({"text": "Hej.", "url": "javascript:alert(1)"}, "Adressen är ingen"),
        ({"text": "%PDF-1.7", "kind": ""}, "Läs"),
    ],
)
def test_a_form_that_cannot_be_followed_says_why(visitor: Client, fields: dict[str, str], words: str) -> None:
    status = 200 if words == "Läs" else 422
    page = send(visitor, status=status, **fields)
    assert words in page.said
    assert fields["text"].strip() in page.said


@pytest.mark.parametrize(
    "file",
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
        ("a.pdf", b"%PDF-1.7 nothing", "application/pdf"),
        ("a.html", b"<html><body></body></html>", "text/html"),
    ],
)
def test_a_file_without_words_says_why(visitor: Client, file: Any) -> None:
    assert "Texten gick inte att läsa." in send(visitor, status=422, file=file).said


def test_a_text_and_a_file_at_once_are_not_read(visitor: Client) -> None:
    assert (
        "både en inklistrad text och en fil" in send(visitor, status=422, text="Hej.", file=("a.txt", b"Hej", "")).said
    )


def test_ten_megabytes_are_answered_with_a_page(visitor: Client) -> None:
    assert "mer än 8 MB" in send(visitor, status=413, text="word " * 2_000_000).said


def test_a_list_of_50_000_rows_is_shown_in_part(visitor: Client) -> None:
    page = send(visitor, file=("list.html", ROWS, "text/html"))
    assert "Underbiträden 50 000" in page.said
    assert "tecken visas inte här" in page.said
    assert len(page.elements) < 40_000


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_texts_are_shown_and_nothing_else(visitor: Client, number: int) -> None:
    text = HOSTILE[number].encode("utf-8", "replace").decode()
    for kind in ("", "plain", "markdown", "html"):
        fields = {
            "text": f"{NOTICE}\n\nVi anlitar {text} AB som personuppgiftsbiträde.",
            "kind": kind,
            "title": text[:150],
        }
        headers = {"Accept-Language": "sv", "Origin": BASE}
        answer = visitor.post("/read", data=fields | {"whose": "nobody"}, files={"file": ("", b"")}, headers=headers)
        assert answer.status_code in (200, 422), answer.text[:1_000]
        inert(Page(answer.text))
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", answer.text)


@pytest.mark.parametrize("origin", ["null", "http://evil.example"])
def test_a_form_of_another_site_reads_nothing(visitor: Client, origin: str) -> None:
    answer = visitor.post("/read", data={"text": "x", "whose": "nobody"}, headers={"Origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decision": "accept", "reason": "Ja."}, "Inget förslag var markerat."),
        ({"decision": "accept", "reason": " ", "proposal": "own"}, "Ett beslut behöver ett skäl."),
        ({"decision": "approve", "reason": "Ja.", "proposal": "own"}, "varken godtagande eller avvisande"),
        ({"decision": "accept", "reason": "Ja.", "proposal": "prp_kanal"}, "Inget beslutades"),
    ],
)
def test_a_decision_that_cannot_be_taken_says_why(
    decider: Client, kept: Store, fields: dict[str, str], words: str
) -> None:
    page = send(decider, text=NOTICE, whose="controller", controller=OURS)
    own = next(str(a["value"]) for tag, a in page.elements if a.get("type") == "checkbox")
    fields = {name: own if value == "own" else value for name, value in fields.items()}
    address = f"/read/{_document(kept)}/decisions"
    answer = decider.post(address, data=fields, headers={"Origin": BASE, "Accept-Language": "sv"})
    assert answer.status_code == 422
    assert words in Page(answer.text).said


def test_kept_hostile_texts_are_inert_wherever_they_are_shown(decider: Client, kept: Store) -> None:
    headers = {"Accept-Language": "sv", "Origin": BASE}
    for number, hostile in enumerate(HOSTILE[:16]):
        text = f"# {hostile}\n\nVi anlitar följande personuppgiftsbiträden:\n\n- {hostile} AB – drift, USA\n"
        fields = {"text": text, "whose": "controller", "controller": OURS, "title": f"{number} {hostile}"}
        answer = decider.post("/read", data=fields, files={"file": ("", b"")}, headers=headers)
        assert answer.status_code == 200, answer.text[:1_000]
        inert(Page(answer.text))
    with kept.read() as session:
        proposals = [one.id for one in session.exec(select(Proposal)) if one.decided_by is None]
        documents = list(session.exec(select(HandedIn.id)))
    assert len(documents) == 16
    for path in ("/read", "/proposals", *(f"/proposals/{one}" for one in proposals[:20])):
        inert(visit(decider, path, "sv"))


def test_a_proposal_of_a_notice_is_told_in_words_on_its_own_page(decider: Client, kept: Store) -> None:
    send(decider, text=NOTICE, whose="controller", controller=OURS)
    with kept.read() as session:
        of = {str(one.value.get("topic")): one.id for one in session.exec(select(Proposal))}
    assert "rättslig grund: rättslig förpliktelse" in visit(decider, f"/proposals/{of['legal_obligation']}", "sv").said
    assert "Förslag: rättslig förpliktelse" in visit(decider, f"/proposals/{of['legal_obligation']}", "sv").said
    said = visit(decider, f"/proposals/{of['mailchimp']}", "sv").said
    assert "Påhittade Granbygdens Bageri AB" in said
    assert "mottagare: Mailchimp (Intuit Inc., USA)" in said
    assert "personuppgiftsbiträde, USA, standardavtalsklausuler" in said
    assert "Säte" not in said
    assert f"/read/{_document(kept)}" in visit(decider, f"/proposals/{of['mailchimp']}", "sv").links()
