"""Sub-processor lists of the catalogue as rows: the list is a document, each of its rows stands for a time.

A row holds from the day the list's history names it as added, else from the list's own day; None where neither is
known. `detail.start` says which. Names the history tells as added and removed again become rows that have ended.
A list that a newer one replaced is kept whole in its document; what the newer one does not name ends with it, unless
the newer one is not complete: then nothing proves a removal, and the row goes on.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from registry import listshapes as shapes
from registry.catalogue.identities import (
    Repeats,
    document_id,
    legal_person_id,
    list_id,
    named_only_id,
    organisation_id,
    service_id,
)
from registry.catalogue.naming import subprocessor_id
from registry.catalogue.plain import sparse
from registry.catalogue.rows_of_organisations import OWN, SOURCED, NamesOf, carried
from registry.cataloguenames import MatchKind, folded
from registry.catalogueshapes import Catalogue, ListChange
from registry.tables import Name, Organisation, SubprocessorList, SubprocessorRow
from registry.terms import DocumentKind, OrganisationKind

LISTED, TOLD = "list", "history"  # how the start of a row is known

_LIST_COLUMNS = frozenset({"id", "organisation", "service", "url", "dated", "complete", "newer", "notice_days", "rows"})
_ROW_COLUMNS = frozenset({"name", "purpose", "places", "seat", "products"})
Spans = Mapping[str, tuple[tuple[date | None, date | None], ...]]  # folded name -> (added, removed), in order


def lists_of(catalogue: Catalogue, at: datetime) -> Iterator[SubprocessorList]:
    """Each list; one that was replaced keeps its rows with it."""
    for record in catalogue.lists.values():
        detail: dict[str, Any] = sparse(record, leave_out=_LIST_COLUMNS | SOURCED)
        if record.newer:
            detail["rows"] = [sparse(row) for row in record.rows]
        yield SubprocessorList(
            id=list_id(record.id),
            organisation_id=organisation_id(record.organisation),
            service_id=service_id(record.service),
            document_id=_document(record, catalogue),
            url=record.url,
            dated=record.dated,
            complete=record.complete,
            newer_id=list_id(record.newer) if record.newer else None,
            notice_days=record.notice_days,
            detail=detail or None,
            **carried(record, at),
        )


def _document(record: shapes.SubprocessorList, catalogue: Catalogue) -> str | None:
    """The document a list was read from: the service's at this address, else its only one of lists."""
    documents = catalogue.services[record.service].documents
    same = [one for one in documents if one.url == record.url]
    lists = [one for one in documents if one.kind is DocumentKind.SUB_PROCESSOR_LIST]
    found = same or (lists if len(lists) == 1 else [])
    return document_id(found[0].id) if found else None


def list_rows(catalogue: Catalogue, at: datetime) -> list[SubprocessorRow]:
    """The rows of all lists: those that stand, and those known to have ended."""
    repeats = Repeats()
    found: list[SubprocessorRow] = []
    for record in sorted(catalogue.lists.values(), key=lambda one: (one.newer is not None, one.id)):
        newer = catalogue.lists[record.newer] if record.newer else None
        for row in _rows(record, repeats, at):
            row.organisation_id, row.named_service_id = _named(row, catalogue)
            row.document_id = _document(record, catalogue)
            if newer is None:
                found.append(row)
            elif not _continued(row, newer, found):
                found.append(_left_behind(row, record, newer))
    return found


def _continued(row: SubprocessorRow, newer: shapes.SubprocessorList, found: list[SubprocessorRow]) -> bool:
    """Whether the newer list names the same one; its row then reaches back to the older list's start."""
    name = folded(row.name_as_written)
    same = [one for one in found if one.list_id == list_id(newer.id) and folded(one.name_as_written) == name]
    for one in same:
        since_listed = one.valid_until is None and one.detail is not None and one.detail.get("start") == LISTED
        if since_listed and row.valid_from and one.valid_from and row.valid_from < one.valid_from:
            one.valid_from = row.valid_from
    return bool(same)


def _left_behind(
    row: SubprocessorRow, older: shapes.SubprocessorList, newer: shapes.SubprocessorList
) -> SubprocessorRow:
    if newer.complete and newer.dated and row.valid_until is None and (older.dated or newer.dated) < newer.dated:
        row.valid_until = newer.dated
    return row


