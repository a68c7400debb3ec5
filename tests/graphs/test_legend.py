"""Seven verdicts that nobody takes for one another, with or without colour."""

from itertools import combinations

from graphs.legend import INK, NODES, PAPER, QUIET, THIN, UNJUDGED, VERDICTS, ZONES, Line, look
from graphs.model import Language, NodeKind
from graphs.phrases import PHRASES, article, country, phrase
from registry.law.zones import Zone
from registry.terms import Manner, Responsibility, Verdict

BACKGROUNDS = [PAPER, *(zone.fill for zone in ZONES.values())]


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance of `#rrggbb`."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_of_black_on_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21


def test_every_verdict_and_zone_and_party_has_a_look() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert set(ZONES) == set(Zone)
    assert set(NODES) == set(NodeKind)


def test_words_in_a_verdicts_colour_are_readable_on_every_background() -> None:
    for colour in [look_.colour for look_ in (*VERDICTS.values(), UNJUDGED)] + [INK, QUIET]:
        assert all(contrast(colour, background) >= 4.5 for background in BACKGROUNDS), colour


def test_words_in_a_party_are_readable() -> None:
    for look_ in NODES.values():
        assert contrast(look_.text, look_.fill) >= 4.5
        assert contrast(look_.border, PAPER) >= 3


def test_no_two_verdicts_share_mark_arrowhead_or_line_of_one_width() -> None:
    for one, other in combinations(VERDICTS.values(), 2):
        assert one.mark != other.mark
        assert one.head != other.head
        assert (one.line, one.width) != (other.line, other.width)
        assert one.colour != other.colour


def test_colours_are_written_with_six_digits() -> None:
    colours = [look_.colour for look_ in VERDICTS.values()]
    colours += [c for look_ in NODES.values() for c in (look_.fill, look_.border, look_.text)]
    colours += [c for zone in ZONES.values() for c in (zone.fill, zone.border)]
    assert all(len(c) == 7 and c[0] == "#" for c in colours)


def test_what_is_theirs_is_thin_and_dashed_and_keeps_its_mark() -> None:
    for verdict in Verdict:
        theirs = look(verdict, Responsibility.THEIRS)
        assert (theirs.line, theirs.width) == (Line.DASHED, THIN)
        assert theirs.mark == VERDICTS[verdict].mark
        assert theirs.width < min(one.width for one in VERDICTS.values())


def test_what_is_shared_looks_like_ours() -> None:
    assert look(Verdict.COVERED, Responsibility.SHARED) == look(Verdict.COVERED, Responsibility.OURS)


def test_every_drawn_value_has_a_word_in_both_languages() -> None:
    for language in Language:
        assert all(phrase(f"zone.{zone}", language) for zone in Zone)
        assert all(phrase(f"node.{kind}", language) for kind in NodeKind)
        assert all(phrase(f"manner.{manner}", language) for manner in Manner)
    assert all(swedish.strip() and english.strip() for swedish, english in PHRASES.values())


def test_countries_are_named_in_the_graphs_language() -> None:
    assert country("DE", Language.SWEDISH) == "Tyskland"
    assert country("DE", Language.ENGLISH) == "Germany"
    assert country("EPO", Language.SWEDISH) == "EPO"
    assert country(None, Language.SWEDISH) == "land inte känt"


def test_articles_are_cited_as_the_language_cites_them() -> None:
    assert article("Art. 45(3)", Language.ENGLISH) == "Art. 45(3)"
    assert article("Art. 45(3)", Language.SWEDISH) == "art. 45.3"
    assert article("Art. 46(2)(c)", Language.SWEDISH) == "art. 46.2 c"
