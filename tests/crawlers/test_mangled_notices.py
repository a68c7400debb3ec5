"""Notices that were cut, joined and turned around at random: each is read to the end, and quotes what it says."""

import random
import re
import tomllib
from pathlib import Path

import pytest

from crawlers.extract import extract
from crawlers.known import gazetteer
from crawlers.read import Reading, read

HERE = Path(__file__).parent
PARTS = [part["text"] for part in tomllib.loads((HERE / "named_parts.toml").read_text(encoding="utf-8"))["part"]]
NOTICES = [
    path.read_text(encoding="utf-8")[:6000]
    for path in sorted((HERE.parent / "corpus" / "notices").glob("*"))
    if path.suffix in {".md", ".txt", ".html"} and path.name != "README.md"
]
MARKS = ("\n", "\n\n", " ", ". ", "; ", ": ", " – ", "(", ")", "Via ", "av ", " AB", '"', " och ", "/", "| ")
BESIDE = (" ()", " ( , )", " (/)", "’s ", ", ", " AB", " (USA", ")", " - ", "®", " i ", " och Via ")
TYPES = ("text/plain", "text/markdown", "text/html")
EACH = 40


def mangled(text: str, chance: random.Random) -> str:
    """Changed in a few places, half of them at the end of a word with a capital, where names are."""
    for _ in range(chance.randint(1, 6)):
        ends = [match.end() for match in re.finditer(r"[A-ZÅÄÖ]\w+", text)] if chance.random() < 0.5 else []
        start = chance.choice(ends or [chance.randrange(len(text) + 1)])
        end = min(len(text), start + (0 if ends else chance.randint(0, 40)))
        other = chance.choice(PARTS)
        cut = chance.randrange(len(other))
        put = (text[start:end].swapcase(), text[start:end][::-1], other[cut : cut + 60], "", chance.choice(MARKS))
        text = text[:start] + (chance.choice(BESIDE) if ends else chance.choice(put)) + text[end:]
    return text


def reading_of(text: str, content_type: str) -> Reading:
    return read(extract(text.encode(), content_type=content_type, name="mangled"), gazetteer=gazetteer())


@pytest.mark.parametrize("seed", range(20))
def test_a_mangled_notice_is_read_and_quoted(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(EACH):
        reading = reading_of(mangled(chance.choice([*PARTS, *NOTICES]), chance), chance.choice(TYPES))
        for attached in reading.recipients:
            one = attached.recipient
            assert one.start <= one.name_start < one.end
            assert reading.extracted.text[one.name_start :].startswith(one.name)
