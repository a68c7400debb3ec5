"""Loading writes what differs from the database, and never over a person's word."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from loaded_catalogue import AT, ORGANISATIONS, SERVICES, live, load, touched
from small_catalogue import SmallCatalogue
from sqlmodel import col, select

from registry import audit, cataloguefiles
from registry.catalogue import dated, loading
from registry.catalogue.shelving import Counts
from registry.errors import Conflict
from registry.store import Store
from registry.tables import (
    Audit,
    Certification,
    Claim,
    Document,
    LawBookRow,
    Location,
    Name,
    Organisation,
    Service,
)
from registry.terms import Grade, OrganisationKind, Origin


@pytest.fixture
def files(tmp_path: Path) -> SmallCatalogue:
    return SmallCatalogue(tmp_path / "catalogue")


def test_every_record_becomes_a_row_under_its_own_id(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.read() as session:
        organisations = live(session, Organisation)
        assert {"org_nordmoln", "org_nordmoln-ab", "org_nordmoln-inc", "org_brevduvan"} < set(organisations)
        assert set(live(session, Service)) == {"svc_nordmoln-drive", "svc_nordmoln-meet", "svc_brevduvan-mail"}
        assert set(live(session, Document)) == {"doc_nordmoln-dpa", "doc_nordmoln-drive-list"}
        assert all(row.origin is Origin.DATA and row.recorded_at == AT for row in organisations.values())


def test_a_legal_person_stands_under_its_group_with_its_seat(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.read() as session:
        company = live(session, Organisation)["org_nordmoln-ab"]
    assert (company.kind, company.parent_id, company.country) == (OrganisationKind.LEGAL_PERSON, "org_nordmoln", "SE")
    assert (company.relation, company.registration) == ("eu_contracting", "556000-0000")
    assert company.contact == {"address": "Storgatan 1, Luleå"}


def test_a_legal_person_with_the_key_of_its_group_is_told_from_it(store: Store, files: SmallCatalogue) -> None:
    files.edit(ORGANISATIONS, 'id = "nordmoln-ab"', 'id = "nordmoln"')
    load(store, files)
    with store.read() as session:
        organisations = live(session, Organisation)
    assert organisations["org_nordmoln"].kind is OrganisationKind.GROUP
    assert organisations["org_nordmoln~company"].kind is OrganisationKind.LEGAL_PERSON


def test_a_certification_belongs_to_the_legal_person_that_holds_it(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.read() as session:
        (certification,) = live(session, Certification).values()
    assert certification.organisation_id == "org_nordmoln-inc"
    assert (certification.valid_from, certification.covers) == (date(2026, 2, 1), ["non_hr"])


def test_a_statement_about_two_countries_is_two_places_and_words_alone_are_one(
    store: Store, files: SmallCatalogue
) -> None:
    load(store, files)
    with store.read() as session:
        places = {(row.manner.value, row.country, row.open_ended) for row in live(session, Location).values()}
    assert places == {("storage", "SE", True), ("storage", "IE", True), ("remote_access", None, False)}


def test_what_documents_say_stays_a_claim(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.read() as session:
        claims = {claim.field: claim for claim in session.exec(select(Claim))}
    assert set(claims) == {"role", "mechanism"}
    assert claims["mechanism"].value["modules"] == ["c2p"]
    assert claims["role"].subject_id == "svc_nordmoln-drive"
    assert claims["role"].source == "https://nordmoln.example/dpa\nthe company's own site"


def test_a_former_name_ends_and_every_name_can_be_looked_up_folded(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.read() as session:
        names = {row.folded: row for row in live(session, Name).values()}
    assert names["molnfabriken"].valid_until == date(2021, 5, 1)
    assert names["nordmoln inc"].subject_id == "org_nordmoln-inc"
    assert names["drive"].subject_id == "svc_nordmoln-drive"


def test_a_second_load_writes_nothing_not_even_a_link_of_the_chain(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.read() as session:
        head = audit.head(session)
    again = load(store, files, AT + timedelta(days=1))
    assert not again.wrote()
    with store.read() as session:
        assert audit.head(session) == head


def test_every_row_of_a_load_stands_in_the_chain_and_the_chain_holds(store: Store, files: SmallCatalogue) -> None:
    loaded = load(store, files)
    with store.read() as session:
        assert audit.verify(session) is None
        links = len(session.exec(select(Audit.seq)).all())
    assert links == sum(counts.added for counts in loaded.tables.values())


def test_a_changed_record_replaces_its_row_alone_and_the_old_one_stays_known(
    store: Store, files: SmallCatalogue
) -> None:
    load(store, files)
    files.edit(ORGANISATIONS, 'country = "US"', 'country = "CA"')
    later = AT + timedelta(days=1)
    assert touched(load(store, files, later)) == {"organisation": Counts(changed=1, kept=5)}
    with store.read() as session:
        moment = dated.Moment(date(2026, 3, 3))
        assert dated.one(session, Organisation, "org_nordmoln-inc", moment).country == "CA"
        before = dated.Moment(date(2026, 3, 3), known_at=AT)
        assert dated.one(session, Organisation, "org_nordmoln-inc", before).country == "US"


def test_a_record_gone_from_the_data_is_retired_not_deleted(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    files.edit(SERVICES, 'countries = ["SE", "IE"]', 'countries = ["SE"]')
    assert touched(load(store, files))["location"] == Counts(ended=1, kept=2)
    with store.read() as session:
        rows = session.exec(select(Location).where(Location.country == "IE")).all()
    assert [row.retired_at for row in rows] == [AT]


def test_records_that_only_change_places_are_no_change(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    files.edit(SERVICES, 'countries = ["SE", "IE"]', 'countries = ["IE", "SE"]')
    assert not load(store, files).wrote()


def test_what_a_person_decided_outlives_a_load_that_says_otherwise(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.write("anna") as session:
        row = dated.one(session, Organisation, "org_nordmoln-inc", dated.Moment(date(2026, 3, 2)))
        dated.correct(session, row, country="IE", origin=Origin.PERSON, source="a letter")
    files.edit(ORGANISATIONS, 'country = "US"', 'country = "CA"')
    loaded = load(store, files, AT + timedelta(days=1))
    assert loaded.tables["organisation"] == Counts(kept=5, decided=1)
    with store.read() as session:
        assert live(session, Organisation)["org_nordmoln-inc"].country == "IE"


def test_an_organisation_of_a_portfolio_is_not_ended_because_the_data_do_not_know_it(
    store: Store, files: SmallCatalogue
) -> None:
    load(store, files)
    with store.write("anna") as session:
        dated.add(
            session,
            Organisation(
                id="org_own", kind=OrganisationKind.LEGAL_PERSON, name="Vi AB", is_controller=True, source="own file",
                grade=Grade.PRIMARY, origin=Origin.IMPORT, recorded_at=AT,
            ),
        )  # fmt: skip
    assert not load(store, files, AT + timedelta(days=1)).wrote()


def test_a_claim_that_changes_is_superseded_and_one_that_returns_stands_again(
    store: Store, files: SmallCatalogue
) -> None:
    load(store, files)
    files.edit(SERVICES, 'modules = ["c2p"]', 'modules = ["p2p"]')
    assert load(store, files).tables["claim"] == Counts(added=1, ended=1, kept=1)
    files.edit(SERVICES, 'modules = ["p2p"]', 'modules = ["c2p"]')
    assert load(store, files).tables["claim"] == Counts(added=1, ended=1, kept=1)
    with store.read() as session:
        standing = session.exec(select(Claim).where(Claim.field == "mechanism", col(Claim.superseded_at).is_(None)))
        assert [claim.value["modules"] for claim in standing] == [["c2p"]]
    assert not load(store, files).wrote()


def test_a_claim_that_a_person_superseded_is_not_made_again(store: Store, files: SmallCatalogue) -> None:
    load(store, files)
    with store.write("anna") as session:
        claim = session.exec(select(Claim).where(Claim.field == "mechanism")).one()
        claim.superseded_at = AT
        session.add(claim)
    assert load(store, files).tables["claim"] == Counts(kept=1, decided=1)


def test_two_records_that_would_share_an_id_are_refused_and_nothing_is_written(
    store: Store, files: SmallCatalogue
) -> None:
    files.edit(ORGANISATIONS, 'id = "nordmoln-ab"', 'id = "brevduvan"')
    with pytest.raises(Conflict, match="org_brevduvan"):
        load(store, files)
    with store.read() as session:
        assert session.exec(select(Organisation)).all() == []


def test_a_law_book_is_kept_once_and_found_by_the_instant_it_was_known(store: Store) -> None:
    first, second = "a" * 64, "b" * 64
    with store.write("test") as session:
        assert loading.keep_law(session, {"law.toml": "one"}, first)
        assert not loading.keep_law(session, {"law.toml": "one"}, first)
        assert loading.keep_law(session, {"law.toml": "two"}, second)
    with store.read() as session:
        loaded = {row.sha256: row.loaded_at for row in session.exec(select(LawBookRow))}
        assert loading.law_known_at(session, loaded[first] - timedelta(seconds=1)) is None
        assert loading.law_known_at(session, loaded[first]) == first
        assert loading.law_known_at(session, loaded[second]) == second


def test_a_law_book_that_comes_back_is_known_again_from_then_on(store: Store) -> None:
    first, second = "a" * 64, "b" * 64
    with store.write("test") as session:
        for text, sha256 in (("one", first), ("two", second), ("one", first), ("two", second), ("one", first)):
            assert loading.keep_law(session, {"law.toml": text}, sha256)
    with store.read() as session:
        rows = session.exec(select(LawBookRow).order_by(LawBookRow.loaded_at)).all()
        assert [row.files["law.toml"] for row in rows] == ["one", "two", "one", "two", "one"]
        found = [loading.law_known_at(session, row.loaded_at) for row in rows]
        assert found == [row.sha256 for row in rows]


def test_the_shipped_catalogue_loads_and_a_second_load_writes_nothing(store: Store) -> None:
    catalogue = cataloguefiles.load()
    with store.write("test") as session:
        first = loading.load(session, catalogue, AT)
    with store.write("test") as session:
        second = loading.load(session, catalogue, AT + timedelta(days=1))
    assert first.tables["service"].added == len(catalogue.services)
    assert not second.wrote()
    with store.read() as session:
        assert audit.verify(session) is None
