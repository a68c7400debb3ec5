"""Wordings and layouts of notices nobody has read yet: names, roles, places and tools, each by its own sentence."""

import pytest
from crawlers_documents import markdown, reading

from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.read import Attached, read
from registry.terms import DocumentKind, Mechanism, Role

SV = "# Integritetspolicy\n\nVi behandlar personuppgifter för att det är det som vi har lovat och som du vill ha.\n\n"
EN = "# Privacy policy\n\nThis page tells you what we do with the data that you give to us and to nobody else.\n\n"


def _told(text: str, name: str = "page.md") -> dict[str, Attached]:
    found = read(extract(text.encode(), name=name), gazetteer=gazetteer())
    return {one.recipient.name: one for one in found.recipients}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Bokningen görs i Etterbok.", "Etterbok"),
        ("Vi använder Lillkontoret för våra löner.", "Lillkontoret"),
        ("För utskick anlitar vi tryckeriet Svarta Hästen.", "Svarta Hästen"),
        ("Kundtjänsten svarar i Gorgias.", "Gorgias"),
        ("Uppgifterna lagras hos Städkraft i Väster HB.", "Städkraft i Väster HB"),
    ],
)
def test_a_name_counts_where_a_sentence_gives_it_something_to_do(sentence: str, name: str) -> None:
    assert name in _told(SV + sentence + "\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "Vi använder varken Facebook eller Google Analytics.",
        "Vi har inte Google Analytics på sidan.",
        "Hos Mailchimp slutade vi med utskick förra året.",
        "Besöken räknas i Matomo på kommunens server.",
        "Läs mer om hur Google hanterar data på deras sida.",
        "Vi finns också på Facebook, och dit skickar vi bara priser.",
    ],
)
def test_what_a_sentence_denies_is_no_recipient(sentence: str) -> None:
    assert _told(SV + sentence + "\n") == {}


def test_names_alone_in_lines_are_cards_with_their_facts_below() -> None:
    text = (
        "Integritet\n\nSå här gör vi med det som du lämnar till oss och det är inte mycket.\n\n"
        "Etterbok\nBordsbokning i restaurangen.\nRoll: biträde.\nVar: Sverige.\n"
        "Stripe\nKortbetalning på webben.\nRoll: egen ansvarig.\nVar: Irland, med överföring till USA.\n"
    )
    found = _told(text, "page.txt")
    assert {name: (one.recipient.role, one.recipient.countries) for name, one in found.items()} == {
        "Etterbok": (Role.PROCESSOR, ("SE",)),
        "Stripe": (Role.INDEPENDENT_CONTROLLER, ("IE", "US")),
    }


def test_a_lead_in_gives_its_role_to_the_list_below() -> None:
    text = (
        f"{SV}Några gör något åt oss och är våra personuppgiftsbiträden:\n\n- Fortnox, fakturor\n- Kundo, chatten\n"
        "- Publikbladet Nu (utskick)\n\nAndra ansvarar själva:\n\n- Kivra, som visar hyran\n- Intrum, som driver in\n"
    )
    roles = {name: one.recipient.role for name, one in _told(text).items()}
    assert roles == {
        "Fortnox": Role.PROCESSOR,
        "Kundo": Role.PROCESSOR,
        "Publikbladet Nu": Role.PROCESSOR,
        "Kivra": Role.INDEPENDENT_CONTROLLER,
        "Intrum": Role.INDEPENDENT_CONTROLLER,
    }


def test_a_sentence_on_all_processors_says_where_they_are() -> None:
    text = (
        f"{SV}## Mottagare\n\nFöljande är våra personuppgiftsbiträden:\n\n- Fortnox, fakturor\n- Kundo, chatten\n\n"
        "## Tredje land\n\nVåra biträden har sin drift i Sverige.\n"
    )
    assert {one.recipient.countries for one in _told(text).values()} == {("SE",)}


def test_a_later_sentence_tells_of_those_it_names() -> None:
    text = (
        f"{EN}## Who we share with\n\n- Flodesk: newsletter\n- Trafft: calendar\n\n## Transfers\n\n"
        "Flodesk is a US company and we rely on Standard Contractual Clauses. Trafft has its servers in Serbia.\n"
    )
    found = _told(text)
    assert found["Flodesk"].mechanisms == (Mechanism.SCC,)
    assert found["Flodesk"].third_country is True
    assert found["Trafft"].recipient.countries == ("RS",)


