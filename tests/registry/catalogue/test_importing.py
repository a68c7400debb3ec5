"""A portfolio becomes rows once: again changes nothing, a changed file corrects, and a person's word stands."""

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_catalogue import SmallCatalogue
from small_portfolio import AT, ORGANISATION, PORTFOLIO, bring, engagement, live, load_catalogue, written
from sqlmodel import col, select

from registry import audit, portfolios
from registry.catalogue import dated
from registry.catalogue.rows_of_portfolios import person_id
from registry.errors import Ambiguous, BadRecord
from registry.portfolioshapes import Portfolio
from registry.store import Store
from registry.tables import (
    Agreement,
    Audit,
    Claim,
    Engagement,
    JointControl,
    Measure,
    Name,
    Organisation,
    Service,
    SubprocessorRow,
    Transfer,
)
from registry.terms import OrganisationKind, Origin, Role
from registry.transfershapes import Transfer as TransferShape

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "data" / "samples" / "pahittade_fjallcyklar.toml"
LATER = AT + timedelta(days=1)


@pytest.fixture
def catalogue(store: Store, tmp_path: Path) -> Store:
    """A database with the small catalogue."""
    load_catalogue(store, SmallCatalogue(tmp_path / "catalogue"))
    return store


def one_engagement(store: Store) -> Engagement:
    with store.read() as session:
        (row,) = session.exec(select(Engagement).where(col(Engagement.retired_at).is_(None)))
        return row


def service_of(store: Store, row: Engagement) -> Service:
    with store.read() as session:
        return session.exec(select(Service).where(Service.id == row.service_id)).one()


def organisation(store: Store, identity: str | None) -> Organisation:
    with store.read() as session:
        live_row = select(Organisation).where(Organisation.id == identity, col(Organisation.retired_at).is_(None))
        return session.exec(live_row).one()


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written_as", "service"),
    [
        ("Nordmoln Drive", "svc_nordmoln-drive"),
        ("drive", "svc_nordmoln-drive"),
        ("Brevduvan", "svc_brevduvan-mail"),
        ("Brevduvan AB", "svc_brevduvan-mail"),
    ],
)
def test_a_name_leads_to_its_service_or_to_the_only_one_of_its_organisation(
    catalogue: Store, written_as: str, service: str
) -> None:
    bring(catalogue, engagement(written_as))
    row = one_engagement(catalogue)
    assert (row.service_id, row.name_as_written) == (service, written_as)


@pytest.mark.parametrize("written_as", ["Nordmoln", "Molnfabriken", "Nordmoln AB", "Nordmoln GmbH"])
def test_an_organisation_with_several_services_gets_one_named_as_written(catalogue: Store, written_as: str) -> None:
    bring(catalogue, engagement(written_as))
    service = service_of(catalogue, one_engagement(catalogue))
    assert (service.organisation_id, service.name, service.origin) == ("org_nordmoln", written_as, Origin.IMPORT)


def test_a_name_nobody_knows_becomes_an_organisation_known_by_name_only(catalogue: Store) -> None:
    bring(catalogue, engagement("Okända Tjänsten"))
    service = service_of(catalogue, one_engagement(catalogue))
    owner = organisation(catalogue, service.organisation_id)
    assert (service.name, owner.name, owner.kind) == (
        "Okända Tjänsten", "Okända Tjänsten", OrganisationKind.NAMED_ONLY,
    )  # fmt: skip
    assert owner.country is None


def test_a_name_the_lists_know_bare_is_not_made_twice(catalogue: Store) -> None:
    bring(catalogue, engagement("Tysta Byrån"))
    owner = organisation(catalogue, service_of(catalogue, one_engagement(catalogue)).organisation_id)
    assert owner.origin is Origin.DATA


def test_a_name_that_fits_several_is_refused_with_the_candidates(store: Store, tmp_path: Path) -> None:
    files = SmallCatalogue(tmp_path / "catalogue")
    declared = '[[ambiguous]]\nname = "Moln"\ncandidates = ["nordmoln", "brevduvan"]\n'
    (files.folder / "ambiguous.toml").write_text(declared + 'grade = "primary"\nsource = ["SITE"]\n')
    load_catalogue(store, files)
    with pytest.raises(Ambiguous) as refused:
        bring(store, engagement("Moln"))
    assert refused.value.candidates == ("Brevduvan (org_brevduvan)", "Nordmoln (org_nordmoln)")
    with store.read() as session:
        assert live(session, Engagement) == []


