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
    """What a packet may not tell. `names`: of these controllers, folded; `searched` finds them, and every
    longer name that holds one and is somebody else's."""

    ids: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    searched: re.Pattern[str] | None = None

    def are_told_in(self, content: Mapping[str, Any] | None) -> bool:
        """Whether a row speaks of them anywhere, by id or by name."""
        if not self.ids:
            return False
        return any(self._stand_in(text) for text in _texts(content))

    def _stand_in(self, text: str) -> bool:
        if text in self.ids or not self.ids.isdisjoint(_WORD.findall(text)):
            return True
        found = self.searched.finditer(text.casefold()) if self.searched is not None else ()
        return any(one.group(1) in self.names for one in found)


NOBODY = Others()


def beside(session: Session, register: Register, controllers: Collection[str]) -> Others:
    """Everybody but these controllers and the engagements and activities of the narrowed register."""
    parties = _parties(register, controllers)
    known = session.execute(sa.select(col(Organisation.id), col(Organisation.name), col(Organisation.is_controller)))
    every = [(identity, name.casefold(), is_controller) for identity, name, is_controller in known]
    others = {identity: name for identity, name, is_controller in every if is_controller and identity not in parties}
    ids = set(others)
    ids |= set(session.execute(sa.select(col(Engagement.id))).scalars()) - register.engagements.keys()
    ids |= set(session.execute(sa.select(col(Activity.id))).scalars()) - register.activities.keys()
    ids = _with_what_they_own(session, ids, controllers) - parties
    names = {name for name in others.values() if len(name) >= _SHORTEST}
    names -= {name for identity, name, _ in every if identity in parties}
    return Others(frozenset(ids), frozenset(names), _search(names, {name for _, name, _ in every}))


def _search(names: Collection[str], known: Collection[str]) -> re.Pattern[str] | None:
    """Finds the names in folded text as whole words, in the genitive too, and the longest that stands there: “Lagret”
    is not told where “Lagret AB” is."""
    if not names:
        return None
    holding = {one for one in known if any(name in one for name in names)}
    longest = sorted(holding, key=lambda one: (-len(one), one))
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?:['’]?s)?(?!\w)")


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
