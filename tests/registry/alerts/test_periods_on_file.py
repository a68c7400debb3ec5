"""Which periods are on file for an objection, each with its source and the unit its sentence names."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from registry.alerts.periods_on_file import unit_in
from registry.store import Store
from registry.tables import Agreement, Claim, Service, Version
from registry.terms import AgreementKind, Grade, PeriodUnit
from tests.crawlers.github_watched import ENGAGEMENT, FIRST_DAY, SERVICE, Watched, page
from tests.registry.alerts.clocked import clocked, objections, put
from tests.registry.alerts.test_rules import INDIA, ROWS, USUAL


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Watched]:
    with clocked(store, tmp_path) as begun:
        yield begun


def test_the_clauses_and_the_agreement_give_each_their_period(watched: Watched) -> None:
    clauses = Agreement(id="agr_scc", engagement_id=ENGAGEMENT, kind=AgreementKind.SCC, notice_days=14, **USUAL)
    put(watched, clauses)
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    assert sorted((kept["of"], kept["days"], kept["clause"]) for kept in one.periods or []) == [
        ("agreement", 30, None),
        ("clauses", 14, "9(a)"),
    ]
    assert one.deadline_on == watched.now.date() + timedelta(days=14)


def test_what_was_read_in_the_agreement_brings_its_unit(watched: Watched) -> None:
    claim = Claim(
        id="clm_1", subject_id=SERVICE, field="objection_days", value={"days": 10}, recorded_at=FIRST_DAY,
        quote="Customer may object within ten (10) business days.", source="the agreement", grade=Grade.PRIMARY,
    )  # fmt: skip
    with watched.store.write("test") as session:
        session.add(claim)
        service = session.exec(select(Service).where(Service.id == SERVICE)).one()
        service.notice_days = 45
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    told = {(kept["of"], kept["days"]): kept["unit"] for kept in one.periods or []}
    assert told == {("agreement", 30): None, ("published", 10): "business", ("published", 45): None}


@pytest.mark.parametrize(
    ("version", "of"),
    [("ver_signed", "agreement"), ("ver_read_anew", "agreement"), ("ver_later", "published")],
)
def test_a_period_counts_as_signed_where_that_very_text_was_accepted(watched: Watched, version: str, of: str) -> None:
    versions = [("ver_signed", "snp_1", "a"), ("ver_read_anew", "snp_1", "b"), ("ver_later", "snp_2", "c")]
    with watched.store.write("test") as session:
        session.add_all(
            Version(
                id=identity, document_id="doc_dpa", snapshot_id=snapshot, text_sha256=text * 64, extractor=1, reader=1,
                recorded_at=FIRST_DAY,
            )
            for identity, snapshot, text in versions
        )  # fmt: skip
        session.exec(select(Agreement)).one().version_id = "ver_signed"
        session.add(
            Claim(
                id="clm_1", subject_id=SERVICE, field="objection_days", value={"days": 10}, recorded_at=FIRST_DAY,
                source="the agreement", grade=Grade.PRIMARY, document_id="doc_dpa", version_id=version,
            )
        )  # fmt: skip
    watched.show(page([*ROWS, INDIA]))
    (one,) = objections(watched)
    assert {(kept["of"], kept["days"]) for kept in one.periods or []} == {("agreement", 30), (of, 10)}


@pytest.mark.parametrize(
    ("quote", "unit"),
    [
        ("within 10 business days of the notice", PeriodUnit.BUSINESS),
        ("inom tio arbetsdagar", PeriodUnit.BUSINESS),
        ("inom tio vardagar", None),
        ("30 calendar-days before", PeriodUnit.CALENDAR),
        ("30 kalenderdagar i förväg", PeriodUnit.CALENDAR),
        ("10 business days or 30 calendar days", None),
        ("within 10 days", None),
        (None, None),
    ],
)
def test_a_sentence_names_its_unit_or_none(quote: str | None, unit: PeriodUnit | None) -> None:
    assert unit_in(quote) is unit
