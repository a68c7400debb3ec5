"""What a document says, as the API tells it: the keys of `onward read … --json`."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from registry.terms import Authorisation, DocumentKind, LegalBasis, Role
from web.api.paging import Identity, Words
from web.api.shapes.base import Shape, Text
from web.documents import TextKind

Address = Annotated[str, Meta(min_length=1, max_length=2_000, pattern="^https?://", description="never fetched")]


class NewController(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation of ours that is not in the register yet; a person says what it is. `country` is never guessed."""

    name: Words
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$", description="where it is established")]
    org_no: Annotated[str, Meta(min_length=1, max_length=40)] | UnsetType = UNSET


class ReadingAsked(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text to be read, or in a form a `file`. `kind` is how a text is written; a file's is told from its bytes.

    `controller` or `service` (id or name) says whose document it is: it is kept, and what it says is proposed.
    `new_controller` enters an organisation of ours first; 409 with the id of the one that stands already.
    `propose` alone does so for the controller that the text names.
    """

    text: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    kind: TextKind | UnsetType = UNSET
    lang: Literal["sv", "en"] | UnsetType = UNSET
    with_text: bool = False
    title: Words | UnsetType = UNSET
    url: Address | UnsetType = UNSET
    controller: Words | UnsetType = UNSET
    service: Words | UnsetType = UNSET
    new_controller: NewController | UnsetType = UNSET
    document_kind: DocumentKind | UnsetType = UNSET
    propose: bool | UnsetType = UNSET


class Quoted(Shape, frozen=True, kw_only=True):
    """Words of the document; offsets count code points of `text`."""

    quote: str
    start: int
    end: int


class MaybeQuoted(Shape, frozen=True, kw_only=True):
    """Words of the document; null where it says nothing."""

    quote: str | None
    start: int | None
    end: int | None


class ControllerNamed(Shape, frozen=True, kw_only=True):
    """Who answers for the processing, as named."""

    name: str
    org_no: str | None
    country: str | None


class Canonical(Shape, frozen=True, kw_only=True):
    """The service and the party that a written name is known for; null: it is not known."""

    service: str | None
    party: str | None


class RecipientNamed(Quoted, frozen=True, kw_only=True):
    """A recipient the document names, and what it says of it."""

    name_as_written: str
    canonical: Canonical
    role_stated: Role
    countries_stated: list[str]
    third_country: bool | Literal["unstated"]
    mechanism_stated: list[str]


class NotRecipient(Quoted, frozen=True, kw_only=True):
    """A name that is met and is no recipient; `why` says by which words."""

    name: str
    why: str


class RecipientKind(Quoted, frozen=True, kw_only=True):
    """A kind of recipient that is described without a name."""

    key: str


class TransfersStated(MaybeQuoted, frozen=True, kw_only=True):
    """What the document says of transfers outside the EEA as a whole."""

    outside_eea: Literal["yes", "possible", "no", "unstated"]
    countries: list[str]
    mechanisms: list[str]


class BasisStated(Quoted, frozen=True, kw_only=True):
    """A legal basis of Art. 6(1)."""

    basis: LegalBasis


class DataCategory(Shape, frozen=True, kw_only=True):
    """A kind of personal data, and the words for it."""

    key: str
    words: str
    start: int
    end: int


class RetentionStated(Quoted, frozen=True, kw_only=True):
    """A period of storage (ISO 8601) and of what."""

    period: str
    what: str | None


class ListRow(Quoted, frozen=True, kw_only=True):
    """A row of a list of sub-processors."""

    name_as_written: str
    canonical: Canonical
    purpose: str | None
    countries: list[str]
    seat: str | None


class ClauseFound(MaybeQuoted, frozen=True, kw_only=True):
    """A row of the Art. 28 checklist in an agreement."""

    id: str
    article: str
    state: Literal["present", "unclear", "absent"]


class ClauseSet(Shape, frozen=True, kw_only=True):
    """Standard contractual clauses that an agreement names."""

    act: str | None
    modules: list[str]


class Proposed(Shape, frozen=True, kw_only=True):
    """A proposal that the reading made; it is read and decided at `/api/v1/proposals`."""

    id: str
    subject: str
    field: str
    topic: Text = UNSET


class Reading(Shape, frozen=True, kw_only=True):
    """Everything found in the document. The last four keys are told of a document that was
    kept; `already` counts what the register or an earlier proposal held before.
    `controller_id` is told of an organisation that was entered with it."""

    document_kind: DocumentKind
    language: str
    last_updated: str | None
    controllers: list[ControllerNamed]
    joint_controllership: bool
    dpo_contact: str | None
    supervisory_authority: str | None
    recipients: list[RecipientNamed]
    not_recipients: list[NotRecipient]
    recipient_categories: list[RecipientKind]
    transfers: TransfersStated
    legal_bases: list[BasisStated]
    data_categories: list[DataCategory]
    purposes: list[str]
    retention: list[RetentionStated]
    clauses: list[ClauseFound]
    authorisation: Authorisation | None
    notice_days: int | None
    objection_days: int | None
    scc: list[ClauseSet]
    sub_processors: list[ListRow]
    text_sha256: str
    text: Text = UNSET
    controller_id: Identity | UnsetType = UNSET
    document_id: Identity | UnsetType = UNSET
    version_id: Identity | UnsetType = UNSET
    proposals: list[Proposed] | UnsetType = UNSET
    already: int | UnsetType = UNSET
