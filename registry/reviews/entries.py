"""Rows of a review's checklist, what they are filled from, and what several of them ask."""

from dataclasses import dataclass
from datetime import date

from registry.catalogue.papers import Papers
from registry.catalogue.reading import Register
from registry.catalogue.reading import Row as Held
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.tables import Source
from registry.terms import AgreementKind, ChecklistPart, ChecklistState, DocumentKind, Responsibility


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the checklist. `state` None: not known. `about`: the document, transfer or party it is of; `told`: a
    closed word about it (a verdict, a source's state), or a number."""

    item: str
    part: ChecklistPart
    state: ChecklistState | None
    article: str | None = None
    about: str | None = None
    told: str | None = None
    weight: str | None = None
    source: str | None = None
    quote: str | None = None
    reason: str | None = None
    link: str | None = None
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a checklist is filled from."""

    register: Register
    law: LawBook
    papers: Papers
    engagement: Held
    judged: tuple[Judged, ...]
    sources: dict[str, Source]  # by document

    @property
    def on(self) -> date:
        """The day asked about."""
        return self.register.moment.on


def ours(ground: Ground) -> list[Judged]:
    """The hops that are ours or shared."""
    return [one for one in ground.judged if one.hop.responsibility is not Responsibility.THEIRS]


def agreements(ground: Ground, kind: AgreementKind) -> list[Held]:
    """What was signed for the engagement, of one kind, the newest last: by the day it was signed, else began."""
    found = [one for one in ground.register.agreements.get(ground.engagement.id, []) if one.kind is kind]
    return sorted(found, key=lambda one: (one.signed_on or one.valid_from or date.min, one.recorded_at, one.id))


def of_kind(ground: Ground, kind: DocumentKind) -> list[Held]:
    """The documents of the engaged service, of one kind."""
    return [one for one in ground.papers.of_service.get(ground.engagement.service_id, []) if one.kind is kind]
