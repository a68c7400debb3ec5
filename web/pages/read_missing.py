"""What a text does not say: a notice beside Art. 13, an agreement beside Art. 28, a list row by row.

From the reading alone. That words were found says nothing of whether they are enough; what no reader looks for is
named, so that silence is not taken for an answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crawlers.findings.agreement_clauses import ClauseState
from crawlers.findings.document import Document
from crawlers.gaptelling import as_json
from crawlers.notices import LawDays, notice_of
from crawlers.read import Reading
from registry.law.disclosure_facts import Compared, Notice, Outside, Passage, Said
from registry.law.disclosures import gaps
from registry.terms import DocumentKind, LegalBasis, Role
from web.pages.read_findings import Sort
from web.pages.read_text import Mark
from web.wording import Wording

FIRST_NUMBER = 10_000  # of the marks of rows of a checklist; findings are numbered below it
_RULES = ("A", "F", "S")  # gap rules that a notice alone can meet; the others compare it with the register
_NAMED_RIGHTS = ("access", "rectification", "erasure", "restriction", "objection", "portability")
_NOT_LOOKED_FOR = ("required", "automated")
_MOST_NAMED = 8


class Answer(StrEnum):
    """What a look for a statement came to."""

    FOUND = "found"
    PARTLY = "partly"
    NOT_FOUND = "not_found"
    NOT_ASKED = "not_asked"  # the text gives no reason to ask


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a checklist. `detail` says more in the reader's language; `mark` are the words that answer it."""

    key: str
    article: str
    answer: Answer
    detail: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A text held against what its kind is to say. `kind`: as what it was read; `remarks` are gaps with a sentence."""

    kind: DocumentKind
    points: tuple[Point, ...]
    remarks: tuple[Mapping[str, object], ...] = ()
    not_looked_for: tuple[str, ...] = ()

    @property
    def lacking(self) -> list[Point]:
        """What was not found, then what was found in part."""
        order = (Answer.NOT_FOUND, Answer.PARTLY)
        return sorted((one for one in self.points if one.answer in order), key=lambda one: order.index(one.answer))

    @property
    def there(self) -> list[Point]:
        """What was found, or is not asked for."""
        return [one for one in self.points if one.answer in (Answer.FOUND, Answer.NOT_ASKED)]


def checked(reading: Reading, kind: DocumentKind, wording: Wording, on: date) -> Checked:
    """The checklist of a kind of document; a text that does not say what it is is held against a notice's."""
    match kind:
        case DocumentKind.DPA if reading.agreement is not None:
            return Checked(kind, tuple(_clauses(reading, wording)))
        case DocumentKind.SUB_PROCESSOR_LIST:
            return Checked(kind, tuple(_of_rows(reading, wording)))
        case _:
            return _of_notice(reading, wording, on)


def _clauses(reading: Reading, wording: Wording) -> Iterator[Point]:
    states = {
        ClauseState.PRESENT: Answer.FOUND,
        ClauseState.UNCLEAR: Answer.PARTLY,
        ClauseState.ABSENT: Answer.NOT_FOUND,
    }
    assert reading.agreement is not None
    for number, one in enumerate(reading.agreement.clauses):
        mark = None
        if one.start is not None and one.end is not None:
            title = wording.said("clause", one.id.lower())
            mark = Mark(Sort.CLAUSE, one.start, one.end, True, FIRST_NUMBER + number, title)
        yield Point(one.id.lower(), one.article, states[one.state], mark=mark)


def _of_rows(reading: Reading, wording: Wording) -> Iterator[Point]:
    rows = reading.sub_processors
    without = {
        "place": [row.name for row in rows if not row.countries and row.seat is None],
        "purpose": [row.name for row in rows if row.purpose is None],
    }
    for key, names in without.items():
        answer = Answer.FOUND if not names else Answer.PARTLY if len(names) < len(rows) else Answer.NOT_FOUND
        yield Point(key, "", answer, _some(names, wording) if names else "")
    dated = Answer.FOUND if reading.last_updated else Answer.NOT_FOUND
    yield Point("day", "", dated, reading.last_updated or "")


def _some(names: list[str], wording: Wording) -> str:
    first = ", ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return first if more <= 0 else f"{first} {wording.count('today.and_more', more)}"


def _of_notice(reading: Reading, wording: Wording, on: date) -> Checked:
    notice = notice_of(reading, controller=None, own=frozenset(), days=LawDays({}), former=())
    compared = Compared(on=on, controller=None, country=None, authority=None, dpo=None, contact=None, notice=notice)
    found = [gap for gap in gaps(compared) if gap.rule.startswith(_RULES)]
    points = (*_who(reading, notice), *_why(reading, notice, wording), *_whom(reading, notice, wording),
              *_how_long_and_rights(reading, notice, wording))  # fmt: skip
    return Checked(DocumentKind.NOTICE, points, tuple(as_json(found)), _NOT_LOOKED_FOR)


def _who(reading: Reading, notice: Notice) -> Iterator[Point]:
    names = ", ".join(one.name for one in reading.controllers)
    yield Point("controller", "13(1)(a)", _if(bool(names)), names)
    yield Point("contact", "13(1)(a)", _if(bool(reading.addresses)), ", ".join(reading.addresses[:2]))
    yield Point("dpo", "13(1)(b)", _if(notice.has_dpo), reading.dpo_contact or "")


