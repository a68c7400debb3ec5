"""Captured bytes in a bucket of an object store that speaks S3 (Amazon, MinIO, Ceph). Loaded when settings name one.

The store makes each file whole or not at all and refuses the second writer of a new one (`If-None-Match: *`); what is
written is read back, and taken back where it is not what was handed over. Every question has a bound on its time. Keys
are read from the environment by the library alone, and stand in no message.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from registry.bucketaddress import Bucket
from registry.errors import StoreAway, StoreError
from registry.keeping.shelves import MOST_FILED, Patience

T = TypeVar("T")

_KEY = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})\.zst")
_TROUBLE = (BaseError, OSError, ValueError)
_AT_ONCE = 16  # questions about many files
_PAGE = 1000
_FEW = 50  # so many are asked for one by one; of more the whole bucket is listed
_LONGEST_WORDS = 200


class BucketShelf:
    """A bucket of files."""

    def __init__(self, bucket: Bucket, patience: Patience) -> None:
        self._bucket = bucket
        self._store: S3Store = self._asked("opened", lambda: _client(bucket, patience))

    def __str__(self) -> str:
        return str(self._bucket)

    def told(self, name: str) -> str:
        """The key of the file in its bucket."""
        folder = f"{self._bucket.prefix}/" if self._bucket.prefix else ""
        return f"s3://{self._bucket.name}/{folder}{_key(name)}"

    def find(self, name: str) -> bytes | None:
        """The bytes of a file; None where none stands. Not a byte is read of one that is too long."""
        return self._asked("read", lambda: self._found(name))

    def has(self, name: str) -> bool:
        """Whether a file stands under this name."""
        return self._asked("asked", lambda: self._stands(name))

    def standing(self, names: Iterable[str]) -> set[str]:
        """Those of the names under which a file stands."""
        wanted = set(names)
        if len(wanted) > _FEW:
            return wanted.intersection(self.names())
        return {name for name in wanted if self.has(name)}

    def names(self) -> Iterator[str]:
        """The name of every file, in their order."""
        pages = iter(self._asked("listed", lambda: obstore.list(self._store, chunk_size=_PAGE)))
        while (page := self._asked("listed", lambda: next(pages, None))) is not None:
            found = (_KEY.fullmatch(str(one["path"])) for one in page)
            yield from (key[1] for key in found if key is not None)

    def written_at(self, name: str) -> datetime:
        """When a file was last written. Raises StoreError where none stands."""
        return self._asked("asked", lambda: obstore.head(self._store, _key(name))["last_modified"])

    def heads(self, length: int) -> Iterator[tuple[str, bytes]]:
        """Every name with the first bytes of its file, in the order of names; several are asked for at once."""
        names = self.names()
        with ThreadPoolExecutor(_AT_ONCE) as asking:
            while some := list(islice(names, _AT_ONCE * 4)):
                for name, head in zip(some, asking.map(lambda one: self._head(one, length), some), strict=True):
                    if head is not None:
                        yield name, head

    def put(self, name: str, content: bytes, *, is_new: bool) -> None:
        """Write a file and read it back. Who comes second with a new file leaves the first one's standing."""
        before = None if is_new else self.find(name)
        try:
            mark = self._asked("written", lambda: self._written(name, content, is_new=is_new))
        except AlreadyExistsError:
            return
        kept = self._asked("read back", lambda: obstore.get(self._store, _key(name)))
        if mark is not None and kept.meta["e_tag"] != mark:
            return  # somebody has replaced it since, and read back what they wrote
        if bytes(self._asked("read back", kept.bytes)) != content:
            self._take_back(name, before)

    def drop(self, name: str, unless_since: datetime) -> int | None:
        """Remove a file; returns how many bytes it took, None where it was written since and stays."""
        return self._asked("changed", lambda: self._dropped(name, unless_since))

    def require_writable(self) -> None:
        """Raises StoreError unless a file can be written, read and removed, and a second writer of it is refused."""
        key = f"tried-{secrets.token_hex(8)}"
        self._asked("written", lambda: obstore.put(self._store, key, b"tried", mode="create", use_multipart=False))
        try:
            is_kept = self._asked("read", lambda: bytes(obstore.get(self._store, key).bytes())) == b"tried"
            is_second_refused = self._asked("written", lambda: self._refuses_a_second(key))
        finally:
            self._asked("changed", lambda: obstore.delete(self._store, key))
        if not is_kept:
            raise StoreError(f"{self} does not give back what it was given. Do not keep snapshots there.")
        if not is_second_refused:
            raise StoreError(
                f"{self} lets a second writer replace a new file (If-None-Match). Use a store that does not."
            )

    def _found(self, name: str) -> bytes | None:
        try:
            got = obstore.get(self._store, _key(name))
        except FileNotFoundError:
            return None
        if got.meta["size"] > MOST_FILED:
            raise StoreError(f"The snapshot {self.told(name)} is damaged: it is too long. Restore it from a backup.")
        return bytes(got.bytes())

    def _stands(self, name: str) -> bool:
        try:
            obstore.head(self._store, _key(name))
        except FileNotFoundError:
            return False
        return True

    def _head(self, name: str, length: int) -> bytes | None:
        """The first bytes of a file; None where it went since it was listed."""
        return self._asked("read", lambda: self._begun(name, length))

    def _begun(self, name: str, length: int) -> bytes | None:
        try:
            return bytes(obstore.get_range(self._store, _key(name), start=0, length=length))
        except FileNotFoundError:
            return None

    def _written(self, name: str, content: bytes, *, is_new: bool) -> str | None:
        """The store's mark of what it wrote. Raises AlreadyExistsError."""
        mode = "create" if is_new else "overwrite"
        return obstore.put(self._store, _key(name), content, mode=mode, use_multipart=False)["e_tag"]  # type: ignore[arg-type]

    def _take_back(self, name: str, before: bytes | None) -> None:
        """What was written is not what was handed over: as it was before, then told."""
        if before is None:
            self._asked("changed", lambda: obstore.delete(self._store, _key(name)))
        else:
            self._asked("written", lambda: obstore.put(self._store, _key(name), before, use_multipart=False))
        raise StoreAway(f"{self} did not keep {self.told(name)} as it was handed over; nothing was filed.")

    def _dropped(self, name: str, unless_since: datetime) -> int | None:
        found = obstore.head(self._store, _key(name))
        if found["last_modified"] >= unless_since:
            return None
        obstore.delete(self._store, _key(name))
        return int(found["size"])

    def _refuses_a_second(self, key: str) -> bool:
        try:
            obstore.put(self._store, key, b"second", mode="create", use_multipart=False)
        except AlreadyExistsError:
            return True
        return False

    def _asked(self, deed: str, question: Callable[[], T]) -> T:
        """The store's answer. What it refuses has to be mended by a person; whatever else goes wrong passes."""
        try:
            return question()
        except AlreadyExistsError:
            raise
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise StoreError(
                f"{self} refuses to be {deed}: see AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what that key may do."
            ) from error
        except FileNotFoundError as error:
            raise StoreError(f"{self} cannot be {deed}: there is no such bucket or file.") from error
        except _TROUBLE as error:
            raise StoreAway(f"{self} cannot be {deed}: {_words(error)}.") from error


def _client(bucket: Bucket, patience: Patience) -> S3Store:
    """The library's client. It asks in the form that every store knows: the bucket in the path, one file at a time."""
    asked = {"endpoint": bucket.endpoint, "region": bucket.region}
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        virtual_hosted_style_request=False,
        disable_bulk_delete=True,
        client_options={
            "allow_http": (bucket.endpoint or "").startswith("http://"),
            "timeout": timedelta(seconds=patience.seconds),
            "connect_timeout": timedelta(seconds=min(5, patience.seconds)),
        },
        retry_config={"max_retries": patience.tries, "retry_timeout": timedelta(seconds=patience.in_all)},
        **{word: value for word, value in asked.items() if value is not None},  # type: ignore[arg-type]
    )


def _key(name: str) -> str:
    return f"{name[:2]}/{name}.zst"


def _words(error: Exception) -> str:
    """What the library says went wrong, in one short and harmless line: it repeats what a server answered."""
    why = str(error).partition("\n")[0].rpartition(" - ")[2][:_LONGEST_WORDS]
    return "".join(c if c.isprintable() else "·" for c in why).rstrip(".: ")
