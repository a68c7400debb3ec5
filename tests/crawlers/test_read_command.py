"""`onward read`: a file, an address or standard input, as JSON or as a summary, and a clear word where it cannot."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.commands.read import arguments as options
from crawlers.commands.read import run
from crawlers.extract import extract
from registry.answers import Exit
from registry.settings import read as settings
from tests.servers.vendor_site import SWEDISH, VendorSite

NOTICE = """# Privacy policy

Molnet AB is the controller. Last updated: 2024-03-01.

## Who we share your data with

| Recipient | Purpose | Country |
|---|---|---|
| Zeppo Mail Inc. | e-mail delivery | United States |
"""


@pytest.fixture
def site() -> Iterator[VendorSite]:
    with VendorSite() as running:
        yield running


def reading(file: str, *, json: bool = True, with_text: bool = False, allow: str = "127.0.0.0/8") -> int:
    parser = argparse.ArgumentParser()
    options(parser)
    words = [file, *(["--json"] if json else []), *(["--with-text"] if with_text else [])]
    return run(parser.parse_args(words), settings({"ONWARD_ALLOW_ADDRESSES": allow}))


def test_an_address_is_fetched_and_read(site: VendorSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert reading(site.url("/ok")) == Exit.OK
    assert json.loads(capsys.readouterr().out)["language"] in ("en", "sv", "other")


def test_the_charset_of_the_answer_is_heeded(site: VendorSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert reading(site.url("/lying-latin1"), with_text=True) == Exit.OK
    assert json.loads(capsys.readouterr().out)["text"] == extract(SWEDISH.encode(), name="page.html").text


def test_an_address_that_cannot_be_had_ends_with_3_and_says_why(
    site: VendorSite, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reading(site.url("/404")) == Exit.UNREACHABLE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "404" in captured.err


def test_an_address_inside_the_own_network_is_refused(site: VendorSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert reading(site.url("/ok"), allow="") == Exit.UNREACHABLE
    assert "refused_address" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_mistake_of_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reading(str(tmp_path / "none.html")) == Exit.USAGE
    assert "No such file" in capsys.readouterr().err


def test_without_json_a_person_gets_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.md"
    file.write_text(NOTICE, encoding="utf-8")
    assert reading(str(file), json=False) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "a privacy notice; English"
    assert "last updated: 2024-03-01" in lines
    assert any("Zeppo Mail Inc." in line and "recipient" in line and "US" in line for line in lines)
    assert any(line.startswith("transfers outside the EEA: yes") for line in lines)
    said = next(line for line in lines if line.startswith("does not say: "))
    assert "how long data are kept" in said
    assert "on what transfers outside the EEA rest" in said


def test_the_summary_of_an_agreement_counts_its_clauses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "dpa.md"
    file.write_text(
        "# Data processing agreement\n\nProvider has a general authorisation to engage sub-processors and informs "
        "Customer of new sub-processors 20 days in advance. Module Two applies.\n",
        encoding="utf-8",
    )
    assert reading(str(file), json=False) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("clauses present: ") and "Cd, Cd2" in line for line in lines)
    assert "authorisation of sub-processors: general" in lines
    assert "days of notice: 20" in lines
    assert "transfer clauses: act not named c2p" in lines


def test_a_name_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.md"
    file.write_text(NOTICE.replace("Zeppo Mail Inc.", "Zeppo\x9b31m\u202e Mail Inc."), encoding="utf-8")
    assert reading(str(file), json=False) == Exit.OK
    assert all(line.isprintable() for line in capsys.readouterr().out.splitlines())


def test_long_lists_are_cut_in_the_summary_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "list.md"
    rows = "".join(f"| Molnbolag {number} AB | hosting | Sweden |\n" for number in range(200))
    file.write_text(
        f"# Sub-processors\n\n| Sub-processor | Purpose | Country |\n|---|---|---|\n{rows}", encoding="utf-8"
    )
    assert reading(str(file), json=False) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert "sub-processors: 200" in lines
    assert sum("Molnbolag" in line for line in lines) <= 120
