"""Recipients: parties named as getting personal data, by rows that announce them, by cards and by their sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.blocks import Block, BlockKind, Span
from crawlers.findings.again import told_again
from crawlers.findings.announcing import Announced
from crawlers.findings.cards import Card
from crawlers.findings.denials import FORMER, NEGATED, NO_DATA, PAST, SOFTWARE, is_given, why_not
from crawlers.findings.document import Document
from crawlers.findings.merging import Mention, NotRecipient, Recipient, merged
from crawlers.findings.roles import role_around, role_in, role_of_card
from crawlers.findings.row_names import IN_BRACKET, names_of
from crawlers.findings.rows import Row
from crawlers.findings.source import quote_with
from crawlers.findings.speaking import speaks_of_sharing
from crawlers.findings.tables import tables
from crawlers.findings.unknown import BRACKETS
from crawlers.findings.whereabouts import countries, countries_in, told_of
from crawlers.gazetteer import Named, Sort, plain_name
from registry.terms import Role

__all__ = ["Found", "NotRecipient", "Recipient", "recipients"]
_MAX_BRACKET, _MIN_SHOUTED = 80, 8
_AGAINST_ROWS = (NO_DATA, SOFTWARE, PAST, NEGATED)
_MORE = re.compile(rf"[®™]?( [A-ZÅÄÖ][\w+&-]{{1,30}}){{1,2}}{BRACKETS}(?=:| [–—-] | \([a-zåäö])")
_INCLUDING = ("including ", "inklusive ", "such as ", "d.v.s. ")


@dataclass(frozen=True, slots=True)
class Found:
    """Who is named as a recipient, and who is named without being one."""

    recipients: tuple[Recipient, ...]
    not_recipients: tuple[NotRecipient, ...]


def recipients(source: Document, found_rows: tuple[Row, ...]) -> Found:
    """Every recipient once, the first full mention first; a mention with a role or country adds it."""
    mentions: list[Mention] = []
    refused: list[NotRecipient] = []
    for row in found_rows:
        mentions.extend(_of_row(source, row))
    mentions.extend(_shared_with(source))
    mentions.extend(_of_cards(source))
    for one in _in_sentences(source, found_rows):
        if isinstance(one, Mention):
            mentions.append(one)
        else:
            refused.append(one)
    denied = {plain_name(one.name) for one in refused if one.why in (NO_DATA, SOFTWARE)}
    former = {plain_name(one.name) for one in refused if one.why == FORMER}
    kept = [one for one in mentions if plain_name(one.name) not in former]
    found = merged(one for one in kept if _is_stated(one) or plain_name(one.name) not in denied)
    names = {plain_name(one.name) for one in found}
    others = {plain_name(one.name): one for one in reversed(refused) if plain_name(one.name) not in names}
    return Found(found, tuple(sorted(others.values(), key=lambda one: one.name_start)))


def _is_stated(one: Mention) -> bool:
    """Data are said to be given to it, or it is said to have a role."""
    return one.is_sure or one.role is not Role.RECIPIENT


def _of_row(source: Document, row: Row) -> Iterator[Mention]:
    """Those a row names."""
    sentence, block = Span(row.start, row.end), source.block_at(row.name_start)
    for one in names_of(source, row):
        if block.kind is BlockKind.ROW or why_not(source, one, sentence, block) not in _AGAINST_ROWS:
            yield _mention(source, one, sentence, row.announced, row=row)


def _shared_with(source: Document) -> Iterator[Mention]:
    """Names in a table's column that says with whom the row's data are shared."""
    for table in tables(source):
        for row in table.rows:
            cell = table.cell(row, "shared_with")
            for named in source.parties.within(cell.start, cell.end) if cell is not None else ():
                stop = source.text.find("\n", named.start, cell.end if cell is not None else None)
                yield _mention(source, named, Span(named.start, stop if stop > 0 else row.end), None, is_sure=True)


def _of_cards(source: Document) -> Iterator[Mention]:
    """Names that stand alone above what is said of them, where that speaks of data or the part announces parties."""
    for card in source.outline.cards:
        section = source.section_of(card.title)
        announced = source.announced_at(card.title)
        following = card.body[0]
        first = source.sentences(following)[0]
        speaks = any(source.hits.within(table, following.start, card.span.end) for table in ("context", "roles"))
        if not speaks and announced is None:
            continue
        for named in card.named:
            if why_not(source, named, first, following) is None and not source.is_about_rights(section):
                span = Span(card.title.start, first.end)
                yield _mention(source, named, span, announced, role=role_of_card(source, card), card=card)


def _in_sentences(source: Document, found_rows: tuple[Row, ...]) -> Iterator[Mention | NotRecipient]:
    """Names in a sentence, item or row that speaks of use, sharing or a provider; and those it speaks of otherwise."""
    row_of = {row.start: row for row in found_rows}
    for number, block in enumerate(source.blocks):
        if block.kind is not BlockKind.HEADING and source.parties.may_stand_in(number):
            for found in told_again(source, number, row_of.get(block.start), _in_block):
                yield from found


def _in_block(
    source: Document, block: Block, announced: Announced | None, row: Row | None
) -> Iterator[Mention | NotRecipient]:
    """What is asked of the document beside the block's own words must be among `again.Surroundings`."""
    for sentence in source.sentences(block):
        beside = source.parties.within(sentence.start, sentence.end)
        if not beside or _is_shouted(source, sentence):
            continue
        for named in _outside_brackets(source, beside):
            if row is not None and _is_of_row(source, named, row):
                continue
            reason = why_not(source, named, sentence, block)
            if reason is not None:
                quote = quote_with(source.text, sentence, Span(named.start, named.end))
                yield NotRecipient(named.name, reason, quote.start, quote.end, named.start)
            elif speaks_of_sharing(source, sentence, announced, block, named):
                is_sure = is_given(source, sentence)
                yield _mention(source, named, sentence, announced, is_sure=is_sure, beside=beside)


