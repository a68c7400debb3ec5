"""Art. 44, first half: whose territory counts, and whether there is a transfer to a third country at all."""

from registry.law.inquiry import NO_FLAGS, Finding, Inquiry, step
from registry.law.lawbook import Area, Membership
from registry.law.shapes import MISSING, Missing
from registry.law.sources import reason
from registry.law.verdicts import Reason
from registry.terms import Flag, Grade, Verdict

_UNREAD = frozenset({Flag.UNVERIFIED_LAW})


def is_inside(q: Inquiry, code: str) -> bool:
    """Whether a country is in the EEA on the day, or counts as if it were."""
    return q.law.membership(code, q.on) is not None


def importer_country(q: Inquiry) -> str:
    """The importer's country."""
    return q.ask("importer.country", q.facts.importer.country, _telling_places)


def destination(q: Inquiry) -> str:
    """Where the data come to lie or are read; the importer's country where it is known that there is no other."""
    place = q.ask("destination", q.facts.destination, _telling_places)
    return importer_country(q) if place is None else place


def _telling_places(q: Inquiry) -> tuple[str, ...]:
    return q.law.telling_places(q.on)


@step
def judged_country(q: Inquiry) -> str | None:
    """The country Chapter V is asked about, or None where importer and destination are both in the EEA.

    The importer's where it lies outside the EEA, else the destination's.
    """
    home = importer_country(q)
    if not is_inside(q, home):
        return home
    place = destination(q)
    return None if is_inside(q, place) else place


def within_one_entity(q: Inquiry) -> bool:
    """Whether exporter and importer are one legal person (EDPB Guidelines 05/2021, Example 5). Missing is no."""
    return q.peek("same_legal_entity", q.facts.same_legal_entity) is True


def no_transfer(q: Inquiry) -> Finding:
    """The finding where importer and destination are in the EEA."""
    codes = dict.fromkeys((importer_country(q), destination(q)))
    stays = [m for code in codes if (m := q.law.membership(code, q.on)) is not None]
    reasons = tuple(reason("Art. 44", _where(m), record=m) for m in stays)
    return Finding(verdict=Verdict.NOT_A_TRANSFER, reasons=reasons, flags=_unread_days(stays))


def one_entity() -> Finding:
    """The finding within one legal person."""
    text = "Exporter and importer are one legal person; a transfer needs two (EDPB Guidelines 05/2021, Example 5)."
    return Finding(verdict=Verdict.NOT_A_TRANSFER, reasons=(Reason("Art. 44", text),))


def outside_by_memory(q: Inquiry, code: str) -> frozenset[Flag]:
    """`unverified_law` where a place is outside only by a day of accession or exit known from memory."""
    past = [m for m in q.law.memberships(code) if m.valid_until is not None and m.valid_until <= q.on]
    future = [m for m in q.law.memberships(code) if q.on < m.valid_from]
    left_by_memory = bool(past) and past[-1].graded("valid_until") is Grade.MEMORY
    joins_by_memory = bool(future) and future[0].graded("valid_from") is Grade.MEMORY
    return _UNREAD if left_by_memory or joins_by_memory else NO_FLAGS


@step
def is_onward(q: Inquiry, code: str) -> bool:
    """Whether the exporter is outside the EEA and not itself under the GDPR: then the first hop's tool decides."""
    return not _is_under_gdpr(q) and not is_inside(q, exporter_country(q, code))


def exporter_country(q: Inquiry, code: str) -> str:
    """The exporter's country, asked for a hop to `code`."""
    return q.ask("exporter.country", q.facts.exporter.country, lambda q: q.law.telling_exporters(q.on, code))


@step
def standing_flags(q: Inquiry) -> frozenset[Flag]:
    """Flags about access, parent and onward transfer that stand beside any verdict."""
    flags = set()
    if q.peek("access_from", q.facts.access_from) is MISSING:
        flags.add(Flag.REMOTE_ACCESS_UNCHECKED)
    if _parent_is_outside(q):
        flags.add(Flag.PARENT_IN_THIRD_COUNTRY)
    home = q.peek("exporter.country", q.facts.exporter.country)
    if not isinstance(home, Missing) and not _is_under_gdpr(q) and not is_inside(q, home):
        flags.add(Flag.ONWARD)
    return frozenset(flags)


def _is_under_gdpr(q: Inquiry) -> bool:
    """Whether an exporter outside the EEA is itself under the GDPR. Missing is no."""
    return q.peek("exporter.subject_to_gdpr", q.facts.exporter.subject_to_gdpr) is True


def _parent_is_outside(q: Inquiry) -> bool:
    parent = q.peek("importer.parent_country", q.facts.importer.parent_country)
    if isinstance(parent, Missing) or parent is None:
        return False
    home = q.peek("importer.country", q.facts.importer.country)
    if isinstance(home, Missing):
        return False
    return is_inside(q, home) and not is_inside(q, parent)


def _unread_days(memberships: list[Membership]) -> frozenset[Flag]:
    return _UNREAD if any(m.graded("valid_from") is Grade.MEMORY for m in memberships) else NO_FLAGS


def _where(membership: Membership) -> str:
    match membership.area:
        case Area.EU:
            why = "is in the EU"
        case Area.EEA_EFTA:
            why = "is in the EEA"
        case Area.TRANSITION:
            why = "is treated as a Member State in the transition period"
        case Area.BRIDGE:
            why = "is not treated as a third country while the bridge of the Trade and Cooperation Agreement lasts"
    return f"{membership.code} {why} on this day: no transfer to a third country."
