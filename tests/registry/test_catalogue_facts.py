"""The catalogue holds every fact of the reference texts, with its grade and source, and not one more."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.cataloguefiles import folded, load
from registry.catalogueshapes import Catalogue, DetectionKind, OrganisationKind, Service, Sourced
from registry.terms import Grade

pytestmark = pytest.mark.shared

_MODULES = {1: "c2c", 2: "c2p", 3: "p2p", 4: "p2c"}
_STATES = {"listed": "active"}
_KINDS = {"art49": "derogation"}
_CATEGORIES = {"payments": "payment", "consent_management": "consent"}
_KEYS = {
    "entity country": "SEAT",
    "law.yaml": "LAW",
    "law.yaml NZ": "LAW",
    "law.yaml dpf_register": "DPFREG",
    "memory": "MEM",
    "PROBO (name); country from memory": "PROBO",
    "DNA (companies/zendesk-international-ltd.json)": "DNA",
    "GT (browser-intake-datadoghq.eu)": "GT",
    "GT (hs-sites-eu1.com, feedback-eu1.hubapi.com)": "GT",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def vendors(shared: Path) -> dict[str, dict[str, Any]]:
    texts = [(shared / "facts" / name).read_text() for name in ("vendors.yaml", "vendors_additions.yaml")]
    return {one["id"]: one for text in texts for one in yaml.safe_load(text)["vendors"]}


@pytest.fixture(scope="module")
def read(vendors: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The vendors of which something was read."""
    return {id_: one for id_, one in vendors.items() if one.get("evidence") != "name_only"}


def _cited(catalogue: Catalogue, sources: Iterable[str] | str | None, otherwise: str = "MEM") -> set[str]:
    listed = [sources] if isinstance(sources, str) else list(sources or ())
    return {_citation(catalogue, str(one)) for one in listed} or {catalogue.sources[otherwise].what}


def _citation(catalogue: Catalogue, source: str) -> str:
    key = _KEYS.get(source, source)
    if key in catalogue.sources:
        return catalogue.sources[key].what
    if source.startswith(("http://", "https://")):
        return source.split()[0]
    if re.fullmatch(r"github\.com/\S+", source):
        return f"https://{source}"
    return " ".join(re.sub(r"^OTA ", "Open Terms Archive, ", source).split())


def _seen(record: Sourced) -> tuple[Grade, frozenset[str]]:
    return record.grade, frozenset(record.source)


def _of(catalogue: Catalogue, id_: str) -> tuple[Service, ...]:
    found = catalogue.services_of(id_)
    assert found, id_
    return found


def _distinct(rows: Iterable[Any]) -> list[Any]:
    """Records that several services share, once each."""
    return list({id(row): row for row in rows}.values())


def test_every_vendor_is_an_organisation_and_the_bare_names_are_marked(
    catalogue: Catalogue, vendors: dict[str, dict[str, Any]]
) -> None:
    assert len(vendors) == 164
    bare = {id_ for id_, one in vendors.items() if one.get("evidence") == "name_only"}
    assert len(bare) == 24
    for id_, vendor in vendors.items():
        one = catalogue.organisations[id_]
        assert one.name == vendor["name"]
        assert (one.kind is OrganisationKind.NAMED_ONLY) == (id_ in bare), id_


def test_a_bare_name_states_nothing(catalogue: Catalogue) -> None:
    bare = [one for one in catalogue.organisations.values() if one.kind is OrganisationKind.NAMED_ONLY]
    for one in bare:
        assert not any((one.legal_persons, one.certifications, one.names)), one.id
        for service in catalogue.services_of(one.id):
            told = (service.roles, service.mechanisms, service.locations, service.third_countries, service.notice)
            assert not any(told), service.id
            assert service.grade is Grade.MEMORY, service.id


def test_every_alias_leads_to_its_vendor(catalogue: Catalogue, vendors: dict[str, dict[str, Any]]) -> None:
    for id_, vendor in vendors.items():
        for name in (vendor["name"], *vendor["aliases"], *vendor.get("outdated_names", {})):
            match = catalogue.resolve(name)
            assert match is not None, name
            assert match.organisation == id_, name


