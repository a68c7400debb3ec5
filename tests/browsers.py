"""The system's Chromium as one driven browser for every test that looks at pages or pictures.

One for all: the driver keeps an event loop running in its thread, beside which a second driver does not start.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Skips where it is absent, fails where it is required."""
    chromium = shutil.which("chromium")
    if chromium is None and os.environ.get("ONWARD_REQUIRE_BROWSER") == "1":
        pytest.fail("ONWARD_REQUIRE_BROWSER=1, but the system has no Chromium (make setup installs it).")
    if chromium is None:
        pytest.skip("the system has no Chromium (make setup installs it)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()
