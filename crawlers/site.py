"""THE SITE SCAN: pages and recordings of a site -> third parties observed, each with its evidence.

A page is read as it is written, scripts included. What a loaded script goes on to load is seen only in a recording
(HAR) that a browser made, or where a browser renders the page.

**Loaded** means that the page as written loads it before anybody has consented. A trace is what only shows that
somebody was or may be there: an alternative text, something commented out, a tag that waits for consent, a
preconnection, a link. Who is behind an address says the catalogue; where a host fits several services of a party and
nothing decides, the party is told, the service is not, and the candidates are.
"""

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawlers.site_hosts import LONGEST_URL, host_of, is_own
from crawlers.site_known import Ids, Known
from crawlers.site_mentions import EvidenceKind, Mention
from crawlers.site_page import mentions, script_mentions, style_mentions

MOST_EVIDENCE = 40
_LONGEST_QUOTE = 300
_RELATIVE_LOADS = frozenset({EvidenceKind.SCRIPT, EvidenceKind.REQUEST, EvidenceKind.PRELOAD})


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text and its name in evidence. `own_host` None: not known, then every host is somebody else's."""

    name: str
    text: str
    own_host: str | None
    url: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One sign of a third party. `quote` is `text[start:end]` of the page; a recording has no such place."""

    page: str
    start: int
    end: int
    kind: str
    value: str
    quote: str
    loaded: bool

    def as_json(self) -> dict[str, object]:
        """As the command tells it."""
        place = {"start": self.start, "end": self.end} if self.start >= 0 else {"start": None, "end": None}
        told = {"kind": self.kind, "value": self.value, "page": self.page, "quote": self.quote, "loaded": self.loaded}
        return told | place


_Signs = dict[tuple[str, str, str], Evidence]


@dataclass(slots=True)
class Survey:
    """What has been observed so far, page after page."""

    known: Known
    services: dict[Ids, _Signs] = field(default_factory=dict)
    hosts: dict[str, _Signs] = field(default_factory=dict)
    identifiers: list[tuple[Ids, Evidence]] = field(default_factory=list)

    def read(self, page: Page) -> None:
        """Take in one page."""
        for mention in mentions(page.text, self.known):
            self.note(mention, page)

    def read_script(self, page: Page) -> None:
        """Take in a script file of the site's own."""
        for mention in script_mentions(page.text, self.known):
            self.note(mention, page)

    def read_style(self, page: Page) -> None:
        """Take in a stylesheet of the site's own."""
        for mention in style_mentions(page.text):
            self.note(mention, page)

    def note(self, mention: Mention, page: Page) -> None:
        """Take in one mention on a page."""
        match mention.kind:
            case EvidenceKind.IDENTIFIER:
                self.identifiers.append((self.known.identified(mention.value), _evidence(mention, page)))
            case EvidenceKind.HTML | EvidenceKind.ALT_TEXT:
                self._keep(self.known.alts[mention.value], _evidence(mention, page))
            case _ if mention.value in self.known.inline:
                self._keep(self.known.inline[mention.value], _evidence(mention, page))
            case _:
                self._note_address(mention, page)

    def note_cookie(self, name: str, host: str | None, page: Page) -> None:
        """Take in a cookie that was set, by this host where it is known."""
        if services := self.known.behind_cookie(name, host):
            mention = Mention(kind=EvidenceKind.COOKIE, value=name, loaded=True)
            self._keep(services, _evidence(mention, page))

    def as_json(self) -> dict[str, list[dict[str, object]]]:
        """`services` and `hosts`, sorted."""
        self._settle_identifiers()
        services = sorted((self._told(*one) for one in self.services.items()), key=_by_name)
        hosts = [{"host": host, **_with_signs(signs)} for host, signs in sorted(self.hosts.items())]
        return {"services": services, "hosts": hosts}

    def _note_address(self, mention: Mention, page: Page) -> None:
        url = _absolute(mention.value, page)
        host = host_of(url)
        if host is None or is_own(host, page.own_host):
            services = self.known.behind(_path_of(url)) if mention.kind in _RELATIVE_LOADS else frozenset[str]()
        else:
            services = self.known.behind(url)
        if services:
            self._keep(services, _evidence(mention, page))
            self._note_numbers(url, mention, page)
        elif host is not None and mention.notable and not is_own(host, page.own_host):
            _add(self.hosts.setdefault(host, {}), _evidence(mention, page))

    def _note_numbers(self, url: str, mention: Mention, page: Page) -> None:
        """A customer's number in an address: a tag manager's address may carry an analytics number."""
        for value in _query_values(url):
            if services := self.known.identified(value):
                self.identifiers.append((services, _evidence(mention, page, EvidenceKind.IDENTIFIER, value)))

    def _settle_identifiers(self) -> None:
        """A number counts where its party is seen by other signs too: its form alone could be anybody's."""
        seen: dict[str, bool] = {}
        for signed, signs in self.services.items():
            for party in self.known.parties(signed):
                seen[party] = seen.get(party, False) or any(one.loaded for one in signs.values())
        for services, evidence in self.identifiers:
            there = [seen[party] for party in self.known.parties(services) if party in seen]
            if there:
                self._keep(services, replace(evidence, loaded=evidence.loaded and any(there)))
        self.identifiers.clear()

    def _keep(self, services: Ids, evidence: Evidence) -> None:
        if len(self.known.parties(services)) == 1:
            _add(self.services.setdefault(services, {}), evidence)

    def _told(self, services: Ids, signs: _Signs) -> dict[str, object]:
        held = [self.known.catalogue.services[id_] for id_ in sorted(services)]
        only, party = held[0] if len(held) == 1 else None, held[0].organisation
        return {
            "service": only.name if only else None,
            "service_id": only.id if only else None,
            "candidates": [] if only else [one.id for one in held],
            "party": self.known.catalogue.organisations[party].name,
            "party_id": party,
            **_with_signs(signs),
        }


