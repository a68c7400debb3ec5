"""What came about in the law, told in the reader's language: one line for what belongs together."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from graphs.lawhistory import Event, Happening
from registry.law.lawbook import AdequacyDecision, Amendment, Area, Bridge, ClauseSet, CourtCase, Membership
from registry.law.records import Case, Record
from registry.terms import Grade
from web.wording import Wording

_EVENTS = {
    Happening.BEGAN: "law.event_began",
    Happening.ANNULLED: "law.event_annulled",
    Happening.ENDED: "law.event_ended_act",
    Happening.REPEALED: "law.event_repealed",
    Happening.UNRELIED: "law.event_unrelied",
    Happening.CLAUSES_BEGAN: "law.event_clauses_began",
    Happening.FRAMEWORK_BEGAN: "law.event_framework_began",
    Happening.LEFT: "law.event_left",
}
_JOINED = {
    Area.EU: "law.event_joined_eu",
    Area.EEA_EFTA: "law.event_joined_eea",
    Area.TRANSITION: "law.event_transition",
    Area.BRIDGE: "law.event_bridge",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the timeline. `is_grave`: something fell that day. `unverified`: its day is known from memory."""

    on: date
    text: str
    is_grave: bool
    unverified: bool


def told(found: Iterable[Event], t: Wording) -> list[Told]:
    """The events of one day or of several, what belongs together on a day in one line, in the order they come."""
    together: dict[Hashable, list[Event]] = {}
    for one in found:
        together.setdefault((one.on, one.happening, _with(one)), []).append(one)
    return [
        Told(
            on=several[0].on,
            text=_text(several, t),
            is_grave=several[0].happening in (Happening.ANNULLED, Happening.ENDED, Happening.UNRELIED),
            unverified=any(one.grade is Grade.MEMORY for one in several),
        )
        for several in together.values()
    ]


def name_of(record: Record, t: Wording) -> str:
    """What people call an act or a country."""
    match record:
        case AdequacyDecision():
            return t.law(record.name)
        case ClauseSet():
            return t.act(record.act)
        case Bridge():
            return t.label("framework", record.framework)
        case Membership():
            return t.country(record.code)
        case Case():
            return t.law(record.parties)
        case _:
            return record.id


def _with(event: Event) -> Hashable:
    """What an event is told together with."""
    record, by = event.record, event.by
    match event.happening:
        case Happening.AMENDED if isinstance(by, Amendment):
            return by.act, by.effect
        case Happening.FILED if isinstance(by, CourtCase):
            return by.docket
        case Happening.REPEALED | Happening.UNRELIED | Happening.CLAUSES_BEGAN | Happening.LEFT:
            return type(record).__name__
        case Happening.JOINED if isinstance(record, Membership):
            return record.area
        case _:
            return record.id


def _text(several: Sequence[Event], t: Wording) -> str:
    first = several[0]
    names = t.listed([name_of(one.record, t) for one in several])
    match first.happening:
        case Happening.BEGAN | Happening.ANNULLED | Happening.ENDED:
            return _of_act(first, t)
        case (
            Happening.REPEALED
            | Happening.UNRELIED
            | Happening.FRAMEWORK_BEGAN
            | Happening.CLAUSES_BEGAN
            | Happening.LEFT
        ):
            return t(_EVENTS[first.happening], what=names)
        case Happening.AMENDED:
            return _amended(first, names, t)
        case Happening.FILED:
            return _filed(several, t)
        case Happening.JUDGED:
            return _judged(first, t)
        case Happening.JOINED:
            area = first.record.area if isinstance(first.record, Membership) else Area.EU
            return t(_JOINED[area], what=names)


def _of_act(event: Event, t: Wording) -> str:
    name, docket = name_of(event.record, t), event.by.docket if isinstance(event.by, CourtCase) else ""
    if isinstance(event.record, Bridge):
        return t("law.event_ended", what=name)
    act = t.act(event.record.act) if isinstance(event.record, AdequacyDecision) else ""
    if docket:
        return t("law.event_annulled_in", what=name, act=act, docket=t.listed(docket.split(" and ")))
    return t(_EVENTS[event.happening], what=name, act=act)


def _amended(event: Event, names: str, t: Wording) -> str:
    change = event.by
    if not isinstance(change, Amendment):
        return names
    if change.valid_until_after is None:
        return t("law.event_amended", what=names, act=t.act(change.act))
    return t("law.event_moved", what=names, act=t.act(change.act), effect=t.law(change.effect))


def _filed(several: Sequence[Event], t: Wording) -> str:
    acts = dict.fromkeys(t.act(one.by.against_act) for one in several if isinstance(one.by, CourtCase))
    dockets = [one.by.docket for one in several if isinstance(one.by, CourtCase)]
    return t("law.event_filed", docket=t.listed(dockets[0].split(" and ")), acts=t.listed(list(acts)))


def _judged(event: Event, t: Wording) -> str:
    if isinstance(event.record, Case):
        case = event.record
        where = f"{t.law(case.body)}, {case.docket}" if case.docket and case.authority is None else t.law(case.body)
        who = t.law(case.parties) if case.authority is not None else ""
        return f"{where}{', ' if who else ''}{who}: {t.law(case.subject)}"
    docket = event.by.docket if isinstance(event.by, CourtCase) else ""
    return t("law.event_decided", docket=docket, what=name_of(event.record, t))
