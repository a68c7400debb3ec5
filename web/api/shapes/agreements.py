"""Agreements as the API tells them, with their files and the published text beside them; and a new one."""

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from registry.terms import AcceptedBy, AgreementKind, Authorisation, Grade, Module, SigningSide, TextState
from web.api.paging import Identity, Words
from web.api.shapes.base import Shape, Text
from web.api.shapes.engagements import Agreement

Days = Annotated[int, Meta(ge=0, le=3650)]


class Signatory(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who signed, for whom, and on which day."""

    name: Words
    side: SigningSide
    signed_on: date | UnsetType = UNSET


class NewAgreement(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was signed. `version` is the document version accepted; what `supersedes` names ends when this begins."""

    engagement: Identity
    kind: AgreementKind
    signed_on: date | UnsetType = UNSET
    valid_from: date | UnsetType = UNSET
    valid_until: date | UnsetType = UNSET
    document: Words | UnsetType = UNSET
    act: Words | UnsetType = UNSET
    version: Identity | UnsetType = UNSET
    modules: list[Module] | UnsetType = UNSET
    annexes_complete: bool | UnsetType = UNSET
    authorisation: Authorisation | UnsetType = UNSET
    notice_days: Days | UnsetType = UNSET
    objection_days: Days | UnsetType = UNSET
    signatories: Annotated[list[Signatory], Meta(max_length=50)] | UnsetType = UNSET
    supersedes: Identity | UnsetType = UNSET
    source: Words | UnsetType = UNSET
    grade: Grade | UnsetType = UNSET


class AgreementFile(Shape, frozen=True, kw_only=True):
    """A signed file. `version` is its text as read; without one it holds no words (a scan)."""

    id: str
    agreement: str
    sha256: str
    size: int
    media_type: str
    name: Text = UNSET
    version: Text = UNSET
    received_at: Text = UNSET
    received_by: str


class Published(Shape, frozen=True, kw_only=True):
    """A watched document beside the text that was accepted. `by`: how it is known which text that was."""

    document: str
    source: str
    url: str
    title: Text = UNSET
    state: TextState
    by: AcceptedBy | UnsetType = UNSET
    accepted_version: Text = UNSET
    accepted_at: Text = UNSET
    present_version: str
    present_at: str
    moved_on: Text = UNSET


class AgreementWhole(Agreement, frozen=True, kw_only=True):
    """An agreement with its files, what took its place, and the published text beside it."""

    signatories: list[Signatory] | UnsetType = UNSET
    supersedes: Text = UNSET
    superseded_by: Text = UNSET
    files: list[AgreementFile]
    published: list[Published]


class Reworded(Shape, frozen=True, kw_only=True):
    """A passage before and after."""

    before: str
    after: str


class Differing(Shape, frozen=True, kw_only=True):
    """What differs between the accepted text and the published one. `is_compared` false: one of them is not at hand;
    `is_cut`: there is more than is told."""

    published: Published
    is_compared: bool
    added: list[str]
    removed: list[str]
    reworded: list[Reworded]
    is_cut: bool


class AgreementDifference(Shape, frozen=True, kw_only=True):
    """An agreement beside each document that its service publishes for it."""

    agreement: str
    documents: list[Differing]


class FileKept(Shape, frozen=True, kw_only=True):
    """A file that was kept. `is_readable` false: it holds no words, so that nothing is compared with it."""

    id: str
    agreement: str
    sha256: str
    size: int
    media_type: str
    name: Text = UNSET
    is_readable: bool
