"""What a round came to, and whether what it proposes is quoted where it says."""

from github_watched import Watched
from sqlmodel import select

from crawlers.extract import extract
from crawlers.round import Summary
from registry.reviews.proposals import SUB_PROCESSOR
from registry.tables import Alert, Proposal, Snapshot, Version


def outcome(summary: Summary) -> str:
    """What the one document checked came to."""
    counts = {name: number for name, number in summary.outcomes.items() if number and name != "checked"}
    assert list(counts.values()) == [1], counts
    return next(iter(counts))


def alerts(watched: Watched) -> list[Alert]:
    """Every alert told so far."""
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


def hold_quotes(watched: Watched, waiting: list[Proposal]) -> None:
    for proposal in waiting:
        assert proposal.quote == text_of(watched, proposal)[proposal.start : proposal.end]
        assert proposal.field != SUB_PROCESSOR or proposal.value["name_as_written"] in proposal.quote
