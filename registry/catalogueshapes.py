"""The whole catalogue, frozen, and the one place to import its shapes from.

Organisations, services, sub-processor lists and names stand in modules of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.cataloguenames import Match, MatchKind, Names
from registry.listshapes import ListChange, ListVersion, RowGroup, SubprocessorList, SubprocessorRow
from registry.organisationshapes import (
    Certification,
    CertificationState,
    CitedSource,
    Conflict,
    Identifier,
    LegalPerson,
    NameKind,
    Organisation,
    OrganisationKind,
    OrganisationName,
    Relation,
    Sourced,
)
from registry.serviceshapes import (
    ClaimedRole,
    Cookie,
    CookieRow,
    CookieTable,
    CountryBasis,
    DeclaredKind,
    DeclaredMechanism,
    Detection,
    DetectionKind,
    Document,
    Location,
    NoticeTerms,
    Service,
    ThirdCountries,
    ThirdCountry,
)

__all__ = [
    "Catalogue",
    "Certification",
    "CertificationState",
    "CitedSource",
    "ClaimedRole",
    "Conflict",
    "Cookie",
    "CookieRow",
    "CookieTable",
    "CountryBasis",
    "DeclaredKind",
    "DeclaredMechanism",
    "Detection",
    "DetectionKind",
    "Document",
    "Identifier",
    "LegalPerson",
    "ListChange",
    "ListVersion",
    "Location",
    "Match",
    "MatchKind",
    "NameKind",
    "NoticeTerms",
    "Organisation",
    "OrganisationKind",
    "OrganisationName",
    "Relation",
    "RowGroup",
    "Service",
    "Sourced",
    "SubprocessorList",
    "SubprocessorRow",
    "ThirdCountries",
    "ThirdCountry",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All that is known about others. `sha256` names the loaded bytes; the mappings go by id (sources by key)."""

    sha256: str
    organisations: Mapping[str, Organisation]
    legal_persons: Mapping[str, LegalPerson]
    services: Mapping[str, Service]
    documents: Mapping[str, Document]
    lists: Mapping[str, SubprocessorList]
    sources: Mapping[str, CitedSource]
    names: Names

    def resolve(self, name: str) -> Match | None:
        """Who answers to a name as written: a service, an organisation or a legal person; None: nobody known."""
        return self.names.resolve(name)

    def services_of(self, organisation: str) -> tuple[Service, ...]:
        """The services of an organisation, in the order of its file."""
        return tuple(service for service in self.services.values() if service.organisation == organisation)
