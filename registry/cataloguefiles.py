"""`data/catalogue` -> the catalogue: strictly read, checked, and named by the hash of its bytes.

    sources.toml             [[source]]: what many records cite by its key, with its licence
    ambiguous.toml           [[ambiguous]]: names that fit several organisations, and which
    organisations/ID.toml    [[organisation]] with names, legal_persons and certifications; bare names, which are
                             recognised and never shown as facts, stand together in named_only.toml
    services/ID.toml         [[service]] with roles, and what its documents say: [[document]] [[location]]
                             [[third_country]] [[mechanism]] [[notice]] [[detection]] [[cookies]] [[conflict]]
    subprocessors/ID.toml    [[list]] with rows, history and versions

ID is the organisation's. A record beside the services names the ones it is about in `services`; left out, it is about
all of the file. A source is a key of sources.toml or of the file's own [sources].
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from registry.cataloguechecks import by_id, refuse_incoherence
from registry.cataloguenames import folded, names_of
from registry.catalogueshapes import (
    Catalogue,
    Certification,
    CertificationState,
    CitedSource,
    Conflict,
    Cookie,
    CookieRow,
    CookieTable,
    DeclaredMechanism,
    Detection,
    Document,
    Location,
    NoticeTerms,
    Organisation,
    OrganisationKind,
    Service,
    Sourced,
    SubprocessorList,
    ThirdCountries,
    ThirdCountry,
)
from registry.errors import BadRecord
from registry.lawfiles import DATA, fingerprint, place_names
from registry.recordfiles import RecordFile, open_records
from registry.shaping import Place, Raw, built

__all__ = ["DATA", "folded", "load"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ambiguous(Sourced):
    name: str
    candidates: tuple[str, ...]


# the arrays beside [[service]]: the shape of a record, and the field of the service it goes to
_BESIDE: Mapping[str, tuple[type[Any], str]] = MappingProxyType(
    {
        "document": (Document, "documents"),
        "location": (Location, "locations"),
        "third_country": (ThirdCountries, "third_countries"),
        "mechanism": (DeclaredMechanism, "mechanisms"),
        "notice": (NoticeTerms, "notice"),
        "detection": (Detection, "detections"),
        "cookies": (CookieTable, "cookies"),
        "conflict": (Conflict, "conflicts"),
    }
)
_ASSEMBLED = frozenset(field for _, field in _BESIDE.values()) | {"organisation"}


@dataclass(frozen=True, slots=True)
class _File:
    """One file with the organisation its name says, and the citations its records may use."""

    records: RecordFile
    organisation: str
    cited: Mapping[str, str]

    def rows(self, kind: str) -> Iterator[tuple[Raw, Place]]:
        """The raw records of a kind, each with its place for messages."""
        for number, raw in enumerate(self.records.arrays.get(kind, ()), 1):
            id_ = raw.get("id")
            label = id_ if isinstance(id_, str) and id_ else f"[[{kind}]] number {number}"
            yield raw, Place(f"{self.records.name}, {label}", self.cited)


def load(folder: Path | None = None) -> Catalogue:
    """The catalogue of a folder (None: the one that is installed). Raises `BadRecord`."""
    folder = folder or DATA / "catalogue"
    paths = _paths(folder)
    sources = _sources(folder / "sources.toml")
    organisations = _organisations(_files(folder, "organisations", {"organisation"}, sources))
    services = _services(_files(folder, "services", {"service", *_BESIDE}, sources))
    lists = tuple(_lists(_files(folder, "subprocessors", {"list"}, sources)))
    persons = chain.from_iterable(one.legal_persons for one in organisations.values())
    documents = dict.fromkeys(document for service in services.values() for document in service.documents)
    ambiguous = _ambiguous(folder / "ambiguous.toml", sources, organisations)
    catalogue = Catalogue(
        sha256=fingerprint((path.name, path.read_bytes()) for path in paths),
        organisations=MappingProxyType(organisations),
        legal_persons=MappingProxyType(by_id(persons, _organisation_file, lambda one: one.id)),
        services=MappingProxyType(services),
        documents=MappingProxyType(by_id(documents, _service_file, lambda one: one.id)),
        lists=MappingProxyType(by_id(lists, lambda one: f"subprocessors/{one.organisation}.toml", lambda one: one.id)),
        sources=MappingProxyType(sources),
        names=names_of(organisations.values(), services.values(), ambiguous),
    )
    refuse_incoherence(catalogue, frozenset(place_names()))
    return catalogue


def _organisation_file(one: Any) -> str:
    return f"organisations/{one.organisation}.toml"


def _service_file(one: Any) -> str:
    return f"services/{one.organisation}.toml"


def _paths(folder: Path) -> tuple[Path, ...]:
    paths = tuple(sorted(folder.rglob("*.toml"), key=lambda path: path.relative_to(folder).as_posix()))
    if not paths:
        raise BadRecord("holds no .toml file. Name a folder with the catalogue's records.", where=str(folder))
    return paths


def _files(folder: Path, part: str, kinds: set[str], sources: Mapping[str, CitedSource]) -> Iterator[_File]:
    common = {key: source.what for key, source in sources.items()}
    for path in sorted((folder / part).glob("*.toml")):
        records = replace(open_records(path, kinds=kinds), name=f"{part}/{path.name}")
        for key in records.sources.keys() & common.keys():
            raise Place(records.name, {}).below("sources").below(key).refusal("stands in sources.toml already.")
        own = {key: entry.address or entry.what for key, entry in records.sources.items()}
        yield _File(records, path.stem, {**common, **own})


def _sources(path: Path) -> dict[str, CitedSource]:
    if not path.is_file():
        return {}
    rows = open_records(path, kinds={"source"}).records("source", CitedSource)
    return by_id(rows, lambda _: path.name, lambda one: one.key)


def _ambiguous(
    path: Path, sources: Mapping[str, CitedSource], organisations: Mapping[str, Organisation]
) -> dict[str, tuple[str, ...]]:
    if not path.is_file():
        return {}
    file = _File(open_records(path, kinds={"ambiguous"}), "", {key: one.what for key, one in sources.items()})
    found: dict[str, tuple[str, ...]] = {}
    for raw, place in file.rows("ambiguous"):
        one = built(_Ambiguous, raw, place)
        for id_ in one.candidates:
            if id_ not in organisations:
                raise place.below("candidates").refusal(f"names “{id_}”, and there is no organisation with this id.")
        found[one.name] = one.candidates
    return found


def _organisations(files: Iterator[_File]) -> dict[str, Organisation]:
    rows = [_organisation(file, raw, place) for file in files for raw, place in file.rows("organisation")]
    return by_id(rows, lambda one: f"organisations/{one.id}.toml", lambda one: one.id)


def _organisation(file: _File, raw: Raw, place: Place) -> Organisation:
    if file.organisation != NAMED_ONLY and raw.get("id") != file.organisation:
        raise place.below("id").refusal(f"must be “{file.organisation}”, as the file is called.")
    owned = {key: _each_with(raw[key], organisation=raw["id"]) for key in _OWNED if key in raw}
    one = built(Organisation, {**raw, **owned}, place)
    if (one.kind is OrganisationKind.NAMED_ONLY) != (file.organisation == NAMED_ONLY):
        raise place.below("kind").refusal(f"is “{one.kind}”. Bare names, and only they, stand in named_only.toml.")
    return replace(one, certifications=tuple(_from_a_day(held) for held in one.certifications))


NAMED_ONLY = "named_only"  # the one file that holds many organisations
_OWNED = frozenset({"legal_persons", "certifications"})


def _each_with(rows: object, **injected: object) -> object:
    """Raw records with the fields that the file's place says; anything else is left for the shape to refuse."""
    if not isinstance(rows, list):
        return rows
    return [{**row, **injected} if isinstance(row, dict) else row for row in rows]


