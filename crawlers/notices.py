"""Reading -> what the gap rules ask of a notice.

A place is always a whole sentence with its quote. What the reader does not find is absent here, never guessed: the
source of data and the interest are known from wordings alone, and a country of a controller is never read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from crawlers.blocks import Block, BlockKind, Span
from crawlers.companies import company_names
from crawlers.findings.denials import FORMER, NEGATED, NO_DATA, PAST
from crawlers.findings.document import Document
from crawlers.findings.mechanisms import SCC_ACTS, acts_in
from crawlers.findings.source import inside, shortened
from crawlers.findings.statements import Statements, statements
from crawlers.findings.transfers import third_countries
from crawlers.gazetteer import Sort, plain_name
from crawlers.phrases import fold
from crawlers.read import Attached, Reading
from registry.law.disclosure_facts import Category, NamedRecipient, Notice, Outdated, Outside, Passage, Said, Stale
from registry.terms import LegalBasis, Mechanism, Role

_OR = {"sv": " eller ", "en": " or "}
_DENIED = frozenset({NEGATED, NO_DATA, PAST, FORMER})
_OLD_FRAMEWORKS = {"safe_harbour": ("Safe Harbour", "2000/520"), "privacy_shield": ("Privacy Shield", "2016/1250")}
_JUST_BEFORE = 40
_MAX_TOOLS = 300  # a text that names tools without end is not read further
_MAX_SENTENCE = 2_000
_MAX_PLACES = 20  # of one statement: a text that repeats it says it no better
_IN_ORDER = ("för att", " to ", ": ", " – ", " — ")
_REQUESTS = ("begäran", "request")


@dataclass(frozen=True, slots=True)
class FormerName:
    """A former company name, who signs for the EEA today, and the day the name ended (None: not read)."""

    name: str
    party: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class LawDays:
    """What of the law a notice is held against: acts that ended by the day, by number, with their first day without."""

    ended: dict[str, date]


def notice_of(
    reading: Reading, *, controller: str | None, own: frozenset[str], days: LawDays, former: Iterable[FormerName]
) -> Notice:
    """What a notice says. `controller` is the register's name of it, `own` the plain names that are the group's."""
    source = Document(reading.extracted, reading.language, reading.gazetteer)
    said = statements(source)
    found = reading.transfers
    return Notice(
        is_controller_named=bool(reading.controllers) or _names_controller(source, controller),
        recipients=tuple(_recipient(source, one) for one in reading.recipients if not _is_own(one, own)),
        categories=tuple(Category(one.key, _at(source, one.start)) for one in reading.recipient_categories),
        mentioned=_mentioned(source, reading),
        outside=Outside(found.outside_eea),
        countries=frozenset(found.countries),
        transfer_place=_at(source, found.start) if found.start is not None else None,
        mechanisms=frozenset(one.mechanism for one in reading.mechanisms if not one.is_own),
        is_copy_linked=_is_copy_linked(source, reading),
        either_or=tuple(_either_or(source, reading)),
        adequacy_for=tuple(_adequate(source, reading, said)),
        stale=tuple(_stale(source, days, said)),
        outdated=tuple(_outdated(source, former)),
        said={one: tuple(_passage(source, span) for span in spans[:_MAX_PLACES]) for one, spans in said.spans.items()},
        joint_place=_joint_place(source) if reading.is_jointly_controlled else None,
        interest_basis=_interest_basis(source, reading),
        untied_bases=_untied(source, reading),
        has_period=any(not _is_about_rights(source, source.block_at(one.start)) for one in _periods(source, reading)),
        has_data_categories=bool(reading.data_categories),
        has_dpo=reading.dpo_contact is not None,
        has_authority=reading.supervisory_authority is not None,
        group_place=next(
            (_at(source, c.start) for c in reading.recipient_categories if c.key == "group_companies"), None
        ),
        dated_on=_day(reading.last_updated),
    )


def names_of_recipient(written: str, service: str | None, party: str | None) -> frozenset[str]:
    """The plain names of a recipient: its service's where it names one, else its party's too."""
    names = {plain_name(written)}
    if service is not None:
        names.add(plain_name(service))
    if party is not None and (service is None or plain_name(service) == plain_name(party)):
        names.add(plain_name(party))
    return frozenset(names)


def _recipient(source: Document, one: Attached) -> NamedRecipient:
    found = one.recipient
    known = source.gazetteer.resolve(found.name)
    is_party = known is not None and known.sort is Sort.PARTY
    is_company = next(company_names(found.name), None) is not None
    return NamedRecipient(
        name=found.name,
        names=names_of_recipient(found.name, found.service, found.party),
        role=found.role,
        mechanisms=frozenset(one.mechanisms) & _mechanisms_within(source, found.start, found.end),
        place=Passage(source.quote(found.start, found.end), found.start, found.end),
        is_sure=is_party or (known is None and (is_company or (found.role is not Role.RECIPIENT and found.is_row))),
    )


def _is_own(one: Attached, own: frozenset[str]) -> bool:
    """The controller's own name, also in the genitive."""
    plain = plain_name(one.recipient.name)
    return (
        plain in own
        or plain.removesuffix("s") in own
        or any(name.startswith(f"{plain.removesuffix('s')} ") for name in own)
    )


