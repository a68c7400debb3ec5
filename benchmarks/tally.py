"""A tally of right, added and missed per part of a reading, and its lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Right, added and missed per part; for a yes or no, right and wrong."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    slips: list[str] = field(default_factory=list)

    def sets(self, part: str, gold: Iterable[str], found: Iterable[str], free: Iterable[str] = ()) -> None:
        """`free` values count neither when told nor when missed."""
        due, told = set(gold) - set(free), set(found) - set(free)
        self.add(part, len(due & told), len(told - due), len(due - told))
        self.slips += [f"{part} -{one}" for one in sorted(due - told)] + [
            f"{part} +{one}" for one in sorted(told - due)
        ]

    def same(self, part: str, found: object, *accepted: object, of: str = "") -> None:
        """One value against the values a person takes as right; `of` names the row it belongs to."""
        self.add(part, int(found in accepted), int(found not in accepted))
        self.slips += [] if found in accepted else [f"{part} {of}: {found!r}, a person: {accepted[0]!r}"]

    def add(self, part: str, right: int, added: int = 0, missed: int = 0) -> None:
        """Counts of one file."""
        self.counts[part] = [
            a + b for a, b in zip(self.counts.get(part, [0, 0, 0]), (right, added, missed), strict=True)
        ]

    def f1(self, part: str) -> float:
        """1 where nothing was to be told and nothing was."""
        right, added, missed = self.counts[part]
        return 2 * right / (2 * right + added + missed) if right + added + missed else 1.0

    def told(self) -> Iterator[str]:
        """A line for each part: F1, precision, recall; for a yes or no (a part ending in ?) the share that is right."""
        for part, (right, added, missed) in sorted(self.counts.items()):
            if part.endswith("?"):
                yield f"  {part:34} {right / max(1, right + added):.3f}  ({right} of {right + added})"
                continue
            if not right + added + missed:
                continue
            shares = f"P {right / max(1, right + added):.3f}  R {right / max(1, right + missed):.3f}"
            yield f"  {part:34} {self.f1(part):.3f}  {shares}  ({right} right, {added} added, {missed} missed)"
