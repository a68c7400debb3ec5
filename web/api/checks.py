"""The register looked through over HTTP: what is wanting, ends soon or is not known, as `onward check` tells it."""

from litestar import get
from litestar.di import NamedDependency

from registry.law.disclosure_facts import GapLevel
from registry.reports.linted import as_json
from registry.reports.looked import look_through
from registry.terms import Right
from web.api.asking import shaped
from web.api.paging import Timed, Words
from web.api.shapes.base import Shape
from web.deps import AtDesk


class InTwoLanguages(Shape, frozen=True, kw_only=True):
    """The same words in both languages; null: there are none."""

    en: str | None
    sv: str | None


class Finding(Shape, frozen=True, kw_only=True):
    """One thing that is wanting: the rule, its case (null: the rule itself), the article, the record, and a cure."""

    id: str
    case: str | None
    article: str
    level: GapLevel
    controller: str
    record: str
    name: str
    finding: InTwoLanguages
    cure: InTwoLanguages


class Check(Shape, frozen=True, kw_only=True):
    """Findings, gravest first; how many there are of each level, and records in order, of all that were looked at."""

    findings: list[Finding]
    counts: dict[str, int]
    checked: int


class ChecksQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`level` may stand several times; `counts` always tell of every level."""

    controller: Words | None = None
    level: tuple[GapLevel, ...] = ()


@get("/checks", needs=Right.READ, query=ChecksQuery, sync_to_thread=True)
def checks(desk: AtDesk, asked: NamedDependency[ChecksQuery]) -> Check:
    """Look the register through: what is wanting, ends soon or is not known."""
    moment = asked.moment(desk.today)
    register = desk.register(moment)
    controller = register.controller(asked.controller).id if asked.controller else None
    answer = as_json(look_through(desk.session, register, desk.judged(moment), desk.law(moment), controller))
    shown = [one for one in answer["findings"] if not asked.level or one["level"] in asked.level]
    return shaped(answer | {"findings": shown}, Check)


ROUTES = [checks]
