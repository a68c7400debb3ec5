"""Fixtures for all tests: the texts beside the checkout, and a door that keeps every test on loopback."""

import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytest_plugins = ["running", "stores", "browsers"]


def shared_folder() -> Path | None:
    """The folder of reference texts, or None where it is absent."""
    folder = Path(os.environ.get("ONWARD_SHARED", ROOT.parent / "shared"))
    return folder if (folder / "README.md").is_file() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference texts. Skips where it is absent, fails where it is required."""
    folder = shared_folder()
    if folder is not None:
        return folder
    if os.environ.get("ONWARD_REQUIRE_SHARED") == "1":
        pytest.fail("ONWARD_REQUIRE_SHARED=1, but the reference texts are not at ONWARD_SHARED (default ../shared).")
    pytest.skip("the reference texts are not beside the checkout (ONWARD_SHARED)")


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Any:
    """No test reaches beyond loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise RuntimeError(f"a test tried to reach {address}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
