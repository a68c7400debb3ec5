"""A packet that comes from a server: it stands where it was asked for when it is whole and holds, or not at all."""

from collections.abc import Iterator
from pathlib import Path

from registry.errors import BadInput, Unreachable
from registry.evidence.packing import Packed
from registry.evidence.verifying import Verified, verify
from registry.keeping.whole_files import atomic


def receive(pieces: Iterator[bytes], place: Path) -> Packed:
    """Keep the packet; returns what its manifest says, as of one that was written here.

    Raises Unreachable for what is no packet or does not hold, BadInput where it cannot be written.
    """
    first = next(pieces, b"")  # a refusal is raised here, before there is a file
    checked: list[Verified] = []
    with atomic(place, lambda whole: checked.append(_whole(whole))) as file:
        file.write(first)
        file.writelines(pieces)
    return _packed(place, checked[0])


def _whole(packet: Path) -> Verified:
    try:
        found = verify(packet)
    except BadInput as error:
        raise Unreachable("What the server sent is no evidence packet of this version. Ask again.") from error
    if found.problems:
        first = found.problems[0]
        raise Unreachable(f"The packet did not come as it was written ({first['path']}: {first['detail']}). Ask again.")
    return found


def _packed(place: Path, found: Verified) -> Packed:
    told = found.manifest
    head, wanting = told["chain"]["head"], tuple(told["wanting"])
    return Packed(place, found.manifest_sha256 or "", found.files, found.links, head, wanting)
