"""Where the pages of a scan come from: a file, a folder, or a few pages of a live site, asked for politely."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from crawlers.bodies import charset_of, text_of
from crawlers.errors import ExtractFailed, FetchFailed
from crawlers.fetch import Fetched, Fetcher
from crawlers.site import Page, Survey
from crawlers.site_hosts import host_of
from crawlers.site_mentions import EvidenceKind, Mention
from crawlers.site_page import links, own_host
from crawlers.site_recordings import MOST_BYTES, hear

LARGEST_PAGE = 20_000_000
MOST_FILES = 2_000
_PAGES = frozenset({".html", ".htm", ".xhtml", ".php"})
_TEXTS = frozenset({".txt", ".md"})
_UNASKED = (".pdf", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".zip", ".mp4", ".mp3", ".doc", ".docx", ".xml")
_MOST_LINKS = 5_000


@dataclass(slots=True)
class Visit:
    """A scan under way: what was looked at and in which state, and what was observed there.

    `own` is the site's own host where the person says so; None: as the pages themselves say.
    """

    survey: Survey
    own: str | None = None
    scanned: list[dict[str, object]] = field(default_factory=list)
    seen_on: date | None = None

    def file(self, path: Path, name: str) -> None:
        """One page, text or recording. Raises ExtractFailed where it is none, OSError where it cannot be opened."""
        recording = path.suffix.lower() == ".har"
        most = MOST_BYTES if recording else LARGEST_PAGE
        with path.open("rb") as opened:
            body = opened.read(most + 1)
        if len(body) > most:
            raise ExtractFailed(f"is larger than {most // 1_000_000} MB; a page that people read is smaller.")
        if recording:
            self.recording(body, name)
        elif path.suffix.lower() in _TEXTS:
            self._captured_text(_text(body), name)
        else:
            self._markup(_text(body), name)

    def recording(self, body: bytes, name: str) -> None:
        """A browser's recording. Raises ExtractFailed where it is none."""
        heard = hear(body, name, self.survey, self.own)
        counts = {"requests": heard.requests, "passed_over": heard.passed_over, "left_out": heard.left_out}
        self.scanned.append({"page": name, "state": "read", "own_host": heard.own_host, **counts})
        self.seen(heard.recorded_on)

    def seen(self, day: date | None) -> None:
        """The day something was really loaded; the latest counts."""
        self.seen_on = max((one for one in (self.seen_on, day) if one), default=None)

    def answer(self) -> dict[str, object]:
        """What the command tells: what was looked at, on which day (null: files tell none), and what was observed."""
        seen_on = self.seen_on.isoformat() if self.seen_on else None
        return {"scanned": self.scanned, "seen_on": seen_on, **self.survey.as_json()}

    def folder(self, folder: Path) -> None:
        """Every page and recording below a folder, by name. Raises ExtractFailed where there is none."""
        paths = list(_files(folder))
        if not paths:
            raise ExtractFailed("holds no page (.html, .htm, .xhtml, .php, .txt, .md) and no recording (.har).")
        for path in paths[:MOST_FILES]:
            name = path.relative_to(folder).as_posix()
            try:
                self.file(path, name)
            except (ExtractFailed, OSError) as error:
                self._missed(name, "unreadable", str(error))
        for path in paths[MOST_FILES:]:
            name = path.relative_to(folder).as_posix()
            self._missed(name, "left_out", f"more than {MOST_FILES} files")

    async def site(self, url: str, fetcher: Fetcher, *, most: int) -> None:
        """The page at this address and the first pages of the same host it links to. Raises FetchFailed where the
        first cannot be had; of the others the failure is noted. robots.txt is heeded by the fetcher."""
        first = await fetcher.fetch(url)
        self.own = self.own or host_of(first.final_url) or ""
        seen = {_plain(url), _plain(first.final_url)}
        self._fetched(first)
        for link in _same_host(first, seen)[: most - 1]:
            try:
                self._fetched(await fetcher.fetch(link))
            except FetchFailed as failure:
                self._missed(link, failure.kind.value, str(failure))

    def _fetched(self, page: Fetched) -> None:
        if page.content_type not in (None, "text/html", "application/xhtml+xml"):
            return self._missed(page.final_url, "no_page", page.content_type or "")
        self.survey.read(Page(page.final_url, page.text, self.own, url=page.final_url))
        return self.scanned.append({"page": page.final_url, "state": "read", "own_host": self.own})

    def _missed(self, name: str, state: str, why: str) -> None:
        self.scanned.append({"page": name, "state": state, "own_host": self.own, "why": why})

    def _markup(self, text: str, name: str) -> None:
        if "<" not in text:
            raise ExtractFailed("holds no HTML. Name a page, a folder with pages, or a recording (.har).")
        own = self.own or own_host(text)
        self.survey.read(Page(name, text, own))
        self.scanned.append({"page": name, "state": "read", "own_host": own})

    def _captured_text(self, text: str, name: str) -> None:
        """A page whose markup is gone: a line that is nothing but a pixel's alternative text is a trace of it."""
        page, at = Page(name, text, self.own), 0
        for line in text.splitlines(keepends=True):
            word = line.strip()
            if word in self.survey.known.alts:
                start = at + line.index(word)
                end = start + len(word)
                self.survey.note(
                    Mention(kind=EvidenceKind.ALT_TEXT, value=word, start=start, end=end, loaded=False), page
                )
            at += len(line)
        self.scanned.append({"page": name, "state": "read", "own_host": self.own})


def _text(body: bytes) -> str:
    return text_of(body, charset_of(body, None))


def _files(folder: Path) -> Iterator[Path]:
    """Files of the sorts that are read, without following links out of the folder."""
    found = []
    for place, folders, files in os.walk(folder):
        folders.sort()
        found += [Path(place, name) for name in files if Path(name).suffix.lower() in {*_PAGES, *_TEXTS, ".har"}]
    return (path for path in sorted(found) if path.is_file() and not path.is_symlink())


def _same_host(page: Fetched, seen: set[str]) -> list[str]:
    """Links to other pages of the very host, each once, in the page's order."""
    origin = page.final_url.split("/", 3)[:3]
    found = []
    for _, href in zip(range(_MOST_LINKS), links(page.text), strict=False):
        link = _plain(_joined(page.final_url, href))
        if link.split("/", 3)[:3] != origin or link.partition("?")[0].lower().endswith(_UNASKED) or link in seen:
            continue
        seen.add(link)
        found.append(link)
    return found


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _plain(url: str) -> str:
    return urldefrag(url).url
