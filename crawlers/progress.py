"""How far a round has come, shown on a terminal; in a pipe nothing is shown."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class Bar:
    """A bar per round, on standard error: what is answered on standard output stays clean."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begun(self, due: int) -> None:
        """So many sources are to be checked."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task("checking", total=due) if due else None

    def checked(self) -> None:
        """One more is done."""
        if self._task is not None:
            self._progress.advance(self._task)


@contextmanager
def bar(console: Console | None = None) -> Iterator[Bar | None]:
    """A bar to hand to the rounds; None where nobody looks."""
    shown = console or Console(stderr=True)
    if not shown.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=shown, transient=True, refresh_per_second=4) as progress:
        yield Bar(progress)
