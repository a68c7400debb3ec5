"""Deadlines that stand in papers and in the law: on which days they are told, and to whom."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from registry import lawfiles, letterfiles
from registry.catalogue.reading import Moment, read_register
from registry.errors import BadRecord
from registry.glossary import Language
from registry.reviews.deadlines import Deadline, Wanted
from registry.reviews.due import deadlines, told_at
from registry.store import Store
from registry.tables import Activity, Organisation, VerdictRow
from registry.terms import DeadlineKind, Grade, OrganisationKind, Origin, Verdict

LAW = lawfiles.load()
AT = datetime(2026, 1, 1, tzinfo=UTC)
USUAL: dict[str, Any] = {"recorded_at": AT, "origin": Origin.IMPORT, "source": "file", "grade": Grade.PRIMARY}
ENDING = min((one for one in LAW.adequacy if one.general and one.valid_until is not None and one.annulled_on is None
              and one.valid_until > date(2026, 1, 1)), key=lambda one: one.valid_until or date.max)  # fmt: skip
LAST = (ENDING.valid_until or date.max) - timedelta(days=1)


@pytest.fixture
def filled(store: Store) -> Store:
    """Two controllers; a transfer of the first rests on a decision that ends."""
    person = OrganisationKind.LEGAL_PERSON
    answer = {"reasons": [{"record": ENDING.id}], "holds_until": None}
    with store.write("test") as session:
        session.add_all(
            [
                Organisation(id="org_a", kind=person, name="Sjöboden AB", country="SE", is_controller=True, **USUAL),
                Organisation(id="org_b", kind=person, name="Annan AB", country="SE", is_controller=True, **USUAL),
                Activity(
                    id="act_a", controller_id="org_b", key="faces", dpia={"consulted_on": "2026-02-02"}, **USUAL
                ),
                VerdictRow(
                    id="vdt_1", transfer_key="k", engagement_id="eng_a", controller_id="org_a", path=[],
                    verdict=Verdict.COVERED, answer=answer, on=AT.date(), law=LAW.sha256, judged_at=AT,
                ),
            ]
        )  # fmt: skip
    return store


def found(store: Store, on: date, **wanted: Any) -> list[Deadline]:
    with store.read() as session:
        return deadlines(session, read_register(session, Moment(on)), LAW, Wanted(**wanted))


def test_an_adequacy_decision_that_ends_is_told_180_90_and_30_days_before_and_on_its_last(filled: Store) -> None:
    told = found(filled, LAST - timedelta(days=200), controller_id="org_a")
    assert [(LAST - one.on).days for one in told] == [180, 90, 30, 0]
    assert {one.kind for one in told} == {DeadlineKind.ADEQUACY_END}
    assert all(one.article == "Art. 45(3)" and one.source for one in told)
    assert len({one.id for one in told}) == 4


@pytest.mark.parametrize(("left", "count"), [(180, 4), (179, 3), (30, 2), (1, 1), (0, 1), (-1, 0)])
def test_days_of_a_decision_that_passed_are_told_no_more(filled: Store, left: int, count: int) -> None:
    assert len(found(filled, LAST - timedelta(days=left), controller_id="org_a")) == count


def test_who_rests_on_nothing_that_ends_is_told_nothing_of_it(filled: Store) -> None:
    assert not [one for one in found(filled, date(2026, 3, 1), controller_id="org_b") if "adequacy" in one.kind]


def test_a_prior_consultation_is_answered_within_eight_weeks(filled: Store) -> None:
    (told,) = found(filled, date(2026, 3, 1), controller_id="org_b")
    assert (told.kind, told.on) == (DeadlineKind.PRIOR_CONSULTATION, date(2026, 3, 30))
    assert (told.article, told.path) == ("Art. 36(2)", "/controllers/org_b")
    assert told.title(Language.SV) == "Tillsynsmyndighetens råd efter förhandssamråd: faces"


def test_what_is_asked_until_a_day_leaves_out_what_comes_later(filled: Store) -> None:
    assert found(filled, date(2026, 3, 1), controller_id="org_b", until=date(2026, 3, 29)) == []


def test_nothing_is_told_that_was_written_later(filled: Store, store: Store) -> None:
    with store.read() as session:
        assert told_at(session).microsecond == 0
        assert told_at(session) <= datetime.now(UTC)


def test_an_empty_register_has_no_deadlines(store: Store) -> None:
    assert found(store, date(2026, 3, 1)) == []
    with store.read() as session:
        assert told_at(session) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{sv = "Till: {m}"', '{sv = "Till: {okänd}"'),
        ("[question]", "[questions]"),
        ('namn = {sv = "den som undertecknar", en = "who signs"}\n', ""),
    ],
)
def test_wordings_that_do_not_fit_are_refused_by_table(tmp_path: Path, old: str, new: str) -> None:
    text = letterfiles.LETTERS_FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "letters.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadRecord, match=r"letters\.toml"):
        letterfiles.load(path)
