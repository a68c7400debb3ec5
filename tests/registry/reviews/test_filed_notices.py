"""Which notices of ours are on file: told whatever else was handed in since."""

from datetime import UTC, datetime, timedelta

from registry.reviews import filed
from registry.store import Store
from registry.tables import HandedIn
from registry.terms import DocumentKind

AT = datetime(2026, 11, 1, tzinfo=UTC)


def test_a_notice_is_found_behind_newer_documents_of_others(store: Store) -> None:
    rows = [("doc_notice", "org_own", DocumentKind.NOTICE), ("doc_other", "org_other", DocumentKind.NOTICE),
            ("doc_dpa", "org_own", DocumentKind.DPA)]  # fmt: skip
    with store.write("test") as session:
        session.add_all(
            HandedIn(id=identity, subject_id=subject, kind=kind, handed_at=AT + timedelta(days=day))
            for day, (identity, subject, kind) in enumerate(rows)
        )
    with store.read() as session:
        assert [one.id for one in filed.notices(session, ["org_own"], None, limit=1)] == ["doc_notice"]
        assert filed.notices(session, ["org_own"], AT - timedelta(days=1), limit=1) == []
