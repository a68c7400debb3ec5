"""A register to hand documents in to: the small catalogue, and a controller who engages nobody."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from handed_notices import TAKEN
from small_catalogue import SmallCatalogue
from small_portfolio import ORGANISATION, bring, load_catalogue
from sqlmodel import col, select

from registry import judging, lawfiles
from registry.catalogue.rows_of_portfolios import person_id
from registry.reviews.applying import DecidedAll, Decision, decide_all
from registry.store import Store
from registry.tables import Dated, Proposal
from registry.terms import ProposalState

US = person_id("Sjöboden AB")
LAW = lawfiles.load()
ON = TAKEN.date() + timedelta(days=2)
DECIDED = TAKEN + timedelta(days=2)
BY = "A. Exempelsson"


def begin(store: Store, folder: Path, portfolio: str = ORGANISATION) -> Store:
    """The database with catalogue and controller, judged."""
    load_catalogue(store, SmallCatalogue(folder / "catalogue"))
    bring(store, portfolio)
    with store.write("test") as session:
        judging.judge_all(session, LAW, ON, TAKEN)
    return store


def decide(
    store: Store,
    identities: tuple[str, ...],
    state: ProposalState = ProposalState.ACCEPTED,
    edits: dict[str, Any] | None = None,
) -> DecidedAll:
    """One decision on several proposals."""
    with store.write(BY) as session:
        decision = Decision(state, "Read it.", BY, edits)
        done = decide_all(session, identities, decision, law=LAW, on=ON, at=DECIDED)
        session.expunge_all()
        return done


def of(store: Store, table: type[Any]) -> list[Any]:
    """The rows of a table, of a dated one those that are live."""
    statement = select(table)
    if issubclass(table, Dated):
        statement = statement.where(col(table.retired_at).is_(None))
    with store.read() as session:
        return list(session.exec(statement).all())


def recipients(store: Store) -> dict[str, Proposal]:
    """The proposals of recipients that wait, by name as written."""
    waiting = [one for one in of(store, Proposal) if one.state is ProposalState.PROPOSED]
    return {one.value["name_as_written"]: one for one in waiting if one.field == "recipient"}
