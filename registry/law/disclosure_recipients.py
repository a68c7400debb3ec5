"""Gap rules on recipients (GDPR Art. 13(1)(e), 14(1)(e)): named › category_specific › category_vague › absent.

Not required and never a gap: sub-processors by name, authorities in a particular inquiry (Art. 4(9)), own staff.
E7 needs several scans, and a service that a scan would know: one scan proves no absence, and a payroll bureau loads
nothing on a page.
"""

from collections.abc import Iterator
from enum import StrEnum

from registry.law.disclosure_facts import (
    Compared,
    Engaged,
    Gap,
    NamedRecipient,
    Notice,
    Observed,
    Passage,
    Said,
    Spoken,
    Values,
    Words,
)
from registry.terms import Role

FEWEST_SCANS = 2

VAGUE = frozenset({"service_providers", "partners", "independent_controllers"})
_ANY_SUPPLIER = frozenset({"it_suppliers"})
_WITHOUT_DISCLOSURE = frozenset({Role.AUTHORITY, Role.NOT_A_RECIPIENT})
_WORDED = frozenset({Role.PROCESSOR, Role.INDEPENDENT_CONTROLLER, Role.JOINT_CONTROLLER})


class Covered(StrEnum):
    """How a notice covers a recipient."""

    NAMED = "named"
    CATEGORY_SPECIFIC = "category_specific"
    CATEGORY_VAGUE = "category_vague"
    ABSENT = "absent"


def coverage(notice: Notice, one: Engaged | Observed) -> tuple[Covered, Passage | None]:
    """How the notice covers a recipient, and by which words."""
    for recipient in notice.recipients:
        if recipient.names & one.names:
            return Covered.NAMED, recipient.place
    if notice.mentioned & one.names:
        return Covered.NAMED, None
    is_supplier = isinstance(one, Engaged) and one.role in (None, Role.PROCESSOR)
    kinds = one.kinds | _ANY_SUPPLIER if is_supplier else one.kinds
    for category in notice.categories:
        if category.key in kinds and category.key not in VAGUE:
            return Covered.CATEGORY_SPECIFIC, category.place
    for category in notice.categories:
        if category.key in VAGUE:
            return Covered.CATEGORY_VAGUE, category.place
    return Covered.ABSENT, None


def recipient_gaps(compared: Compared) -> Iterator[Gap]:
    """E1 to E11."""
    for engaged in compared.engaged:
        if engaged.role not in _WITHOUT_DISCLOSURE:
            yield from _of_engagement(compared.notice, engaged)
    for recipient in compared.notice.recipients:
        yield from _not_in_register(compared, recipient)
    for observed in compared.observed:
        yield from _of_observation(compared, observed)
    yield from _never_observed(compared)
    yield from _of_wording(compared)


def _of_engagement(notice: Notice, engaged: Engaged) -> Iterator[Gap]:
    covered, place = coverage(notice, engaged)
    values = _values(engaged)
    match covered:
        case Covered.ABSENT:
            way = engaged.role.value if engaged.role in _WORDED else ""
            yield Gap(rule="E1", subject=engaged.party, engagement=engaged.id, way=way, values=values)
        case Covered.CATEGORY_VAGUE:
            yield Gap(rule="E2", subject=engaged.party, place=place, engagement=engaged.id, values=values)
        case Covered.CATEGORY_SPECIFIC:
            yield Gap(rule="E3", subject=engaged.party, place=place, engagement=engaged.id, values=values)
        case Covered.NAMED:
            yield from _roles(notice, engaged)
    if covered is not Covered.NAMED and notice.dated_on and engaged.valid_from and engaged.valid_from > notice.dated_on:
        values = {**values, "datum": notice.dated_on, "datum2": engaged.valid_from}
        yield Gap(rule="A11", subject=engaged.service, engagement=engaged.id, values=values)


