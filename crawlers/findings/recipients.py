"""Recipients: parties named as getting personal data, by rows that announce them and by names in their sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.blocks import Block, BlockKind, Span
from crawlers.companies import company_names
from crawlers.findings.roles import role_around, role_in, role_of_part
from crawlers.findings.rows import Announced, Row, section_announces
from crawlers.findings.source import Source, inside, shortened
from crawlers.findings.tables import tables
from crawlers.gazetteer import Entry, plain_name
from registry.terms import Role

_MAX_LISTED = 30
_JOINT = r"[®™]?(?:, (?:and |och |or |eller |samt )?| (?:and|och|or|eller|samt|&) )"
_NEXT = re.compile(_JOINT + r"([A-ZÅÄÖ][\w.-]{1,40}(?: [A-Z][\w.-]{1,40}){0,2})")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One party as the document names it. `service` and `party` are None where nobody knows the name."""

    name: str
    service: str | None
    party: str | None
    role: Role
    countries: tuple[str, ...]
    start: int
    end: int
    name_start: int


def recipients(source: Source, found_rows: tuple[Row, ...]) -> tuple[Recipient, ...]:
    """Every recipient once, the first full mention first; a mention with a role or country adds it.

    A company named beside its own services is not one more recipient.
    """
    found = [*(_of_row(source, row) for row in found_rows), *_shared_with(source), *_in_sentences(source)]
    merged: dict[str, Recipient] = {}
    for one in found:
        key = plain_name(one.service or one.name)
        merged[key] = _joined(merged[key], one) if key in merged else one
    served = {one.party for one in merged.values() if one.service} - {None}
    in_rows = {row.name_start for row in found_rows}
    kept = (one for one in merged.values() if one.service or one.party not in served or one.name_start in in_rows)
    return tuple(sorted(kept, key=lambda one: one.name_start))


def _joined(first: Recipient, later: Recipient) -> Recipient:
    role = first.role if first.role is not Role.RECIPIENT else later.role
    countries = first.countries or later.countries
    return Recipient(first.name, first.service, first.party, role, countries, first.start, first.end, first.name_start)


def _of_row(source: Source, row: Row) -> Recipient:
    known = source.gazetteer.resolve(row.name) or _first_known(source, row)
    place = Span(row.name_start, row.name_start + len(row.name))
    role = role_in(source, row.start, row.end) or role_around(source, place) or role_of_part(source, row.announced)
    return Recipient(
        row.name,
        known.service if known else None,
        known.party if known else None,
        role,
        row.countries or ((row.seat,) if row.seat else ()),
        row.start,
        row.end,
        row.name_start,
    )


def _first_known(source: Source, row: Row) -> Entry | None:
    named = inside(source.names, row.name_start, row.name_start + len(row.name))
    return Entry(named[0].name, named[0].service, named[0].party) if len(named) == 1 else None


def _shared_with(source: Source) -> Iterator[Recipient]:
    """Names in a table's column that says with whom the row's data are shared."""
    for table in tables(source):
        for row in table.rows:
            cell = table.cell(row, "shared_with")
            if cell is None:
                continue
            for span in source_names(source, cell.start, cell.end):
                stop = source.text.find("\n", span.start, cell.end)
                yield _named(source, span, Span(span.start, stop if stop > 0 else cell.end), None)


def _in_sentences(source: Source) -> Iterator[Recipient]:
    """Names in a sentence, item or row that speaks of use, sharing or a provider, and denies nothing."""
    for block in source.blocks:
        if block.kind is BlockKind.HEADING:
            continue
        announced = section_announces(source, block.section)
        for sentence in source.sentences(block):
            names = list(source_names(source, sentence.start, sentence.end))
            names += [one for name in names for one in _listed_after(source, name, sentence.end)]
            if names and _speaks_of_sharing(source, sentence, announced, block):
                for span in names:
                    yield _named(source, span, sentence, announced)


def source_names(source: Source, start: int, end: int) -> Iterator[Span]:
    """Known names and names with a legal form, the longer where they overlap."""
    known = [Span(named.start, named.end) for named in inside(source.names, start, end)]
    spans = sorted([*known, *company_names(source.text, start, end)], key=lambda span: (span.start, -span.end))
    last = -1
    for span in spans:
        if span.start >= last:
            yield span
            last = span.end


def _listed_after(source: Source, name: Span, stop: int) -> Iterator[Span]:
    """Unknown names in one enumeration with a known one ("Stripe, Alfanym and Betanym")."""
    start = name.end
    if any(True for _ in company_names(source.text, name.start, name.end)):
        return  # an address follows a legal person's name
    for _ in range(_MAX_LISTED):
        match = _NEXT.match(source.text, start, stop)
        if match is None:
            return
        start = match.end()
        span = Span(match.start(1), match.start(1) + len(match.group(1).rstrip(".-")))
        is_known = any(True for _ in inside(source.names, span.start, span.end))
        is_place = any(True for _ in inside(source.places, span.start, span.end))
        if is_place:
            return
        if not is_known:
            yield span


def _speaks_of_sharing(source: Source, sentence: Span, announced: Announced | None, block: Block) -> bool:
    keys = source.hits.keys("context", sentence.start, sentence.end)
    if "negated" in keys or "link" in keys:
        return False
    if source.hits.keys("entities", sentence.start, sentence.end) & {"controller", "dpo", "authority"}:
        return False
    if announced is not None and block.kind is not BlockKind.PARAGRAPH:
        return True
    return "use" in keys


def _named(source: Source, span: Span, sentence: Span, announced: Announced | None) -> Recipient:
    name = source.text[span.start : span.end]
    known = source.gazetteer.resolve(name)
    role = role_in(source, sentence.start, sentence.end) or role_around(source, span)
    places = inside(source.places, sentence.start, sentence.end)
    countries = tuple(dict.fromkeys(place.country for place in places))
    quote = shortened(sentence)
    return Recipient(
        name,
        known.service if known else None,
        known.party if known else None,
        role or role_of_part(source, announced),
        countries,
        quote.start,
        max(quote.end, span.end),
        span.start,
    )
