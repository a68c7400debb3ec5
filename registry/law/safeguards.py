"""Art. 46: the safeguards on file, each on its own, and the best of them together with the assessment."""

from collections.abc import Sequence

from registry.law.adequacy import ends_soon
from registry.law.assessments import Weighed, concluded, is_negative, weigh
from registry.law.clauses import clauses_stand
from registry.law.inquiry import NO_FLAGS, Finding, Footing, Inquiry, Tried, step
from registry.law.shapes import BcrType, Safeguard, party_of
from registry.law.sources import reason, tool_reason
from registry.law.standing import Standing
from registry.law.telling import FITTING_SAFEGUARD, RETURN_TO_OWN_CONTROLLER
from registry.law.verdicts import Reason
from registry.terms import Flag, Party, SafeguardKind, Verdict

ARTICLES = {
    SafeguardKind.SCC: "46(2)(c)",
    SafeguardKind.BCR: "46(2)(b)",
    SafeguardKind.AUTHORITY_CLAUSES: "46(2)(d)",
    SafeguardKind.CODE_OF_CONDUCT: "46(2)(e)",
    SafeguardKind.CERTIFICATION: "46(2)(f)",
    SafeguardKind.PUBLIC_BODIES_INSTRUMENT: "46(2)(a)",
    SafeguardKind.AD_HOC_CLAUSES: "46(3)(a)",
    SafeguardKind.ADMINISTRATIVE_ARRANGEMENT: "46(3)(b)",
}
_BY_AUTHORISATION = frozenset({SafeguardKind.AD_HOC_CLAUSES, SafeguardKind.ADMINISTRATIVE_ARRANGEMENT})


@step
def safeguarded(q: Inquiry) -> Tried:
    """What Art. 46 gives: a finding `safeguarded`, `incomplete`, or nothing with remarks."""
    on_file = q.ask("safeguards", q.facts.safeguards, _telling_safeguards)
    standings: list[Standing] = []
    for place, one in enumerate(on_file):
        standing = _stand(q, place, one)
        carrying = _carrying(q, place, standing)
        if carrying is not None:
            return Tried(finding=carrying)  # what else is on file no longer matters
        standings.append(standing)
    return _without_footing(q, standings)


def _carrying(q: Inquiry, place: int, standing: Standing) -> Finding | None:
    """The finding where this safeguard carries the transfer, with the assessment it needs."""
    if not standing.usable or standing.defects:
        return None
    assessment = concluded(q)
    if is_negative(q, assessment):
        return None
    weighed = weigh(q, assessment) if standing.needs_assessment else Weighed()
    return None if weighed.defects else _carries(q, place, standing, weighed)


def _without_footing(q: Inquiry, standings: Sequence[Standing]) -> Tried:
    """What is left where no safeguard carries the transfer: `incomplete`, or nothing."""
    usable = [(place, standing) for place, standing in enumerate(standings) if standing.usable]
    remarks = tuple(standing.remark for standing in standings if standing.remark is not None)
    idle = Tried(flags=_joined(standings), remarks=remarks)
    if not usable:
        return idle
    assessment = concluded(q)
    if is_negative(q, assessment):
        text = "The assessment concluded that the protection is not upheld: no safeguard of Art. 46 carries the hop."
        return Tried(flags=idle.flags, remarks=(Reason("Art. 46(1)", text), *remarks))
    is_sound = any(not standing.defects for _, standing in usable)
    weighed = weigh(q, assessment, decisive=is_sound)
    return Tried(finding=_deficient(q, usable, weighed, idle), flags=idle.flags)


def _telling_safeguards(q: Inquiry) -> tuple[tuple[Safeguard, ...], ...]:
    """Nothing, a fitting safeguard, and clauses that need no assessment where the roles could allow them."""
    exporter = q.peek("exporter.role", party_of(q.facts.exporter.role))
    importer = q.peek("importer.role", party_of(q.facts.importer.role))
    if exporter is Party.CONTROLLER or importer is Party.PROCESSOR:
        return ((), (FITTING_SAFEGUARD,))
    return ((), (FITTING_SAFEGUARD,), (RETURN_TO_OWN_CONTROLLER,))


