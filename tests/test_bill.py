"""The bill of materials is written at every run, is what is locked, and is held against advisories where they are."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from servers.raw_answers import RawAnswers
from test_locked import locked, needed

from tests import advisories

ROOT = Path(__file__).resolve().parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written with the very words of `make sbom`."""
    (line,) = [one for one in MAKEFILE.splitlines() if "cyclonedx-py environment" in one]
    place = tmp_path_factory.mktemp("bill") / "sbom.json"
    words = line.strip().removeprefix("@$(BIN)/cyclonedx-py ").replace("$(BIN)/python", sys.executable)
    words = words.replace('"$(ONWARD_VAR)/sbom.json"', str(place))
    subprocess.run([sys.executable, "-m", "cyclonedx_py", *words.split()], check=True, capture_output=True)
    return place


@pytest.fixture(scope="module")
def bill(place: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def database() -> Iterator[RawAnswers]:
    with RawAnswers() as server:
        yield server


def answered(results: list[Any]) -> bytes:
    body = json.dumps({"results": results}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def test_the_bill_names_every_package_that_is_needed_at_its_version(bill: dict[str, Any]) -> None:
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    named = {name: one["version"] for name, one in advisories.packages(bill).items()}
    wanted = {name: version for name, version in needed().items() if name != "onward"}
    assert {name: version for name, version in wanted.items() if named.get(name) != version} == {}


def test_no_package_is_without_a_licence_or_under_one_that_binds_this_work(bill: dict[str, Any]) -> None:
    assert list(advisories.unlicensed(bill)) == []


def test_a_licence_that_binds_and_one_that_is_missing_are_told() -> None:
    def one(name: str, *told: str) -> dict[str, Any]:
        return {"name": name, "version": "1", "licenses": [{"license": {"id": each}} for each in told]}

    binding = one("D_e", "GNU General Public License v3 (GPLv3)")
    bill = {"components": [one("a", "AGPL-3.0-only"), one("b"), one("c", "LGPL-3.0-only", "MIT"), binding]}
    assert list(advisories.unlicensed(bill)) == [
        "a 1 is under AGPL-3.0-only.", "b 1 tells no licence.", "d-e 1 is under GNU General Public License v3 (GPLv3).",
    ]  # fmt: skip


def test_what_is_off_the_lock_is_told(bill: dict[str, Any]) -> None:
    lock = locked() | {"litestar": "0.1"}
    lock.pop("msgspec")
    told = [one for one in advisories.off_the_lock(bill, lock) if one.startswith(("litestar ", "msgspec "))]
    assert [one.partition("; ")[2] for one in told] == [
        "constraints.txt says 0.1.", "constraints.txt says nothing of it.",
    ]  # fmt: skip


def test_what_an_advisory_database_knows_is_told(
    bill: dict[str, Any], database: RawAnswers, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = sorted(advisories.packages(bill))
    known = [{"vulns": [{"id": "GHSA-test"}]} if name == "litestar" else {} for name in names]
    database.answer = answered(known)
    assert advisories.main([str(place), "--database", f"http://127.0.0.1:{database.port}/"]) == 1
    told = capsys.readouterr().out
    assert f"litestar {advisories.packages(bill)['litestar']['version']}: GHSA-test" in told
    assert "were looked up at" in told


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", answered([]), answered([{}])]
)
def test_that_nobody_was_asked_is_said_and_may_be_a_failure(
    database: RawAnswers, place: Path, capsys: pytest.CaptureFixture[str], answer: bytes
) -> None:
    database.answer = answer
    words = [str(place), "--database", f"http://127.0.0.1:{database.port}/"]
    plain, required = advisories.main(words), advisories.main([*words, "--required"])
    assert "were NOT looked up" in capsys.readouterr().out
    assert (plain, required) in {(0, 3), (1, 1)}  # the latter where something is off the lock besides
