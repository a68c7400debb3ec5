"""Whom a packet is not about: the ids of everything that other controllers and engagements own, and those controllers'
names. What tells of them is left out of a packet of one controller or one engagement, whoever's row it is."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.catalogue.reading import Register
from registry.scoping import OWNER, PARENTS
from registry.tables import Activity, Engagement, Organisation, Table

_NAMING = (OWNER, *PARENTS, "subject_id", "document_id", "source_id")
"""Columns by which a row belongs to what they name."""
_WORD = re.compile(r"[\w~-]+")
_SHORTEST = 3  # letters of a name that is searched for in texts


@dataclass(frozen=True, slots=True)
class Others:
    """What a packet may not tell. `names`: None where there are none."""

    ids: frozenset[str] = frozenset()
    names: re.Pattern[str] | None = None

    def are_told_in(self, content: Mapping[str, Any] | None) -> bool:
        """Whether a row speaks of them anywhere, by id or by name."""
        if not self.ids:
            return False
        return any(self._stand_in(text) for text in _texts(content))

    def _stand_in(self, text: str) -> bool:
        if text in self.ids or not self.ids.isdisjoint(_WORD.findall(text)):
            return True
        return self.names is not None and self.names.search(text) is not None


NOBODY = Others()


def beside(session: Session, register: Register, controllers: Collection[str]) -> Others:
    """Everybody but these controllers and the engagements and activities of the narrowed register."""
    parties = _parties(register, controllers)
    known = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name)).where(col(Organisation.is_controller).is_(True))
    )
    organisations = {identity: name for identity, name in known if identity not in parties}
    ids = set(organisations)
    ids |= set(session.execute(sa.select(col(Engagement.id))).scalars()) - register.engagements.keys()
    ids |= set(session.execute(sa.select(col(Activity.id))).scalars()) - register.activities.keys()
    ids = _with_what_they_own(session, ids, controllers)
    names = sorted(name for name in organisations.values() if len(name) >= _SHORTEST)
    searched = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE) if names else None
    return Others(frozenset(ids - parties), searched)


def _parties(register: Register, controllers: Collection[str]) -> set[str]:
    """Who is a party to something of ours, or stands behind a service: a party like others, controller or not."""
    found = {*controllers, *(one.organisation_id for one in register.services.values())}
    found |= {one.parent_id for one in register.organisations.values() if one.id in controllers and one.parent_id}
    found |= {one.contracting_party_id for one in register.engagements.values() if one.contracting_party_id}
    return found | {one.other_id for ours in controllers for one in register.joint_controls.get(ours, [])}


def _with_what_they_own(session: Session, ids: set[str], controllers: Collection[str]) -> set[str]:
    """With every row that belongs to one of them, and every row that belongs to such a row."""
    tables = [one for one in Table.metadata.sorted_tables if "id" in one.c and any(name in one.c for name in _NAMING)]
    found, before = set(ids), -1
    while len(found) != before:
        before = len(found)
        for table in tables:
            columns = [table.c[name] for name in _NAMING if name in table.c]
            for identity, *named in session.execute(sa.select(table.c.id, *columns)):
                owner = named[0] if OWNER in table.c else None
                if not found.isdisjoint(named) or (owner is not None and owner not in controllers):
                    found.add(identity)
    return found


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        yield from content
        for one in content.values():
            yield from _texts(one)
    elif isinstance(content, list | tuple):
        for one in content:
            yield from _texts(one)
