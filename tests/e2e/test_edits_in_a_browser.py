"""The text of a change by keyboard: `j` and `k` move between its edits, and the page does without them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from crawlers.archive import Archive
from registry.store import open_store
from registry.tables import Change, Snapshot, Version

pytestmark = pytest.mark.browser

BEFORE = "".join(f"<p>Clause {n} holds for as long as the contract does.</p>" for n in range(40))
AFTER = BEFORE.replace("Clause 3 holds", "Clause 3 no longer holds").replace(
    "Clause 33 holds", "Clause 33 hardly holds"
)


@pytest.fixture
def changed_site(own_site: Any, tmp_path: Path) -> str:
    """The address of a server over a copy whose change has both its texts on file."""
    store, archive = open_store(f"sqlite:///{tmp_path / 'onward.db'}"), Archive(tmp_path / "snapshots")
    with store.write("test") as session:
        change = session.get_one(Change, "chg_desk")
        for version, text in ((change.from_version_id, BEFORE), (change.to_version_id, AFTER)):
            body = f"<html><body><main>{text}</main></body></html>".encode()
            session.add(
                Snapshot(
                    id=f"snp_of_{version}", source_id=change.source_id, sha256=archive.put(body), size=len(body),
                    fetched_at=change.recorded_at, content_type="text/html", final_url="https://vendor.example/",
                )
            )  # fmt: skip
            session.add(
                Version(
                    id=str(version), document_id=change.document_id, snapshot_id=f"snp_of_{version}", extractor=1,
                    text_sha256="0" * 64, reader=1, recorded_at=change.recorded_at,
                )
            )  # fmt: skip
    store.close()
    return str(own_site.address)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_two_keys_move_between_the_edits_and_the_focus_is_seen(browser: Browser, changed_site: str) -> None:
    page = browser.new_page()
    page.goto(f"{changed_site}/changes/chg_desk")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == "edit-2"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") > 0
    page.keyboard.press("k")
    assert focused(page) == "edit-1"
    page.close()


def test_a_letter_that_is_written_moves_nowhere_and_the_keys_can_be_switched_off(
    browser: Browser, changed_site: str
) -> None:
    page = browser.new_page()
    page.goto(f"{changed_site}/changes/chg_desk")
    page.focus("#reason-proposals")
    page.keyboard.type("just so")
    assert focused(page) == "reason-proposals"
    assert page.input_value("#reason-proposals") == "just so"
    page.uncheck("[data-keys] input")
    page.reload()
    page.keyboard.press("j")
    assert focused(page) == ""
    page.close()


def test_without_scripts_a_link_leads_from_edit_to_edit(browser: Browser, changed_site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{changed_site}/changes/chg_desk?view=side")
    assert not page.is_visible("[data-keys]")
    page.click("#edit-1 >> text=next edit")
    assert page.url.endswith("#edit-2")
    context.close()
