"""How the database stands: told while it can be told, and nothing thrown at who asks while it cannot."""

from pathlib import Path

from registry import commits
from registry.store import open_store


def test_a_file_that_cannot_be_read_tells_no_number(tmp_path: Path) -> None:
    file = tmp_path / "onward.db"
    file.write_bytes(b"no database at all" * 99)
    found = commits.of(open_store(f"sqlite:///{file}"))
    assert found is not None
    assert found.number() is None
    found.close()


def test_where_there_is_no_file_nobody_counts(tmp_path: Path) -> None:
    assert commits.of(open_store(f"sqlite:///{tmp_path}/onward.db")) is None
