"""What is remembered of the law is shared by every thread that asks: one may remember while another looks."""

from collections.abc import Iterator, Mapping

from registry.law.inquiry import Call, Settled, Taken
from registry.law.remembering import Memory, Place, Remembered

WAY = Settled("an outcome", frozenset())


def remembered(*keys: str) -> Remembered:
    return Remembered(WAY, keys, (), True, 1)


class Meanwhile(Mapping[str, Taken]):
    """Facts that are looked up while somebody else remembers something from the same place."""

    def __init__(self, memory: Memory, place: Place) -> None:
        self._memory, self._place, self._times = memory, place, 0

    def __getitem__(self, key: str) -> Taken:
        self._times += 1
        self._memory.keep(self._place, {}, remembered(f"another.{self._times}"))
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_one_may_look_while_another_remembers() -> None:
    memory = Memory()
    place: Place = (Call(print, (), ()),)
    memory.keep(place, {"importer.country": Taken("US")}, remembered("importer.country"))
    memory.keep(place, {"destination": Taken("US")}, remembered("destination"))
    assert memory.find(place, Meanwhile(memory, place)) is None
    assert memory.find(place, {}) is not None
