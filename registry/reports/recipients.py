"""The actual recipients, Art. 15(1)(c) (C-154/21), by category of data subject; also whom to tell under Art. 19.

One row for each category and recipient down the chain, as far as our own or shared responsibility reaches. A recipient
is a legal person: where only a service is known the legal person is not on file.
"""

from typing import Any

from registry import cataloguewords
from registry.catalogue.reading import Register
from registry.judging import Judged
from registry.reports.behind import Ground
from registry.reports.cells import Cell, Row, own_words, several, word

COLUMNS = (
    "id", "controller", "data_subject", "recipient", "service", "role", "through", "purposes", "data_categories",
    "countries", "valid_from", "valid_until", "source",
)  # fmt: skip


def rows(ground: Ground, controller_id: str | None) -> list[Row]:
    """By category of data subject, then by chain; engagements whose data subjects nobody knows come last."""
    found: list[tuple[tuple[str, bool, str, tuple[str, ...], str], Row]] = []
    for hops in ground.by_engagement().values():
        for one in hops:
            if controller_id not in (None, one.hop.controller_id):
                continue
            for subject in _subjects(ground.register, one):
                key = (one.hop.path[0], subject is None, subject or "", one.hop.path, one.hop.key)
                found.append((key, _row(ground.register, one, subject)))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _subjects(register: Register, one: Judged) -> list[str | None]:
    engagement = register.engagements[one.hop.engagement_id]
    named = [
        subject
        for id_ in engagement.activities or ()
        if id_ in register.activities
        for subject in register.activities[id_].data_subjects or ()
    ]
    return list(dict.fromkeys(named)) or [None]


def _subject(register: Register, engagement: Any, subject: str | None) -> Cell:
    """The category of data subjects in both languages, where an activity has it so."""
    served = (register.activities[id_] for id_ in engagement.activities or () if id_ in register.activities)
    told = (label for activity in served for label in own_words(activity, "data_subjects") or ())
    return next((label for label in told if label.en == subject != label.sv), subject)


def _row(register: Register, one: Judged, subject: str | None) -> Row:
    hop = one.hop
    engagement = register.engagements[hop.engagement_id]
    purposes = [
        purpose
        for id_ in engagement.activities or ()
        if id_ in register.activities and subject in (register.activities[id_].data_subjects or (None,))
        for purpose in own_words(register.activities[id_], "purposes") or ()
    ]
    reached = sorted({crossing.destination for crossing in hop.crossings if crossing.destination})
    return {
        "id": hop.key,
        "controller": hop.path[0],
        "data_subject": _subject(register, engagement, subject),
        "recipient": hop.importer.party,
        "service": hop.importer.title,
        "role": word(hop.role, "role"),
        "through": tuple(hop.path[1:-1]),
        "purposes": hop.purpose or tuple(dict.fromkeys(purposes)) or None,
        "data_categories": several(engagement.data_categories, "data_category"),
        "countries": tuple(reached) or None,
        "valid_from": hop.valid_from,
        "valid_until": hop.valid_until,
        "source": cataloguewords.label(hop.source) if hop.source else None,
    }