def test_every_company_stands_with_seat_grade_and_source(catalogue: Catalogue, read: dict[str, dict[str, Any]]) -> None:
    counted = 0
    for id_, vendor in read.items():
        family = [id_, catalogue.organisations[id_].parent]
        held = {p.name: p for key in family if key for p in catalogue.organisations[key].legal_persons}
        for entity in vendor["entities"]:
            person = held[entity["name"]]
            counted += 1
            assert person.country == entity["country"], entity
            if person.organisation != id_:
                continue  # the parent's own record says how it was seen
            assert person.relation_as_written in (entity["relation"], ""), entity
            assert person.relation_as_written or person.relation == entity["relation"], entity
            cited = frozenset(_cited(catalogue, entity["source"]))
            assert _seen(person) == (entity["verification"], cited), entity
            assert (person.address, person.email) == (entity.get("address"), entity.get("email"))
            assert _numbers(entity.get("registration")) == [one.number for one in person.identifiers], entity
    assert counted == 90 + 147 - 24


def _numbers(registration: str | Mapping[str, str] | None) -> list[str]:
    if isinstance(registration, Mapping):
        return [str(number) for number in registration.values()]
    return [re.sub(r"^(CVR|SIREN) ", "", registration)] if registration else []


def test_every_service_stands_with_its_claimed_roles(catalogue: Catalogue, read: dict[str, dict[str, Any]]) -> None:
    roles = 0
    for id_, vendor in read.items():
        services = _of(catalogue, id_)
        assert len(services) == len(vendor["services"]), id_
        for service, stated in zip(services, vendor["services"], strict=True):
            names = [name.casefold() for name in (service.name, *service.aliases)]
            assert any(stated["name"].casefold() in name for name in names), service.id
            assert service.category == _CATEGORIES.get(stated["category"], stated["category"])
            assert service.data_categories == tuple(dict.fromkeys(stated["data_categories"]))
            assert service.purposes == tuple(dict.fromkeys(stated["purposes"]))
            expected = [
                (r["role"], r["context"], r["reason"], r["verification"], _cited(catalogue, r.get("source")))
                for r in stated["roles"]
            ]
            found = [(r.role, r.context, r.reason, r.grade, set(r.source)) for r in service.roles]
            assert found == expected, service.id
            roles += len(found)
    assert roles >= 200


def test_every_address_is_a_document(catalogue: Catalogue, read: dict[str, dict[str, Any]]) -> None:
    for id_, vendor in read.items():
        urls = {k: u for k, u in vendor.get("urls", {}).items() if u and k not in ("verification", "source")}
        documents = {d.label: d for s in _of(catalogue, id_) for d in s.documents if d.label != "list_as_read"}
        assert {label: d.url for label, d in documents.items()} == urls, id_
        for document in documents.values():
            cited = frozenset(_cited(catalogue, vendor["urls"].get("source"), "ITSELF"))
            assert _seen(document) == (vendor["urls"]["verification"], cited), document.id


def test_every_place_that_was_read_is_a_location(catalogue: Catalogue, read: dict[str, dict[str, Any]]) -> None:
    for id_, vendor in read.items():
        stated = [h for h in vendor["hosting"] if h.get("location") not in (None, "not read")]
        found = _distinct(one for s in _of(catalogue, id_) for one in s.locations)
        assert len(found) == len(stated), id_
        for location, place in zip(found, stated, strict=True):
            assert _seen(location) == (place["verification"], _cited(catalogue, place.get("source"))), id_
            for code in re.findall(r"\b[A-Z]{2}\b(?! )|^[A-Z]{2}\b", str(place["location"])):
                assert code in (*location.countries, "EU", "AI"), (id_, code)


