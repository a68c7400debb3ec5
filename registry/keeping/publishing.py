"""Heads of the chain as files in a folder that others see: one for each day that has ended, never written over."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from registry import chainheads, logs
from registry.chainheads import Head
from registry.errors import DISK_TROUBLE, BadInput, StoreAway
from registry.keeping.whole_files import TO_BE_READ, drafted
from registry.settings import Settings
from registry.store import Store

MOST_BEHIND = timedelta(days=366)  # days that are caught up with after a long rest
_NAME = re.compile(r"onward-head-(\d{4}-\d\d-\d\d)\.json")


def publish_as_set(settings: Settings, store: Store) -> int:
    """The heads that are due, in the folder the settings name; how many were written. What cannot be written now is
    logged, and written another day: nothing waits for it."""
    if settings.heads is None:
        return 0
    try:
        return len(publish(store, settings.heads, settings.on()))
    except (BadInput, StoreAway) as trouble:
        logs.fail("head_not_published", trouble)
        return 0


def publish(store: Store, folder: Path, on: date) -> list[Head]:
    """Write the head of every day that ended since the newest one there; of yesterday alone where there is none.

    Raises StoreAway where the disk takes nothing now, BadInput where the folder cannot be written at all.
    """
    with store.read() as session:
        found = [chainheads.of_day(session, day) for day in _days_due(folder, on)]
    heads = [one for one in found if one is not None]
    for one in heads:
        _write(folder / one.name, one.text().encode())
    return heads


def _days_due(folder: Path, on: date) -> Iterator[date]:
    """A file of a day to come, of a clock that was wrong, puts nothing off."""
    yesterday = on - timedelta(days=1)
    there = {day for path in folder.glob("onward-head-*.json") if (day := _day_of(path)) is not None}
    newest = max((day for day in there if day < on), default=None)
    first = yesterday if newest is None else max(newest + timedelta(days=1), yesterday - MOST_BEHIND)
    for number in range((yesterday - first).days + 1):
        if first + timedelta(days=number) not in there:
            yield first + timedelta(days=number)


def _day_of(path: Path) -> date | None:
    found = _NAME.fullmatch(path.name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _write(place: Path, content: bytes) -> None:
    try:
        with drafted(place) as draft:
            draft.file.write(content)
            draft.put_first(TO_BE_READ)
    except OSError as error:
        said = f"The head of the chain cannot be written to {place}: {error.strerror}."
        raise (StoreAway(said) if error.errno in DISK_TROUBLE else BadInput(said, field="ONWARD_HEADS")) from error
