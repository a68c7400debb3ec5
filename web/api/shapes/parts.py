"""What belongs to a service, a controller or a transfer, as the API tells it by itself."""

from typing import Any

from msgspec import UNSET, UnsetType

from registry.terms import Module, SafeguardKind
from web.api.shapes import organisations
from web.api.shapes.base import Dated, Text


class Document(organisations.Document, frozen=True, kw_only=True):
    """A document, and whose it is."""

    service: Text = UNSET
    controller: Text = UNSET
    organisation: Text = UNSET


class Location(organisations.Location, frozen=True, kw_only=True):
    """A place of processing, and of which service."""

    service: str


class JointControl(Dated, frozen=True, kw_only=True):
    """Two controllers who act jointly (Art. 26)."""

    controller: str
    other: str
    activities: list[str] | UnsetType = UNSET
    arrangement: Text = UNSET
    essence_available: bool | UnsetType = UNSET


class Safeguard(Dated, frozen=True, kw_only=True):
    """An appropriate safeguard on file (Art. 46). `known_absent` names the facts that are known not to be there."""

    transfer: str
    kind: SafeguardKind
    act: Text = UNSET
    modules: list[Module] | UnsetType = UNSET
    signed_on: Text = UNSET
    signed_by: Text = UNSET
    annexes_complete: bool | UnsetType = UNSET
    combined_with_eu_data: bool | UnsetType = UNSET
    processing_unchanged: bool | UnsetType = UNSET
    type: Text = UNSET
    covers_importer: bool | UnsetType = UNSET
    approved_on: Text = UNSET
    authorised_on: Text = UNSET
    known_absent: list[str] | UnsetType = UNSET


class Measure(Dated, frozen=True, kw_only=True):
    """A supplementary measure."""

    transfer: str
    kind: str
    implemented_on: Text = UNSET
    known_absent: list[str] | UnsetType = UNSET


class Derogation(Dated, frozen=True, kw_only=True):
    """A derogation of Art. 49 relied on, with its conditions."""

    transfer: str
    article: str
    conditions: dict[str, Any] | UnsetType = UNSET
    documentation: Text = UNSET
    known_absent: list[str] | UnsetType = UNSET
