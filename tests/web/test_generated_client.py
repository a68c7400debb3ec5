"""A client that is generated from the API's description works against a live server: list, create, change, end."""

import importlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from app import create_app
from registry.settings import Settings
from web.api.openapi import document, operations_of

TOOL = Path(sys.executable).with_name("openapi-python-client")


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """A server on loopback over the small world."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def made(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The generated package, imported."""
    described = document(tuple(operations_of(create_app(settings).routes)))
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(described), encoding="utf-8")
    folder = str(tmp_path / "onward_client")
    command = [str(TOOL), "generate", "--path", str(path), "--output-path", folder, "--meta", "none"]
    reach = {"PATH": f"{TOOL.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | reach, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    lost = [line for line in (done.stdout + done.stderr).splitlines() if "will not be generated" in line]
    assert all("/api/v1/imports" in line for line in lost), lost  # TOML is no body that generators know
    assert "Could not find reference" not in done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    return importlib.import_module


def test_a_generated_client_lists_creates_changes_and_ends(address: str, made: Any) -> None:
    with made("onward_client").Client(base_url=address) as client:
        work_with(client, made)


def work_with(client: Any, made: Any) -> None:
    models = made("onward_client.models")
    activities = "onward_client.api.activities"
    listed = made(f"{activities}.activities").sync(client=client)
    assert [one.key for one in listed.items] == ["orders"]
    new = models.NewActivity(controller="org_lagret", key="newsletter", purposes=["send the newsletter"])
    created = made(f"{activities}.create_activity").sync_detailed(client=client, body=new)
    assert created.status_code == 201
    change = models.ActivityChange
    changed = made(f"{activities}.change_activity").sync_detailed(
        created.parsed.id, client=client, body=change(retention="two years"), if_match=created.headers["etag"]
    )
    assert changed.status_code == 200
    assert made(f"{activities}.activity").sync(created.parsed.id, client=client).retention == "two years"
    stale = made(f"{activities}.change_activity").sync_detailed(
        created.parsed.id, client=client, body=change(retention="three years"), if_match=created.headers["etag"]
    )
    assert stale.status_code == 412
    found = made("onward_client.api.search.search").sync(client=client, q="newsletter")
    assert [one.id for one in found.items] == [created.parsed.id]
