"""Rounds against a real site on loopback: what each capture comes to, and what it leaves in the registry."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from github_watched import FIRST_DAY, LAW, LIST, SOURCE, Watched, load_registry, page
from round_telling import alerts, hold_quotes, outcome
from sqlmodel import select

from crawlers import taking
from crawlers.mind import Mind, ReadingKey
from crawlers.read import Reading as Read
from crawlers.round import Summary
from registry import judging, watching
from registry.reviews import proposals
from registry.store import Store
from registry.tables import Change, Reading, Source, VerdictRow, Version
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


def source(watched: Watched) -> Source:
    with watched.store.read() as session:
        return watching.one(session, SOURCE)


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
        said_charset="utf-8", etag=None, last_modified=None, fetched_at=watched.now, raw_bytes=len(body),
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
    assert sum(alert.change_id == watched.changes()[-1].id for alert in alerts(watched)) == 1


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
        patch.setattr(proposals, "submit_all", killed)
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
    assert [(one.state, one.material) for one in watched.changes()] == [(CaptureState.UPGRADED, False)]


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


class Meanwhile(Mind):
    """While a text is read, another process takes another text in."""

    def __init__(self, deed: Callable[[], object]) -> None:
        super().__init__()
        self.deed: Callable[[], object] | None = deed

    def reading(self, key: ReadingKey, read: Callable[[], Read]) -> Read:
        deed, self.deed = self.deed, None
        if deed is not None:
            deed()
        return super().reading(key, read)


def test_a_text_taken_in_by_another_process_meanwhile_is_what_the_next_is_held_against(watched: Watched) -> None:
    first = page([*ROWS, ("Nordmoln, Inc.", "Backups", "United States")]).encode()
    second = page([*ROWS, ("Nordmoln, Inc.", "Backups", "United States"), ("Zeppo Inc.", "Mail", "Canada")]).encode()
    watched.now += timedelta(days=1)

    def other() -> taking.Taken:
        return taking.take(watched.bench(), SOURCE, fetched(watched, first), watched.now)

    bench = replace(watched.bench(), mind=Meanwhile(other))
    assert taking.take(bench, SOURCE, fetched(watched, second), watched.now).outcome is taking.Outcome.CHANGED
    nordmoln, zeppo = watched.changes()
    assert [change["subject"] for change in nordmoln.changes] == ["Nordmoln, Inc."]
    assert [change["subject"] for change in zeppo.changes] == ["Zeppo Inc."]
    assert zeppo.from_version_id == nordmoln.to_version_id
