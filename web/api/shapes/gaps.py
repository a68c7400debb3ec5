"""Gaps between a notice, the register and a site, as the API is asked for them and tells them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from registry.law.disclosure_facts import GapLevel
from web.api.paging import Words
from web.api.shapes.base import Shape
from web.documents import TextKind

MOST_SITES = 20


class GapsAsked(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A notice as `text`, or in a form as a `file`, and whose it is (id or name). `activities` are keys; without them
    all are compared but those the notice leaves out. `sites`: what `onward scan … --json` prints, one for each time the
    site was looked at. In a form, `activities` and `sites` stand once for each, a site as JSON.
    """

    controller: Words
    text: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    kind: TextKind | UnsetType = UNSET
    lang: Literal["sv", "en"] | UnsetType = UNSET
    activities: Annotated[list[Words], Meta(max_length=200)] = msgspec.field(default_factory=list)
    sites: Annotated[list[dict[str, Any]], Meta(max_length=MOST_SITES)] = msgspec.field(default_factory=list)
    on: date | None = None
    known_at: Annotated[datetime, Meta(tz=True)] | None = None


class InBoth(Shape, frozen=True, kw_only=True):
    """The same words in both languages."""

    en: str
    sv: str


class Gap(Shape, frozen=True, kw_only=True):
    """One finding of the gap rules. `quote` and its place in the notice are null where the notice says nothing;
    `suggestion` is null where no sentence would mend it."""

    id: str
    article: str
    level: GapLevel
    subject: str | None
    engagement: str | None
    quote: str | None
    start: int | None
    end: int | None
    finding: InBoth
    suggestion: InBoth | None


class LeftOut(Shape, frozen=True, kw_only=True):
    """An activity that was not compared, and the notice's words that leave it out."""

    activity: str
    quote: str


class Gaps(Shape, frozen=True, kw_only=True):
    """What differs, in the order of the rules; the language of the notice; what was not compared."""

    language: str
    gaps: list[Gap]
    left_out: list[LeftOut]
