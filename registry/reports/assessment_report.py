"""The report of one assessment as Markdown: conclusion, six steps, facts with sources, what calls for a review."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from registry import assessmentfiles, glossary, lawwords
from registry.catalogue.assessments import Assessed
from registry.glossary import Language
from registry.reports.assessed import category, country, text, value, why_due
from registry.tables import Conclusion
from registry.terms import AssessmentStep

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")
_UNSAFE = re.compile(r"[\s<>]")
_ENDED = "ended"
_SOURCES_SHOWN = 3


def markdown(assessed: Assessed, earlier: Iterable[Conclusion], controller: str, language: Language) -> str:
    """The whole report."""
    report = _Report(assessed, controller, language)
    lines = [*report.head(), *report.reviews(), *report.conclusion(), *report.steps(), *report.facts()]
    lines += report.history([one for one in earlier if one.row != getattr(assessed.conclusion, "row", None)])
    return "\n".join([*lines, "", f"*{text('only_chapter_v', language)}*", ""])


def shown_law(facts: dict[str, Any], relies_on: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The records of law that are shown: those that hold or come, tell of something, or are relied on."""
    wanted = set(relies_on)
    return [
        one
        for key, one in facts["law"].items()
        if one["state"].get("standing") != _ENDED or key in wanted or any(act in one["name"] for act in wanted)
    ]


