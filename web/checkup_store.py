"""Looking at what is kept: database, chain, captured bytes, disk, clocks and backups; and whether anybody watches."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.archive import Archive
from registry import audit, lawfiles, watching
from registry.accounts import people
from registry.catalogue.loading import has_services, law_known_at
from registry.errors import BadRecord, StoreError
from registry.keeping import disk
from registry.keeping.kept_bytes import required
from registry.keeping.shelves import shelf_at
from registry.store import Store, open_store
from web.checkup import Examined, Looked, finding, note, or_well, well

LEAST_FREE = 1_000_000_000
MOST_APART = timedelta(seconds=5)
OLDEST_BACKUP = timedelta(days=2)
LONGEST_OVERDUE = timedelta(days=1)
MOST_NAMED = 5
FEWEST_TRIED = 3  # so many pages out of reach at once are not their vendors' fault
_FOLDER = "Make room, or let the account that runs Onward write there (ONWARD_SNAPSHOTS, else below ONWARD_VAR)."
_BUCKET = "See ONWARD_SNAPSHOTS, the keys that belong to it, and whether the store runs."


def look(examined: Examined) -> Iterator[Looked]:
    """Everything about what is kept. What rests on a database that does not answer is left out."""
    yield from _disk(examined)
    try:
        store = open_store(examined.settings.database_url)
        try:
            store.require_current()
            yield well("database", f"it answers, with {store.size()} bytes at this Onward's schema")
            yield from _held(store, examined)
        finally:
            store.close()
    except StoreError as error:
        server = "See whether its server runs." if examined.settings.database_url.startswith("postgresql") else ""
        yield finding("database", str(error), f"See ONWARD_DATABASE_URL and ONWARD_VAR. {server}".strip())


def _held(store: Store, examined: Examined) -> Iterator[Looked]:
    yield from _clock(store)
    with store.read() as session:
        broken = audit.verify(session)
        hashes = required(session, examined.settings.now())
        due = watching.next_due(session)
        has_accounts = people.exist(session)
        loaded = law_known_at(session, datetime.now(UTC))
        services = has_services(session)
        sources = watching.heartbeat(session)
    if broken is None:
        yield well("chain", "every link holds")
    else:
        says = f"link {broken} does not hold: somebody has rewritten the register"
        yield finding("chain", says, "Compare with a backup of before, and with the head you noted elsewhere.")
    yield _law(loaded, examined)
    yield from _catalogue(services)
    yield from _bytes(hashes, examined)
    yield from _reached(sources)
    yield from _overdue(due, examined.settings.now())
    yield from _backups(examined, has_accounts=has_accounts)


def _law(loaded: str | None, examined: Examined) -> Looked:
    """Whether the law that questions are answered by is the one that is kept, so that a day can be asked again."""
    try:
        book = lawfiles.load().sha256
    except BadRecord as error:
        return finding("law", str(error), "Put back the files of data/law as they came with this Onward.")
    if loaded is None:
        return finding("law", "none was ever loaded", "Run `onward load`.")
    if loaded != book:
        says = f"the files are another law book ({book[:12]}) than was loaded last ({loaded[:12]})"
        return finding("law", says, "Run `onward load`: what was judged is judged again.")
    return well("law", f"the law book {book[:12]} is loaded")


def _catalogue(services: bool) -> Iterator[Looked]:
    if not services:
        yield note("catalogue", "no service is in it: nobody can be engaged or watched", "Run `onward load`.")


def _reached(sources: Mapping[str, int]) -> Iterator[Looked]:
    """Vendors fail one by one. When nobody is reached, it is the way out that fails."""
    tried = sum(number for state, number in sources.items() if state not in {"paused", "never_checked"})
    if tried >= FEWEST_TRIED and sources["unreachable"] == tried:
        says = f"none of {tried} watched pages could be reached when it was last asked for"
        yield finding("network", says, "See the network, the name servers and the firewall between here and the web.")


def _disk(examined: Examined) -> Iterator[Looked]:
    cure = f"Make room, or let the account that runs Onward write in {examined.var} (ONWARD_VAR)."
    try:
        disk.require_writable(examined.var)
        left = disk.free(examined.var)
    except StoreError as error:
        yield finding("disk", str(error), cure)
        return
    if left < LEAST_FREE:
        yield finding("disk", f"{left} bytes are left", cure)
    else:
        yield well("disk", f"it takes bytes; {left} are left")


def _clock(store: Store) -> Iterator[Looked]:
    apart = abs(store.clock() - datetime.now(UTC))
    if apart > MOST_APART:
        says = f"this machine and the database are {apart.total_seconds():.0f} seconds apart"
        yield finding("clock", says, "Let both keep time by the same server (NTP): deadlines and the chain rest on it.")
    else:
        yield well("clock", "this machine and the database agree")


def _bytes(hashes: list[str], examined: Examined) -> Iterator[Looked]:
    place = examined.settings.snapshots
    try:
        archive = Archive(place)
        shelf_at(place).require_writable()
        standing = archive.standing(hashes)
    except StoreError as error:
        yield finding("snapshots", str(error), _FOLDER if isinstance(place, Path) else _BUCKET)
        return
    lost = [one for one in hashes if one not in standing or (examined.thorough and not _is_whole(archive, one))]
    if not lost:
        yield well("snapshots", f"all {len(hashes)} that the register rests on {_how(examined)}")
        return
    named = ", ".join(lost[:MOST_NAMED]) + (" …" if len(lost) > MOST_NAMED else "")
    says = f"{len(lost)} of {len(hashes)} are missing or damaged: {named}"
    yield finding("snapshots", says, f"Copy them back from a backup into {place}.")


def _how(examined: Examined) -> str:
    return "have the bytes of their hash" if examined.thorough else "are there (--thorough reads them)"


def _is_whole(archive: Archive, sha256: str) -> bool:
    with suppress(StoreError):
        archive.get(sha256)
        return True
    return False


def _overdue(due: datetime | None, at: datetime) -> Iterator[Looked]:
    if due is not None and at - due > LONGEST_OVERDUE:
        says = f"a source has been due since {due:%Y-%m-%d %H:%M} UTC: nobody watches"
        yield finding("watch", says, "Start `onward serve`, or `onward watch`, and see its log.")
    else:
        yield well("watch", "nothing has been due for long")


def _backups(examined: Examined, *, has_accounts: bool) -> Iterator[Looked]:
    folder = examined.settings.backups
    cure = "Run `onward backup -o` into that folder every day."
    if folder is None:
        tell = finding if has_accounts else note
        yield tell("backups", "ONWARD_BACKUPS does not say where they are put", "Set it. " + cure)
        return
    yield from or_well("backups", "the newest is recent", _old(folder.glob("*.zip"), cure))


def _old(files: Iterator[Path], cure: str) -> Iterator[Looked]:
    newest = max((datetime.fromtimestamp(one.stat().st_mtime, UTC) for one in files), default=None)
    if newest is None:
        yield finding("backups", "there is none in the folder of ONWARD_BACKUPS", cure)
    elif datetime.now(UTC) - newest > OLDEST_BACKUP:
        yield finding("backups", f"the newest is of {newest:%Y-%m-%d %H:%M} UTC", cure)
