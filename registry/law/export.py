"""The order in which an export is asked about: 45, then 46, then 49, and what is left when nothing carries it."""

from collections.abc import Callable

from registry.law.adequacy import decided
from registry.law.derogations import derogated
from registry.law.inquiry import NO_FLAGS, Finding, Inquiry, Tried, step
from registry.law.safeguards import safeguarded
from registry.law.shapes import Missing
from registry.law.verdicts import Reason
from registry.terms import Flag, Verdict

Article = Callable[[Inquiry], Tried]


def no_terms(q: Inquiry) -> Tried:
    """An export from the EEA knows no onward terms."""
    return Tried()


@step
def in_order(q: Inquiry, code: str, *, terms: Article = no_terms, derogations: Article = derogated) -> Finding:
    """What an export to `code` stands on. `terms` are asked between 46 and 49, for onward hops."""
    decision = decided(q, code)
    if decision.finding is not None:
        return decision.finding.flagged(decision.flags | _behind(q))
    carried = _carried(q, terms, derogations)
    if carried.finding is not None:
        return carried.finding.flagged(decision.flags)
    text = f"No adequacy decision reaches this transfer to {code}, and no safeguard or derogation on file carries it."
    return Finding(
        verdict=Verdict.UNSUPPORTED,
        reasons=(Reason("Art. 44", text), *carried.remarks),
        flags=decision.flags | carried.flags,
    )


@step
def _carried(q: Inquiry, terms: Article, derogations: Article) -> Tried:
    """What 46 and 49 give where no decision reaches the transfer: alike for every country, and so explored once."""
    safeguard = safeguarded(q)
    if safeguard.finding is not None and safeguard.finding.verdict is Verdict.SAFEGUARDED:
        return Tried(finding=safeguard.finding)
    for article in (terms, derogations):
        tried = article(q)
        if tried.finding is not None:
            return Tried(finding=tried.finding.flagged(safeguard.flags | _flags(safeguard)))
    flags = safeguard.flags | tried.flags
    if safeguard.finding is not None:
        return Tried(finding=safeguard.finding.flagged(flags))
    return Tried(flags=flags, remarks=(*safeguard.remarks, *tried.remarks))


def _behind(q: Inquiry) -> frozenset[Flag]:
    """What is wanting in the safeguards on file behind a decision: told while there is time to cure it.

    Nothing is asked for it: where a key of a safeguard is missing, nothing is said.
    """
    on_file = q.peek("safeguards", q.facts.safeguards)
    if not on_file or isinstance(on_file, Missing):
        return NO_FLAGS
    tried = q.glance(safeguarded)
    if tried is None:
        return NO_FLAGS
    return (tried.flags | _flags(tried)) & _WANTING


_WANTING = frozenset(
    {
        Flag.ASSESSMENT_DUE,
        Flag.ASSESSMENT_OVERDUE,
        Flag.ASSESSMENT_RESTS_ON_FALLEN_LAW,
        Flag.MEASURES_NOT_MATCHED,
        Flag.NOT_A_TRANSFER_TOOL,
        Flag.OUTSIDE_CLAUSE_SCOPE,
        Flag.PROCESSING_NOT_CONFIRMED,
        Flag.WRONG_MODULE,
    }
)


def _flags(safeguard: Tried) -> frozenset[Flag]:
    return safeguard.finding.flags if safeguard.finding is not None else NO_FLAGS
