"""THE READING OF AN AGREEMENT: passages → clauses → terms, for documents of kind `dpa` alone."""

from dataclasses import dataclass

from crawlers.findings.agreement_clauses import ClauseFound, clauses_of
from crawlers.findings.agreement_passages import passages
from crawlers.findings.agreement_terms import Authorisation, ClauseSetNamed, authorisation_of, clause_sets, days_of
from crawlers.findings.agreement_wordings import wordings
from crawlers.findings.source import Source


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a data processing agreement says. None: not said, or not in a number of days."""

    clauses: tuple[ClauseFound, ...]
    authorisation: Authorisation | None
    notice_days: int | None
    objection_days: int | None
    clause_sets: tuple[ClauseSetNamed, ...]


def agreement(source: Source) -> Agreement:
    """Reads the document as an agreement."""
    known = wordings(source.language)
    said = passages(source)
    notice, objection = days_of(source, said, known)
    return Agreement(
        clauses_of(said, known), authorisation_of(said, known), notice, objection, clause_sets(source, known)
    )
