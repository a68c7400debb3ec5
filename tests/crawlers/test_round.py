"""Rounds against a real site on loopback: what each capture comes to, and what it leaves in the registry."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from github_watched import FIRST_DAY, LAW, LIST, SOURCE, Watched, load_registry, page
from sqlmodel import select

from crawlers import taking
from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.replay import Step, captures_of, change_as_json, replay
from crawlers.round import Summary
from registry import judging, watching
from registry.reviews import proposals
from registry.reviews.proposals import SUB_PROCESSOR
from registry.store import Store, open_store
from registry.tables import Alert, Change, Proposal, Reading, Snapshot, Source, VerdictRow, Version
from registry.terms import CaptureState, ChangeKind, Deed, ProposalState, SourceState
from tests.servers.vendor_site import VendorSite

AWS = ("Amazon Web Services", "Cloud hosting", "Ireland")
ZENDESK = ("Zendesk", "Customer support tickets", "United States")
FASTLY = ("Fastly", "Content delivery", "United States")
STRIPE = ("Stripe", "Payments", "Germany")
ROWS = [AWS, ZENDESK, FASTLY, STRIPE]


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


@pytest.fixture
def watched(store: Store, site: VendorSite, tmp_path: Path) -> Watched:
    """The registry, with a list that has been seen once and accepted."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    begun = Watched(site, store, tmp_path)
    begun.show(page(ROWS))
    begun.accept_all()
    return begun