def test_every_third_country_is_told_with_its_basis(catalogue: Catalogue, read: dict[str, dict[str, Any]]) -> None:
    for id_, vendor in read.items():
        basis = vendor.get("third_countries_basis", {})
        found = {t.country: str(t.basis) for t in _of(catalogue, id_)[0].third_countries}
        assert found == {code: basis.get(code, "unstated") for code in vendor["third_countries"]}, id_


def test_every_declared_mechanism_stands(catalogue: Catalogue, read: dict[str, dict[str, Any]]) -> None:
    for id_, vendor in read.items():
        found = _distinct(one for s in _of(catalogue, id_) for one in s.mechanisms)
        assert len(found) == len(vendor["transfers"]), id_
        for held, stated in zip(found, vendor["transfers"], strict=True):
            assert held.kind == _KINDS.get(stated["kind"], stated["kind"])
            assert held.detail == stated["detail"]
            cited = frozenset(_cited(catalogue, stated.get("source")))
            assert _seen(held) == (stated["verification"], cited), (id_, stated)
            if stated.get("modules"):
                assert held.modules == tuple(_MODULES[one] for one in stated["modules"]), id_
            if stated.get("state"):
                assert held.state == _STATES.get(stated["state"], stated["state"])
            checked = stated.get("register_checked") or None
            assert (str(held.checked_on) if held.checked_on else None) == checked, id_


def test_clauses_with_a_module_are_those_of_2021(catalogue: Catalogue) -> None:
    for service in catalogue.services.values():
        for one in service.mechanisms:
            assert not one.modules or one.act == "(EU) 2021/914", service.id


def test_notice_and_objection_days_stand(catalogue: Catalogue, read: dict[str, dict[str, Any]]) -> None:
    with_terms = {id_: vendor["notice"] for id_, vendor in read.items() if vendor.get("notice")}
    for id_, stated in with_terms.items():
        found = _distinct(one for s in _of(catalogue, id_) for one in s.notice)
        assert [(t.notice_days, t.objection_days) for t in found] == [
            (stated.get("days"), stated.get("objection_days"))
        ]
        assert found[0].objection == (stated.get("objection") or "")
        if stated.get("source"):
            assert _seen(found[0]) == (stated["verification"], _cited(catalogue, stated["source"])), id_
    assert catalogue.services["hubspot-crm"].notice_days == 30
    assert catalogue.services["typeform"].notice_days is None


def test_conflicts_stay_conflicts(catalogue: Catalogue, read: dict[str, dict[str, Any]]) -> None:
    for id_, vendor in read.items():
        found = _distinct(one for s in _of(catalogue, id_) for one in s.conflicts)
        assert len(found) == len(vendor.get("conflicts", [])), id_


def test_everything_by_which_a_service_is_recognised_stands(
    catalogue: Catalogue, vendors: dict[str, dict[str, Any]]
) -> None:
    for id_, vendor in vendors.items():
        stated = vendor.get("detection") or {}
        services = _of(catalogue, id_)
        by_kind: dict[str, set[str]] = {}
        for one in _distinct(d for s in services for d in s.detections):
            by_kind.setdefault(one.kind, set()).update(one.values)
        domains = {*stated.get("domains", ()), *stated.get("more_domains", ())}
        assert domains <= by_kind.get(DetectionKind.DOMAIN, set()), id_
        for kind, key in (
            ("host", "hosts"),
            ("script", "scripts"),
            ("inline", "inline"),
            ("id_pattern", "id_patterns"),
        ):
            assert set(stated.get(key, ())) <= by_kind.get(kind, set()), (id_, kind)
        cookies = {(c.name, c.prefix, c.category, c.lifetime) for s in services for c in s.cookies}
        expected = {
            (c["name"], c["prefix"], c["category"], (c["lifetime"] or "").strip()) for c in stated.get("cookies", ())
        }
        assert cookies == expected, id_


def test_names_in_the_catalogue_are_distinct(catalogue: Catalogue) -> None:
    names = [folded(one.name) for one in catalogue.organisations.values()]
    assert len(names) == len(set(names))
