"""What the reader finds in notices, contracts and lists written for these tests."""

import json

import pytest
from crawlers_documents import NAMES, html, listing, markdown, reading

from crawlers.telling import as_json
from registry.terms import DocumentKind, LegalBasis, Mechanism, Role

NOTICE = """
<h1>Integritetspolicy för Molnet</h1><p>Senast uppdaterad: 3 maj 2026</p>
<p>Personuppgiftsansvarig är Molnet Sverige AB (org.nr 556000-1234). Vi behandlar namn, e-postadress och IP-adress.</p>
<h2>Rättslig grund</h2><p>Vi behandlar uppgifterna med stöd av avtal (art. 6.1 b) och berättigat intresse.</p>
<h2>Hur länge vi sparar</h2><ul><li>Kundärenden: 24 månader</li><li>Bokföring: 7 år</li></ul>
<h2>Våra personuppgiftsbiträden</h2>
<table><tr><th>Leverantör</th><th>Syfte</th><th>Land</th></tr>
<tr><td>Stripe</td><td>Betalning</td><td>USA</td></tr>
<tr><td>Lagerhuset AB</td><td>Drift</td><td>Sverige</td></tr></table>
<p>Överföringar utanför EU/EES sker med standardavtalsklausuler.</p>
<h2>Övrigt</h2><p>Vi använder inte Google Analytics.</p>
<h2>Dina rättigheter</h2><p>Du kan lämna klagomål till Integritetsskyddsmyndigheten. Du kan återkalla ditt samtycke.</p>
<p>Dataskyddsombud: dpo@molnet.example</p>
"""


def test_a_swedish_notice_is_read_into_facts() -> None:
    found = reading(html(NOTICE))
    assert found.language == "sv"
    assert found.document_kind is DocumentKind.NOTICE
    assert [(one.recipient.name, one.recipient.role, one.recipient.countries) for one in found.recipients] == [
        ("Stripe", Role.PROCESSOR, ("US",)),
        ("Lagerhuset AB", Role.PROCESSOR, ("SE",)),
    ]
    assert [(one.third_country, one.mechanisms) for one in found.recipients] == [(True, (Mechanism.SCC,)), (False, ())]
    assert {one.basis for one in found.legal_bases} == {LegalBasis.CONTRACT, LegalBasis.LEGITIMATE_INTERESTS}
    assert [(one.what, one.period) for one in found.retention] == [("Kundärenden", "P24M"), ("Bokföring", "P7Y")]
    assert [(one.name, one.org_no) for one in found.controllers] == [("Molnet Sverige AB", "556000-1234")]
    assert found.last_updated == "2026-05-03"
    assert found.supervisory_authority == "Integritetsskyddsmyndigheten"
    assert found.dpo_contact == "dpo@molnet.example"
    assert found.transfers.outside_eea == "yes"


def test_every_quote_is_the_text_between_its_offsets() -> None:
    answer = as_json(reading(html(NOTICE)), with_text=True)
    text = str(answer["text"])
    lists = [answer[key] for key in ("recipients", "sub_processors", "legal_bases", "retention")]
    quotes = [one for found in lists for one in found]  # type: ignore[attr-defined]
    assert len(quotes) >= 6
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in quotes)


def test_a_list_is_read_row_by_row() -> None:
    found = reading(listing())
    assert found.document_kind is DocumentKind.SUB_PROCESSOR_LIST
    assert [(row.name, row.purpose, row.countries, row.seat) for row in found.sub_processors][2] == (
        "Talkdesk Ltd",
        "Support tickets",
        ("GB", "IE"),
        "GB",
    )


@pytest.mark.parametrize(
    "source",
    [
        "# Sub-processors\n\nWe use:\n\n* Nimbus — hosting (Sweden)\n* Talk AB: support, Norway\n",
        "# Privacy\n\n## List of third-party providers\n\n* Nimbus | Hosting | Sweden\n* Talk AB | Support | Norway\n",
    ],
)
def test_list_items_are_rows_too(source: str) -> None:
    found = reading(markdown(source))
    assert [(one.recipient.name.partition(" (")[0], one.recipient.countries) for one in found.recipients] == [
        ("Nimbus", ("SE",)),
        ("Talk AB", ("NO",)),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "We do not use Google Analytics.",
        "You can install a browser add-on from Google Analytics.",
    ],
)
def test_a_denied_or_merely_mentioned_name_is_no_recipient(sentence: str) -> None:
    assert reading(markdown(f"# Privacy policy\n\n{sentence}\n")).recipients == ()


def test_the_controller_is_not_its_own_recipient() -> None:
    found = reading(markdown("# Privacy\n\nMolnet AB is the data controller. We use Stripe for payments.\n"))
    assert [one.recipient.name for one in found.recipients] == ["Stripe"]


def test_a_link_alone_names_the_set_of_clauses() -> None:
    source = "# Data processing agreement\n\nWe use [these](https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj).\n"
    assert as_json(reading(markdown(source)))["scc"] == [{"act": "(EU) 2021/914", "modules": []}]


def test_an_empty_document_gives_every_key_and_claims_nothing() -> None:
    answer = as_json(reading(markdown("")))
    assert set(answer) == set(as_json(reading(html(NOTICE))))
    assert answer["recipients"] == []
    assert answer["last_updated"] is None
    assert answer["transfers"] == {
        "outside_eea": "unstated", "countries": [], "mechanisms": [], "quote": None, "start": None, "end": None,
    }  # fmt: skip


def test_the_same_bytes_give_the_same_answer() -> None:
    first, second = (json.dumps(as_json(reading(html(NOTICE), NAMES)), sort_keys=True) for _ in range(2))
    assert first == second
