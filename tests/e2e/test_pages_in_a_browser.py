"""The pages as people meet them: narrow and wide, light and dark, by keyboard alone, read aloud, on paper."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from site_served import Site
from walking import turn

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
PATHS = (
    "today",
    "controller",
    "service",
    "services",
    "proposals",
    "proposal",
    "changes",
    "change",
    "assessments",
    "assessment",
    "law",
    "what-if",
    "if-it-fell",
    "register",
    "transfers",
    "gaps",
    "notice",
    "transfer-register",
    "recipients",
    "reviews",
    "review",
    "diagram",
    "map",
    "search",
    "settings",
    "objections",
    "tasks",
    "clocks",
    "alerting",
    "robot",
    "wrong",
)
WIDTHS = (360, 1280)
LANGUAGES = ("sv", "en")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LARGEST = 250_000
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


WHERE = {
    "today": "/",
    "services": "/services?q=cloud",
    "proposals": "/proposals",
    "proposal": "/proposals/prp_desk",
    "changes": "/changes",
    "change": "/changes/chg_desk",
    "assessments": "/assessments",
    "assessment": "/assessments/tia_desk",
    "law": "/law?on=2020-07-15",
    "what-if": "/what-if",
    "if-it-fell": "/what-if?revoke=2023/1795&leave=Slack",
    "fallen": "/what-if?revoke=2023/1795",
    "register": "/registers",
    "transfers": "/transfers",
    "gaps": "/gaps",
    "transfer-register": "/registers?register=transfers&on=2026-11-01",
    "recipients": "/registers?register=recipients&since=2025-01-01",
    "reviews": "/reviews",
    "review": "/reviews/rev_desk-0",
    "diagram": "/diagram",
    "map": "/map",
    "search": "/search?q=supabase",
    "settings": "/settings",
    "objections": "/objections",
    "tasks": "/tasks",
    "clocks": "/clocks",
    "alerting": "/settings/alerts",
    "robot": "/robot",
    "wrong": "/services/svc_nobody",
}


def path_of(name: str, site: Site) -> str:
    return (
        WHERE.get(name)
        or {
            "controller": f"/controllers/{site.controller}",
            "service": f"/services/{site.service}",
            "service-agreements": f"/services/{site.service}/agreements",
            "service-sub-processors": f"/services/{site.service}/sub-processors",
            "service-transfers": f"/services/{site.service}/transfers",
            "service-sources": f"/services/{site.service}/sources",
            "service-changes": f"/services/{site.service}/changes",
            "service-history": f"/services/{site.service}/history",
            "notice": f"/controllers/{site.controller}/notice",
        }[name]
    )


@contextmanager
def opened(
    browser: Browser, address: str, *, width: int = 1280, scheme: Scheme = "light", language: str = "en"
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="sv-SE" if language == "sv" else "en-GB"
    )
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(address, wait_until="load")
    yield page
    context.close()
    assert [trouble for trouble in troubles if "status of 404" not in trouble] == []


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(("language", "scheme", "width"), list(product(LANGUAGES, SCHEMES, WIDTHS)))
def test_everybody_can_use_the_page(
    browser: Browser, site: Site, name: str, language: str, scheme: Scheme, width: int
) -> None:
    address = f"{site.address}{path_of(name, site)}"
    with opened(browser, address, width=width, scheme=scheme, language=language) as page:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.lang") == language


def test_a_page_of_long_chains_is_bounded_and_leads_on(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}{path_of('controller', site)}") as page:
        assert page.locator("ol.recipients > li").count() == page.locator("ol.chain").count()
        more = page.locator("a[href*='whose=all']").first
        answer = page.request.get(f"{site.address}{more.get_attribute('href')}")
        assert answer.ok
        words = page.evaluate(
            "document.querySelectorAll('svg').forEach(e => e.remove()), document.documentElement.outerHTML.length"
        )
        assert words <= 200_000


def test_the_policy_lets_the_diagram_keep_its_colours(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}{path_of('controller', site)}") as page:
        fill = "e => getComputedStyle(e).fill"
        assert page.locator(".diagram svg g.node polygon").first.evaluate(fill) != "rgb(0, 0, 0)"
        assert page.locator(".diagram svg text").count() > 20


def test_pictures_on_today_are_loaded(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/") as page:
        pictures = page.locator("img")
        assert pictures.count() > 0
        for picture in pictures.all():
            picture.scroll_into_view_if_needed()  # they are fetched when they are near
            picture.evaluate("image => image.decode()")  # a picture that is broken is refused


def test_the_first_key_leads_past_the_menu(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/law") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


def test_every_stop_of_the_keyboard_can_be_seen(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/proposals") as page:
        for _ in range(page.locator("a, button, input, textarea, summary, [tabindex='0']").count()):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            here = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", here


def test_a_proposal_is_decided_with_the_keyboard_alone(browser: Browser, own_site: Site) -> None:
    with opened(browser, f"{own_site.address}/proposals/prp_desk", language="sv") as page:
        page.locator("#reason-prp_desk").focus()
        page.keyboard.type("Raden står på sidan.")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "Godtaget" in page.inner_text("main")
        assert "Raden står på sidan." in page.inner_text("main")


def test_the_language_is_switched_and_stays(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/law?on=2020-07-15") as page:
        turn(page, page.get_by_role("link", name="Svenska"))
        assert page.inner_text("h1") == "Rättsläget en viss dag"
        turn(page, page.get_by_role("link", name="I dag", exact=True))
        assert page.inner_text("h1").startswith("I dag")
        assert "15 juli 2020" in page.inner_text(".banner")


def test_the_day_is_picked_in_the_page(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/law") as page:
        page.locator("#on").fill("2019-06-01")
        turn(page, page.locator(".day button"))
        assert "on=2019-06-01" in page.url
        assert "1 Jun 2019" in page.inner_text(".banner")


def test_paper_leaves_out_what_only_a_screen_can_do(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}{path_of('controller', site)}") as page:
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        assert not page.locator(".day").is_visible()
        assert page.locator("h1").is_visible()
        assert page.locator(".diagram").evaluate("e => getComputedStyle(e).maxHeight") == "none"


SHOWN: tuple[tuple[str, str, str, Scheme, int, int], ...] = (
    ("today", "today", "en", "light", 1280, 1180),
    ("idag", "today", "sv", "dark", 1280, 1180),
    ("idag-smal", "today", "sv", "light", 360, 900),
    ("organisation", "controller", "en", "light", 1280, 860),
    ("organisation-sv", "controller", "sv", "dark", 1280, 860),
    ("tjanst", "service", "sv", "light", 1280, 1180),
    ("proposal", "proposal", "en", "light", 1280, 900),
    ("andring", "change", "sv", "light", 1280, 760),
    ("andring-smal", "change", "sv", "light", 360, 900),
    ("proposal-narrow", "proposal", "en", "dark", 360, 900),
    ("law", "law", "en", "light", 1280, 900),
    ("if-it-fell", "fallen", "en", "light", 1280, 1500),
)


@pytest.mark.skipif(os.environ.get("ONWARD_PICTURES") != "1", reason="pictures are made when ONWARD_PICTURES=1")
@pytest.mark.parametrize(("file", "name", "language", "scheme", "width", "height"), SHOWN)
def test_a_picture_for_the_guide(
    browser: Browser, site: Site, file: str, name: str, language: str, scheme: Scheme, width: int, height: int
) -> None:
    address = f"{site.address}{path_of(name, site)}"
    with opened(browser, address, width=width, scheme=scheme, language=language) as page:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_load_state("networkidle")
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{file}.png")
    assert (PICTURES / f"{file}.png").stat().st_size <= LARGEST
