"""Whether a packet is as it was written: offline, without a database, and without trusting a byte of it."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from registry import audit
from registry.audit import Link
from registry.chainheads import Comparison, Head, as_problems
from registry.errors import BadInput
from registry.evidence.chain import NAME as CHAIN
from registry.evidence.chain import links
from registry.evidence.packet import FOLDERS, FORMATS, MANIFEST, SUMS
from registry.keeping.whole_files import DAMAGED
from registry.tables import Audit, Snapshot
from registry.terms import EvidencePart

MOST_FILES = 100_000
MOST_MANIFEST = 64 * 1024 * 1024
MOST_LINE = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
_CHAIN = f"{FOLDERS[EvidencePart.CHAIN]}/{CHAIN}"


@dataclass(slots=True)
class Verified:
    """What was found. A packet holds when there is no problem. `sealed`: links whose content is not told. `untied`: how
    many links, from the first on, the packet's own bytes do not tie to the head of the chain (decision 33)."""

    manifest_sha256: str | None = None
    manifest: dict[str, Any] = field(default_factory=dict)
    files: int = 0
    links: int = 0
    sealed: int = 0
    untied: int = 0
    proven: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)

    def wrong(self, what: str, path: str, detail: str) -> None:
        """Note a problem. `what`: altered, missing, added, broken, unproven."""
        self.problems.append({"what": what, "path": path, "detail": detail})


def verify(
    place: Path, *, manifest: str | None = None, head: str | None = None, published: Iterable[Head] = ()
) -> Verified:
    """Check a packet. `manifest` and `head` are hashes noted elsewhere, `published` heads of days, that it must hold.

    Raises BadInput where the file is no packet at all.
    """
    found, comparison = Verified(), Comparison(published)
    try:
        with zipfile.ZipFile(place) as archive:
            _verify(archive, found, comparison)
    except OSError as error:
        raise BadInput(f"Cannot read {place}: {error.strerror or error}.", field="packet") from error
    except DAMAGED as error:
        raise BadInput(f"{place} is no packet, or is damaged: {error}.", field="packet") from error
    if manifest is not None and manifest != found.manifest_sha256:
        found.wrong("altered", MANIFEST, f"its SHA-256 is {found.manifest_sha256}, not {manifest}")
    found.problems += as_problems(comparison.differences())
    return _with_head(found, head)


def _with_head(found: Verified, head: str | None) -> Verified:
    told = _chain(found).get("head")
    if head is not None and head != told:
        found.wrong("broken", _CHAIN, f"the packet's chain ends in {told}, not in {head}")
    return found


def _verify(archive: zipfile.ZipFile, found: Verified, comparison: Comparison) -> None:
    entries = _entries(archive, found)
    listed = _manifest(archive, entries, found)
    for path, one in listed.items():
        if path not in entries:
            found.wrong("missing", path, "the manifest names it, the packet does not hold it")
        elif (got := _hashed(archive, entries[path], one["bytes"])) != (one["sha256"], one["bytes"]):
            found.wrong("altered", path, f"its SHA-256 is {got[0]}, not {one['sha256']}")
    for path in sorted(entries.keys() - listed.keys() - {MANIFEST, SUMS}):
        found.wrong("added", path, "the manifest does not name it")
    found.files = len(listed)
    if SUMS not in entries:
        found.wrong("missing", SUMS, "the list of checksums")
    elif _hashed(archive, entries[SUMS], MOST_MANIFEST)[0] != _sums(listed, found.manifest_sha256 or ""):
        found.wrong("altered", SUMS, "it does not say what the manifest says")
    if _CHAIN in entries:
        known = _verify_chain(archive, entries[_CHAIN], found, comparison)
        _prove(listed, known, found)


def _entries(archive: zipfile.ZipFile, found: Verified) -> dict[str, zipfile.ZipInfo]:
    """What the packet holds. Nothing is ever unpacked, so no name can lead anywhere; two of one name are told."""
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise BadInput(f"The packet holds {len(infos)} files; {MOST_FILES} is the most that is read.", field="packet")
    entries: dict[str, zipfile.ZipInfo] = {}
    for one in infos:
        if one.filename in entries:
            found.wrong("added", one.filename, "a second file of this name")
        entries.setdefault(one.filename, one)
    return entries


