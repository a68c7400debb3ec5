"""Secrets that are told once and kept by their hash: of sessions, of links, of tokens."""

import secrets
from hashlib import sha256

BYTES = 32


def new_secret(prefix: str = "") -> str:
    """A secret nobody guesses. With a prefix it is known for what it is when it leaks."""
    return prefix + secrets.token_urlsafe(BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret. It is long and random, so that a plain hash tells nothing of it."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def same(first: str, second: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return secrets.compare_digest(first.encode("utf-8", "replace"), second.encode("utf-8", "replace"))
