"""Sub-processor lists and certifications of the catalogue hold what the reference texts hold."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.cataloguefiles import load
from registry.catalogueshapes import Catalogue, CertificationState, SubprocessorList, SubprocessorRow
from registry.terms import Coverage, Framework, Grade, SeenIn

_OWNERS = {"basecamp": "37signals", "hey": "37signals", "37signals_company": "37signals"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def stated(shared: Path) -> list[dict[str, Any]]:
    texts = [(shared / "facts" / name).read_text() for name in ("subprocessors.yaml", "subprocessors_additions.yaml")]
    return [one for text in texts for one in yaml.safe_load(text)["lists"]]


def _held(catalogue: Catalogue, one: dict[str, Any]) -> SubprocessorList:
    """The list of the catalogue for a stated one: by owner, address and number of rows."""
    owner = _OWNERS.get(one["vendor"], one["vendor"])
    rows = _rows(one)
    fits = [
        held
        for held in catalogue.lists.values()
        if (held.organisation, held.url, len(held.rows)) == (owner, one["url"], len(rows))
    ]
    assert len(fits) == 1, one["vendor"]
    return fits[0]


def _rows(one: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the newest version that has any."""
    versions = [v["subprocessors"] for v in one.get("versions", ()) if v.get("subprocessors")]
    return one.get("subprocessors") or versions[-1]


def _told(row: SubprocessorRow) -> tuple[Any, ...]:
    group = row.group.value if row.group else None
    return row.name, row.purpose, list(row.places), row.seat, group, row.products, row.url


def _expected(row: dict[str, Any]) -> tuple[Any, ...]:
    products = row.get("products") or row.get("service") or row.get("variant") or ""
    return (
        row["name"],
        _short(row.get("purpose") or ""),
        row.get("processing") or [],
        row.get("corporate"),
        row.get("group"),
        products,
        row.get("url"),
    )


def _short(purpose: str) -> str:
    """A purpose as long as a sentence is the page's own text: the catalogue keeps its first words."""
    return purpose.partition(" - ")[0] if len(purpose.split()) >= 12 else purpose


@pytest.mark.shared
def test_every_row_of_every_list_stands_as_written(catalogue: Catalogue, stated: list[dict[str, Any]]) -> None:
    assert len(stated) == len(catalogue.lists) == 55
    counted = 0
    for one in stated:
        held = _held(catalogue, one)
        assert [_told(row) for row in held.rows] == [_expected(row) for row in _rows(one)], held.id
        counted += len(one.get("subprocessors") or ())
    assert counted == 179 + 342


@pytest.mark.shared
def test_a_list_says_when_it_was_dated_and_how_much_of_it_was_read(
    catalogue: Catalogue, stated: list[dict[str, Any]]
) -> None:
    for one in stated:
        held = _held(catalogue, one)
        assert held.complete == (one["complete"] is True), held.id
        assert bool(held.extent) or not isinstance(one["complete"], str), held.id
        assert held.notice_days == one.get("notice_days"), held.id
        assert held.scope == (one.get("scope") or "")
        assert one["verification"].startswith(held.grade) or held.extent, held.id
        if re.fullmatch(r"\d{4}-\d\d-\d\d", str(one.get("date"))):
            assert str(held.dated) == one["date"], held.id


@pytest.mark.shared
def test_the_history_of_a_list_stands(catalogue: Catalogue, stated: list[dict[str, Any]]) -> None:
    for one in stated:
        held = _held(catalogue, one)
        days = Counter(str(change.dated) for change in held.history if change.dated)
        for change in one.get("history", ()):
            if "added" in change:
                same = [h for h in held.history if str(h.dated) == change["date"]]
                assert any((list(h.added), list(h.removed)) == (change["added"], change["removed"]) for h in same)
            elif re.fullmatch(r"\d{4}-\d\d-\d\d", change["date"]):
                assert days[change["date"]] >= 1, held.id


