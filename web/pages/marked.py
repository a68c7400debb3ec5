"""Proposals that are marked on a page, decided together: whole or not at all, with a reason."""

from collections.abc import Callable, Iterable
from typing import Any

from graphs.text import plain
from registry.errors import BadInput, Conflict
from registry.reviews import applying
from registry.reviews.applying import Decision
from registry.store import Session
from registry.tables import Proposal, now
from registry.terms import ProposalState
from web.deps import Pen
from web.pages.forms import said, several
from web.pages.proposals import LONGEST_REASON, Trouble

STATES = {"accept": ProposalState.ACCEPTED, "reject": ProposalState.REJECTED}


def decide_marked(
    pen: Pen, form: dict[str, Any], proposed: Callable[[Session], Iterable[Proposal]], *, undecided: str
) -> Trouble | None:
    """Decide what is marked of `proposed`; or why not. `undecided` is the message where no button was pressed."""
    state, wanted, reason = STATES.get(said(form, "decision")), several(form, "proposal"), reason_of(form)
    if state is None:
        return Trouble(undecided)
    if not reason:
        return Trouble("proposal.no_reason")
    if not wanted:
        return Trouble("read.none_marked")

    def apply(session: Session) -> None:
        if not {one.id for one in proposed(session)}.issuperset(wanted):
            raise BadInput("A proposal that is marked does not belong here.", field="proposal")
        applying.decide_all(session, wanted, Decision(state, reason, pen.actor), law=pen.law, on=pen.today, at=now())

    return attempted(pen, apply)


def attempted(pen: Pen, deed: Callable[[Session], None]) -> Trouble | None:
    """Do it in one transaction; or why it was not done."""
    try:
        with pen.write() as session:
            deed(session)
    except Conflict as error:
        return Trouble("proposal.conflict", str(error))
    except BadInput as error:
        return Trouble("read.not_applied", str(error))
    return None


def reason_of(form: dict[str, Any]) -> str:
    """The reason a person gives, one line of a length that fits the log."""
    return plain(said(form, "reason"), LONGEST_REASON)
