"""`onward evidence` against a server: the packet of its database, for whoever may have it, whole or not at all."""

import io
import json
import socket
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import signed_in
from companies import FOREIGN, OWN
from entering_fixtures import client, filled, path
from live_server import serving
from remote_shell import Shell, shell
from signed_in import Client

from registry.answers import Exit
from registry.errors import BadInput, Unreachable
from registry.evidence.packet import written
from registry.evidence.receiving import receive
from registry.evidence.verifying import verify
from registry.terms import EvidencePart, Right
from web.api import evidence

__all__ = ["client", "filled", "path", "shell"]

ADDRESS = "/api/v1/evidence"
ASKED = [
    ["--all"],
    ["--all", "--on", "2026-10-01", "--known-at", "2199-01-01T00:00:00Z"],
    ["--controller", "Lagret"],
    ["--engagement", "eng_lagring"],
    ["--engagement", "eng_lagring", "--withhold", "contracting_party_id", "--withhold", "agr_lagring"],
]


@pytest.fixture(scope="module")
def address(filled: Path) -> Iterator[str]:
    with serving(signed_in.settings_of(filled)) as port:
        yield f"http://127.0.0.1:{port}"


def token(path: Path, rights: list[Right], controllers: list[str] | None = None) -> str:
    store = signed_in.opened(path)
    made = signed_in.token(store, signed_in.id_of(store, "admin@company.example"), rights, controllers)
    store.close()
    return made


@pytest.fixture(scope="module")
def secret(filled: Path) -> str:
    return token(filled, [Right.READ, Right.ADMINISTER])


@pytest.fixture(scope="module")
def scoped(filled: Path) -> str:
    return token(filled, [Right.READ], [OWN])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "packets" / "packet.zip"


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_server_gives_the_packet_that_its_database_gives(
    shell: Shell, filled: Path, address: str, secret: str, place: Path, words: list[str]
) -> None:
    asked = ["evidence", *words, "-o", str(place), "--json"]
    there, sent = shell.there(address, secret, asked), place.read_bytes()
    assert verify(place).problems == []
    here = shell.here(filled, asked)
    assert there == here
    assert sent == place.read_bytes()
    assert json.loads(there[1])["manifest_sha256"] == verify(place).manifest_sha256


def test_a_scope_gets_its_own_packet_and_no_other(
    shell: Shell, address: str, secret: str, scoped: str, place: Path
) -> None:
    for own in (["--engagement", "eng_lagring"], ["--controller", "Lagret"]):
        words = ["evidence", *own, "-o", str(place)]
        assert shell.there(address, secret, words)[0] == Exit.OK
        whole = place.read_bytes()
        place.unlink()
        assert shell.there(address, scoped, words)[0] == Exit.OK
        assert place.read_bytes() == whole


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--engagement", "eng_hamnen"], "No engagement has the id eng_hamnen"),
        (["--controller", FOREIGN], FOREIGN),
        (["--controller", "Hamnen"], "Hamnen"),
        (["--all"], "may not “administer”"),
        (["--controller", "Lagret", "--withhold", "doc_hamnen"], "No document and no agreement has the id doc_hamnen"),
    ],
)
def test_what_a_scope_may_not_have_is_refused_and_leaves_nothing(
    shell: Shell, address: str, scoped: str, place: Path, words: list[str], says: str
) -> None:
    code, out, err = shell.there(address, scoped, ["evidence", *words, "-o", str(place)])
    assert (code, out) == (Exit.USAGE, "")
    assert says in err
    assert not place.parent.exists()


def test_the_whole_register_takes_an_administrator_of_all(path: Path, client: Client) -> None:
    def status(rights: list[Right], controllers: list[str] | None) -> int:
        headers = {"Authorization": f"Bearer {token(path, rights, controllers)}"}
        return client.get(f"{ADDRESS}?whole=true", headers=headers).status_code

    assert status([Right.READ], None) == 403
    assert status([Right.READ, Right.ADMINISTER], [OWN]) == 403
    assert status([Right.READ, Right.ADMINISTER], None) == 200


@pytest.mark.parametrize(
    "query", ["", "whole=false", "engagement=eng_lagring&controller=org_lagret", "controller=org_lagret&whole=true"]
)
def test_one_thing_is_named_and_one_alone(path: Path, client: Client, query: str) -> None:
    for controllers in (None, [OWN]):
        headers = {"Authorization": f"Bearer {token(path, [Right.READ], controllers)}"}
        answer = client.get(f"{ADDRESS}?{query}", headers=headers)
        assert (answer.status_code, "Name one" in answer.text) == (400, True), answer.text


