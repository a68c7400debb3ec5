"""The doors beside the fetcher hold against the same corpus: webhooks, and the browser's way out of a scan.

The fetcher's own door, which watching and finding a vendor's documents use, is tried in `test_guard`.
"""

import asyncio
import socket
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.site_proxy import Proxy
from registry.alerts.channels import WebhookChannel
from registry.alerts.outbox import ChannelFailed
from registry.alerts.told import of_alert
from registry.guard import Guard, Resolved
from registry.tables import Alert
from registry.terms import Event, Severity

CORPUS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "bypasses.toml").read_text(encoding="utf-8"))
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Opening(Guard):
    """A guard that notes each socket it would have let be opened, and opens none."""

    opened: list[str] = []  # noqa: RUF012

    def open_socket(self, resolved: Resolved) -> socket.socket:
        super().open_socket(resolved).close()
        self.opened.append(str(resolved[4][0]))
        raise ConnectionRefusedError("only watched")


@pytest.fixture(autouse=True)
def _nothing_opened() -> None:
    Opening.opened.clear()


def alert() -> Alert:
    return Alert(
        id="alr_1", fingerprint="1", event=Event.POLICY_CHANGED, severity=Severity.HIGH, title="one", body={},
        created_at=AT,
    )  # fmt: skip


async def answers(words: list[bytes], address: str | None = None) -> list[bytes]:
    """What the proxy says to each; every name stands for `address`, for loopback where there is none."""

    async def resolve(_host: str, port: int) -> list[Resolved]:
        family = socket.AF_INET6 if ":" in (address or "") else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 0, "", (address or "127.0.0.1", port))]

    found = []
    async with Proxy(Opening(), resolve) as proxy:
        for asked in words:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.address.rpartition(":")[2]))
            writer.write(asked)
            found.append(await asyncio.wait_for(reader.read(), 30))
            writer.close()
    return found


def test_no_webhook_goes_to_an_address_that_is_not_public() -> None:
    for url in CORPUS["urls"]:
        with pytest.raises(ChannelFailed):
            WebhookChannel(url, (SECRET,), Opening()).send(of_alert(alert()))
    assert Opening.opened == []


def test_a_page_that_is_scanned_asks_for_no_address_that_is_not_public() -> None:
    plain = [url for url in CORPUS["urls"] if url.isascii() and url.isprintable() and " " not in url]
    assert len(plain) > 150
    asked = [f"GET {url} HTTP/1.1\r\nHost: shop.example\r\n\r\n".encode() for url in plain]
    told = asyncio.run(answers(asked))
    assert [url for url, answer in zip(plain, told, strict=True) if answer.startswith(b"HTTP/1.1 2")] == []
    assert Opening.opened == []


@pytest.mark.parametrize("address", CORPUS["addresses"])
def test_a_tunnel_of_a_scan_leads_to_no_address_that_is_not_public_whatever_its_name(address: str) -> None:
    (told,) = asyncio.run(answers([b"CONNECT rebinding.example:443 HTTP/1.1\r\n\r\n"], address))
    assert not told.startswith(b"HTTP/1.1 2")
    assert Opening.opened == []
