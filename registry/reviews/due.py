"""What is due: the one door to every deadline, of work and of papers."""

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from registry.catalogue.reading import Register
from registry.law.lawbook import LawBook
from registry.reviews.deadlines import Deadline, Ground, Wanted, in_order
from registry.reviews.deadlines_of_papers import of_papers
from registry.reviews.deadlines_of_work import of_work
from registry.tables import Audit


def deadlines(session: Session, register: Register, law: LawBook, wanted: Wanted) -> list[Deadline]:
    """Every deadline asked for, as known at the register's moment, the earliest first."""
    ground = Ground(session, register, law)
    return in_order([*of_work(ground), *of_papers(ground)], wanted)


def told_at(session: Session) -> datetime:
    """The instant of the newest write: nothing that is told was written later."""
    newest = session.exec(select(Audit.at).order_by(col(Audit.seq).desc()).limit(1)).first()
    return (newest or datetime(1970, 1, 1, tzinfo=UTC)).replace(microsecond=0)
