"""Verdicts, transfers and records of law as the API tells them."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from registry.terms import Basis, Flag, ForPeople, Grade, HopKind, Manner, Responsibility, Role, Verdict
from web.api.shapes.base import Shape, Text


class Reason(Shape, frozen=True, kw_only=True):
    """Why: an article, the record of law (null: the Regulation itself), a sentence, a source."""

    article: str
    record: str | None
    text: str
    source: str | None


class Answer(Shape, frozen=True, kw_only=True):
    """What Chapter V says of one transfer on one day."""

    id: str | None
    on: str
    verdict: Verdict
    for_people: ForPeople
    reasons: list[Reason]
    fallback: Verdict | None
    flags: list[Flag]
    would_settle: list[str]
    holds_until: str | None
    law: str


class KeptVerdict(Shape, frozen=True, kw_only=True):
    """A verdict as it was kept: a new one is written only when the answer turns."""

    id: str
    transfer: str
    engagement: str
    controller: str
    path: list[str]
    verdict: Verdict
    answer: Answer
    on: str
    law: str
    judged_at: str


class End(Shape, frozen=True, kw_only=True):
    """One end of a hop. `party` is the contracting legal person."""

    id: str
    title: str
    party: Text = UNSET
    country: Text = UNSET
    written: list[str]


class Transfer(Shape, frozen=True, kw_only=True):
    """One destination and one manner of one hop of a chain, with the facts the law read and its answer."""

    id: str
    key: str
    engagement: str
    controller: str
    path: list[str]
    kind: HopKind
    exporter: End
    importer: End
    role: Role | UnsetType = UNSET
    responsibility: Responsibility
    destination: Text = UNSET
    as_written: Text = UNSET
    manner: Manner
    basis: Basis
    purpose: Text = UNSET
    facts: dict[str, Any]
    answer: Answer
    source: str
    grade: Grade


class LawRecord(Shape, frozen=True, kw_only=True):
    """A record of the law book. `record` holds its fields by the names that `data/law` uses."""

    id: str
    kind: str
    title: str
    countries: list[str]
    in_force: Annotated[bool, Meta(description="whether it holds on the day; for what has no days: true")]
    valid_from: Text = UNSET
    valid_until: Text = UNSET
    source: list[str]
    grade: Grade
    record: dict[str, Any]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of one transfer: a key left out is unknown, null or [] is known to be absent."""

    id: str | UnsetType | None = UNSET
    exporter: dict[str, Any] | UnsetType = UNSET
    importer: dict[str, Any] | UnsetType = UNSET
    destination: str | UnsetType | None = UNSET
    access_from: list[str] | UnsetType | None = UNSET
    same_legal_entity: bool | UnsetType | None = UNSET
    hr_data: bool | UnsetType | None = UNSET
    automated: bool | UnsetType | None = UNSET
    systematic: bool | UnsetType | None = UNSET
    received_under: str | UnsetType | None = UNSET
    onward_terms: str | UnsetType | None = UNSET
    safeguards: list[dict[str, Any]] | UnsetType | None = UNSET
    assessment: dict[str, Any] | UnsetType | None = UNSET
    measures: list[dict[str, Any]] | UnsetType | None = UNSET
    derogation: dict[str, Any] | UnsetType | None = UNSET
