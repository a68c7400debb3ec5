"""A packet holds as it was written, and whatever is done to it is named. Hostile packets are refused in words."""

import hashlib
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from registry import audit
from registry.errors import BadInput
from registry.evidence.packet import FORMAT, MANIFEST, SUMS, safe, written
from registry.evidence.verifying import Verified, verify
from registry.store import Store
from registry.tables import Audit, Organisation, now
from registry.terms import EvidencePart, Grade, OrganisationKind, Origin

FILE = "02-register/art30.json"
CHAIN = "12-chain/chain.jsonl"


@pytest.fixture
def packet(tmp_path: Path) -> Path:
    place = tmp_path / "packet.zip"
    with written(place) as one:
        one.add(EvidencePart.REGISTER, "art30.json", '{"å": 1}', "register")
        one.add(EvidencePart.NOTICE, "notice.html", b"<p>\xff", "notice")
        one.seal({"on": "2026-11-22", "chain": {"head": audit.GENESIS}})
    return place


def contents(place: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(place) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def rewritten(place: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return place


def problems(found: Verified) -> list[tuple[str, str]]:
    return [(one["what"], one["path"]) for one in found.problems]


def test_a_packet_holds_as_it_was_written(packet: Path) -> None:
    found = verify(packet)
    assert (found.problems, found.files) == ([], 2)
    assert verify(packet, manifest=found.manifest_sha256, head=audit.GENESIS).problems == []


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        with written(tmp_path / name) as one:
            one.add(EvidencePart.REGISTER, "x.json", "{}", "x")
            one.seal({})
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_packet_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def fail() -> None:
        with written(tmp_path / "packet.zip") as one:
            one.add(EvidencePart.REGISTER, "x.json", "{}", "x")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_altered_file_is_named(packet: Path) -> None:
    rewritten(packet, contents(packet) | {FILE: b'{"\xc3\xa5": 2}'})
    assert problems(verify(packet)) == [("altered", FILE)]


def test_a_missing_file_is_named(packet: Path) -> None:
    files = contents(packet)
    del files[FILE]
    rewritten(packet, files)
    assert problems(verify(packet)) == [("missing", FILE)]


@pytest.mark.parametrize("name", ["02-register/more.json", "../../etc/cron.d/x", "/etc/passwd", "ART30.json"])
def test_an_added_file_is_named_and_leads_nowhere(packet: Path, name: str) -> None:
    rewritten(packet, contents(packet) | {name: b"x"})
    assert problems(verify(packet)) == [("added", name)]
    assert sorted(one.name for one in packet.parent.iterdir()) == ["packet.zip"]


def test_a_second_file_of_a_name_is_named(packet: Path) -> None:
    with zipfile.ZipFile(packet, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(FILE, b"other")
    assert ("added", FILE) in problems(verify(packet))


def test_a_manifest_that_was_written_anew_does_not_agree_with_the_hash_noted_elsewhere(packet: Path) -> None:
    noted = verify(packet).manifest_sha256
    files = contents(packet)
    files[MANIFEST] = files[MANIFEST].replace(b"2026-11-22", b"2026-11-21")
    rewritten(packet, files)
    assert problems(verify(packet)) == [("altered", SUMS)]
    assert ("altered", MANIFEST) in problems(verify(packet, manifest=noted))


def test_a_chain_with_another_head_than_the_published_one_is_named(packet: Path) -> None:
    assert problems(verify(packet, head="f" * 64)) == [("broken", CHAIN)]


def _manifest(**told: object) -> bytes:
    return json.dumps({"format": FORMAT, "files": [], **told}).encode()


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"[" * 100_000,
        _manifest(format="other/1"),
        _manifest(format=["x"]),
        _manifest(files=[{"path": "x"}]),
        _manifest(files=[{"path": ["x"], "sha256": "", "bytes": 1}]),
        _manifest(files=[{"path": "x", "sha256": "", "bytes": "1"}]),
        _manifest(files=["x"]),
        _manifest(files=5),
    ],
)
def test_a_manifest_that_is_none_is_refused_in_words(packet: Path, manifest: bytes) -> None:
    rewritten(packet, contents(packet) | {MANIFEST: manifest})
    with pytest.raises(BadInput, match=r"manifest\.json"):
        verify(packet)


@pytest.mark.parametrize("body", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 100])
def test_a_file_that_is_no_packet_is_refused(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(body)
    with pytest.raises(BadInput):
        verify(tmp_path / "x.zip")


def test_a_folder_or_nothing_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "gone.zip"):
        with pytest.raises(BadInput, match="Cannot read"):
            verify(place)


def test_a_zip_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no manifest\.json"):
        verify(rewritten(tmp_path / "x.zip", {"a": b""}))


LINK = {
    "seq": 1, "at": "2026-11-22T00:00:00+00:00", "actor": "a", "deed": "add", "table": "t", "subject_id": "s",
    "content": {}, "salt": None, "content_sha256": None, "previous": audit.GENESIS, "sha256": "0" * 64,
}  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        "5",
        "null",
        '"x"',
        "[" * 100_000,
        json.dumps(LINK),
        *(json.dumps({key: value for key, value in LINK.items() if key != gone}) for gone in LINK),
        *(json.dumps(LINK | {key: [1]}) for key in LINK),
        json.dumps(LINK | {"at": "tomorrow"}),
        json.dumps(LINK | {"actor": "\ud800"}),
        json.dumps(LINK | {"deed": "erase", "content": {"links": 5}}),
        json.dumps(LINK | {"content": {"a": {"b": [None] * 100}}}),
    ],
)
def test_a_hostile_chain_is_broken_and_crashes_nothing(packet: Path, line: str) -> None:
    files = contents(packet) | {CHAIN: line.encode() + b"\n"}
    rewritten(packet, files)
    assert ("broken", CHAIN) in problems(verify(packet))


