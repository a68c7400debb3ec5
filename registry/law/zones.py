"""Where a country stands on a day, for maps and diagrams. A zone is no verdict: it knows no importer."""

from datetime import date
from enum import StrEnum

from registry.law.lawbook import AdequacyDecision, LawBook
from registry.terms import Grade


class Zone(StrEnum):
    """EEA, adequate for every importer, adequate for some, third country; or an organisation; or not known."""

    EEA = "eea"
    ADEQUATE = "adequate"
    PARTLY_ADEQUATE = "partly_adequate"
    THIRD_COUNTRY = "third_country"
    ORGANISATION = "organisation"  # an international organisation
    UNKNOWN = "unknown"


def zone(law: LawBook, country: str | None, on: date) -> Zone:
    """The zone of a country or organisation on a day. None, or a code no law knows, is unknown."""
    if country is None or country not in law.countries:
        return Zone.UNKNOWN
    if any(m.code == country and _holds(m.valid_from, m.valid_until, on) for m in law.memberships):
        return Zone.EEA
    if len(country) > 2:
        return Zone.ORGANISATION
    decisions = [d for d in law.adequacy if d.code == country and d.general and _in_force(d, on)]
    if not decisions:
        return Zone.THIRD_COUNTRY
    return Zone.ADEQUATE if any(_reaches_all(d) for d in decisions) else Zone.PARTLY_ADEQUATE


def _in_force(decision: AdequacyDecision, on: date) -> bool:
    """A decision known from memory alone gives no footing and colours no map."""
    stopped = (decision.annulled_on, decision.repealed_on)
    ended = any(day is not None and day <= on for day in stopped)
    known = decision.graded("act") is not Grade.MEMORY
    return known and not ended and _holds(decision.valid_from, decision.valid_until, on)


def _reaches_all(decision: AdequacyDecision) -> bool:
    return not (decision.framework or decision.sector or decision.automated_only or decision.pipeda)


def _holds(start: date, until: date | None, on: date) -> bool:
    return start <= on and (until is None or on < until)
