"""Art. 45: whether an adequacy decision in force reaches this importer and this transfer."""

from datetime import date, timedelta

from registry.law.certificates import certified
from registry.law.inquiry import NO_FLAGS, Finding, Footing, Inquiry, Tried, step
from registry.law.lawbook import AdequacyDecision, Area
from registry.law.lawindex import act_number, holds, is_in_force, is_pending, is_unread, known_end
from registry.law.shapes import MISSING, Missing
from registry.law.sources import reason
from registry.law.territory import outside_by_memory
from registry.terms import Flag, Grade, Verdict

GDPR_APPLIES = date(2018, 5, 25)
WARNED = timedelta(days=180)


@step
def decided(q: Inquiry, code: str) -> Tried:
    """What Art. 45 gives for a country or organisation on the day."""
    flags = NO_FLAGS
    for decision in q.law.decisions(code):
        if not is_in_force(decision, q.on) or q.leaves_out(decision.act):
            continue
        if is_unread(decision):
            flags |= {Flag.UNVERIFIED_LAW}
            continue
        tried = _reaches(q, decision)
        flags |= tried.flags
        if tried.finding is not None:
            return Tried(finding=tried.finding, flags=flags | outside_by_memory(q, code))
    return Tried(flags=flags)


@step
def bridged(q: Inquiry, exporter: str, code: str) -> Tried:
    """What a third country's own bridge gives: only for onward hops of data received under adequacy."""
    bridge = q.law.bridge(exporter, code)
    if bridge is None or bridge.grade is Grade.MEMORY or q.leaves_out(bridge.act):
        return Tried()
    if not holds(bridge.valid_from, bridge.valid_until, q.on):
        return Tried()
    found = certified(q, bridge.framework)
    if not found.reached:
        return Tried(flags=found.flags)
    text = f"The importer is certified under {bridge.framework} ({bridge.act}), which the exporter's own law accepts."
    footing = Footing(acts=frozenset({act_number(bridge.act)}))
    reasons = (reason("Art. 44", text, record=bridge),)
    flags = found.flags | ends_soon(q, bridge.valid_until) | ends_soon(q, found.until)
    return Tried(finding=Finding(verdict=Verdict.COVERED, reasons=reasons, flags=flags, footing=footing))


def ends_soon(q: Inquiry, until: date | None) -> frozenset[Flag]:
    """`expires_within_180_days` counted to the last day; `until` is the day after it."""
    if until is None or until <= q.on:
        return NO_FLAGS
    return frozenset({Flag.EXPIRES_WITHIN_180_DAYS}) if until - timedelta(days=1) - q.on <= WARNED else NO_FLAGS


def _reaches(q: Inquiry, decision: AdequacyDecision) -> Tried:
    """Whether the decision's scope takes in this importer and these data."""
    if decision.sector is not None and q.ask("importer.sector", q.facts.importer.sector) is not decision.sector:
        return Tried()
    if decision.automated_only and not q.ask("automated", q.facts.automated):
        return Tried()
    if decision.pipeda and q.ask("hr_data", q.facts.hr_data) and _federally_regulated(q) is not True:
        return Tried(finding=_employees(q, decision))
    if decision.framework is None:
        return Tried(finding=_covered(q, decision))
    found = certified(q, decision.framework)
    if not found.reached:
        return Tried(flags=found.flags)
    return Tried(finding=_covered(q, decision).flagged(found.flags | ends_soon(q, found.until)))


def _covered(q: Inquiry, decision: AdequacyDecision) -> Finding:
    return Finding(
        verdict=Verdict.COVERED,
        reasons=(reason(_article(decision), _words(q, decision), record=decision),),
        flags=_flags(q, decision),
        footing=Footing(acts=frozenset({act_number(decision.act)})),
    )


def _employees(q: Inquiry, decision: AdequacyDecision) -> Finding:
    """PIPEDA reaches employee data only in federally regulated undertakings: without that, it cannot be told."""
    text = f"{decision.act} reaches employee data only where PIPEDA does: in federally regulated undertakings."
    wants = frozenset({"importer.pipeda"}) if _federally_regulated(q) is MISSING else frozenset[str]()
    reasons = (reason(_article(decision), text, record=decision),)
    return Finding(verdict=Verdict.UNKNOWN, reasons=reasons, wants=wants)


def _federally_regulated(q: Inquiry) -> bool | Missing:
    return q.peek("importer.pipeda", q.facts.importer.pipeda)


def _article(decision: AdequacyDecision) -> str:
    """Decisions under Directive 95/46 stay in force by Art. 45(9)."""
    return "Art. 45(9)" if decision.adopted_on < GDPR_APPLIES else "Art. 45(3)"


def _words(q: Inquiry, decision: AdequacyDecision) -> str:
    text = f"{decision.name}: the adequacy decision {decision.act} is in force on this day and reaches this transfer."
    if _is_annulled_later(q, decision):
        text += f" It was declared invalid on {decision.annulled_on}; the Court did not let its effects stand."
    return text


def _is_annulled_later(q: Inquiry, decision: AdequacyDecision) -> bool:
    return decision.annulled_on is not None and q.on < decision.annulled_on


def _flags(q: Inquiry, decision: AdequacyDecision) -> frozenset[Flag]:
    flags = set(ends_soon(q, known_end(decision, q.on)))
    if is_pending(decision.cases, decision.act, q.on):
        flags.add(Flag.UNDER_CHALLENGE)
    if _is_annulled_later(q, decision):
        flags.add(Flag.LATER_ANNULLED)
    if Grade.MEMORY in (decision.graded("valid_from"), decision.graded("adopted_on")):
        flags.add(Flag.UNVERIFIED_LAW)
    if decision.eea_incorporation_pending and _sends_from_efta(q):
        flags.add(Flag.EEA_INCORPORATION_PENDING)
    return frozenset(flags)


def _sends_from_efta(q: Inquiry) -> bool:
    exporter = q.peek("exporter.country", q.facts.exporter.country)
    member = None if isinstance(exporter, Missing) else q.law.membership(exporter, q.on)
    return member is not None and member.area is Area.EEA_EFTA