def test_a_contracting_party_is_a_known_legal_person_or_a_new_one_without_a_country(catalogue: Store) -> None:
    bring(catalogue, engagement("Drive", 'contracting_party = "NORDMOLN AB"\n'))
    assert one_engagement(catalogue).contracting_party_id == "org_nordmoln-ab"
    bring(catalogue, engagement("Drive", 'contracting_party = "Nordmoln Oy"\n'))
    party = organisation(catalogue, one_engagement(catalogue).contracting_party_id)
    assert (party.name, party.kind, party.country) == ("Nordmoln Oy", OrganisationKind.LEGAL_PERSON, None)
    assert (party.origin, party.is_controller, party.invented) == (Origin.IMPORT, False, False)


def test_a_group_or_an_outdated_name_never_becomes_the_importer(catalogue: Store) -> None:
    bring(catalogue, engagement("Drive", 'contracting_party = "Molnfabriken"\n'))
    assert one_engagement(catalogue).contracting_party_id == person_id("Molnfabriken")


# --- rows ----------------------------------------------------------------------------------------------------------


def test_a_portfolio_becomes_rows_with_every_key(catalogue: Store) -> None:
    done = bring(catalogue, PORTFOLIO)
    with catalogue.read() as session:
        mail = next(row for row in live(session, Engagement) if row.name_as_written == "Brevduvan")
        on_file = [row for row in live(session, SubprocessorRow) if row.engagement_id]
        transfer = next(row for row in live(session, Transfer) if row.engagement_id == mail.id)
        (measure,) = live(session, Measure)
        (paper,) = live(session, Agreement)
    assert done.controller == person_id("Sjöboden AB")
    assert mail.decided_by_us is Role.PROCESSOR
    assert mail.activities is not None
    assert mail.activities[0].startswith("act_")
    assert mail.source == "contract file, 2024-01-01"
    assert transfer.known_absent == ["assessment", "derogation", "measures", "safeguards"]
    assert transfer.importer["certifications"][0]["valid_until"] == "2027-02-01"
    assert measure.known_absent == ["implemented_on"]
    assert (paper.valid_from, paper.signed_on) == (date(2024, 1, 1), date(2024, 1, 1))
    assert {row.name_as_written for row in on_file} == {"Kopieboden", "Brevduvan Mail"}
    assert {row.origin for row in on_file} == {Origin.IMPORT}


def test_joint_controllers_that_are_named_are_organisations_and_others_a_claim(catalogue: Store) -> None:
    joint = '[[joint_controller]]\nname = "Båthuset AB"\ncountry = "NO"\n[[joint_controller]]\ndescription = "others"\n'
    bring(catalogue, ORGANISATION + joint)
    with catalogue.read() as session:
        (row,) = live(session, JointControl)
        (claim,) = session.exec(select(Claim).where(Claim.field == "joint_controller"))
    other = organisation(catalogue, row.other_id)
    assert (other.name, other.country, other.is_controller) == ("Båthuset AB", "NO", True)
    assert claim.value == {"description": "others"}


def test_a_joint_controller_with_a_portfolio_of_its_own_speaks_for_itself(catalogue: Store) -> None:
    bring(catalogue, '[organisation]\nname = "Båthuset AB"\ncountry = "NO"\n')
    bring(catalogue, ORGANISATION + '[[joint_controller]]\nname = "Båthuset AB"\ncountry = "DK"\n')
    assert organisation(catalogue, person_id("Båthuset AB")).country == "NO"
    bring(catalogue, ORGANISATION)
    assert organisation(catalogue, person_id("Båthuset AB")).country == "NO"


# --- again, changed, gone ------------------------------------------------------------------------------------------


def test_importing_the_same_file_again_writes_nothing(catalogue: Store) -> None:
    bring(catalogue, PORTFOLIO)
    with catalogue.read() as session:
        links = len(session.exec(select(Audit)).all())
    again = bring(catalogue, PORTFOLIO, LATER)
    assert not again.wrote()
    assert again.as_json()["kept"] > 10
    with catalogue.read() as session:
        assert len(session.exec(select(Audit)).all()) == links
        assert audit.verify(session) is None


