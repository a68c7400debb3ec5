"""The labels of the invented notices hold to their texts: quotes are verbatim, numbers are possible, sets are said."""

import html
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NOTICES = Path(__file__).parent / "notices"
LABELS = sorted(NOTICES.glob("*.toml"))
BASES = {"consent", "contract", "legal_obligation", "legitimate_interests", "public_task", "vital_interests"}
ROLES = {"processor", "sub_processor", "independent_controller", "joint_controller", "recipient", "authority"}
MECHANISMS = {"adequacy", "dpf", "scc", "bcr", "derogation", "privacy_shield", "none"}


def flat(text: str) -> str:
    """Letters and digits alone, so that neither markup nor line breaks decide whether words are there."""
    return re.sub(r"[\W_]+", "", text)


def text_of(label: dict[str, Any]) -> str:
    source = (NOTICES / label["file"]).read_text(encoding="utf-8")
    return flat(html.unescape(re.sub(r"<[^>]*>", " ", source)) if label["file"].endswith(".html") else source)


def quotes(label: dict[str, Any]) -> Iterator[str]:
    for part in ("recipient_categories", "legal_bases", "retention", "recipients"):
        yield from (row["quote"] for row in label[part])
    yield from (row["words"] for row in label["data_categories"])
    yield from (row["name_as_written"] for row in label["recipients"])
    yield from (row["name"] for row in label["controllers"])
    yield from (row["org_no"] for row in label["controllers"] if "org_no" in row)


def is_possible(number: str) -> bool:
    """A Swedish organisation number ends in the check digit of its first nine digits (Luhn)."""
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(number.replace("-", ""))]
    return sum(one // 10 + one % 10 for one in doubled) % 10 == 0


@pytest.fixture(params=LABELS, ids=lambda file: file.stem)
def label(request: pytest.FixtureRequest) -> dict[str, Any]:
    return tomllib.loads(request.param.read_text(encoding="utf-8"))


def test_every_quote_stands_in_the_text_word_for_word(label: dict[str, Any]) -> None:
    text = text_of(label)
    assert [quote for quote in quotes(label) if flat(quote) not in text] == []


def test_a_quote_has_25_words_at_most(label: dict[str, Any]) -> None:
    assert [quote for quote in quotes(label) if len(quote.split()) > 25] == []


def test_every_swedish_number_has_its_check_digit(label: dict[str, Any]) -> None:
    numbers = [row["org_no"] for row in label["controllers"] if re.fullmatch(r"\d{6}-\d{4}", row.get("org_no", ""))]
    assert [number for number in numbers if not is_possible(number)] == []


def test_labels_keep_to_the_words_of_the_scheme(label: dict[str, Any]) -> None:
    assert {row["basis"] for row in label["legal_bases"]} <= BASES
    assert {row["role_stated"] for row in label["recipients"]} <= ROLES
    assert {word for row in label["recipients"] for word in row["mechanism_stated"]} <= MECHANISMS


def test_the_second_round_says_what_is_set_aside() -> None:
    second = [row for row in (tomllib.loads(file.read_text("utf-8")) for file in LABELS) if row.get("round") == 2]
    sets = sorted((row["set"], row["language"]) for row in second)
    assert sets == [("aside", "en")] * 3 + [("aside", "sv")] * 5 + [("open", "en")] * 3 + [("open", "sv")] * 5
