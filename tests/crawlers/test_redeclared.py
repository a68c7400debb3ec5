"""A page that moves its text: other selectors are proposed, and once accepted nothing counts as a change."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from github_watched import FIRST_DAY, SOURCE, Watched, load_registry
from round_telling import alerts, outcome
from sqlmodel import col, select

from crawlers.bench import Bench
from registry import watching
from registry.store import Store
from registry.tables import Proposal, Snapshot, Source, Version
from registry.terms import CaptureState, Deed, ProposalState, SourceState
from tests.servers.vendor_site import VendorSite

ROWS = "".join(
    f"<tr><td>{name}</td><td>{purpose}</td><td>{place}</td></tr>"
    for name, purpose, place in (
        ("Amazon Web Services", "Cloud hosting", "Ireland"),
        ("Zendesk", "Customer support tickets", "United States"),
        ("Fastly", "Content delivery", "United States"),
        ("Stripe", "Payments", "Germany"),
    )
)
TEXT = (
    "<h1>Sub-processors</h1><p>We use the following sub-processors to process personal data for our customers.</p>"
    f"<table><tr><th>Name of sub-processor</th><th>Purpose</th><th>Location</th></tr>{ROWS}</table>"
    "<p>We tell our customers of new sub-processors before we engage them, and they may object to the change.</p>"
)
BANNER = "<p>Northwind Inc. in Brazil sponsors this page and may read what you write on it.</p>"
MENU = '<div class="top"><p>Products, prices and the places where we work: all of it in Brazil.</p></div>'


@dataclass(slots=True)
class Selected(Watched):
    """Watched by a declaration with selectors."""

    select: tuple[str, ...] = ("#policy",)
    remove: tuple[str, ...] = ()
    declared_on: date | None = None  # from this day; before it nothing is removed

    def bench(self) -> Bench:
        bench = Watched.bench(self)
        (document, declared), *_ = bench.declarations.items()
        first = replace(declared, select=self.select, remove=() if self.declared_on else self.remove)
        later = [replace(first, remove=self.remove, valid_from=self.declared_on)] if self.declared_on else []
        history = [first, *later]
        return replace(bench, declarations={document: history[-1]}, history={document: history})


@pytest.fixture
def watched(store: Store, tmp_path: Path) -> Iterator[Selected]:
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        yield Selected(site, store, tmp_path)


def page(attribute: str, *, inside: str = "", text: str = TEXT) -> str:
    return f"<!doctype html><html lang=en><body>{MENU}<div {attribute}>{text}{inside}</div></body></html>"


def source(watched: Selected) -> Source:
    with watched.store.read() as session:
        return watching.one(session, SOURCE)


def declarations_proposed(watched: Selected) -> list[Proposal]:
    return [one for one in watched.waiting() if one.field == "watch_selector"]


def states(watched: Selected) -> list[CaptureState]:
    return [one.state for one in watched.changes()]


def test_a_selector_that_stops_matching_gives_a_bad_capture_and_a_proposal_of_the_one_that_finds(
    watched: Selected,
) -> None:
    assert outcome(watched.show(page("id=policy"))) == "first"
    assert outcome(watched.show(page('class="legal-body css-1x9z2k" id="radix-12345"'))) == "bad_capture"
    assert watched.counts()["Version"] == 1
    assert source(watched).state is SourceState.UNREACHABLE
    assert "#policy" in (source(watched).trouble or "")
    (asked,) = declarations_proposed(watched)
    assert (asked.deed, asked.subject_id, asked.document_id) == (
        Deed.CHANGE, "svc_github-enterprise", "doc_github-subprocessors",
    )  # fmt: skip
    assert asked.value["select"] == [".legal-body"]
    assert (asked.value["found_share"], asked.value["of_blocks"]) == (1.0, 7)
    assert asked.before == {"select": ["#policy"], "remove": []}
    assert asked.quote == "Sub-processors"
    with watched.store.read() as session:
        newest = session.exec(select(Snapshot.sha256).order_by(col(Snapshot.fetched_at).desc())).first()
    assert asked.snapshot_sha256 == newest
    watched.round()
    assert len(declarations_proposed(watched)) == 1


def test_an_accepted_selector_reads_the_next_round_and_nothing_is_a_change(watched: Selected) -> None:
    watched.show(page("id=policy"))
    watched.show(page('class="legal-body"'))
    told = len(alerts(watched))
    watched.decide(declarations_proposed(watched)[0])
    assert outcome(watched.round()) == "same"
    assert source(watched).state is SourceState.VERIFIED
    assert states(watched) == [CaptureState.UPGRADED]
    assert len(alerts(watched)) == told
    with watched.store.read() as session:
        version = session.get_one(Version, source(watched).version_id)
        declared = watched.changes()[0]
    assert version.id == declared.to_version_id
    assert str(version.declared_on) == "2026-01-12"
    watched.show(page('class="legal-body"', text=TEXT.replace("Fastly", "Nordmoln, Inc.")))
    assert watched.changes()[-1].state is CaptureState.CHANGED


def test_what_changed_besides_the_place_is_a_change_and_nothing_else_is(watched: Selected) -> None:
    watched.show(page("id=policy"))
    moved = TEXT.replace("<td>Fastly</td>", "<td>Nordmoln, Inc.</td>")
    watched.show(page('class="legal-body"', text=moved))
    watched.decide(declarations_proposed(watched)[0])
    watched.round()
    (change,) = watched.changes()
    assert change.state is CaptureState.CHANGED
    assert {str(one["subject"]) for one in change.changes} == {"Fastly", "Nordmoln, Inc."}


def test_a_rejected_selector_is_not_asked_again_and_reads_nothing(watched: Selected) -> None:
    watched.show(page("id=policy"))
    watched.show(page('class="legal-body"'))
    watched.decide(declarations_proposed(watched)[0], ProposalState.REJECTED)
    assert outcome(watched.round()) == "bad_capture"
    assert declarations_proposed(watched) == []
    assert "a person rejected" in (source(watched).trouble or "")


def test_what_a_person_will_not_have_taken_away_belongs_to_the_document(watched: Selected) -> None:
    watched.remove = (".banner",)
    watched.show(page("id=policy", inside=f'<div class="banner">{BANNER}</div>'))
    shown = page("id=policy", inside=f'<div class="sponsor">{BANNER}</div>')
    assert outcome(watched.show(shown)) == "bad_capture"
    (asked,) = declarations_proposed(watched)
    assert (asked.value["remove"], asked.before["remove"]) == ([".sponsor"], [".banner"])
    watched.decide(asked, ProposalState.REJECTED)
    assert outcome(watched.round()) == "changed"
    assert source(watched).state in (SourceState.CHANGED, SourceState.VERIFIED)
    assert watched.counts()["Version"] == 2
    assert outcome(watched.round()) == "not_modified"
    assert declarations_proposed(watched) == []
    again = page(
        "id=policy", inside=f'<div class="sponsor">{BANNER}</div>', text=TEXT.replace("Fastly", "Nordmoln, Inc.")
    )
    assert outcome(watched.show(again)) == "changed"


def test_a_name_not_asked_of_yet_is_asked_of_again(watched: Selected) -> None:
    watched.remove = (".banner",)
    watched.show(page("id=policy", inside=f'<div class="banner">{BANNER}</div>'))
    watched.show(page("id=policy", inside=f'<div class="sponsor">{BANNER}</div>'))
    watched.decide(declarations_proposed(watched)[0], ProposalState.REJECTED)
    assert outcome(watched.show(page("id=policy", inside=f'<div class="notice">{BANNER}</div>'))) == "bad_capture"
    assert declarations_proposed(watched)[0].value["remove"] == [".notice"]


@pytest.mark.parametrize(
    "shown",
    [
        page('class="css-1x9z2k" id="ember123"'),
        "<!doctype html><h1>404</h1><p>Page not found</p>",
        page('class="legal-body"', text="<p>We are moving. Come back soon, all of it will be here again then.</p>" * 9),
    ],
)
def test_nothing_is_proposed_where_no_name_of_a_persons_making_holds_the_document(
    watched: Selected, shown: str
) -> None:
    watched.show(page("id=policy"))
    assert outcome(watched.show(shown)) == "bad_capture"
    assert declarations_proposed(watched) == []


def test_what_is_taken_away_and_comes_back_under_another_name_is_asked_about(watched: Selected) -> None:
    watched.remove = (".sponsor",)
    watched.show(page("id=policy", inside=f'<div class="sponsor">{BANNER}</div>'))
    assert outcome(watched.show(page("id=policy", inside=f'<div class="site-notice">{BANNER}</div>'))) == "bad_capture"
    (asked,) = declarations_proposed(watched)
    assert (asked.value["select"], asked.value["remove"]) == (["#policy"], [".site-notice"])
    assert asked.before == {"select": ["#policy"], "remove": [".sponsor"]}
    assert asked.quote.startswith("Northwind Inc.")
    told = len(alerts(watched))
    watched.decide(asked)
    assert outcome(watched.round()) == "same"
    assert states(watched) == [CaptureState.UPGRADED]
    assert (len(alerts(watched)), source(watched).state) == (told, SourceState.VERIFIED)


def test_what_is_taken_away_and_goes_is_no_trouble(watched: Selected) -> None:
    watched.remove = (".sponsor",)
    watched.show(page("id=policy", inside=f'<div class="sponsor">{BANNER}</div>'))
    assert outcome(watched.show(page("id=policy"))) == "same"
    assert declarations_proposed(watched) == []


@pytest.mark.parametrize("number", ["extractor", "reader"])
def test_a_new_number_of_ours_reads_old_snapshots_again_without_a_fetch_and_tells_nobody(
    watched: Selected, number: str
) -> None:
    watched.show(page("id=policy"))
    before, told, waiting = source(watched), len(alerts(watched)), len(watched.waiting())
    with watched.store.write("test") as session:
        setattr(session.get_one(Version, before.version_id), number, 0)
    summary = watched.round()
    assert (summary.upgraded, summary.outcomes["not_modified"]) == (1, 1)
    assert states(watched) == [CaptureState.UPGRADED]
    assert (len(alerts(watched)), len(watched.waiting())) == (told, waiting)
    with watched.store.read() as session:
        old, new = (session.get_one(Version, one) for one in (before.version_id, source(watched).version_id))
    assert new.snapshot_id == old.snapshot_id
    assert getattr(new, number) > 0
    assert watched.round().upgraded == 0


def test_a_new_declaration_of_ours_is_an_upgrade_of_the_old_snapshot(watched: Selected) -> None:
    watched.show(page("id=policy", inside=f'<div class="sponsor">{BANNER}</div>'))
    watched.remove, watched.declared_on = (".sponsor",), FIRST_DAY.date()
    summary = watched.round()
    assert (summary.upgraded, summary.alerts) == (1, 0)
    assert states(watched) == [CaptureState.UPGRADED]
    assert outcome(watched.show(page("id=policy class=b", inside=f'<div class="big sponsor">{BANNER}</div>'))) == "same"
    assert states(watched) == [CaptureState.UPGRADED]
