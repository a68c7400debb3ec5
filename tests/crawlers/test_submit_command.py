"""From an invented Swedish notice on disk to a verdict, by the commands alone; and the five real texts beside."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from handed_notices import SWEDISH
from handed_register import LAW, begin, of, recipients
from sqlmodel import select

from crawlers.commands import submit
from registry import audit
from registry.answers import Exit
from registry.commands import decide, proposals
from registry.errors import NotFound
from registry.settings import Settings
from registry.settings import read as settings_of
from registry.store import Store
from registry.tables import Audit, Claim, Engagement, HandedIn, Proposal, Snapshot, VerdictRow
from registry.terms import ProposalState, Role, Verdict


@pytest.fixture
def settings(store: Store, database_url: str, tmp_path: Path) -> Settings:
    begin(store, tmp_path)
    environment = {"ONWARD_DATABASE_URL": database_url, "ONWARD_VAR": str(tmp_path), "ONWARD_TODAY": "2026-11-22"}
    return settings_of(environment)


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "policy.md"
    path.write_text(SWEDISH, encoding="utf-8")
    return path


def onward(command: Any, settings: Settings, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return int(command.run(parser.parse_args(words), settings))


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_from_a_text_to_a_verdict(
    settings: Settings, store: Store, notice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (str(notice), "--controller", "Sjöboden AB", "--title", "Integritetspolicy", "--json")
    assert onward(submit, settings, *words) == Exit.OK
    filed = told(capsys)
    assert filed["document_kind"] == "notice"
    assert filed["proposals"]
    assert onward(proposals, settings, "--json") == Exit.OK
    waiting = told(capsys)
    assert {one["id"] for one in waiting} == set(filed["proposals"])
    assert onward(decide, settings, *filed["proposals"], "accept", "--reason", "Our own words.", "--json") == Exit.OK
    decided = told(capsys)
    assert [one["id"] for one in decided["decided"]] == filed["proposals"]
    assert {flip["before"] for flip in decided["flips"]} == {None}
    (far,) = [one for one in of(store, Engagement) if one.name_as_written == "Fjärrmoln Inc."]
    assert far.stated_in_our_notice is Role.PROCESSOR
    with store.read() as session:
        judged = session.exec(select(VerdictRow).where(VerdictRow.engagement_id == far.id)).one()
        actors = set(session.exec(select(Audit.actor).where(Audit.subject_id == far.id)))
        assert audit.verify(session) is None
    assert (judged.verdict, judged.law) == (Verdict.UNKNOWN, LAW.sha256)
    assert judged.answer["would_settle"]
    assert actors == {"command line"}
    assert onward(submit, settings, *words) == Exit.OK
    again = told(capsys)
    assert (again["document_id"], again["version_id"]) == (filed["document_id"], filed["version_id"])
    assert (again["proposals"], again["already"]) == ([], len(filed["proposals"]))


def test_without_json_the_ids_are_printed(settings: Settings, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert onward(submit, settings, str(notice), "--controller", "Sjöboden") == Exit.OK
    out = capsys.readouterr().out
    assert "kept as doc_handed_" in out
    assert "prp_" in out


@pytest.mark.parametrize("words", [[], ["--controller", "Sjöboden", "--service", "Nordmoln Meet"]])
def test_a_document_is_handed_in_for_one_of_ours_or_one_service(
    settings: Settings, store: Store, notice: Path, words: list[str]
) -> None:
    with pytest.raises(SystemExit):
        onward(submit, settings, str(notice), *words)
    assert of(store, HandedIn) == []


def test_a_name_that_is_nobodys_files_nothing(settings: Settings, store: Store, notice: Path) -> None:
    with pytest.raises(NotFound):
        onward(submit, settings, str(notice), "--controller", "Nobody AB")
    assert (of(store, HandedIn), of(store, Snapshot)) == ([], [])


@pytest.mark.shared
@pytest.mark.parametrize("number", range(5))
def test_every_real_notice_builds_a_register_that_names_its_recipients(
    settings: Settings, store: Store, shared: Path, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    """Facts only: whoever is proposed is engaged in the role stated, none is decided by us, and every quote stands."""
    path = sorted((shared / "seeds").glob("*.txt"))[number]
    assert onward(submit, settings, str(path), "--controller", "Sjöboden", "--with-text", "--json") == Exit.OK
    filed = told(capsys)
    assert len(filed["text"]) > 1_000
    for one in of(store, Proposal):
        assert one.quote == filed["text"][one.start : one.end]
    stated = {one.id: one for one in recipients(store).values()}
    assert onward(decide, settings, *filed["proposals"], "accept", "--reason", "Read.", "--json") == Exit.OK
    told(capsys)
    engaged = {one.id: one for one in of(store, Engagement)}
    claims = [one for one in of(store, Claim) if one.field == "recipient" and one.document_id == filed["document_id"]]
    assert len(engaged) == len(stated) == len(claims)
    assert {one.decided_by_us for one in engaged.values()} <= {None}
    assert {one.value["role"] for one in claims} == {str(one.stated_in_our_notice) for one in engaged.values()}
    assert {one.state for one in of(store, Proposal)} <= {ProposalState.ACCEPTED}