def test_all_within_the_union_but_one() -> None:
    text = (
        f"{SV}## Mottagare\n\n- Fortnox, biträde\n- Microsoft 365, biträde\n\n"
        "Alla dessa hanterar uppgifterna inom EU/EES utom Microsoft, vars koncern finns i USA.\n"
    )
    found = _told(text)
    assert (found["Fortnox"].third_country, found["Microsoft 365"].third_country) == (False, True)


def test_a_title_states_nothing_of_transfers() -> None:
    text = f"{SV}## Mer\n\nÖverföring till tredje land?\n\nPersonuppgifter förs inte över till tredje land.\n"
    assert reading(markdown(text)).transfers.outside_eea == "no"


def test_owners_of_cookies_are_recipients() -> None:
    text = (
        f"{EN}## Cookies\n\n| Source | Cookie name | Duration |\n|---|---|---|\n"
        "| Swoogo | sid | 1 day |\n| Reddit | _rdt | 90 days |\n"
    )
    assert set(_told(text)) == {"Swoogo", "Reddit"}


def test_public_bodies_are_authorities_also_by_their_kind() -> None:
    text = f"{SV}Vi lämnar uppgifter till Region Västerhav och till Skatteverket.\n"
    assert {name: one.recipient.role for name, one in _told(text).items()} == {
        "Region Västerhav": Role.AUTHORITY,
        "Skatteverket": Role.AUTHORITY,
    }


def test_a_heading_says_that_a_page_is_a_list() -> None:
    text = (
        "# Trust centre\n\n## Welcome\n\nThis is where we keep you up to date on all that we do.\n\n" + "Text.\n\n" * 8
    )
    text += "## Sub-processors\n\n| Sub-processor | Location |\n|---|---|\n| Etta Inc. | USA |\n| Opt-in | USA |\n"
    found = read(extract(text.encode(), name="page.md"))
    assert found.document_kind is DocumentKind.SUB_PROCESSOR_LIST


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        (f"{SV}Uppgifterna lämnar aldrig EU.\n", "no"),
        (f"{SV}Ingen av dem som hjälper oss överför uppgifter till tredje land.\n", "no"),
        (f"{SV}Vi överför normalt inte uppgifter till tredje land.\n", "possible"),
        (f"{SV}Du har rätt att få veta om uppgifter överförs till tredje land.\n", "unstated"),
        (f"{EN}The service is hosted in the United States, and if you live elsewhere the laws may differ.\n", "yes"),
        (f"{EN}We store what you give us within the EEA and the United States.\n", "yes"),
        (
            f"{EN}If we send data outside the EEA, we sign clauses. In such cases, transfers overseas are safe.\n",
            "possible",
        ),
    ],
)
def test_a_doubt_counts_before_the_place_it_is_about(text: str, outside: str) -> None:
    assert reading(markdown(text)).transfers.outside_eea == outside


def test_what_a_part_says_of_a_kind_holds_for_the_kind_in_another_part() -> None:
    text = (
        f"{EN}## Service providers\n\nWe hire other companies to do work on our behalf.\n\n"
        "## List of our service providers\n\n- Stripe: payments\n- Mailgun: mail\n"
    )
    assert {one.recipient.role for one in _told(text).values()} == {Role.PROCESSOR}


def test_a_name_in_a_list_ends_before_what_it_is_used_for() -> None:
    reading = read(
        extract(
            b"<h2>V\xc3\xa5ra personuppgiftsbitr\xc3\xa4den</h2><ul><li>Lumena AB f\xc3\xb6r bokf\xc3\xb6ring</li>"
            b"<li>Orvika, Inc. (USA) f\xc3\xb6r utskick</li></ul>",
            content_type="text/html; charset=utf-8",
        ),
        language="sv",
    )
    told = [(one.recipient.name, one.recipient.countries) for one in reading.recipients]
    assert told == [("Lumena AB", ()), ("Orvika, Inc. (USA)", ("US",))]
