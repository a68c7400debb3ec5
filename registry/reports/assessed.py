"""A transfer impact assessment as the command and the API tell it, and the sentences that people read of it."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from registry import assessmentfiles, glossary, lawwords
from registry.catalogue.assessments import Assessed
from registry.glossary import Language
from registry.law.reviewing import Due
from registry.lawfiles import PlaceName, place_names
from registry.tables import Conclusion
from registry.terms import AssessmentStep, ReviewTrigger

Told = dict[str, Any]
TEXT = "assessment_text"


def text(name: str, language: Language, **values: object) -> str:
    """A text of the glossary with its places filled."""
    said = glossary.label(TEXT, name, language)
    return said.format_map(values) if values else said


def country(code: str, language: Language) -> str:
    """A country's name; a word that is no code stands as it is."""
    found = _places().get(code)
    if found is None:
        return code
    return found.sv if language is Language.SV else found.en


@cache
def _places() -> Mapping[str, PlaceName]:
    return place_names()


def value(fact: str, said: Any, language: Language) -> str:
    """The value of a fact, as people read it."""
    if said is None or said == []:
        return text("nothing", language)
    if isinstance(said, list) and fact == "tools":
        return "; ".join(tool(str(one), language) for one in said)
    if isinstance(said, list):
        return ", ".join(str(one) for one in said)
    if fact == "standing":
        return glossary.label("law_standing", str(said), language)
    if fact in {"country", "parent_country"}:
        return country(str(said), language)
    return str(said)


def tool(kept: str, language: Language) -> str:
    """A tool as a conclusion keeps it, `scc (EU) 2021/914 c2p`, in words. What is no tool stands as it is."""
    book = glossary.load()
    kinds, modules = book.vocabulary("safeguard_kind"), book.vocabulary("module")
    kind, _, rest = kept.partition(" ")
    if kind not in kinds:
        return kept
    act, _, last = rest.rpartition(" ")
    signed = last.split("+")
    if not all(one in modules for one in signed):
        act, signed = rest, []
    told = " ".join(part for part in (kinds[kind].read_in(language), lawwords.act(act, language)) if part)
    return ", ".join([told, *(modules[one].read_in(language) for one in signed)])


def category(name: str, language: Language) -> str:
    """A category of personal data, by its label where it has one."""
    labels = glossary.load().vocabulary("data_category")
    return labels[name].read_in(language) if name in labels else name


def why_due(due: Due, language: Language) -> str:
    """Why a review is due, with both values."""
    subject = category(due.subject, language) if due.trigger is ReviewTrigger.DATA_CATEGORY else due.subject
    label = glossary.label("review_trigger", due.trigger.value, language)
    fact = glossary.label("assessed_fact", due.fact, language)
    about = ": ".join(part for part in (label, subject) if part)
    before, after = value(due.fact, due.before, language), value(due.fact, due.after, language)
    if due.before is None and due.after is None:
        return about
    return f"{about} ({fact}: {before} → {after})"


def summary(assessed: Assessed) -> Told:
    """One assessment in a list."""
    row, conclusion = assessed.row, assessed.conclusion
    told: Told = {
        "id": row.id,
        "controller": row.controller_id,
        "importer": row.importer,
        "destination": row.destination,
        "state": assessed.state.value,
        "started_on": row.started_on.isoformat(),
        "started_by": row.started_by,
        "transfers": len(assessed.facts["transfers"]),
        "due": [_due(one) for one in assessed.due],
    }
    if conclusion is not None:
        told |= {
            "outcome": conclusion.outcome.value,
            "concluded_on": conclusion.concluded_on.isoformat(),
            "concluded_by": conclusion.concluded_by,
            "review_due_on": conclusion.review_due_on.isoformat(),
        }
    return told


def whole(assessed: Assessed, earlier: Iterable[Conclusion] = ()) -> Told:
    """One assessment with steps, facts and what is missing. `earlier`: all its conclusions, the newest first."""
    row = assessed.row
    told = summary(assessed) | {
        "transfers": list(assessed.facts["transfers"]),
        "steps": [_step(assessed, step) for step in AssessmentStep],
        "lacking": [{"step": one.step.value, "what": one.what} for one in assessed.lacking],
        "facts": assessed.facts,
        "conclusions": [_conclusion(one) for one in earlier],
    }
    if row.reopened_on is not None:
        told["reopened"] = {
            "on": row.reopened_on.isoformat(), "by": row.reopened_by, "because": row.reopened_because,
        }  # fmt: skip
    return told


def _due(one: Due) -> Told:
    return {
        "trigger": one.trigger.value,
        "subject": one.subject,
        "fact": one.fact,
        "before": one.before,
        "after": one.after,
        "en": why_due(one, Language.EN),
        "sv": why_due(one, Language.SV),
    }


def _step(assessed: Assessed, step: AssessmentStep) -> Told:
    row = assessed.steps.get(step)
    told: Told = {"step": step.value, "asks": assessmentfiles.load().questions[step].ask.en}
    if row is None:
        return told
    return told | {
        "finding": row.finding,
        "answers": row.answers or {},
        "sources": row.sources or [],
        "filled_on": row.filled_on.isoformat(),
        "filled_by": row.filled_by,
        "is_open": row.is_open,
    }


def _conclusion(one: Conclusion) -> Told:
    return {
        "concluded_on": one.concluded_on.isoformat(),
        "concluded_by": one.concluded_by,
        "outcome": one.outcome.value,
        "reasons": one.reasons,
        "review_due_on": one.review_due_on.isoformat(),
        "requires": list(one.requires),
        "relies_on": list(one.relies_on),
        "facts_kept": one.facts is not None,
    } | ({"law": one.law} if one.law else {})