def _path_of(url: str) -> str:
    """An address without its host: on the site's own pages only a script's path can tell whose it is."""
    try:
        return urlsplit(url[:LONGEST_URL]).path
    except ValueError:
        return ""


def _query_values(url: str) -> list[str]:
    try:
        return [value for _, value in parse_qsl(urlsplit(url[:LONGEST_URL]).query)][:50]
    except ValueError:
        return []


def _absolute(url: str, page: Page) -> str:
    if page.url is None or host_of(url) is not None:
        return url
    try:
        return urljoin(page.url, url[:LONGEST_URL])
    except ValueError:
        return url


def _evidence(mention: Mention, page: Page, kind: EvidenceKind | None = None, value: str | None = None) -> Evidence:
    start, end = mention.start, mention.end
    place = (start, min(end, start + _LONGEST_QUOTE)) if start is not None and end is not None else (-1, -1)
    quote = page.text[slice(*place)] if start is not None else mention.value[:_LONGEST_QUOTE]
    told = (value or mention.value)[:_LONGEST_QUOTE]
    return Evidence(page.name, *place, (kind or mention.kind).value, told, quote, mention.loaded)


def _add(signs: _Signs, evidence: Evidence) -> None:
    """The same sign counts once a page; loaded outweighs a trace."""
    key = (evidence.page, evidence.kind, evidence.value)
    held = signs.get(key)
    if held is None or (evidence.loaded and not held.loaded):
        signs[key] = evidence


def _with_signs(signs: _Signs) -> dict[str, object]:
    """The evidence, what is loaded first where not all is told, and how much is left out."""
    told = sorted(signs.values(), key=lambda one: (not one.loaded, one))[:MOST_EVIDENCE]
    return {
        "loaded": any(one.loaded for one in told),
        "evidence": [one.as_json() for one in told],
        "left_out": len(signs) - len(told),
    }


def _by_name(one: dict[str, object]) -> tuple[str, str, str]:
    return str(one["party_id"]), str(one["service_id"] or ""), str(one["candidates"])
