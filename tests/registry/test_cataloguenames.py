"""Names as written lead to a service or a group, and to a legal person only where the name is its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.cataloguefiles import load
from registry.cataloguenames import MatchKind, folded, without_legal_form
from registry.catalogueshapes import Catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Crowdstrike, Inc.", "CROWDSTRIKE INC"),
        ("Stripe Payments Europe, Limited", "stripe payments europe ltd."),
        ("Twilio     (SendGrid)", "Twilio (SendGrid)"),
        ("Facebook-pixel", "facebook pixel"),
        ("GitHub B.V.", "GitHub BV"),
        ("Trustpilot A/S", "Trustpilot AS"),
        ("Ｇｏｏｇｌｅ", "google"),
        ("Klarna Bank AB (publ)", "Klarna Bank AB, publ"),
    ],
)
def test_two_spellings_of_one_name_are_told_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Google LLC", "Google Inc."), ("Google LLC", "Google"), ("Dun & Bradstreet", "Bradstreet"), ("Växjö", "Vaxjo")],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=60))
def test_a_folded_name_folds_to_itself(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_a_name_that_is_only_a_legal_form_keeps_a_word() -> None:
    assert without_legal_form(folded("AB Limited")) == "ab"
    assert without_legal_form(folded("Inc.")) == "inc"


def test_punctuation_alone_is_nobody(catalogue: Catalogue) -> None:
    assert catalogue.resolve("(…)") is None


@pytest.mark.parametrize(
    ("name", "organisation", "service"),
    [
        ("Google Inc.", "google", None),
        ("Google", "google", None),
        ("Facebook Ireland Limited", "meta", None),
        ("HotJar", "hotjar", "hotjar"),
        ("Facebook-pixel", "meta", "meta-pixel"),
        ("LinkedIn Insikt", "linkedin", "linkedin-insight-tag"),
        ("Bing", "microsoft", "microsoft-advertising"),
        ("Freshdesk", "freshworks", "freshdesk"),
        ("GCP", "google", "google-cloud"),
        ("AWS", "aws", "aws"),
        ("X", "x", "x"),
        ("Twitter", "x", "x"),
        ("Microsoft (Azure)", "microsoft", "microsoft-cloud"),
        ("NexMo Inc (aka Vonage)", "vonage", None),
        ("Twilio     (SendGrid)", "twilio", "twilio"),
        ("Microsoft Inc.", "microsoft", None),
        ("stripe inc", "stripe", "stripe"),
        ("Notion Labs GmbH", "notion", "notion"),
    ],
)
def test_a_name_as_written_leads_to_a_service_or_a_group(
    catalogue: Catalogue, name: str, organisation: str, service: str | None
) -> None:
    match = catalogue.resolve(name)
    assert match is not None
    assert (match.organisation, match.service, match.legal_person) == (organisation, service, None)


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Google LLC", "google-llc"),
        ("google llc", "google-llc"),
        ("Google Ireland Limited", "google-ireland-limited"),
        ("Meta Platforms, Inc.", "meta-platforms-inc"),
        ("Twilio Inc.", "twilio-inc"),
    ],
)
def test_a_legal_person_answers_to_its_own_name(catalogue: Catalogue, name: str, person: str) -> None:
    match = catalogue.resolve(name)
    assert match is not None
    assert (match.kind, match.legal_person) == (MatchKind.LEGAL_PERSON, person)


@pytest.mark.parametrize("name", ["", "Nobody AB", "Googel", "Google Analytics for Firebase", "Ireland Limited"])
def test_a_name_nobody_knows_is_nobody(catalogue: Catalogue, name: str) -> None:
    assert catalogue.resolve(name) is None


def test_every_legal_person_whose_name_was_read_answers_to_it(catalogue: Catalogue) -> None:
    for person in catalogue.legal_persons.values():
        match = catalogue.resolve(person.name)
        if not person.name_read:
            assert match is None or match.legal_person is None, person.name
            continue
        assert match is not None, person.name
        assert match.organisation == person.organisation, person.name
        assert match.legal_person in (person.id, None), person.name


def test_a_former_name_never_becomes_an_importer(catalogue: Catalogue) -> None:
    former = [(one.id, old.name) for one in catalogue.organisations.values() for old in one.names]
    assert len(former) >= 6
    for id_, name in former:
        match = catalogue.resolve(name)
        assert match is not None, name
        assert (match.organisation, match.legal_person) == (id_, None), name


def test_every_row_of_a_list_names_the_organisation_its_name_leads_to(catalogue: Catalogue) -> None:
    rows = [row for one in catalogue.lists.values() for row in one.rows]
    for row in rows:
        match = catalogue.resolve(row.name)
        assert row.organisation == (match.organisation if match else None), row.name
