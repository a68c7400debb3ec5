"""Whom a row names: its party, the services of it that the row tells of, or several where its name lists them."""

import re

from crawlers.companies import KIND
from crawlers.findings.document import Document
from crawlers.findings.newnames import parts_of
from crawlers.findings.rows import Row
from crawlers.gazetteer import Entry, Named

IN_BRACKET = re.compile(r" \([^)]*$")
_CELL_END = re.compile(r",? \(|, (?=[a-zåäö])| (?:for|för) (?=[a-zåäö])")
_TOLD_OF = re.compile(r";|, (?:supplied|provided|delivered|which|who|som|levererat|levereras|från) ")


def names_of(source: Document, row: Row) -> list[Named]:
    """The row's party; where the row names services of it, or only a kind of party, those it names."""
    end = row.name_start + len(row.name)
    known = source.gazetteer.resolve(row.name)
    if known is not None:
        own = Named(row.name, known.service, known.party, row.name_start, end, known.sort)
        return _served(source, row, known) or [own]
    named = source.parties.within(row.name_start, end)
    if len(named) > 1:
        return named
    return (
        _listed(source, row)
        or (_of_one(source, row, named[0]) if named else _parts(source, row))
        or [Named(row.name, None, None, row.name_start, end)]
    )


def _served(source: Document, row: Row, known: Entry) -> list[Named]:
    """The services of a party that a row tells of behind its name; none that only fill a bracket after it."""
    end = row.name_start + len(row.name)
    if known.service is not None:
        return []
    of_it = [one for one in source.parties.within(end, row.end) if one.service and one.party == known.party]
    return [one for one in of_it if IN_BRACKET.match(source.text, end, one.start) is None]


def _of_one(source: Document, row: Row, named: Named) -> list[Named]:
    """A name that holds one known name: it alone where the cell tells more, else as the row says it."""
    is_behind_kind = KIND.fullmatch(row.name[: named.start - row.name_start].rstrip()) is not None
    if is_behind_kind or (named.name != row.name and _TOLD_OF.search(row.name) is not None):
        return [named]
    end = row.name_start + len(row.name)
    service = named.service if named.end >= end or "(" in row.name else None
    whole = Named(row.name, service, named.party, row.name_start, end, named.sort)
    return [whole]


def _listed(source: Document, row: Row) -> list[Named]:
    """The names of a cell that lists them with more words about each ("Etta (evaluation); Beta, for payments")."""
    found, place = [], row.name_start
    for part in row.name.split(";") if ";" in row.name else ():
        start = place + len(part) - len(part.lstrip())
        place += len(part) + 1
        named = source.parties.within(start, place - 1)
        name = _CELL_END.split(part.strip())[0]
        if named:
            found += named
        elif name and source.parties.unknown.may_be_new(name):
            found.append(Named(name, None, None, start, start + len(name)))
    return found


def _parts(source: Document, row: Row) -> list[Named]:
    """The names of a row that joins several nobody knows."""
    places = _placed(row)
    new = [(start, part) for start, part in places if source.parties.unknown.may_be_new(part)]
    return [Named(part, None, None, start, start + len(part)) for start, part in new] if len(places) > 1 else []


def _placed(row: Row) -> list[tuple[int, str]]:
    return [(row.name_start + place, part) for place, part in parts_of(row.name)]
