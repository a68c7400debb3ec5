"""THE READER'S ORDER: extract → language → findings → attach → Reading.

Deterministic: same text, declaration and READER, same Reading. Every quote is `text[start:end]`.

Not looked for yet, and therefore empty or null in the answer: a recipient's purpose in prose, the country of a
controller. Emptiness there says nothing about the document.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.blocks import BlockKind, Extracted, Span
from crawlers.companies import without_form
from crawlers.findings.agreement import Agreement, agreement
from crawlers.findings.categories import Category, categories, data_categories
from crawlers.findings.contacts import addresses, dpo_contact, supervisory_authority
from crawlers.findings.controllers import Controller, controllers, is_own, own_names
from crawlers.findings.dates import last_updated
from crawlers.findings.document import Document
from crawlers.findings.groups import with_groups
from crawlers.findings.legal_bases import BasisFound, legal_bases
from crawlers.findings.mechanisms import MechanismFound, mechanisms
from crawlers.findings.recipients import NotRecipient, Recipient, recipients
from crawlers.findings.retention import Retention, retention
from crawlers.findings.rows import Announced, Row, rows
from crawlers.findings.transfers import Transfers, stated_for, transfer_sentences, transfers
from crawlers.findings.unnamed import Unnamed, unnamed
from crawlers.flattened import unflattened
from crawlers.gazetteer import EMPTY, Gazetteer, plain_name
from crawlers.phrases import LANGUAGES, language_of, phrases
from registry.terms import DocumentKind, LegalBasis, Mechanism, Role

_CLAUSE = re.compile(r"; |, (?:och|men|medan|samt|while|whereas|but|and) |(?: och| and) (?:för|for) ")
READER = 7  # raise it whenever the same text may give other findings


@dataclass(frozen=True, slots=True)
class Attached:
    """A recipient with what the document's general sentences add to it. `third_country` None is unstated."""

    recipient: Recipient
    third_country: bool | None
    mechanisms: tuple[Mechanism, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the readers found in one document."""

    extracted: Extracted
    language: str
    document_kind: DocumentKind
    agreement: Agreement | None  # of a document of kind dpa alone
    recipients: tuple[Attached, ...]
    sub_processors: tuple[Row, ...]
    transfers: Transfers
    mechanisms: tuple[MechanismFound, ...]
    legal_bases: tuple[BasisFound, ...]
    retention: tuple[Retention, ...]
    data_categories: tuple[Category, ...]
    purposes: tuple[Category, ...]
    controllers: tuple[Controller, ...]
    is_jointly_controlled: bool
    last_updated: str | None
    supervisory_authority: str | None
    dpo_contact: str | None
    addresses: tuple[str, ...]
    gazetteer: Gazetteer
    not_recipients: tuple[NotRecipient, ...]
    recipient_categories: tuple[Unnamed, ...]


def read(extracted: Extracted, *, language: str | None = None, gazetteer: Gazetteer = EMPTY) -> Reading:
    """What a document says. `language` None: told from its words, else from what the page declares."""
    tongue = language or _language(extracted)
    extracted = unflattened(extracted, phrases(tongue))
    source = Document(extracted, tongue, gazetteer)
    found_rows = rows(source)
    named = controllers(source)
    found = recipients(source, found_rows)
    parties = with_groups(source, _others(source, found.recipients, named))
    tools = mechanisms(source)
    others = _Tools([(tool, _named_beside(source, tool)) for tool in tools if parties and not tool.is_own])
    said = transfer_sentences(source)
    whole = transfers(source, parties, tools, said)
    kind = document_kind(source, found_rows)
    return Reading(
        extracted=extracted,
        language=tongue,
        document_kind=kind,
        agreement=agreement(source) if kind is DocumentKind.DPA else None,
        recipients=tuple(_attach(one, others, stated_for(source, one, said, whole.outside_eea)) for one in parties),
        sub_processors=tuple(row for row in found_rows if row.announced is Announced.SUB_PROCESSORS),
        transfers=whole,
        mechanisms=tools,
        legal_bases=legal_bases(source),
        retention=retention(source),
        data_categories=data_categories(source),
        purposes=categories(source, "purposes"),
        controllers=named,
        is_jointly_controlled="joint_controller" in {hit.key for hit in source.hits.all("roles")},
        last_updated=last_updated(source),
        supervisory_authority=supervisory_authority(source),
        dpo_contact=dpo_contact(source),
        addresses=addresses(source),
        gazetteer=gazetteer,
        not_recipients=found.not_recipients,
        recipient_categories=unnamed(source),
    )


def bases(reading: Reading) -> frozenset[LegalBasis]:
    """The legal bases used."""
    return frozenset(found.basis for found in reading.legal_bases)


def document_kind(source: Document, found_rows: tuple[Row, ...]) -> DocumentKind:
    """What the document is, from its title, its first headings, then its first lines; a list only where it has rows.

    Where none of them says it, a heading further down may still announce the rows of a list.
    """
    has_rows = any(row.announced is Announced.SUB_PROCESSORS for row in found_rows)
    first = [block for block in source.blocks[:8] if len(block.text) < 200]
    headings = [block.text for block in source.blocks if block.kind is BlockKind.HEADING]
    near = [block.text for block in first if block.kind is BlockKind.HEADING]
    lines = [block.text for block in first if block.kind is not BlockKind.HEADING]
    for title in (source.extracted.title, *near, *lines):
        keys = source.title_keys(title, "document")
        if "sub_processor_list" in keys and has_rows:
            return DocumentKind.SUB_PROCESSOR_LIST
        if "dpa" in keys:
            return DocumentKind.DPA
        if "notice" in keys:
            return DocumentKind.NOTICE
    if has_rows and any("sub_processor_list" in source.title_keys(one, "document") for one in headings):
        return DocumentKind.SUB_PROCESSOR_LIST
    return DocumentKind.OTHER


def _language(extracted: Extracted) -> str:
    told = language_of(extracted.text)
    declared = (extracted.language or "")[:2].lower()
    return declared if told not in LANGUAGES and declared in LANGUAGES else told


def _others(source: Document, found: tuple[Recipient, ...], own: tuple[Controller, ...]) -> tuple[Recipient, ...]:
    """The controllers, and the party whose name the title bears, are not their own recipients."""
    mine = own_names(source, own)
    first = source.blocks[0].text if source.blocks and source.blocks[0].kind is BlockKind.HEADING else ""
    titled = source.gazetteer.find(f"{source.extracted.title}\n{first}")
    parties = {plain_name(named.party) for named in titled if named.party}
    parties |= {plain_name(known.party) for name in mine if (known := source.gazetteer.resolve(name)) and known.party}
    return tuple(
        one
        for one in found
        if _is_sister(one, mine)
        or (not is_own(one.name, mine) and (one.party is None or plain_name(one.party) not in parties | mine))
    )


def _is_sister(one: Recipient, mine: frozenset[str]) -> bool:
    """Whether a row lists another company of the same brand ("Etta Vilnius UAB" beside "Etta A/S")."""
    return one.is_row and without_form(one.name) != one.name and plain_name(one.name) not in mine


class _Tools:
    """The mechanisms that are not the document's own: where each stands, and the parties its clause names."""

    def __init__(self, told: Sequence[tuple[MechanismFound, Sequence[str]]]) -> None:
        self._tools = [tool.mechanism for tool, _ in told]
        self._starts = [tool.start for tool, _ in told]
        self.of_nobody = {tool.mechanism for tool, beside in told if not beside}
        self._beside: dict[str, set[Mechanism]] = {}
        for tool, beside in told:
            for name in beside:
                self._beside.setdefault(name, set()).add(tool.mechanism)

    def of(self, one: Recipient) -> set[Mechanism]:
        """Those said of a recipient by name, or in its own words."""
        found = set(self._beside.get(one.party or one.name, ()))
        for span in (Span(one.start, one.end), *one.told):
            found.update(self._tools[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)])
        return found


def _attach(one: Recipient, tools: _Tools, third: bool | None) -> Attached:
    """The mechanisms said of it or in its own words; else, in a third country, those of sentences that name nobody."""
    own = tools.of(one)
    is_asked = third is True and not own and one.role is not Role.AUTHORITY
    general = tools.of_nobody if is_asked else ()
    return Attached(one, True if own else third, tuple(sorted(own or general)))


def _named_beside(source: Document, tool: MechanismFound) -> list[str]:
    """The parties a mechanism's clause names, else its sentence."""
    sentence = source.sentence_at(tool.start)
    begin, end = sentence.start, sentence.end
    for cut in _CLAUSE.finditer(source.text, sentence.start, sentence.end):
        begin, end = (cut.end(), end) if cut.end() <= tool.start else (begin, min(end, cut.start()))
    named = source.parties.within(sentence.start, sentence.end)
    near = [one for one in named if begin <= one.start < end]
    return [one.party or one.name for one in near or named]
