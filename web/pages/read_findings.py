"""What a reading found, in groups and numbered: each finding with what the text says of it and where it says so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count

from crawlers.companies import company_names
from crawlers.days import find_dates
from crawlers.findings.rows import Row
from crawlers.gazetteer import Sort as NameSort
from crawlers.read import Attached, Reading
from registry.reviews.findings import SUB_PROCESSOR, Stated
from registry.tables import Proposal
from registry.terms import DocumentKind, Mechanism, Role
from web.wording import Wording

MOST = 300  # findings shown of one group


class Sort(StrEnum):
    """What a stretch of the text is evidence of; also the group it stands in."""

    CONTROLLER = "controller"
    RECIPIENT = "recipient"
    SUB_PROCESSOR = "sub_processor"
    RECIPIENT_KIND = "recipient_kind"
    TRANSFER = "transfer"
    MECHANISM = "mechanism"
    BASIS = "basis"
    PURPOSE = "purpose"
    DATA = "data"
    RETENTION = "retention"
    CLAUSE = "clause"
    ROLE = "role"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said of a finding; None: the text does not say it. `lacks`: it should."""

    name: str
    value: str | None
    lacks: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `start` and `end` are the words that bear it out, None where they are not known by their place."""

    sort: Sort
    title: str
    facts: tuple[Fact, ...] = ()
    start: int | None = None
    end: int | None = None
    is_broad: bool = False  # a whole sentence or row, not the words themselves
    is_doubtful: bool = False
    number: int = 0
    quote: tuple[int, int] | None = None  # the sentence or row around the words
    key: tuple[str, ...] = ()  # tells which proposal asks for the same


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one sort: those that are shown, and how many there are."""

    sort: Sort
    findings: tuple[Finding, ...]
    total: int


def groups(reading: Reading, wording: Wording) -> tuple[Group, ...]:
    """Every group that is not empty, its findings numbered through in this order."""
    number = count(1)
    found = []
    for sort, make in _MAKERS.items():
        every = list(make(reading, wording))
        shown = tuple(replace(one, number=next(number)) for one in every[:MOST])
        if shown:
            found.append(Group(sort, shown, len(every)))
    return tuple(found)


def key_of(proposal: Proposal) -> tuple[str, ...]:
    """The key of the finding that a proposal asks to accept."""
    value, start = proposal.value, str(proposal.start)
    match proposal.field:
        case Stated.RECIPIENT | "sub_processor":
            return proposal.field, str(value.get("name_as_written")), start
        case Stated.CONTROLLER:
            told = (value.get(name) for name in ("name", "dpo_contact", "supervisory_authority"))
            return proposal.field, next((str(one) for one in told if one), "")
        case Stated.LEGAL_BASIS:
            return proposal.field, str(value.get("basis"))
        case Stated.RETENTION:
            return proposal.field, str(value.get("period")), start
        case _:
            return proposal.field, str(value.get("key") or value.get("id") or "")


def _controllers(reading: Reading, wording: Wording) -> Iterator[Finding]:
    for one in reading.controllers:
        facts = (Fact("org_no", one.org_no),)
        yield Finding(Sort.CONTROLLER, one.name, facts, one.start, one.end, key=(Stated.CONTROLLER, one.name))
    for name, value in (("dpo", reading.dpo_contact), ("authority", reading.supervisory_authority)):
        if value is not None:
            start = reading.extracted.text.find(value)
            begin, end = (start, start + len(value)) if start >= 0 else (None, None)
            yield Finding(Sort.CONTROLLER, value, (Fact(name, ""),), begin, end, key=(Stated.CONTROLLER, value))
    if reading.last_updated is not None:
        written = next((one for one in find_dates(reading.extracted.text) if one.day == reading.last_updated), None)
        begin, end = (written.start, written.end) if written is not None else (None, None)
        key = (Stated.LAST_UPDATED.value, "")
        yield Finding(Sort.CONTROLLER, reading.last_updated, (Fact("updated_on", ""),), begin, end, key=key)


def _recipients(reading: Reading, wording: Wording) -> Iterator[Finding]:
    listed = {row.name_start for row in reading.sub_processors}
    for attached in reading.recipients:
        one = attached.recipient
        if one.name_start not in listed:
            facts = (_role(one.role, wording), _places(one.countries, wording), _tools(attached, wording))
            end = one.name_start + len(one.name)
            doubt = not _is_sure(reading, attached)
            yield Finding(
                Sort.RECIPIENT, one.name, facts, one.name_start, end, is_doubtful=doubt, quote=(one.start, one.end),
                key=(Stated.RECIPIENT, " ".join(one.name.split()), str(one.start)),
            )  # fmt: skip


def _is_sure(reading: Reading, attached: Attached) -> bool:
    """A party that is known, a company in full, or one whose row gives it a role."""
    one = attached.recipient
    known = reading.gazetteer.resolve(one.name)
    if known is not None:
        return known.sort in (NameSort.PARTY, NameSort.PUBLIC_BODY)
    is_company = next(company_names(one.name), None) is not None
    return is_company or one.service is not None or (one.is_row and one.role is not Role.RECIPIENT)


