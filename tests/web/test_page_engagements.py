"""Who gets our data: the list of engagements, narrowed, sorted and exported in its address; and the help."""

import csv
import io
from urllib.parse import urlsplit

import pytest
from page_visits import Client, read

from registry import glossary


@pytest.mark.parametrize(
    "asked",
    ["role=processor", "verdict=unknown", "review=overdue", "q=kundkanal", "q=inc.", "sort=review", "sort=role",
     "controller=org_kanal-ours", "sort=service&role=processor&q=KANAL"],
)  # fmt: skip
def test_a_recipient_is_found_by_what_it_is(visitor: Client, asked: str) -> None:
    page = read(visitor, f"/engagements?{asked}")
    assert "/services/svc_kanal" in page.links()
    (file,) = [link for link in page.links() if "format=csv" in link]
    assert set(asked.split("&")) <= set(urlsplit(file).query.split("&"))


@pytest.mark.parametrize(
    "asked", ["role=joint_controller", "role=unsaid", "verdict=covered", "review=never", "q=nobody"]
)
def test_a_recipient_is_left_out_by_what_it_is_not(visitor: Client, asked: str) -> None:
    page = read(visitor, f"/engagements?{asked}")
    assert "/services/svc_kanal" not in page.links()
    assert "No recipient in this selection on this day." in page.said


@pytest.mark.parametrize(
    "asked", ["role=vendor", "verdict=red", "review=soon", "sort=size", "page=2", "format=doc", "category=gossip"]
)
def test_an_address_that_asks_for_no_such_thing_is_refused(visitor: Client, asked: str) -> None:
    read(visitor, f"/engagements?{asked}", status=400)


def test_the_list_says_role_verdict_and_review(visitor: Client) -> None:
    said = read(visitor, "/engagements", "sv").said
    row = said[said.index("Påhittad Kundkanal, Inc.") :]
    for words in ("personuppgiftsbiträde", "källorna går isär", "Kan inte bedömas", "Försenad", "Biträdesavtal: "):
        assert words in row


def test_the_file_holds_exactly_what_is_shown(visitor: Client) -> None:
    whole = visitor.get("/engagements?format=csv&q=kundkanal")
    assert 'filename="engagements_2026-11-22.csv"' in whole.headers["content-disposition"]
    head, *rows = csv.reader(io.StringIO(whole.content.decode("utf-8-sig")))
    assert [dict(zip(head, row, strict=True))["Role"] for row in rows] == ["processor"]
    assert len(list(csv.reader(io.StringIO(visitor.get("/engagements?format=csv&q=nobody").text)))) == 1


def test_without_recipients_one_is_led_to_reading_a_notice(newcomer: Client) -> None:
    assert "/read" in read(newcomer, "/engagements").links()


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_help_holds_every_closed_word_and_says_what_a_verdict_means(visitor: Client, language: str) -> None:
    page = read(visitor, "/help", language)
    for name in ("role", "verdict", "flag", "review_state", "objection_state", "data_category"):
        for label in glossary.load().vocabulary(name).values():
            assert " ".join((label.sv if language == "sv" else label.en).split()) in page.said
    assert ("Art. 45" if language == "en" else "art. 45") in page.said
    assert "/read" in page.links()


def test_a_word_is_looked_for_in_both_languages(visitor: Client) -> None:
    page = read(visitor, "/help?q=underbiträde")
    assert "sub-processor" in page.said
    assert "Adequacy decision" not in page.said
    assert "No word of the field is like that." in read(visitor, "/help?q=zzzz").said
