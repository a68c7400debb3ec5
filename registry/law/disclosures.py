"""Gap rules of Art. 13 and 14: what people are told against what happens. Pure: facts in, gaps out, in a fixed order.

A gap says that something is wanting or differs, and never that a law is broken or kept. The words and levels stand in
data/gaps.toml. E7 and S3 cannot fire: nothing on file tells several scans, or the routine of Art. 14(3).
"""

from collections.abc import Iterator

from registry.law.disclosure_facts import Compared, Gap, Notice, Said, Values
from registry.law.disclosure_recipients import recipient_gaps
from registry.law.disclosure_transfers import transfer_gaps

SWEDEN = "SE"


def gaps(compared: Compared) -> tuple[Gap, ...]:
    """Every gap, each once, by rule and then by place in the text."""
    found = [*recipient_gaps(compared), *transfer_gaps(compared), *_of_sources(compared), *_of_neighbours(compared)]
    return tuple(sorted(found, key=_order))


def _order(gap: Gap) -> tuple[str, int, int, str, str]:
    rule = gap.rule
    return rule[0], int(rule[1:]), gap.place.start if gap.place else -1, gap.subject, gap.engagement or ""


def _of_sources(compared: Compared) -> Iterator[Gap]:
    """S1, S2, S4: data that do not come from the person (Art. 14)."""
    notice = compared.notice
    elsewhere = notice.first(Said.OTHER_SOURCE)
    for one in compared.other_sources:
        if elsewhere is None:
            values: Values = {"behandling": one.activity, "källa": ", ".join(one.sources)}
            yield Gap(rule="S1", subject=one.activity, values=values)
    if compared.other_sources and not notice.has_data_categories:
        yield Gap(rule="S2", subject="notice")
    only_from_person = notice.first(Said.ALL_FROM_PERSON)
    if only_from_person is not None and elsewhere is not None:
        yield Gap(rule="S4", subject="notice", place=only_from_person)


def _of_neighbours(compared: Compared) -> Iterator[Gap]:
    yield from _who(compared)
    yield from _why_and_how_long(compared.notice)
    yield from _rights(compared)


def _who(compared: Compared) -> Iterator[Gap]:
    """A1 to A3: the controller, its data protection officer, those it acts with."""
    notice = compared.notice
    if not notice.is_controller_named:
        named: Values = {"bolag": compared.controller} if compared.controller else {}
        yield Gap(rule="A1", subject="notice", values=named)
    if compared.dpo is not None and not notice.has_dpo:
        yield Gap(rule="A2", subject="notice", values={"k": compared.dpo})
    if notice.joint_place is not None and not compared.essence_available and notice.first(Said.ESSENCE) is None:
        yield Gap(rule="A3", subject="notice", place=notice.joint_place)


def _why_and_how_long(notice: Notice) -> Iterator[Gap]:
    """A4 to A6: the legal basis per purpose, the interest behind Art. 6(1)(f), the storage period."""
    if notice.untied_bases is not None:
        yield Gap(rule="A4", subject="notice", place=notice.untied_bases)
    if notice.interest_basis is not None and notice.first(Said.INTEREST) is None:
        yield Gap(rule="A5", subject="notice", place=notice.interest_basis)
    if not notice.has_period:
        vague = notice.first(Said.KEPT_VAGUELY)
        if vague is not None:
            yield Gap(rule="A6", subject="notice", place=vague)
        elif notice.first(Said.KEPT_BY_EVENT) is None:
            yield Gap(rule="A6", subject="notice", way="absent")


def _rights(compared: Compared) -> Iterator[Gap]:
    """A7 to A9: the complaint and the authority's name, consent by use, repealed Swedish law."""
    notice = compared.notice
    authority: Values = {"myndighet": compared.authority} if compared.authority else {}
    if not notice.has_authority and notice.first(Said.COMPLAINT) is None:
        yield Gap(rule="A7", subject="notice", values=authority)
    old_name = notice.first(Said.OLD_AUTHORITY)
    if old_name is not None:
        is_bare = compared.country != SWEDEN
        yield Gap(rule="A7", subject="notice", place=old_name, way="old_name", is_bare=is_bare, values=authority)
    for place in notice.said.get(Said.CONSENT_BY_USE, ()):
        yield Gap(rule="A8", subject="notice", place=place)
    for place in notice.said.get(Said.OLD_COOKIE_LAW, ()):
        yield Gap(rule="A9", subject="notice", place=place, is_bare=compared.country != SWEDEN)
    for place in notice.said.get(Said.OLD_DATA_LAW, ()):
        yield Gap(rule="A9", subject="notice", place=place, way="pul", is_bare=True)
