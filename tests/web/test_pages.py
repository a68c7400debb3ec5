"""The pages: each is whole, in its language and without scripts; and what each says."""

import pytest
from page_visits import EMPTY, Client, Page, inert, read

from web.pages.service_shown import Tab

FILLED = (
    *EMPTY,
    "/controllers/org_kanal-ours",
    "/services/svc_kanal",
    *(f"/services/svc_kanal/{tab}" for tab in Tab if tab is not Tab.OVERVIEW),
    "/services?q=kanal",
    "/changes/chg_kanal",
    "/proposals/prp_kanal",
)


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("path", FILLED)
def test_a_page_is_whole_and_in_its_language(visitor: Client, path: str, language: str) -> None:
    page = read(visitor, path, language)
    tags = [tag for tag, _ in page.elements]
    assert page.open == []
    assert page.elements[0] == ("html", {"lang": language})
    assert tags.count("h1") == 1
    assert tags.count("main") == 1


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_register_has_pages_too(newcomer: Client, path: str, language: str) -> None:
    assert read(newcomer, path, language).open == []


@pytest.mark.parametrize(
    ("path", "act"), [("/", "onward import"), ("/", "onward round"), ("/proposals", "onward round")]
)
def test_an_empty_page_says_what_to_do(newcomer: Client, path: str, act: str) -> None:
    assert act in read(newcomer, path).said


@pytest.mark.parametrize("path", FILLED)
def test_a_page_brings_no_script_but_files_of_ours_and_no_inline_style(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert (
        "script-src 'none'" in answer.headers["content-security-policy"]
        or "default-src 'none'" in (answer.headers["content-security-policy"])
    )
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    page = Page(answer.text)
    inert(page)
    assert not {"embed"} & {tag for tag, _ in page.elements}
    for tag, attributes in page.elements:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag


def test_the_stylesheet_is_kept_for_ever_at_an_address_of_its_bytes(visitor: Client) -> None:
    styles = [a["href"] for tag, a in read(visitor, "/").elements if tag == "link" and a["rel"] == "stylesheet"]
    answer = visitor.get(str(styles[0]))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert visitor.get("/static/onward.0000000000000000.css").status_code == 404


def test_today_says_how_the_watch_stands(visitor: Client) -> None:
    said = read(visitor, "/").said
    assert "3 sources checked and unchanged" in said
    assert "1 changed" in said
    assert "1 unreachable" in said
    assert "1 blocked" in said
    assert "1 never checked" in said
    assert "3 källor kontrollerade och oförändrade" in read(visitor, "/", "sv").said


def test_today_shows_what_waits(visitor: Client) -> None:
    page = read(visitor, "/", "sv")
    assert "/changes/chg_kanal" in page.links()
    assert "/proposals/prp_kanal" in page.links()
    assert "/controllers/org_kanal-ours" in page.links()
    assert "2026-11-19" in page.said
    assert "passerad" in page.said


def test_a_service_shows_source_and_grade_of_what_it_says(visitor: Client) -> None:
    said = read(visitor, "/services/svc_kanal", "sv").said
    assert "Påhittad Kundkanal, Inc." in said
    assert "läst i annans återgivning" in said
    behind = read(visitor, "/services/svc_kanal/sub-processors", "sv").said
    assert "obekräftad" in behind
    assert "Tyskland" in behind
    assert "aktiv i registret" in said


def test_a_controller_shows_three_roles_and_that_they_differ(visitor: Client) -> None:
    said = read(visitor, "/controllers/org_kanal-ours").said
    assert "independent controller" in said
    assert "the sources disagree" in said


def test_the_diagram_stands_in_the_page_and_as_files(visitor: Client) -> None:
    page = read(visitor, "/controllers/org_kanal-ours")
    assert [a["id"] for tag, a in page.elements if a.get("id") == "onward-title"]
    for name in ("diagram", "chains", "thumbnail"):
        answer = visitor.get(f"/controllers/org_kanal-ours/{name}.svg")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml"


def test_the_robot_says_who_it_is(visitor: Client) -> None:
    said = read(visitor, "/robot").said
    assert "User-Agent: Onward/" in said
    assert "robots.txt is honoured" in said
    assert "ONWARD_CONTACT" in said
