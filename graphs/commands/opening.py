"""What every command of the graphs opens first: the register of a day as known at an instant, and the law of then."""

from datetime import date, datetime
from typing import NamedTuple

from registry import lawfiles
from registry.catalogue.reading import Moment, Register, read_register
from registry.errors import BadInput
from registry.judging import law_book_at
from registry.law.lawbook import LawBook
from registry.settings import Settings
from registry.store import open_store


class Opened(NamedTuple):
    """`other` is the register of another day, where one was asked for."""

    register: Register
    law: LawBook
    other: Register | None


def opened(settings: Settings, moment: Moment, other_on: date | None = None) -> Opened:
    """Read at one moment, and on another day as known then. Raises StoreError for a database that is not up to date."""
    store = open_store(settings.database_url)
    try:
        store.require_current()
        with store.read() as session:
            register = read_register(session, moment)
            law = law_book_at(session, moment.known_at, lawfiles.load())
            other = read_register(session, Moment(other_on, moment.known_at)) if other_on is not None else None
    finally:
        store.close()
    return Opened(register, law, other)


def an_instant(text: str | None) -> datetime | None:
    """An instant of knowledge as an option gives it; None: now. Raises BadInput."""
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"“{text}” is no instant; write 2026-11-22T12:00:00Z.", field="known_at") from error
    if instant.tzinfo is None:
        raise BadInput(f"“{text}” has no time zone; write 2026-11-22T12:00:00Z.", field="known_at")
    return instant