def _mechanisms_within(source: Document, start: int, end: int) -> frozenset[Mechanism]:
    keys = source.hits.keys("mechanisms", start, end)
    return frozenset(Mechanism(key) for key in keys if key in set(Mechanism))


def _mentioned(source: Document, reading: Reading) -> frozenset[str]:
    """Names of parties met anywhere and nowhere denied."""
    denied = {plain_name(one.name) for one in reading.not_recipients if one.why in _DENIED}
    found: set[str] = set()
    for named in source.names:
        is_sign = named.name.islower() and " " not in named.name  # "fbpx" is a trace of a page, no word of a notice
        if named.sort is Sort.PARTY and not is_sign and plain_name(named.name) not in denied:
            found |= names_of_recipient(named.name, named.service, named.party)
    return frozenset(found)


def _names_controller(source: Document, controller: str | None) -> bool:
    return controller is not None and fold(controller) in fold(source.text)


def _is_copy_linked(source: Document, reading: Reading) -> bool:
    return any(source.block_at(one.start).links for one in reading.mechanisms if one.mechanism is Mechanism.SCC)


def _either_or(source: Document, reading: Reading) -> Iterator[Passage]:
    """A sentence that leaves open which of several tools applies and names nobody, while no recipient has its own."""
    if any(_mechanisms_within(source, one.recipient.start, one.recipient.end) for one in reading.recipients):
        return
    seen: set[int] = set()
    for tool in reading.mechanisms[:_MAX_TOOLS]:
        sentence = source.sentence_at(tool.start)
        if sentence.start in seen or tool.is_own:
            continue
        seen.add(sentence.start)
        tools = _mechanisms_within(source, sentence.start, sentence.end)
        names_party = any(one.sort is Sort.PARTY for one in inside(source.names, sentence.start, sentence.end))
        between = fold(source.quote(sentence.start, sentence.end))
        if len(tools) > 1 and not names_party and any(word in between for word in _OR.values()):
            yield _passage(source, sentence)


def _adequate(source: Document, reading: Reading, said: Statements) -> Iterator[tuple[str, Passage]]:
    """Countries in a sentence that rests on an adequacy decision and on nothing else, and denies none."""
    for tool in reading.mechanisms[:_MAX_TOOLS]:
        if tool.mechanism is not Mechanism.ADEQUACY:
            continue
        sentence = source.sentence_at(tool.start)
        others = _mechanisms_within(source, sentence.start, sentence.end) - {Mechanism.ADEQUACY}
        if others or Said.NO_DECISION in said.at(sentence):
            continue
        named = third_countries(place.country for place in inside(source.places, sentence.start, sentence.end))
        yield from ((country, _passage(source, sentence)) for country in named)


