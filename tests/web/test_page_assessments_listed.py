"""The list of assessments has in its address what narrows it, its order and itself as a file."""

import csv
import io
import re

import pytest
from page_visits import Client

MOLNET, BREVIA = "/assessments/tia_molnet", "/assessments/tia_brevia"


def found(client: Client, asked: str) -> list[str]:
    """The assessments a page leads to, in its order."""
    answer = client.get(f"/assessments?{asked}")
    assert answer.status_code == 200, answer.text
    return re.findall(r'href="(/assessments/tia_[a-z]+)', answer.text)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("q=molnet", [MOLNET]),
        ("q=nobody", []),
        ("country=IN", [BREVIA]),
        ("state=open", [MOLNET]),
        ("state=concluded", [BREVIA]),
        ("state=due", []),
        ("controller=org_lagret&country=US", [MOLNET]),
        ("controller=org_nobody", []),
        ("sort=state", [MOLNET, BREVIA]),
        ("sort=importer", [BREVIA, MOLNET]),
        ("sort=country", [BREVIA, MOLNET]),
        ("sort=review", [BREVIA, MOLNET]),
    ],
)
def test_the_assessments_that_were_asked_for_stand_in_the_order_asked_for(
    reader: Client, asked: str, expected: list[str]
) -> None:
    assert found(reader, asked) == expected


def test_the_file_of_assessments_holds_what_is_shown(reader: Client) -> None:
    answer = reader.get("/assessments?format=csv&country=IN&lang=en")
    assert answer.status_code == 200, answer.text
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert (told["ID"], told["Importer"], told["Destination"]) == ("tia_brevia", "Brevia GmbH", "India")
    assert (told["Decided"], told["Assessment to be reviewed"]) == ("2026-11-02", "2028-11-02")


@pytest.mark.parametrize("asked", ["sort=size", "state=lost", "page=2", "page=0", "format=doc"])
def test_what_the_list_of_assessments_cannot_do_is_refused(reader: Client, asked: str) -> None:
    assert reader.get(f"/assessments?{asked}").status_code == 400


def test_an_empty_selection_of_assessments_says_so(reader: Client) -> None:
    assert "Ingen bedömning i detta urval." in reader.get("/assessments?q=nobody&lang=sv").text
