"""A privacy officer's ways over the desk: first start, reviews, changes, objections, a colleague of one company."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from page_texts import DAY
from playwright.sync_api import Browser
from site_served import Site, serving
from test_journeys_of_the_register import FOUND, WAYS
from walking import Walk, walking

from app import main
from registry.glossary import Language

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "en ganska lång mening som ingen gissar"
ADMIN = "Ada Exempelsson"
COLLEAGUE = "Bo Exempelsson"


def introduce(walk: Walk, name: str, email: str) -> None:
    walk.fill(name=name, email=email, password=PASSWORD, again=PASSWORD)
    walk.press(walk.t("welcome.enter"))


@pytest.fixture
def started(sample: tuple[Path, str, str], tmp_path: Path) -> Iterator[str]:
    """The one-time link that `onward serve` says on its first start."""
    shutil.copy(sample[0], tmp_path / "onward.db")
    told = {"ONWARD_VAR": str(tmp_path), "ONWARD_PORT": "0", "ONWARD_TODAY": DAY.isoformat(), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--no-watch"]
    with subprocess.Popen(command, env={**os.environ, **told}, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline() + process.stderr.readline()
        found = re.search(r"http://\S+/welcome/\S+", said)
        assert found, said
        yield found[0]
        process.kill()


@WAYS
def test_the_first_start_makes_the_first_account(
    browser: Browser, started: str, language: Language, width: int
) -> None:
    address = started.partition("/welcome/")[0]
    with walking(browser, address, "first-start", language, width) as walk:
        walk.to(started)
        walk.keep()
        introduce(walk, ADMIN, "ada@example.se")
        walk.keep()
        walk.to("/settings")
        walk.sees(ADMIN, walk.label("account_role", "admin"))
        walk.keep()
        walk.press(walk.t("settings.sign_out"))
        walk.to("/services")
        assert "/login" in walk.page.url
        walk.keep()
        walk.fill(email="ada@example.se", password=PASSWORD)
        walk.press(walk.t("login.enter"))
        assert walk.page.url.endswith("/services")


@WAYS
def test_a_vendor_is_reviewed_and_decided_on_with_a_condition(
    browser: Browser, own_site: Site, language: Language, width: int
) -> None:
    soon = DAY + timedelta(days=40)
    with walking(browser, own_site.address, "review-a-vendor", language, width) as walk:
        walk.to("/")
        walk.menu("nav.reviews")
        walk.keep()
        walk.turn(walk.page.locator("main table a[href*='/reviews/']").first)
        walk.keep()
        walk.open(walk.t("review.give"))
        row = walk.page.locator("details.edit[open]:has(button[value=answer])").first
        row.locator("select[name=state]").select_option("met")
        row.locator("input[name=evidence]").fill("Avtalets § 4")
        walk.turn(row.locator("button[value=answer]"))
        walk.sees("Avtalets § 4")
        walk.choose("dpo", "supports_with_remarks")
        walk.fill(words="Underteckna bilagorna först.")
        walk.turn(walk.page.locator("button[value=advise]"))
        walk.sees("Underteckna bilagorna först.")
        walk.choose("choice", "approved_with_conditions")
        walk.fill(reason="Behövs för driften.", conditions=f"{soon} Underteckna bilagorna.")
        walk.turn(walk.page.locator("button[value=decide]"))
        walk.sees(walk.label("review_decision", "approved_with_conditions"), "Underteckna bilagorna.", walk.day(soon))
        walk.keep()


@WAYS
def test_a_change_is_seen_and_decided(browser: Browser, own_site: Site, language: Language, width: int) -> None:
    with walking(browser, own_site.address, "see-a-change", language, width) as walk:
        walk.to("/")
        walk.menu("nav.changes")
        walk.keep()
        walk.turn(walk.page.locator("main a[href*='/changes/chg_']").first)
        walk.sees(FOUND)
        walk.keep()
        walk.page.locator("#reason-proposals").fill("Det är vår egen jour.")
        walk.turn(walk.page.locator("button[name=decision][value=reject]"))
        walk.sees(walk.label("proposal_state", "rejected"))
        walk.keep()


@WAYS
def test_an_objection_is_made_in_time(browser: Browser, own_site: Site, language: Language, width: int) -> None:
    with walking(browser, own_site.address, "object-in-time", language, width) as walk:
        walk.to("/changes/chg_desk")
        walk.press(walk.t("change.object"))
        assert "/objections/" in walk.page.url
        walk.keep()
        walk.open(walk.t("objection.note"))
        walk.choose("notice_came", "mail")
        walk.fill(received_on=DAY.isoformat(), period_days="14", period_clause="§ 7", period_source="Avtalet, § 7")
        walk.choose("period_unit", "calendar")
        walk.choose("period_counted_from", "received")
        walk.press(walk.t("objection.save"))
        walk.sees(walk.day(DAY + timedelta(days=14)))
        walk.keep()
        letter = walk.page.locator("a[href*='letter']").first.get_attribute("href")
        assert letter is not None
        drafted = walk.page.request.get(f"{own_site.address}{letter}")
        assert drafted.ok
        walk.choose("decision-of", "objected")
        walk.fill(reason="Stöd för överföringen saknas.")
        walk.press(walk.t("objection.decide_it"))
        walk.sees(walk.label("objection_state", "objected"), "Stöd för överföringen saknas.")
        walk.keep()


@pytest.fixture
def group(sample: tuple[Path, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server over a register of two companies."""
    path = Path(shutil.copy(sample[0], tmp_path / "onward.db"))
    monkeypatch.setenv("ONWARD_VAR", str(tmp_path))
    monkeypatch.setenv("ONWARD_TODAY", DAY.isoformat())
    assert main(["import", str(ROOT / "tests" / "portfolios" / "alumio.toml")]) == 0
    yield from serving(path, sample[1], sample[2])


@WAYS
def test_a_colleague_sees_one_company_only(browser: Browser, group: Site, language: Language, width: int) -> None:
    with walking(browser, group.address, "add-a-colleague", language, width) as walk:
        walk.to("/settings")
        walk.press(walk.t("settings.make_first"))
        introduce(walk, ADMIN, "ada@example.se")
        walk.to("/settings")
        walk.open(walk.t("settings.invite"))
        walk.page.locator("#new-name").fill(COLLEAGUE)
        walk.page.locator("#new-email").fill("bo@example.se")
        walk.choose("new-role", "reader")
        walk.page.locator("fieldset .choice", has_text="Alumio").last.locator("input").check()
        walk.keep()
        walk.press(walk.t("settings.invite"))
        walk.keep()
        link = re.search(r"/welcome/\S+", walk.page.inner_text(".once"))
    assert link
    with walking(browser, group.address, "the-colleague", language, width) as walk:
        walk.to(link[0])
        walk.fill(password=PASSWORD, again=PASSWORD)
        walk.press(walk.t("welcome.enter"))
        walk.to("/")
        walk.sees("Alumio")
        assert "Fjällcyklar" not in walk.page.inner_text("body")
        walk.keep()
        walk.to("/transfers")
        assert "Fjällcyklar" not in walk.page.inner_text("body")
        answer = walk.page.request.get(f"{group.address}/controllers/{group.controller}")
        assert answer.status == 404
