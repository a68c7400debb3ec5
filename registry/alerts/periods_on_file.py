"""Which periods for an objection are on file for an engagement, each with its source: the clauses, the agreement, what
the service tells everybody. A number of days is all that most papers give; what they leave open stays open."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.catalogue.reading import Register, Row
from registry.law.periods import LONGEST, Period
from registry.tables import Claim, SubprocessorList, Version
from registry.terms import AgreementKind, CountedFrom, PeriodOf, PeriodUnit

Kept = dict[
    str, Any
]  # a period as an objection keeps it: of, days, unit, counted_from, holidays, rolls, clause, source

_FIELDS = ("objection_days", "notice_days")  # notice is the time within which an objection still helps
# "Vardag" is left open: whether a Saturday is one, no act says for contracts (`data/days.toml`, saturday-and-vardag).
_BUSINESS = re.compile(r"\b(?:business|working)[ -]days?\b|\barbetsdag|\bbankdag", re.IGNORECASE)
_CALENDAR = re.compile(r"\bcalendar[ -]days?\b|\bkalenderdag", re.IGNORECASE)


def on_file(session: Session, register: Register, engagement: Row, service_id: str | None) -> list[Kept]:
    """The periods of an engagement. `service_id`: whose list changed; what another service publishes binds nobody here.

    Signed papers first; what was read in an agreement counts as signed where that very text, and no later one, was
    accepted.
    """
    signed = [one for one in register.agreements.get(engagement.id, []) if one.kind in _OF]
    found = [*_signed(signed), *_read(session, signed, engagement.service_id)]
    if service_id in {None, engagement.service_id}:
        found += _published(session, register, engagement.service_id)
    alike: dict[tuple[str, int], Kept] = {}
    for one in found:
        before = alike.setdefault((one["of"], one["days"]), one)
        if before["unit"] is None and one["unit"] is not None:
            alike[one["of"], one["days"]] = one
    return list(alike.values())


def period_of(kept: Kept) -> Period:
    """A kept period as the rules read it."""
    unit, start = kept.get("unit"), kept.get("counted_from")
    return Period(
        of=PeriodOf(kept["of"]),
        days=kept["days"],
        unit=PeriodUnit(unit) if unit else None,
        counted_from=CountedFrom(start) if start else None,
        holidays=kept.get("holidays"),
        rolls=kept.get("rolls"),
    )


def kept(
    of: PeriodOf, days: int, source: str, *, field: str, unit: PeriodUnit | None = None, clause: str | None = None
) -> Kept:
    """A period as it is kept. `field`: whether the paper gives days to object, or days of notice."""
    return {
        "of": of.value, "days": days, "unit": unit.value if unit else None, "counted_from": None, "holidays": None,
        "rolls": None, "clause": clause, "field": field, "source": source,
    }  # fmt: skip


_OF = {AgreementKind.DPA: PeriodOf.AGREEMENT, AgreementKind.SCC: PeriodOf.CLAUSES}


def _signed(papers: Iterable[Row]) -> Iterator[Kept]:
    for paper in papers:
        field, days = _days(paper)
        if days is not None:
            of = _OF[paper.kind]
            yield kept(of, days, paper.source, field=field, clause="9(a)" if of is PeriodOf.CLAUSES else None)


def _days(row: Any) -> tuple[str, int | None]:
    """Days to object; without them, days of notice. What is no period at all is left out."""
    for field in _FIELDS:
        days = getattr(row, field, None)
        if days is not None and 0 < days <= LONGEST:
            return field, days
    return _FIELDS[0], None


def _read(session: Session, signed: Iterable[Row], service_id: str) -> Iterator[Kept]:
    """Days that people accepted from the text of an agreement, with the unit its sentence names."""
    live = select(Claim).where(Claim.subject_id == service_id, col(Claim.field).in_(_FIELDS))
    claims = session.exec(live.where(col(Claim.superseded_at).is_(None)).order_by(col(Claim.field).desc())).all()
    accepted = _accepted(session, signed) if claims else set()
    for claim in claims:
        days = claim.value.get("days") if isinstance(claim.value, dict) else claim.value
        if isinstance(days, int) and not isinstance(days, bool) and 0 < days <= LONGEST:
            of = PeriodOf.AGREEMENT if claim.version_id in accepted else PeriodOf.PUBLISHED
            yield kept(of, days, claim.source, field=claim.field, unit=unit_in(claim.quote))


def _accepted(session: Session, signed: Iterable[Row]) -> set[str]:
    """The versions whose text was accepted by a signature: those that were signed, and those read anew of the same
    capture or with the same words."""
    ids = [one.version_id for one in signed if one.version_id]
    known = session.exec(select(Version).where(col(Version.id).in_(ids))).all()
    alike = sa.or_(
        col(Version.snapshot_id).in_([one.snapshot_id for one in known]),
        col(Version.text_sha256).in_([one.text_sha256 for one in known]),
    )
    documents = col(Version.document_id).in_([one.document_id for one in known])
    return set(session.exec(select(Version.id).where(documents, alike)))


def unit_in(quote: str | None) -> PeriodUnit | None:
    """The unit a sentence names; None where it names none, or both."""
    business, calendar = (pattern.search((quote or "")[:4_000]) for pattern in (_BUSINESS, _CALENDAR))
    if bool(business) == bool(calendar):
        return None
    return PeriodUnit.BUSINESS if business else PeriodUnit.CALENDAR


def _published(session: Session, register: Register, service_id: str) -> Iterator[Kept]:
    service = register.services.get(service_id)
    if service is not None:
        field, days = _days(service)
        if days is not None:
            yield kept(PeriodOf.PUBLISHED, days, service.source, field=field)
    live = select(SubprocessorList).where(SubprocessorList.service_id == service_id)
    for one in session.exec(live.where(col(SubprocessorList.retired_at).is_(None))):
        if one.notice_days is not None and 0 < one.notice_days <= LONGEST:
            yield kept(PeriodOf.PUBLISHED, one.notice_days, one.source, field="notice_days")
