"""Ids of curated rows: the same record has the same id at every load, on every machine."""

from collections import Counter
from hashlib import sha256

_LENGTH = 12
_BETWEEN = "\x1f"  # stands in no name


def organisation_id(key: str) -> str:
    """The id of an organisation of the catalogue."""
    return f"org_{key}"


def legal_person_id(key: str, organisation: str) -> str:
    """The id of a legal person; one that bears its group's own key is told from the group."""
    return organisation_id(f"{key}~company" if key == organisation else key)


def service_id(key: str) -> str:
    """The id of a service of the catalogue."""
    return f"svc_{key}"


def document_id(key: str) -> str:
    """The id of a document of the catalogue."""
    return f"doc_{key}"


def list_id(key: str) -> str:
    """The id of a sub-processor list of the catalogue."""
    return f"lst_{key}"


def named_only_id(folded: str) -> str:
    """The id of the organisation behind a name that nobody knows more about."""
    return hashed("org_named", folded)


def hashed(prefix: str, *parts: str | None) -> str:
    """An id from what tells a record from its siblings."""
    whole = _BETWEEN.join(part or "" for part in parts)
    return f"{prefix}_{sha256(whole.encode()).hexdigest()[:_LENGTH]}"


def key_of(identity: str) -> str:
    """The catalogue's key inside `org_…`, `svc_…`, `doc_…` or `lst_…`."""
    return identity.split("_", 1)[1].partition("~")[0]


class Repeats:
    """Tells the second record of a kind from the first, where a list says the same thing twice."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def hashed(self, prefix: str, *parts: str | None) -> str:
        """`hashed`, with the number of the repetition where there is one."""
        return self.numbered(hashed(prefix, *parts))

    def numbered(self, identity: str) -> str:
        """The id itself the first time, then `…_2`, `…_3`."""
        self._seen[identity] += 1
        count = self._seen[identity]
        return identity if count == 1 else f"{identity}_{count}"