@pytest.fixture
def on_sqlite(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(migrated_file, tmp_path / "onward.db")
    store = open_store(f"sqlite:///{tmp_path / 'onward.db'}")
    yield store
    store.close()


def outcome(summary: Summary) -> str:
    """What the one document checked came to."""
    counts = {name: number for name, number in summary.outcomes.items() if number and name != "checked"}
    assert list(counts.values()) == [1], counts
    return next(iter(counts))


def source(watched: Watched) -> Source:
    with watched.store.read() as session:
        return watching.one(session, SOURCE)


def alerts(watched: Watched) -> list[Alert]:
    with watched.store.read() as session:
        return list(session.exec(select(Alert)))


def text_of(watched: Watched, proposal: Proposal) -> str:
    """The text a proposal quotes, from the bytes in the archive."""
    with watched.store.read() as session:
        statement = select(Snapshot).where(Snapshot.sha256 == proposal.snapshot_sha256)
        snapshot = session.exec(statement).first()
        version = session.get_one(Version, proposal.version_id)
        assert snapshot is not None
        assert session.get_one(Snapshot, version.snapshot_id).sha256 == proposal.snapshot_sha256
    body = watched.bench().archive.get(proposal.snapshot_sha256)
    return extract(body, content_type=snapshot.content_type or "", name=snapshot.final_url).text


def replayed(watched: Watched, folder: Path) -> Iterator[tuple[Step | None, Summary, list[Proposal]]]:
    """Serve the captures one after the other on their own days; a person accepts what each gives rise to."""
    steps = {step.capture.path.name: step for step in replay(folder, gazetteer=gazetteer())}
    captures = captures_of(folder)
    watched.serve(*(one.path for one in captures), content_type="text/markdown")
    for number, capture in enumerate(captures):
        moment = datetime.combine(capture.on, time(8), tzinfo=UTC) + timedelta(minutes=number)
        with watched.store.write("test") as session:
            for known in session.exec(select(Source)):
                known.due_at = moment
        watched.now = moment
        if number:
            watched.site.advance(LIST)
        summary = watched.round(after=timedelta(0))
        waiting = watched.waiting()
        yield steps.get(capture.path.name), summary, waiting
        watched.accept_all()


def hold_against(watched: Watched, step: Step, summary: Summary, waiting: list[Proposal]) -> None:
    """A live round told what replay tells of the same capture, and every party that came or went is proposed once."""
    assert outcome(summary) == step.state.value
    told = [one for one in watched.changes() if one.recorded_at == watched.now]
    assert step.found is not None
    if step.state is CaptureState.SAME:
        assert told == []
        return
    assert told[0].changes == [change_as_json(change) for change in step.found.changes]
    assert told[0].kinds == [kind.value for kind in step.found.kinds]
    assert summary.alerts == step.alert
    deeds = {ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR: Deed.ADD, ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR: Deed.END}
    for change in step.found.changes:
        quote = change.after or change.before
        if change.kind in deeds and quote is not None:
            asked = [
                p for p in waiting if p.deed is deeds[change.kind] and (p.quote, p.start) == (quote.text, quote.start)
            ]
            rows = [p for p in asked if p.field == SUB_PROCESSOR]
            claims = [p for p in asked if p.value.get("subject") == change.subject]
            assert len(rows or claims) == 1, (step.capture.path.name, change.subject)


def hold_quotes(watched: Watched, waiting: list[Proposal]) -> None:
    for proposal in waiting:
        assert proposal.quote == text_of(watched, proposal)[proposal.start : proposal.end]
        assert proposal.field != SUB_PROCESSOR or proposal.value["name_as_written"] in proposal.quote


@pytest.mark.shared
def test_every_capture_of_a_real_list_is_told_as_replay_tells_it(
    on_sqlite: Store, site: VendorSite, shared: Path, tmp_path: Path
) -> None:
    load_registry(on_sqlite, tmp_path / "catalogue", datetime(2021, 1, 1, tzinfo=UTC))
    watched = Watched(site, on_sqlite, tmp_path)
    steps = 0
    for step, summary, waiting in replayed(watched, shared / "histories/data/github/subprocessors"):
        hold_quotes(watched, waiting)
        if step is None:
            assert outcome(summary) == "first"
            assert waiting
            assert alerts(watched) == []
        else:
            hold_against(watched, step, summary, waiting)
            steps += 1
    assert steps == 39
    assert len(watched.live_rows()) > 20


@pytest.mark.shared
def test_both_databases_tell_the_same_of_a_real_list(
    store: Store, site: VendorSite, shared: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    for path in sorted((shared / "histories/data/github/subprocessors").glob("*.md"))[22:27]:
        shutil.copy(path, folder)
    load_registry(store, tmp_path / "catalogue", datetime(2021, 1, 1, tzinfo=UTC))
    watched = Watched(site, store, tmp_path)
    for step, summary, waiting in replayed(watched, folder):
        hold_quotes(watched, waiting)
        if step is not None:
            hold_against(watched, step, summary, waiting)
    assert {one.state for one in watched.changes()} == {CaptureState.CHANGED}


def test_the_first_capture_is_the_baseline_it_proposes_and_alerts_nobody(
    store: Store, site: VendorSite, tmp_path: Path
) -> None:
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    watched = Watched(site, store, tmp_path)
    summary = watched.show(page(ROWS))
    assert outcome(summary) == "first"
    assert (summary.proposals, summary.alerts) == (4, 0)
    assert [(p.deed, p.quote.split()[0]) for p in watched.waiting()] == [(Deed.ADD, row[0].split()[0]) for row in ROWS]
    assert watched.changes() == []


def test_an_answer_of_not_modified_writes_nothing_but_that_it_was_seen(watched: Watched) -> None:
    kept = watched.counts()
    assert outcome(watched.round()) == "not_modified"
    assert watched.counts() == kept
    assert source(watched).verified_at == watched.now
    assert source(watched).state is SourceState.VERIFIED


def test_the_same_bytes_without_validators_write_nothing_but_that_they_were_seen(watched: Watched) -> None:
    body = page(ROWS).encode()
    del watched.site.replays[LIST]
    watched.site.pages[LIST] = (200, {}, body)
    kept = watched.counts()
    assert outcome(watched.round()) == "same"
    assert watched.counts() == kept


def test_the_same_words_in_other_markup_are_no_version(watched: Watched) -> None:
    versions = watched.counts()["Version"]
    assert outcome(watched.show(page(ROWS).replace("<main>", '<main class="wide">'))) == "same"
    assert watched.counts()["Version"] == versions


def test_an_added_party_is_one_quoted_proposal_and_one_alert(watched: Watched) -> None:
    summary = watched.show(page([*ROWS, ("Nordmoln, Inc.", "Backups", "United States")]))
    assert outcome(summary) == "changed"
    assert (summary.proposals, summary.alerts) == (1, 1)
    (proposal,) = watched.waiting()
    assert proposal.deed is Deed.ADD
    assert proposal.value["name_as_written"] == "Nordmoln, Inc."
    assert proposal.value["places"] == ["US"]
    hold_quotes(watched, [proposal])
    (change,) = watched.changes()
    assert proposal.change_id == change.id
    assert alerts(watched)[0].change_id == change.id


def test_a_removal_counts_only_when_a_second_look_confirms_it(watched: Watched) -> None:
    asked = len(watched.site.asked(LIST))
    summary = watched.show(page(ROWS[:3]))
    assert len(watched.site.asked(LIST)) == asked + 2
    assert outcome(summary) == "changed"
    (proposal,) = watched.waiting()
    assert proposal.deed is Deed.END
    assert proposal.value["name_as_written"] == "Stripe"
    hold_quotes(watched, [proposal])


def test_a_removal_that_the_second_look_does_not_show_is_a_state_of_the_source(watched: Watched) -> None:
    bench, at = watched.bench(), watched.now + timedelta(days=1)
    kept = watched.counts()
    gone, back = page(ROWS[:3]).encode(), page([*ROWS[:2], STRIPE]).encode()
    first = fetched(watched, gone)
    assert taking.take(bench, SOURCE, first, at).outcome is taking.Outcome.SECOND_LOOK
    assert taking.take(bench, SOURCE, first, at, second=fetched(watched, back)).outcome is taking.Outcome.BAD_CAPTURE
    assert watched.counts() == kept | {"Snapshot": kept["Snapshot"] + 1}
    assert source(watched).state is SourceState.UNREACHABLE


def fetched(watched: Watched, body: bytes) -> taking.Fetched:
    return taking.Fetched(
        url=watched.site.url(LIST), final_url=watched.site.url(LIST), status=200, body=body, content_type="text/html",
        charset="utf-8", etag=None, last_modified=None, fetched_at=watched.now, raw_bytes=len(body),
    )  # fmt: skip


def test_a_bad_capture_is_a_state_of_the_source_and_no_change(watched: Watched) -> None:
    kept = watched.counts()
    summary = watched.show("<h1>Something went wrong</h1><p>We are sorry. Please try again later.</p>")
    assert outcome(summary) == "bad_capture"
    assert watched.changes() == []
    assert watched.counts()["Version"] == kept["Version"]
    assert source(watched).state is SourceState.UNREACHABLE
    assert "not the document" in (source(watched).trouble or "")
    assert outcome(watched.show(page(ROWS))) == "not_modified"  # asked with the validators of the last good text
    assert source(watched).state is SourceState.VERIFIED


@pytest.mark.parametrize(("status", "state"), [(403, "blocked"), (404, "unreachable"), (500, "unreachable")])
def test_a_page_that_cannot_be_had_is_a_state_of_the_source(watched: Watched, status: int, state: str) -> None:
    kept = watched.counts()
    del watched.site.replays[LIST]
    watched.site.pages[LIST] = (status, {}, b"<h1>No</h1>")
    assert outcome(watched.round()) == state
    assert watched.counts() == kept
    assert source(watched).state == state


def test_a_return_to_an_earlier_text_alerts_nobody_and_takes_the_undecided_back(watched: Watched) -> None:
    watched.show(page([*ROWS, ("Nordmoln, Inc.", "Backups", "United States")]))
    summary = watched.show(page(ROWS))
    assert outcome(summary) == "returned"
    assert (summary.proposals, summary.alerts) == (0, 0)
    assert watched.waiting() == []
    assert watched.all_proposals()[-1].state is ProposalState.SUPERSEDED


def test_a_text_that_stood_for_a_month_does_not_return_it_changes(watched: Watched) -> None:
    watched.show(page([*ROWS, ("Nordmoln, Inc.", "Backups", "United States")]))
    watched.accept_all()
    watched.now += timedelta(days=31)
    summary = watched.show(page(ROWS))
    assert outcome(summary) == "changed"
    assert summary.alerts == 1


def test_a_returned_text_is_held_against_what_people_accepted_in_between(watched: Watched) -> None:
    watched.show(page([*ROWS, ("Nordmoln, Inc.", "Backups", "United States")]))
    watched.accept_all()
    summary = watched.show(page(ROWS))
    assert outcome(summary) == "returned"
    assert (summary.proposals, summary.alerts) == (1, 0)
    assert watched.waiting()[0].deed is Deed.END


class Killed(BaseException):
    """The process ends here."""


def test_a_process_killed_while_it_writes_leaves_nothing_half(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    kept, before = watched.counts(), source(watched)
    fresh = page([*ROWS, ("Nordmoln, Inc.", "Backups", "United States")]).encode()
    with monkeypatch.context() as patch:
        patch.setattr(proposals, "submit", killed)
        with pytest.raises(Killed):
            taking.take(watched.bench(), SOURCE, fetched(watched, fresh), watched.now)
    assert watched.counts() == kept
    assert alerts(watched) == []
    assert source(watched).version_id == before.version_id
    assert source(watched).etag == before.etag
    assert outcome(watched.show(fresh)) == "changed"
    assert len(watched.waiting()) == 1


def test_our_own_better_reader_is_no_change_of_theirs(watched: Watched) -> None:
    with watched.store.write("test") as session:
        for version in session.exec(select(Version)):
            version.reader = 0
        for reading in session.exec(select(Reading)):
            reading.found = {}
    assert outcome(watched.show(page(ROWS).replace("<main>", "<main id=a>"))) == "same"
    assert watched.changes() == []


def test_a_list_is_looked_at_daily_and_not_before(watched: Watched) -> None:
    assert watched.round(after=timedelta(hours=2)).outcomes["checked"] == 0
    assert watched.round(after=timedelta(hours=22)).outcomes["checked"] == 1


def test_a_round_judges_again_when_a_verdict_has_reached_its_last_day(watched: Watched) -> None:
    with watched.store.write("test") as session:
        for row in session.exec(select(VerdictRow)):
            row.answer = row.answer | {"holds_until": date(2026, 1, 12).isoformat()}
    watched.round(after=timedelta(days=5))
    with watched.store.read() as session:
        assert not judging.is_due(session, LAW, watched.now.date())


def test_a_stop_lets_no_other_document_begin(watched: Watched) -> None:
    async def stopped() -> Summary:
        stop = asyncio.Event()
        stop.set()
        return await watched.round_until(stop)

    watched.now += timedelta(days=2)
    assert asyncio.run(stopped()).outcomes["checked"] == 0


def test_a_change_is_written_once_with_the_two_versions_it_lies_between(watched: Watched) -> None:
    watched.show(page([AWS, ("Zendesk", "Customer support tickets", "Germany"), FASTLY, STRIPE]))
    with watched.store.read() as session:
        (change,) = session.exec(select(Change)).all()
        versions = {version.id for version in session.exec(select(Version))}
    assert {change.from_version_id, change.to_version_id} == versions
    assert change.kinds == [ChangeKind.LOCATION_OR_COUNTRY_CHANGE.value]
