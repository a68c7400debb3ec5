"""The checklist of a review: filled from the register with evidence, unknown where nothing is known."""

from datetime import date, timedelta

import pytest
import reviewed
from reviewed import ADA, AT, LAW, TODAY, acting
from sqlmodel import col, select

from registry.catalogue import dated
from registry.catalogue.dated import Moment
from registry.catalogue.reading import read_register
from registry.errors import BadInput, Conflict, NotFound
from registry.law import contracts
from registry.reviews import answering, checklist, kept
from registry.reviews.answering import Answer
from registry.reviews.entries import Entry
from registry.reviews.rejudging import judge_again
from registry.reviews.since import Sort, since
from registry.store import Store
from registry.tables import (
    Agreement,
    Document,
    Reading,
    Safeguard,
    Snapshot,
    Source,
    SubprocessorRow,
    Version,
)
from registry.terms import AgreementKind, ChecklistPart, ChecklistState, DocumentKind, SourceState

DPA_URL = "https://brevia.example/dpa"


@pytest.fixture
def register(store: Store) -> Store:
    """Brevia's contract was read, is watched, and its version is the accepted one; of Molnet nothing is known."""
    reviewed.begin(store)
    with store.write("test") as session:
        session.add_all(
            [
                Document(id="doc_dpa", service_id="svc_brev", kind=DocumentKind.DPA, url=DPA_URL, title="DPA", **HELD),
                Document(
                    id="doc_list", service_id="svc_brev", kind=DocumentKind.SUB_PROCESSOR_LIST,
                    url="https://brevia.example/list", **HELD,
                ),
                _source("doc_dpa", SourceState.VERIFIED, 1),
                _source("doc_list", SourceState.BLOCKED, 90),
                Snapshot(
                    id="snp_1", source_id="src_doc_dpa", sha256="a" * 64, fetched_at=AT, size=1, final_url=DPA_URL,
                ),
                Version(
                    id="ver_1", document_id="doc_dpa", snapshot_id="snp_1", text_sha256="b" * 64, extractor=1, reader=1,
                    recorded_at=AT,
                ),
                Reading(id="rdg_1", version_id="ver_1", reader=1, found=_found(), recorded_at=AT),
                SubprocessorRow(
                    id="sub_1", service_id="svc_brev", document_id="doc_list", name_as_written="Nordvik", places=["DE"],
                    **HELD,
                ),
            ]
        )  # fmt: skip
        paper = session.exec(select(Agreement)).one()
        dated.correct(session, paper, version_id="ver_1")
    return store


HELD = reviewed.HELD


def _source(document: str, state: SourceState, days: int) -> Source:
    return Source(
        id=f"src_{document}", document_id=document, service_id="svc_brev", kind=DocumentKind.DPA, url=DPA_URL,
        host="brevia.example", state=state, due_at=AT, verified_at=AT - timedelta(days=days),
    )  # fmt: skip


def _found() -> dict[str, object]:
    states = {"Ca": "present", "Cc": "present", "Ch": "unclear", "Cg": "absent"}
    clauses = [
        {"id": key, "article": "28(3)", "state": state, "quote": f"Words of {key}." if state != "absent" else ""}
        for key, state in states.items()
    ]
    return {"document_kind": "dpa", "clauses": clauses}


def rows(store: Store, engagement: str) -> dict[str, Entry]:
    with store.read() as session:
        found = checklist.fill(session, read_register(session, Moment(TODAY)), LAW, engagement)
    assert len({one.item for one in found}) == len(found)
    return {one.item: one for one in found}


def test_the_contract_is_filled_from_the_accepted_text_with_its_words(register: Store) -> None:
    found = rows(register, "eng_brev")
    assert {key: found[key].state for key in ("Ca", "Cc", "Ch", "Cg", "Cb")} == {
        "Ca": ChecklistState.MET,
        "Cc": ChecklistState.PARTLY,  # the contract must say how
        "Ch": ChecklistState.PARTLY,
        "Cg": ChecklistState.NOT_FOUND,
        "Cb": None,  # the readers said nothing of it
    }
    assert (found["Ca"].quote, found["Ca"].source, found["Ca"].link, found["Ca"].dated) == (
        "Words of Ca.", "DPA", DPA_URL, TODAY,
    )  # fmt: skip
    assert "Cj" in found  # where Nordvik works is not known
    assert "Cp" not in found  # a company


