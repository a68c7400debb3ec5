"""Which case of the severity table one changed fact is, told by its kind and by the fact on either side.

Where a side says nothing, the graver case is taken: unknown is not better than a third country, a shorter promise or a
lost tool.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.alerts.audience import REPEALED, SENSITIVE
from registry.law.lawbook import LawBook
from registry.law.severity import Case
from registry.law.zones import Zone, zone
from registry.terms import ChangeKind, SubKind

Fact = Mapping[str, Any]  # a change as it is kept: kind, quotes, subject, countries, and `was` and `now` where known

_FALLEN = REPEALED | {"2000/520/EC", "(EU) 2016/1250", "privacy_shield", "safe_harbour"}
_IN_FORCE = "(EU) 2021/914"
_DAYS = re.compile(r"(\d{1,3})\s(?:calendar |business |working |kalender|arbets)?(?:days?|dagar)", re.IGNORECASE)
_PERIOD = re.compile(r"P(\d{1,5})([DWMY])")
_UNIT_DAYS = {"D": 1, "W": 7, "M": 30, "Y": 365}


def case_of(change: Fact, law: LawBook, on: date, *, certified: bool = False) -> Case:
    """Which case of the severity table one change is. `certified`: the party named is, under a framework in force."""
    if change.get("sub_kind"):
        return _of_sub_kind(SubKind(change["sub_kind"]), change)
    match ChangeKind(change["kind"]):
        case ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR:
            return _added(list(change.get("countries") or []), law, on, certified=certified)
        case ChangeKind.LOCATION_OR_COUNTRY_CHANGE:
            return _moved(change, law, on)
        case ChangeKind.TRANSFER_MECHANISM_CHANGE:
            return _tool(change)
        case ChangeKind.DATA_CATEGORY_CHANGE:
            named = set(str(change.get("subject") or "").split(", "))
            is_gone = change.get("before") is not None and change.get("after") is None
            return Case.DATA_SENSITIVE if named & SENSITIVE and not is_gone else Case.DATA
        case ChangeKind.RETENTION_CHANGE:
            return _retention(change)
        case kind:
            return _KINDS[kind]


def renews_clauses(change: Fact) -> bool:
    """Whether the clauses now in force took the place of repealed ones, or came beside another tool."""
    return _IN_FORCE in _said(change, "now") and _IN_FORCE not in _said(change, "was")


def _of_sub_kind(sub_kind: SubKind, change: Fact) -> Case:
    match sub_kind:
        case SubKind.ENTITY_CHANGE:
            return _entity(change)
        case SubKind.NOTICE_OR_OBJECTION_TERM:
            return _term(change)
        case known:
            return _SUB_KINDS[known]


def _added(countries: list[str], law: LawBook, on: date, *, certified: bool) -> Case:
    zones = {zone(law, country, on) for country in countries}
    if not zones or Zone.UNKNOWN in zones:
        return Case.ADDED_PLACE_UNKNOWN
    if zones <= {Zone.EEA}:
        return Case.ADDED_EEA
    adequate = {Zone.EEA, Zone.ADEQUATE} | ({Zone.PARTLY_ADEQUATE} if certified else set())
    return Case.ADDED_ADEQUATE if zones <= adequate else Case.ADDED_THIRD_COUNTRY


def _moved(change: Fact, law: LawBook, on: date) -> Case:
    """Places left are no places reached: what counts is where data newly are."""
    was, now = _said(change, "was"), _said(change, "now")
    if was and now and not now - was:
        return Case.WITHIN_OR_HOME
    reached = now - was or frozenset(change.get("countries") or [])
    inside = reached and all(zone(law, country, on) is Zone.EEA for country in reached)
    return Case.WITHIN_OR_HOME if inside else Case.INTO_THIRD_COUNTRY


def _tool(change: Fact) -> Case:
    """A tool more is no loss; a repealed one that gave way to clauses in force is renewed; any other loss weakens."""
    was, now = _said(change, "was"), _said(change, "now")
    if not was and not now:
        return Case.TOOL_ADDED if change.get("before") is None else Case.TOOL_WEAKENED
    lost = was - now
    if not lost or (lost <= _FALLEN and _IN_FORCE in now):
        return Case.TOOL_ADDED
    return Case.TOOL_WEAKENED


def _retention(change: Fact) -> Case:
    was, now = (_longest(_said(change, side)) for side in ("was", "now"))
    return Case.RETENTION_SHORTER if was is not None and now is not None and now < was else Case.RETENTION_LONGER


def _longest(periods: frozenset[str]) -> int | None:
    found = [_PERIOD.fullmatch(period) for period in periods]
    if not found or not all(found):
        return None
    return max(int(one[1]) * _UNIT_DAYS[one[2]] for one in found if one)


def _term(change: Fact) -> Case:
    was, now = (_fewest(str(change.get(side) or "")) for side in ("before", "after"))
    return Case.NOTICE_TERM_LONGER if was is not None and now is not None and now > was else Case.NOTICE_TERM


def _fewest(quote: str) -> int | None:
    return min((int(number) for number in _DAYS.findall(quote)), default=None)


def _entity(change: Fact) -> Case:
    """A name alone, where the country is told and the same, or where only words before the same legal form differ."""
    was, now = list(change.get("was") or []), list(change.get("now") or [])
    if not was or not now:
        return Case.ENTITY_MOVED
    if was[1:] or now[1:]:
        return Case.ENTITY_NAME if set(was[1:]) == set(now[1:]) else Case.ENTITY_MOVED
    return Case.ENTITY_NAME if _form(was[0]) and _form(was[0]) == _form(now[0]) else Case.ENTITY_MOVED


def _form(name: str) -> str | None:
    """The legal form at the end of a name; it tells the law a company stands under."""
    last = name.rsplit(maxsplit=1)[-1].strip(".,()").replace(".", "").lower()
    return {"ltd": "limited", "corporation": "corp"}.get(last, last) if last in _FORMS else None


def _said(change: Fact, side: str) -> frozenset[str]:
    return frozenset(change.get(side) or [])


_FORM_WORDS = "ab as inc llc ltd limited gmbh bv sas sa sarl oy oyj ag plc corp corporation se nv kg"
_FORMS = frozenset(_FORM_WORDS.split())
_SUB_KINDS = {
    SubKind.ROLE_CHANGE: Case.ROLE,
    SubKind.CONTACT_CHANGE: Case.CONTACT,
    SubKind.OWN_PURPOSES_OR_AI_TRAINING: Case.OWN_PURPOSES,
    SubKind.REMOTE_ACCESS: Case.INTO_THIRD_COUNTRY,
    SubKind.DPA_TERM_CHANGE: Case.DPA_TERM,
    SubKind.SECURITY_MEASURES_CHANGE: Case.SECURITY,
}
_KINDS = {
    ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR: Case.REMOVED,
    ChangeKind.PURPOSE_CHANGE: Case.PURPOSE,
    ChangeKind.LEGAL_BASIS_CHANGE: Case.LEGAL_BASIS,
    ChangeKind.CONTACT_OR_ENTITY_CHANGE: Case.ENTITY_MOVED,
    ChangeKind.RIGHTS_CHANGE: Case.RIGHTS,
    ChangeKind.COSMETIC_ONLY: Case.NO_SUBSTANCE,
    ChangeKind.DATE_ONLY: Case.NO_SUBSTANCE,
    ChangeKind.NAVIGATION_NOISE: Case.NO_SUBSTANCE,
    ChangeKind.RESTRUCTURING_NO_SUBSTANCE: Case.NO_SUBSTANCE,
}
