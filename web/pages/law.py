"""`/law`: which adequacy decisions hold on the day?"""

from dataclasses import dataclass
from datetime import date

from litestar import Response, get

from registry.glossary import Language
from registry.law.lawbook import AdequacyDecision
from registry.terms import Grade, Right
from web.deps import AtDesk
from web.pages.rendering import page
from web.pages.views import Visited
from web.pages.wording import Wording


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision as it stands on a day. `until` is the last day it holds, where one is known."""

    decision: AdequacyDecision
    state: str  # in_force, not_yet, ended, annulled, repealed
    until: date | None
    challenged: bool
    unverified: bool
    name: str | None  # the decision's own name, where the territory's does not say it all


@get("/law", needs=Right.READ, sync_to_thread=True)
def law(visit: Visited, desk: AtDesk) -> Response[str]:
    """Decisions in force on the day, and those that are not."""
    on = visit.moment.on
    book = desk.law(visit.moment)
    found = [_standing(decision, on) for decision in book.adequacy]
    return page(
        "law.html",
        visit,
        general=[one for one in found if one.state == "in_force" and one.decision.general],
        special=[one for one in found if one.state == "in_force" and not one.decision.general],
        others=[one for one in found if one.state != "in_force"],
        sha256=book.sha256,
    )


def _standing(decision: AdequacyDecision, on: date) -> Standing:
    ends = [day for day in (decision.valid_until, decision.annulled_on, decision.repealed_on) if day]
    pending = (c for c in decision.cases if c.filed_on <= on and (c.decided_on is None or on < c.decided_on))
    return Standing(
        decision=decision,
        state=_state(decision, on, min(ends, default=None)),
        until=min(ends, default=None),
        challenged=any(pending),
        unverified=decision.graded("act") is Grade.MEMORY,
        name=None if decision.name == Wording(Language.EN).country(decision.code) else decision.name,
    )


def _state(decision: AdequacyDecision, on: date, until: date | None) -> str:
    if on < decision.valid_from:
        return "not_yet"
    if until is None or on < until:
        return "in_force"
    if decision.annulled_on == until:
        return "annulled"
    return "repealed" if decision.repealed_on == until else "ended"
