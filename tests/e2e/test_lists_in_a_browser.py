"""Lists follow what is chosen beside them without a new page, and do the same with a new page where no script runs."""

import pytest
from playwright.sync_api import Browser, Page, expect
from site_served import Site
from test_pages_in_a_browser import opened
from walking import turn

pytestmark = pytest.mark.browser


def marked(page: Page) -> bool:
    """Whether it is still the page that was marked, and not another that took its place."""
    return bool(page.evaluate("document.documentElement.dataset.marked === 'yes'"))


@pytest.mark.parametrize("width", [390, 1280])
def test_a_list_follows_what_is_typed_and_keeps_its_address(browser: Browser, site: Site, width: int) -> None:
    with opened(browser, f"{site.address}/services", width=width) as page:
        page.evaluate("document.documentElement.dataset.marked = 'yes'")
        before = page.locator("#found tbody tr").count()
        page.locator("#q").press_sequentially("supabase")
        expect(page.locator("#found tbody tr")).to_have_count(1)
        assert before > 1
        assert marked(page)
        assert "q=supabase" in page.url
        assert page.evaluate("document.activeElement.id") == "q"
        assert "q=supabase" in str(page.locator(".top .language").get_attribute("href"))
        page.go_back()
        expect(page.locator("#found tbody tr")).to_have_count(before)


def test_a_list_follows_what_is_chosen(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/transfers") as page:
        page.evaluate("document.documentElement.dataset.marked = 'yes'")
        page.locator("#verdict").select_option("covered")
        page.wait_for_url("**verdict=covered**")
        expect(page.locator("#found table.list tbody tr td:nth-of-type(2)").first).to_contain_text("Adequacy")
        assert marked(page)


def test_what_cannot_be_asked_is_said_in_the_page(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{site.address}/services")
    page.locator("#q").fill("\u202e")
    expect(page.locator("main h1")).to_have_text("This cannot be shown")
    context.close()


def test_the_same_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{site.address}/services")
    page.locator("#q").fill("supabase")
    turn(page, page.locator("main form[action='/services'] button"))
    assert page.locator("#found tbody tr").count() == 1
    context.close()
