"""Captured bytes are let go by one rule, never those that bear something out, and only where a person set the time."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.archive import LONGEST_CHAIN, Archive
from crawlers.loop import _Days
from crawlers.pruning import Pruned, prune, prune_as_set
from registry import settings as settings_of
from registry import watching
from registry.errors import BadInput
from registry.keeping.shelves import Folder
from registry.store import Store
from registry.tables import AgreementFile, Proposal, Source
from registry.terms import Deed, DocumentKind, ProposalState
from registry.watching import Captured

FIRST = datetime(2026, 1, 10, 8, tzinfo=UTC)
LATER = FIRST + timedelta(days=400)
PAGE = b"<p>" + b" ".join(f"word{number}".encode() for number in range(3000))


def age(tmp_path: Path, sha256: str) -> None:
    """As if the file had lain for ever."""
    os.utime(tmp_path / "snapshots" / sha256[:2] / f"{sha256}.zst", times=(0, 0))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "snapshots")


@pytest.fixture
def capture(store: Store, archive: Archive, tmp_path: Path) -> Callable[..., str]:
    """File bytes as a capture of the one source, in the archive and as a row; `is_version` makes them a version."""
    with store.write("test") as session:
        session.add(
            Source(
                id="src_a", document_id="doc_a", service_id="svc_a", kind=DocumentKind.NOTICE, url="http://a.example/",
                host="a.example", due_at=FIRST,
            )
        )  # fmt: skip

    def file(body: bytes, *, at: datetime = FIRST, is_version: bool = False, by_hand: bool = False) -> str:
        with store.write("test") as session:
            source = watching.one(session, "src_a")
            sha256 = archive.put(body, source.body_sha256)
            age(tmp_path, sha256)
            captured = Captured(sha256, len(body), "text/html", source.url, at, by_hand=by_hand)
            snapshot = watching.keep_snapshot(session, source, captured)
            watching.accept_bytes(session, source, captured)
            if is_version:
                watching.keep_version(
                    session, source, snapshot, {}, text_sha256=sha256, extractor=1, reader=1, declared_on=None
                )
        return sha256

    return file


def test_old_bytes_of_a_text_that_is_kept_otherwise_go_and_what_rests_on_them_can_still_be_read(
    store: Store, archive: Archive, capture: Callable[..., str]
) -> None:
    bodies = {capture(PAGE, is_version=True): PAGE}
    loose = [capture(PAGE + f"<!-- {number} -->".encode()) for number in range(3)]
    bodies[capture(PAGE + b" and more", is_version=True)] = PAGE + b" and more"
    bodies[capture(PAGE + b" the newest bytes")] = PAGE + b" the newest bytes"
    pruned = prune(store, archive, LATER)
    assert pruned.files == len(loose)
    assert pruned.freed > 0
    assert not any(archive.has(sha256) for sha256 in loose)
    assert {sha256: archive.get(sha256) for sha256 in bodies} == bodies
    assert prune(store, archive, LATER) == Pruned(0, 0)


def test_what_rests_on_a_whole_chain_that_goes_is_packed_against_the_last_one_that_stays(
    store: Store, archive: Archive, capture: Callable[..., str], tmp_path: Path
) -> None:
    first = capture(PAGE, is_version=True)
    for number in range(LONGEST_CHAIN - 1):
        capture(PAGE + f"<!-- {number} -->".encode())
    last = capture(PAGE + b" changed", is_version=True)
    prune(store, archive, LATER)
    assert dict(archive.names()) == {first: None, last: first}
    assert archive.get(last) == PAGE + b" changed"


def test_bytes_that_bear_something_out_are_never_let_go(
    store: Store, archive: Archive, capture: Callable[..., str]
) -> None:
    quoted, by_hand = capture(b"quoted by a decision"), capture(b"filed by a person", by_hand=True)
    young, newest = capture(b"young", at=LATER), capture(b"the last of its source")
    with store.write("test") as session:
        session.add(
            Proposal(
                id="prp_1", fingerprint="f", subject_id="svc_a", field="sub_processor", deed=Deed.ADD, value={},
                document_id="doc_a", snapshot_sha256=quoted, quote="quoted", start=0, end=6,
                state=ProposalState.REJECTED, proposed_at=FIRST,
            )
        )  # fmt: skip
    assert prune(store, archive, FIRST + timedelta(days=1)).files == 0
    assert all(archive.has(sha256) for sha256 in (quoted, by_hand, young, newest))


class SlowFolder(Folder):
    """A folder that takes its time to say what lies in it; what others do meanwhile is `meanwhile`."""

    def __init__(self, folder: Path, meanwhile: Callable[[], object]) -> None:
        super().__init__(folder)
        self.meanwhile = meanwhile

    def heads(self, length: int) -> Iterator[tuple[str, bytes]]:
        self.meanwhile()
        return super().heads(length)


def test_bytes_that_somebody_files_while_they_are_about_to_go_stay(
    store: Store, archive: Archive, capture: Callable[..., str], tmp_path: Path
) -> None:
    again, loose = capture(PAGE), capture(PAGE + b"<!-- other bytes -->")
    capture(PAGE + b" the newest bytes")
    slow = Archive(SlowFolder(tmp_path / "snapshots", lambda: capture(PAGE, by_hand=True)))
    assert prune(store, slow, LATER).files == 1
    assert archive.get(again) == PAGE
    assert not archive.has(loose)


def test_bytes_that_no_row_names_are_never_let_go(
    store: Store, archive: Archive, capture: Callable[..., str], tmp_path: Path
) -> None:
    """They may be about to be filed, or another register's that lies in the same place."""
    loose, _ = capture(PAGE), capture(PAGE + b" the newest bytes")
    laid = [archive.put(b"laid down, and about to be filed"), archive.put(b"of another register, long ago")]
    age(tmp_path, laid[1])
    assert prune(store, archive, LATER).files == 1
    assert [archive.has(one) for one in (*laid, loose)] == [True, True, False]


