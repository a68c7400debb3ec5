"""The shapes of countries as `data/geo/world.toml` has them: where a mark stands, and the path of an SVG."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORLD_FILE = Path(__file__).resolve().parent.parent.parent / "data" / "geo" / "world.toml"


@dataclass(frozen=True, slots=True)
class Shape:
    """One country on a page 10 000 wide. A small one may have no path: a dot stands for it."""

    at: tuple[float, float]
    path: str
    is_small: bool


@dataclass(frozen=True, slots=True)
class World:
    """Countries by ISO 3166-1 alpha-2 code, and land that has none."""

    countries: dict[str, Shape]
    uncoded: tuple[Shape, ...]


@cache
def world() -> World:
    """The shapes, read once."""
    told = tomllib.loads(WORLD_FILE.read_text(encoding="utf-8"))
    countries = {code: _shape(one) for code, one in told["countries"].items()}
    return World(countries, tuple(_shape(one) for one in told["uncoded"].values()))


def _shape(told: dict[str, Any]) -> Shape:
    x, y = told["at"]
    return Shape((float(x), float(y)), str(told["shape"]), bool(told.get("small", False)))
