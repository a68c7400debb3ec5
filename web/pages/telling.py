"""Rows into lines that a page shows: an alert in the reader's words, a turn of verdicts, a decision's flips."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.catalogue.reading import Register
from registry.tables import Alert
from registry.terms import Event, Severity, Verdict
from web.wording import Wording


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was told: to whom it matters, how much, since when, and where to read on."""

    severity: Severity
    service: str | None
    controller: str | None
    text: str
    more: int
    engagements: int
    at: datetime
    path: str


@dataclass(frozen=True, slots=True)
class Flip:
    """A verdict that turned or would turn. None: the transfer is new, or gone."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Turned:
    """Transfers whose verdicts turned alike."""

    before: str | None
    after: str | None
    paths: tuple[str, ...]


def line(alert: Alert, register: Register, wording: Wording) -> Line:
    """An alert as a line. Its title is English, so the words are made again from what it carries."""
    service = register.services.get(alert.service_id or "")
    controller = register.organisations.get(alert.controller_id or "")
    changes = alert.body.get("changes") or []
    return Line(
        severity=alert.severity,
        service=service.name if service else None,
        controller=controller.name if controller else None,
        text=_text(alert, changes, wording),
        more=max(len(changes) - 1, 0),
        engagements=len(alert.body.get("engagements") or []),
        at=alert.created_at,
        path=f"/changes/{alert.change_id}" if alert.change_id else f"/controllers/{alert.controller_id}",
    )


def _text(alert: Alert, changes: list[dict[str, Any]], wording: Wording) -> str:
    if alert.event is Event.VERDICT_CHANGED:
        turned = flip(alert.body)
        before, after = (wording.label("verdict", v) if v else "–" for v in (turned.before, turned.after))
        return f"{turned.path}: {before} → {after}"
    if not changes:
        return wording.label("event", alert.event)
    return what(changes[0], wording)


def what(change: Mapping[str, Any], wording: Wording) -> str:
    """One change in words: its kind, of whom it speaks, which countries."""
    kind = wording.label("change_kind", change["kind"])
    places = ", ".join(wording.country(code) for code in change.get("countries") or [])
    subject = " ".join(part for part in (change.get("subject") or "", f"({places})" if places else "") if part)
    return f"{kind}: {subject}" if subject else kind


def flip(turn: Mapping[str, Any]) -> Flip:
    """A turn as it was kept with a decision or an alert."""
    return Flip(" → ".join(str(title) for title in turn.get("path") or []), turn.get("before"), turn.get("after"))


def alike(flips: Iterable[Flip]) -> list[Turned]:
    """Flips that turned alike, together: known transfers before new ones, the worst answer first."""
    found: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for one in flips:
        found[one.before, one.after].append(one.path)
    order = [None, *(verdict.value for verdict in Verdict)]
    keys = sorted(found, key=lambda key: (key[0] is None, order.index(key[1]), order.index(key[0])))
    return [Turned(before, after, tuple(sorted(found[before, after], key=len))) for before, after in keys]
