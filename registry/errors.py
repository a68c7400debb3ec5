"""The error tree of the registry.

OnwardError
 ├─ BadInput            what came from outside cannot be used: says what, where and what to do
 │   ├─ BadRecord       a record of `data/`, of a portfolio or of an import
 │   ├─ BadFacts        the facts of a transfer
 │   └─ Unfinished      something waits for several things; carries each with its field
 │       └─ Refusals    of several things done together some cannot be: none is; carries each with its id
 ├─ NotFound            nothing has this id or name
 ├─ NotAllowed          the person's role or scope does not reach so far
 ├─ Ambiguous           a name fits several things; carries the candidates
 ├─ Conflict            the row exists already, overlaps, or was decided; carries the existing id
 ├─ StoreError          the database is missing, older or newer than the code, or damaged
 │   └─ StoreAway       it does not answer, or its disk takes nothing; that passes, and the same works again (exit 3)
 ├─ AddressRefused      the guard does not let a door reach this address
 └─ Unreachable         a server that was asked for did not answer (exit 3)
"""

import errno
from collections.abc import Mapping, Sequence

DISK_TROUBLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO})
"""A disk that is full, read-only or broken: what was begun is taken back, and the same works once that is mended."""


class OnwardError(Exception):
    """Anything Onward refuses, in words a person can act on."""


class BadInput(OnwardError):
    """What came from outside cannot be used. `field` is its path inside the input, or None for the whole."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class BadRecord(BadInput):
    """A record of curated data, a portfolio or an import is wrong. `where` names file and record."""

    def __init__(self, message: str, *, where: str, field: str | None = None) -> None:
        super().__init__(f"{where}: {message}", field=field)
        self.where = where


class BadFacts(BadInput):
    """The facts of a transfer cannot be read."""


class Unfinished(BadInput):
    """Something cannot be done before several other things are; `lacks` holds each as (field, what is missing)."""

    def __init__(self, message: str, lacks: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"{message} Missing: {'; '.join(detail for _, detail in lacks)}.", field=lacks[0][0])
        self.lacks = tuple(lacks)


class Unfit(Unfinished):
    """What was sent holds things that cannot be used, so nothing was done; `answer` tells what would have been."""

    def __init__(self, message: str, lacks: Sequence[tuple[str, str]], answer: Mapping[str, object]) -> None:
        BadInput.__init__(self, message, field=lacks[0][0])
        self.lacks, self.answer = tuple(lacks), answer


class Refusals(Unfinished):
    """Some of several things that were to be done together cannot be, so none was; `lacks` holds (id, why) of each."""

    def __init__(self, count: int, refused: Sequence[tuple[str, str]]) -> None:
        BadInput.__init__(
            self, f"{len(refused)} of {count} cannot be done, so nothing was. {refused[0][1]}", field=refused[0][0]
        )
        self.lacks = tuple(refused)


class NotFound(OnwardError):
    """Nothing has this id or name. `named` is the id as it was asked for, where it is one."""

    def __init__(self, message: str, *, named: str | None = None) -> None:
        super().__init__(message)
        self.named = named


class NotAllowed(OnwardError):
    """The person's role or scope does not reach so far; says what would."""


class Ambiguous(OnwardError):
    """A name fits several things."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        super().__init__(f"“{name}” fits several: {', '.join(candidates)}. Name one of them.")
        self.candidates = tuple(candidates)


class Conflict(OnwardError):
    """The row exists already, overlaps a live one, or was decided already."""

    def __init__(self, message: str, *, existing: str | None = None) -> None:
        super().__init__(message)
        self.existing = existing


class StoreError(OnwardError):
    """The database is missing, older or newer than the code, or damaged."""


class StoreAway(StoreError):
    """The database does not answer, or its disk takes nothing. It passes: whatever goes on by itself tries again."""


class AddressRefused(OnwardError):
    """The guard does not let a door reach this address."""


class Unreachable(OnwardError):
    """A server that was asked for did not answer."""
