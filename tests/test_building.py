"""The wheel is built twice from the same sources, at two times, and is the same byte for byte."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("app.py", "pyproject.toml", "README.md", "registry", "crawlers", "graphs", "web", "data")
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


def built(folder: Path, number: int) -> bytes:
    sources = folder / f"sources-{number}"
    sources.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, sources / part)
    for path in sources.rglob("*"):
        os.utime(path, (number * 1_000_000_000, number * 1_000_000_000))
    wheels = folder / f"wheels-{number}"
    told = os.environ | {"SOURCE_DATE_EPOCH": "1790000000"}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(wheels)], cwd=sources, env=told, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    (wheel,) = wheels.glob("*.whl")
    return wheel.read_bytes()


@pytest.mark.skipif(find_spec("hatchling") is None, reason="hatchling, which builds the wheel, is not installed")
def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    first = built(tmp_path, 1)
    assert len(first) > 100_000
    assert built(tmp_path, 2) == first
