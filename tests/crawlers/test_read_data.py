"""Which kinds of data a notice names, wherever it tells of them, and which words name none."""

import pytest
from crawlers_documents import html

from crawlers.read import read


def _kinds(body: str, language: str) -> set[str]:
    return {one.key for one in read(html(body), language=language).data_categories}


@pytest.mark.parametrize(
    ("language", "body", "kinds"),
    [
        ("sv", "<h2>Dop</h2><p>Namn, personnummer och telefon.</p>", {"name", "national_id", "phone"}),
        ("sv", "<h2>Barn i kören</h2><p>Ålder, allergier.</p>", {"age", "health"}),
        ("sv", "<h2>Bud</h2><p>Budbilen får ditt mobilnummer, vilket lämnas ut av oss.</p>", {"phone"}),
        ("sv", "<h2>Det här sparar vi om dig</h2><p>Plats. Bara om du vill det.</p>", {"location"}),
        (
            "sv",
            "<h2>Uppgifter om dig</h2><p>Bokningens tider och din konversation med oss.</p>",
            {"booking", "message"},
        ),
        (
            "sv",
            "<p>Vi samlar in kontaktuppgifter.</p><h2>Kassan</h2><p>Namn, e-post.</p>",
            {"contact", "name", "email"},
        ),
        ("sv", "<h2>Ändamål, kategorier och grund</h2><ul><li>Medborgarskap.</li></ul>", {"nationality"}),
        ("sv", "<h2>Vad sparar vi</h2><p>Inloggningar. Vi frågar aldrig om din hälsa.</p>", {"log"}),
        ("en", "<h2>What we keep</h2><p>Customer number, history of exchanges.</p>", {"member_id", "contact_history"}),
        (
            "en",
            "<h2>The choir</h2><p>For each singer: name, dates of birth, allergies.</p>",
            {"name", "birth_date", "health"},
        ),
        ("en", "<h2>What we keep</h2><ul><li>Crash reports</li><li>Display name</li></ul>", {"log", "username"}),
    ],
)
def test_kinds_of_data_are_read_wherever_they_are_listed(language: str, body: str, kinds: set[str]) -> None:
    assert _kinds(f"<h1>Policy</h1>{body}", language) == kinds


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("sv", "<p>Skriv till kassören@kören.example, telefon 08-12 34 56, adress Körvägen 1.</p>"),
        ("sv", "<h2>Vilka uppgifter</h2><p>Körverket AB har org.nr 556000-1234. Vi loggar in dig med en nyckel.</p>"),
        ("sv", "<h2>Vilka uppgifter</h2><p>Vi samlar inte in namn, ålder eller adress.</p>"),
        ("sv", "<p>Du kan stänga av det i din webbläsare och få kallelsen via e-post.</p>"),
        ("en", "<p>Most browsers let you do so in the browser settings on your computer.</p>"),
        ("en", "<h2>Data we collect</h2><p>The choir is a company that loves each country and its documents.</p>"),
    ],
)
def test_an_address_to_write_to_a_value_and_a_denial_name_no_kind(language: str, body: str) -> None:
    assert _kinds(f"<h1>Policy</h1>{body}", language) == set()
