"""The register of a moment looked through whole: what is wanting in its records, and what in its papers disagrees."""

from collections.abc import Iterable

from sqlmodel import Session

from registry.catalogue import papers, reading
from registry.catalogue.papers import read_papers
from registry.catalogue.reading import Register
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.reports.coherent import Ground, problems, services_of
from registry.reports.linter import Linted, lint

LOOKED_THROUGH = reading.TABLES | papers.TABLES
"""All that is looked through."""


def look_through(
    session: Session, register: Register, judged: Iterable[Judged], law: LawBook, controller_id: str | None = None
) -> Linted:
    """Everything, for one organisation or for all. Services that our hops reach are looked at too."""
    hops = tuple(judged)
    mine = [one for one in hops if controller_id in (None, one.hop.controller_id)]
    services = services_of(mine, register)
    ground = Ground(register, hops, read_papers(session, register.moment, services), law)
    single = lint(register, hops, controller_id)
    found = dict.fromkeys((*single.problems, *problems(ground, controller_id)))
    agreements = sum(len(register.agreements.get(one, ())) for one in {one.hop.engagement_id for one in mine})
    return Linted(tuple(found), single.checked + agreements + len(services))
