"""Every deadline the registry knows, each with its article, its source and where to act: one list for the calendar, the
page of today and `onward due`.

Clocks of incidents, of requests and of information to persons (Art. 33(1), 12(3), 14(3)) are here once somebody notes
that they began (`registry.reviews.statutory`). What the law wants without undue delay has no day (Art. 33(2), 34(1)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from registry import glossary, lawwords
from registry.catalogue.reading import Register
from registry.glossary import Label, Language
from registry.law.lawbook import LawBook
from registry.tables import Engagement
from registry.terms import DeadlineKind, TaskKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which something is to be done. The id never changes while the thing it is of stands.

    `name` is whom or what it is about, in words of the register; `more` what else tells it apart (names, an act, a
    day); `task` what a task asks for, a word of the glossary.
    `ahead`: how many days before somebody wants to hear of it. `path`: the page or address where it is acted on.
    """

    id: str
    kind: DeadlineKind
    on: date
    name: str
    article: str
    source: str
    path: str
    controller_id: str | None = None
    subject_id: str | None = None
    change_id: str | None = None
    more: str | Label = ""
    task: TaskKind | None = None
    ahead: tuple[int, ...] = (7, 1)

    def title(self, language: Language) -> str:
        """What it is and of whom, in one line."""
        word = ("task_kind", self.task.value) if self.task is not None else ("deadline_kind", self.kind.value)
        told = glossary.label(*word, language.value)
        is_law = self.kind is DeadlineKind.ADEQUACY_END
        name = lawwords.said(self.name, language) if is_law else self.name
        more = self.more.read_in(language) if isinstance(self.more, Label) else self.more
        more = lawwords.act(more, language) if is_law else more
        named = f"{told}: {name}" if name else told
        return f"{named} ({more})" if more else named


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deadlines are asked for: of one controller or of all (those of nobody in particular are everybody's), and
    until which day. What is overdue and still open is always among them."""

    controller_id: str | None = None
    until: date | None = None

    def takes(self, one: Deadline) -> bool:
        """Whether a deadline is asked for."""
        is_ours = self.controller_id is None or one.controller_id in {None, self.controller_id}
        return is_ours and (self.until is None or one.on <= self.until)


@dataclass(frozen=True, slots=True)
class Engaged:
    """An engagement as deadlines name it: its service by name, whose it is, and the service."""

    name: str
    controller_id: str
    service_id: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What deadlines are told from: the rows, the register of the moment, and the law known then."""

    session: Session
    register: Register
    law: LawBook

    def service_name(self, service_id: str | None) -> str:
        """A service as people know it; its id where the register no longer knows it."""
        service = self.register.services.get(service_id or "")
        return str(service.name) if service is not None else service_id or ""

    def running(self, engagement_id: str) -> Engaged | None:
        """An engagement of the register's day; None where it does not hold then: nothing is due of it but its tasks."""
        row = self.register.engagements.get(engagement_id)
        return None if row is None else Engaged(self.service_name(row.service_id), row.controller_id, row.service_id)

    def controller_of(self, subject_id: str) -> str | None:
        """Whose an engagement is, or was: a task outlives it; a controller is its own. None for any other id."""
        row = self.register.engagements.get(subject_id)
        if row is not None:
            return str(row.controller_id)
        organisation = self.register.organisations.get(subject_id)
        if organisation is not None and organisation.is_controller:
            return subject_id
        known = select(Engagement.controller_id).where(Engagement.id == subject_id)
        return self.session.exec(known.limit(1)).first()


def in_order(found: Iterable[Deadline], wanted: Wanted) -> list[Deadline]:
    """Those asked for, the earliest first: what is overdue stands first of all."""
    kinds = list(DeadlineKind)
    asked = (one for one in found if wanted.takes(one))
    return sorted(asked, key=lambda one: (one.on, kinds.index(one.kind), one.id))