def test_bytes_whose_rows_are_old_stay_while_somebody_files_them_again(
    store: Store, archive: Archive, capture: Callable[..., str]
) -> None:
    loose = capture(PAGE + b"<!-- other bytes -->")
    capture(PAGE + b" the newest bytes")
    archive.put(PAGE + b"<!-- other bytes -->")  # and the row that will hold them is not written yet
    assert prune(store, archive, LATER) == Pruned(0, 0)
    assert archive.has(loose)


def test_bytes_that_somebody_filed_as_a_signed_agreement_are_never_let_go(
    store: Store, archive: Archive, capture: Callable[..., str]
) -> None:
    signed = capture(PAGE + b"<!-- as it was downloaded, signed and filed -->")
    loose, _ = capture(PAGE + b"<!-- other bytes -->"), capture(PAGE + b" the newest bytes")
    with store.write("test") as session:
        session.add(
            AgreementFile(
                id="agf_a", agreement_id="agr_a", engagement_id="eng_a", sha256=signed, size=1, media_type="text/html",
                received_at=FIRST, received_by="test",
            )
        )  # fmt: skip
    assert prune(store, archive, LATER).files == 1
    assert archive.has(signed)
    assert not archive.has(loose)


def test_without_the_setting_nothing_is_ever_let_go(
    store: Store, archive: Archive, capture: Callable[..., str], tmp_path: Path
) -> None:
    loose = capture(b"an error page")
    capture(b"the page", is_version=True)
    said = {"ONWARD_VAR": str(tmp_path), "ONWARD_TODAY": "2027-06-01"}
    for environment, is_kept in ((said, True), (said | {"ONWARD_PRUNE_AFTER_DAYS": "365"}, False)):
        settings = settings_of.read(environment)
        _Days(settings, store).prune_once_a_day(settings.on())
        assert archive.has(loose) is is_kept


@pytest.mark.parametrize("text", ["0", "-1", "many", "99999999999999", "1.5", "²"])
def test_a_time_that_is_no_number_of_days_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadInput, match="ONWARD_PRUNE_AFTER_DAYS"):
        settings_of.read({"ONWARD_PRUNE_AFTER_DAYS": text})


def test_what_a_killed_process_left_half_written_goes_on_the_next_day_and_nothing_else(
    store: Store, archive: Archive, tmp_path: Path
) -> None:
    settings = settings_of.read({"ONWARD_VAR": str(tmp_path), "ONWARD_TODAY": "2099-03-05"})  # whatever day is set
    whole = archive.put(PAGE)
    readings = tmp_path / "readings" / "ab"
    readings.mkdir(parents=True)
    for folder in (tmp_path / "snapshots" / whole[:2], readings):
        for name, at in (("old", datetime.now(UTC) - timedelta(days=2)), ("new", datetime.now(UTC))):
            (folder / f".onward-unfinished-{name}").write_bytes(b"half")
            os.utime(folder / f".onward-unfinished-{name}", times=(at.timestamp(), at.timestamp()))
    (readings / "one.kept").write_bytes(b"old")
    os.utime(readings / "one.kept", times=(0, 0))
    assert prune_as_set(settings, store) is None
    assert [path.name for path in sorted(readings.iterdir())] == [".onward-unfinished-new", "one.kept"]
    assert [path.name for path in (tmp_path / "snapshots").glob("*/.*")] == [".onward-unfinished-new"]
    assert archive.get(whole) == PAGE
