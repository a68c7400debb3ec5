"""Art. 44, second half: a hop whose exporter is outside the EEA is met through the tool of the first hop."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from registry.law.adequacy import bridged, decided
from registry.law.derogations import derogated
from registry.law.export import in_order
from registry.law.inquiry import Finding, Footing, Inquiry, Tried, step
from registry.law.shapes import DerogationArticle
from registry.law.territory import exporter_country
from registry.law.verdicts import Reason
from registry.terms import OnwardTerms, Party, ReceivedUnder, Verdict

ARTICLE = "Art. 44"


@step
def onward_hop(q: Inquiry, code: str) -> Finding:
    """What an onward hop to `code` stands on, by what the data were received under."""
    under = q.ask("received_under", q.facts.received_under)
    match under:
        case None:
            return _finding(Verdict.UNSUPPORTED, "The data were received under no tool that could travel with them.")
        case ReceivedUnder.DEROGATION:
            text = (
                "The data were received under a derogation; no rule travels with them, so the hop cannot be evaluated."
            )
            return _finding(Verdict.UNKNOWN, text)
        case ReceivedUnder.DPF:
            return _under_framework(q)
        case ReceivedUnder.ADEQUACY:
            return _under_adequacy(q, code)
        case ReceivedUnder.SCC | ReceivedUnder.BCR:
            return _under_clauses(q, code, under)


def _under_framework(q: Inquiry) -> Finding:
    """Accountability for Onward Transfer: a contract with the same level of protection, no tool of Art. 46."""
    terms = q.ask("onward_terms", q.facts.onward_terms)
    if terms is OnwardTerms.DPF_ONWARD_CONTRACT:
        text = (
            "Received under the Data Privacy Framework; a contract for the onward transfer is on file. "
            "The EDPB asked for clearer guidance on this principle (report of 4 November 2024)."
        )
        return _on_terms(text)
    if terms is None:
        text = "Received under the Data Privacy Framework; the contract its onward principle asks for is not on file."
        return _finding(Verdict.UNSUPPORTED, text)
    text = f"Received under the Data Privacy Framework; whether “{terms}” is the contract it asks for cannot be told."
    return _finding(Verdict.UNKNOWN, text)


def _under_adequacy(q: Inquiry, code: str) -> Finding:
    """The importer's own transfer law; here alone a third country's bridge counts."""
    decision = decided(q, code)
    if decision.finding is not None and decision.finding.verdict is Verdict.COVERED:
        return decision.finding.flagged(decision.flags)
    bridge = bridged(q, exporter_country(q, code), code)
    flags = decision.flags | bridge.flags
    if bridge.finding is not None:
        return bridge.finding.flagged(flags)
    if q.ask("onward_terms", q.facts.onward_terms) is OnwardTerms.IMPORTER_LAW:
        text = "Received under an adequacy decision; the exporter's own transfer law carries the onward transfer."
        return _on_terms(text).flagged(flags)
    text = "Received under an adequacy decision; nothing on file shows what the exporter's own transfer law gives."
    return _finding(Verdict.UNKNOWN, text).flagged(flags)


def _under_clauses(q: Inquiry, code: str, under: ReceivedUnder) -> Finding:
    """As an export from the EEA, or the same duties in substance. Of Art. 49 only what clause 8.7 lets through."""
    if q.on_file("onward_terms", q.facts.onward_terms) is OnwardTerms.EQUIVALENT:
        decision = decided(q, code)
        if decision.finding is not None and decision.finding.verdict is Verdict.COVERED:
            return decision.finding.flagged(decision.flags)
        return _equivalent(under).flagged(decision.flags)
    return in_order(q, code, terms=_terms(under), derogations=_named_in_the_clauses)


@cache
def _terms(under: ReceivedUnder) -> Callable[[Inquiry], Tried]:
    def terms(q: Inquiry) -> Tried:
        if q.ask("onward_terms", q.facts.onward_terms) is OnwardTerms.EQUIVALENT:
            return Tried(finding=_equivalent(under))
        return Tried()

    return terms


def _equivalent(under: ReceivedUnder) -> Finding:
    rule = "standard contractual clauses" if under is ReceivedUnder.SCC else "binding corporate rules"
    return _on_terms(f"Received under {rule}; the next importer is bound by the same duties in substance.")


def _on_terms(text: str) -> Finding:
    return replace(_finding(Verdict.SAFEGUARDED, text), footing=Footing(onward_terms=True))


def _finding(verdict: Verdict, text: str) -> Finding:
    return Finding(verdict=verdict, reasons=(Reason(ARTICLE, text),))


def _named_in_the_clauses(q: Inquiry) -> Tried:
    """Legal claims and vital interests; explicit consent where the exporter is a controller (module 1)."""
    available = {DerogationArticle.LEGAL_CLAIMS, DerogationArticle.VITAL_INTERESTS}
    named = q.ask("derogation", q.facts.derogation)
    wants_consent = named is not None and q.ask("derogation.article", named.article) is DerogationArticle.CONSENT
    if wants_consent and q.exporter_party() is Party.CONTROLLER:
        available.add(DerogationArticle.CONSENT)
    return derogated(q, available=frozenset(available))