def test_a_changed_value_corrects_its_row_and_keeps_its_id(catalogue: Store) -> None:
    bring(catalogue, PORTFOLIO)
    again = bring(catalogue, PORTFOLIO.replace('kind = "dpa"', 'kind = "dpa"\nnotice_days = 30'), LATER)
    assert {name: counts.changed for name, counts in again.tables.items() if counts.wrote()} == {"agreement": 1}
    with catalogue.read() as session:
        both = session.exec(select(Agreement).order_by(col(Agreement.row))).all()
    assert len({row.id for row in both}) == 1
    assert [(row.notice_days, row.retired_at is None) for row in both] == [(None, False), (30, True)]


def test_what_is_gone_from_the_file_is_retired_with_all_that_belongs_to_it(catalogue: Store) -> None:
    bring(catalogue, PORTFOLIO)
    shorter = PORTFOLIO[: PORTFOLIO.index('[[engagement]]\nkey = "files"')]
    again = bring(catalogue, shorter, LATER)
    ended = {name: counts.ended for name, counts in again.tables.items() if counts.ended}
    assert ended == {"engagement": 1, "subprocessor_row": 2, "transfer": 1, "measure": 1}
    with catalogue.read() as session:
        assert [row.name_as_written for row in live(session, Engagement)] == ["Brevduvan"]
    assert bring(catalogue, PORTFOLIO, LATER + timedelta(days=1)).tables["engagement"].added == 1


def test_what_a_person_decided_stays_and_is_counted(catalogue: Store) -> None:
    bring(catalogue, engagement("Drive"))
    with catalogue.write("A. Exempelsson") as session:
        dated.end(session, live(session, Engagement)[0], date(2026, 6, 1))
    again = bring(catalogue, engagement("Drive"), LATER)
    assert (again.tables["engagement"].decided, again.wrote()) == (1, False)
    assert one_engagement(catalogue).valid_until == date(2026, 6, 1)


def test_another_controllers_portfolio_is_left_alone(catalogue: Store) -> None:
    bring(catalogue, PORTFOLIO)
    bring(catalogue, PORTFOLIO.replace("Sjöboden AB", "Strandboden AB"))
    bring(catalogue, ORGANISATION, LATER)
    with catalogue.read() as session:
        rows = live(session, Engagement)
        shared = [name for name in live(session, Name) if name.name == "Kopieboden"]
    assert {row.controller_id for row in rows} == {person_id("Strandboden AB")}
    assert len(shared) == 1


def test_facts_the_law_cannot_read_are_refused_and_nothing_is_written(catalogue: Store) -> None:
    wrong = PORTFOLIO.replace("safeguards = []", "safeguards = [{kind = 'scc', act = 'the clauses'}]")
    with pytest.raises(BadRecord, match=r"engagement “mail”, transfer 1: safeguards\[0\]\.act"):
        bring(catalogue, wrong)
    with catalogue.read() as session:
        assert [row for row in live(session, Organisation) if row.origin is Origin.IMPORT] == []
        assert session.exec(select(Audit).where(Audit.subject_id == person_id("Sjöboden AB"))).first() is None


# --- and back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "tests" / "portfolios").glob("*.toml")), SAMPLE], ids=lambda path: path.stem
)
def test_an_exported_portfolio_reads_back_as_what_was_imported(catalogue: Store, path: Path) -> None:
    done = bring(catalogue, path.read_text(encoding="utf-8"))
    text = written(catalogue, done.controller)
    assert _in_order(portfolios.parse(text.encode(), path.name)) == _in_order(portfolios.read(path))
    assert not bring(catalogue, text, LATER).wrote()
    assert written(catalogue, done.controller) == text


def _in_order(portfolio: Portfolio) -> dict[str, Any]:
    """A portfolio without what is never imported: the order of rows with keys, and what samples expect."""
    found = {name: getattr(portfolio, name) for name in type(portfolio).__dataclass_fields__}
    for name in ("activity", "engagement"):
        found[name] = sorted(repr(_bare(one)) for one in found[name])
    found["joint_controller"] = sorted(map(repr, found["joint_controller"]))
    return found


def _bare(one: Any) -> Any:
    if isinstance(one, TransferShape):
        kept = {f.name: _bare(getattr(one, f.name)) for f in fields(one) if not f.name.startswith("expected")}
        return kept | {"known_absent": sorted(one.known_absent or ())}
    if is_dataclass(one):
        return {f.name: _bare(getattr(one, f.name)) for f in fields(one)}
    if isinstance(one, tuple):
        found = [_bare(inner) for inner in one]
        return sorted(found, key=repr) if one and isinstance(one[0], TransferShape) else found
    return one
