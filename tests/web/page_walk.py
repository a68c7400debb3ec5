"""Somebody who follows every link of ours from page to page, each page once."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from page_visits import Client, Page

ENDLESS = {"on", "known_at", "lang", "format", "page"}  # the same page again: another day, language, file, stretch
MOST = 400  # pages
NOT_CAPTURED = ("ver_ham", "doc_hamnen_in")  # their rows are there, and no capture


def every_page(client: Client, start: str = "/", **headers: str) -> dict[str, Page]:
    """The pages that are reached from one, by their addresses."""
    found: dict[str, Page] = {}
    waiting = [(start, "")]
    while waiting:
        address, behind = waiting.pop()
        if address in found or any(one in address for one in NOT_CAPTURED):
            continue
        answer = client.get(address, headers=headers)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        assert answer.status_code == 200, (behind, address, answer.status_code)
        found[address] = Page(answer.text)
        assert len(found) < MOST, sorted(found)
        waiting += [(one, address) for link in found[address].links() if (one := _ours(link))]
    return found


def _ours(link: str) -> str | None:
    """A link without what only turns the same page, or None where it leads to no page."""
    parts = urlsplit(link)
    if parts.netloc or not parts.path or parts.path.startswith(("/api", "/feeds", "/static", "/login")):
        return None
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name not in ENDLESS]
    return f"{parts.path}?{urlencode(asked)}" if asked else parts.path
