"""The names that are known here: the catalogue's, as it is installed."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from crawlers.gazetteer import Entry, Gazetteer
from registry.cataloguefiles import load
from registry.catalogueshapes import Catalogue, Organisation, Service

_COMMON = Path(__file__).resolve().parent.parent / "data" / "recognition" / "common_words.toml"


@cache
def gazetteer() -> Gazetteer:
    """Names of the installed catalogue, read once per process."""
    return of_catalogue(load())


def of_catalogue(catalogue: Catalogue) -> Gazetteer:
    """Names of services, then of organisations and their legal persons; ambiguous names resolve to nothing."""
    common = tomllib.loads(_COMMON.read_text(encoding="utf-8"))["words"]
    return Gazetteer(_entries(catalogue), common=frozenset(common))


def _entries(catalogue: Catalogue) -> Iterator[Entry]:
    listed: dict[str, list[Service]] = {}
    for service in catalogue.services.values():
        listed.setdefault(service.organisation, []).append(service)
        party = catalogue.organisations[service.organisation].name
        for name in (service.name, plain_title(service.name), *service.aliases):
            yield Entry(name, plain_title(service.name), party)
    for one in catalogue.organisations.values():
        only = listed.get(one.id, [])
        service_name = plain_title(only[0].name) if len(only) == 1 else None
        for name in _names(one):
            yield Entry(name, service_name, one.name)


def _names(one: Organisation) -> Iterator[str]:
    yield one.name
    yield from one.aliases
    yield from (former.name for former in one.names)
    yield from (person.name for person in one.legal_persons if person.name_read)


def plain_title(name: str) -> str:
    """A service's name without the note that explains it ("Adyen (payments)")."""
    return name.partition(" (")[0].partition(" / ")[0].strip()
