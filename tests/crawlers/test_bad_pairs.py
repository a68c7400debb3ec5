"""Texts that are made to hurt whoever compares them: compared within bounds of memory and processor time."""

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TWO_MEGABYTES = 2_000_000
WORDS = [f"word{number}" for number in range(20_000)]


def block(seed: int) -> bytes:
    """Two megabytes in one paragraph without a full stop."""
    drawn = random.Random(seed)
    return f"<p>{' '.join(drawn.choice(WORDS) for _ in range(TWO_MEGABYTES // 9))}</p>".encode()


def shuffled(seed: int) -> bytes:
    paragraphs = [f"<p>word{number}</p>" for number in range(50_000)]
    random.Random(seed).shuffle(paragraphs)
    return "".join(paragraphs).encode()


def repeated(word: str, times: int) -> bytes:
    return f"<p>We share your {word} with Zeppo Inc.</p>".encode() * times


Made = Callable[[], tuple[bytes, bytes]]
PAIRS: dict[str, tuple[Made, bool]] = {
    "one block each": (lambda: (b"<p>" + block(1), b"<p>" + block(2)), False),
    "50,000 paragraphs of a word, shuffled": (lambda: (shuffled(1), shuffled(2)), True),
    "equal blocks 50,000 times, one more and one other": (
        lambda: (repeated("name", 50_000), repeated("name", 50_001) + repeated("email", 1)),
        False,
    ),
    "every block another": (lambda: (repeated("name", 50_000), shuffled(3)), False),
}  # fmt: skip


def table(names: Callable[[int], str], purposes: Callable[[int], str], rows: int) -> bytes:
    head = "<h2>Sub-processors</h2><table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>"
    cells = (f"<tr><td>{names(n)}</td><td>{purposes(n)}</td><td>Germany</td></tr>" for n in range(rows))
    return (head + "".join(cells) + "</table>").encode()


def one_name(word: str, rows: int = 5_000) -> bytes:
    return table(lambda _: "Zeppo Inc.", lambda n: f"{word} of what is kept {n}", rows)


def like_names(word: str, rows: int = 5_000) -> bytes:
    return table(lambda n: f"Zeppo {word} {n} Inc.", lambda _: "Hosting", rows)


def equal_rows(word: str, rows: int = 8_000) -> bytes:
    return table(lambda _: "Zappo Inc.", lambda _: word, rows)


def one_sentence(word: str, names: int = 1_200) -> bytes:
    return f"<p>We share data with {', '.join(f'Zeppo{word}{n} Inc.' for n in range(names))}.</p>".encode()


MOST_TOLD = 300
SECONDS = 45  # of processor; comparing every row with every other takes minutes
COUNTED = {"one name, other purposes": 1, "names that are all alike": 10_000, "equal rows": 1, "a sentence of names": 1}
ROWS: dict[str, Made] = {
    "one name, other purposes": lambda: (one_name("hosting"), one_name("hosted")),
    "names that are all alike": lambda: (like_names("Nord"), like_names("Syd")),
    "equal rows": lambda: (equal_rows("hosting"), equal_rows("analytics")),
    "a sentence of names": lambda: (one_sentence("x"), one_sentence("y")),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_made_to_hurt_is_compared_within_bounds(name: str, tmp_path: Path) -> None:
    made, is_same = PAIRS[name]
    differing, same, *_ = compared(made(), tmp_path)
    assert (same == "True", int(differing) == 0) == (is_same, is_same)


@pytest.mark.parametrize("name", ROWS)
def test_rows_made_to_hurt_are_judged_within_bounds_and_all_counted(name: str, tmp_path: Path) -> None:
    *_, told, counted = compared(ROWS[name](), tmp_path, SECONDS)
    assert int(told) <= MOST_TOLD
    assert int(counted) == COUNTED[name]


def compared(bodies: tuple[bytes, bytes], folder: Path, *limits: int) -> list[str]:
    files = [folder / "before.html", folder / "after.html"]
    for file, body in zip(files, bodies, strict=True):
        file.write_bytes(body)
    command = [sys.executable, str(Path(__file__).with_name("bad_input_comparing.py")), *map(str, (*files, *limits))]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-600:]}"
    return done.stdout.split()
