"""The search over HTTP and on its page: found by stems, marked, escaped; hostile words are refused or find nothing."""

import pytest
from page_visits import Client


def items(client: Client, text: str, **more: str) -> list[str]:
    answer = client.get("/api/v1/search", params={"q": text} | more)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("text", "first"),
    [("Molnet Lagring", "svc_lagring"), ("skyfall", "org_molnet"), ("clause", "svc_lagring"), ("Norrsken", None)],
)
def test_words_lead_to_the_same_first_thing_on_both_databases(reader: Client, text: str, first: str | None) -> None:
    found = items(reader, text)
    assert (found[0] if found else None) == first


def test_a_kind_and_a_limit_narrow(reader: Client) -> None:
    assert items(reader, "lagring", kind="organisation") == ["org_lagret"]
    assert len(items(reader, "lagring", limit="1")) == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 400), ("a" * 10_000, 400), ("\0", 400), ("a\nb", 400), ("\u202e", 400), ("😀", 200), ('" OR 1=1 --', 200),
        ("NEAR(a b)", 200), ("named:*", 200), ("(((", 200), ("%25", 200), ("'", 200), ("a" * 200, 200),
        ("b" * 201, 400),
    ],
)  # fmt: skip
def test_hostile_words_are_answered_or_refused(reader: Client, text: str, status: int) -> None:
    assert reader.get("/api/v1/search", params={"q": text}).status_code == status
    assert reader.get("/search", params={"q": text}).status_code in {200, 400}


def test_an_unknown_kind_and_a_missing_question_are_refused_by_name(reader: Client) -> None:
    answer = reader.get("/api/v1/search", params={"q": "a", "kind": "vendor"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "kind")
    assert reader.get("/api/v1/search").json()["errors"][0]["field"] == "q"
    assert reader.get("/search", params={"q": "a", "kind": "vendor"}).status_code == 400


def test_the_page_marks_what_was_asked_for_and_escapes_the_rest(reader: Client) -> None:
    text = reader.get("/search", params={"q": "clauses"}, headers={"Accept-Language": "en"}).text
    assert "We rely on the standard contractual <mark>clauses</mark>." in text
    assert 'href="/services/svc_lagring"' in text
    hostile = reader.get("/search", params={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in hostile


def test_every_page_has_the_box_and_an_empty_question_shows_the_form_alone(reader: Client) -> None:
    assert 'action="/search"' in reader.get("/services").text
    empty = reader.get("/search", headers={"Accept-Language": "sv"})
    assert (empty.status_code, "träff" in empty.text) == (200, False)
    nothing = reader.get("/search", params={"q": "finnsintealls"}, headers={"Accept-Language": "sv"}).text
    assert "Inget innehåller alla orden" in nothing