def _roles(notice: Notice, engaged: Engaged) -> Iterator[Gap]:
    """The role the notice states against the decided one, else against the recipient's own claim."""
    told = engaged.role or engaged.claimed
    if told is None or told not in _WORDED:
        return
    source = "registret" if engaged.role else "mottagaren"
    for one in notice.recipients:
        if one.names & engaged.names and one.role in _WORDED and one.role is not told:
            values: Values = {**_values(engaged), "roll_text": one.role, "roll": told, "källa": source}
            yield Gap(
                rule="E8", subject=one.name, place=one.place, engagement=engaged.id, way=told.value, values=values
            )
            return


def _not_in_register(compared: Compared, one: NamedRecipient) -> Iterator[Gap]:
    if one.role in _WITHOUT_DISCLOSURE or not one.is_sure or one.names & compared.known:
        return
    if not any(one.names & engaged.names for engaged in compared.engaged):
        yield Gap(rule="E4", subject=one.name, place=one.place, values={"namn": one.name})


def _of_observation(compared: Compared, seen: Observed) -> Iterator[Gap]:
    engaged = next((one for one in compared.engaged if one.names & (seen.service_names or seen.names)), None)
    values: Values = (_values(engaged) if engaged else {}) | {"tj": seen.service, "m": seen.party}
    values["värd"] = seen.host or seen.service
    values["när"] = f" ({seen.seen_on.isoformat()})" if seen.seen_on else ""
    covered, _ = coverage(compared.notice, engaged or seen)
    if covered in (Covered.ABSENT, Covered.CATEGORY_VAGUE):
        role = engaged.role if engaged else None
        way = "trace" if not seen.is_loaded else role.value if role in _E5_WORDED else ""
        yield Gap(rule="E5", subject=seen.service, engagement=engaged.id if engaged else None, way=way, values=values)
    if engaged is None:
        yield Gap(rule="E6", subject=seen.service, values=values)
    claim = compared.notice.first(Said.ANONYMOUS)
    if claim is not None and seen.uses_identifiers:
        yield Gap(rule="A10", subject=seen.service, place=claim, values=values)


_E5_WORDED = frozenset({Role.PROCESSOR, Role.INDEPENDENT_CONTROLLER})


def _never_observed(compared: Compared) -> Iterator[Gap]:
    """E7: declared and in the register, and in none of several scans."""
    if compared.scans < FEWEST_SCANS:
        return
    seen = frozenset[str]().union(*(one.names for one in compared.observed))
    for engaged in compared.engaged:
        is_declared = coverage(compared.notice, engaged)[0] is Covered.NAMED
        if is_declared and engaged.shows_itself and not engaged.names & seen:
            values: Values = {"tj": engaged.service, "n": str(compared.scans)}
            yield Gap(rule="E7", subject=engaged.service, engagement=engaged.id, values=values)


def _of_wording(compared: Compared) -> Iterator[Gap]:
    notice = compared.notice
    on_request = notice.first(Said.LIST_ON_REQUEST)
    if on_request is not None:
        yield Gap(rule="E9", subject="notice", place=on_request)
    for old in notice.outdated:
        values: Values = {"gammalt": old.name, "part": old.party}
        if old.ended_on:
            values["datum"] = old.ended_on
        way = "dated" if old.ended_on else ""
        yield Gap(rule="E10", subject=old.name, place=old.place, way=way, values=values)
    if notice.group_place is not None:
        group: Values = {"bolag": ", ".join(compared.group)} if compared.group else {}
        yield Gap(rule="E11", subject="notice", place=notice.group_place, values=group)


def _values(engaged: Engaged) -> Values:
    values: Values = {"m": engaged.party, "tj": engaged.service}
    if engaged.purposes:
        english = "; ".join(engaged.purposes)
        values["ä"] = Spoken(english, "; ".join(engaged.purposes_sv) or english)
    if engaged.data_categories:
        values["upp"] = Words("data_category", engaged.data_categories)
    if engaged.kind:
        values["typ"] = Words("recipient_category", (engaged.kind,))
    return values
