"""Gap rules of Art. 13 and 14: what people are told against what happens. Pure: facts in, gaps out, in a fixed order.

A gap says that something is wanting or differs, and never that a law is broken or kept. The words and levels stand in
data/gaps.toml.
"""

from collections.abc import Iterator

from registry.law.disclosure_facts import Compared, Gap, Notice, Said, Sources, Values, Words
from registry.law.disclosure_recipients import recipient_gaps
from registry.law.disclosure_transfers import transfer_gaps
from registry.terms import LegalBasis

SWEDEN = "SE"
_POINTS = {
    LegalBasis.CONSENT: "a",
    LegalBasis.CONTRACT: "b",
    LegalBasis.LEGAL_OBLIGATION: "c",
    LegalBasis.VITAL_INTERESTS: "d",
    LegalBasis.PUBLIC_TASK: "e",
    LegalBasis.LEGITIMATE_INTERESTS: "f",
}


def gaps(compared: Compared) -> tuple[Gap, ...]:
    """Every gap, each once, by rule and then by place in the text."""
    found = [*recipient_gaps(compared), *transfer_gaps(compared), *_of_sources(compared), *_of_neighbours(compared)]
    return tuple(sorted(found, key=_order))


def _order(gap: Gap) -> tuple[str, int, int, str, str]:
    rule = gap.rule
    return rule[0], int(rule[1:]), gap.place.start if gap.place else -1, gap.subject, gap.engagement or ""


def _of_sources(compared: Compared) -> Iterator[Gap]:
    """S1 to S4: data that do not come from the person (Art. 14)."""
    notice, fetched = compared.notice, compared.other_sources
    elsewhere = notice.first(Said.OTHER_SOURCE)
    for one in fetched if elsewhere is None else ():
        values: Values = {"behandling": one.activity, **_whence((one,))}
        yield Gap(rule="S1", subject=one.activity, values=values)
    if fetched and not notice.has_data_categories:
        yield Gap(rule="S2", subject="notice", values=_whence(fetched))
    if fetched and notice.first(Said.INFORMED_WHEN) is None:
        yield Gap(rule="S3", subject="notice", place=elsewhere)
    only_from_person = notice.first(Said.ALL_FROM_PERSON)
    if only_from_person is not None and elsewhere is not None:
        yield Gap(rule="S4", subject="notice", place=only_from_person, values=_whence(fetched))


def _whence(fetched: tuple[Sources, ...]) -> Values:
    """Where the data come from and which they are, each once."""
    sources = tuple(dict.fromkeys(source for one in fetched for source in one.sources))
    categories = tuple(dict.fromkeys(category for one in fetched for category in one.data_categories))
    values: Values = {"källa": ", ".join(sources)} if sources else {}
    return values | ({"upp": Words("data_category", categories)} if categories else {})


def _of_neighbours(compared: Compared) -> Iterator[Gap]:
    yield from _who(compared)
    yield from _why(compared)
    yield from _how_long(compared.notice)
    yield from _rights(compared)


def _who(compared: Compared) -> Iterator[Gap]:
    """A1 to A3: the controller, its data protection officer, those it acts with."""
    notice = compared.notice
    if not notice.is_controller_named:
        own = {"bolag": compared.controller, "nr": compared.registration, "adress": compared.contact}
        named: Values = {name: value for name, value in own.items() if value}
        yield Gap(rule="A1", subject="notice", values=named)
    if compared.dpo is not None and not notice.has_dpo:
        yield Gap(rule="A2", subject="notice", values={"k": compared.dpo})
    if notice.joint_place is not None and not compared.essence_available and notice.first(Said.ESSENCE) is None:
        yield Gap(rule="A3", subject="notice", place=notice.joint_place)


def _why(compared: Compared) -> Iterator[Gap]:
    """A4 and A5: the legal basis per purpose, the interest behind Art. 6(1)(f), as the register has them."""
    notice = compared.notice
    if notice.untied_bases is not None:
        tied: Values = {}
        if compared.founded:
            first = compared.founded[0]
            tied = {"ä": first.purpose, "grund": first.basis, "x": _POINTS[first.basis]}
        yield Gap(rule="A4", subject="notice", place=notice.untied_bases, values=tied)
    if notice.interest_basis is not None and notice.first(Said.INTEREST) is None:
        interests = [one.interest for one in compared.founded if one.interest]
        told: Values = {"i": interests[0]} if interests else {}
        yield Gap(rule="A5", subject="notice", place=notice.interest_basis, values=told)


def _how_long(notice: Notice) -> Iterator[Gap]:
    """A6: the storage period."""
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
