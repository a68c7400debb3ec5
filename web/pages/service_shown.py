"""What the tabs of a service show: how much stands behind each, who stands behind whom, which transfers reach it."""

from dataclasses import dataclass
from enum import StrEnum

from registry.catalogue.chains import Crossing, Hop
from registry.catalogue.reading import Register, Row
from registry.law.verdicts import Answer, rank
from web.pages.views import View

MOST_NODES = 300  # in the tree of one service


class Tab(StrEnum):
    """The parts of a service's page, each at an address of its own."""

    OVERVIEW = "overview"
    AGREEMENTS = "agreements"
    SUB_PROCESSORS = "sub-processors"
    TRANSFERS = "transfers"
    SOURCES = "sources"
    CHANGES = "changes"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Behind:
    """Somebody behind a service. `again`: their own list is shown elsewhere in the tree."""

    row: Row
    service_id: str | None
    below: tuple["Behind", ...]
    again: bool


@dataclass(frozen=True, slots=True)
class Reaching:
    """A transfer to the service or to whoever stands behind it for us, with the law's answer."""

    hop: Hop
    crossing: Crossing
    answer: Answer


@dataclass(frozen=True, slots=True)
class Tree:
    """Who stands behind those of a list. `is_cut`: it would hold more than one page can; each of them leads on."""

    below: tuple[Behind, ...]
    is_cut: bool


def behind(register: Register, service_id: str) -> Tree:
    """Those of a service's list who have lists of their own, as far down as lists are on file. A list that is met again
    is shown once."""
    left = [MOST_NODES]
    found = _listed(register, service_id, {service_id}, left)
    return Tree(tuple(one for one in found if one.below or one.again), is_cut=left[0] < 0)


def _listed(register: Register, service_id: str, opened: set[str], left: list[int]) -> tuple[Behind, ...]:
    found = []
    for row in register.list_rows.get(service_id, []):
        left[0] -= 1
        if left[0] < 0:
            break
        leads = _leads_to(register, row)
        again = leads in opened
        if leads is not None and not again:
            opened.add(leads)
            found.append(Behind(row, leads, _listed(register, leads, opened, left), again=False))
        else:
            found.append(Behind(row, leads or row.named_service_id, (), again))
    return tuple(found)


def _leads_to(register: Register, row: Row) -> str | None:
    """The service with a list of its own that a row names."""
    named = row.named_service_id
    return named if named in register.services and named in register.list_rows else None


def reaching(view: View, service_id: str) -> list[Reaching]:
    """The transfers of our engagements with the service, and those that reach it behind another, the worst first."""
    ours = {one.id for one in view.register.engagements.values() if one.service_id == service_id}
    found = [
        Reaching(judged.hop, crossing, answer)
        for several in view.flows.values()
        for judged in several
        if judged.hop.engagement_id in ours or judged.hop.importer.id == service_id
        for crossing, answer in zip(judged.hop.crossings, judged.answers, strict=True)
    ]
    return sorted(found, key=lambda one: (rank(one.answer.verdict), one.hop.path, one.crossing.key))
