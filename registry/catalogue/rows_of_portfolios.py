"""A portfolio as rows: its controller, those it acts with, what they do, and what the file says beside.

Every id is made of the controller and a key of the file, so that the same file gives the same rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.answers import dumps
from registry.catalogue.identities import Repeats, hashed
from registry.catalogue.plain import sparse
from registry.cataloguenames import folded
from registry.portfolioshapes import Activity, Controller, JointController, Portfolio
from registry.tables import Activity as ActivityRow
from registry.tables import Claim, JointControl, Organisation
from registry.terms import Grade, OrganisationKind, Origin

OWNER = "portfolio"  # in an organisation's `detail`: the controller whose file says it
CLAIMED = ("recipient_category", "processing_for", "tool", "observed", "note")
JOINT, NOTICE, CONFLICT = "joint_controller", "notice", "conflict"


def person_id(name: str) -> str:
    """The id of a legal person that portfolios name: as controller, joint controller or contracting party."""
    return hashed("org_import", folded(name))


def controller_id(controller: Controller) -> str:
    """The id of a portfolio's controller. A label names nobody else."""
    return person_id(controller.name) if controller.name else hashed("org_label", controller.label)


def activity_id(controller: str, key: str) -> str:
    """The id of an activity of a controller."""
    return hashed("act", controller, key)


@dataclass(frozen=True, slots=True)
class Writing:
    """Whose file it is, and when it is read."""

    portfolio: Portfolio
    at: datetime
    controller: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "controller", controller_id(self.portfolio.organisation))

    def carried(self, source: str | None = None) -> dict[str, Any]:
        """What every imported row carries. Where the file cites no document, it is itself the source."""
        whose = self.portfolio.organisation.name or self.portfolio.organisation.label
        said = source or f"portfolio of {whose}"
        return {"source": said, "grade": Grade.PRIMARY, "origin": Origin.IMPORT, "recorded_at": self.at}

    def activities(self, keys: Iterable[str] | None) -> list[str] | None:
        """Keys of activities as their ids."""
        return None if keys is None else [activity_id(self.controller, key) for key in keys]


def organisation_rows(writing: Writing) -> Iterator[Organisation]:
    """The controller, then the joint controllers that have a name."""
    one = writing.portfolio.organisation
    yield Organisation(
        id=writing.controller,
        kind=OrganisationKind.LEGAL_PERSON if one.name else OrganisationKind.NAMED_ONLY,
        name=one.name or one.label or "",
        country=one.country,
        registration=one.org_number,
        contact=sparse(one, leave_out={"name", "country", "org_number", "public_powers", "known_absent"}) or None,
        known_absent=_listed(one.known_absent),
        is_controller=True,
        public_powers=one.public_powers,
        invented=writing.portfolio.invented,
        detail={OWNER: writing.controller},
        **writing.carried(),
    )
    for joint in writing.portfolio.joint_controller:
        if joint.name:
            yield _joint_organisation(writing, joint, joint.name)


def _joint_organisation(writing: Writing, joint: JointController, name: str) -> Organisation:
    contact = {key: said for key, said in (("address", joint.address), ("contact", joint.contact)) if said}
    return Organisation(
        id=person_id(name),
        kind=OrganisationKind.LEGAL_PERSON,
        name=name,
        country=joint.country,
        registration=joint.org_number,
        contact=contact or None,
        is_controller=True,
        invented=writing.portfolio.invented,
        detail={OWNER: writing.controller},
        **writing.carried(),
    )


def joint_rows(writing: Writing) -> Iterator[JointControl]:
    """Who acts jointly with the controller."""
    for joint in writing.portfolio.joint_controller:
        if joint.name:
            yield JointControl(
                id=hashed("jnt", writing.controller, person_id(joint.name)),
                controller_id=writing.controller,
                other_id=person_id(joint.name),
                activities=writing.activities(joint.activities),
                arrangement=joint.arrangement,
                essence_available=joint.essence_available,
                **writing.carried(),
            )


ACTIVITY_LISTS = (
    "purposes", "legal_basis", "data_subjects", "data_categories", "special_basis", "security", "systems",
)  # fmt: skip
ACTIVITY_VALUES = (
    "key", "name", "national_provision", "balanced_on", "owner", "unit", "notice", "reviewed_on", "valid_from",
    "valid_until",
)  # fmt: skip
_ACTIVITY_COLUMNS = frozenset({*ACTIVITY_LISTS, *ACTIVITY_VALUES, "dpia"})  # all else stands in `notes`


def activity_rows(writing: Writing) -> Iterator[ActivityRow]:
    """What the controller does."""
    for one in writing.portfolio.activity:
        said: dict[str, Any] = {name: _listed(getattr(one, name)) for name in ACTIVITY_LISTS}
        said |= {name: getattr(one, name) for name in ACTIVITY_VALUES}
        yield ActivityRow(
            id=activity_id(writing.controller, one.key),
            controller_id=writing.controller,
            dpia=sparse(one.dpia) or None if one.dpia else None,
            retention=_retention(one),
            notes=_notes(one),
            **said,
            **writing.carried(cited_as_text(sparse(one.source)) if one.source else None),
        )


def _notes(one: Activity) -> dict[str, Any] | None:
    notes = sparse(one, leave_out=_ACTIVITY_COLUMNS | {"retention"})
    if one.retention is not None:
        notes["retention"] = [dict(kept) for kept in one.retention]
    return notes or None


def _retention(one: Activity) -> str | None:
    """How long, in one line for people."""
    kept = [
        f"{said.get('what', 'all')}: {said.get('words') or said.get('period', '')}"
        + (f" from {said['from']}" if "from" in said else "")
        for said in one.retention or ()
    ]
    return "; ".join(kept) or None


def claim_rows(writing: Writing, engagements: Iterable[tuple[str, Iterable[Any]]]) -> Iterator[Claim]:
    """What the file says that has no table of its own; conflicts stand with their engagement."""
    portfolio, repeats = writing.portfolio, Repeats()
    described = [one for one in portfolio.joint_controller if not one.name]
    said: list[tuple[str, str, Iterable[Any]]] = [
        (writing.controller, field_name, getattr(portfolio, field_name)) for field_name in CLAIMED
    ]
    said.append((writing.controller, JOINT, described))
    said.append((writing.controller, NOTICE, [portfolio.notice] if portfolio.notice else []))
    said += [(engagement, CONFLICT, conflicts) for engagement, conflicts in engagements]
    for subject, field_name, shapes in said:
        for position, shape in enumerate(shapes):
            value = sparse(shape)
            yield Claim(
                id=repeats.hashed("clm", subject, field_name, dumps(value, indent=None)),
                subject_id=subject,
                field=field_name,
                value=value,
                valid_from=getattr(shape, "valid_from", None),
                position=position,
                **writing.carried(cited_as_text(value["source"]) if "source" in value else None),
            )


def cited_as_text(cited: dict[str, Any]) -> str:
    """A document and its day as a source in one line."""
    return f"{cited['document']}, {cited['dated']}" if cited.get("dated") else str(cited["document"])


def _listed(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else list(values)
