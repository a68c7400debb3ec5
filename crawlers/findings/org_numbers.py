"""Registration numbers of organisations: the forms they have, and the check digit of the Swedish ones."""

import re
from collections.abc import Iterator

from crawlers.blocks import Span

_SWEDISH = re.compile(r"(?<![\w-])(?:16|SE)?(\d{6}[-–‑−][\dX]{4})(?![\d-])")
_DASHED = re.compile(r"\d[-–‑−][\dX]")
_ANY = re.compile(
    r"(?<![\d-])(\d{6}[-–‑− ][\dX]{4}|\d{7}-\d|\d{10}|\d{3}[ .]?\d{3}[ .]?\d{3}|\d{7,8}|\d{6}|[A-Z]{1,3} ?\d{6})"
    r"(?![\d-])"
)
_SWEDISH_DIGITS = 10


def swedish_numbers(text: str, start: int, end: int) -> Iterator[Span]:
    """Places of numbers that are Swedish by their form and check digit."""
    if _DASHED.search(text, start, end) is None:
        return
    for match in _SWEDISH.finditer(text, start, end):
        if is_possible(match.group(1)):
            yield Span(*match.span(1))


def number_in(text: str, start: int, end: int) -> str | None:
    """The first number of any country in a stretch, as written: words for a registration number announce it."""
    found = _ANY.search(text, start, end)
    return found.group(1) if found is not None else None


def is_possible(number: str) -> bool:
    """Whether a number of ten digits has the right check digit; a masked one has none to check."""
    digits = [int(letter) for letter in number if letter.isdigit()]
    if len(digits) != _SWEDISH_DIGITS:
        return "X" in number
    return sum(sum(divmod(digit * (2 - place % 2), 10)) for place, digit in enumerate(digits)) % 10 == 0
