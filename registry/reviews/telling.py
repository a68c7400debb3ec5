"""The alert that reviews are due: one for each controller and cause, whatever many engagements it is of."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from registry import glossary
from registry.alerts import wording
from registry.tables import Alert, new_id
from registry.terms import Event, ReviewCause, Severity

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Due:
    """A review that is due: whose, of which engagement, why, how grave, and by when."""

    review_id: str
    controller_id: str
    engagement_id: str
    name: str
    kind: ReviewCause
    key: str
    severity: Severity
    due_on: date


def alert_of(dues: Sequence[Due], at: datetime) -> Alert:
    """The alert of reviews of one controller that one cause made due."""
    first = dues[0]
    whole = ["review", first.controller_id, first.kind.value, first.key, *sorted(one.review_id for one in dues)]
    names = list(dict.fromkeys(one.name for one in dues))
    title = partial(_title, first.severity, names, first.kind)
    return Alert(
        id=new_id("alr"),
        fingerprint=hashlib.sha256("\x1f".join(whole).encode()).hexdigest(),
        event=Event.REVIEW_DUE,
        severity=first.severity,
        title=title(),
        body={
            "review_cause": first.kind.value,
            "engagements": [one.engagement_id for one in dues],
            "depends": names,
            "reviews": [one.review_id for one in dues],
            "said": wording.said(title),
            "link": f"/reviews/{first.review_id}" if len(dues) == 1 else "/reviews",
        },
        controller_id=first.controller_id,
        deadline_on=min(one.due_on for one in dues),
        created_at=at,
    )


def _title(grave: Severity, names: Sequence[str], kind: ReviewCause, language: str = wording.LANGUAGE) -> str:
    shown = ", ".join(wording.plain(name, wording.LONGEST_NAME) for name in names[:MOST_NAMED])
    more = f" (+{len(names) - MOST_NAMED})" if len(names) > MOST_NAMED else ""
    event = glossary.label("event", Event.REVIEW_DUE.value, language)
    cause = glossary.label("review_cause", kind.value, language)
    return wording.titled(
        grave, f"{shown}{more}: {event[0].lower()}{event[1:]} ({cause[0].lower()}{cause[1:]})", language
    )
