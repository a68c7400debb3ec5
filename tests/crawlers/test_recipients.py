"""Who is a recipient, in which role, and who is only named."""

import pytest
from crawlers_documents import html, markdown, reading

from crawlers.blocks import Extracted
from crawlers.known import gazetteer
from crawlers.read import Attached, Reading, read
from registry.terms import Mechanism, Role


def _named(document: Extracted) -> dict[str, Attached]:
    return {one.recipient.name: one for one in reading(document).recipients}


def _not(found: Reading) -> list[tuple[str, str]]:
    return [(one.name, one.why) for one in found.not_recipients]


@pytest.mark.parametrize(
    "sentence",
    [
        "The contact form is provided by Brevlåda and answers go to our inbox.",
        "We share your address with Brevlåda.",
        "We use services such as Stripe and Brevlåda for this.",
        "The form is delivered by brevlåda AB.",
    ],
)
def test_an_unknown_name_counts_where_the_text_introduces_it(sentence: str) -> None:
    assert any(name.lower().startswith("brevlåda") for name in _named(markdown(f"# Privacy policy\n\n{sentence}\n")))


@pytest.mark.parametrize(
    "sentence",
    [
        "We share your data with Partners as described.\n\nOur partners are chosen with care.",
        'Vi använder cookies på vår sajt ("Plattformen") och delar uppgifter inom Plattformen.',
        "Personal data are shared with California.\n\nPeople of california have rights.",
    ],
)
def test_a_word_of_the_document_s_own_is_no_name(sentence: str) -> None:
    assert _named(markdown(f"# Policy\n\n{sentence}\n")) == {}


def test_what_speaks_against_a_name_is_told() -> None:
    source = (
        "# Privacy policy\n\nNo data is sent to Mailgun. The form uses a plugin developed by Formbygge AB.\n\n"
        "We receive information from Stripe.\n\n## Change log\n\n- May 3, 2025: Added AWS.\n"
    )
    found = reading(markdown(source))
    assert found.recipients == ()
    assert _not(found) == [
        ("Mailgun", "no_data"),
        ("Formbygge AB", "software_without_sharing"),
        ("Stripe", "data_source"),
        ("AWS", "past"),
    ]


def test_a_company_beside_its_service_is_one_recipient_and_hands_its_role_on() -> None:
    source = "# Privacy\n\nWe use Google Analytics. Google processes the data under its own privacy policy.\n"
    named = _named(markdown(source))
    assert {name: one.recipient.role for name, one in named.items()} == {
        "Google Analytics": Role.INDEPENDENT_CONTROLLER
    }


def test_a_general_sentence_gives_its_role_to_its_part_alone() -> None:
    source = (
        "# Privacy policy\n\n## Service providers\n\n- Stripe: payments\n- Mailgun: mail\n\n"
        "These providers process the data on our behalf.\n\n## Cookies\n\nWe use Google Analytics.\n"
    )
    roles = {name: one.recipient.role for name, one in _named(markdown(source)).items()}
    assert roles == {"Stripe": Role.PROCESSOR, "Mailgun": Role.PROCESSOR, "Google Analytics": Role.RECIPIENT}


def test_a_role_of_others_is_no_word_for_the_controller() -> None:
    source = (
        "# Privacy policy\n\nMolnet AB is the data controller.\n\n## Recipients\n\n"
        "- Betalkort AB, which provides cards in the role of data controller.\n"
    )
    found = reading(markdown(source))
    assert [one.name for one in found.controllers] == ["Molnet AB"]
    assert [(one.recipient.name, one.recipient.role) for one in found.recipients] == [
        ("Betalkort AB", Role.INDEPENDENT_CONTROLLER)
    ]


def test_countries_belong_to_the_name_they_stand_beside() -> None:
    source = "# Privacy\n\n## Recipients\n\n- Payments: Stripe (USA) and Getpengar AB (SE).\n"
    named = _named(markdown(source))
    assert {name: one.recipient.countries for name, one in named.items()} == {
        "Stripe": ("US",),
        "Getpengar AB": ("SE",),
    }
    assert [one.third_country for one in named.values()] == [True, False]


def test_the_controller_s_own_certificate_is_no_recipient_s() -> None:
    source = (
        "# Privacy\n\nWe use Stripe, whose servers are in the United States.\n\n"
        "Molnet complies with the EU-U.S. Data Privacy Framework. Transfers rest on standard contractual clauses.\n"
    )
    found = reading(markdown(source))
    assert set(found.transfers.mechanisms) == {Mechanism.DPF, Mechanism.SCC}
    assert [one.mechanisms for one in found.recipients] == [(Mechanism.SCC,)]


def test_a_plain_no_to_transfers_holds_for_every_recipient() -> None:
    source = "# Privacy\n\nWe use Stripe for payments.\n\nWe process your data within the EEA.\n"
    found = reading(markdown(source))
    assert found.transfers.outside_eea == "no"
    assert [one.third_country for one in found.recipients] == [False]


