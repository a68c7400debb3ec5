"""What the tasks of a round raise together, told as one trouble: a full disk, a database that does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from registry.errors import OnwardError


@contextmanager
def as_one() -> Iterator[None]:
    """Where all that was raised are refusals of ours, the first of them; a programmer's mistake comes as it is."""
    try:
        yield
    except ExceptionGroup as raised:
        refusals, mistakes = raised.split(OnwardError)
        if refusals is None or mistakes is not None:
            raise
        raise _first(refusals) from raised


def _first(raised: ExceptionGroup[OnwardError]) -> OnwardError:
    inner = raised.exceptions[0]
    return _first(inner) if isinstance(inner, ExceptionGroup) else inner