@pytest.mark.shared
def test_earlier_versions_keep_their_rows(catalogue: Catalogue, stated: list[dict[str, Any]]) -> None:
    versions = [v for one in catalogue.lists.values() for v in one.versions]
    names = {(str(v.dated), tuple(row.name for row in v.rows)) for v in versions}
    for one in stated:
        earlier = one.get("earlier_version")
        if earlier:
            assert (earlier["date"], tuple(earlier["names"])) in names
        for version in one.get("versions", ())[:-1]:
            day = version.get("effective") or version.get("date")
            rows = version.get("names") or [row["name"] for row in version["subprocessors"]]
            if (day, tuple(rows)) not in names:
                assert tuple(row.name for row in _held(catalogue, one).rows) == tuple(rows), day


def test_a_newer_list_of_the_same_service_is_pointed_at(catalogue: Catalogue) -> None:
    older = [one for one in catalogue.lists.values() if one.newer]
    assert {one.id for one in older} == {"notion-2025-08-12", "sentry-2025-08-12", "mistral-2025-04-24"}
    for one in older:
        assert catalogue.lists[str(one.newer)].service == one.service


def test_two_incomplete_lists_prove_no_removal(catalogue: Catalogue) -> None:
    assert not catalogue.lists["notion"].complete
    assert not catalogue.lists["notion-2025-08-12"].complete


@pytest.mark.shared
def test_every_participant_of_the_register_part_stands(catalogue: Catalogue, shared: Path) -> None:
    register = yaml.safe_load((shared / "facts" / "law.yaml").read_text())["dpf_register"]
    listed = [c for o in catalogue.organisations.values() for c in o.certifications if c.seen_in is SeenIn.REGISTER]
    active = [c for c in listed if c.state is CertificationState.ACTIVE and c.framework is Framework.EU_US_DPF]
    for one in register["participants_seen"]:
        if "Inactive" in one["status"]:
            continue
        fits = [c for c in active if c.register_id == (str(one["id"]) if one["id"] else c.register_id)]
        fits = [c for c in fits if str(c.seen_on) == str(one["as_of"])]
        due = str(one["usage_end"]) if "usage_end" in one else "None"
        assert any(str(c.recertify_by) == due and c.status_as_written == one["status"] for c in fits), one
    assert len(active) == len(register["participants_seen"]) - 1
    absent = [c for c in listed if c.state is CertificationState.NOT_LISTED]
    assert len(absent) == len(register["not_listed_seen"])
    assert {str(c.seen_on) for c in absent} == {str(one["as_of"]) for one in register["not_listed_seen"]}


def test_a_certification_holds_from_its_known_start_else_from_the_day_it_was_seen(catalogue: Catalogue) -> None:
    stripe = catalogue.organisations["stripe"].certifications[0]
    google = catalogue.organisations["google"].certifications[0]
    assert (stripe.valid_from, stripe.seen_on) == (date(2026, 5, 11), date(2026, 8, 20))
    assert (google.valid_from, google.valid_until) == (date(2026, 10, 7), None)
    assert google.recertify_by == date(2027, 9, 13)


def test_a_register_entry_belongs_to_one_legal_person(catalogue: Catalogue) -> None:
    for organisation in catalogue.organisations.values():
        for one in organisation.certifications:
            if one.state is CertificationState.ACTIVE:
                assert one.legal_person in catalogue.legal_persons, organisation.id
    assert catalogue.organisations["github"].certifications[0].covers == frozenset({Coverage.NON_HR})


def test_a_withdrawn_or_absent_certification_gives_nothing(catalogue: Catalogue) -> None:
    for organisation in catalogue.organisations.values():
        for one in organisation.certifications:
            if one.state in (CertificationState.ACTIVE, CertificationState.CLAIMED):
                assert one.may_count == (one.grade is not Grade.MEMORY)
            else:
                assert not one.may_count, organisation.id
                assert one.valid_from is None, organisation.id
    formspree = catalogue.organisations["formspree"].certifications[0]
    assert formspree.valid_until == date(2022, 4, 26)
