"""One trial: a copy of what was prepared, the command killed there, what holds then, and the command run to its end."""

import random
from dataclasses import dataclass, field
from enum import StrEnum

from tests.crash.deeds import Deed
from tests.crash.harness import Harness
from tests.crash.places import Place
from tests.crash.running import KILLED, Ended, somewhere
from tests.crash.sameness import Said, as_it_lies, said, unlike
from tests.crash.soundness import is_current, require_sound, require_told

MORE = 0.3  # of those that were killed are killed again before they come to their end


class Found(StrEnum):
    """What a kill left behind."""

    BEFORE = "nothing of it"
    BETWEEN = "a part, sound"
    AFTER = "all of it"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A deed over one kind of database: what stood before, what stands after, and how long it takes."""

    deed: Deed
    kind: str
    place: Place
    before: Said
    after: Said
    whole: Ended


@dataclass(slots=True)
class Tally:
    """What the kills of one deed came to."""

    kills: int = 0
    trials: int = 0
    repeated: int = 0
    found: dict[Found, int] = field(default_factory=lambda: dict.fromkeys(Found, 0))


def prepare(harness: Harness, deed: Deed, kind: str) -> Prepared:
    """Prepare a place, and see what an undisturbed run makes of it."""
    place = harness.places.new(kind)
    deed.prepare(harness, place)
    before = _said(place)
    first, second = place.copy(), place.copy()
    whole = _to_the_end(harness, deed, first)
    after = _said(first)
    _to_the_end(harness, deed, second)
    chance = unlike(after, _said(second))
    assert chance == [], "two undisturbed runs differ:\n" + "\n".join(chance[:20])
    first.remove()
    second.remove()
    return Prepared(deed, kind, place, before, after, whole)


def trial(harness: Harness, prepared: Prepared, chance: random.Random, tally: Tally) -> None:
    """Kill at least once, then let it come to its end. Raises AssertionError, naming the points, for what is lost."""
    place, deed, points = prepared.place.copy(), prepared.deed, []
    harness.world.receiver.seen.clear()
    kills = 0
    while True:
        points.append(somewhere(chance, prepared.whole))
        ended = deed.run(harness, place, points[-1])
        try:
            _after_a_kill(harness, prepared, place, ended, tally)
        except AssertionError as error:
            raise AssertionError(f"{deed.name} on {prepared.kind}, killed at {', '.join(map(str, points))}") from error
        kills += ended.code == KILLED
        if ended.code != KILLED or chance.random() > MORE:
            break
    try:
        _to_the_end(harness, deed, place)
        wrong = unlike(prepared.after, _said(place))
        assert wrong == [], "\n".join(wrong[:20])
        require_sound(place, deed.captured(harness, place))
        tally.repeated += require_told(place, harness.world, kills) if deed.tells else 0
    except AssertionError as error:
        where = ", ".join(map(str, points))
        raise AssertionError(f"{deed.name} on {prepared.kind}, ended after {where}: {error}") from error
    tally.kills += kills
    tally.trials += 1
    place.remove()


def _after_a_kill(harness: Harness, prepared: Prepared, place: Place, ended: Ended, tally: Tally) -> None:
    assert ended.code == KILLED or _came_to_its_end(prepared.deed, ended), f"{ended.code}: {ended.said[-2000:]}"
    require_sound(place, prepared.deed.captured(harness, place))
    now = _said(place)
    assert _is_of_today(place) or now == prepared.before, "the schema is half made"
    found = Found.BEFORE if now == prepared.before else Found.AFTER if now == prepared.after else Found.BETWEEN
    assert found is not Found.BETWEEN or not prepared.deed.in_one, "\n".join(unlike(prepared.before, now)[:20])
    if ended.code == KILLED:
        tally.found[found] += 1


def _to_the_end(harness: Harness, deed: Deed, place: Place) -> Ended:
    ended = deed.run(harness, place)
    assert _came_to_its_end(deed, ended), f"onward {deed.name}: {ended.code}, {ended.said[-2000:]}"
    return ended


def _came_to_its_end(deed: Deed, ended: Ended) -> bool:
    return ended.code == 0 or (ended.code == 2 and deed.refused != "" and deed.refused in ended.said)


def _is_of_today(place: Place) -> bool:
    with place.store() as store:
        return is_current(store)


def _said(place: Place) -> Said:
    """What the database says; of another schema than today's, as it lies: nothing where it has no tables yet."""
    with place.store() as store:
        return said(store) if is_current(store) else as_it_lies(store)