def _named(row: SubprocessorRow, catalogue: Catalogue) -> tuple[str | None, str | None]:
    """The organisation and the service a row names: as the data say, else as the name itself does.

    A company's own name is that company, which may be an importer; a group's or a product's is the group. A name
    nobody knows is an organisation of its own; one that fits several is nobody.
    """
    said = row.detail or {}
    organisation, service = said.get("organisation"), said.get("service")
    match = catalogue.resolve(row.name_as_written)
    if match is None and organisation is None:
        return named_only_id(folded(row.name_as_written)), None
    named = organisation_id(organisation) if organisation else None
    if match is not None and match.organisation and organisation in (None, match.organisation):
        person, group = match.legal_person, match.organisation
        named = legal_person_id(person, group) if person else organisation_id(group)
        service = service or (match.service if match.kind is MatchKind.SERVICE else None)
    return named, service_id(service) if service else None


def _rows(record: shapes.SubprocessorList, repeats: Repeats, at: datetime) -> Iterator[SubprocessorRow]:
    spans = _spans(record.history)
    for position, row in enumerate(record.rows):
        began = next((a for a, gone in reversed(spans.get(folded(row.name), ())) if gone is None), None)
        fresh = _row(record, row.name, row.purpose or None, repeats, at)
        fresh.valid_from = began or record.dated
        fresh.places, fresh.seat, fresh.scope = list(row.places) or None, row.seat, row.products or None
        fresh.position = position
        fresh.detail = sparse(row, leave_out=_ROW_COLUMNS) | {"start": TOLD if began else LISTED}
        yield fresh
    yield from _ended_rows(record, spans, repeats, at)


def _ended_rows(
    record: shapes.SubprocessorList, spans: Spans, repeats: Repeats, at: datetime
) -> Iterator[SubprocessorRow]:
    """Names the history tells from day to day and that ended before the list's own day."""
    written = {folded(name): name for told in record.history for name in (*told.added, *told.removed)}
    for name, times in spans.items():
        for added, removed in times:
            if added is None or removed is None or not added < removed <= (record.dated or removed):
                continue
            ended = _row(record, written[name], None, repeats, at)
            ended.valid_from, ended.valid_until, ended.detail = added, removed, {"start": TOLD}
            yield ended


def _row(
    record: shapes.SubprocessorList, name: str, purpose: str | None, repeats: Repeats, at: datetime
) -> SubprocessorRow:
    service = service_id(record.service)
    return SubprocessorRow(
        id=repeats.numbered(subprocessor_id(service, name, purpose)),
        service_id=service,
        list_id=list_id(record.id),
        name_as_written=name,
        purpose=purpose,
        **carried(record, at),
    )


def _spans(history: Iterable[ListChange]) -> Spans:
    """When each name was added and removed, as far as the history tells days."""
    spans: dict[str, list[tuple[date | None, date | None]]] = {}
    for told in sorted((one for one in history if one.dated), key=lambda one: one.dated or date.min):
        gone, come = set(map(folded, told.removed)), set(map(folded, told.added))
        for name in sorted(gone - come):  # removed and added on one day: only the spelling changed
            times = spans.setdefault(name, [])
            began = times.pop()[0] if times and times[-1][1] is None else None
            times.append((began, told.dated))
        for name in sorted(come - gone):
            spans.setdefault(name, []).append((told.dated, None))
    return {name: tuple(times) for name, times in spans.items()}


def named_only_rows(
    lists: Iterable[shapes.SubprocessorList], rows: Iterable[SubprocessorRow], at: datetime
) -> tuple[list[Organisation], list[Name]]:
    """An organisation for every name that nobody knows more about, once however many lists name it."""
    of_list = {list_id(record.id): record for record in lists}
    organisations: dict[str, Organisation] = {}
    names: list[Name] = []
    for row in rows:
        identity = row.organisation_id or ""
        if identity in organisations or identity != named_only_id(folded(row.name_as_written)):
            continue
        record = of_list[row.list_id or ""]
        organisations[identity] = Organisation(
            id=identity, kind=OrganisationKind.NAMED_ONLY, name=row.name_as_written, **carried(record, at)
        )
        names.append(NamesOf(identity, at).row(row.name_as_written, OWN, record))
    return list(organisations.values()), names