@pytest.mark.parametrize("identity", ["agr_a", "agr_z"])
def test_of_several_agreements_the_one_signed_last_counts_whatever_its_id(register: Store, identity: str) -> None:
    with register.write("test") as session:
        clauses = [{"id": "Ca", "article": "28(3)", "state": "present", "quote": "Words of the newer."}]
        session.add_all(
            [
                Version(
                    id="ver_2", document_id="doc_dpa", snapshot_id="snp_1", text_sha256="c" * 64, extractor=1,
                    reader=1, recorded_at=AT,
                ),
                Reading(id="rdg_2", version_id="ver_2", reader=1, found={"clauses": clauses}, recorded_at=AT),
                Agreement(
                    id=identity, engagement_id="eng_brev", kind=AgreementKind.DPA, signed_on=date(2025, 5, 5),
                    version_id="ver_2", **HELD,
                ),
            ]
        )  # fmt: skip
    found = rows(register, "eng_brev")
    assert found["Ca"].quote == "Words of the newer."
    assert (found["on_file"].about, found["on_file"].dated) == (identity, date(2025, 5, 5))


def test_transfers_stand_in_an_order_of_words_not_of_ids(register: Store) -> None:
    names = {"sub_a": "Zeta Ltd", "sub_m": "Alfa Ltd", "sub_z": "Beta Ltd"}
    with register.write("test") as session:
        session.add_all(
            SubprocessorRow(
                id=identity, service_id="svc_moln", document_id="doc_m", name_as_written=name, places=["IN"], **HELD
            )
            for identity, name in names.items()
        )
    found = [one for one in rows(register, "eng_moln").values() if one.told == "unknown"]
    assert [one.about for one in found] == [f"Vinden AB → Molnet → {name}" for name in sorted(names.values())]


def test_rows_that_cannot_matter_are_not_asked_and_unknown_ones_are() -> None:
    asked = [
        {row.id for row in contracts.asked(reaches_third_country=third, is_public=public)} & {"Cj", "Cm", "Cp"}
        for third, public in ((False, False), (True, True), (None, None))
    ]
    assert asked == [set(), {"Cj", "Cm", "Cp"}, {"Cj", "Cm", "Cp"}]


def test_what_nobody_read_is_unknown_and_never_in_order(register: Store) -> None:
    found = rows(register, "eng_moln")
    contract = [one for one in found.values() if one.part is ChecklistPart.CONTRACT]
    assert {one.item for one in contract} == {row.id for row in contracts.ROWS} - {"Cp"}
    assert {one.state for one in contract} == {None}
    assert found["list_known"].state is ChecklistState.NOT_FOUND
    assert found["depth"].state is None
    assert found["on_file"].state is ChecklistState.NOT_FOUND
    assert found["certificates"].state is ChecklistState.NOT_FOUND
    (transfer,) = (one for one in found.values() if one.item.startswith("transfer:"))
    assert (transfer.state, transfer.told) == (ChecklistState.NOT_MET, "incomplete")
    unknown = rows(register, "eng_lager")
    assert {one.state for one in unknown.values() if one.part is ChecklistPart.TRANSFERS} == {None}


def test_papers_are_there_and_fresh_or_said_not_to_be(register: Store) -> None:
    found = rows(register, "eng_brev")
    assert (found["on_file"].state, found["on_file"].dated) == (ChecklistState.MET, date(2024, 1, 1))
    assert found["document:doc_dpa"].state is ChecklistState.MET
    listed = found["list_watched:doc_list"]
    assert (listed.state, listed.told) == (ChecklistState.PARTLY, "blocked")
    assert found["list_known"].state is ChecklistState.MET
    assert (found["depth"].state, found["depth"].about) == (ChecklistState.PARTLY, "Nordvik")


def test_an_engagement_that_has_ended_has_no_checklist(register: Store) -> None:
    with pytest.raises(NotFound), register.read() as session:
        checklist.fill(session, read_register(session, Moment(date(2020, 1, 1))), LAW, "eng_brev")


def say(store: Store, review: str, *answers: Answer, days: int = 0) -> None:
    with store.write(ADA) as session:
        register = read_register(session, Moment(TODAY))
        answering.answer(session, review, answers, acting(days=days), register=register, law=LAW)


