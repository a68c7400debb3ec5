"""What no single column of a row shows: the rows around it, and values that exclude each other.

Each check raises BadInput naming the field; each search for a sibling gives the id of the row that is this one already.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from registry.catalogue import dated
from registry.catalogue.identities import hashed
from registry.catalogue.rows_of_organisations import OWN
from registry.cataloguenames import folded
from registry.errors import BadInput
from registry.lawfiles import place_names
from registry.organisationshapes import CertificationState
from registry.tables import (
    Activity,
    Agreement,
    Certification,
    Dated,
    Document,
    Engagement,
    JointControl,
    Location,
    Name,
    Organisation,
    Service,
    SubprocessorRow,
    Version,
)
from registry.terms import LegalBasis, Module, OrganisationKind, Origin, SigningSide

_DEEPEST = 50  # parents above parents
_LONGEST_PERIOD = 3_650  # days


def noted(row: Any, *names: str) -> list[str | None]:
    """What a row's notes say, by name."""
    return [(row.notes or {}).get(name) for name in names]


def day(value: date | None) -> str | None:
    """A day as an id holds it."""
    return None if value is None else value.isoformat()


def live(session: Session, table: type[Dated], *where: Any) -> Iterable[Any]:
    """Live rows of a table, in the order of ids."""
    return session.exec(select(table).where(col(table.retired_at).is_(None), *where).order_by(col(table.id)))


def same_organisation(session: Session, row: Organisation) -> str | None:
    """One of the same kind and name, or of the same registration number in the same country."""
    number = _bare(row.registration)
    for one in live(session, Organisation):
        if one.kind is row.kind and folded(one.name) == folded(row.name):
            return str(one.id)
        if number and one.country == row.country and _bare(one.registration) == number:
            return str(one.id)
    return None


def same_service(session: Session, row: Service) -> str | None:
    """One of the same organisation and name."""
    mine = live(session, Service, Service.organisation_id == row.organisation_id)
    return next((str(one.id) for one in mine if folded(one.name) == folded(row.name)), None)


def same_document(session: Session, row: Document) -> str | None:
    """One of the same subject at the same address."""
    if row.url is None:
        return None
    there = live(session, Document, Document.url == row.url, Document.kind == row.kind)
    return next(
        (str(o.id) for o in there if (o.service_id, o.controller_id) == (row.service_id, row.controller_id)), None
    )


def same_agreement(session: Session, row: Agreement) -> str | None:
    """One of the same engagement and kind that was signed on the same day, of the same act and title."""
    if row.signed_on is None:
        return None
    there = live(
        session, Agreement, Agreement.engagement_id == row.engagement_id, Agreement.kind == row.kind,
        Agreement.signed_on == row.signed_on,
    )  # fmt: skip
    said = noted(row, "act", "document")
    return next((str(one.id) for one in there if noted(one, "act", "document") == said), None)


def _bare(number: str | None) -> str:
    return "".join(sign for sign in (number or "").casefold() if sign.isalnum())


def organisation(session: Session, row: Organisation) -> None:
    """A name that names, no circle of parents, and whoever has a register of its own stays a controller."""
    _require_name(row.name)
    seen, parent = {row.id}, row.parent_id
    while parent is not None:
        if parent in seen or len(seen) > _DEEPEST:
            raise BadInput("It would stand above itself.", field="parent")
        seen.add(parent)
        above = next(iter(live(session, Organisation, Organisation.id == parent)), None)
        parent = above.parent_id if above is not None else None
    if not row.is_controller and next(iter(live(session, Engagement, Engagement.controller_id == row.id)), None):
        raise BadInput("It has engagements of its own; a controller it stays.", field="is_controller")
    if row.is_controller and row.kind is OrganisationKind.GROUP:
        raise BadInput("A group is no controller; its companies are.", field="is_controller")


def service(_session: Session, row: Service) -> None:
    """A name that names, and days that are days."""
    _require_name(row.name)
    _require_days(row)


def _require_name(name: str) -> None:
    if not folded(name):
        raise BadInput("It has a name that people can say; write it as its owner does.", field="name")


def _require_days(row: Any) -> None:
    for name in ("notice_days", "objection_days"):
        days = getattr(row, name)
        if days is not None and not 0 <= days <= _LONGEST_PERIOD:
            raise BadInput(f"{name} is a number of days, at most {_LONGEST_PERIOD}.", field=name)


def document(_session: Session, row: Document) -> None:
    """Of a service or of a controller, and called something."""
    if (row.service_id is None) is (row.controller_id is None):
        raise BadInput("It is a document of one service or of one controller; name one of them.", field="service")
    if row.url is None and row.title is None:
        raise BadInput("Say where it lies, or what it is called.", field="url")
    if row.url is not None and not is_address(row.url):
        raise BadInput("It is no address of the web; write https://….", field="url")


