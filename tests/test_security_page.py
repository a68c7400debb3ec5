"""SECURITY.md names each door, and no door that is gone."""

import re
from pathlib import Path

import house_plan
import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NETWORK = next(touch for touch in house_plan.TOUCHES if touch.what == "the network")


@pytest.mark.parametrize("module", NETWORK.allowed)
def test_every_module_that_may_reach_the_network_is_named(module: str) -> None:
    assert f"`{module.replace('.', '/')}.py`" in TEXT


def test_every_module_and_page_that_is_named_is_there() -> None:
    named = set(re.findall(r"`([a-z_]+/[a-z_/]+(?:\.py|/))`", TEXT)) | set(re.findall(r"\]\(([^)]+)\)", TEXT))
    assert named
    assert [one for one in named if not (ROOT / one).exists()] == []
