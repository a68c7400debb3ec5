"""The lists beneath pictures, of `/diagram` and `/what-if`: searched, sorted and exported in their address."""

import csv
import io
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from page_visits import Client, read

SUPPOSED = [("revoke", "(EU) 2021/914"), ("revoke", "(EU) 2023/1795")]
LEFT = [("leave", "Påhittad Kundkanal")]
WHAT_IF = f"/what-if?{urlencode(SUPPOSED)}"


@pytest.mark.parametrize(("path", "column"), [("/diagram?depth=64", "Importer"), (WHAT_IF, "Chain")])
def test_a_list_beneath_a_picture_is_narrowed_and_its_file_holds_what_is_shown(
    visitor: Client, path: str, column: str
) -> None:
    whole = filed(visitor, path)
    assert any("Kundkanal" in row[column] for row in whole)
    some = filed(visitor, f"{path}&q=kundkanal")
    assert some
    assert all("kundkanal" in " ".join(row.values()).casefold() for row in some)
    assert filed(visitor, f"{path}&q=nobody") == []
    nobody = read(visitor, f"{path}&q=nobody")
    assert "Nothing here is as asked." in nobody.said
    assert any(tag == "svg" for tag, _ in nobody.elements), "the picture shows all that is asked"


STORED, ON = "eng_kanal:US:storage", "eng_kanal>sub_kanal-1:?:storage"  # on from Kundkanal, to no country that is known


@pytest.mark.parametrize(
    ("sort", "ids"), [("gravest", [ON, STORED]), ("name", [ON, STORED]), ("country", [STORED, ON])]
)
def test_the_hops_of_a_picture_are_sorted(visitor: Client, sort: str, ids: list[str]) -> None:
    assert [row["ID"] for row in filed(visitor, f"/diagram?depth=64&sort={sort}")] == ids


@pytest.mark.parametrize("sort", ["gravest", "name", "country"])
def test_what_would_flip_stays_whole_in_every_order(visitor: Client, sort: str) -> None:
    assert {row["ID"] for row in filed(visitor, f"/what-if?{urlencode(LEFT)}&sort={sort}")} == {STORED, ON}


@pytest.mark.parametrize("asked", ["sort=size", "format=doc", "page=2"])
@pytest.mark.parametrize("path", ["/diagram?depth=64", WHAT_IF])
def test_what_no_list_beneath_a_picture_can_do_is_refused(visitor: Client, path: str, asked: str) -> None:
    read(visitor, f"{path}&{asked}", status=400)


def test_everything_supposed_stays_in_the_form_and_the_files(visitor: Client) -> None:
    page = read(visitor, f"{WHAT_IF}&q=kanal")
    files = [link for link in page.links() if link.startswith("/what-if") and "format=csv" in link]
    assert len(files) == 1
    assert {*SUPPOSED, ("q", "kanal")} <= set(parse_qsl(urlsplit(files[0]).query))
    hidden = [(a["name"], a["value"]) for tag, a in page.elements if tag == "input" and a.get("type") == "hidden"]
    assert set(SUPPOSED) <= set(hidden)


def test_no_file_tells_what_would_flip_where_nothing_is_supposed(visitor: Client) -> None:
    read(visitor, "/what-if?format=csv", status=400)


def filed(visitor: Client, path: str) -> list[dict[str, str]]:
    answer = visitor.get(f"{path}&format=csv&lang=en")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
