"""Passwords: hashed with argon2id, checked in the same time whether or not anybody has the name."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.errors import BadInput

SHORTEST, LONGEST = 12, 200
FEWEST_LETTERS = 5
_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(4)  # each takes 64 MiB


def hashed(password: str, *, field: str = "password") -> str:
    """The hash of a new password. Raises BadInput for one that is guessed at once."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"A password has from {SHORTEST} to {LONGEST} characters; a few words do well.", field=field)
    if len(set(password.casefold())) < FEWEST_LETTERS:
        raise BadInput("The password is the same few characters over again.", field=field)
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether the password is the one kept. `kept` None (nobody of that name, no password yet): as slow, and False."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _nobodys(), password[: LONGEST + 1]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("no password of anybody's")
