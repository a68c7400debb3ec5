"""Which legal bases a notice uses, in the many ways in which notices say so."""

import pytest
from crawlers_documents import html

from crawlers.read import read
from registry.terms import LegalBasis


def _bases(body: str, language: str) -> set[LegalBasis]:
    return {one.basis for one in read(html(f"<h1>Policy</h1>{body}"), language=language).legal_bases}


@pytest.mark.parametrize(
    ("language", "body", "basis"),
    [
        ("sv", "<p>Grunden är köpeavtalet.</p>", LegalBasis.CONTRACT),
        ("sv", "<p>Lägret: avtal.</p>", LegalBasis.CONTRACT),
        ("sv", "<p>Kvitton sparas i sju år (rättslig förpliktelse).</p>", LegalBasis.LEGAL_OBLIGATION),
        ("sv", "<p>Bokslut: lagkrav</p>", LegalBasis.LEGAL_OBLIGATION),
        ("sv", "<h2>Varför får vi göra så?</h2><p>Kören sjunger efter samtycke.</p>", LegalBasis.CONSENT),
        ("sv", "<p>Bilder visar vi om du samtycker, och de sparas då.</p>", LegalBasis.CONSENT),
        ("sv", "<p>Loggen vilar på en avvägning av intressen.</p>", LegalBasis.LEGITIMATE_INTERESTS),
        ("sv", "<p>Prov rättar vi som led i myndighetsutövning.</p>", LegalBasis.PUBLIC_TASK),
        ("sv", "<p>Larmet (art 6.1d).</p>", LegalBasis.VITAL_INTERESTS),
        ("en", "<p>Orders - performing our contract.</p>", LegalBasis.CONTRACT),
        ("en", "<p>The yearbook: with consent from your guardians.</p>", LegalBasis.CONSENT),
        ("en", "<p>We keep the books in compliance with law: Art. 6(1)(c).</p>", LegalBasis.LEGAL_OBLIGATION),
    ],
)
def test_a_basis_is_read_however_it_is_put(language: str, body: str, basis: LegalBasis) -> None:
    assert _bases(body, language) == {basis}


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("sv", "<p>Vi behandlar inga uppgifter med stöd av samtycke.</p>"),
        ("sv", "<p>Kvitton sparas eftersom vi har ett avtal med banken.</p>"),
        ("en", "<p>We never pass it on without your consent.</p>"),
        ("sv", "<p>Ditt samtycke till att sjunga, som du ger muntligt, är inte den rättsliga grunden.</p>"),
        ("en", "<p>You may limit it unless for reasons of important public interest under Article 6.</p>"),
        ("en", "<h2>Your rights</h2><p>You may object where we rely on legitimate interests.</p>"),
    ],
)
def test_a_denial_a_reason_to_keep_and_a_right_are_no_basis(language: str, body: str) -> None:
    assert _bases(body, language) == set()
