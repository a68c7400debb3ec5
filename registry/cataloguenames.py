"""Names as written, and who answers to them: exact normalised names only, nothing guessed.

A name leads to a service, or to an organisation as a whole. It leads to a legal person only where it *is* that legal
person's name: “Google Inc.” and “Google” are the group, “Google LLC” is the company that can be an importer.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.errors import BadRecord
from registry.organisationshapes import LegalPerson, Organisation
from registry.serviceshapes import Service

_GLUED = re.compile(r"[.'’`´/®™©]")
_WORD = re.compile(r"[^\W_]+")
_SAME_FORM = {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "aktiebolag": "ab"}
_LEGAL_FORMS = frozenset(
    [
        "ab",
        "ag",
        "aps",
        "as",
        "asa",
        "bv",
        "co",
        "corp",
        "dac",
        "dd",
        "doo",
        "gk",
        "gmbh",
        "inc",
        "kk",
        "llc",
        "llp",
        "lp",
        "ltd",
        "nv",
        "oü",
        "oy",
        "oyj",
        "pbc",
        "plc",
        "pte",
        "pty",
        "publ",
        "sa",
        "sarl",
        "sas",
        "sca",
        "se",
        "sl",
        "srl",
        "uc",
        "ulc",
        "unlimited",
        "company",
    ]
)


def folded(name: str) -> str:
    """A name for comparing: width, case and punctuation told alike, legal forms spelt one way and kept.

    “Crowdstrike, Inc.” and “CROWDSTRIKE INC” are one; “Google LLC” and “Google Inc.” stay two.
    """
    lowered = unicodedata.normalize("NFKC", name).casefold()
    words = _WORD.findall(unicodedata.normalize("NFC", _GLUED.sub("", lowered)))
    return " ".join(_SAME_FORM.get(word, word) for word in words)


def without_legal_form(key: str) -> str:
    """A normalised name without the legal forms at its end; at least one word stays."""
    words = key.split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


class MatchKind(StrEnum):
    """What a name turned out to be."""

    SERVICE = "service"
    ORGANISATION = "organisation"
    LEGAL_PERSON = "legal_person"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Who answers to a name, by ids of the catalogue.

    `service` is also set for an organisation that has only one listed service. `legal_person` is set only where the
    name is that person's own. AMBIGUOUS has neither, and `candidates` are the organisations to choose from.
    """

    kind: MatchKind
    organisation: str | None
    service: str | None = None
    legal_person: str | None = None
    candidates: tuple[str, ...] = ()


class NameClash(BadRecord):
    """A name leads to two organisations and is not declared ambiguous."""

    def __init__(self, name: str, organisation: str, other: str) -> None:
        message = (
            f"the name “{name}” belongs to {other} already. Take it away from one, or declare it in ambiguous.toml."
        )
        super().__init__(message, where=f"organisations/{organisation}.toml", field="aliases")
        self.name, self.organisation, self.other = name, organisation, other


@dataclass(frozen=True, slots=True)
class Names:
    """Normalised names to matches; `bare` are names without their legal form, which never lead to a legal person."""

    exact: Mapping[str, Match]
    bare: Mapping[str, Match]

    def resolve(self, name: str) -> Match | None:
        """The match of a name as written, or None."""
        key = folded(name)
        if key in self.exact:
            return self.exact[key]
        stem = without_legal_form(key)
        found = self.exact.get(stem)
        return found if found is not None and found.kind is not MatchKind.LEGAL_PERSON else self.bare.get(stem)


def names_of(
    organisations: Iterable[Organisation], services: Iterable[Service], ambiguous: Mapping[str, tuple[str, ...]]
) -> Names:
    """The index of every name in the catalogue. Raises NameClash."""
    spoken = list(_spoken(list(organisations), list(services)))
    declared = {folded(name): ids for name, ids in ambiguous.items()}
    exact = {key: Match(kind=MatchKind.AMBIGUOUS, organisation=None, candidates=ids) for key, ids in declared.items()}
    for name, match in spoken:
        key = folded(name)
        if key not in declared:
            exact[key] = _chosen(name, exact.get(key), match)
    return Names(exact, _bare(spoken))


def _spoken(organisations: list[Organisation], services: list[Service]) -> Iterable[tuple[str, Match]]:
    """Every name with its match, the stronger claim on a name first."""
    listed: dict[str, list[str]] = {}
    for service in services:
        listed.setdefault(service.organisation, []).append(service.id)
        match = Match(kind=MatchKind.SERVICE, organisation=service.organisation, service=service.id)
        yield from ((name, match) for name in (service.name, *service.aliases))
    for one in organisations:
        only = listed.get(one.id, [])
        match = Match(kind=MatchKind.ORGANISATION, organisation=one.id, service=only[0] if len(only) == 1 else None)
        yield from ((name, match) for name in (one.name, *one.aliases, *(old.name for old in one.names)))
    for one in organisations:
        yield from ((person.name, _own_name(person)) for person in one.legal_persons if person.name_read)


def _own_name(person: LegalPerson) -> Match:
    return Match(kind=MatchKind.LEGAL_PERSON, organisation=person.organisation, legal_person=person.id)


def _chosen(name: str, standing: Match | None, match: Match) -> Match:
    """The first claim on a name stands within one organisation; two organisations clash."""
    if standing is None:
        return match
    if standing.organisation != match.organisation:
        raise NameClash(name, str(match.organisation), str(standing.organisation))
    return standing


def _bare(spoken: list[tuple[str, Match]]) -> dict[str, Match]:
    groups = {match.organisation: match for _, match in spoken if match.kind is MatchKind.ORGANISATION}
    found: dict[str, Match] = {}
    for name, match in spoken:
        stem = without_legal_form(folded(name))
        group = match if match.legal_person is None else groups[match.organisation]
        standing = found.setdefault(stem, group)
        if standing.organisation not in (None, group.organisation):
            both = (str(standing.organisation), str(group.organisation))
            found[stem] = Match(kind=MatchKind.AMBIGUOUS, organisation=None, candidates=both)
    return found
