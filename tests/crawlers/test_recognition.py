"""Names, countries, days and wordings found where they stand."""

from pathlib import Path

import pytest
from crawlers_documents import NAMES

from crawlers.days import find_dates
from crawlers.gazetteer import Entry, Gazetteer, plain_name
from crawlers.known import gazetteer
from crawlers.phrases import Phrases, _read, fold, language_of, phrases
from crawlers.places import countries_of, find_places
from registry.errors import BadRecord


def test_the_longest_name_wins_and_borders_count() -> None:
    text = "Google Analytics, Googles verktyg, AWS and Stripes but not Stripey, aws, unStripe or x@Stripe.example"
    assert [named.name for named in NAMES.find(text)] == ["Google Analytics", "Google", "AWS", "Stripe"]


def test_a_common_word_at_the_beginning_of_a_sentence_is_no_name() -> None:
    names = Gazetteer([Entry("Notion", "Notion", "Notion Labs")], common=frozenset({"Notion"}))
    assert [named.start for named in names.find("Notion of data. We use Notion here.")] == [23]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Twilio, Inc.", "Twilio Inc"),
        ("Amazon Web Services Inc (AWS)", "Amazon Web Services"),
        ("Sentry.io", "sentryio"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


def test_the_installed_catalogue_gives_names() -> None:
    known = gazetteer().resolve("Google Analytics")
    assert known is not None
    assert (known.service, known.party) == ("Google Analytics", "Google")


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("United States, Canada", ["US", "CA"]),
        ("EU/USA*", ["EU/EEA", "US"]),
        ("EU (Frankfurt)", ["EU/EEA"]),
        ("SE / DE", ["SE", "DE"]),
        ("New Jersey", []),
        ("Storbritannien och Nordirland", ["GB"]),
        ("Växjö", []),
    ],
)
def test_countries_are_read_and_cities_are_not(text: str, countries: list[str]) -> None:
    assert list(countries_of(text)) == countries


@pytest.mark.parametrize(
    "text", ["the EU-U.S. Data Privacy Framework", "Skyttel Denmark A/S", "contact us", "Norwegian Wood"]
)
def test_what_only_looks_like_a_country_is_none(text: str) -> None:
    assert find_places(text) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-24", "2024-02-24"),
        ("February 24, 2024", "2024-02-24"),
        ("24th of February, 2024", "2024-02-24"),
        ("24 februari 2024", "2024-02-24"),
        ("09.03.2024", "2024-03-09"),
        ("11/26/2020", "2020-11-26"),
        ("26/11/2020", "2020-11-26"),
        ("03/04/2020", None),
        ("May 2021", "2021-05"),
        ("31 February 2024", None),
    ],
)
def test_a_day_is_read_and_an_open_order_is_not_guessed(text: str, day: str | None) -> None:
    assert [found.day for found in find_dates(text)] == [day]


def test_language_is_told_by_small_words() -> None:
    assert language_of("Vi sparar de uppgifter som du lämnar till oss") == "sv"
    assert language_of("We keep the data that you give to us") == "en"
    assert language_of("Wir speichern Ihre Daten und geben sie nicht weiter an Dritte " * 9) == "other"


def test_a_wording_with_a_star_takes_the_whole_word_and_the_longest_counts() -> None:
    hits = Phrases({"data": {"mail": ["e-post*"], "address": ["postadress"]}}).find("din E‑postadress.")
    assert [(hit.key, hit.start, hit.end) for hit in hits.all("data")] == [("mail", 4, 16)]


def test_folding_keeps_the_length() -> None:
    for text in ("İstanbul ß ẞ ﬁ", "ÅÄÖ – ’"):
        assert len(fold(text)) == len(text)


def test_both_languages_know_the_same_tables() -> None:
    english, swedish = phrases("en"), phrases("sv")
    for table in ("headings", "columns", "roles", "mechanisms", "legal_bases", "retention", "context", "rights"):
        assert set(swedish.wordings(table)) <= set(english.wordings(table))


def test_a_wording_that_is_no_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text('[roles]\nprocessor = "biträde"\n', encoding="utf-8")
    with pytest.raises(BadRecord, match="list of wordings"):
        _read(path)
