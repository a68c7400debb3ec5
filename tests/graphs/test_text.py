"""Text from outside in a drawing: nothing a format cannot hold comes through, and nothing else is lost."""

import unicodedata

import pytest

from graphs.text import plain

REFUSED = [
    "\x00", "\x1b", "\x7f", "\xad", "\u061c", "\u200b", "\u202e", "\u2066", "\ud800", "\ufdd0", "\ufeff",
    "\ufffc", "\ufffd", "\uffff", "\U0001fffe", "\U0010ffff",
]  # fmt: skip


@pytest.mark.parametrize("character", REFUSED, ids=lambda one: f"U+{ord(one):04X}")
def test_a_character_that_some_format_cannot_hold_goes(character: str) -> None:
    assert plain(f"a{character}b") == "ab"


def test_what_people_write_stays_and_white_space_is_one_space() -> None:
    for point in range(0x250):
        character = chr(point)
        if unicodedata.category(character)[0] in "LNPSM":
            assert plain(f"a{character}b") == f"a{character}b"
    assert plain(" å\u00a0ä \n\t ö – “x” ") == "å ä ö – “x”"


def test_a_text_is_bounded_and_says_so() -> None:
    assert plain("å" * 50, 10) == "å" * 9 + "…"
