"""Who is behind an address, a mark or a cookie: the catalogue's detections, the longest that fits.

Several services may share a host: then a longer pattern decides, and where none does, the party is known and the
service is not. Nothing is chosen among equals.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from crawlers.site_hosts import LONGEST_URL, host_of, suffixes
from registry.cataloguefiles import load
from registry.catalogueshapes import Catalogue, Detection, DetectionKind

Ids = frozenset[str]

_ALT = re.compile(r'\w{1,20}\[alt="([^"]{1,100})"\]')
_PLACEHOLDER = re.compile(r"<[^>]{1,40}>")
# names that sites and frameworks of all sorts use for themselves
_ANYBODYS = frozenset(
    {"connect.sid", "auth0", "auth0_compat", "csrf-canary", "sso_user", "token", "userlang", "criteo"}
)
_SHORTEST_COOKIE = 4
LONGEST_IDENTIFIER = 40


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The address of a script: below a host (empty: any host), by the beginning of its path and names in its query."""

    host: str
    path: str
    asks: Ids
    services: Ids

    @property
    def length(self) -> int:
        return len(self.host) + len(self.path)


@dataclass(slots=True)
class Known:
    """The catalogue's detections, by what is looked up. The sets are ids of services."""

    catalogue: Catalogue
    hosts: dict[str, Ids] = field(default_factory=dict)
    patterns: dict[str, list[_Pattern]] = field(default_factory=dict)
    inline: dict[str, Ids] = field(default_factory=dict)
    alts: dict[str, Ids] = field(default_factory=dict)
    identifiers: dict[str, Ids] = field(default_factory=dict)
    cookies: dict[str, Ids] = field(default_factory=dict)
    prefixes: dict[str, Ids] = field(default_factory=dict)

    def behind(self, url: str) -> Ids:
        """The services of one party an address may belong to, as few as the patterns allow; empty: nobody known, or
        several parties who share a host."""
        found = self._behind(url)
        return found if len(self.parties(found)) == 1 else frozenset()

    def behind_cookie(self, name: str, host: str | None) -> Ids:
        """The services that set a cookie of this name: those behind the host that sets it, else those of the one
        organisation that sets any of this name."""
        named = self.cookies.get(name) or self._by_prefix(name)
        at_host = named & self.behind(f"//{host}/") if host else frozenset[str]()
        if at_host:
            return at_host
        plain = len(name) < _SHORTEST_COOKIE or name in _ANYBODYS or name.isalpha()
        return frozenset() if plain or len(self.parties(named)) > 1 else named

    def identified(self, text: str) -> Ids:
        """The services whose customers have numbers of this form. Such a form alone proves nothing."""
        if not 5 <= len(text) <= LONGEST_IDENTIFIER:
            return frozenset()
        fitting = (services for form, services in self.identifiers.items() if re.fullmatch(form, text))
        return frozenset[str]().union(*fitting)

    def parties(self, services: Iterable[str]) -> set[str]:
        """The organisations of these services."""
        return {self.catalogue.services[id_].organisation for id_ in services}

    def _behind(self, url: str) -> Ids:
        host = host_of(url)
        below = suffixes(host) if host else []
        by_host = next((self.hosts[one] for one in below if one in self.hosts), frozenset[str]())
        fitting = [one for name in (*below, "") for one in self.patterns.get(name, ()) if _fits(one, url)]
        if not fitting:
            return by_host
        most = max(one.length for one in fitting)
        by_pattern = frozenset[str]().union(*(one.services for one in fitting if one.length == most))
        return by_pattern & by_host or by_pattern

    def _by_prefix(self, name: str) -> Ids:
        lengths = range(min(len(name), 60), _SHORTEST_COOKIE - 2, -1)
        return next((self.prefixes[name[:n]] for n in lengths if name[:n] in self.prefixes), frozenset())


@cache
def known() -> Known:
    """What the installed catalogue knows."""
    return known_of(load())


def known_of(catalogue: Catalogue) -> Known:
    """The detections of a catalogue, ready to be asked."""
    held = Known(catalogue)
    for service in catalogue.services.values():
        for detection in service.detections:
            _file(held, detection, frozenset({service.id}))
        for cookie in service.cookies:
            _add(held.prefixes if cookie.prefix else held.cookies, cookie.name, frozenset({service.id}))
    return held


def _file(held: Known, detection: Detection, services: Ids) -> None:
    for value in detection.values:
        match detection.kind:
            case DetectionKind.DOMAIN | DetectionKind.HOST:
                _add(held.hosts, value.lower(), services)
            case DetectionKind.SCRIPT:
                pattern = _pattern(value, services)
                held.patterns.setdefault(pattern.host, []).append(pattern)
            case DetectionKind.INLINE:
                _add(held.inline, value, services)
            case DetectionKind.HTML:
                for alt in _ALT.findall(value):
                    _add(held.alts, alt, services)
            case DetectionKind.ID_PATTERN:
                _add(held.identifiers, value, services)


def _add(to: dict[str, Ids], key: str, services: Ids) -> None:
    to[key] = to.get(key, frozenset()) | services


def _pattern(value: str, services: Ids) -> _Pattern:
    """`host/path`, `host` or the name of a file anywhere; what follows a placeholder is left out."""
    plain = _PLACEHOLDER.split(value)[0]
    path, _, query = plain.partition("?")
    host, slash, rest = path.partition("/")
    asks = frozenset(name for name, _ in parse_qsl(query, keep_blank_values=True))
    if "." in host and (slash or not host.endswith((".js", ".php"))):
        return _Pattern(host.lower(), slash + rest, asks, services)
    return _Pattern("", "/" + path, asks, services)


def _fits(pattern: _Pattern, url: str) -> bool:
    try:
        parts = urlsplit(url[:LONGEST_URL])
    except ValueError:
        return False
    if pattern.asks:
        asked = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)}
        return parts.path == pattern.path and pattern.asks <= asked
    if pattern.host:
        return parts.path.startswith(pattern.path)
    return f"{pattern.path}/" in f"/{parts.path.lstrip('/')}/"


def marks(text: str, needles: Mapping[str, Ids]) -> Iterator[tuple[str, int]]:
    """Which of these marks stand in a script as words of their own, each once with its first place."""
    for needle in needles:
        found = re.search(rf"(?<![\w$]){re.escape(needle)}(?!\w)", text) if needle in text else None
        if found:
            yield needle, found.start()
