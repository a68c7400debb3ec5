"""The inbox decides in place: the outcome stands where the form stood, and the focus goes to it."""

import pytest
from playwright.sync_api import Browser, expect
from site_served import Site
from test_lists_in_a_browser import marked
from walking import turn

pytestmark = pytest.mark.browser


def test_a_proposal_is_decided_on_the_list_itself(browser: Browser, own_site: Site) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{own_site.address}/proposals")
    page.evaluate("document.documentElement.dataset.marked = 'yes'")
    first = page.locator("article.proposal").first
    reason = first.locator("textarea[name=reason]").first
    reason.fill(" ")
    first.locator("button[value=reject]").press("Enter")
    expect(first.locator(".outcome [role=alert]")).to_contain_text("A decision needs a reason.")
    expect(reason).to_be_visible()
    reason.fill("It is another service.")
    first.locator("button[value=reject]").press("Enter")
    expect(first.locator(".outcome .decided")).to_contain_text("Dismissed")
    expect(first.locator(".outcome a")).to_be_focused()
    expect(reason).to_be_hidden()
    assert marked(page)
    assert first.locator(".outcome").get_attribute("role") == "status"
    context.close()


def test_a_proposal_is_decided_without_scripts_on_a_page_of_its_own(browser: Browser, own_site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{own_site.address}/proposals")
    first = page.locator("article.proposal").first
    first.locator("textarea[name=reason]").first.fill("It is another service.")
    turn(page, first.locator("button[value=reject]"))
    expect(page.locator(".decided")).to_contain_text("Dismissed")
    context.close()


def test_what_is_ticked_is_decided_in_place_and_the_focus_goes_to_what_waits(browser: Browser, own_site: Site) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{own_site.address}/proposals")
    page.evaluate("document.documentElement.dataset.marked = 'yes'")
    waited = page.locator("article.proposal").count()
    page.locator("article.proposal input[name=proposal]").first.check()
    reason = page.locator("#reason-together")
    reason.fill(" ")
    page.locator("#together button[value=reject]").press("Enter")
    expect(page.locator("#waiting [role=alert]")).to_contain_text("A decision needs a reason.")
    expect(page.locator("article.proposal input[name=proposal]").first).to_be_checked()
    reason.fill("It is another service.")
    page.locator("#together button[value=reject]").press("Enter")
    expect(page.locator("article.proposal")).to_have_count(waited - 1)
    expect(page.locator("#how-many-wait")).to_be_focused()
    expect(page.locator("#decided-last")).to_contain_text("Dismissed")
    assert marked(page)
    context.close()
