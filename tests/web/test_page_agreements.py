"""The page of an agreement, and the agreements on the page of their service."""

from contextlib import ExitStack

import pytest
from signed_papers import NOW, keep, watch
from world_asked import asking

from registry.settings import Settings
from web import documents


def test_the_page_of_a_service_tells_what_was_signed_and_whether_the_text_has_moved(settings: Settings) -> None:
    watch(settings)
    with asking(settings) as client:
        text = client.get("/services/svc_lagring/agreements", headers={"Accept-Language": "en"}).text
        assert 'href="/agreements/agr_lagring' in text
        assert "the published text has moved since you signed" in text


def test_the_page_of_an_agreement_shows_both_wordings_in_both_languages(settings: Settings) -> None:
    watch(settings)
    with asking(settings) as client:
        swedish = client.get("/agreements/agr_lagring", headers={"Accept-Language": "sv"}).text
        assert "den publicerade texten har ändrats sedan ni undertecknade" in swedish
        for words in ("30 days ahead", "10 days ahead", "Support is given from India."):
            assert words in swedish
        assert "signed.txt" in swedish
        assert "/api/v1/agreement-files/agf_lagring" in swedish
        english = client.get("/agreements/agr_lagring", headers={"Accept-Language": "en"}).text
        assert "the version published on the day of signing" in english


@pytest.mark.parametrize(
    ("language", "words", "again"),
    [
        ("sv", "Många texter läses just nu, så avtalet har inte jämförts", "Försök igen om en stund"),
        ("en", "Many texts are being read right now, so this one has not been compared", "Try again in a moment"),
    ],
)
def test_while_many_texts_are_read_the_page_shows_the_rest(
    settings: Settings, language: str, words: str, again: str
) -> None:
    watch(settings)
    with asking(settings) as client, ExitStack() as turns:
        for _ in range(documents.READ_AT_ONCE + documents.MOST_WAITING):
            turns.callback(documents._LET_IN.release)
            assert documents._LET_IN.acquire(blocking=False)
        answer = client.get("/agreements/agr_lagring", headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert words in answer.text
        assert again in answer.text
        assert "signed.txt" in answer.text
        assert "10 days ahead" not in answer.text


def test_a_file_called_by_markup_is_shown_as_text(settings: Settings) -> None:
    with asking(settings) as client:
        keep(client, NOW.encode(), name="<script>alert(1)</script>.html")
        text = client.get("/agreements/agr_lagring").text
        assert "<script>alert" not in text
        assert "script&gt;.html" in text


def test_no_agreement_no_page(settings: Settings) -> None:
    with asking(settings) as client:
        assert client.get("/agreements/agr_nobody").status_code == 404