def _from_a_day(held: Certification) -> Certification:
    """Held from its known start, else from the day it was seen."""
    if held.valid_from is not None or held.state not in (CertificationState.ACTIVE, CertificationState.CLAIMED):
        return held
    return replace(held, valid_from=held.seen_on)


def _services(files: Iterator[_File]) -> dict[str, Service]:
    found = chain.from_iterable(_services_of(file) for file in files)
    return by_id(found, _service_file, lambda one: one.id)


def _services_of(file: _File) -> list[Service]:
    services = [_service(file, raw, place) for raw, place in file.rows("service")]
    known = tuple(by_id(services, _service_file, lambda one: one.id))
    gathered: dict[str, dict[str, list[Any]]] = {id_: {} for id_ in known}
    for kind, (shape, field) in _BESIDE.items():
        for raw, place in file.rows(kind):
            about = _about(raw, known, place)
            for record in _records(shape, file, raw, about, place):
                for id_ in about:
                    gathered[id_].setdefault(field, []).append(record)
    return [_with(service, gathered[service.id]) for service in services]


def _with(service: Service, gathered: Mapping[str, list[Any]]) -> Service:
    fields: dict[str, Any] = {field: tuple(rows) for field, rows in gathered.items()}
    return replace(service, **fields)


def _service(file: _File, raw: Raw, place: Place) -> Service:
    for key in raw.keys() & _ASSEMBLED:
        raise place.below(key).refusal("is not written here: it comes from the file's name and the records beside.")
    return built(Service, {**raw, "organisation": file.organisation}, place)


def _about(raw: Raw, known: tuple[str, ...], place: Place) -> tuple[str, ...]:
    """The services of the file a record is about."""
    named = raw.get("services", list(known))
    if not isinstance(named, list) or not named:
        raise place.below("services").refusal("must be a list of ids of this file's services; leave it out for all.")
    for id_ in named:
        if id_ not in known:
            raise place.below("services").refusal(f"names “{id_}”, which is no service of this file.")
    return tuple(named)


def _records(shape: type[Any], file: _File, raw: Raw, about: tuple[str, ...], place: Place) -> Iterator[Any]:
    bare = {key: value for key, value in raw.items() if key != "services"}
    if shape is Document:
        bare |= {"organisation": file.organisation, "services": list(about)}
    record = built(shape, bare, place)
    if isinstance(record, CookieTable):
        yield from (_cookie(row, record) for row in record.rows)
    elif isinstance(record, ThirdCountries):
        yield from (_third_country(country, record) for country in record.countries)
    else:
        yield record


def _cookie(row: CookieRow, table: CookieTable) -> Cookie:
    return Cookie(
        name=row.name,
        prefix=row.prefix,
        category=row.category,
        lifetime=row.lifetime,
        grade=table.grade,
        source=table.source,
    )


def _third_country(country: str, table: ThirdCountries) -> ThirdCountry:
    return ThirdCountry(country=country, basis=table.basis, grade=table.grade, source=table.source)


def _lists(files: Iterator[_File]) -> Iterator[SubprocessorList]:
    for file in files:
        for raw, place in file.rows("list"):
            yield built(SubprocessorList, {**raw, "organisation": file.organisation}, place)
