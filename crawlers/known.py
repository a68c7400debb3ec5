"""The names that are known here: the catalogue's as it is installed, then the recognition lists of data/recognition."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from crawlers.gazetteer import Entry, Gazetteer, Sort
from registry.cataloguefiles import load
from registry.catalogueshapes import Catalogue, Organisation, Service

_FOLDER = Path(__file__).resolve().parent.parent / "data" / "recognition"


@cache
def gazetteer() -> Gazetteer:
    """Names of the installed catalogue and of the recognition lists, read once per process."""
    return of_catalogue(load())


def of_catalogue(catalogue: Catalogue) -> Gazetteer:
    """Names that are no recipients, then the catalogue's services and organisations, then the recognition lists.

    The first entry of a name wins; ambiguous names resolve to nothing.
    """
    common = tomllib.loads((_FOLDER / "common_words.toml").read_text(encoding="utf-8"))["words"]
    entries = (*_set_apart(), *_entries(catalogue), *_widely_known(), *_listed())
    return Gazetteer(entries, common=frozenset(common))


def _set_apart() -> Iterator[Entry]:
    """Software, browsers, ways to identify oneself and public bodies."""
    tables = tomllib.loads((_FOLDER / "no_recipients.toml").read_text(encoding="utf-8"))
    for sort, table in tables.items():
        for name in table["names"]:
            yield Entry(name, None, name, Sort(sort))


def _entries(catalogue: Catalogue) -> Iterator[Entry]:
    listed: dict[str, list[Service]] = {}
    for service in catalogue.services.values():
        listed.setdefault(service.organisation, []).append(service)
        party = plain_title(catalogue.organisations[service.organisation].name)
        for name in (service.name, plain_title(service.name), *service.aliases):
            yield Entry(name, plain_title(service.name), party)
    for one in catalogue.organisations.values():
        only = listed.get(one.id, [])
        service_name = plain_title(only[0].name) if len(only) == 1 else None
        for name in _names(one):
            yield Entry(name, service_name, plain_title(one.name))


def _names(one: Organisation) -> Iterator[str]:
    yield one.name
    yield from one.aliases
    yield from (former.name for former in one.names)
    yield from (person.name for person in one.legal_persons if person.name_read)


def _widely_known() -> Iterator[Entry]:
    """The list kept by hand: a party and its products; a party without products is its own."""
    for line in _lines("widely_known.tsv"):
        party, _, rest = line.partition("\t")
        products = [product for product in rest.strip().split("|") if product]
        named = {spelling: service or spelling for spelling, _, service in (one.partition(">") for one in products)}
        is_one = all(service == party for service in named.values())
        yield Entry(party, party if is_one else None, party)
        for spelling, service in named.items():
            yield Entry(spelling, service, party)


def _listed() -> Iterator[Entry]:
    for line in _lines("names.tsv"):
        name, _, party = line.partition("\t")
        yield Entry(name, name, party)


def _lines(name: str) -> Iterator[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def plain_title(name: str) -> str:
    """A service's name without the note that explains it ("Adyen (payments)")."""
    return name.partition(" (")[0].partition(" / ")[0].strip()
