"""Who a notice names as answering for the processing, of whatever kind, and the number beside the name."""

import pytest
from crawlers_documents import html

from crawlers.findings.org_numbers import is_possible
from crawlers.known import gazetteer
from crawlers.read import read


def _named(sentence: str, language: str) -> list[tuple[str, str | None]]:
    found = read(html(f"<h1>Policy</h1><p>{sentence}</p>"), language=language, gazetteer=gazetteer())
    return [(one.name, one.org_no) for one in found.controllers]


@pytest.mark.parametrize(
    ("language", "sentence", "name", "number"),
    [
        ("sv", "Granlunda församling (org.nr 252999-0026) svarar för allt.", "Granlunda församling", "252999-0026"),
        (
            "sv",
            "Stiftelsen Havsljuset, organisationsnummer 802999-0390, är det.",
            "Stiftelsen Havsljuset",
            "802999-0390",
        ),
        ("sv", "AB Norrhamnen, 559999-2038, ägs av en kommun.", "AB Norrhamnen", "559999-2038"),
        ("sv", "Bostadsrättsföreningen Eken 7 är personuppgiftsansvarig.", "Bostadsrättsföreningen Eken 7", None),
        ("sv", "Fyrbanken AB (publ), org.nr 559999-2038, är ansvarig.", "Fyrbanken AB (publ)", "559999-2038"),
        ("sv", "Vargö kommun är personuppgiftsansvarig för det som görs.", "Vargö kommun", None),
        ("sv", "Garnboden (Garnboden i Ås, org.nr 559999-2038) skriver detta.", "Garnboden", "559999-2038"),
        ("en", "Pirlo Yarn LLP is the controller.", "Pirlo Yarn LLP", None),
        ("en", "Savikuppi Oy (Business ID 9999990-9) is the data controller.", "Savikuppi Oy", "9999990-9"),
        ("en", "The Heron Watchers (Hägervakten), hereafter the Watchers, has no staff.", "Heron Watchers", None),
        (
            "en",
            "At Pirlo Yarn Works (“Pirlo”) we are fond of wool. Write to Pirlo: hello@pirlo.example.",
            "Pirlo Yarn Works",
            None,
        ),
    ],
)
def test_a_controller_of_any_kind_is_read_with_its_number(
    language: str, sentence: str, name: str, number: str | None
) -> None:
    assert _named(sentence, language) == [(name, number)]


def test_a_party_everybody_knows_is_no_controller_beside_one_with_a_number() -> None:
    first = "Granlunda församling (org.nr 252999-0026) är personuppgiftsansvarig."
    second = "För sidan är församlingen och Meta Platforms Ireland Limited gemensamt personuppgiftsansvariga."
    assert _named(f"{first} {second}", "sv") == [("Granlunda församling", "252999-0026")]


def test_a_number_nobody_announces_is_one_only_by_its_check_digit() -> None:
    assert _named("Hamnbolaget AB, 559999-2039, svarar för detta.", "sv") == [("Hamnbolaget AB", None)]


@pytest.mark.parametrize(("number", "answer"), [("559999-2038", True), ("559999-2039", False), ("680108-XXXX", True)])
def test_the_check_digit_tells_which_number_can_be(number: str, answer: bool) -> None:
    assert is_possible(number) is answer


@pytest.mark.parametrize(
    ("body", "authority"),
    [
        (
            "Our supervisory authority is the Office of the Data Protection Ombudsman.",
            "Office of the Data Protection Ombudsman",
        ),
        ("Ring us first. The CNIL watches over us.", "CNIL"),
        ("You may turn to the national data protection authority.", None),
        ("The CNIL is in Paris.</p><p>You may complain to Datatilsynet.", "Datatilsynet"),
    ],
)
def test_the_authority_is_the_one_for_complaints_or_else_the_one_named(body: str, authority: str | None) -> None:
    assert read(html(f"<h1>Policy</h1><p>{body}</p>"), language="en").supervisory_authority == authority