def is_address(url: str) -> bool:
    """Whether a text is an address of the web, with a host and no password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def location(_session: Session, row: Location) -> None:
    """A country, or at least the words."""
    if row.country is None and row.as_written is None:
        raise BadInput("Say the country, or the words as they are written.", field="country")


def certification(_session: Session, row: Certification) -> None:
    """A state among those that rules know."""
    states = [one.value for one in CertificationState]
    if row.state not in states:
        raise BadInput(f"It is one of {', '.join(states)}.", field="state")


def activity(session: Session, row: Activity) -> None:
    """Of one of our controllers, on bases that the law knows."""
    _require_controller(session, row.controller_id, "controller")
    known = [one.value for one in LegalBasis]
    if any(one not in known for one in row.legal_basis or ()):
        raise BadInput(f"Each is one of {', '.join(known)}.", field="legal_basis")


def engagement(session: Session, row: Engagement) -> None:
    """Of one of our controllers, for activities of its own."""
    _require_controller(session, row.controller_id, "controller")
    _require_own(session, row.controller_id, row.activities)


def joint_control(session: Session, row: JointControl) -> None:
    """Two of them, for activities of the first."""
    _require_controller(session, row.controller_id, "controller")
    if row.controller_id == row.other_id:
        raise BadInput("Nobody is a joint controller with itself.", field="other")
    _require_own(session, row.controller_id, row.activities)


def _require_controller(session: Session, identity: str, field: str) -> None:
    rows = live(session, Organisation, Organisation.id == identity)
    if not any(one.is_controller for one in rows):
        raise BadInput(f"{identity} is no controller of this register.", field=field)


def _require_own(session: Session, controller: str, activities: Iterable[str] | None) -> None:
    for identity in activities or ():
        if not any(one.controller_id == controller for one in live(session, Activity, Activity.id == identity)):
            raise BadInput(f"{identity} is another controller's activity.", field="activities")


def agreement(session: Session, row: Agreement) -> None:
    """Days, modules, signatories, and an accepted version that is kept."""
    _require_days(row)
    known = [one.value for one in Module]
    if any(one not in known for one in row.modules or ()):
        raise BadInput(f"Each is one of {', '.join(known)}.", field="modules")
    if row.version_id is not None and session.get(Version, row.version_id) is None:
        raise BadInput(f"No version {row.version_id[:80]} of a document is kept.", field="version")
    for number, one in enumerate(row.signatories or ()):
        _require_signatory(one, f"signatories[{number}]")
    if row.supersedes_id is not None:
        _superseded(session, row)


def _require_signatory(one: dict[str, Any], where: str) -> None:
    if not str(one.get("name") or "").strip():
        raise BadInput("Who signed has a name.", field=f"{where}.name")
    if one.get("side") not in [side.value for side in SigningSide]:
        raise BadInput("It is ours or theirs.", field=f"{where}.side")


def supersede(session: Session, row: Agreement) -> None:
    """The agreement whose place another takes ends on the day that one begins."""
    if row.supersedes_id is None:
        return
    old = _superseded(session, row)
    if old.valid_until is None or (row.valid_from is not None and old.valid_until > row.valid_from):
        dated.correct(session, old, valid_until=row.valid_from, origin=Origin.PERSON)


def _superseded(session: Session, row: Agreement) -> Agreement:
    rows = sorted(
        live(session, Agreement, Agreement.id == row.supersedes_id), key=lambda one: one.valid_from or date.min
    )
    old: Agreement | None = rows[-1] if rows else None
    if old is None or old.id == row.id or (old.engagement_id, old.kind) != (row.engagement_id, row.kind):
        raise BadInput("It takes the place of an earlier agreement of its engagement and kind.", field="supersedes")
    if row.valid_from is None:
        raise BadInput("Say from which day it takes the place of the other.", field="valid_from")
    if old.valid_from is not None and old.valid_from >= row.valid_from:
        raise BadInput(f"{old.id} began on {old.valid_from}; what takes its place begins later.", field="valid_from")
    return old


def sub_processor(session: Session, row: SubprocessorRow) -> None:
    """On file for an engagement, behind its service or a row of the same engagement, at places that are said."""
    if row.engagement_id is None:
        raise BadInput("Rows of published lists come from their documents; name an engagement.", field="engagement")
    _require_name(row.name_as_written)
    engaged = next(iter(live(session, Engagement, Engagement.id == row.engagement_id)), None)
    if engaged is not None and engaged.service_id != row.service_id:
        raise BadInput("The engagement is of another service.", field="service")
    if row.parent_row_id is not None:
        above = live(session, SubprocessorRow, SubprocessorRow.id == row.parent_row_id)
        if not any(one.engagement_id == row.engagement_id for one in above):
            raise BadInput("It stands behind a row of the same engagement.", field="parent_row")
    for place in row.places or ():
        if len(place) == len("SE") and place.isupper() and place not in place_names():
            raise BadInput(f"“{place}” is no country.", field="places")


def named(session: Session, row: Organisation | Service) -> None:
    """The name people find it by."""
    identity = hashed("nam", row.id, OWN, row.name)
    if next(iter(live(session, Name, Name.id == identity)), None) is None:
        dated.add(
            session,
            Name(
                id=identity, subject_id=row.id, name=row.name, folded=folded(row.name), kind=OWN, position=1,
                source=row.source, grade=row.grade, origin=Origin.PERSON, recorded_at=row.recorded_at,
            ),
        )  # fmt: skip
