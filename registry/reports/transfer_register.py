"""The transfer register: one row for each destination and manner of each hop that is, or may be, a transfer."""

from typing import Any

from registry import cataloguewords
from registry.catalogue.chains import Crossing, Hop
from registry.catalogue.reading import Register
from registry.law.verdicts import Answer
from registry.reports.behind import Ground, marked, transfers
from registry.reports.cells import Row, fact, own_words, several, word
from registry.reports.papers import carried

COLUMNS = (
    "id", "engagement", "controller", "path", "exporter", "exporter_country", "exporter_role", "importer",
    "importer_country", "importer_role", "parent_country", "manner", "destination", "place_as_written", "data_subjects",
    "data_categories", "marked", "purposes", "frequency", "safeguards", "certifications", "certification_checked",
    "assessment", "assessment_review", "relies_on", "measures", "derogation", "decided_by", "decided_on",
    "responsibility", "basis", "verdict", "source",
)  # fmt: skip


def rows(ground: Ground, controller_id: str | None) -> list[Row]:
    """In the order of the chains. Also hops the recipient answers for, told as theirs."""
    hops = [one for one in ground.judged if controller_id in (None, one.hop.controller_id)]
    return [_row(ground.register, *found) for found in transfers(hops)]


def _row(register: Register, hop: Hop, crossing: Crossing, answer: Answer) -> Row:
    engagement = register.engagements[hop.engagement_id]
    return (
        {"id": crossing.key, "engagement": hop.engagement_id, "controller": hop.path[0], "path": " > ".join(hop.path)}
        | _ends(hop, crossing)
        | _passed_on(register, engagement, hop)
        | carried(register, hop, crossing)
        | {
            "manner": word(crossing.manner, "manner"),
            "destination": crossing.destination,
            "place_as_written": crossing.as_written,
            "frequency": fact(crossing.facts, "systematic"),
            "decided_by": engagement.decided_by,
            "decided_on": (engagement.notes or {}).get("decided_on"),
            "responsibility": word(hop.responsibility, "responsibility"),
            "basis": word(crossing.basis, "basis"),
            "verdict": word(answer.verdict, "verdict"),
            "source": cataloguewords.label(crossing.source) if crossing.source else None,
        }
    )


def _ends(hop: Hop, crossing: Crossing) -> Row:
    exporter, importer = (crossing.facts.get(end) or {} for end in ("exporter", "importer"))
    return {
        "exporter": hop.exporter.party or hop.exporter.title,
        "exporter_country": fact(exporter, "country"),
        "exporter_role": word(exporter.get("role"), "role"),
        "importer": hop.importer.party or importer.get("name"),
        "importer_country": fact(importer, "country"),
        "importer_role": word(importer.get("role"), "role"),
        "parent_country": fact(importer, "parent_country"),
    }


def _passed_on(register: Register, engagement: Any, hop: Hop) -> Row:
    activities = [register.activities[id_] for id_ in engagement.activities or () if id_ in register.activities]
    subjects = [name for activity in activities for name in own_words(activity, "data_subjects") or ()]
    purposes = [name for activity in activities for name in own_words(activity, "purposes") or ()]
    return {
        "data_subjects": tuple(dict.fromkeys(subjects)) or None,
        "data_categories": several(engagement.data_categories, "data_category"),
        "marked": marked(engagement.data_categories),
        "purposes": hop.purpose or tuple(dict.fromkeys(purposes)) or None,
    }
