"""The facts of an assessment, taken from the register: hops, tools, places, data, the importer, the law of the country.

Plain as JSON and each with its source: what a person is shown to begin with, what a conclusion keeps, and what is
compared later (`registry.law.reviewing`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from registry.catalogue import covering
from registry.catalogue.chains import Crossing, Hop, hops
from registry.catalogue.reading import Register, Row
from registry.cataloguenames import folded
from registry.law.destination import law_of
from registry.law.lawbook import LawBook

Facts = dict[str, Any]
NOTHING: Mapping[str, Facts] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Walked:
    """Every hop of a controller, and those by engagement: walked once, asked for each of its assessments."""

    register: Register
    hops: tuple[Hop, ...]
    of_engagement: dict[str, list[Hop]]


def walked(register: Register, controller_id: str) -> Walked:
    """The chains of one controller."""
    found = tuple(hops(register, register.engagements_of.get(controller_id, [])))
    grouped: dict[str, list[Hop]] = defaultdict(list)
    for hop in found:
        grouped[hop.engagement_id].append(hop)
    return Walked(register, found, grouped)


def gathered(
    walk: Walked, law: LawBook, assessment: Row, relies_on: Collection[str] = (), earlier: Mapping[str, Facts] = NOTHING
) -> Facts:
    """What the register says of an assessment's transfers on its day.

    `earlier` are transfers that were assessed once, by key: where one goes to somebody else now, `moved` says to whom.
    """
    covered: list[tuple[Hop, Crossing]] = []
    moved: Facts = {}
    for hop in walk.hops:
        for crossing in hop.crossings:
            if covering.covers(assessment, hop.controller_id, crossing.facts, crossing.importer, walk.register):
                covered.append((hop, crossing))
            elif crossing.key in earlier:
                moved[crossing.key] = _transfer(hop, crossing)
    transfers = {crossing.key: _transfer(hop, crossing) for hop, crossing in covered}
    acts = {act for one in (*transfers.values(), *earlier.values()) for act in one["acts"]} | set(relies_on)
    on = walk.register.moment.on
    return {
        "on": on.isoformat(),
        "transfers": transfers,
        "moved": moved,
        "sub_processors": _behind(walk, [hop for hop, _ in covered]),
        "data_categories": _categories(walk.register, {hop.engagement_id for hop, _ in covered}),
        "law": law_of(law, assessment.destination, acts, assessment.importer, on),
    }


def _transfer(hop: Hop, crossing: Crossing) -> Facts:
    facts = crossing.facts
    safeguards = facts.get("safeguards") or []
    return {
        "id": crossing.transfer_id,
        "engagement": hop.engagement_id,
        "path": list(hop.path),
        "role": hop.role.value if hop.role else None,
        "destination": crossing.destination,
        "manner": crossing.manner.value,
        "access_from": facts.get("access_from"),
        "importer": _importer(facts.get("importer") or {}) | {"name": crossing.importer},
        "tools": [_told(one) for one in safeguards],
        "acts": sorted({one["act"] for one in safeguards if one.get("act")}),
        "measures": [_measure(one) for one in facts.get("measures") or []],
        "basis": crossing.basis.value,
        "source": crossing.source,
        "grade": crossing.grade.value,
    }


def _importer(facts: Facts) -> Facts:
    told = {key: facts.get(key) for key in ("name", "country", "parent_country")}
    certifications = facts.get("certifications")
    if certifications is None:
        return told | {"certifications": None}
    return told | {"certifications": sorted(_certification(one) for one in certifications)}


def _certification(one: Facts) -> str:
    covers = "+".join(sorted(one.get("covers") or ()))
    span = f"{one.get('valid_from') or ''}–{one.get('valid_until') or ''}"
    return " ".join(part for part in (str(one.get("framework") or ""), covers, span) if part)


def _told(safeguard: Facts) -> str:
    """A tool in one line: its kind, act and modules, or the type of the rules."""
    modules = safeguard.get("modules") or ([safeguard["module"]] if safeguard.get("module") else [])
    parts = (safeguard.get("kind"), safeguard.get("act"), "+".join(sorted(modules)), safeguard.get("type"))
    return " ".join(str(part) for part in parts if part)


def _measure(one: Facts) -> Facts:
    return {"kind": one.get("kind"), "implemented_on": one.get("implemented_on")}


def _behind(walk: Walked, covered: Iterable[Hop]) -> Facts:
    """Everybody who stands behind the importer in these chains, by name."""
    found: Facts = {}
    for hop in covered:
        for other in walk.of_engagement[hop.engagement_id]:
            if len(other.path) <= len(hop.path) or other.path[: len(hop.path)] != hop.path:
                continue
            name = other.importer.party or other.importer.title
            places = sorted({crossing.destination for crossing in other.crossings if crossing.destination})
            told = {"name": name, "told": ", ".join(places) or None, "source": other.source, "grade": other.grade.value}
            found.setdefault(folded(name) or name, told)
    return found


def _categories(register: Register, engagements: Collection[str]) -> Facts:
    """The categories of personal data: the engagement's, else those of the activities it serves."""
    found: Facts = {}
    for identity in sorted(engagements):
        engagement = register.engagements[identity]
        activities = [register.activities.get(one) for one in engagement.activities or ()]
        rows = [engagement] if engagement.data_categories is not None else [one for one in activities if one]
        for row in rows:
            for category in row.data_categories or ():
                told = {"name": category, "told": engagement.name_as_written, "source": row.source}
                found.setdefault(category, told | {"grade": row.grade.value})
    return found
