"""What may be a name in a stretch by its own words; the document says whether it is one.

Companies by their legal form, public offices, and words with capitals behind a word for a kind of party ("the hosting
provider Etta"), before words that say it gets data ("Etta receives …") or where words lead to it (`led`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from crawlers.blocks import Span
from crawlers.companies import NO_COMPANIES, Companies, companies
from crawlers.findings.led import APPOSED, BESIDE, NAME, NOTHING_LED, Led, labelled, led_again

_VERBS = (
    "är|får|tar emot|har|is|are|receives|gets|acts|processes|behandlar|hanterar|"
    "may (?:look at|inspect|see|access|review|examine)|kan (?:granska|ta del av|begära)"
)
_GETS = rf"(?:,? (?:som|who|which|vars|whose) |:? (?:{_VERBS}) )"
_SUBJECT = re.compile(rf"(?:The )?{NAME}(?={_GETS})")
_KINDS = (
    "byrån?|bolag(?:et)?|företag(?:et)?|leverantören?|tjänsten|systemet|verktyget|plattformen|appen|programmet|partnern?|"
    "firman|tryckeriet?|operatören|förbundet|biträdet?|provider|supplier|vendor|processor|agency|accountant|host|partner"
)
_OF_KIND = re.compile(rf"(?:{_KINDS}),? \(?{NAME}")
_APPOSED = re.compile(rf"{NAME}(?={APPOSED})")
_OFFICE = re.compile(
    r"(?:the )?[A-ZÅÄÖ]\w{2,20} (?:tax authority|tax agency|tax office|customs authority|police)(?!\w)|"
    r"Region [A-ZÅÄÖ][\w-]{2,30}|Länsstyrelsen(?: i)?(?: [A-ZÅÄÖ][\w-]{2,30}){1,2}(?: län)?|"
    r"[A-ZÅÄÖ][\w-]{2,30} (?:kommun|tingsrätt|stad)(?!\w)|(?:[A-ZÅÄÖ]\w{2,20} )?[A-ZÅÄÖ]\w{2,30}sregionen(?!\w)|"
    r"(?:Nationella|Allmänna|Statens|Svenska|Centrala) [a-zåäö]{2,30}(?:registret|nämnden|verket|styrelsen|"
    r"inspektionen|myndigheten|institutet|rådet|kassan|kyrkan)(?!\w)|"
    r"(?:Inspektionen|Myndigheten|Institutet|Nämnden|Rådet) för [a-zåäö]{2,30}(?: och [a-zåäö]{2,30})?|"
    r"[A-ZÅÄÖ]\w{2,30}(?:nämnden(?: för [a-zåäö]{3,20})?|nämndens kansli|domstolen|tingsrätten)(?!\w)"
)


class Candidates(NamedTuple):
    """What may be a name in one stretch. Words behind a kind and before a verb are those of `NAME` alone."""

    companies: Companies = NO_COMPANIES
    offices: tuple[Span, ...] = ()
    of_kinds: tuple[Span, ...] = ()
    subject: Span | None = None
    led: Led = NOTHING_LED


NO_CANDIDATES = Candidates()


def again(kept: Candidates) -> Candidates:
    """What was kept, nothing being the one nothing that is asked for by `is`."""
    companies = NO_COMPANIES if kept.companies == NO_COMPANIES else kept.companies
    return kept._replace(companies=companies, led=led_again(kept.led))


def candidates(
    text: str, start: int, end: int, *, by: Led, has_office: bool, has_form: bool = True, has_label: bool = True
) -> Candidates:
    """Those of a stretch. `by`: what its words lead to. `has_office`, `has_form`, `has_label`: whether its letters may
    be of an office, a company or a label at all."""
    subject = _SUBJECT.match(text, start, end)
    behind = tuple(labelled(text, start, end)) if has_label else ()
    led = NOTHING_LED if by is NOTHING_LED and not behind else by.within(start, end, behind)
    found = Candidates(
        companies(text, start, end) if has_form else NO_COMPANIES,
        tuple(Span(*match.span()) for match in _OFFICE.finditer(text, start, end)) if has_office else (),
        tuple(_of_kinds(text, start, end)),
        Span(*subject.span(1)) if subject is not None else None,
        led,
    )
    return NO_CANDIDATES if found == NO_CANDIDATES else found


def _of_kinds(text: str, start: int, end: int) -> Iterator[Span]:
    """Behind a word for a kind of party, and before one that is set beside the name."""
    yield from (Span(*match.span(1)) for match in _OF_KIND.finditer(text, start, end))
    if any(text.find(words, start, end) >= 0 for words in BESIDE):
        yield from (Span(*match.span(1)) for match in _APPOSED.finditer(text, start, end))