def test_kinds_of_recipients_are_told_once_and_not_where_data_come_from() -> None:
    source = (
        "# Integritetspolicy\n\n## Vem delar vi uppgifter med?\n\n- Myndigheter: när lagen kräver det\n"
        "- Revisorer vid granskning\n\n## Källor\n\nVi får uppgifter från banker.\n"
    )
    found = reading(markdown(source))
    assert [one.key for one in found.recipient_categories] == ["authorities", "auditors"]


def test_data_are_named_where_the_text_tells_what_is_collected() -> None:
    page = "<h1>Privacy policy</h1><h2>Information we collect</h2><p>Your name, email address and IP address.</p>"
    page += "<h2>Contact us</h2><p>Write to our postal address or by phone.</p>"
    keys = {one.key for one in reading(html(page)).data_categories}
    assert keys == {"name", "email", "ip_address"}


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("Personuppgiftsansvarig är Molnet AB, org.nr 556000-1234.", "Molnet AB", "556000-1234"),
        ("We, Molnet Ltd, company number 01234567, take care of your data.", "Molnet Ltd", "01234567"),
        ("Molnet IF är personuppgiftsansvarig.", "Molnet IF", None),
        ("Write to hello@molnet.example. Molnet keeps your data.", "Molnet", None),
    ],
)
def test_the_controller_is_read_by_the_surest_way(text: str, name: str, number: str | None) -> None:
    found = reading(markdown(f"# Policy\n\n{text}\n"))
    assert [(one.name, one.org_no) for one in found.controllers] == [(name, number)]


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("You may complain to a supervisory authority.", None),
        (
            "You may complain to the Swedish Authority for Privacy Protection.",
            "Swedish Authority for Privacy Protection",
        ),
        ("Complaints go to the panel of the Data Privacy Framework and the Information Commissioner.", None),
    ],
)
def test_an_authority_is_named_or_it_is_none(text: str, authority: str | None) -> None:
    assert reading(markdown(f"# Privacy policy\n\n{text}\n")).supervisory_authority == authority


def test_an_age_and_a_time_to_answer_are_no_retention() -> None:
    source = "# Privacy\n\nWe store nothing of persons under the age of 18 years.\n\n## Your rights\n\nKept 30 days.\n"
    assert reading(markdown(source)).retention == ()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "Våra annonser publiceras på Platsbanken och Blocket."),
        ("sv", "Kvittot får du av oss och laddar upp det i Epassi."),
        ("en", "The choir's site is built with Django, htmx and Leaflet."),
    ],
)
def test_where_others_publish_or_the_person_uploads_nobody_receives(language: str, sentence: str) -> None:
    found = read(markdown(f"# Policy\n\n{sentence}\n"), language=language, gazetteer=gazetteer())
    assert found.recipients == ()


def test_a_word_for_all_that_were_listed_speaks_of_each_of_them() -> None:
    source = (
        "# Integritetspolicy\n\n## Biträden\n\n- Zoezi AB: bokning\n- Fortnox: fakturor\n\n"
        "Alla två har servrar inom EU/EES och vi skickar ingenting till länder utanför EU.\n"
    )
    found = read(markdown(source), language="sv", gazetteer=gazetteer())
    assert [one.third_country for one in found.recipients] == [False, False]
    assert found.transfers.outside_eea == "no"


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Vi har anlitat Tärnan & Falk AB som dataskyddsombud.", []),
        ("Brev till kören skickas till Box 9 i hamnen.", []),
        ("Intyg inhämtas, varvid ditt namn lämnas till Falkbyrån AB.", ["Falkbyrån AB"]),
    ],
)
def test_an_officer_and_a_post_office_box_get_nothing_but_who_is_asked_does(sentence: str, names: list[str]) -> None:
    found = read(markdown(f"# Policy\n\n{sentence}\n"), language="sv", gazetteer=gazetteer())
    assert [one.recipient.name for one in found.recipients] == names


def test_a_glossary_states_no_transfer_and_no_mechanism() -> None:
    source = "# Policy\n\n## Begrepp\n\n- Tredje land: land utanför EU, som Indien, med standardavtalsklausuler.\n"
    found = read(markdown(source), language="sv")
    assert (found.transfers.outside_eea, found.transfers.countries, found.mechanisms) == ("unstated", (), ())


def test_a_transfer_that_may_take_place_is_no_fact() -> None:
    sentence = "Molnet Inc. är ett amerikanskt bolag och överföring till USA kan därför ske."
    assert read(markdown(f"# Policy\n\n{sentence}\n"), language="sv").transfers.outside_eea == "possible"


def test_a_public_body_that_begins_a_sentence_under_authorities_gets_data() -> None:
    source = "# Policy\n\n## Till vilka lämnar vi uppgifter?\n\nHamndomstolen i tvister.\n"
    found = read(markdown(source), language="sv").recipients
    assert [(one.recipient.name, one.recipient.role) for one in found] == [("Hamndomstolen", Role.AUTHORITY)]