def _rows(reading: Reading, wording: Wording) -> Iterator[Finding]:
    for row in reading.sub_processors:
        facts = (Fact("purpose", row.purpose, lacks=row.purpose is None), _place_of(row, wording))
        end = row.name_start + len(row.name)
        key = (SUB_PROCESSOR, row.name, str(row.start))
        yield Finding(Sort.SUB_PROCESSOR, row.name, facts, row.name_start, end, quote=(row.start, row.end), key=key)


def _place_of(row: Row, wording: Wording) -> Fact:
    if not row.countries and row.seat is not None:
        return Fact("seat", _country(row.seat, wording))
    return replace(_places(row.countries, wording), lacks=not row.countries)


def _role(role: Role, wording: Wording) -> Fact:
    return Fact("role", None if role is Role.RECIPIENT else wording.label("role", role), lacks=role is Role.RECIPIENT)


def _places(countries: Iterable[str], wording: Wording) -> Fact:
    names = ", ".join(_country(code, wording) for code in countries)
    return Fact("places", names or None)


def _country(code: str, wording: Wording) -> str:
    return wording("read.eea") if code == "EU/EEA" else wording.country(code)


def _tools(attached: Attached, wording: Wording) -> Fact:
    """The transfer tools said; within the EEA none is needed, outside it one is wanting."""
    if attached.third_country is False:
        return Fact("tools", wording("read.within_eea"))
    return Fact("tools", _named(attached.mechanisms, wording), lacks=attached.third_country is True)


def _named(tools: Iterable[Mechanism], wording: Wording) -> str | None:
    return ", ".join(wording.label("mechanism", tool) for tool in tools) or None


def _kinds(reading: Reading, wording: Wording) -> Iterator[Finding]:
    for one in reading.recipient_categories:
        title = wording.said("recipient_category", one.key)
        key = (Stated.RECIPIENT_CATEGORY, one.key)
        yield Finding(Sort.RECIPIENT_KIND, title, (), one.start, one.end, is_broad=True, key=key)


def _transfers(reading: Reading, wording: Wording) -> Iterator[Finding]:
    said = reading.transfers
    if said.start is not None or said.countries:
        facts = (_places(said.countries, wording), Fact("tools", _named(said.mechanisms, wording), lacks=True))
        title = wording.label("third_country_statement", said.outside_eea)
        yield Finding(Sort.TRANSFER, title, facts, said.start, said.end, is_broad=True)
    seen: set[Mechanism] = set()
    for tool in reading.mechanisms:
        if tool.mechanism not in seen and not tool.is_own:
            seen.add(tool.mechanism)
            acts = (Fact("act", tool.act),) if tool.act else ()
            yield Finding(Sort.MECHANISM, wording.label("mechanism", tool.mechanism), acts, tool.start, tool.end)


def _bases(reading: Reading, wording: Wording) -> Iterator[Finding]:
    for one in reading.legal_bases:
        title, key = wording.label("legal_basis", one.basis), (Stated.LEGAL_BASIS, one.basis)
        yield Finding(Sort.BASIS, title, (), one.start, one.end, is_broad=True, key=key)


def _purposes(reading: Reading, wording: Wording) -> Iterator[Finding]:
    for one in reading.purposes if reading.document_kind is not DocumentKind.SUB_PROCESSOR_LIST else ():
        title, key = wording.said("purpose", one.key), (Stated.PURPOSE, one.key)
        yield Finding(Sort.PURPOSE, title, (), one.start, one.end, key=key)


def _kinds_of_data(reading: Reading, wording: Wording) -> Iterator[Finding]:
    for one in reading.data_categories:
        title, key = wording.said("data_category", one.key), (Stated.DATA_CATEGORY, one.key)
        yield Finding(Sort.DATA, title, (), one.start, one.end, key=key)


def _retention(reading: Reading, wording: Wording) -> Iterator[Finding]:
    for one in reading.retention:
        facts = (Fact("of_what", one.what),)
        title, key = period(one.period, wording), (Stated.RETENTION, one.period, str(one.start))
        yield Finding(Sort.RETENTION, title, facts, one.start, one.end, is_broad=True, key=key)


_UNITS = {"Y": "years", "M": "months", "W": "weeks", "D": "days", "H": "hours", "MIN": "minutes"}


def period(written: str, wording: Wording) -> str:
    """A length of time in words; one that is written otherwise stands as it is."""
    amount = written.removeprefix("PT") if written.startswith("PT") else written.removeprefix("P")
    digits = amount.rstrip("YMWDHIN")
    unit = _UNITS.get(amount[len(digits) :])
    return wording.count(f"read.{unit}", int(digits)) if unit and digits.isdigit() else written


_MAKERS = {
    Sort.RECIPIENT: _recipients,
    Sort.SUB_PROCESSOR: _rows,
    Sort.RECIPIENT_KIND: _kinds,
    Sort.TRANSFER: _transfers,
    Sort.BASIS: _bases,
    Sort.PURPOSE: _purposes,
    Sort.DATA: _kinds_of_data,
    Sort.RETENTION: _retention,
    Sort.CONTROLLER: _controllers,
}
