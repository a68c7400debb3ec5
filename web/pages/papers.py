"""Whether the papers behind each recipient agree, as `onward check` says it, for the page of an organisation."""

from collections import defaultdict
from dataclasses import dataclass

from registry.law.coherence import Check
from registry.law.disclosure_facts import GapLevel
from registry.reports.linted import article_of, cure, gravest_first, level_of, sentence
from registry.reports.linter import Problem
from registry.reports.looked import LOOKED_THROUGH, look_through
from web.deps import Desk
from web.pages.views import View
from web.pages.visiting import Visit

MOST = 12  # of one recipient; `onward check` tells all
_RULES = frozenset(check.value for check in Check) - {Check.CONTRACT.value}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit or cannot be told, in the reader's words."""

    level: GapLevel
    article: str
    text: str
    cure: str | None


def findings(desk: Desk, view: View, visit: Visit, controller_id: str) -> dict[str, list[Finding]]:
    """What is to be said of the papers of each engagement, gravest first. What is of a service is said of each that
    engages it."""
    question = ("papers", view.register.moment, view.law.sha256, controller_id)
    linted = desk.once(
        question,
        lambda: look_through(desk.session, view.register, view.flows.get(controller_id, ()), view.law, controller_id),
        LOOKED_THROUGH,
    )
    owners = _owners(view, controller_id)
    found: dict[str, list[Finding]] = defaultdict(list)
    for problem in gravest_first(one for one in linted.problems if one.rule in _RULES or one.way == "role"):
        for engagement in owners[problem.record] or owners[_engagement(problem.record)]:
            told = _told(problem, visit)
            if told not in found[engagement] and len(found[engagement]) < MOST:
                found[engagement].append(told)
    return found


def _owners(view: View, controller_id: str) -> dict[str, list[str]]:
    """The engagements a record is of: its own, that of a paper, all that engage a service."""
    found: dict[str, list[str]] = defaultdict(list)
    for engagement in view.register.engagements_of.get(controller_id, []):
        papers = view.register.agreements.get(engagement.id, [])
        for record in (engagement.id, engagement.service_id, *(paper.id for paper in papers)):
            found[record].append(engagement.id)
    return found


def _engagement(record: str) -> str:
    """The engagement of a transfer's or hop's key: `eng_…>sub_…:US:storage`."""
    return record.partition(":")[0].partition(">")[0]


def _told(problem: Problem, visit: Visit) -> Finding:
    language = visit.language
    return Finding(level_of(problem), article_of(problem), sentence(problem, language), cure(problem, language))