def _why(reading: Reading, notice: Notice, wording: Wording) -> Iterator[Point]:
    purposes = ", ".join(wording.said("purpose", one.key) for one in reading.purposes)
    yield Point("purposes", "13(1)(c)", _if(bool(reading.purposes)), purposes)
    bases = ", ".join(wording.label("legal_basis", one.basis) for one in reading.legal_bases)
    tied = Answer.PARTLY if notice.untied_bases is not None else _if(bool(bases))
    yield Point("bases", "13(1)(c)", tied, wording("read.untied") if notice.untied_bases else bases)
    if not any(one.basis is LegalBasis.LEGITIMATE_INTERESTS for one in reading.legal_bases):
        yield Point("interest", "13(1)(d)", Answer.NOT_ASKED)
    else:
        is_bare = notice.interest_basis is not None and notice.first(Said.INTEREST) is None
        yield Point("interest", "13(1)(d)", Answer.NOT_FOUND if is_bare else Answer.FOUND)


def _whom(reading: Reading, notice: Notice, wording: Wording) -> Iterator[Point]:
    named, kinds = len(reading.recipients), len(reading.recipient_categories)
    told = [wording.count("read.named", named)] if named else []
    told += [wording.count("read.kinds", kinds)] if kinds else []
    yield Point("recipients", "13(1)(e)", _if(bool(told)), ", ".join(told))
    unsaid = [one.recipient.name for one in reading.recipients if one.recipient.role is Role.RECIPIENT]
    if named:
        answer = Answer.FOUND if not unsaid else Answer.PARTLY if len(unsaid) < named else Answer.NOT_FOUND
        detail = wording("read.without_role", names=_some(unsaid, wording)) if unsaid else ""
        yield Point("roles", "", answer, detail)
    outside = notice.outside
    yield Point("transfers", "13(1)(f)", _if(outside is not Outside.UNSTATED),
                wording.label("third_country_statement", outside))  # fmt: skip
    if outside in (Outside.YES, Outside.POSSIBLE):
        yield from _footing(reading, notice, wording)


def _footing(reading: Reading, notice: Notice, wording: Wording) -> Iterator[Point]:
    """Of transfers: the countries, the tool of each, how to get a copy of the safeguards."""
    countries = ", ".join(wording.country(code) for code in sorted(notice.countries))
    yield Point("countries", "", _if(bool(countries)), countries)
    bare = [one.recipient.name for one in reading.recipients if one.third_country and not one.mechanisms]
    tools = ", ".join(wording.label("mechanism", tool) for tool in sorted(notice.mechanisms))
    answer = Answer.NOT_FOUND if not tools else Answer.PARTLY if bare else Answer.FOUND
    detail = wording("read.without_tool", names=_some(bare, wording)) if bare else tools
    yield Point("tools", "13(1)(f)", answer, detail)
    copy = notice.first(Said.COPY_ROUTE)
    yield Point("copy", "13(1)(f)", _if(copy is not None or notice.is_copy_linked), mark=_mark(copy, 1))


def _how_long_and_rights(reading: Reading, notice: Notice, wording: Wording) -> Iterator[Point]:
    by_event, vague = notice.first(Said.KEPT_BY_EVENT), notice.first(Said.KEPT_VAGUELY)
    if notice.has_period or by_event is not None:
        yield Point("retention", "13(2)(a)", Answer.FOUND, mark=_mark(by_event, 2))
    else:
        answer = Answer.NOT_FOUND if vague is None else Answer.PARTLY
        yield Point("retention", "13(2)(a)", answer, mark=_mark(vague, 2))
    yield from _rights(reading, wording)
    complaint = notice.first(Said.COMPLAINT)
    has_complaint = complaint is not None or notice.has_authority
    authority = reading.supervisory_authority or ""
    answer = Answer.FOUND if has_complaint and authority else Answer.PARTLY if has_complaint else Answer.NOT_FOUND
    yield Point("complaint", "13(2)(d)", answer, authority, _mark(complaint, 3))


def _rights(reading: Reading, wording: Wording) -> Iterator[Point]:
    source = Document(reading.extracted, reading.language, reading.gazetteer)
    hits = source.hits.all("rights")
    named = {hit.key for hit in hits}
    lacking = [wording.said("right", key) for key in _NAMED_RIGHTS if key not in named]
    answer = Answer.FOUND if not lacking else Answer.PARTLY if len(lacking) < len(_NAMED_RIGHTS) else Answer.NOT_FOUND
    detail = wording("read.not_named", names=", ".join(lacking)) if answer is Answer.PARTLY else ""
    yield Point("rights", "13(2)(b)", answer, detail)
    if any(one.basis is LegalBasis.CONSENT for one in reading.legal_bases):
        yield Point("withdrawal", "13(2)(c)", _if("withdrawal" in named))


def _mark(place: Passage | None, number: int) -> Mark | None:
    if place is None:
        return None
    return Mark(Sort.CLAUSE, place.start, place.end, True, FIRST_NUMBER + number, place.quote)


def _if(is_there: bool) -> Answer:
    return Answer.FOUND if is_there else Answer.NOT_FOUND
