"""Runs Graphviz: the `dot` that is installed with Onward, or the one the settings name. Always with a time limit."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

from graphviz.backend import dot_command, execute

from registry.errors import OnwardError

SECONDS = 30.0


class DrawingFailed(OnwardError):
    """Graphviz is absent, refused the graph, or did not finish in time."""


class LayoutRefused(DrawingFailed):
    """Graphviz did not draw this graph as it was written."""


def lay_out(source: str, format_: str, *, dot: str | None, seconds: float = SECONDS) -> bytes:
    """The bytes Graphviz makes of DOT text. `dot` is `Settings.dot`: None takes the installed one.

    Raises LayoutRefused when Graphviz ends with an error, DrawingFailed when it is absent or out of time.
    """
    binary, *arguments = dot_command.command("dot", format_)
    binary = dot or installed() or str(binary)
    try:
        done = execute.run_check(
            [binary, *arguments], input=source.encode(), capture_output=True, quiet=True, timeout=seconds
        )
    except execute.ExecutableNotFound as error:
        raise DrawingFailed(f"“{binary}” is not there. Install graphviz-pure or set ONWARD_DOT.") from error
    except PermissionError as error:
        raise DrawingFailed(f"“{binary}” cannot be run. Point ONWARD_DOT to a Graphviz `dot`.") from error
    except subprocess.TimeoutExpired as error:
        raise DrawingFailed(f"the layout took more than {seconds:.0f} s. Narrow the selection or group it.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()[:300]
        raise LayoutRefused(f"Graphviz refused the graph: {said}") from error
    return bytes(done.stdout)


def installed() -> str | None:
    """The path of the pinned Graphviz, which lays out the same on every machine; None where it is absent."""
    beside = shutil.which("graphviz-pure", path=str(Path(sysconfig.get_path("scripts"))))
    return beside or shutil.which("graphviz-pure")
