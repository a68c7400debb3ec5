"""Find a vendor's notice, agreement and list of sub-processors: the page given, its links, usual paths, its sitemap.

Few fetches, robots obeyed, on the vendor's own registrable domain and hosts known for documents alone. What is found
is a candidate with its evidence; nothing is declared by it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.errors import ExtractFailed, FetchFailed
from crawlers.extract import decode, extract
from crawlers.fetch import Fetcher
from crawlers.fetched import Fetched
from crawlers.phrases import fold
from crawlers.read import read
from crawlers.site_hosts import site_of
from registry.terms import DocumentKind

MOST_FETCHES = 15
_MOST_LINKS = 3_000
_LONGEST = 600
_LEAST = 200
_LONGEST_QUOTE = 300
_HOSTS = frozenset({"trust.page", "safebase.io", "vanta.com", "conveyor.com", "readme.io", "notion.site", "termly.io"})
_LIST, _DPA, _NOTICE = DocumentKind.SUB_PROCESSOR_LIST, DocumentKind.DPA, DocumentKind.NOTICE
_WORDS = (
    (_LIST, re.compile(r"sub[ _-]?processors?|underbitr?äden?|underbiträde|underleverantörer|sub-?contractors")),
    (
        _DPA,
        re.compile(r"data[ _-]?process\w{0,4}[ _-]?(?:agreement|addendum|terms)|\bdpa\b|biträdesavtal|\bpub-?avtal"),
    ),
    (_NOTICE, re.compile(r"privacy|integritet|dataskydd|personuppgift|data[ _-]?protection|sekretesspolicy|gdpr")),
)
_ROADS = re.compile(r"legal|trust|terms|compliance|security|villkor|juridi|säkerhet")
_PATHS = ("/privacy", "/legal/privacy", "/privacy-policy", "/legal/dpa", "/dpa", "/legal/subprocessors",
          "/subprocessors", "/integritetspolicy", "/legal", "/trust")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that looks like one of the three. `evidence`: how it was met; `is_read`: its own text says so too, and
    `quote` are its first words, at `start` of that text."""

    kind: DocumentKind
    url: str
    evidence: str
    is_read: bool
    quote: str = ""
    start: int = 0
    body: bytes = field(default=b"", repr=False)

    def as_json(self) -> dict[str, object]:
        """For the command's answer."""
        return {"kind": str(self.kind), "url": self.url, "evidence": self.evidence, "confirmed": self.is_read}


async def discover(fetcher: Fetcher, url: str) -> list[Candidate]:
    """The best candidate pages, the confirmed first. Raises FetchFailed where the page given cannot be had."""
    first = await fetcher.fetch(url)
    waiting = _ranked([*_links(first), *_usual(first.final_url)], first.final_url)
    seen, found, asked = {first.final_url}, list(_judged(first, "the page given")), 1
    while waiting and asked < MOST_FETCHES:
        _, address, evidence = waiting.pop(0)
        if address in seen or (evidence == "a usual path" and _has_all(found)):
            continue
        seen.add(address)
        asked += 1
        page = await _had(fetcher, address)
        if page is None or (page.final_url in seen and page.final_url != address):
            continue
        seen.add(page.final_url)
        found += _judged(page, evidence)
        fresh = [*_links(page), *_located(page)]
        waiting = _ranked([*((a, e) for _, a, e in waiting), *fresh], first.final_url)
    return sorted(found, key=lambda one: (str(one.kind), not one.is_read, len(one.url)))


async def _had(fetcher: Fetcher, url: str) -> Fetched | None:
    try:
        return await fetcher.fetch(url)
    except FetchFailed:
        return None  # a page that cannot be had is no candidate


def _has_all(found: list[Candidate]) -> bool:
    return {one.kind for one in found if one.is_read} >= {_LIST, _DPA, _NOTICE}


def _links(page: Fetched) -> Iterator[tuple[str, str]]:
    """Addresses a page links to, with the words of the link."""
    if page.body.startswith(b"%PDF"):
        return
    tree = LexborHTMLParser(decode(page.body, page.content_type or ""))
    for node in tree.css("a[href]")[:_MOST_LINKS]:
        target = (node.attributes.get("href") or "")[:_LONGEST]
        try:
            address = urljoin(page.final_url, target).partition("#")[0]
        except ValueError:
            continue
        yield address, " ".join((node.text() or "").split())[:200]


def _located(page: Fetched) -> Iterator[tuple[str, str]]:
    """Addresses of a sitemap."""
    if urlsplit(page.final_url).path.endswith(".xml"):
        for match in re.finditer(r"<loc>\s{0,20}([^<\s]{1,600})\s{0,20}</loc>", page.text[:2_000_000]):
            yield match[1], "sitemap"


def _usual(url: str) -> list[tuple[str, str]]:
    return [*((urljoin(url, path), "a usual path") for path in _PATHS), (urljoin(url, "/sitemap.xml"), "the sitemap")]


def _ranked(links: list[tuple[str, str]], home: str) -> list[tuple[int, str, str]]:
    """Promising addresses, the best first: words of a kind, then roads to such pages, then usual paths."""
    best: dict[str, tuple[int, str, str]] = {}
    for address, words in links:
        if urlsplit(address).scheme in ("http", "https") and _is_theirs(address, home):
            score = _score(address, words)
            if score is not None and (address not in best or score < best[address][0]):
                best[address] = (score, address, words)
    return sorted(best.values())


def _score(address: str, words: str) -> int | None:
    if words in ("a usual path", "the sitemap"):
        return 8 if words == "a usual path" else 7
    told = fold(f"{words} {urlsplit(address).path}")
    kind = next((number for number, (_, pattern) in enumerate(_WORDS) if pattern.search(told)), None)
    if kind is not None:
        return kind
    return 5 if _ROADS.search(told) else None


def _is_theirs(address: str, home: str) -> bool:
    """The vendor's own registrable domain, as far as two labels tell it, or a host known for documents."""
    one, other = (urlsplit(url).hostname or "" for url in (address, home))
    return one == other or site_of(one) in {site_of(other)} | _HOSTS


def _judged(page: Fetched, evidence: str) -> Iterator[Candidate]:
    """What a page is: by its own text; else, unconfirmed, by the words of its link and address."""
    try:
        extracted = extract(page.body, content_type=page.content_type or "", name=page.final_url)
        kind = read(extracted).document_kind
    except ExtractFailed:
        return
    if sum(len(block.text) for block in extracted.blocks if not block.is_linked) < _LEAST:
        return  # a page of links speaks of documents and is none
    if kind in (_LIST, _DPA, _NOTICE):
        first = next((one for one in extracted.blocks if not one.is_linked), extracted.blocks[0])
        quote = first.text[:_LONGEST_QUOTE]
        yield Candidate(kind, page.final_url, evidence, is_read=True, quote=quote, start=first.start, body=page.body)
        return
    told = fold(f"{evidence} {urlsplit(page.final_url).path}")
    named = next((known for known, pattern in _WORDS if pattern.search(told)), None)
    if named is not None and len(extracted.text) > _LONGEST and evidence != "a usual path":
        yield Candidate(named, page.final_url, evidence, is_read=False)
