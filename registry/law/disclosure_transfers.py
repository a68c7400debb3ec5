"""Gap rules on transfers (GDPR Art. 13(1)(f), 14(1)(f)): what the register's hops are against what the notice says.

Only hops that are ours or shared count; what an independent controller does after disclosure is its own to tell. One
finding per engagement and rule: sub-processors need not be named. For a hop without a basis no sentence is suggested.
"""

from collections.abc import Iterable, Iterator

from registry.law.disclosure_facts import (
    Compared,
    Engaged,
    Gap,
    HopSeen,
    Notice,
    Outside,
    Passage,
    Said,
    Values,
    Words,
)
from registry.terms import Flag, Mechanism, Responsibility, SafeguardKind, Verdict

_TRANSFERS = frozenset(
    {Verdict.COVERED, Verdict.SAFEGUARDED, Verdict.DEROGATION, Verdict.INCOMPLETE, Verdict.UNSUPPORTED}
)
_WITHOUT_BASIS = frozenset({Verdict.INCOMPLETE, Verdict.UNSUPPORTED})
_CARRIED = frozenset({Verdict.COVERED, Verdict.SAFEGUARDED})
_ADEQUACY = frozenset({Mechanism.ADEQUACY, Mechanism.DPF})
_ART_46 = frozenset({Mechanism.SCC, Mechanism.BCR})
SECOND_SUBPARAGRAPH = "49(1) second subparagraph"


def transfer_gaps(compared: Compared) -> Iterator[Gap]:
    """F1 to F16."""
    found = [gap for engaged in compared.engaged for gap in _of_engagement(compared, engaged)]
    yield from found
    yield from _of_notice(compared, {gap.rule for gap in found})


def _of_engagement(compared: Compared, engaged: Engaged) -> Iterator[Gap]:
    hops = [hop for hop in engaged.hops if hop.responsibility is not Responsibility.THEIRS]
    sent = [hop for hop in hops if hop.verdict in _TRANSFERS]
    if sent:
        yield from _whether_told(compared.notice, engaged, sent)
        yield from _on_what(compared, engaged, sent)
        return
    unknown = [hop for hop in hops if hop.verdict is Verdict.UNKNOWN]
    if unknown:
        values: Values = {"m": unknown[0].importer, "would_settle": Words("fact", unknown[0].would_settle)}
        yield Gap(rule="F15", subject=engaged.party, engagement=engaged.id, values=values)
        return
    for hop in hops:
        if Flag.PARENT_IN_THIRD_COUNTRY in hop.flags and hop.parent_country:
            values_of_parent: Values = {"m": hop.importer, "land": (hop.parent_country,)}
            yield Gap(rule="F14", subject=engaged.party, engagement=engaged.id, values=values_of_parent)
            return


def _whether_told(notice: Notice, engaged: Engaged, sent: list[HopSeen]) -> Iterator[Gap]:
    values: Values = {"m": sent[0].importer, "tj": engaged.service, "land": _countries(sent)}
    is_bare = all(hop.verdict in _WITHOUT_BASIS for hop in sent)  # the transfer is seen to before the text (F16)
    match notice.outside:
        case Outside.UNSTATED:
            yield Gap(rule="F1", subject=engaged.party, engagement=engaged.id, is_bare=is_bare, values=values)
        case Outside.NO:
            way = "remote_access" if all(hop.is_remote for hop in sent) else ""
            place = notice.transfer_place
            yield Gap(
                rule="F2",
                subject=engaged.party,
                place=place,
                engagement=engaged.id,
                way=way,
                is_bare=is_bare,
                values=values,
            )
        case Outside.POSSIBLE:
            place = notice.transfer_place
            yield Gap(
                rule="F3", subject=engaged.party, place=place, engagement=engaged.id, is_bare=is_bare, values=values
            )
        case Outside.YES:
            return


