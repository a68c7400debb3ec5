"""The error tree of the crawlers.

OnwardError
 ├─ FetchFailed         a document could not be had; `kind` says why, and what that makes of a watched source:
 │     blocked               403, 451 or a bot wall: nobody tries to get around it
 │     asked_to_wait         429, or the host asked for a wait longer than we wait: it is asked again after that
 │     robots                robots.txt asks us not to
 │     robots_unreachable    robots.txt cannot be read now: try later
 │     unreachable           no such name, connection refused or dropped before an answer
 │     refused_address       the guard lets nobody reach this address
 │     tls                   the certificate is not this host's, or not valid
 │     timeout               not done within the time one fetch has
 │     cut_short             the answer ended before its end
 │     too_large             more bytes than we take, as sent or inflated
 │     bad_encoding          compressed in a way we did not ask for, or damaged
 │     bad_status            an answer other than a document: 404, 410, 500; `status` has the number
 │     redirect_loop         sent round in a circle, or too often
 │     protocol              the answer is not HTTP as it should be
 └─ ExtractFailed       the bytes were had, but hold no text that can be read
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from registry.errors import OnwardError
from registry.terms import SourceState


class FailureKind(StrEnum):
    """Why a document could not be had."""

    BLOCKED = "blocked"
    ASKED_TO_WAIT = "asked_to_wait"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    UNREACHABLE = "unreachable"
    REFUSED_ADDRESS = "refused_address"
    TLS = "tls"
    TIMEOUT = "timeout"
    CUT_SHORT = "cut_short"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    BAD_STATUS = "bad_status"
    REDIRECT_LOOP = "redirect_loop"
    PROTOCOL = "protocol"


class FetchFailed(OnwardError):
    """A document could not be had. `url` is where the road ended, `status` the HTTP status there, None without an
    answer, and `retry_at` the instant before which the host asked not to be asked again, None if it named none."""

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        *,
        url: str,
        status: int | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(f"{url[:200]}: {message}")
        self.kind = kind
        self.url = url
        self.status = status
        self.retry_at = retry_at


class ExtractFailed(OnwardError):
    """The bytes hold no text that can be read."""


def source_state(kind: FailureKind) -> SourceState:
    """What a failure makes of a watched source: the site will not have us, or it could not be reached. One that was
    asked to wait is out of reach only when that lasts (`registry.watching.note_wait`)."""
    match kind:
        case FailureKind.BLOCKED | FailureKind.ROBOTS:
            return SourceState.BLOCKED
        case (
            FailureKind.ASKED_TO_WAIT
            | FailureKind.ROBOTS_UNREACHABLE
            | FailureKind.UNREACHABLE
            | FailureKind.REFUSED_ADDRESS
            | FailureKind.TLS
            | FailureKind.TIMEOUT
            | FailureKind.CUT_SHORT
            | FailureKind.TOO_LARGE
            | FailureKind.BAD_ENCODING
            | FailureKind.BAD_STATUS
            | FailureKind.REDIRECT_LOOP
            | FailureKind.PROTOCOL
        ):
            return SourceState.UNREACHABLE
    assert_never(kind)


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """The error and its causes, deepest first."""
    chain: list[BaseException] = []
    here: BaseException | None = error
    while here is not None and here not in chain:
        chain.append(here)
        here = here.__cause__
    return reversed(chain)
