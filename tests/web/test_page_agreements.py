"""The page of an agreement, and the agreements on the page of their service."""

from signed_papers import NOW, keep, watch
from world_asked import asking

from registry.settings import Settings


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


def test_a_file_called_by_markup_is_shown_as_text(settings: Settings) -> None:
    with asking(settings) as client:
        keep(client, NOW.encode(), name="<script>alert(1)</script>.html")
        text = client.get("/agreements/agr_lagring").text
        assert "<script>alert" not in text
        assert "script&gt;.html" in text


def test_no_agreement_no_page(settings: Settings) -> None:
    with asking(settings) as client:
        assert client.get("/agreements/agr_nobody").status_code == 404
