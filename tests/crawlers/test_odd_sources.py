"""Sources that are odd without being changed: hidden addresses, texts that come and go, documents cut down for good."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from github_watched import FIRST_DAY, SOURCE, Watched, load_registry, page
from round_telling import alerts, outcome
from sqlmodel import select

from registry import watching
from registry.store import Store
from registry.tables import Source, Task
from registry.terms import ChangeKind, SourceState
from tests.servers.vendor_site import VendorSite

ROWS = [
    ("Amazon Web Services", "Cloud hosting", "Ireland"),
    ("Zendesk", "Customer support tickets", "United States"),
    ("Fastly", "Content delivery", "United States"),
    ("Stripe", "Payments", "Germany"),
]
PART = (
    "<h2>Part {}</h2><p>"
    + "The terms below say how we choose those who work for us, and what they promise. " * 9
    + "</p>"
)


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Watched]:
    """The registry, with a list that has been seen once and accepted."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        yield Watched(site, store, tmp_path)


def source(watched: Watched) -> Source:
    with watched.store.read() as session:
        return watching.one(session, SOURCE)


def tasks(watched: Watched) -> list[str]:
    with watched.store.read() as session:
        return list(session.exec(select(Task.title)))


@pytest.mark.parametrize("hidden", ["[email protected]", "privacy [at] github.example"])
def test_an_address_hidden_from_machines_is_a_remark_on_the_source_and_no_version(
    watched: Watched, hidden: str
) -> None:
    watched.show(page(ROWS, note="Write to privacy@github.example with questions about this list."))
    versions = watched.counts()["Version"]
    assert outcome(watched.show(page(ROWS, note=f"Write to {hidden} with questions about this list."))) == "same"
    assert watched.counts()["Version"] == versions
    assert source(watched).state is SourceState.VERIFIED
    assert source(watched).trouble == "e-mail addresses are hidden from machines"


def test_another_address_is_a_change(watched: Watched) -> None:
    watched.show(page(ROWS, note="Write to privacy@github.example with questions about this list."))
    watched.show(page(ROWS, note="Write to dpo@github.example with questions about this list."))
    assert watched.changes()[-1].kinds == [ChangeKind.CONTACT_OR_ENTITY_CHANGE]


def test_a_source_that_goes_back_and_forth_is_told_once_and_alerts_nobody(watched: Watched) -> None:
    without = ROWS[:3]
    watched.show(page(ROWS))
    watched.show(page(without))
    told = len(alerts(watched))
    for shown in (ROWS, without, ROWS, without, ROWS):
        assert outcome(watched.show(page(shown))) == "returned"
    assert len(alerts(watched)) == told
    assert source(watched).state is SourceState.VERIFIED
    assert source(watched).trouble == "unstable: 5 returns to an earlier text within 30 days"
    looked = [title for title in tasks(watched) if title.startswith("Look at a page that goes back and forth between")]
    assert len(looked) == 1
    assert len(tasks(watched)) == 2  # the other one, of the first removal: close the hop


def test_a_source_that_has_come_to_rest_is_unstable_no_more(watched: Watched) -> None:
    watched.show(page(ROWS))
    for shown in (ROWS[:3], ROWS, ROWS[:3], ROWS):
        watched.show(page(shown))
    watched.round()
    assert (source(watched).trouble or "").startswith("unstable")
    watched.round(after=timedelta(days=40))
    assert source(watched).trouble is None


def test_a_document_cut_down_for_good_becomes_the_document_after_a_month(watched: Watched) -> None:
    parts = "".join(PART.format(number) for number in range(8))
    watched.show(page(ROWS, note=parts))
    watched.serve(page([], note=PART.format(1) * 3))
    outcomes = [outcome(watched.round(after=timedelta(days=9))) for _ in range(5)]
    assert outcomes == ["bad_capture"] * 4 + ["changed"]
    assert ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR in watched.changes()[-1].kinds
    assert source(watched).state is SourceState.CHANGED
    assert source(watched).trouble is None
