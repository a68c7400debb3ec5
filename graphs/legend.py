"""How each verdict, party and place looks: line, mark, arrowhead, colour. Colour is never the only sign.

A verdict is told four times over: by its word, its mark (a glyph in the label, the same shape behind the arrowhead),
its line and its colour. A `theirs` hop is thin and dashed and says so in words. Colours are dark on white, told apart
by lightness as well as hue, and hold against every background used here: 4.5:1 for text, 3:1 for lines (WCAG 2.2).
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from graphs.model import Change, NodeKind
from registry.law.zones import Zone
from registry.terms import Responsibility, Verdict


class Line(StrEnum):
    """A line's style."""

    SOLID = "solid"
    BOLD = "bold"
    DOUBLE = "double"
    DASHED = "dashed"
    DOTTED = "dotted"


@dataclass(frozen=True, slots=True)
class HopLook:
    """How an edge looks. `mark` is one glyph of the WGL4 set, so every system font has it; `head` names the same
    shape as a Graphviz arrowhead, the arrow first, the mark behind it."""

    mark: str
    line: Line
    width: float
    colour: str
    head: str


@dataclass(frozen=True, slots=True)
class NodeLook:
    """How a node looks. `borders` 2 is a double border."""

    shape: str
    style: str
    fill: str
    border: str
    text: str
    borders: int = 1


@dataclass(frozen=True, slots=True)
class ZoneLook:
    """How the area around a zone's nodes looks."""

    fill: str
    border: str
    style: str


@dataclass(frozen=True, slots=True)
class AreaLook:
    """How a country looks on a map: a shade of its own lightness, and for one zone a hatch over it."""

    fill: str
    border: str
    pattern: str | None = None


INK = "#1d2733"
QUIET = "#55606c"
PAPER = "#ffffff"
THIN = 0.8

VERDICTS = MappingProxyType(
    {
        Verdict.NOT_A_TRANSFER: HopLook("○", Line.SOLID, 1.1, "#4a5663", "normalodot"),
        Verdict.COVERED: HopLook("●", Line.SOLID, 1.8, "#0a57a0", "normaldot"),
        Verdict.SAFEGUARDED: HopLook("■", Line.DOUBLE, 1.3, "#00665a", "normalbox"),
        Verdict.DEROGATION: HopLook("◊", Line.DASHED, 1.8, "#7a5200", "normalodiamond"),
        Verdict.INCOMPLETE: HopLook("□", Line.DASHED, 2.6, "#a84300", "normalobox"),
        Verdict.UNKNOWN: HopLook("?", Line.DOTTED, 2.2, "#6b3a99", "onormal"),
        Verdict.UNSUPPORTED: HopLook("×", Line.BOLD, 3.2, "#b00020", "normaltee"),
    }
)

UNJUDGED = HopLook("–", Line.SOLID, 1.0, QUIET, "vee")
JOINT = HopLook("=", Line.SOLID, 1.0, INK, "none")
PARENT = HopLook("↑", Line.DOTTED, 1.0, QUIET, "vee")

NODES = MappingProxyType(
    {
        NodeKind.CONTROLLER: NodeLook("box", "filled", INK, INK, PAPER),
        NodeKind.JOINT_CONTROLLER: NodeLook("box", "filled", "#dfe6ee", INK, INK, 2),
        NodeKind.SERVICE: NodeLook("box", "rounded,filled", PAPER, INK, INK),
        NodeKind.ORGANISATION: NodeLook("box", "filled", PAPER, INK, INK),
        NodeKind.DEPTH_UNKNOWN: NodeLook("box", "rounded,dashed,filled", PAPER, QUIET, QUIET),
    }
)

BOX = NodeLook("box", "filled", PAPER, QUIET, INK)  # a list of sub-processors, set from the left

ZONES = MappingProxyType(
    {
        Zone.EEA: ZoneLook("#f1f6fb", "#b7c9da", "rounded,filled"),
        Zone.ADEQUATE: ZoneLook("#f1f8f4", "#b3d0c0", "rounded,filled"),
        Zone.PARTLY_ADEQUATE: ZoneLook("#faf8ef", "#d8cda2", "rounded,filled"),
        Zone.THIRD_COUNTRY: ZoneLook("#fbf4f1", "#dfc2b6", "rounded,filled"),
        Zone.ORGANISATION: ZoneLook("#f6f4fa", "#ccc4dd", "rounded,filled"),
        Zone.UNKNOWN: ZoneLook("#ffffff", "#8a949e", "rounded,dashed"),
    }
)


HATCH = "onward-hatch"  # the id of the pattern that a map defines
AREAS = MappingProxyType(
    {
        Zone.EEA: AreaLook("#6b8fb5", "#ffffff"),
        Zone.ADEQUATE: AreaLook("#a8c8b6", "#ffffff"),
        Zone.PARTLY_ADEQUATE: AreaLook("#e6dfc0", "#ffffff", f"url(#{HATCH})"),
        Zone.THIRD_COUNTRY: AreaLook("#ebe7e3", "#ffffff"),
        Zone.ORGANISATION: AreaLook("#ffffff", "#8a949e"),
        Zone.UNKNOWN: AreaLook("#ffffff", "#9aa2aa"),
    }
)
"""Darkest is the EEA, lightest what has no decision: a print in grey keeps the order, the hatch tells the third."""


CHANGES = MappingProxyType(
    {
        Change.ADDED: HopLook("+", Line.BOLD, 3.2, "#0a57a0", "normal"),
        Change.GONE: HopLook("−", Line.DASHED, 1.6, "#b00020", "normal"),
        Change.CHANGED: HopLook("≠", Line.DOUBLE, 1.3, "#7a5200", "normal"),
        Change.SAME: HopLook("·", Line.SOLID, THIN, QUIET, "normal"),
    }
)
"""Where two days are compared the line tells what became of a hop; its word and mark still tell the verdict."""

BORDERS = MappingProxyType(
    {
        Change.ADDED: ("solid", 3.0),
        Change.GONE: ("dashed", 1.6),
        Change.CHANGED: ("solid", 1.6),
        Change.SAME: ("solid", 0.8),
    }
)
"""The border of a party where two days are compared: its style and width; what changed has two."""


def look(verdict: Verdict | None, responsibility: Responsibility) -> HopLook:
    """How a disclosure looks. What is the recipient's own responsibility is thin and dashed, whatever its verdict."""
    found = UNJUDGED if verdict is None else VERDICTS[verdict]
    if responsibility is Responsibility.THEIRS:
        return replace(found, line=Line.DASHED, width=THIN)
    return found
