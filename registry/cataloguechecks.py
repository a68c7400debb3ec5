"""What must agree between the files of the catalogue: ids, countries, dated names, and who is pointed at."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TypeVar

from registry.catalogueshapes import (
    Catalogue,
    Organisation,
    OrganisationName,
    Service,
    SubprocessorList,
    SubprocessorRow,
)
from registry.errors import BadRecord

T = TypeVar("T")

_UNIONS = frozenset({"EU"})  # two capital letters that are no country and are written as a place


def refuse_incoherence(catalogue: Catalogue, countries: Collection[str]) -> None:
    """Raise `BadRecord` for the first record that points nowhere, names no country or contradicts itself."""
    for organisation in catalogue.organisations.values():
        _check_organisation(organisation, catalogue, countries)
    for service in catalogue.services.values():
        _check_service(service, catalogue, countries)
    for one in catalogue.lists.values():
        _check_list(one, catalogue, countries)


def by_id(rows: Iterable[T], place: Callable[[T], str], id_of: Callable[[T], str]) -> dict[str, T]:
    """Rows by id; an id that stands twice is refused. `place` names the row's file for the message."""
    found: dict[str, T] = {}
    for row in rows:
        id_ = id_of(row)
        if id_ in found:
            message = f"the id stands already in {place(found[id_])}. Give one of the two another id."
            raise BadRecord(message, where=f"{place(row)}, {id_}", field="id")
        found[id_] = row
    return found


def _check_organisation(one: Organisation, catalogue: Catalogue, countries: Collection[str]) -> None:
    where = f"organisations/{one.id}.toml, {one.id}"
    if one.parent is not None and one.parent not in catalogue.organisations:
        raise _points_nowhere(where, "parent", one.parent, "organisation")
    persons = {person.id for person in one.legal_persons}
    for number, certification in enumerate(one.certifications, 1):
        person = certification.legal_person
        if person is not None and person not in persons:
            raise _points_nowhere(where, f"certifications[{number}].legal_person", person, "legal person of its own")
    for person_ in one.legal_persons:
        if person_.country is not None:
            _check_country(f"{where}, {person_.id}", "country", person_.country, countries)
    _check_names(where, one.names)


def _check_names(where: str, names: tuple[OrganisationName, ...]) -> None:
    """No two dated names of one kind hold on the same day."""
    dated = [name for name in names if name.valid_from is not None]
    for earlier in dated:
        for later in dated:
            if earlier is later or earlier.kind is not later.kind or not _starts_within(later, earlier):
                continue
            message = f"“{later.name}” from {later.valid_from} overlaps “{earlier.name}”. End one before the other."
            raise BadRecord(message, where=where, field="names")


def _starts_within(later: OrganisationName, earlier: OrganisationName) -> bool:
    start = later.valid_from or date.min
    return (earlier.valid_from or date.min) <= start < (earlier.valid_until or date.max)


def _check_service(one: Service, catalogue: Catalogue, countries: Collection[str]) -> None:
    where = f"services/{one.organisation}.toml, {one.id}"
    if one.organisation not in catalogue.organisations:
        raise _points_nowhere(where, "organisation", one.organisation, "organisation")
    for location in one.locations:
        for country in location.countries:
            _check_country(where, "location.countries", country, countries)
    for third in one.third_countries:
        _check_country(where, "third_country.country", third.country, countries)


def _check_list(one: SubprocessorList, catalogue: Catalogue, countries: Collection[str]) -> None:
    where = f"subprocessors/{one.organisation}.toml, {one.id}"
    if one.service not in catalogue.services:
        raise _points_nowhere(where, "service", one.service, "service")
    if one.newer is not None and one.newer not in catalogue.lists:
        raise _points_nowhere(where, "newer", one.newer, "list")
    for row in (*one.rows, *(row for version in one.versions for row in version.rows)):
        _check_row(f"{where}, row “{row.name}”", row, catalogue, countries)


def _check_row(where: str, row: SubprocessorRow, catalogue: Catalogue, countries: Collection[str]) -> None:
    if row.organisation is not None and row.organisation not in catalogue.organisations:
        raise _points_nowhere(where, "organisation", row.organisation, "organisation")
    if row.service is not None and row.service not in catalogue.services:
        raise _points_nowhere(where, "service", row.service, "service")
    if row.seat is not None:
        _check_country(where, "seat", row.seat, countries)
    for place in row.places:
        if len(place) == 2 and place.isupper() and place not in _UNIONS:
            _check_country(where, "places", place, countries)


def _check_country(where: str, field: str, code: str, countries: Collection[str]) -> None:
    if code not in countries:
        message = f"`{field}` is “{code}”, which is no ISO 3166-1 alpha-2 code. See data/geo/countries.toml."
        raise BadRecord(message, where=where, field=field)


def _points_nowhere(where: str, field: str, found: str, kind: str) -> BadRecord:
    message = f"`{field}` is “{found}”, and there is no {kind} with this id. Mend the id, or add the {kind}."
    return BadRecord(message, where=where, field=field)