def _stale(source: Document, days: LawDays, said: Statements) -> Iterator[Stale]:
    """Frameworks and clauses that have ended, where the sentence does not say so itself."""
    met: set[str] = set()
    for hit in source.hits.all("mechanisms")[:_MAX_TOOLS]:
        sentence = source.sentence_at(hit.start)
        if Said.FALLEN in said.at(sentence):
            continue
        name, number = _OLD_FRAMEWORKS.get(hit.key, ("", ""))
        acts = acts_in(source.quote(hit.start, min(sentence.end, hit.start + _MAX_SENTENCE))) if not name else ()
        tools = [(name, number)] if name else [(act, next((n for n in SCC_ACTS if n in act), "")) for act in acts]
        for told, act in tools:
            if act in days.ended and told not in met:
                met.add(told)
                yield Stale(told, days.ended[act], _passage(source, sentence))


def _outdated(source: Document, former: Iterable[FormerName]) -> Iterator[Outdated]:
    for one in former:
        place = source.text.find(one.name)
        after = source.text[place + len(one.name) : place + len(one.name) + 1]
        if place < 0 or after.isalnum() or source.text[place - 1 : place].isalnum():
            continue
        if FORMER not in source.hits.keys("denials", max(0, place - _JUST_BEFORE), place):
            yield Outdated(one.name, one.party, one.ended_on, _at(source, place))


def _joint_place(source: Document) -> Passage | None:
    return next((_at(source, hit.start) for hit in source.hits.all("roles") if hit.key == "joint_controller"), None)


def _interest_basis(source: Document, reading: Reading) -> Passage | None:
    """Where Art. 6(1)(f) is named alone. A row, an item or a sentence with a purpose names the interest by it."""
    for one in reading.legal_bases:
        if one.basis is not LegalBasis.LEGITIMATE_INTERESTS:
            continue
        sentence = source.sentence_at(one.start)
        words = fold(source.quote(sentence.start, sentence.end))
        is_told = source.hits.within("purposes", sentence.start, sentence.end) or any(
            word in words for word in _IN_ORDER
        )
        if source.block_at(one.start).kind is BlockKind.PARAGRAPH and "\n" not in words and not is_told:
            return _passage(source, sentence)
    return None


def _untied(source: Document, reading: Reading) -> Passage | None:
    """Several bases in one sentence, where no other sentence ties one basis to a purpose."""
    bases = [one for one in reading.legal_bases if not _is_about_rights(source, source.block_at(one.start))]
    if len(bases) < 2 or len({one.start for one in bases}) > 1:
        return None
    for block in source.blocks:
        if block.kind is BlockKind.HEADING or _is_about_rights(source, block):
            continue
        if any(_ties(source, span) for span in source.sentences(block) if span.start != bases[0].start):
            return None
    return Passage(source.quote(bases[0].start, bases[0].end), bases[0].start, bases[0].end)


def _ties(source: Document, span: Span) -> bool:
    named = source.hits.keys("legal_bases", span.start, span.end)
    says_basis = bool(source.hits.keys("context", span.start, span.end) & {"basis"})
    return len(named) == 1 and says_basis and bool(source.hits.within("purposes", span.start, span.end))


def _periods(source: Document, reading: Reading) -> Iterator[Span]:
    """Periods that are not the time in which a request is answered."""
    for one in reading.retention:
        words = fold(source.quote(one.start, one.end))
        is_answer = any(word in words for word in _REQUESTS) or source.hits.within("rights", one.start, one.end)
        if not is_answer:
            yield Span(one.start, one.end)


def _is_about_rights(source: Document, block: Block) -> bool:
    return any("not_recipients" in source.title_keys(heading, "headings") for heading in block.section[-1:])


def _at(source: Document, start: int) -> Passage:
    return _passage(source, source.sentence_at(start))


def _passage(source: Document, sentence: Span) -> Passage:
    span = shortened(sentence)
    return Passage(source.quote(span.start, span.end), span.start, span.end)


def _day(written: str | None) -> date | None:
    """A whole day; a month alone dates nothing."""
    return date.fromisoformat(written) if written and len(written) == len("2026-11-22") else None
