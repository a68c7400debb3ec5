"""A few pages of a live site, asked for politely: the page asked for, pages of the same host it links to, the site's
own scripts and stylesheets that they load, and, where a person asks for it, each page as a browser has it.

robots.txt is heeded by the fetcher; the browser is shown only pages that the fetcher was given. Other parties are asked
for nothing but what the browser loads for a page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from crawlers.bodies import charset_of, text_of
from crawlers.errors import FetchFailed
from crawlers.fetch import Fetched, Fetcher
from crawlers.site import Page
from crawlers.site_hosts import host_of, is_own
from crawlers.site_mentions import EvidenceKind, Mention
from crawlers.site_page import links, loaded_files
from crawlers.site_rendering import Browser
from crawlers.site_visits import Visit

MOST_FILES = 10
_UNASKED = (".pdf", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".zip", ".mp4", ".mp3", ".doc", ".docx", ".xml")
_PAGES = (None, "text/html", "application/xhtml+xml")
_MOST_LINKS = 5_000


@dataclass(slots=True)
class Live:
    """A live site under scan. `browser` None: pages are read as they are written."""

    visit: Visit
    fetcher: Fetcher
    browser: Browser | None = None
    _read: set[str] = field(default_factory=set)

    async def look(self, url: str, *, most: int) -> None:
        """At most so many pages. Raises FetchFailed where the first cannot be had; of the others the failure is
        noted."""
        first = await self.fetcher.fetch(url)
        self.visit.own = self.visit.own or host_of(first.final_url) or ""
        seen = {_plain(url), _plain(first.final_url)}
        await self._taken(first)
        for link in _same_host(first, seen)[: most - 1]:
            try:
                await self._taken(await self.fetcher.fetch(link))
            except FetchFailed as failure:
                self.visit.missed(link, failure.kind.value, str(failure))

    async def _taken(self, page: Fetched) -> None:
        if page.content_type not in _PAGES:
            return self.visit.missed(page.final_url, "no_page", page.content_type or "")
        shown = Page(page.final_url, page.text, self.visit.own, url=page.final_url)
        self.visit.survey.read(shown)
        self.visit.took(page.final_url)
        self._set(page)
        await self._own_files(page)
        if self.browser is not None:
            await self._rendered(page.final_url, self.browser)
        return None

    def _set(self, page: Fetched) -> None:
        """Cookies that came with an answer: before anybody could consent."""
        place = Page(page.final_url, "", self.visit.own)
        for cookie in page.cookies:
            self.visit.survey.note_cookie(cookie, host_of(page.final_url), place)

    async def _own_files(self, page: Fetched) -> None:
        for kind, written in loaded_files(page.text):
            url = _plain(_joined(page.final_url, written))
            host = host_of(url)
            if url in self._read or host is None or not is_own(host, self.visit.own):
                continue
            if len(self._read) >= MOST_FILES:
                return self.visit.missed(page.final_url, "left_out", f"more than {MOST_FILES} scripts and stylesheets")
            self._read.add(url)
            try:
                self._read_file(kind, await self.fetcher.fetch(url))
            except FetchFailed as failure:
                self.visit.missed(url, failure.kind.value, str(failure))
        return None

    def _read_file(self, kind: EvidenceKind, file: Fetched) -> None:
        place = Page(file.final_url, _text(file), self.visit.own, url=file.final_url)
        if kind is EvidenceKind.SCRIPT:
            self.visit.survey.read_script(place)
        else:
            self.visit.survey.read_style(place)
        self._set(file)
        self.visit.took(file.final_url)

    async def _rendered(self, url: str, browser: Browser) -> None:
        name = f"{url} (rendered)"
        try:
            rendered = await browser.render(url)
        except FetchFailed as failure:
            return self.visit.missed(name, "not_rendered", str(failure))
        place = Page(name, rendered.dom, self.visit.own, url=url)
        for request in rendered.requests:
            asked = Mention(kind=EvidenceKind.REQUEST, value=request.url, loaded=request.refused is None)
            self.visit.survey.note(asked, place)
        self.visit.survey.read(place)
        if rendered.dom:
            return self.visit.took(name)
        return self.visit.missed(name, "not_rendered", "not done in time; what it asked for until then counts")


def _text(file: Fetched) -> str:
    """A script's text: servers name its type in many ways."""
    return file.text or text_of(file.body, charset_of(file.body, None))


def _same_host(page: Fetched, seen: set[str]) -> list[str]:
    """Links to other pages of the very host, each once, in the page's order."""
    origin = page.final_url.split("/", 3)[:3]
    found = []
    for link in _first(page, _MOST_LINKS):
        if link.split("/", 3)[:3] != origin or link.partition("?")[0].lower().endswith(_UNASKED) or link in seen:
            continue
        seen.add(link)
        found.append(link)
    return found


def _first(page: Fetched, most: int) -> Iterator[str]:
    hrefs = zip(range(most), links(page.text), strict=False)
    return (_plain(_joined(page.final_url, href)) for _, href in hrefs)


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _plain(url: str) -> str:
    return urldefrag(url).url
