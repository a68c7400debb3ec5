"""Reading a text as people do: pasted, by keyboard alone, without scripts; every page of it usable by everybody."""

import os
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from reading_samples import AGREEMENT, LIST, NOTICE
from site_served import Site, serving
from test_pages_in_a_browser import LANGUAGES, LARGEST, PICTURES, SCHEMES, WCAG, WIDTHS, Scheme, opened
from walking import turn

pytestmark = pytest.mark.browser
OURS = NOTICE.replace("Granbygdens Bageri", "Fjällcyklar i Exempelköping")  # the sample's controller
WAYS = list(product(LANGUAGES, SCHEMES, WIDTHS))


@pytest.fixture(scope="module")
def kept(sample: tuple[Path, str, str], tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """A server on which our notice was kept, and some of it decided; `service` is its address."""
    path = Path(shutil.copy(sample[0], tmp_path_factory.mktemp("kept") / "onward.db"))
    for site in serving(path, sample[1], sample[2]):
        with opened(browser, f"{site.address}/read") as page:
            send(page, OURS, "controller")
            address = page.url
            for box in page.locator("input[name=proposal]").all()[3:]:
                box.uncheck()
            page.locator("#reason").fill("Stands in our own text.")
            turn(page, page.locator("#decide button.first"))
            assert page.url.endswith("/built")
        yield Site(site.address, site.controller, address)


def send(page: Page, text: str, whose: str = "nobody") -> None:
    page.locator("#text").fill(text)
    page.locator(f"#whose-{whose}").check()
    turn(page, page.locator(".reader button.first"))


def usable(page: Page, width: int, language: str) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize(("language", "scheme", "width"), WAYS)
@pytest.mark.parametrize("text", [NOTICE, AGREEMENT, LIST], ids=["notice", "agreement", "list"])
def test_everybody_can_use_a_reading(
    browser: Browser, site: Site, text: str, language: str, scheme: Scheme, width: int
) -> None:
    with opened(browser, f"{site.address}/read", width=width, scheme=scheme, language=language) as page:
        usable(page, width, language)
        send(page, text)
        for summary in page.locator("main summary").all():
            summary.click()
        usable(page, width, language)


@pytest.mark.parametrize(("language", "scheme", "width"), WAYS)
def test_everybody_can_decide_what_was_read(
    browser: Browser, kept: Site, language: str, scheme: Scheme, width: int
) -> None:
    for path in ("", "/built"):
        with opened(browser, f"{kept.service}{path}", width=width, scheme=scheme, language=language) as page:
            usable(page, width, language)


def test_a_number_leads_to_its_words_and_back(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/read") as page:
        send(page, NOTICE)
        there = page.locator(".findings a.where").first
        name = page.locator(".findings .name strong").first.inner_text()
        there.click()
        marked = page.locator(f"{there.get_attribute('href')} + mark")
        assert marked.inner_text() == name
        assert marked.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        page.locator(f"a.note[href='{page.locator('.findings > li').first.evaluate('e => `#${e.id}`')}']").click()
        assert page.locator(".findings > li:target").inner_text().startswith(name)


def test_a_text_is_read_and_decided_with_the_keyboard_alone(browser: Browser, own_site: Site) -> None:
    with opened(browser, f"{own_site.address}/read", language="sv") as page:
        page.locator("#text").focus()
        page.keyboard.insert_text(NOTICE)
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('button.first')"):
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "/read/ver_" in page.url
        every_stop_can_be_seen(page)
        page.locator("#reason").focus()
        page.keyboard.type("Står i vår egen text.")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "Infört i registret" in page.inner_text("main")


def every_stop_can_be_seen(page: Page) -> None:
    page.locator("h1").click()
    for _ in range(page.locator("a, button, input, textarea, summary, [tabindex='0']").count()):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        here = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", here


def test_everything_works_without_scripts(browser: Browser, own_site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto(f"{own_site.address}/read")
    send(page, LIST)
    assert "Läst som förteckning över underbiträden" in page.inner_text("main")
    page.goto(f"{own_site.address}/read")
    send(page, OURS, "controller")
    page.locator("#reason").fill("Står i vår egen text.")
    turn(page, page.locator("#decide button.first"))
    assert "Infört i registret" in page.inner_text("main")
    context.close()


@pytest.mark.skipif(os.environ.get("ONWARD_PICTURES") != "1", reason="pictures are made when ONWARD_PICTURES=1")
@pytest.mark.parametrize(("file", "language", "scheme"), [("reading", "en", "light"), ("lasning", "sv", "dark")])
def test_a_picture_for_the_guide(browser: Browser, own_site: Site, file: str, language: str, scheme: Scheme) -> None:
    with opened(browser, f"{own_site.address}/read", scheme=scheme, language=language) as page:
        send(page, OURS, "controller")
        page.screenshot(path=PICTURES / f"{file}.png")
    assert (PICTURES / f"{file}.png").stat().st_size <= LARGEST