@step
def _stand(q: Inquiry, place: int, safeguard: Safeguard) -> Standing:
    path = f"safeguards[{place}]"
    kind = q.ask(f"{path}.kind", safeguard.kind)
    if kind is SafeguardKind.SCC:
        return clauses_stand(q, path, safeguard)
    by_authorisation = kind in _BY_AUTHORISATION
    name = "authorised_on" if by_authorisation else "approved_on"
    day = q.ask(f"{path}.{name}", safeguard.authorised_on if by_authorisation else safeguard.approved_on)
    article = f"Art. {ARTICLES[kind]}"
    if day is None or day > q.on:
        return Standing.nothing(Reason(article, f"The {_words(kind)} on file had no {_grant(kind)} by this day."))
    if kind is SafeguardKind.BCR and not q.ask(f"{path}.covers_importer", safeguard.covers_importer):
        return Standing.nothing(Reason(article, "The binding corporate rules on file do not reach this importer."))
    standing = Standing(article=article, tool=_words(kind), record=q.law.instrument(ARTICLES[kind]))
    if kind is SafeguardKind.BCR and not _rules_fit(q, q.ask(f"{path}.type", safeguard.type)):
        return _unfit(standing)
    return standing


def _rules_fit(q: Inquiry, kind: BcrType) -> bool:
    """Rules for controllers bind a group that sends as controller, rules for processors one that gets as processor."""
    match kind:
        case BcrType.CONTROLLER:
            return q.exporter_party() is Party.CONTROLLER
        case BcrType.PROCESSOR:
            return q.importer_party() is Party.PROCESSOR


def _unfit(standing: Standing) -> Standing:
    return Standing(
        article=standing.article,
        tool=standing.tool,
        record=standing.record,
        defects=("their type does not fit the roles of exporter and importer",),
        flags=frozenset({Flag.WRONG_MODULE}),
    )


def _carries(q: Inquiry, place: int, standing: Standing, weighed: Weighed) -> Finding:
    """The finding where a safeguard carries the transfer."""
    borne = "; the assessment on file bears it out" if standing.needs_assessment else "; it needs no assessment here"
    text = f"The transfer stands on {standing.tool}{borne}."
    return Finding(
        verdict=Verdict.SAFEGUARDED,
        reasons=(_tool(q, standing, text),),
        flags=standing.flags | weighed.flags | ends_soon(q, standing.until),
        footing=_footing(place, standing),
    )


def _deficient(q: Inquiry, usable: Sequence[tuple[int, Standing]], weighed: Weighed, idle: Tried) -> Finding:
    """The finding where safeguards would carry the transfer once their defects are cured."""
    sound = next((one for one in usable if not one[1].defects), None)
    place, standing = sound or usable[0]
    reasons = [_tool(q, one, f"On file: {one.tool}; {_and(one.defects)}.") for _, one in usable if one.defects]
    if sound is not None:
        reasons.insert(0, _tool(q, standing, f"On file: {standing.tool}; {_and(weighed.defects)}."))
    return Finding(
        verdict=Verdict.INCOMPLETE,
        reasons=(*reasons, *idle.remarks),
        flags=_joined([one for _, one in usable]) | weighed.flags | _ends(q, usable),
        footing=_footing(place, standing),
    )


def _footing(place: int, standing: Standing) -> Footing:
    acts = frozenset[str]() if standing.act is None else frozenset({standing.act})
    return Footing(acts=acts, safeguard=place)


def _ends(q: Inquiry, usable: Sequence[tuple[int, Standing]]) -> frozenset[Flag]:
    return NO_FLAGS.union(*(ends_soon(q, one.until) for _, one in usable))


def _joined(standings: Sequence[Standing]) -> frozenset[Flag]:
    return NO_FLAGS.union(*(standing.flags for standing in standings))


def _tool(q: Inquiry, standing: Standing, text: str) -> Reason:
    if standing.record is not None:
        return reason(standing.article, text, record=standing.record)
    return tool_reason(q.law, standing.article.removeprefix("Art. "), text)


def _and(parts: Sequence[str]) -> str:
    return " and ".join(parts)


def _grant(kind: SafeguardKind) -> str:
    return "authorisation" if kind in _BY_AUTHORISATION else "approval"


def _words(kind: SafeguardKind) -> str:
    return "binding corporate rules" if kind is SafeguardKind.BCR else kind.value.replace("_", " ")
