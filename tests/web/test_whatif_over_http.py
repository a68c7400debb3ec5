"""What would flip, and what is wanting, over HTTP: by address, as the command tells it, refused in words."""

import argparse
import json
from types import ModuleType
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from world import TODAY

from graphs.commands import ask, simulate
from registry.commands import check
from registry.settings import Settings

Client = TestClient[Litestar]
SIMULATIONS, CHECKS = "/api/v1/simulations", "/api/v1/checks"
SCC = "(EU) 2021/914"


def asked(client: Client, path: str, *pairs: tuple[str, str]) -> Any:
    answer = client.get(path, params=list(pairs))
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_several_things_are_supposed_at_once_and_the_address_holds_them_all(reader: Client) -> None:
    clauses = asked(reader, SIMULATIONS, ("revoke", SCC))
    both = asked(reader, SIMULATIONS, ("revoke", SCC), ("leave", "svc_brev"), ("leave", "Molnet Lagring"))
    assert [(flip["path"][-1], flip["before"], flip["after"]) for flip in clauses["flips"]] == [
        ("Molnet Lagring", "safeguarded", "unsupported")
    ]
    assert {flip["path"][1] for flip in both["flips"]} == {"Molnet Lagring", "Brevia Post"}
    assert {flip["after"] for flip in both["flips"]} == {None}
    assert both["unchanged"] == 0


def test_an_act_still_holds_on_the_day_before_it_expires(reader: Client) -> None:
    for day, flips in (("2026-11-23", 0), (TODAY.isoformat(), 1)):
        assert len(asked(reader, SIMULATIONS, ("expire", f"{SCC}={day}"))["flips"]) == flips


def test_before_an_engagement_began_nothing_flips(reader: Client) -> None:
    found = asked(reader, SIMULATIONS, ("revoke", SCC), ("on", "2023-06-01"), ("controller", "org_lagret"))
    assert (found["flips"], found["unchanged"]) == ([], 0)


@pytest.mark.parametrize(
    ("pairs", "status", "field"),
    [
        ([("revoke", "9999/1")], 400, "revoke"),
        ([("expire", "2021/914=soon")], 400, "expire"),
        ([("expire", "2021/914")], 400, "expire"),
        ([("lapse", "Molnet:gdpr-seal")], 400, "lapse"),
        ([("lapse", "Nobody:eu-us-dpf")], 404, None),
        ([("acquire", "Molnet:Kina")], 400, "acquire"),
        ([("leave", "Nothing")], 404, None),
        ([("controller", "Nobody")], 404, None),
        ([("controller", "org_lagret"), ("controller", "org_lagret")], 400, "controller"),
        ([("revoke", "")], 400, "revoke"),
        ([("revoke", SCC)] * 51, 400, "hypothesis"),
        ([("suppose", "peace")], 400, "suppose"),
    ],
)
def test_what_cannot_be_supposed_is_refused_and_named(
    reader: Client, pairs: list[tuple[str, str]], status: int, field: str | None
) -> None:
    answer = reader.get(SIMULATIONS, params=pairs)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    fields = [one["field"] for one in answer.json().get("errors", [])]
    assert fields[:1] == ([] if field is None else [field]) or fields[0].startswith(f"{field}[")


def test_a_part_that_names_several_acts_is_answered_with_them(reader: Client) -> None:
    answer = reader.get(SIMULATIONS, params=[("revoke", "2021/")])
    assert answer.status_code == 400
    assert SCC in answer.json()["candidates"]


def test_a_check_shows_the_levels_asked_for_and_counts_all(reader: Client) -> None:
    whole = asked(reader, CHECKS)
    some = asked(reader, CHECKS, ("level", "error"), ("level", "note"))
    assert some["counts"] == whole["counts"]
    assert some["findings"] == [one for one in whole["findings"] if one["level"] != "warning"]
    assert {"error", "warning"} <= {one["level"] for one in whole["findings"]}
    assert reader.get(CHECKS, params={"level": "grave"}).status_code == 400
    assert reader.get(CHECKS, params={"controller": "Nobody"}).status_code == 404
    assert asked(reader, CHECKS, ("on", "2023-06-01"))["checked"] < whole["checked"]


@pytest.mark.parametrize(
    ("path", "pairs", "command", "words"),
    [
        (SIMULATIONS, [("revoke", SCC)], simulate, ["--revoke", SCC]),
        (CHECKS, [], check, []),
        ("/api/v1/questions/third-countries", [("revoke", SCC)], ask, ["third-countries", "--revoke", SCC]),
    ],
)
def test_the_answer_is_that_of_the_command(
    client: Client,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    path: str,
    pairs: list[tuple[str, str]],
    command: ModuleType,
    words: list[str],
) -> None:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    command.run(parser.parse_args([*words, "--json"]), settings)
    assert json.loads(capsys.readouterr().out) == asked(client, path, *pairs)


def test_two_days_are_drawn_in_one_picture(reader: Client) -> None:
    drawn = asked(reader, "/api/v1/flows", ("compare_with", "2023-12-31"))
    assert drawn["graph"]["compared_with"] == "2023-12-31"
    assert {edge["change"] for edge in drawn["edges"]} == {"added"}
    picture = reader.get("/api/v1/flows", params={"compare_with": "2023-12-31", "format": "dot", "lang": "sv"})
    assert "+ ny" in picture.text
    for wrong in ({"format": "map"}, {"compare_with": "yesterday"}, {"compare_with": "1900-01-01"}):
        assert reader.get("/api/v1/flows", params={"compare_with": "2023-12-31"} | wrong).status_code == 400


def test_a_question_to_the_chain_is_answered_with_its_day_and_refused_in_words(reader: Client) -> None:
    found = asked(reader, "/api/v1/questions/blast", ("node", "Kolonn LLC"), ("on", "2026-01-01"), ("event", "sale"))
    assert (found["question"], found["on"], found["answer"]["engagements"]) == ("blast", "2026-01-01", 1)
    for path, pairs, status in (
        ("blast", {}, 400),
        ("blast", {"node": "Nobody"}, 404),
        ("blast", {"node": "Molnet", "event": "flood"}, 400),
        ("standing", {"act": "9999/1"}, 400),
        ("difference", {}, 400),
        ("difference", {"earlier_on": "2023-W05"}, 400),
        ("weakest", {"controller": "Nobody"}, 404),
        ("third-countries", {"controller": "Nobody"}, 404),
        ("third-countries", {"revoke": "9999/1"}, 400),
    ):
        answer = reader.get(f"/api/v1/questions/{path}", params=pairs)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_register_is_a_file_to_keep_and_json_by_itself(reader: Client) -> None:
    book = reader.get("/api/v1/registers/transfers", params={"format": "xlsx", "on": "2026-01-01"})
    assert book.content.startswith(b"PK")
    assert book.headers["content-disposition"] == 'attachment; filename="transfers_2026-01-01.xlsx"'
    text = reader.get("/api/v1/registers/recipients", params={"format": "csv", "lang": "sv"})
    assert "Kategori av registrerade" in text.text
    for name, pairs, status in (
        ("art30", {"controller": "Nobody"}, 404),
        ("art30", {"format": "pdf"}, 400),
        ("art31", {}, 404),
    ):
        assert reader.get(f"/api/v1/registers/{name}", params=pairs).status_code == status
