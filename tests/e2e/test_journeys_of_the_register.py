"""A privacy officer's ways through the register: beginning, reading, deciding, asking, handing over."""

import io
import zipfile
from datetime import date
from itertools import product

import pytest
from openpyxl import load_workbook
from page_texts import DAY
from playwright.sync_api import Browser
from reading_samples import NOTICE
from site_served import Site
from walking import walking

from registry.glossary import Language
from web.pages.days import in_text

pytestmark = pytest.mark.browser
WIDTHS = (390, 1280)
WAYS = pytest.mark.parametrize(("language", "width"), list(product(Language, WIDTHS)))
FOUND = "Påhittad Nattjour Inc."
DPF = "2023/1795"


@WAYS
def test_a_notice_is_pasted_and_becomes_a_register(
    browser: Browser, own_site: Site, language: Language, width: int
) -> None:
    with walking(browser, own_site.address, "paste-a-notice", language, width) as walk:
        walk.to("/")
        walk.menu("nav.read")
        walk.fill(text=NOTICE, new_name="Påhittade Granbygdens Bageri AB")
        walk.page.locator("#whose-new").check()
        walk.choose("new_country", "SE")
        walk.press(walk.t("read.submit"))
        walk.keep()
        walk.sees("Fortnox", "Zendesk", "Mailchimp")
        walk.fill(reason="Vår egen text.")
        walk.turn(walk.page.locator("#decide button.first"))
        walk.keep()
        walk.follow(walk.t("built.see", name="Påhittade Granbygdens Bageri AB"))
        walk.sees("Fortnox", "Zendesk")
        assert walk.page.locator(".diagram svg, .drawn svg").count() > 0
        walk.keep()


@WAYS
def test_a_proposal_is_accepted_and_the_register_follows(
    browser: Browser, own_site: Site, language: Language, width: int
) -> None:
    with walking(browser, own_site.address, "accept-a-proposal", language, width) as walk:
        walk.to(f"/services/{own_site.service}")
        walk.turn(walk.page.locator(".tabs a[href*=sub-processors]"))
        assert FOUND not in walk.page.locator("main").inner_text()
        walk.menu("nav.proposals")
        walk.keep()
        walk.turn(walk.page.locator("article.proposal h2 a", has_text=FOUND).first)
        walk.sees("Support at night")
        walk.keep()
        walk.page.locator("main textarea[name=reason], main input[name=reason]").first.fill("Står i deras lista.")
        walk.turn(walk.page.locator("button[value=accept]").first)
        walk.keep()
        walk.to(f"/services/{own_site.service}/sub-processors")
        walk.sees(FOUND)
        walk.keep()


@WAYS
def test_the_fall_of_a_decision_is_tried_and_shared(
    browser: Browser, own_site: Site, language: Language, width: int
) -> None:
    with walking(browser, own_site.address, "if-it-fell", language, width) as walk:
        walk.to("/")
        walk.menu("nav.whatif")
        walk.page.locator(f"input[name=revoke][value*='{DPF}']").check()
        walk.keep()
        walk.press(walk.t("whatif.submit"))
        assert walk.page.locator("#flips ~ .wide tbody tr").count() > 0
        walk.keep()
        walk.turn(walk.page.locator("#tasks button"))
        assert walk.page.locator("#tasks .sign, #tasks a[href*='tasks']").count() > 0
        walk.keep()
        walk.follow(walk.t("whatif.share"))
        assert "2023%2F1795" in walk.page.url
        assert f"on={DAY}" in walk.page.url
        walk.keep()


@WAYS
def test_a_diagram_is_drawn_and_taken_away(browser: Browser, site: Site, language: Language, width: int) -> None:
    with walking(browser, site.address, "draw-and-export", language, width) as walk:
        walk.to(f"/controllers/{site.controller}")
        assert walk.page.locator(".diagram svg g.node").count() > 5
        walk.keep()
        walk.menu("nav.diagram")
        walk.keep()
        taken = walk.page.locator("a[href*='format=svg']").first.get_attribute("href")
        assert taken is not None
        drawn = walk.page.request.get(f"{site.address}{taken}")
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert b"<script" not in drawn.body()
        walk.menu("nav.transfers")
        walk.keep()
        book = walk.download(walk.page.locator("a[href*='format=xlsx']").first)
        with open(book.path(), "rb") as file:
            sheet = load_workbook(file).active
        assert sheet is not None
        assert sheet.max_row > 5


@WAYS
def test_the_authority_is_handed_the_register_of_a_past_day(
    browser: Browser, site: Site, language: Language, width: int
) -> None:
    with walking(browser, site.address, "hand-over", language, width) as walk:
        walk.to("/")
        walk.menu("nav.registers")
        walk.keep()
        day = walk.page.locator("form.day input[name=on]")
        walk.unfold(day)
        day.fill("2026-11-01")
        walk.press(walk.t("site.show_day"))
        assert walk.t("banner.day", day=in_text(date(2026, 11, 1), walk.language)) in walk.page.inner_text("body")
        walk.keep()
        for kind in ("xlsx", "csv"):
            file = walk.download(walk.page.locator(f"a[href*='/registers/'][href*='format={kind}']").first)
            assert "2026-11-01" in file.suggested_filename
            body = file.path().read_bytes()
            assert body
            assert (kind == "xlsx") == zipfile.is_zipfile(io.BytesIO(body))
