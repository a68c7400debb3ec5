"""A packet holds what an authority asks for, in its order; what is wanting and what is withheld is said."""

import argparse
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from handed_notices import SWEDISH
from handed_register import LAW, begin
from sqlmodel import col, select

from crawlers.commands import submit
from registry.answers import Exit
from registry.catalogue.loading import keep_law
from registry.commands import decide
from registry.commands import verify as verify_command
from registry.errors import BadInput, NotFound
from registry.evidence.packet import FOLDERS
from registry.evidence.verifying import verify
from registry.lawfiles import law_paths
from registry.settings import Settings
from registry.settings import read as settings_of
from registry.store import Store
from registry.tables import Alert, Engagement, Organisation, Proposal, Snapshot, Version
from registry.terms import Event, EvidencePart, Severity
from web.commands import evidence

TODAY = datetime.now(UTC).date().isoformat()  # rows say when they were written by the machine's own clock


def onward(command: Any, settings: Settings, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return int(command.run(parser.parse_args(words), settings))


@pytest.fixture
def settings(store: Store, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Settings:
    """A register with one controller whose notice was handed in and accepted whole."""
    begin(store, tmp_path)
    with store.write("test") as session:
        keep_law(session, {path.name: path.read_text() for path in law_paths()}, LAW.sha256)
    environment = {"ONWARD_DATABASE_URL": database_url, "ONWARD_VAR": str(tmp_path), "ONWARD_TODAY": TODAY}
    settings = settings_of(environment)
    notice = tmp_path / "policy.md"
    notice.write_text(SWEDISH, encoding="utf-8")
    onward(submit, settings, str(notice), "--controller", "Sjöboden AB", "--title", "Integritetspolicy", "--json")
    filed = json.loads(capsys.readouterr().out)
    onward(decide, settings, *filed["proposals"], "accept", "--reason", "Our own words.", "--json")
    capsys.readouterr()
    return settings


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "packet.zip"


def files(place: Path) -> dict[str, str]:
    with zipfile.ZipFile(place) as archive:
        return {one: archive.read(one).decode() for one in archive.namelist()}


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def of(store: Store, table: Any) -> list[Any]:
    with store.read() as session:
        return list(session.exec(select(table)).all())


def test_the_whole_register_is_packed_and_holds(settings: Settings, place: Path) -> None:
    assert onward(evidence, settings, "--all", "-o", str(place)) == Exit.OK
    found = verify(place)
    assert (found.problems, found.sealed) == ([], 0)
    assert found.proven == 1
    assert onward(verify_command, settings, str(place)) == Exit.OK


def test_the_notice_is_there_byte_for_byte_and_known_to_the_chain(settings: Settings, place: Path) -> None:
    onward(evidence, settings, "--controller", "Sjöboden AB", "-o", str(place))
    (notice,) = [text for name, text in files(place).items() if name.startswith(FOLDERS[EvidencePart.NOTICE])]
    assert notice == SWEDISH


def test_folders_stand_in_the_order_an_authority_asks(settings: Settings, place: Path) -> None:
    onward(evidence, settings, "--all", "-o", str(place))
    manifest = json.loads(files(place)["manifest.json"])
    folders = list(dict.fromkeys(one["path"].partition("/")[0] for one in manifest["files"]))
    assert folders == [folder for folder in FOLDERS.values() if folder in folders]
    assert {"01-answer", "02-register", "03-notice", "11-verdicts", "12-chain"} <= set(folders)


@pytest.mark.parametrize(
    ("language", "says"), [("sv", "Ingen granskning med råd"), ("en", "No review with advice or decision")]
)
def test_the_first_page_says_who_answers_and_what_is_wanting(
    settings: Settings, place: Path, language: str, says: str
) -> None:
    onward(evidence, settings, "--controller", "Sjöboden AB", "-o", str(place))
    page = files(place)[f"01-answer/answer.{language}.md"]
    assert "Sjöboden AB" in page
    assert says in page


def test_a_packet_of_one_engagement_tells_of_no_other(settings: Settings, store: Store, place: Path) -> None:
    one, *others = sorted(of(store, Engagement), key=lambda row: row.id)
    assert others
    onward(evidence, settings, "--engagement", one.id, "-o", str(place))
    told = files(place)
    chain = told.pop("12-chain/chain.jsonl")
    for other in others:
        assert [name for name, text in told.items() if other.id in text] == []
    contents = [line for line in lines(chain) if line.get("content") is not None]
    assert {line["subject_id"] for line in contents} >= {one.id}
    assert {other.id for other in others}.isdisjoint(line["subject_id"] for line in contents)
    assert verify(place).problems == []


def test_the_past_is_told_as_it_was_known(settings: Settings, store: Store, place: Path) -> None:
    """By a day before it was handed in, no notice had been kept."""
    since = max(row.recorded_at for row in of(store, Engagement)) + timedelta(hours=1)
    known = since.isoformat().replace("+00:00", "Z")
    onward(evidence, settings, "--all", "--on", "2020-01-01", "--known-at", known, "-o", str(place))
    names = files(place)
    assert not [name for name in names if name.startswith(FOLDERS[EvidencePart.NOTICE])]
    manifest = json.loads(names["manifest.json"])
    assert (manifest["on"], manifest["known_at"]) == ("2020-01-01", since.isoformat())


def test_a_proposal_is_told_as_it_stood_then(settings: Settings, store: Store, place: Path) -> None:
    proposed = max(row.proposed_at for row in of(store, Proposal)).isoformat().replace("+00:00", "Z")
    onward(evidence, settings, "--all", "-o", str(place))
    assert {one["state"] for one in _proposals(place)} == {"accepted"}
    onward(evidence, settings, "--all", "--known-at", proposed, "-o", str(place))
    before = _proposals(place)
    assert len(before) == len(of(store, Proposal))
    assert {(one["state"], one["decided_by"], one["reason"]) for one in before} == {("proposed", None, None)}


def _proposals(place: Path) -> list[dict[str, Any]]:
    return next(lines(text) for name, text in files(place).items() if name.endswith("/proposal.jsonl"))


def test_what_another_company_was_told_is_in_no_packet_of_this_one(
    settings: Settings, store: Store, place: Path
) -> None:
    with store.write("test") as session:
        one = session.exec(select(Engagement).limit(1)).one()
        ours = one.controller_id
        for whose in (ours, None, "org_other"):
            session.add(_alert(whose, one.service_id, settings.now()))
    onward(evidence, settings, "--controller", "Sjöboden AB", "-o", str(place))
    told = next(lines(text) for name, text in files(place).items() if name.endswith("/alert.jsonl"))
    assert {one["controller_id"] for one in told if one["title"] == "Told"} == {ours, None}


def _alert(whose: str | None, service_id: str, at: datetime) -> Alert:
    return Alert(
        id=f"alr_{whose}", fingerprint=str(whose), event=Event.SUBPROCESSOR_ADDED, severity=Severity.MEDIUM,
        title="Told", body={}, service_id=service_id, controller_id=whose, created_at=at,
    )  # fmt: skip


def test_what_is_withheld_stands_nowhere_and_is_said(settings: Settings, store: Store, place: Path) -> None:
    (document,) = {row.document_id for row in of(store, Version)}
    words = ("--withhold", "recipient", "--withhold", "name_as_written", "--withhold", document)
    onward(evidence, settings, "--controller", "Sjöboden AB", *words, "-o", str(place))
    told = files(place)
    manifest = json.loads(told["manifest.json"])
    assert manifest["withheld"] == sorted(["recipient", "name_as_written", document])
    assert SWEDISH not in told.values()
    assert "`recipient`" in told["01-answer/answer.sv.md"]
    assert {row["recipient"] for row in json.loads(told["02-register/recipients.json"])["rows"]} == {"[withheld]"}
    for line in lines(told["12-chain/chain.jsonl"]):
        assert "name_as_written" not in (line.get("content") or {})
    assert verify(place).problems == []


def test_a_document_that_is_withheld_is_quoted_nowhere(settings: Settings, store: Store, place: Path) -> None:
    (document,) = {row.document_id for row in of(store, Version)}
    quotes = {row.quote for row in of(store, Proposal)}
    assert quotes
    onward(evidence, settings, "--all", "-o", str(place))
    assert any(quote in text for quote in quotes for text in files(place).values())
    onward(evidence, settings, "--all", "--withhold", document, "-o", str(place))
    told = files(place)
    assert [
        name for name, text in told.items() for quote in quotes if json.dumps(quote, ensure_ascii=False) in text
    ] == []
    assert verify(place).problems == []


def test_what_is_withheld_of_a_contact_stands_on_no_first_page(settings: Settings, store: Store, place: Path) -> None:
    with store.write("test") as session:
        ours = session.exec(select(Organisation).where(col(Organisation.is_controller).is_(True))).one()
        ours.contact = {"address": "Hemliga gatan 1", "dpo": "ombud@sjoboden.example"}
        session.add(ours)
    for withheld in ("contact", "dpo"):
        onward(evidence, settings, "--all", "--withhold", withheld, "-o", str(place))
        assert not [name for name, text in files(place).items() if "ombud@sjoboden.example" in text]


def test_a_text_that_cannot_be_read_is_said_to_be_wanting(
    settings: Settings, store: Store, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (captured,) = of(store, Snapshot)
    (kept,) = settings.snapshots.glob(f"*/{captured.sha256}*")
    kept.unlink()
    assert onward(evidence, settings, "--all", "-o", str(place), "--json") == Exit.OK
    assert [one["sha256"] for one in json.loads(capsys.readouterr().out)["wanting"]] == [captured.sha256]
    assert captured.sha256 in files(place)["01-answer/answer.en.md"]
    assert str(settings.snapshots) not in files(place)["manifest.json"]
    assert verify(place).problems == []


def test_an_altered_packet_ends_with_findings(
    settings: Settings, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    onward(evidence, settings, "--all", "-o", str(place))
    told = files(place)
    with zipfile.ZipFile(place, "w") as archive:
        for name, text in told.items():
            archive.writestr(name, text.replace("Sjöboden", "Ängsboden"))
    capsys.readouterr()
    assert onward(verify_command, settings, str(place), "--json") == Exit.FINDINGS
    answer = json.loads(capsys.readouterr().out)
    assert not answer["holds"]
    assert {"altered", "broken"} <= {one["what"] for one in answer["problems"]}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--engagement", "eng_none"), NotFound),
        (("--controller", "Nobody"), NotFound),
        (("--all", "--withhold", "No such field!"), BadInput),
        (("--all", "--withhold", "recipent"), BadInput),
        (("--all", "--withhold", "ver_1"), BadInput),
        (("--all", "--withhold", "doc_nothing"), NotFound),
        (("--all", "--withhold", "agr_nothing"), NotFound),
    ],
)
def test_what_cannot_be_packed_is_refused_and_leaves_no_file(
    settings: Settings, place: Path, words: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        onward(evidence, settings, *words, "-o", str(place))
    assert not place.exists()


def test_a_place_that_cannot_be_written_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="Cannot write"):
        onward(evidence, settings, "--all", "-o", str(tmp_path / "file" / "packet.zip"))
