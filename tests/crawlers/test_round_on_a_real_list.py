"""The captures of a real list, served one after the other: a live round tells what replay tells of the same folder."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from github_watched import LIST, Watched, load_registry
from round_telling import alerts, hold_quotes, outcome
from sqlmodel import select

from crawlers.changes import Change
from crawlers.known import gazetteer
from crawlers.replay import Step, captures_of, change_as_json, replay
from crawlers.round import Summary
from registry.reviews.proposals import SUB_PROCESSOR
from registry.store import Store, open_store
from registry.tables import Proposal, Source
from registry.terms import CaptureState, ChangeKind, Deed
from tests.servers.vendor_site import VendorSite


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


@pytest.fixture
def on_sqlite(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(migrated_file, tmp_path / "onward.db")
    store = open_store(f"sqlite:///{tmp_path / 'onward.db'}")
    yield store
    store.close()


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


def stored(change: Change) -> dict[str, object]:
    """A change as the history keeps it: as replay tells it, and the fact on either side where it has keys."""
    sides = {"was": list(change.was), "now": list(change.now)} if change.was or change.now else {}
    return change_as_json(change) | sides


def hold_against(watched: Watched, step: Step, summary: Summary, waiting: list[Proposal]) -> None:
    """A live round told what replay tells of the same capture, and every party that came or went is proposed once."""
    assert outcome(summary) == step.state.value
    told = [one for one in watched.changes() if one.recorded_at == watched.now]
    assert step.found is not None
    if step.state is CaptureState.SAME:
        assert told == []
        return
    assert told[0].changes == [stored(change) for change in step.found.changes]
    assert told[0].kinds == [kind.value for kind in step.found.kinds]
    # A list that changed without a notice is told of again weeks later, in the round of another change.
    own = [one for one in alerts(watched) if one.body["link"] == f"/changes/{told[0].id}"]
    assert summary.alerts >= len(own) == step.alert
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
