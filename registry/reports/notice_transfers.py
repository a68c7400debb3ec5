"""The lines of a notice on transfers outside the EEA (Art. 13(1)(f)): what each stands on by its verdict on the day.

Only hops of ours, or shared, count; one line per recipient, basis and country. A transfer that is deficient, without a
basis or cannot be judged gets no sentence, but a gap.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from registry import glossary, lawwords
from registry.catalogue.chains import Crossing, Hop
from registry.judging import Judged
from registry.law.lawindex import index_of, is_in_force
from registry.law.verdicts import Answer
from registry.reports.behind import COMPELLING
from registry.reports.notice_words import Line, Writer
from registry.terms import Flag, Framework, Verdict

_CONSENT = "49(1)(a)"


def transfer_lines(writer: Writer, controller: Any, engaged: list[Any], hops: list[Judged]) -> Iterator[Line]:
    """Every transfer once, then how to obtain a copy of the safeguards."""
    contact = controller.contact or {}
    behind: dict[str, list[Judged]] = {one.id: [] for one in engaged}
    for judged in hops:
        behind[judged.hop.engagement_id].append(judged)
    lines = [line for one in engaged for line in _of_engagement(writer, one, behind[one.id])]
    yield from lines
    if hops and not lines:
        yield writer.line("within")
    if any(answer.verdict is Verdict.SAFEGUARDED for one in hops for answer in one.answers):
        yield writer.line("copy", fill="organisation.contact", k=contact.get("contact") or contact.get("dpo"))


def _of_engagement(writer: Writer, engagement: Any, hops: list[Judged]) -> Iterator[Line]:
    """One line for each basis and country, nearest first: sub-processors need no line of their own."""
    told: set[tuple[str, str | None]] = set()
    unknown: list[tuple[Hop, Answer]] = []
    for one in hops:
        for crossing, answer in zip(one.hop.crossings, one.answers, strict=True):
            if answer.verdict is Verdict.UNKNOWN:
                unknown.append((one.hop, answer))
                continue
            seen = Seen(writer, engagement, one.hop, crossing, answer)
            key = (seen.wording(), seen.values()["land"])
            if seen.wording() and key not in told:
                told.add(key)
                yield from seen.lines()
    if unknown:
        yield _unknown(writer, engagement, unknown)


def _unknown(writer: Writer, engagement: Any, found: list[tuple[Hop, Answer]]) -> Line:
    """One gap for all hops of an engagement that cannot be judged; the facts of the first."""
    hop, answer = found[0]
    facts = dict.fromkeys(glossary.fact(key, writer.language) for key in answer.would_settle)
    values = {"m": hop.importer.party or hop.importer.title, "tj": writer.recipient(engagement)["tj"]}
    fill = f"{writer.key_of(engagement)}.transfer"
    return writer.gap("unknown", fill, source=hop.source, **values, n=str(len(found)), uppgifter=", ".join(facts))


@dataclass(frozen=True, slots=True)
class Seen:
    """A transfer of an engagement's chain with its verdict."""

    writer: Writer
    engagement: Any
    hop: Hop
    crossing: Crossing
    answer: Answer

    def values(self) -> dict[str, str | None]:
        """Who gets the data, with which service, where."""
        importer = self.hop.importer.party or self.hop.importer.title
        return {"m": importer, "tj": self.writer.recipient(self.engagement)["tj"], "land": self._land()}

    def wording(self) -> str:
        """The name of its wording; empty where nothing is to be said."""
        match self.answer.verdict:
            case Verdict.NOT_A_TRANSFER:
                return "remote" if Flag.REMOTE_ACCESS_UNCHECKED in self.answer.flags else ""
            case Verdict.UNKNOWN:
                return "unknown"
            case Verdict.INCOMPLETE | Verdict.UNSUPPORTED:
                return "transfer"
            case Verdict.COVERED:
                decision = self._decision()
                return "dpf" if decision is not None and decision.framework is Framework.EU_US_DPF else "adequacy"
            case Verdict.SAFEGUARDED:
                return self._clauses() if self._safeguard().get("kind") == "scc" else "safeguard"
            case Verdict.DEROGATION:
                return "derogation"

    def lines(self) -> Iterator[Line]:
        """Its sentence, or its gap."""
        writer, source, name = self.writer, self.hop.source, self.wording()
        values: dict[str, Any] = dict(self.values())
        where = f"{writer.key_of(self.engagement)}.transfer"
        match name:
            case "remote" | "transfer":
                yield writer.gap(name, where, source=source, **values)
            case "dpf" | "adequacy":
                decision = self._decision()
                yield writer.line(name, source=source, **values, akt=_act(writer, decision.act if decision else None))
            case "safeguard":
                kind = self._safeguard().get("kind")
                support = writer.labels("safeguard_kind", [kind]) if kind else None
                yield writer.line(name, fill=where, source=source, **(values | {"stöd": support}))
            case "derogation":
                yield from self._derogation(where)
            case _:
                act = _act(writer, self._safeguard().get("act"))
                yield writer.line(name, fill=f"{where}.safeguards", source=source, **values, akt=act)

    def _safeguard(self) -> dict[str, Any]:
        found: list[dict[str, Any]] = self.crossing.facts.get("safeguards") or [{}]
        return found[0]

    def _land(self) -> str | None:
        """The country that makes it a transfer: the importer's where it lies outside the EEA, else the destination."""
        known, on = index_of(self.writer.law), self.writer.register.moment.on
        places = ((self.crossing.facts.get("importer") or {}).get("country"), self.crossing.destination)
        outside = [place for place in places if place and known.membership(place, on) is None]
        return self.writer.country(outside[0]) if outside else None

    def _decision(self) -> Any:
        """The adequacy decision the verdict stands on."""
        decisions = {one.id: one for one in self.writer.law.adequacy}
        return next((decisions[one.record] for one in self.answer.reasons if one.record in decisions), None)

    def _clauses(self) -> str:
        """Clauses beside a decision are not said to stand where none is."""
        code = (self.crossing.facts.get("importer") or {}).get("country") or self.crossing.destination or ""
        decisions = index_of(self.writer.law).decisions(code)
        decided = any(is_in_force(one, self.writer.register.moment.on) for one in decisions)
        return "clauses_beside" if decided else "clauses"

    def _derogation(self, where: str) -> Iterator[Line]:
        writer, source = self.writer, self.hop.source
        values: dict[str, Any] = dict(self.values())
        article = (self.crossing.facts.get("derogation") or {}).get("article", "")
        told = writer.part("article_49_2") if article == COMPELLING else writer.part("article_49", x=article[-2:-1])
        support = writer.labels("derogation_article", [article])
        yield writer.line("derogation", source=source, **(values | {"artikel": told, "stöd": support}))
        gaps = {_CONSENT: "risk", COMPELLING: "compelling"}
        if article in gaps:
            yield writer.gap(gaps[article], f"{where}.derogation", source=source, land=values["land"])


def _act(writer: Writer, act: str | None) -> str | None:
    """An act as it is cited in running text; those after 2015 are numbered by the Union, “(EU) …”."""
    if act is None:
        return None
    return writer.part("act" if act.startswith("(EU)") else "act_old", akt=lawwords.act(act, writer.language))
