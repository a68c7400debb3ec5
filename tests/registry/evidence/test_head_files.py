"""Files of published heads come from outside: what is none is refused in words."""

import pytest

from registry import chainheads
from registry.errors import BadInput


@pytest.mark.parametrize("content", [
    b"", b"[]", b"{}", b"\xff", b'{"format": "onward-head/1"}', b"[" * 10_000,
    b'{"format":"onward-head/1","day":"2026-03-02","links":true,"sha256":"","previous":""}',
    b'{"format":"onward-head/1","day":"x","links":1,"sha256":"","previous":""}',
    b'{"format":"onward-head/1","day":"2026-03-02","links":1,"sha256":"AA","previous":7}',
])  # fmt: skip
def test_what_is_no_head_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(BadInput):
        chainheads.parsed(content)
