"""What a visitor of the pages does: opens the application over a register, asks for a page, reads what came."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient
from page_texts import DAY

from app import create_app
from registry import settings as environment

BASE = "http://127.0.0.1:8765"
Client = TestClient[Litestar]
EMPTY = (
    "/", "/proposals", "/changes", "/services", "/read", "/assessments", "/law", "/diagram", "/map", "/what-if",
    "/registers", "/registers?register=transfers", "/registers?register=recipients", "/transfers", "/gaps", "/robot",
    "/engagements", "/help", "/clocks", "/tasks", "/objections",
)  # fmt: skip
OWN_SCRIPT = re.compile(r"/static/[a-z]+\.[0-9a-f]{16}\.js")
VOID = {"meta", "link", "input", "img", "br", "hr", "path", "rect", "circle", "polygon", "ellipse", "polyline"}


class Page(HTMLParser):
    """What a browser would make of a page: elements in order, attributes, and the words it shows."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.scripted = ""  # what stands inside scripts
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" in self.open:
            self.scripted += data
        self.words.append(data)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.words).split())

    def links(self) -> list[str]:
        return [str(attributes["href"]) for tag, attributes in self.elements if tag == "a" and "href" in attributes]


def visiting(path: Path) -> Iterator[Client]:
    told = {"ONWARD_VAR": str(path.parent), "ONWARD_TODAY": DAY.isoformat()}
    told["ONWARD_DATABASE_URL"] = f"sqlite:///{path}"
    app = create_app(environment.read(told))
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def read(client: Client, path: str, language: str = "en", status: int = 200) -> Page:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def inert(page: Page) -> None:
    assert page.open == []
    assert not {"style", "iframe", "object", "base", "math", "template"} & {t for t, _ in page.elements}
    scripts = [attributes for tag, attributes in page.elements if tag == "script"]
    assert not [one for one in scripts if not OWN_SCRIPT.fullmatch(str(one.get("src")))]
    assert page.scripted.strip() == ""
    metas = [attributes for tag, attributes in page.elements if tag == "meta"]
    assert not [one for one in metas if "http-equiv" in one]
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("href", "src", "action", "xlink:href"):
            address = attributes.get(name) or "/"
            assert re.match(r"(/(?!/)|#|https?://)", address), (tag, address)
        if tag == "form":
            assert str(attributes["action"]).startswith("/")
