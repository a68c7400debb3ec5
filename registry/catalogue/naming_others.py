"""Whom a portfolio names: each name resolved against the catalogue, and a row for each that nobody knows.

A row made here is shared by all portfolios that say the same name: it is written once and never changed or ended.
"""

from dataclasses import dataclass, field

from registry.catalogue.identities import hashed, named_only_id
from registry.catalogue.resolving import Known
from registry.catalogue.rows_of_organisations import OWN
from registry.catalogue.rows_of_portfolios import Writing, person_id
from registry.cataloguenames import MatchKind, folded
from registry.errors import Ambiguous
from registry.tables import Name, Organisation, Service
from registry.terms import OrganisationKind


@dataclass(slots=True)
class Others:
    """The organisations and services a file names, by id; those the catalogue knows are not among them."""

    writing: Writing
    known: Known
    organisations: dict[str, Organisation] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    names: dict[str, Name] = field(default_factory=dict)

    def service(self, name: str) -> str:
        """The service a name leads to. One organisation with several gets a service named as written.

        Raises Ambiguous.
        """
        match = self.known.resolve(name)
        if match is None:
            return self.service_of(self._named_only(name), name)
        return match.service or self.service_of(str(match.organisation), name)

    def service_of(self, organisation: str, name: str) -> str:
        """A service of an organisation, known by this name alone."""
        identity = hashed("svc_import", organisation, folded(name))
        if identity not in self.services:
            self.services[identity] = Service(
                id=identity, organisation_id=organisation, name=name, **self.writing.carried()
            )
        return identity

    def organisation(self, name: str) -> tuple[str | None, str | None]:
        """Whom a sub-processor's name means, and the service where it is a service's name.

        A name that fits several is nobody.
        """
        try:
            match = self.known.resolve(name)
        except Ambiguous:
            return None, None
        if match is None:
            return self._named_only(name), None
        service = match.service if match.kind is MatchKind.SERVICE else None
        return match.legal_person or match.organisation, service

    def legal_person(self, name: str) -> str:
        """The legal person that signs under this name; nothing but the name is said of a new one. Raises Ambiguous."""
        identity = self.known.legal_person(name)
        if identity is not None:
            return identity
        return self._organisation(person_id(name), OrganisationKind.LEGAL_PERSON, name)

    def _named_only(self, name: str) -> str:
        return self._organisation(named_only_id(folded(name)), OrganisationKind.NAMED_ONLY, name)

    def _organisation(self, identity: str, kind: OrganisationKind, name: str) -> str:
        if identity not in self.organisations:
            carried = self.writing.carried()
            self.organisations[identity] = Organisation(id=identity, kind=kind, name=name, **carried)
            named = hashed("nam", identity, OWN, name)
            self.names[named] = Name(
                id=named, subject_id=identity, name=name, folded=folded(name), kind=OWN, position=1, **carried
            )
        return identity
