"""What is found on a vendor's site becomes proposals to watch it, and a person's word makes it watched."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from github_watched import FIRST_DAY, LAW, LOOPBACK, QUICK, SERVICE, Watched, load_registry, page
from sqlmodel import select

from crawlers.archive import Archive
from crawlers.discover import discover
from crawlers.discovered import propose_watches, unwatched
from crawlers.fetch import Fetcher
from registry.errors import BadInput, Conflict
from registry.reviews import applying, proposals
from registry.reviews.applying import Decision
from registry.store import Store
from registry.tables import Document, Proposal, Source
from registry.terms import Deed, DocumentKind, Origin, ProposalState
from tests.servers.vendor_site import VendorSite

NOTICE = (
    "<h1>Privacy policy</h1><p>" + "We are the controller and process your personal data on consent. " * 12 + "</p>"
)
DPA = "<h1>Data Processing Agreement</h1><p>" + "The processor acts on documented instructions of the controller. " * 12
LIST = page([("Fastly", "Delivery", "Sweden"), ("Stripe", "Payments", "Germany")])
HOME = '<a href="/privacy">Privacy policy</a><a href="/dpa">DPA</a><a href="/subprocessors">Sub-processors</a>'


@pytest.fixture
def vendor(store: Store, tmp_path: Path) -> Iterator[Watched]:
    """A registry that watches the vendor's list, and the vendor's site with three documents."""
    load_registry(store, tmp_path / "catalogue", FIRST_DAY)
    with VendorSite() as site:
        for path, body in {"/": HOME, "/privacy": NOTICE, "/dpa": DPA, "/subprocessors": LIST}.items():
            site.pages[path] = (200, {"Content-Type": "text/html"}, body.encode())
        yield Watched(site, store, tmp_path)


def propose(vendor: Watched) -> list[Proposal]:
    async def found() -> list[str]:
        async with Fetcher(LOOPBACK, "Onward/0.1 (test)", limits=QUICK) as fetcher:
            candidates = await discover(fetcher, vendor.site.url("/"))
        with vendor.store.read() as session:
            fresh = unwatched(session, candidates, vendor.bench().declarations.values())
        for one in fresh:
            Archive(vendor.folder / "snapshots").put(one.body)
        with vendor.store.write("discover") as session:
            return propose_watches(session, SERVICE, fresh, vendor.now)

    written = asyncio.run(found())
    with vendor.store.read() as session:
        return [proposals.one(session, one) for one in written]


def test_what_is_found_is_proposed_with_its_words_and_what_is_watched_is_not(vendor: Watched) -> None:
    proposed = {str(one.value["kind"]): one for one in propose(vendor)}
    assert set(proposed) == {"notice", "dpa"}
    notice = proposed["notice"]
    assert (notice.field, notice.deed, notice.subject_id) == ("watch", Deed.ADD, SERVICE)
    assert notice.value["url"] == vendor.site.url("/privacy")
    assert (notice.quote, notice.value["evidence"]) == ("Privacy policy", "Privacy policy")
    assert vendor.bench().archive.get(notice.snapshot_sha256) == NOTICE.encode()
    assert propose(vendor) == []


def test_accepting_makes_the_document_and_its_source_and_the_next_round_reads_it(vendor: Watched) -> None:
    propose(vendor)
    vendor.accept_all()
    with vendor.store.read() as session:
        document = session.exec(select(Document).where(Document.kind == DocumentKind.NOTICE)).one()
        source = session.exec(select(Source).where(Source.kind == DocumentKind.NOTICE)).one()
    assert (document.url, document.service_id, document.origin) == (source.url, SERVICE, Origin.PERSON)
    assert source.document_id == document.id
    assert vendor.round().outcomes["first"] == 3
    assert vendor.round(after=timedelta(days=8)).outcomes["same"] == 3
    assert propose(vendor) == []


def test_what_was_rejected_is_not_proposed_again(vendor: Watched) -> None:
    for one in propose(vendor):
        vendor.decide(one, ProposalState.REJECTED)
    assert propose(vendor) == []


def test_an_address_that_is_watched_meanwhile_is_not_watched_twice(vendor: Watched) -> None:
    first = propose(vendor)[0]
    with vendor.store.write("test") as session:
        session.add(
            Source(
                id="src_other", document_id="doc_other", service_id=SERVICE, kind=DocumentKind.NOTICE,
                url=first.value["url"] + "/", host="127.0.0.1", due_at=vendor.now,
            )
        )  # fmt: skip
    with pytest.raises(Conflict, match="watched already"):
        vendor.decide(first)


def test_a_person_may_say_that_it_is_another_kind_and_no_kind_there_is_none_of(vendor: Watched) -> None:
    first = propose(vendor)[0]
    with pytest.raises(BadInput, match="no kind of document"):
        vendor.decide(first, ProposalState.EDITED, kind="poem")
    vendor.decide(first, ProposalState.EDITED, kind="terms")
    with vendor.store.read() as session:
        assert session.exec(select(Source.kind).where(Source.url == first.value["url"])).one() is DocumentKind.TERMS


def test_several_are_decided_together(vendor: Watched) -> None:
    written = [one.id for one in propose(vendor)]
    decision = Decision(ProposalState.ACCEPTED, "Theirs.", "Ada")
    with vendor.store.write("Ada") as session:
        applying.decide_all(session, written, decision, law=LAW, on=date(2026, 1, 10), at=vendor.now)
    with vendor.store.read() as session:
        assert len(session.exec(select(Source)).all()) == 2
