"""Parts of notices in many wordings: everybody who is named as getting data is read, and nobody else."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.read import read

PARTS = tomllib.loads((Path(__file__).parent / "named_parts.toml").read_text(encoding="utf-8"))["part"]
HEADS = {
    "sv": "# Integritetspolicy\n\nAlmkvist Bygg AB (org.nr 556036-0793) är personuppgiftsansvarig.\n\n",
    "en": "# Privacy notice\n\nAlmkvist Building Ltd is the controller of your personal data.\n\n",
}


@pytest.mark.parametrize("part", PARTS, ids=[part["text"].partition("\n")[0] for part in PARTS])
def test_everybody_named_as_getting_data_is_read_and_nobody_else(part: dict[str, Any]) -> None:
    text = f"{HEADS[part['language']]}## {part['text']}"
    reading = read(extract(text.encode(), content_type="text/markdown", name="notice.md"), gazetteer=gazetteer())
    assert [one.recipient.name for one in reading.recipients] == part["recipients"]


def test_the_parts_are_many_and_in_both_languages() -> None:
    languages = [part["language"] for part in PARTS]
    assert min(languages.count("sv"), languages.count("en")) >= 40