def _manifest(
    archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], found: Verified
) -> dict[str, dict[str, Any]]:
    if MANIFEST not in entries:
        raise BadInput(f"There is no {MANIFEST} in it: this is no packet.", field="packet")
    with archive.open(entries[MANIFEST]) as file:
        body = file.read(MOST_MANIFEST + 1)
    try:
        told = json.loads(body)
        listed = {one["path"]: {"snapshot": None, **one, "sha256": str(one["sha256"])} for one in told["files"]}
        odd = [one for one in listed.values() if not isinstance(one["bytes"], int) or not isinstance(one["path"], str)]
        is_ours = told["format"] in FORMATS and not odd
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(f"{MANIFEST} cannot be read: {error!r}.", field="packet") from error
    if not is_ours:
        raise BadInput(
            f"{MANIFEST} is of the format “{str(told['format'])[:40]}”, not {' or '.join(FORMATS)}.", field="packet"
        )
    found.manifest, found.manifest_sha256 = told, hashlib.sha256(body).hexdigest()
    return listed


def _hashed(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, longest: int) -> tuple[str, int]:
    """The hash and length of a file, read in parts, not far beyond `longest`; one that cannot be read has neither."""
    sha256, size = hashlib.sha256(), 0
    try:
        with archive.open(entry) as file:
            while part := file.read(_CHUNK):
                sha256.update(part)
                size += len(part)
                if size > longest:
                    break
    except (OSError, *DAMAGED) as error:
        return f"unreadable ({error})", -1
    return sha256.hexdigest(), size


def _sums(listed: dict[str, dict[str, Any]], manifest: str) -> str:
    rows = [f"{one['sha256']}  {path}\n" for path, one in sorted(listed.items())] + [f"{manifest}  {MANIFEST}\n"]
    return hashlib.sha256("".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def _verify_chain(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, found: Verified, comparison: Comparison
) -> dict[str, str]:
    """Check every link; returns the hashes of the snapshots whose links are not sealed, by their ids."""
    known: dict[str, str] = {}
    ends = audit.GENESIS

    def counted(file: IO[bytes]) -> Iterator[Link]:
        nonlocal ends
        for link in links(_lines(file)):
            found.links += 1
            content = link.content if isinstance(link, Audit) else None
            found.sealed += content is None
            if audit.is_bare(link) or audit.binds(link):
                found.untied = found.links if audit.is_bare(link) else 0
            if isinstance(link, Audit) and link.table == Snapshot.__tablename__ and content is not None:
                known[link.subject_id] = str(content.get("sha256"))
            ends = link.sha256
            comparison.see(ends)
            yield link

    try:
        with archive.open(entry) as file:
            broken = audit.broken_link(counted(file), is_whole=False)
    except (BadInput, OSError, *DAMAGED) as error:
        found.wrong("broken", _CHAIN, str(error))
        return {}
    told = _chain(found).get("head")
    if broken is not None:
        found.wrong("broken", _CHAIN, f"link {broken} does not hold")
    elif ends != told:
        found.wrong("broken", _CHAIN, f"it ends in {ends}, the manifest says {told}")
    return known


def _prove(listed: dict[str, dict[str, Any]], known: dict[str, str], found: Verified) -> None:
    """Every captured text must be known to the chain under its hash."""
    for path, one in listed.items():
        if one["snapshot"] is None:
            continue
        if known.get(str(one["snapshot"])) == one["sha256"]:
            found.proven += 1
        else:
            found.wrong("unproven", path, f"the chain does not know these bytes as {one['snapshot']}")


def _chain(found: Verified) -> dict[str, Any]:
    told = found.manifest.get("chain")
    return told if isinstance(told, dict) else {}


def _lines(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    while line := file.readline(MOST_LINE):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"A line of the chain is not JSON: {error}.", field=CHAIN) from error


def shape(found: Verified) -> dict[str, Any]:
    """What was found, as the command answers."""
    told = {name: found.manifest.get(name) for name in ("on", "known_at", "law", "engagement", "chain", "withheld")}
    return {
        **told,
        "holds": not found.problems,
        "manifest_sha256": found.manifest_sha256,
        "files": found.files,
        "links": found.links,
        "sealed": found.sealed,
        "untied": found.untied,
        "proven": found.proven,
        "problems": found.problems,
    }
