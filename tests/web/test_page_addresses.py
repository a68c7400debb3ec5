"""What a page is asked for: a day, an instant of knowledge, a language, and what is not there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_visits import Client, read

REGISTRY = Path(__file__).resolve().parents[2] / "registry"


def test_another_day_is_told_and_stays_in_the_links(visitor: Client) -> None:
    page = read(visitor, "/?on=2025-03-01")
    assert "This page shows 1 Mar 2025 , not today." in page.said
    inner = [link for link in page.links() if link.startswith("/") and "lang=" not in link and link != "/"]
    assert inner
    assert all("on=2025-03-01" in link for link in inner)
    assert "/" in page.links()


def test_today_has_no_banner(visitor: Client) -> None:
    assert "not today" not in read(visitor, "/").said


def test_a_day_before_anything_held_has_no_organisation(visitor: Client) -> None:
    assert "onward import" in read(visitor, "/?on=2020-01-01").said


def test_an_instant_of_knowledge_before_the_law_was_loaded_is_told(visitor: Client) -> None:
    page = read(visitor, "/?known_at=2020-01-01T00:00:00Z", "sv", status=404)
    assert "Det finns inget här den dag som visas." in page.said


@pytest.mark.parametrize("path", ["/?on=2026-02-30", "/?on=yesterday", "/law?known_at=now", "/?nonsense=1"])
def test_an_address_that_cannot_be_read_is_answered_with_a_page(visitor: Client, path: str) -> None:
    assert "Adressen frågar efter något som inte går att läsa." in read(visitor, path, "sv", status=400).said


def test_what_is_not_there_is_told_in_words(visitor: Client) -> None:
    for path in ("/services/svc_nobody", "/controllers/org_nobody", "/changes/chg_none", "/proposals/prp_none"):
        assert "There is nothing here" in read(visitor, path, status=404).said


def test_a_vendor_is_not_one_of_our_organisations(visitor: Client) -> None:
    assert "There is nothing here" in read(visitor, "/controllers/org_kanal", status=404).said


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("sv", "sv"), ("sv-SE,sv;q=0.9,en;q=0.8", "sv"), ("en;q=0.9,sv;q=0.3", "en"), ("de,sv;q=0.2", "sv"),
     ("de", "en"), ("", "en"), ("sv;q=x", "en"), ("q=;;,,", "en")],
)  # fmt: skip
def test_the_browser_is_asked_for_its_language(visitor: Client, accepted: str, language: str) -> None:
    assert read(visitor, "/robot", accepted).elements[0] == ("html", {"lang": language})


def test_a_chosen_language_is_remembered(decider: Client) -> None:
    assert decider.get("/robot?lang=sv").cookies["onward_lang"] == "sv"
    assert read(decider, "/robot", "en").elements[0] == ("html", {"lang": "sv"})
    assert read(decider, "/robot?lang=en", "sv").elements[0] == ("html", {"lang": "en"})


def test_a_language_nobody_speaks_here_is_passed_over(visitor: Client) -> None:
    answer = visitor.get("/robot?lang=xx")
    assert answer.status_code == 200
    assert "onward_lang" not in answer.cookies


def test_the_law_of_a_day_holds_what_held_then(visitor: Client) -> None:
    then = read(visitor, "/law?on=2019-06-01")
    headings = then.said.split("Not in force on this day")
    assert "(EU) 2016/1250" in headings[0]
    assert "(EU) 2023/1795" in headings[1]
    now = read(visitor, "/law?on=2026-11-22").said.split("Not in force on this day")
    assert "(EU) 2023/1795" in now[0]
    assert "(EU) 2016/1250" in now[1]
    assert "27 Dec 2031" in now[0]  # the last day, not the first day after


def linked() -> Iterator[str]:
    """Every address of a page that the registry leads to, `{}` for what is filled in."""
    for path in REGISTRY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values]
                if re.fullmatch(r"/(?!api/)[a-z][a-z-]*(/(\{\}|[a-z-]+))*", address := "".join(parts)):
                    yield address


def test_every_address_that_alerts_and_deadlines_lead_to_is_a_page(visitor: Client) -> None:
    routes = {re.sub(r"\{[^}]*\}", "{}", one.path) for one in visitor.app.routes}
    found = set(linked())
    assert len(found) > 8
    assert found - routes == set()