def _on_what(compared: Compared, engaged: Engaged, sent: list[HopSeen]) -> Iterator[Gap]:
    notice, subject = compared.notice, engaged.party
    for hop in _first_of_each(sent):
        values: Values = {"m": hop.importer, "land": hop.countries}
        if hop.act:
            values["akt"] = hop.act
        if hop.tool or hop.safeguard:
            values["stöd"] = hop.tool or hop.safeguard or ""
        if hop.verdict in _WITHOUT_BASIS:
            yield Gap(rule="F16", subject=subject, engagement=engaged.id, is_bare=True, values=values)
        elif hop.verdict is Verdict.COVERED and not notice.mechanisms & _ADEQUACY:
            way = "dpf" if hop.tool is Mechanism.DPF else ""
            yield Gap(rule="F4", subject=subject, engagement=engaged.id, way=way, values=values)
        elif hop.verdict is Verdict.SAFEGUARDED and not notice.mechanisms & _ART_46:
            way = "other_safeguard" if hop.tool is not Mechanism.SCC else "beside_decision" if hop.has_decision else ""
            yield Gap(rule="F5", subject=subject, engagement=engaged.id, way=way, values=values)
        elif hop.verdict is Verdict.DEROGATION:
            yield from _derogation(compared, engaged, hop)
        yield from _another_tool(notice, engaged, hop, values)


def _derogation(compared: Compared, engaged: Engaged, hop: HopSeen) -> Iterator[Gap]:
    values: Values = {"m": hop.importer, "land": hop.countries}
    if hop.derogation == "49(1)(a)" and compared.notice.first(Said.RISK_TOLD) is None:
        yield Gap(rule="F12", subject=engaged.party, engagement=engaged.id, values=values)
    if hop.derogation == SECOND_SUBPARAGRAPH and compared.notice.first(Said.COMPELLING) is None:
        if compared.authority:
            values["myndighet"] = compared.authority
        yield Gap(rule="F13", subject=engaged.party, engagement=engaged.id, values=values)


def _another_tool(notice: Notice, engaged: Engaged, hop: HopSeen, values: Values) -> Iterator[Gap]:
    """Only what the recipient's own words name contradicts; a general sentence speaks of several recipients."""
    if hop.tool is None or hop is not engaged.hops[0]:
        return
    for one in notice.recipients:
        family = _ADEQUACY if hop.tool in _ADEQUACY else frozenset({hop.tool})
        if one.names & engaged.names and one.mechanisms and not one.mechanisms & family:
            told: Values = {**values, "a": min(one.mechanisms), "b": hop.tool}
            yield Gap(rule="F10", subject=one.name, place=one.place, engagement=engaged.id, values=told)
            return


def _of_notice(compared: Compared, met: set[str]) -> Iterator[Gap]:
    notice = compared.notice
    speaks = notice.outside in (Outside.YES, Outside.POSSIBLE)
    land = _land(compared.engaged)
    if speaks and not notice.mechanisms and not met & {"F4", "F5", "F16"} and not notice.said.get(Said.COMPELLING):
        yield Gap(rule="F5", subject="notice", place=notice.transfer_place, way="notice", values=land)
    names_clauses = bool(notice.mechanisms & _ART_46)
    uses_clauses = any(hop.verdict is Verdict.SAFEGUARDED for one in compared.engaged for hop in one.hops)
    if (names_clauses or uses_clauses) and not notice.is_copy_linked and notice.first(Said.COPY_ROUTE) is None:
        contact = compared.dpo or compared.contact
        values: Values = {"k": contact} if contact else {}
        yield Gap(rule="F6", subject="notice", place=notice.transfer_place, values=values)
    tied = _tied(compared.engaged)
    for place in notice.either_or:
        yield Gap(rule="F7", subject="notice", place=place, way="two" if "m2" in tied else "", values=tied)
    if speaks and not notice.countries:
        way = "" if compared.country == "SE" else "elsewhere"
        yield Gap(rule="F8", subject="notice", place=notice.transfer_place, way=way, is_bare=not land, values=land)
    yield from _of_wording(compared, met)


