"""Somebody who walks through the pages in one language at one width, and keeps a picture of every step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Download, Locator, Page

from registry.glossary import Language, label
from web.pages.days import in_table
from web.wording import Wording

PICTURES = Path(os.environ.get("ONWARD_JOURNEYS", "var/journeys"))
TALL = 900


def turn(page: Page, way: Locator) -> None:
    """By a link or a button to the next page; ends when it is there. A click alone ends when it was made."""
    with page.expect_navigation():
        way.click()


@dataclass
class Walk:
    """A person at a page. What they look for they name as the catalogue of words says it in their language."""

    page: Page
    address: str
    language: Language
    width: int
    name: str
    steps: int = 0
    t: Wording = field(init=False)

    def __post_init__(self) -> None:
        self.t = Wording(self.language)

    def to(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.address}{path}", wait_until="load")

    def menu(self, name: str) -> None:
        """To a page by the menu, as it is named there."""
        entry = self.page.locator("nav a", has_text=self.t(name)).first
        self.unfold(entry)
        turn(self.page, entry)

    def unfold(self, what: Locator) -> None:
        """Open the menu where it hides what is looked for, as it does on a phone."""
        if not what.is_visible():
            self.page.locator("header > .menu-way").click()

    def fill(self, **fields: str) -> None:
        """Fields by the id of their label."""
        for name, text in fields.items():
            self.page.locator(f"#{name.replace('_', '-')}, #{name}").first.fill(text)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"#{name}").select_option(value)

    def open(self, text: str) -> None:
        """Unfold what is folded under these words."""
        self.page.locator("summary", has_text=text).first.click()

    def press(self, text: str) -> None:
        """A button by what it says; ends when the next page is there."""
        self.turn(self.button(text))

    def button(self, text: str) -> Locator:
        return self.page.get_by_role("button", name=text, exact=False).first

    def follow(self, text: str) -> None:
        self.turn(self.page.get_by_role("link", name=text).first)

    def turn(self, way: Locator) -> None:
        turn(self.page, way)

    def download(self, link: Locator) -> Download:
        with self.page.expect_download() as waiting:
            link.click()
        return waiting.value

    def day(self, on: date) -> str:
        """A day as a table or a list shows it."""
        return in_table(on, self.language)

    def label(self, vocabulary: str, value: str) -> str:
        return label(vocabulary, value, self.language)

    def sees(self, *texts: str) -> None:
        said = " ".join(self.page.inner_text("main").split())
        for text in texts:
            assert " ".join(text.split()) in said, (text, said[:3000])

    def keep(self) -> None:
        """The page is in the language, as wide as the screen, without trouble; and its picture is kept."""
        assert self.page.evaluate("document.documentElement.lang") == self.language
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
        self.steps += 1
        PICTURES.mkdir(parents=True, exist_ok=True)
        place = PICTURES / f"{self.name}-{self.language}-{self.width}-{self.steps}.png"
        self.page.screenshot(path=place)


@contextmanager
def walking(browser: Browser, address: str, name: str, language: Language, width: int) -> Iterator[Walk]:
    """Fails afterwards where a page had said anything on the browser's console."""
    locale = "sv-SE" if language is Language.SV else "en-GB"
    context = browser.new_context(viewport={"width": width, "height": TALL}, locale=locale, accept_downloads=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield Walk(page, address, language, width, name)
    context.close()
    assert troubles == []
