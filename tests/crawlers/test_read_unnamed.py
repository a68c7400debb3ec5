"""Recipients that a notice describes without naming them."""

import pytest
from crawlers_documents import html

from crawlers.read import read


def _kinds(body: str, language: str) -> list[str]:
    found = read(html(f"<h1>Policy</h1>{body}"), language=language).recipient_categories
    return [one.key for one in found]


@pytest.mark.parametrize(
    ("language", "sentence", "kinds"),
    [
        ("sv", "Säljs kvarnen får köparen ta över allt.", ["merger_buyer"]),
        ("sv", "Ekonomin sköts av en extern förvaltare.", ["service_providers"]),
        ("sv", "Föreningens revisorer har rätt att ta del av pärmen.", ["auditors"]),
        ("sv", "Utdraget lämnas på begäran till banken.", ["banks"]),
        ("sv", "Vi anlitar webbhotell, sms-leverantörer och fraktbolag.", ["hosting", "communication", "delivery"]),
        ("sv", "Vi anlitar fraktbolag, t.ex. Sparvbud AB.", ["delivery"]),
        ("sv", "Numret lämnas till Girokören AB och din bank.", ["banks"]),
        ("en", "We share it with couriers such as Sparrowpost Ltd.", ["delivery"]),
        ("en", "The printing house receives a list of addresses.", ["service_providers"]),
        (
            "en",
            "We share it with shipping, hosting and payment companies.",
            ["delivery", "hosting", "payment_providers"],
        ),
        ("en", "The list is sent to those who take part.", ["other_users"]),
    ],
)
def test_a_kind_of_recipient_is_read_in_prose(language: str, sentence: str, kinds: list[str]) -> None:
    assert sorted(_kinds(f"<p>{sentence}</p>", language)) == sorted(kinds)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "Alla dessa leverantörer har lovat oss att uppgifter delas med ingen."),
        ("sv", "Vi får uppgifter från banken."),
        ("en", "We never share it with advertisers."),
        ("en", "These vendors process it on our behalf."),
    ],
)
def test_a_source_a_denial_and_a_word_for_those_named_before_are_none(language: str, sentence: str) -> None:
    assert _kinds(f"<p>{sentence}</p>", language) == []
