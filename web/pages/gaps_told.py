"""The three columns of `/gaps`: everybody whom the notice names, the register holds, or the site was seen to load."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from registry.law.disclosure_facts import Compared, Engaged, NamedRecipient, Observed
from registry.law.verdicts import rank
from registry.terms import Responsibility, Role, Verdict

T = TypeVar("T", NamedRecipient, Observed)


@dataclass(frozen=True, slots=True)
class Beside:
    """One recipient in three sources; None: the source does not have it. `worst` is of our own and shared hops."""

    name: str
    notice: NamedRecipient | None
    is_mentioned: bool  # its name stands somewhere in the notice
    engaged: Engaged | None
    worst: Verdict | None
    observed: Observed | None

    @property
    def sources(self) -> int:
        """How many of the three have it."""
        return sum(one is not None for one in (self.notice or self.is_mentioned or None, self.engaged, self.observed))

    @property
    def role(self) -> Role | None:
        """The role decided, else claimed, in the register."""
        return (self.engaged.role or self.engaged.claimed) if self.engaged else None


def beside(compared: Compared) -> list[Beside]:
    """Those that fewest sources have come first: they are what the page is asked for."""
    return sorted(_rows(compared), key=lambda one: (one.sources, one.name.casefold()))


def _rows(compared: Compared) -> Iterator[Beside]:
    named, seen = list(compared.notice.recipients), list(compared.observed)
    for one in compared.engaged:
        said = _taken(named, one.names)
        met = _taken(seen, one.names)
        mentioned = said is not None or bool(one.names & compared.notice.mentioned)
        yield Beside(one.service, said, mentioned, one, _worst(one), met)
    for told in named:
        met = _taken(seen, told.names)
        yield Beside(told.name, told, True, None, None, met)
    for loaded in seen:
        yield Beside(loaded.service, None, bool(loaded.names & compared.notice.mentioned), None, None, loaded)


def _taken(among: list[T], names: frozenset[str]) -> T | None:
    """The first of the same name; it is taken from the list, so that nobody stands twice."""
    found = next((one for one in among if one.names & names), None)
    if found is not None:
        among.remove(found)
    return found


def _worst(one: Engaged) -> Verdict | None:
    counted = [hop.verdict for hop in one.hops if hop.responsibility is not Responsibility.THEIRS]
    return min(counted, key=rank, default=None)
