"""`/gaps`: a notice against the register and the site, with the words that would close each gap; nothing is kept."""

from urllib.parse import quote

import pytest
from page_visits import BASE, Client, Page, inert, read
from reading_samples import NOTICE

PATH = "/gaps"
OURS = "org_kanal-ours"


def sent(client: Client, language: str = "sv", status: int = 200, origin: str = BASE, **fields: str) -> Page:
    headers = {"Accept-Language": language, "Origin": origin}
    files = {"file": ("", b"", "application/octet-stream")}
    answer = client.post(PATH, data={"controller": OURS} | fields, files=files, headers=headers)
    assert answer.status_code == status, answer.text[:2_000]
    return Page(answer.text)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_pasted_notice_is_held_against_the_register(visitor: Client, language: str) -> None:
    page = sent(visitor, language, text=NOTICE)
    inert(page)
    assert "Påhittad Kundkanal" in page.said
    assert ("nämns inte" if language == "sv" else "not named") in page.said
    assert ("finns inte i registret" if language == "sv" else "not in the register") in page.said
    assert "Klarna" in page.said


def test_a_sentence_is_suggested_in_both_languages_the_notices_own_first(visitor: Client) -> None:
    page = sent(visitor, "en", text=NOTICE)
    copied = [a.get("lang") for tag, a in page.elements if tag == "p" and a.get("class") == "copy"]
    assert copied
    assert copied == ["sv", "en"] * (len(copied) // 2)


def test_the_gravest_findings_come_first(visitor: Client) -> None:
    signs = [str(a["class"]) for tag, a in sent(visitor, text=NOTICE).elements if "gap-" in str(a.get("class", ""))]
    order = {"sign gap-error": 0, "sign gap-warning": 1, "sign gap-note": 2}
    levels = [order[one] for one in signs]
    counted = len(set(levels))
    assert levels[counted:] == sorted(levels[counted:])
    assert 0 in levels


def kept(client: Client) -> str:
    """The address of a notice that was put on file."""
    client.post(
        "/read",
        data={"whose": "controller", "controller": OURS, "text": NOTICE, "title": "Vår integritetspolicy"},
        files={"file": ("", b"", "application/octet-stream")},
        headers={"Origin": BASE},
    )
    page = read(client, f"{PATH}?controller={OURS}")
    return next(one for one in page.links() if one.startswith(f"{PATH}?") and "notice=" in one)


def test_what_differs_is_narrowed_ordered_and_exported_in_the_address(decider: Client) -> None:
    link = kept(decider)
    whole = decider.get(f"{link}&format=json").json()["rows"]
    grave = decider.get(f"{link}&format=json&level=error").json()["rows"]
    assert 0 < len(grave) < len(whole)
    assert grave == [one for one in whole if one["gap_level"] == "error"] == whole[: len(grave)]
    by_article = decider.get(f"{link}&format=json&sort=article").json()["rows"]
    assert [one["article"] for one in by_article] == sorted(one["article"] for one in whole)
    word = grave[0]["finding"].split()[-1].strip(".")
    found = decider.get(f"{link}&format=json&q={quote(word)}").json()["rows"]
    assert grave[0] in found
    assert len(found) < len(whole)
    assert decider.get(f"{link}&format=csv&lang=sv").text.count("Saknas") >= len(grave)
    assert decider.get(f"{link}&q=nothing+says+this").text.count('class="gap-') == 0
    assert decider.get(f"{link}&level=grave").status_code == 400


def test_a_notice_on_file_is_compared_at_an_address_of_its_own(decider: Client) -> None:
    link = kept(decider)
    compared = read(decider, link)
    inert(compared)
    assert "Vår integritetspolicy" in compared.said
    assert "nämns inte" in read(decider, link, "sv").said
    then = read(decider, f"{link}&on=2026-11-01")
    assert "This page shows 1 Nov 2026" in then.said


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"text": ""}, 422, "Klistra in"),
        ({"text": NOTICE, "controller": "org_nobody"}, 422, "Klistra in"),
        ({"text": NOTICE, "controller": ""}, 422, "Klistra in"),
    ],
)
def test_what_cannot_be_compared_is_told_beside_the_form(
    visitor: Client, fields: dict[str, str], status: int, words: str
) -> None:
    page = sent(visitor, "sv", status, **fields)
    inert(page)
    assert words in page.said
    assert [a for _, a in page.elements if a.get("role") == "alert"]


def test_what_was_pasted_stands_in_the_form_after_a_refusal(visitor: Client) -> None:
    broken = "<html><body><script>only(a.script)</script></body></html>"
    page = sent(visitor, "en", 422, text=broken)
    inert(page)
    assert broken in page.said


def test_another_site_cannot_send_the_form(visitor: Client) -> None:
    sent(visitor, status=403, text=NOTICE, origin="https://elsewhere.example")


@pytest.mark.parametrize("asked", ["notice=doc_none", "notice=ver_none", "colour=red"])
def test_a_notice_that_is_not_on_file_is_answered_with_a_page(visitor: Client, asked: str) -> None:
    inert(read(visitor, f"{PATH}?{asked}", status=400 if asked == "colour=red" else 404))


def test_somebody_without_an_organisation_is_told_how_to_begin(newcomer: Client) -> None:
    assert "onward import" in read(newcomer, PATH).said
