"""Names as written, resolved against the names in the database: exact folded names only, nothing guessed.

The rules are those of the catalogue's own index (`registry.cataloguenames`); here the ids are those of rows. Names an
import brought are left out: what one organisation's file says is no knowledge for another's.
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.catalogue.rows_of_organisations import AMBIGUOUS
from registry.cataloguenames import Match, MatchKind, Names, folded, without_legal_form
from registry.errors import Ambiguous
from registry.tables import Name, Organisation, Service
from registry.terms import OrganisationKind, Origin

_PERSONS = frozenset({OrganisationKind.LEGAL_PERSON, OrganisationKind.PUBLIC_BODY})
Spoken = list[tuple[str, Match]]  # folded names


@dataclass(frozen=True, slots=True)
class Known:
    """Who answers to which name."""

    names: Names
    persons: dict[str, tuple[str, ...]]  # folded name -> ids of legal persons
    titles: dict[str, str]  # organisation id -> name

    def resolve(self, name: str) -> Match | None:
        """Who answers to a name; None when nobody does. Raises Ambiguous with the candidates."""
        match = self.names.resolve(name)
        if match is not None and match.kind is MatchKind.AMBIGUOUS:
            raise Ambiguous(name, [f"{self.titles.get(one, one)} ({one})" for one in match.candidates])
        return match

    def legal_person(self, name: str) -> str | None:
        """The legal person whose own name this is. Raises Ambiguous."""
        found = self.persons.get(folded(name), ())
        if len(found) > 1:
            raise Ambiguous(name, [f"{self.titles[one]} ({one})" for one in found])
        return found[0] if found else None


def known(session: Session) -> Known:
    """Every name of the catalogue and of people's decisions."""
    organisations = session.exec(_standing(Organisation)).all()
    services = {one.id: one.organisation_id for one in session.exec(_standing(Service))}
    names = session.exec(_standing(Name)).all()
    persons: dict[str, list[str]] = defaultdict(list)
    for one in organisations:
        if one.kind in _PERSONS and not one.is_controller:
            persons[folded(one.name)].append(one.id)
    matches = _matches(list(organisations), services)
    spoken = [(name.folded, matches[name.subject_id]) for name in names if name.subject_id in matches]
    spoken.sort(key=lambda pair: _STRENGTH[pair[1].kind])
    return Known(
        Names(_exact(spoken, [name for name in names if name.kind == AMBIGUOUS]), _bare(spoken, matches)),
        {name: tuple(dict.fromkeys(ids)) for name, ids in persons.items()},
        {one.id: one.name for one in organisations},
    )


_STRENGTH = {MatchKind.SERVICE: 0, MatchKind.ORGANISATION: 1, MatchKind.LEGAL_PERSON: 2, MatchKind.AMBIGUOUS: 3}


def _standing(table: type[Organisation] | type[Service] | type[Name]):  # type: ignore[no-untyped-def]
    return select(table).where(col(table.retired_at).is_(None), table.origin != Origin.IMPORT).order_by(col(table.id))


def _matches(organisations: list[Organisation], services: dict[str, str]) -> dict[str, Match]:
    """What the name of each organisation and service leads to, by id."""
    listed: dict[str, list[str]] = defaultdict(list)
    found: dict[str, Match] = {}
    for service, organisation in services.items():
        listed[organisation].append(service)
        found[service] = Match(kind=MatchKind.SERVICE, organisation=organisation, service=service)
    for one in organisations:
        if one.kind is OrganisationKind.LEGAL_PERSON and one.parent_id:
            found[one.id] = Match(kind=MatchKind.LEGAL_PERSON, organisation=one.parent_id, legal_person=one.id)
        else:
            only = listed.get(one.id, [])
            service_id = only[0] if len(only) == 1 else None
            found[one.id] = Match(kind=MatchKind.ORGANISATION, organisation=one.id, service=service_id)
    return found


def _exact(spoken: Spoken, declared: list[Name]) -> dict[str, Match]:
    """The strongest claim on a name within one organisation; a name of several organisations is nobody's."""
    candidates: dict[str, list[str]] = defaultdict(list)
    for name in declared:
        candidates[name.folded].append(name.subject_id)
    exact = {name: _several(ids) for name, ids in candidates.items()}
    for said, match in spoken:
        if said not in candidates:
            exact[said] = _joined(exact.setdefault(said, match), match)
    return exact


def _bare(spoken: Spoken, matches: dict[str, Match]) -> dict[str, Match]:
    """Names without their legal form never lead to a legal person."""
    found: dict[str, Match] = {}
    for name, match in spoken:
        group = matches.get(match.organisation or "", match) if match.legal_person else match
        stem = without_legal_form(name)
        found[stem] = _joined(found.setdefault(stem, group), group)
    return found


def _joined(standing: Match, match: Match) -> Match:
    if standing.kind is MatchKind.AMBIGUOUS and match.organisation not in standing.candidates:
        return _several([*standing.candidates, str(match.organisation)])
    if standing.kind is MatchKind.AMBIGUOUS or standing.organisation == match.organisation:
        return standing
    return _several([str(standing.organisation), str(match.organisation)])


def _several(ids: list[str]) -> Match:
    return Match(kind=MatchKind.AMBIGUOUS, organisation=None, candidates=tuple(dict.fromkeys(ids)))