def test_a_packet_beyond_the_bound_is_refused_in_words(
    shell: Shell, address: str, secret: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MOST_BYTES", 2 * 1024 * 1024)
    assert shell.there(address, secret, ["evidence", "--all", "-o", str(place)])[0] == Exit.OK
    place.unlink()
    monkeypatch.setattr(evidence, "MOST_BYTES", 20_000)
    code, out, err = shell.there(address, secret, ["evidence", "--all", "-o", str(place)])
    assert (code, out) == (Exit.USAGE, "")
    assert "Ask for one controller or one engagement" in err
    assert not place.exists()


def test_lines_beyond_the_bound_end_a_packet_too(place: Path) -> None:
    lines = ({"number": number} for number in range(1_000_000_000))
    with pytest.raises(BadInput, match="more than 0 MB"), written(place, 100_000) as packet:
        packet.add_lines(EvidencePart.CHAIN, "chain.jsonl", lines, "chain")
    assert list(place.parent.iterdir()) == []


def test_nothing_is_left_in_the_servers_folder(
    shell: Shell, address: str, secret: str, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    assert shell.there(address, secret, ["evidence", "--all", "-o", str(place)])[0] == Exit.OK
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("places", ["_MAKING", "_LYING"])
def test_who_asks_for_one_more_than_there_are_places_is_asked_to_wait(
    shell: Shell, address: str, secret: str, place: Path, monkeypatch: pytest.MonkeyPatch, places: str
) -> None:
    words = ["evidence", "--engagement", "eng_lagring", "-o", str(place)]
    with monkeypatch.context() as taken:
        taken.setattr(evidence, places, threading.BoundedSemaphore(1))
        with evidence._turn(getattr(evidence, places)):
            code, _, err = shell.there(address, secret, words)
    assert (code, place.exists()) == (Exit.USAGE, False)
    assert "Ask again in a moment" in err
    assert shell.there(address, secret, words)[0] == Exit.OK


def test_a_packet_gives_its_place_back_when_it_was_sent_or_broken_off(
    address: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "_LYING", threading.BoundedSemaphore(1))
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as asking:

        def broken_off() -> bool:
            with asking.stream("GET", ADDRESS, params={"whole": "true"}) as answer:
                return answer.status_code == 200  # and its bytes are not taken

        def taken() -> bool:
            return asking.get(ADDRESS, params={"engagement": "eng_lagring"}).status_code == 200

        assert all(eventually(one) for one in (broken_off, taken, broken_off, taken))


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it came to hold within some seconds."""
    until = time.monotonic() + 20
    while not (held := holds()) and time.monotonic() < until:
        time.sleep(0.1)
    return held


def test_what_is_no_packet_leaves_the_one_that_stands(shell: Shell, place: Path) -> None:
    place.parent.mkdir()
    place.write_bytes(b"the one before")
    with sending(b"no zip") as server:
        code, out, err = shell.there(server, "onw_x", ["evidence", "--all", "-o", str(place)])
    assert (code, out) == (Exit.UNREACHABLE, "")
    assert "no evidence packet" in err
    assert [(one.name, one.read_bytes()) for one in place.parent.iterdir()] == [("packet.zip", b"the one before")]


@contextmanager
def sending(body: bytes, after: int | None = None) -> Iterator[str]:
    """A server that says how much it will send, and may end before."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: %d\r\n\r\n" % len(body)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(head + body[:after])

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def test_a_packet_that_breaks_off_is_no_packet(shell: Shell, filled: Path, tmp_path: Path, place: Path) -> None:
    assert shell.here(filled, ["evidence", "--all", "-o", str(tmp_path / "whole.zip")])[0] == Exit.OK
    body = (tmp_path / "whole.zip").read_bytes()
    with sending(body, len(body) // 2) as server:
        code, out, err = shell.there(server, "onw_x", ["evidence", "--all", "-o", str(place)])
    assert (code, out) == (Exit.UNREACHABLE, "")
    assert "does not answer" in err
    assert list(place.parent.iterdir()) == []


def test_a_packet_that_was_altered_on_the_way_is_not_kept(shell: Shell, filled: Path, place: Path) -> None:
    shell.here(filled, ["evidence", "--engagement", "eng_lagring", "-o", str(place)])
    altered = io.BytesIO()
    with zipfile.ZipFile(place) as archive, zipfile.ZipFile(altered, "w") as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name).replace(b"Lagret", b"Lageret"))
    place.unlink()
    with pytest.raises(Unreachable, match="did not come as it was written"):
        receive(iter([altered.getvalue()]), place)
    assert list(place.parent.iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused(shell: Shell, address: str, secret: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    words = ["evidence", "--engagement", "eng_lagring", "-o", str(tmp_path / "file" / "packet.zip")]
    code, out, err = shell.there(address, secret, words)
    assert (code, out) == (Exit.USAGE, "")
    assert "Cannot write" in err