def _of_wording(compared: Compared, met: set[str]) -> Iterator[Gap]:
    notice = compared.notice
    for old in notice.stale:
        way, standing = _standing(compared, old.place)
        values: Values = {**standing, "verktyg": old.name, "datum": old.ended_on}
        yield Gap(rule="F9", subject=old.name, place=old.place, way=way, is_bare=not way, values=values)
    for country, place in notice.adequacy_for:
        if country in compared.without_decision:
            named: Values = {"land": (country,), "dag": compared.on}
            if safeguard := _safeguard_for(compared.engaged, country):
                named["stöd"] = safeguard
            yield Gap(rule="F11", subject=country, place=place, values=named)
    consent = notice.first(Said.CONSENT_TO_TRANSFER)
    if consent is not None and "F12" not in met and notice.first(Said.RISK_TOLD) is None:
        yield Gap(rule="F12", subject="notice", place=consent)


def _standing(compared: Compared, place: Passage) -> tuple[str, Values]:
    """What a lawful hop stands on today: of the recipient named in these words, else the first there is. The way is
    empty where nothing carries a transfer: then no sentence may be written."""
    lawful = _lawful(compared.engaged)
    inside = [one for one in compared.notice.recipients if place.start <= one.place.start < place.end]
    nearest = [pair for pair in lawful if any(one.names & pair[0].names for one in inside)]
    if not (nearest or lawful):
        return "", {}
    _, hop = (nearest or lawful)[0]
    values: Values = {"m": hop.importer, "land": hop.countries}
    if hop.act:
        values["akt"] = hop.act
    if support := hop.tool or hop.safeguard:
        values["stöd"] = support
    if hop.verdict is Verdict.COVERED:
        return ("dpf" if hop.tool is Mechanism.DPF else "adequacy"), values
    if hop.tool is not Mechanism.SCC:
        return "other_safeguard", values
    return ("beside_decision" if hop.has_decision else "clauses"), values


def _tied(engaged: Iterable[Engaged]) -> Values:
    """Two recipients whose transfers stand on different tools, else one."""
    values: Values = {}
    first: Mechanism | SafeguardKind | None = None
    for _, hop in _lawful(engaged):
        support = hop.tool or hop.safeguard
        if support is None or support == first:
            continue
        if first is not None:
            return {**values, "m2": hop.importer, "stöd2": support}
        first, values = support, {"m": hop.importer, "stöd": support}
    return values


def _safeguard_for(engaged: Iterable[Engaged], country: str) -> Mechanism | SafeguardKind | None:
    """The safeguard the register has for transfers to a country."""
    for _, hop in _lawful(engaged):
        if hop.verdict is Verdict.SAFEGUARDED and country in hop.countries:
            return hop.tool or hop.safeguard
    return None


def _lawful(engaged: Iterable[Engaged]) -> list[tuple[Engaged, HopSeen]]:
    """Transfers of ours that a decision or a safeguard carries."""
    return [
        (one, hop)
        for one in engaged
        for hop in one.hops
        if hop.verdict in _CARRIED and hop.responsibility is not Responsibility.THEIRS
    ]


def _first_of_each(sent: Iterable[HopSeen]) -> list[HopSeen]:
    """One hop per verdict and tool, the nearest: the rules repeat nothing for each sub-processor."""
    kept: dict[tuple[Verdict, Mechanism | None, str | None], HopSeen] = {}
    for hop in sent:
        kept.setdefault((hop.verdict, hop.tool, hop.derogation), hop)
    return list(kept.values())


def _countries(hops: Iterable[HopSeen]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(country for hop in hops for country in hop.countries))


def _land(engaged: Iterable[Engaged]) -> Values:
    sent = [
        hop
        for one in engaged
        for hop in one.hops
        if hop.verdict in _TRANSFERS and hop.responsibility is not Responsibility.THEIRS
    ]
    countries = _countries(sent)
    return {"land": countries} if countries else {}
