"""The page of an organisation says beside each recipient what of its papers disagrees, as the check does."""

from typing import Any

from page_visits import Client, Page

RULES = ("K46", "K45", "K28v", "K5")


def findings(reader: Client, **asked: str) -> list[dict[str, Any]]:
    answer = reader.get("/api/v1/checks", params={"controller": "org_lagret"} | asked).json()
    return [one for one in answer["findings"] if one["id"].startswith(RULES)]


def test_what_of_the_papers_disagrees_stands_beside_its_recipient(reader: Client) -> None:
    found = findings(reader)
    assert {"K28v", "K46b"} <= {one["id"] for one in found}
    for language, title in (("en", "Do the papers agree?"), ("sv", "Stämmer underlagen överens?")):
        words = " ".join(" ".join(Page(reader.get(f"/controllers/org_lagret?lang={language}").text).words).split())
        assert title in words
        for one in found:
            assert " ".join(one["finding"][language].split()) in words
            assert " ".join(one["cure"][language].split()) in words


def test_the_check_over_http_takes_the_day_and_the_instant(reader: Client) -> None:
    assert findings(reader, on="2020-01-01") != findings(reader)
    before = reader.get("/api/v1/checks", params={"known_at": "2026-10-15T00:00:00Z"})
    assert before.status_code == 404  # no law book had been loaded by then
