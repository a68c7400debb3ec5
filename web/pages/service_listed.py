"""The lists on the tabs of a service: what each is searched and ordered by, and what stands in its file."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from registry.catalogue.reading import Row
from registry.catalogue.servicehistory import Happened
from registry.law.verdicts import rank
from registry.reports.cells import Cell, Word, word
from registry.reviews import changes
from registry.reviews.changes import Order, Wanted
from registry.tables import Change, Source
from registry.terms import ChangeKind, Severity
from registry.valued import several
from web.deps import Desk
from web.pages import changes_listed
from web.pages.agreements import rows_of
from web.pages.listings import Listing, ListQuery, Waiting, in_hand, sort_of
from web.pages.lists import choice, labelled, one_of
from web.pages.service_shown import Reaching, reaching
from web.pages.views import View
from web.pages.visiting import Visit


class SourcesQuery(ListQuery, frozen=True, kw_only=True):
    """Two lists, each with its own page."""

    documents: str | None = None
    watched: str | None = None


class ChangesQuery(ListQuery, frozen=True, kw_only=True):
    """The changes of one service are narrowed as those of all."""

    kind: str | None = None
    severity: str | None = None


def agreements(visit: Visit, view: View, service: Row) -> Listing[Row]:
    """What our organisations signed with them."""
    say, names, engagements = visit.wording, view.names(), view.register.engagements

    def whose(one: Row) -> str:
        controller = engagements[one.engagement_id].controller_id
        return str(names.get(controller, controller))

    def row(one: Row) -> dict[str, Cell]:
        return {
            "id": one.id, "agreement_kind": Word("agreement_kind", one.kind), "controller": whose(one),
            "signed_on": one.signed_on, "valid_until": one.valid_until or (), "source": one.source,
        }  # fmt: skip

    found = in_hand(
        visit,
        rows_of(view, service.id),
        lambda one: (whose(one), say.label("agreement_kind", one.kind)),
        {"given": None, "newest": lambda one: _newest(one.signed_on), "oldest": lambda one: _oldest(one.signed_on)},
    )
    columns = ("id", "agreement_kind", "controller", "signed_on", "valid_until", "source")
    return Listing(
        of="agreements", found=found, columns=columns, rows=lambda some: map(row, some),
        sorts=("given", "newest", "oldest"),
    )  # fmt: skip


def sub_processors(visit: Visit, view: View, service: Row) -> Listing[Row]:
    """Who stands behind them, as their lists say."""
    say = visit.wording

    def row(one: Row) -> dict[str, Cell]:
        places = tuple(say.country(str(place)) for place in several(one.places)) if one.places is not None else None
        return {
            "id": one.id, "name": one.name_as_written, "purposes": one.purpose, "countries": places,
            "seat": say.country(one.seat) if one.seat else None, "valid_from": one.valid_from, "source": one.source,
        }  # fmt: skip

    sorts = {
        "given": None,
        "name": lambda one: one.name_as_written.casefold(),
        "newest": lambda one: _newest(one.valid_from),
    }
    found = in_hand(
        visit, view.register.list_rows.get(service.id, []), lambda one: (one.name_as_written, one.purpose), sorts
    )
    columns = ("id", "name", "purposes", "countries", "seat", "valid_from", "source")
    return Listing(
        of="sub-processors", found=found, columns=columns, rows=lambda some: map(row, some), sorts=tuple(sorts)
    )


def transfers(visit: Visit, view: View, service: Row) -> Listing[Reaching]:
    """Which of our transfers reach them."""
    say = visit.wording

    def place(one: Reaching) -> str | None:
        return say.country(one.crossing.destination) if one.crossing.destination else one.crossing.as_written

    def row(one: Reaching) -> dict[str, Cell]:
        return {
            "id": one.crossing.key, "path": " → ".join(one.hop.path), "destination": place(one),
            "manner": Word("manner", one.crossing.manner), "verdict": Word("verdict", one.answer.verdict),
            "responsibility": Word("responsibility", one.hop.responsibility),
            "tools": tuple(say.article(reason.article) for reason in one.answer.reasons),
            "source": one.crossing.source,
        }  # fmt: skip

    sorts = {
        "gravest": lambda one: rank(one.answer.verdict),
        "country": lambda one: (place(one) or "\uffff").casefold(),
        "name": lambda one: [title.casefold() for title in one.hop.path],
    }
    found = in_hand(visit, reaching(view, service.id), lambda one: (*one.hop.path, place(one)), sorts)
    columns = ("id", "path", "destination", "manner", "verdict", "responsibility", "tools", "source")
    return Listing(of="transfers", found=found, columns=columns, rows=lambda some: map(row, some), sorts=tuple(sorts))


def documents(visit: Visit, rows: Iterable[Row]) -> Listing[Row]:
    """Their documents on file."""

    def row(one: Row) -> dict[str, Cell]:
        return {
            "id": one.id, "document_kind": Word("document_kind", one.kind), "name": one.title, "target": one.url,
            "dated": one.dated, "source": one.source,
        }  # fmt: skip

    sorts = {
        "given": None,
        "name": lambda one: (one.url or one.title or one.id).casefold(),
        "newest": lambda one: _newest(one.dated),
    }
    found = in_hand(
        visit, rows, lambda one: (one.title, one.url, visit.wording.label("document_kind", one.kind)), sorts
    )
    columns = ("id", "document_kind", "name", "target", "dated", "source")
    return Listing(
        of="documents", found=found, columns=columns, rows=lambda some: map(row, some), sorts=tuple(sorts),
        asks="documents",
    )  # fmt: skip


def watched(visit: Visit, sources: Iterable[Source]) -> Listing[Source]:
    """The addresses that are watched, and how each stands."""

    def row(one: Source) -> dict[str, Cell]:
        return {
            "id": one.id, "document_kind": Word("document_kind", one.kind), "target": one.url,
            "source_state": Word("source_state", "paused") if one.paused else word(one.state, "source_state"),
            "verified_on": one.verified_at.date() if one.verified_at else None, "trouble": one.trouble or (),
        }  # fmt: skip

    sorts = {
        "given": None,
        "name": lambda one: one.url.casefold(),
        "newest": lambda one: _newest(one.verified_at.date() if one.verified_at else None),
    }
    found = in_hand(visit, sources, lambda one: (one.url, visit.wording.label("document_kind", one.kind)), sorts)
    columns = ("id", "document_kind", "target", "source_state", "verified_on", "trouble")
    return Listing(
        of="watched", found=found, columns=columns, rows=lambda some: map(row, some), sorts=tuple(sorts), asks="watched"
    )


def changed(visit: Visit, desk: Desk, view: View, service: Row) -> Listing[Change]:
    """What changed in what they publish."""
    kind, severity = one_of(visit, "kind", changes_listed.MATERIAL), one_of(visit, "severity", Severity)
    wanted = Wanted(
        service_id=service.id,
        named=visit.query.get("q"),
        kind=ChangeKind(kind) if kind else None,
        severity=Severity(severity) if severity else None,
        order=Order(sort_of(visit, tuple(Order))),
    )

    def between(first: int, limit: int) -> Sequence[Change]:
        return changes.listed(desk.session, visit.moment, wanted, first=first, limit=limit)

    return Listing(
        of="changes",
        found=Waiting(changes.counted(desk.session, visit.moment, wanted), between),
        columns=changes_listed.COLUMNS,
        rows=lambda some: (changes_listed.row_of(one, view, visit) for one in some),
        sorts=tuple(Order),
        choices=[
            choice(visit, "kind", "changes.what", labelled(visit, "change_kind", changes_listed.MATERIAL)),
            choice(visit, "severity", "changes.severity", labelled(visit, "severity", Severity)),
        ],
    )


def history(visit: Visit, happened: Iterable[Happened]) -> Listing[Happened]:
    """What came, ended and was corrected in their file."""
    say = visit.wording

    def row(one: Happened) -> dict[str, Cell]:
        return {
            "id": one.row.id, "held_from": one.on, "deed": say(f"service.deed_{one.deed}"),
            "sort": say(f"service.sort_{one.sort}"), "name": title(one), "recorded_on": one.recorded_at.date(),
            "source": one.row.source,
        }  # fmt: skip

    def title(one: Happened) -> str:
        return happened_to(one.row, visit)

    found = in_hand(
        visit,
        happened,
        lambda one: (title(one), say(f"service.sort_{one.sort}"), say(f"service.deed_{one.deed}")),
        {"newest": None, "oldest": lambda one: (_oldest(one.on), one.recorded_at, one.row.id)},
    )
    columns = ("id", "held_from", "deed", "sort", "name", "recorded_on", "source")
    return Listing(
        of="history", found=found, columns=columns, rows=lambda some: map(row, some), sorts=("newest", "oldest")
    )


def happened_to(row: Any, visit: Visit) -> str:
    """What a row of a service's file is called: a document, a place, a sub-processor or a name."""
    if hasattr(row, "name_as_written"):
        return str(row.name_as_written)
    if hasattr(row, "url"):
        return " ".join(filter(None, (visit.wording.label("document_kind", row.kind), row.title or row.url)))
    if hasattr(row, "manner"):
        return f"{visit.wording.country(row.country)} {visit.wording.label('manner', row.manner)}"
    return str(row.name)


def _newest(on: date | None) -> int:
    """The newest first, and what has no day last."""
    return -on.toordinal() if on else 0


def _oldest(on: date | None) -> date:
    """What has no day has always been."""
    return on or date.min
