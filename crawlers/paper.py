"""A document that was handed in, as the findings made of it name it: whose it is, where its bytes lie, its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.reviews.proposals import Finding
from registry.terms import Deed

LONGEST_NAME = 200  # a longer stretch is no name; nothing is made of it


@dataclass(frozen=True, slots=True)
class Paper:
    """`text` is what offsets count in; every quote is `text[start:end]`. `at` is when it was taken."""

    subject_id: str
    document_id: str
    snapshot_sha256: str
    text: str
    at: datetime

    def finding(self, field: str, topic: str, value: Mapping[str, Any], start: int, end: int) -> Finding:
        """What the document states, as something to add."""
        return Finding(
            subject_id=self.subject_id,
            field=field,
            topic=topic,
            deed=Deed.ADD,
            value=dict(value),
            before=None,
            document_id=self.document_id,
            version_id=None,
            snapshot_sha256=self.snapshot_sha256,
            quote=self.text[start:end],
            start=start,
            end=end,
        )