def _is_shouted(source: Document, sentence: Span) -> bool:
    """Whether a sentence is written in capitals, where they mark no names."""
    words = source.text[sentence.start : sentence.end].split()
    return len(words) >= _MIN_SHOUTED and sum(map(str.isupper, words)) > len(words) / 2


def _is_of_row(source: Document, named: Named, row: Row) -> bool:
    """Whether a name is the row's own, or its party's once more."""
    if named.start < row.name_start + len(row.name):
        return True
    own = source.gazetteer.resolve(row.name)
    is_partys = own is not None and own.party == named.party
    if is_partys and IN_BRACKET.match(source.text, row.name_start + len(row.name), named.start) is not None:
        return True  # "Microsoft (mail, Teams and documents)"
    return named.service is None and (is_partys or named.name in row.name)


def _outside_brackets(source: Document, found: list[Named]) -> Iterator[Named]:
    """Names, without those that only say another's name again ("Meta (Facebook)", "Meta, including Instagram")."""
    outer: Named | None = None
    is_inside = False
    for last, named in zip([None, *found], found, strict=False):
        between = source.text[last.end : named.start] if last is not None else ""
        opens = between.lstrip("®™ ").startswith("(") or any(word in between for word in _INCLUDING)
        closes = ")" in between or len(between) > _MAX_BRACKET or ". " in between
        if opens and not closes:
            outer, is_inside = last, True
        elif closes:
            is_inside = False
        if is_inside and outer is not None and (_is_same(outer, named) or _fills_bracket(source, outer, named)):
            continue
        yield named


def _fills_bracket(source: Document, outer: Named, inner: Named) -> bool:
    """Whether a bracket holds one name and nothing else: another name of the same ("ReachMee (Talentech)")."""
    between = source.text[outer.end : inner.start].strip()
    is_alone = between == "(" and source.text[inner.end : inner.end + 1] == ")"
    return is_alone and (outer.party is None or inner.party is None or inner.sort is outer.sort is Sort.PUBLIC_BODY)


def _is_same(outer: Named, inner: Named) -> bool:
    if outer.party is not None and outer.party == inner.party:
        return inner.service is None or (plain_name(inner.service) == plain_name(inner.name) and outer.service is None)
    return outer.service is not None and outer.service == inner.service


def _mention(
    source: Document,
    named: Named,
    sentence: Span,
    announced: Announced | None,
    *,
    role: Role | None = None,
    row: Row | None = None,
    card: Card | None = None,
    is_sure: bool = False,
    beside: list[Named] | None = None,
) -> Mention:
    span = _service_of_party(source, named) if row is None else Span(named.start, named.end)
    name = source.text[span.start : span.end]
    is_longer = span.end > named.end
    if named.sort is Sort.PUBLIC_BODY:
        role = Role.AUTHORITY
    told = told_of(source, named, sentence, beside) if row is None and card is None else (sentence,)
    role = role or role_in(source, sentence.start, sentence.end) or role_around(source, span, announced)
    quote = quote_with(source.text, sentence, span)
    return Mention(
        name,
        name if is_longer else named.service,
        named.party,
        role,
        _countries(source, span, sentence, beside or [named], row=row, card=card),
        quote.start,
        quote.end,
        span.start,
        is_row=row is not None,
        told=(card.span,) if card is not None and len(card.named) == 1 else told,
        is_sure=is_sure or row is not None,
        is_listed=role not in (None, Role.RECIPIENT) and _are_several(beside or []),
    )


def _are_several(named: list[Named]) -> bool:
    return any((one.party or one.name) != (named[0].party or named[0].name) for one in named)


def _countries(
    source: Document, span: Span, sentence: Span, beside: list[Named], *, row: Row | None, card: Card | None
) -> tuple[str, ...]:
    if row is not None:
        return row.countries or ((row.seat,) if row.seat else ())
    if card is not None and len(card.named) == 1:
        return countries_in(source, card.span)
    return countries(source, span, sentence, beside)


def _service_of_party(source: Document, named: Named) -> Span:
    """A known party's name with the words that make it a service's name ("Google" in "Google Looker: ...")."""
    match = _MORE.match(source.text, named.end) if named.service is None and named.sort is Sort.PARTY else None
    return Span(named.start, match.end(1) if match is not None else named.end)