def escaped(words: object) -> str:
    """A text from outside in one line of Markdown, as it stands."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(words).split()))


def _address(source: str) -> str:
    """A web address as Markdown links one; empty for what is none."""
    plain = source.startswith(("https://", "http://")) and not _UNSAFE.search(source)
    return f"<{source}>" if plain else ""


class _Report:
    """One assessment in one language, part by part."""

    def __init__(self, assessed: Assessed, controller: str, language: Language) -> None:
        self._of, self._controller, self._in = assessed, controller, language

    def _t(self, name: str, **values: object) -> str:
        return text(name, self._in, **values)

    def head(self) -> Iterator[str]:
        """Whose it is, about what, where it stands."""
        row = self._of.row
        place = country(row.destination, self._in)
        yield f"# {self._t('title', importer=escaped(row.importer), country=place)}"
        yield ""
        yield f"- {self._t('controller')}: {escaped(self._controller)}"
        yield f"- {self._t('importer')}: {escaped(row.importer)}"
        yield f"- {self._t('country')}: {place} ({row.destination})"
        yield f"- {self._t('state')}: {glossary.label('assessment_state', self._of.state.value, self._in)}"
        yield f"- {self._t('started')}: {row.started_on} {self._t('by')} {escaped(row.started_by)}"
        if row.reopened_on is not None:
            why = f"{row.reopened_on} {self._t('by')} {escaped(row.reopened_by)}: {escaped(row.reopened_because)}"
            yield f"- {self._t('reopened')}: {why}"

    def reviews(self) -> Iterator[str]:
        """Why it is due."""
        if self._of.due:
            yield from ("", f"## {self._t('due_because')}", "")
            yield from (f"- {escaped(why_due(one, self._in))}" for one in self._of.due)

    def conclusion(self) -> Iterator[str]:
        """What stands."""
        yield from ("", f"## {self._t('conclusion')}", "")
        one = self._of.conclusion
        if one is None:
            yield self._t("no_conclusion")
            return
        yield from self._concluded(one)
        if one.facts is None:
            yield from ("", self._t("facts_not_kept"))

    def _concluded(self, one: Conclusion) -> Iterator[str]:
        measures = assessmentfiles.load().measures
        named = [measures[kind].title.read_in(self._in) if kind in measures else kind for kind in one.requires]
        yield f"- {self._t('outcome')}: **{glossary.label('assessment_outcome', one.outcome.value, self._in)}**"
        yield f"- {self._t('concluded')}: {one.concluded_on} {self._t('by')} {escaped(one.concluded_by)}"
        yield f"- {self._t('reasons')}: {escaped(one.reasons)}"
        yield f"- {self._t('requires')}: {escaped('; '.join(named)) or self._t('none')}"
        yield f"- {self._t('relies_on')}: {escaped(', '.join(one.relies_on)) or self._t('none')}"
        yield f"- {self._t('review')}: {one.review_due_on}"
        if one.law:
            yield f"- {self._t('law_book')}: {one.law[:12]}"

    def steps(self) -> Iterator[str]:
        """The six steps as they were taken."""
        lacking = {one.step: one.what for one in self._of.lacking}
        for number, step in enumerate(AssessmentStep, 1):
            label = glossary.label("assessment_step", step.value, self._in)
            yield from ("", f"## {self._t('step', n=number)}. {label}", "")
            if step in lacking:
                yield f"**{self._t('missing')}:** {glossary.label('assessment_lack', lacking[step], self._in)}."
            yield from self._step(step)

    def _step(self, step: AssessmentStep) -> Iterator[str]:
        row = self._of.steps.get(step)
        if row is None:
            return
        yield from (f"> {escaped(line)}" for line in row.finding.splitlines())
        yield ""
        for name, said in (row.answers or {}).items():
            yield f"- {self._answer(name, said)}"
        for one in row.sources or []:
            address = _address(one.get("url") or "")
            yield f"- {self._t('source')}: {escaped(one['title'])}, {one['dated']} {address}".rstrip()
        yield f"- {row.filled_on} {self._t('by')} {escaped(row.filled_by)}"

    def _answer(self, name: str, said: Any) -> str:
        if name == "scenarios":
            found = assessmentfiles.load().scenarios
            told = "; ".join(f"{found[one].number}. {found[one].title.read_in(self._in)}" for one in said)
            return f"{self._t('scenarios')}: {told}"
        question = glossary.label("assessment_question", name, self._in)
        return f"{question} {glossary.label('assessment_answer', said, self._in)}"

    def facts(self) -> Iterator[str]:
        """What the register says, each with its source."""
        facts = self._of.facts
        yield from ("", f"## {self._t('facts')}, {self._t('facts_on', day=facts['on'])}")
        yield from ("", f"### {self._t('transfers')}", "")
        yield from self._transfers(facts["transfers"].values())
        for part in ("data_categories", "sub_processors"):
            if facts[part]:
                yield from ("", f"### {self._t(part)}", "")
                for one in facts[part].values():
                    name = category(one["name"], self._in) if part == "data_categories" else one["name"]
                    yield f"- {escaped(name)}{self._beside(one)}"
        yield from ("", f"### {self._t('law')}", "")
        for one in shown_law(facts, self._of.conclusion.relies_on if self._of.conclusion else ()):
            told = ": ".join(part for part in (lawwords.said(one["name"], self._in), self.state(one["state"])) if part)
            yield f"- {escaped(told)}. {self._cited(one['source'])}"

    def _beside(self, one: dict[str, Any]) -> str:
        told = f" ({escaped(one['told'])})" if one.get("told") else ""
        return f"{told}. {self._cited([one['source']])}"

    def _cited(self, sources: Iterable[str]) -> str:
        shown = [_address(one) or escaped(one) for one in list(dict.fromkeys(sources))[:_SOURCES_SHOWN]]
        return f"{self._t('source')}: {'; '.join(shown)}"

    def _transfers(self, transfers: Iterable[dict[str, Any]]) -> Iterator[str]:
        shown = list(transfers)
        if not shown:
            yield self._t("no_transfers")
        for one in shown:
            manner = glossary.label("manner", one["manner"], self._in)
            tools = value("tools", one["tools"], self._in) if one["tools"] else self._t("no_tool")
            certified = self._certified(one["importer"]["certifications"])
            yield f"- {escaped(' → '.join(one['path']))}, {manner}. {self._t('tools')}: {escaped(tools)}."
            yield f"  {self._t('certification')}: {escaped(certified)}. {self._cited([one['source']])}"
            for measure in one["measures"]:
                day = measure["implemented_on"] or self._t("not_in_place")
                yield f"  - {self._t('measures')}: {escaped(measure['kind'])}, {day}"

    def _certified(self, certifications: list[str] | None) -> str:
        """The certifications; none known to be there, or nobody knows."""
        if certifications is None:
            return self._t("not_known")
        return ", ".join(certifications) or self._t("none")

    def state(self, state: dict[str, Any]) -> str:
        """A record of law in one line."""
        told = [
            f"{glossary.label('assessed_fact', fact, self._in)}: {value(fact, said, self._in)}"
            for fact, said in state.items()
            if said not in (None, [])
        ]
        return "; ".join(told)

    def history(self, earlier: Iterable[Conclusion]) -> Iterator[str]:
        """What was concluded before."""
        found = list(earlier)
        if found:
            yield from ("", f"## {self._t('earlier')}", "")
        for one in found:
            outcome = glossary.label("assessment_outcome", one.outcome.value, self._in)
            yield f"- {one.concluded_on} {self._t('by')} {escaped(one.concluded_by)}: {outcome}. {escaped(one.reasons)}"
