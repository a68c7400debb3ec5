"""Whose address asks behind proxies: only what a named one tells, read from its side."""

from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
import signed_in
from entering_fixtures import client, filled, path, store
from live_server import serving
from signed_in import PASSWORD, REVIEW

from registry import settings as environment
from registry.errors import BadInput
from web import forwarded

__all__ = ["client", "filled", "path", "store"]

PROXIES = tuple(ip_network(one) for one in ("10.0.0.0/24", "127.0.0.1", "fd00::/8"))
FOR = "X-Forwarded-For"


@pytest.mark.parametrize(
    ("peer", "headers", "who"),
    [
        ("10.0.0.1", [(FOR, "203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", [(FOR, "1.1.1.1, 203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", [(FOR, "1.1.1.1, 203.0.113.9, 10.0.0.2")], "203.0.113.9"),
        ("10.0.0.1", [(FOR, "1.1.1.1"), (FOR, "203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", [(FOR, "10.0.0.3, 10.0.0.2")], "10.0.0.3"),
        ("10.0.0.1", [(FOR, "203.0.113.9:4711")], "203.0.113.9"),
        ("10.0.0.1", [(FOR, "[2001:db8::1]:4711")], "2001:db8::1"),
        ("fd00::1", [(FOR, "2001:db8::1")], "2001:db8::1"),
        ("::ffff:10.0.0.1", [(FOR, "::ffff:203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", [("Forwarded", 'for=192.0.2.1;proto=https, for="[2001:db8::2]:80";by=x')], "2001:db8::2"),
        ("10.0.0.1", [("forwarded", "FOR=203.0.113.9")], "203.0.113.9"),
        ("10.0.0.1", [("Forwarded", "for=203.0.113.9"), (FOR, "203.0.113.9")], "203.0.113.9"),
        # nobody else is believed, and what cannot be read is nobody's address
        ("203.0.113.7", [(FOR, "1.1.1.1")], "203.0.113.7"),
        ("unix", [(FOR, "1.1.1.1")], "unix"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", [(FOR, "")], "10.0.0.1"),
        ("10.0.0.1", [(FOR, "1.1.1.1, unknown")], "10.0.0.1"),
        ("10.0.0.1", [(FOR, "1.1.1.1, nonsense, 10.0.0.2")], "10.0.0.2"),
        ("10.0.0.1", [("Forwarded", "for=_hidden")], "10.0.0.1"),
        ("10.0.0.1", [("Forwarded", "for=1.1.1.1"), (FOR, "203.0.113.9")], "10.0.0.1"),
        ("10.0.0.1", [(FOR, "1.1.1.1, " + "10.0.0.2, " * 5_000 + "10.0.0.3")], "10.0.0.2"),
        ("10.0.0.1", [(FOR, "203.0.113.9%eth0")], "10.0.0.1"),
    ],
)
def test_the_first_address_from_the_right_that_is_no_named_proxy_asks(
    peer: str, headers: list[tuple[str, str]], who: str
) -> None:
    assert forwarded.client(peer, headers, PROXIES) == who


def test_without_a_named_proxy_nothing_is_read() -> None:
    assert forwarded.client("10.0.0.1", [(FOR, "203.0.113.9")], ()) == "10.0.0.1"


def test_the_setting_names_networks_and_says_what_it_cannot_read() -> None:
    told = environment.read({"ONWARD_TRUSTED_PROXIES": "127.0.0.1, 10.1.0.0/16"})
    assert [str(one) for one in told.trusted_proxies] == ["127.0.0.1/32", "10.1.0.0/16"]
    for wrong in ("proxy.example", "10.0.0.1/8", "*"):
        with pytest.raises(BadInput, match="ONWARD_TRUSTED_PROXIES"):
            environment.read({"ONWARD_TRUSTED_PROXIES": wrong})


def test_behind_a_named_proxy_who_guesses_locks_out_nobody_else_and_cannot_become_another(path: Path) -> None:
    with serving(signed_in.settings_of(path, ONWARD_TRUSTED_PROXIES="127.0.0.2")) as port:
        spoofed = [entered(port, "127.0.0.2", f"198.51.100.{n}, 203.0.113.9", f"guess number {n}") for n in range(11)]
        assert spoofed == [422] * 10 + [429], "what stands to the left of the proxy's word is believed of nobody"
        assert entered(port, "127.0.0.2", "203.0.113.9", PASSWORD) == 429
        assert entered(port, "127.0.0.2", "203.0.113.10", PASSWORD) == 303
        direct = [entered(port, "127.0.0.3", f"198.51.100.{n}", f"guess number {n}") for n in range(11)]
        assert direct == [422] * 10 + [429], "nobody but the named proxy is believed"


def entered(port: int, local_address: str, told: str, password: str) -> int:
    base = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=base, transport=httpx.HTTPTransport(local_address=local_address)) as asking:
        data = {"email": REVIEW, "password": password}
        return asking.post("/login", data=data, headers={"Origin": base, FOR: told}).status_code