def test_an_answer_stands_beside_what_the_register_said(register: Store) -> None:
    (review,) = reviewed.opened(register, "eng_brev")
    say(register, review, Answer("Cg", ChecklistState.MET, "Annex 3, section 2."), Answer("Ca", ChecklistState.MET))
    say(register, review, Answer("Cg", ChecklistState.PARTLY, "No time limit."), days=1)
    with register.read() as session:
        answers = kept.answers(session, review, Moment(TODAY))
        assert (answers["Cg"].state, answers["Cg"].evidence) == (ChecklistState.PARTLY, "No time limit.")
        assert answers["Cg"].machine is not None
        assert answers["Cg"].machine["state"] == "not_found"
        before = kept.answers(session, review, Moment(TODAY, AT + timedelta(hours=1)))
        assert before["Cg"].evidence == "Annex 3, section 2."
    assert rows(register, "eng_brev")["Cg"].state is ChecklistState.NOT_FOUND


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ([], "answers"),
        ([Answer("Cx", ChecklistState.MET, "Here.")], "answers.0.item"),
        ([Answer("Ca", ChecklistState.MET), Answer("Ca", ChecklistState.MET)], "answers.1.item"),
        ([Answer("Cb", ChecklistState.MET)], "answers.0.evidence"),
        ([Answer("Cb", ChecklistState.MET, link="javascript:alert(1)")], "answers.0.link"),
        ([Answer("Cb", ChecklistState.MET, link="//elsewhere.example")], "answers.0.link"),
        ([Answer("Cb", ChecklistState.MET, link="https://[half-a-bracket")], "answers.0.link"),
        ([Answer("Cb", ChecklistState.MET, link="https:nowhere")], "answers.0.link"),
    ],
)
def test_an_answer_that_cannot_be_is_named_and_nothing_is_written(
    register: Store, answers: list[Answer], field: str
) -> None:
    (review,) = reviewed.opened(register, "eng_brev")
    with pytest.raises(BadInput) as refused:
        say(register, review, *answers)
    assert refused.value.field == field
    with register.read() as session:
        assert kept.answers(session, review, Moment(TODAY)) == {}


def test_a_decided_review_takes_no_answers(register: Store) -> None:
    (review,) = reviewed.opened(register, "eng_brev")
    reviewed.decided(register, review)
    with pytest.raises(Conflict):
        say(register, review, Answer("Ca", ChecklistState.MET))


def test_who_approves_again_is_shown_what_came_about_since(register: Store) -> None:
    (review,) = reviewed.opened(register, "eng_moln")
    reviewed.decided(register, review)
    later = AT + timedelta(days=3)
    with register.write("test") as session:
        guard = session.exec(select(Safeguard).where(Safeguard.id == "sfg_moln")).one()
        dated.correct(session, guard, modules=["c2p"], act="2010/87/EU", signed_on=date(2015, 1, 1))
        session.add(
            Agreement(
                id="agr_new", engagement_id="eng_moln", kind=AgreementKind.DPA, valid_until=date(2030, 1, 1),
                **(HELD | {"recorded_at": later}),
            )
        )  # fmt: skip
        session.flush()
        judge_again(session, LAW, TODAY, later)
    with register.read() as session:
        found = since(session, reviewed.review(session, review), Moment(TODAY))
        assert {(one.sort, one.before, one.after) for one in found} == {
            (Sort.VERDICT, "incomplete", "unsupported"),
            (Sort.AGREEMENT, None, "2030-01-01"),
        }
        assert since(session, reviewed.review(session, review), Moment(TODAY, AT + timedelta(days=1))) == []
    with register.write("test") as session:
        _, *guards = session.exec(
            select(Safeguard).where(Safeguard.id == "sfg_moln").order_by(col(Safeguard.row))
        ).all()
        dated.correct(session, guards[-1], modules=["c2p"], act="(EU) 2021/914", signed_on=date(2024, 1, 1))
        added = session.exec(select(Agreement).where(Agreement.id == "agr_new")).one()
        added.retired_at = later + timedelta(days=2)
        session.flush()
        judge_again(session, LAW, TODAY, later + timedelta(days=2))
    with register.read() as session:
        assert since(session, reviewed.review(session, review), Moment(TODAY)) == []
        then = since(session, reviewed.review(session, review), Moment(TODAY, later + timedelta(days=1)))
        assert {(one.sort, one.after) for one in then} == {
            (Sort.VERDICT, "unsupported"),
            (Sort.AGREEMENT, "2030-01-01"),
        }
