"""The door: foreign hosts and other sites are refused on every path, and every answer carries the security headers."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from registry.errors import BadInput
from web.access import SECURITY_HEADERS, is_loopback, require_loopback

Client = TestClient[Litestar]
PATHS = ["/health", "/ready", "/api/v1/organisations", "/api/v1/openapi.json", "/feeds/changes.atom", "/nothing", "/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "a b"),
        *("127.0.0.1:99999", "127.0.0.1:1234567890"),
    ],
)
def test_a_foreign_host_is_refused_everywhere(reader: Client, path: str, host: str) -> None:
    answer = reader.get(path, headers={"Host": host})
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:1", "[::1]:8765", "[::1]", "127.8.8.8:80"])
def test_this_machine_is_answered_under_its_own_names(reader: Client, host: str) -> None:
    assert reader.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost:8765"},
        {"Origin": "http://127.0.0.1:8765@evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8765"},
    ],
)
def test_another_site_cannot_write_here(reader: Client, headers: dict[str, str]) -> None:
    answer = reader.post("/api/v1/verdicts", json={}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://127.0.0.1:8765"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}],
)
def test_the_own_pages_and_commands_can_write(reader: Client, headers: dict[str, str]) -> None:
    assert reader.post("/api/v1/verdicts", json={}, headers=headers).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(reader: Client, path: str) -> None:
    headers = reader.get(path).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "onward.example", ""])
def test_the_server_listens_on_this_machine_alone(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(BadInput, match="loopback"):
        require_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "[::1]", "localhost"])
def test_loopback_has_several_names(host: str) -> None:
    require_loopback(host)
