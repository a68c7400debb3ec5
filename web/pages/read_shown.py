"""A reading as a page: the text with its evidence, beside it what was found, then what the text does not say."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from litestar import Response

from crawlers.blocks import BlockKind
from crawlers.gazetteer import plain_name
from crawlers.read import Reading
from registry.reviews.filed import Kept
from registry.reviews.findings import Stated
from registry.terms import DocumentKind
from web.deps import Desk
from web.pages.proposals import Trouble
from web.pages.read_asked import Held
from web.pages.read_findings import Group, Sort, groups
from web.pages.read_kept import Asked, beside, of_document, waiting
from web.pages.read_missing import checked
from web.pages.read_text import shown
from web.pages.rendering import page
from web.pages.visiting import Visit

LISTED = (
    Sort.PURPOSE,
    Sort.DATA,
    Sort.RECIPIENT_KIND,
    Sort.BASIS,
    Sort.RETENTION,
    Sort.CONTROLLER,
)  # groups whose findings are words in a row
MOST_OTHERS = 200


@dataclass(frozen=True, slots=True)
class Filed:
    """A kept reading: its document, whose it is, the proposals of its findings and clauses, and the others."""

    kept: Kept
    subject: str
    path: str
    asked: dict[int, Asked]
    clauses: dict[str, Asked]  # by the key of a checklist's row
    others: list[Asked]

    @property
    def waiting(self) -> int:
        """How many proposals nobody has decided."""
        return len(waiting([*self.asked.values(), *self.clauses.values(), *self.others]))


def filed_beside(desk: Desk, kept: Kept, found: Iterable[Group], subject: str, path: str) -> Filed:
    """What is kept, beside what was found."""
    asked, rest = beside(found, of_document(desk, kept))
    clauses = {str(one.proposal.value.get("id")).lower(): one for one in rest if one.proposal.field == Stated.CLAUSE}
    others = [one for one in rest if one.proposal.field != Stated.CLAUSE]
    return Filed(kept, subject, path, asked, clauses, others)


def shown_reading(
    visit: Visit, desk: Desk, reading: Reading, *, title: str | None, kept: Kept | None = None,
    held: Held | None = None, subject: str = "", is_controllers: bool = False,
    trouble: Trouble | None = None,
) -> Response[str]:  # fmt: skip
    """The page of a reading."""
    wording = visit.wording
    found = groups(reading, wording)
    filed = filed_beside(desk, kept, found, subject, visit.path) if kept is not None else None
    against = checked(reading, _kind(reading, kept), wording, visit.moment.on)
    text = shown(reading, found, [point.mark for point in against.points if point.mark is not None])
    return page(
        "reading.html",
        visit,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        reading=reading,
        title=title or own_title(reading),
        groups=found,
        listed=LISTED,
        proposed_of=(Sort.RECIPIENT,) if is_controllers else (Sort.SUB_PROCESSOR,),
        text=text,
        checked=against,
        filed=filed,
        held=held,
        others=filed.others[:MOST_OTHERS] if filed else [],
        legend=_legend(found),
        trouble=trouble,
        stranger=_stranger(reading, subject) if kept is not None and is_controllers else None,
    )


def _stranger(reading: Reading, subject: str) -> str | None:
    """Whom the text names as controller where it names another than the one it was kept for."""
    named = [one.name for one in reading.controllers]
    is_theirs = any(plain_name(subject) == plain_name(name) for name in named)
    return None if is_theirs or not named else ", ".join(named)


def _kind(reading: Reading, kept: Kept | None) -> DocumentKind:
    """As what it was filed, else as what it was read to be; an agreement and a list are known by what they hold."""
    said = kept.document.kind if kept is not None else DocumentKind.OTHER
    return reading.document_kind if said is DocumentKind.OTHER else said


def own_title(reading: Reading) -> str:
    """What the document calls itself: its title, else a heading at its very top."""
    first = reading.extracted.blocks[0]
    return reading.extracted.title or (first.text if first.kind is BlockKind.HEADING else "")


def _legend(found: Iterable[Group]) -> list[tuple[Sort, int]]:
    """The sorts of evidence that the text is marked with, and how many of each."""
    counted: dict[Sort, int] = {}
    for group in found:
        for one in group.findings:
            counted[one.sort] = counted.get(one.sort, 0) + 1
    return list(counted.items())
