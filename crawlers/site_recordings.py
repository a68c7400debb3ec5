"""A recording of a browser's requests (HAR) -> what the pages really asked for, and the cookies that were set.

Strict about nothing but being JSON: entries that are no requests are passed over and counted. Whether somebody had
consented when it was recorded, the recording does not say.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawlers.errors import ExtractFailed
from crawlers.site import Page, Survey
from crawlers.site_hosts import host_of, is_own
from crawlers.site_mentions import EvidenceKind, Mention

MOST_BYTES = 300_000_000
MOST_ENTRIES = 200_000
_MOST_COOKIES = 200
_LONGEST_PAGE = 10_000_000
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class _Entry:
    """One request as it was recorded; `answered` False where it was blocked or failed."""

    url: str
    page: str | None
    answered: bool
    cookies: tuple[str, ...]
    document: str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a recording: its own host, requests taken in, entries that are none, requests left out, and the
    latest day it was made on (UTC as recorded; None: it tells none)."""

    own_host: str | None
    requests: int
    passed_over: int
    left_out: int
    recorded_on: date | None


def hear(body: bytes, name: str, survey: Survey, own: str | None) -> Heard:
    """Take in a recording. Raises ExtractFailed where it is none."""
    log = _log(body)
    raw = log.get("entries")
    if not isinstance(raw, list):
        raise ExtractFailed("is no recording of requests: it has no log.entries. Export one as HAR from a browser.")
    entries = [entry for one in raw[:MOST_ENTRIES] if (entry := _entry(one)) is not None]
    titles = _titles(log, entries)
    own = own or next(
        (host for url in (*titles.values(), *(one.url for one in entries)) if (host := host_of(url))), None
    )
    read = 0
    for entry in entries:
        url = titles.get(entry.page or "", name)
        _take(entry, Page(url, "", own), survey)
        host = host_of(entry.url)
        if entry.document and read < _MOST_PAGES and host and is_own(host, own):
            survey.read(Page(entry.url[:500], entry.document, own, url=entry.url))
            read += 1
    taken = min(len(raw), MOST_ENTRIES)
    day = max((found for one in raw[:MOST_ENTRIES] if (found := _day(one))), default=None)
    return Heard(own, len(entries), taken - len(entries), len(raw) - taken, day)


def _day(raw: object) -> date | None:
    started = _table(raw).get("startedDateTime")
    try:
        return date.fromisoformat(started[:10]) if isinstance(started, str) else None
    except ValueError:
        return None


def _take(entry: _Entry, page: Page, survey: Survey) -> None:
    survey.note(Mention(kind=EvidenceKind.REQUEST, value=entry.url, loaded=entry.answered), page)
    for cookie in entry.cookies:
        survey.note_cookie(cookie, host_of(entry.url), page)


def _log(body: bytes) -> Mapping[str, Any]:
    try:
        recording = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ExtractFailed(
            f"is not JSON that can be read ({type(error).__name__}). Export a HAR file anew."
        ) from error
    log = recording.get("log") if isinstance(recording, dict) else None
    return log if isinstance(log, dict) else {}


def _titles(log: Mapping[str, Any], entries: list[_Entry]) -> dict[str, str]:
    """The address of each recorded page, in order: its title where that is one, else its first request."""
    titles: dict[str, str] = {}
    pages = log.get("pages")
    for one in pages if isinstance(pages, list) else []:
        id_, title = (one.get("id"), one.get("title")) if isinstance(one, dict) else (None, None)
        if isinstance(id_, str) and isinstance(title, str) and host_of(title):
            titles[id_] = title[:500]
    for entry in entries:
        if entry.page is not None:
            titles.setdefault(entry.page, entry.url[:500])
    return titles


def _entry(raw: object) -> _Entry | None:
    one = _table(raw)
    request, response = _table(one.get("request")), _table(one.get("response"))
    url, page = request.get("url"), one.get("pageref")
    if not isinstance(url, str):
        return None
    content = _table(response.get("content"))
    return _Entry(
        url=url,
        page=page if isinstance(page, str) else None,
        answered=response.get("status") != 0,
        cookies=tuple(dict.fromkeys((*_cookies(request), *_cookies(response), *_set(response)))),
        document=_document(content),
    )


def _table(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _document(content: Mapping[str, Any]) -> str | None:
    kind, text = content.get("mimeType"), content.get("text")
    if not isinstance(kind, str) or "html" not in kind or not isinstance(text, str) or content.get("encoding"):
        return None
    return text if len(text) <= _LONGEST_PAGE else None


def _cookies(message: Mapping[str, Any]) -> Iterator[str]:
    cookies = message.get("cookies")
    for cookie in cookies[:_MOST_COOKIES] if isinstance(cookies, list) else []:
        if isinstance(name := _table(cookie).get("name"), str):
            yield name


def _set(response: Mapping[str, Any]) -> Iterator[str]:
    """Names in Set-Cookie headers: some browsers record several in one, parted by lines."""
    headers = response.get("headers")
    for header in headers[:_MOST_COOKIES] if isinstance(headers, list) else []:
        name, value = _table(header).get("name"), _table(header).get("value")
        if isinstance(name, str) and name.lower() == "set-cookie" and isinstance(value, str):
            yield from (line.partition("=")[0].strip() for line in value.splitlines()[:_MOST_COOKIES])
