"""Names in the database: how they are folded, whom they name, and the ids that are made of them."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col, select

from registry.catalogue.identities import hashed
from registry.cataloguenames import folded
from registry.tables import Name, Organisation

_AT_ONCE = 500


def subprocessor_id(service_id: str, name: str, purpose: str | None) -> str:
    """The id of a row: the same name for the same purpose at the same service is the same sub-processor."""
    return hashed("sub", service_id, folded(name), " ".join((purpose or "").casefold().split()))


def organisation_named(session: Session, name: str) -> str | None:
    """The one organisation that answers to this name, or None when nobody or several do."""
    return organisations_named(session, [name])[name]


def organisations_named(session: Session, names: Iterable[str]) -> dict[str, str | None]:
    """Of each name the one organisation that answers to it, or None when nobody or several do. Few questions, however
    many names: a list has hundreds of rows."""
    asked = list(dict.fromkeys(names))
    exact, known = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for some in (asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE)):
        called = select(Organisation.name, Organisation.id).where(col(Organisation.name).in_(some))
        for name, identity in session.exec(called.where(col(Organisation.retired_at).is_(None))):
            exact[name].add(identity)
        answering = select(Name.folded, Name.subject_id).where(col(Name.folded).in_({folded(name) for name in some}))
        for name, subject in session.exec(answering.where(col(Name.retired_at).is_(None))):
            if subject.startswith("org_"):
                known[name].add(subject)
    found = {name: exact.get(name) or known.get(folded(name), set()) for name in asked}
    return {name: next(iter(one)) if len(one) == 1 else None for name, one in found.items()}