@pytest.mark.parametrize("content", [{"links": 5}, {"links": [[1]]}, {"links": None}, {}])
def test_a_made_up_erasure_that_is_sealed_rightly_crashes_nothing(packet: Path, content: dict[str, Any]) -> None:
    salt, previous = "ab", audit.GENESIS
    sealed = _sha256([salt, content])
    link = LINK | {"deed": audit.ERASE, "content": content, "salt": salt, "content_sha256": sealed}
    link["sha256"] = _sha256(
        [previous, *(link[name] for name in ("at", "actor", "deed", "table", "subject_id")), sealed]
    )
    rewritten(packet, contents(packet) | {CHAIN: json.dumps(link).encode() + b"\n"})
    assert ("added", CHAIN) in problems(verify(packet))
    row = Audit(**link | {"at": datetime.fromisoformat(str(link["at"]))})
    assert audit.broken_link([row]) is None


def _sha256(told: list[Any]) -> str:
    """As the chain makes it (ADR 0027)."""
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("name", [FILE, CHAIN, MANIFEST])
def test_a_stream_that_no_longer_unpacks_is_named_or_refused(packet: Path, method: int, name: str) -> None:
    files = contents(packet) | {CHAIN: b'{"seq": 1}\n' * 500}
    with zipfile.ZipFile(packet, "w", method) as archive:
        for one, body in files.items():
            archive.writestr(one, body)
        start = archive.getinfo(name).header_offset + 30 + len(name.encode())
        length = archive.getinfo(name).compress_size
    body = bytearray(packet.read_bytes())
    body[start : start + length] = b"\xff" * length
    packet.write_bytes(body)
    if name == MANIFEST:
        with pytest.raises(BadInput):
            verify(packet)
    else:
        assert name in [path for _, path in problems(verify(packet))]


def test_a_name_in_no_encoding_is_refused(packet: Path) -> None:
    with zipfile.ZipFile(packet, "a") as archive:
        archive.writestr("ÅÄÖ.txt", b"x")
    packet.write_bytes(packet.read_bytes().replace("ÅÄÖ".encode(), b"\xff" * 6))
    with pytest.raises(BadInput, match="damaged"):
        verify(packet)


def test_links_cut_out_of_the_middle_are_found(chained: Path) -> None:
    assert problems(verify(chained)) == []
    files = contents(chained)
    lines = files[CHAIN].splitlines(keepends=True)
    assert len(lines) == 3
    for cut in range(3):
        rewritten(chained, files | {CHAIN: b"".join(lines[:cut] + lines[cut + 1 :])})
        assert ("broken", CHAIN) in problems(verify(chained))


def test_a_sealed_content_holds_and_a_forged_one_does_not(chained: Path) -> None:
    files = contents(chained)
    lines = [json.loads(line) for line in files[CHAIN].splitlines()]
    sealed = [lines[0] | {"content": None, "salt": None}, *lines[1:]]
    rewritten(chained, files | {CHAIN: "".join(json.dumps(one) + "\n" for one in sealed).encode()})
    assert problems(verify(chained)) == [("altered", CHAIN)]  # the manifest's hash; the links themselves hold
    forged = [lines[0] | {"content": {**lines[0]["content"], "name": "x"}}, *lines[1:]]
    rewritten(chained, files | {CHAIN: "".join(json.dumps(one) + "\n" for one in forged).encode()})
    assert problems(verify(chained)) == [("altered", CHAIN), ("broken", CHAIN)]


@pytest.fixture
def chained(store: Store, tmp_path: Path) -> Path:
    """A packet with the chain of three writes."""
    for key in "abc":
        with store.write("test") as session:
            session.add(
                Organisation(
                    id=f"org_{key}",
                    kind=OrganisationKind.GROUP,
                    name=key,
                    source="file",
                    grade=Grade.PRIMARY,
                    recorded_at=now(),
                    origin=Origin.IMPORT,
                )
            )
    place = tmp_path / "chained.zip"
    with written(place) as one, store.read() as session:
        rows = session.exec(select(Audit).order_by(col(Audit.seq))).all()
        one.add_lines(EvidencePart.CHAIN, "chain.jsonl", [_line(row) for row in rows], "chain")
        one.seal({"chain": {"head": audit.head(session)}})
    return place


def _line(row: Audit) -> dict[str, Any]:
    return {name: getattr(row, name) for name in LINK} | {"at": row.at.isoformat()}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../x.sh", "x.sh"),
        ("/etc/passwd", "etc-passwd"),
        ("a b&ö<script>.html", "a-b-script-.html"),
        ("...", "unnamed"),
        ("x" * 300 + ".html", "x" * 96 + ".html"),
        ("a\0b\r\n.txt", "a-b-.txt"),
        (".htaccess", "htaccess"),
    ],
)
def test_a_name_from_outside_becomes_one_plain_component(name: str, path: str) -> None:
    assert safe(name) == path
