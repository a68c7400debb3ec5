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


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_made_to_hurt_is_compared_within_bounds(name: str, tmp_path: Path) -> None:
    made, is_same = PAIRS[name]
    files = [tmp_path / "before.html", tmp_path / "after.html"]
    for file, body in zip(files, made(), strict=True):
        file.write_bytes(body)
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("bad_input_comparing.py")), *map(str, files)],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-600:]}"
    differing, same = done.stdout.split()
    assert (same == "True", int(differing) == 0) == (is_same, is_same)
