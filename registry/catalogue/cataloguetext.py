"""A catalogue as the files of `data/catalogue`: what `registry.cataloguefiles` reads back unchanged."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import groupby
from typing import Any, TypeVar

from registry.catalogue.plain import said
from registry.catalogue.tomltext import record, section
from registry.cataloguefiles import NAMED_ONLY
from registry.cataloguenames import MatchKind
from registry.catalogueshapes import (
    Catalogue,
    Cookie,
    CookieRow,
    CookieTable,
    Organisation,
    OrganisationKind,
    Service,
    Sourced,
    SubprocessorList,
    ThirdCountries,
    ThirdCountry,
)

Record = TypeVar("Record", bound=Hashable)

# the arrays beside [[service]], and the field of a service each is gathered in
_BESIDE: Mapping[str, str] = {
    "document": "documents",
    "location": "locations",
    "third_country": "third_countries",
    "mechanism": "mechanisms",
    "notice": "notice",
    "detection": "detections",
    "cookies": "cookies",
    "conflict": "conflicts",
}
_HOME = frozenset({"organisation"})  # said by the file's name
_OF_A_SERVICE = frozenset(_BESIDE.values()) | _HOME


@dataclass(slots=True)
class _Sources:
    """The keys under which a file cites: those of sources.toml, and its own `[sources]` for the rest."""

    common: Mapping[str, str]  # citation -> key
    own: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def keys(self, cited: Sourced) -> list[str]:
        """The keys of a record's sources."""
        return [self.common.get(one) or self._own(one, cited) for one in cited.source]

    def text(self) -> list[str]:
        """The file's own `[sources]`, if it has any."""
        return [section("sources", dict(self.own.values()))] if self.own else []

    def _own(self, citation: str, cited: Sourced) -> str:
        if citation not in self.own:
            key = next(key for key in self._free_keys() if key not in self.common.values())
            address = {"address": citation} if citation.startswith(("https://", "http://")) else {}
            self.own[citation] = (key, address | {"what": citation, "kind": cited.grade.value})
        return self.own[citation][0]

    def _free_keys(self) -> Iterator[str]:
        return (f"S{number}" for number in range(len(self.own) + 1, len(self.own) + len(self.common) + 2))


def files(catalogue: Catalogue) -> dict[str, str]:
    """Every file of the catalogue: its path inside the folder, and its text."""
    common: dict[str, str] = {}
    for key, source in catalogue.sources.items():
        common.setdefault(source.what, key)
    found = {"sources.toml": [record("source", said(one)) for one in catalogue.sources.values()]}
    found["ambiguous.toml"] = _ambiguous(catalogue, _Sources(common))
    for key, organisations in _organisation_files(catalogue).items():
        found[f"organisations/{key}.toml"] = _organisations(organisations, _Sources(common))
    for key, services in _by_organisation(catalogue.services.values()).items():
        found[f"services/{key}.toml"] = _services(services, _Sources(common))
    for key, lists in _by_organisation(catalogue.lists.values()).items():
        found[f"subprocessors/{key}.toml"] = _lists(lists, _Sources(common))
    return {path: "\n\n".join(parts) + "\n" for path, parts in found.items() if parts}


def _by_organisation(records: Iterable[Any]) -> dict[str, list[Any]]:
    ordered = sorted(records, key=lambda one: one.organisation)
    return {key: list(group) for key, group in groupby(ordered, key=lambda one: str(one.organisation))}


def _ambiguous(catalogue: Catalogue, sources: _Sources) -> list[str]:
    """Names that fit several. What told so is not kept; the first organisation they fit is cited."""
    parts = []
    for name, match in sorted(catalogue.names.exact.items()):
        if match.kind is not MatchKind.AMBIGUOUS:
            continue
        first = catalogue.organisations[match.candidates[0]]
        cited = _cited({"name": name, "candidates": match.candidates}, first, sources)
        parts.append(record("ambiguous", cited))
    return sources.text() + parts


def _organisation_files(catalogue: Catalogue) -> dict[str, list[Organisation]]:
    """A file for each; bare names stand together in one."""
    found: dict[str, list[Organisation]] = {}
    for key, one in catalogue.organisations.items():
        found.setdefault(NAMED_ONLY if one.kind is OrganisationKind.NAMED_ONLY else key, []).append(one)
    return found


def _organisations(organisations: list[Organisation], sources: _Sources) -> list[str]:
    below = ("names", "legal_persons", "certifications")
    return _file([record("organisation", _told(one, sources), below=below) for one in organisations], sources)


def _services(services: list[Service], sources: _Sources) -> list[str]:
    parts = [record("service", _told(one, sources, leave_out=_OF_A_SERVICE), below=("roles",)) for one in services]
    for kind, attribute in _BESIDE.items():
        beside = [(one.id, _beside(one, attribute)) for one in services]
        for found, about in _merged(beside):
            table = _told(found, sources)
            if len(about) < len(services) and "services" not in table:
                table = {"services": about} | table
            parts.append(record(kind, table))
    return _file(parts, sources)


def _beside(service: Service, attribute: str) -> tuple[Any, ...]:
    if attribute == "cookies":
        return tuple(_cookie_tables(service.cookies))
    if attribute == "third_countries":
        return tuple(_third_countries(service.third_countries))
    return tuple(getattr(service, attribute))


def _cookie_tables(cookies: Iterable[Cookie]) -> Iterator[CookieTable]:
    for (grade, source), group in groupby(cookies, key=lambda one: (one.grade, one.source)):
        rows = (CookieRow(name=c.name, category=c.category, prefix=c.prefix, lifetime=c.lifetime) for c in group)
        yield CookieTable(grade=grade, source=source, rows=tuple(rows))


def _third_countries(hints: Iterable[ThirdCountry]) -> Iterator[ThirdCountries]:
    for (grade, source, basis), group in groupby(hints, key=lambda one: (one.grade, one.source, one.basis)):
        countries = tuple(one.country for one in group)
        yield ThirdCountries(grade=grade, source=source, countries=countries, basis=basis)


def _merged(beside: list[tuple[str, tuple[Record, ...]]]) -> list[tuple[Record, list[str]]]:
    """Records with the services they are about, each once, in an order that fits every service."""
    before: dict[Record, list[Record]] = {}
    for _, records in beside:
        for number, one in enumerate(records):
            before.setdefault(one, []).extend(records[max(number - 1, 0) : number])
    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError:  # the services disagree about the order: each has its own
        return [(one, [service]) for service, records in beside for one in records]
    return [(one, [service for service, records in beside if one in records]) for one in order]


def _lists(lists: list[SubprocessorList], sources: _Sources) -> list[str]:
    parts = [record("list", _told(one, sources), below=("history", "versions")) for one in lists]
    return _file(parts, sources)


def _file(parts: list[str], sources: _Sources) -> list[str]:
    return sources.text() + parts


def _told(one: Sourced, sources: _Sources, *, leave_out: frozenset[str] = _HOME) -> dict[str, Any]:
    """What a record says, without what its file's name says; its sources by their keys, at the end."""
    told = said(one, leave_out=leave_out | {"grade", "source"})
    told = {name: _inner(value, sources) for name, value in told.items()}
    return _cited(told, one, sources)


def _inner(value: Any, sources: _Sources) -> Any:
    """Records inside a record cite by the same keys."""
    if isinstance(value, tuple) and value and isinstance(value[0], Sourced):
        return [_told(one, sources) for one in value]
    return value


def _cited(table: dict[str, Any], cited: Sourced, sources: _Sources) -> dict[str, Any]:
    return table | {"grade": cited.grade, "source": sources.keys(cited)}
