"""Art. 49: one row per letter, with what must be true and when it is not available."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from registry.law.inquiry import NO_FLAGS, Finding, Footing, Inquiry, Tried, step
from registry.law.shapes import MISSING, Condition, Derogation, DerogationArticle
from registry.law.sources import tool_reason
from registry.law.verdicts import Reason
from registry.terms import Flag, Party, Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """A derogation: its conditions, and whether systematic transfers or public powers bar it."""

    conditions: tuple[Condition, ...]
    occasional_only: bool  # recital 111; for the second subparagraph its own text
    not_for_public_powers: bool  # Art. 49(3)


ROWS: Mapping[DerogationArticle, Row] = MappingProxyType(
    {
        DerogationArticle.CONSENT: Row((Condition.EXPLICIT, Condition.INFORMED_OF_RISKS), False, True),
        DerogationArticle.CONTRACT: Row((Condition.NECESSARY,), True, True),
        DerogationArticle.CONTRACT_IN_INTEREST: Row((Condition.NECESSARY,), True, True),
        DerogationArticle.PUBLIC_INTEREST: Row((Condition.PUBLIC_INTEREST_IN_LAW,), False, False),
        DerogationArticle.LEGAL_CLAIMS: Row((Condition.NECESSARY,), True, False),
        DerogationArticle.VITAL_INTERESTS: Row((Condition.INCAPABLE_OF_CONSENT,), False, False),
        DerogationArticle.PUBLIC_REGISTER: Row((Condition.PUBLIC_REGISTER,), False, False),
        DerogationArticle.COMPELLING_INTERESTS: Row(
            (
                Condition.NOT_REPETITIVE,
                Condition.LIMITED_NUMBER,
                Condition.SAFEGUARDS_PROVIDED,
                Condition.AUTHORITY_INFORMED,
                Condition.DATA_SUBJECT_INFORMED,
            ),
            True,
            True,
        ),
    }
)
ALL_ARTICLES = frozenset(DerogationArticle)


@step
def derogated(q: Inquiry, *, available: frozenset[DerogationArticle] = ALL_ARTICLES) -> Tried:
    """What Art. 49 gives: the named derogation, if it is among those `available` and its conditions are met."""
    named = q.ask("derogation", q.facts.derogation)
    if named is None:
        return Tried()
    article = q.ask("derogation.article", named.article)
    row = ROWS[article]
    flags = _systematic_flag(q)
    barred = _barred(q, named, article, row, available)
    if barred is not None:
        return Tried(flags=flags, remarks=(_reason(q, article, barred),))
    unmet = next((c for c in row.conditions if not _is_met(q, named, c)), None)
    if unmet is not None:
        return Tried(flags=flags, remarks=(_reason(q, article, f"its condition “{unmet}” is not met"),))
    text = f"The transfer stands on the derogation of Art. {article}; its conditions are on file as met."
    reasons = (tool_reason(q.law, article, text),)
    found = Finding(verdict=Verdict.DEROGATION, reasons=reasons, flags=flags, footing=Footing(derogation=True))
    return Tried(finding=found, flags=flags)


def _barred(
    q: Inquiry,
    named: Derogation,
    article: DerogationArticle,
    row: Row,
    available: frozenset[DerogationArticle],
) -> str | None:
    """Why the derogation is not available, whatever its conditions, or None."""
    if article not in available:
        return "the clauses or rules under which the data were received do not allow it for an onward transfer"
    if not _is_chosen(q, named):
        return "the controller has not chosen it"
    if row.not_for_public_powers and q.ask("exporter.public_powers", q.facts.exporter.public_powers):
        return "it is not available in the exercise of public powers (Art. 49(3))"
    if row.occasional_only and q.ask("systematic", q.facts.systematic):
        return "it is not available for systematic transfers (recital 111)"
    return None


def _is_chosen(q: Inquiry, named: Derogation) -> bool:
    """A processor cannot itself rely on a derogation its controller has not chosen."""
    if named.chosen_by_controller is not MISSING:
        return named.chosen_by_controller
    if q.exporter_party() is Party.CONTROLLER:
        return True
    return q.ask("derogation.chosen_by_controller", named.chosen_by_controller)


def _is_met(q: Inquiry, named: Derogation, condition: Condition) -> bool:
    return q.ask(f"derogation.{condition}", named.condition(condition))


def _systematic_flag(q: Inquiry) -> frozenset[Flag]:
    is_systematic = q.peek("systematic", q.facts.systematic) is True
    return frozenset({Flag.SYSTEMATIC_DEROGATION}) if is_systematic else NO_FLAGS


def _reason(q: Inquiry, article: DerogationArticle, why: str) -> Reason:
    return tool_reason(q.law, article, f"The derogation of Art. {article} gives no footing: {why}.")
