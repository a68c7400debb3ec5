"""How a run of the tests spends its time: on the tests, not on the disk and not on looking for garbage.

Files in memory: hundreds of databases are copied, and a copy on a disk waits for the disk. Garbage: law, catalogue,
lexicons and the tests themselves are hundreds of thousands of objects that stay; the collector looked through all of
them again and again, for more than half of a run. And a failing test is told of when it fails: a run that is cut short
tells what it saw.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30  # a whole run leaves about 2 GB, until it ends
ROOT = "PYTEST_DEBUG_TEMPROOT"  # where pytest makes `tmp_path`; workers inherit it
OURS = "onward-tests-"


def folder() -> Path:
    """Where files of this run belong: in memory where there is room, else where files for a while belong."""
    return Path(os.environ.get(ROOT) or tempfile.gettempdir())


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """One folder for the run, in memory, that goes with the process that made it; and failures told at once."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(AtOnce(reporter))
    if os.environ.get(ROOT) or not _has_room():
        return
    made = Path(tempfile.mkdtemp(prefix=f"{OURS}{os.getpid()}-", dir=MEMORY))
    os.environ[ROOT] = str(made)
    config.add_cleanup(lambda: _leave(made))


class AtOnce:
    """Tells of a failing test when it fails, whichever process it failed in."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter = reporter

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._reporter.ensure_newline()
            self._reporter.section(f"{report.when} of {report.nodeid} failed", sep="-")
            self._reporter.write_line(report.longreprtext)
            self._reporter.flush()


def _has_room() -> bool:
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return False
    for left in MEMORY.glob(f"{OURS}*"):  # by a run that was killed
        if not Path(f"/proc/{left.name.removeprefix(OURS).split('-')[0]}").exists():
            shutil.rmtree(left, ignore_errors=True)
    return shutil.disk_usage(MEMORY).free > ROOM


def _leave(made: Path) -> None:
    os.environ.pop(ROOT, None)
    shutil.rmtree(made, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After the last test of a file: what it left that nobody holds goes now, and warns now if it was still open; what
    stays is not looked through again."""
    told = yield
    if nextitem is None or nextitem.path != item.path:
        _settle()
    return told


def pytest_collection_finish() -> None:
    """The tests and what they import stay until the end."""
    _settle()


def _settle() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
