"""Which clocks really start when something happens to a recipient: Art. 33(2), 33(1), 34, and objections.

A clock starts with somebody's awareness or with a notice, never with the event itself, and only where the recipient
is in our chain: an independent controller answers for its own breaches. An outage is a breach only when data are lost
or cannot be reached (Art. 4(12); EDPB Guidelines 9/2022). Hours for a processor's notice count when they are agreed;
the register keeps no such hours, so none are claimed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from registry.catalogue.chains import Hop
from registry.catalogue.reading import Register
from registry.terms import AgreementKind, HopKind, Responsibility, Role


class Event(StrEnum):
    """What happens to the recipient."""

    BREACH = "breach"
    OUTAGE = "outage"
    SALE = "sale"


class Runs(StrEnum):
    """Whether a clock is one of ours."""

    STARTS = "starts"
    THEIRS = "theirs"
    UNKNOWN = "unknown"  # the role is not decided, and it decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One period: who must tell whom (null: the data subjects, or nobody we know), from when, how long. `period`
    (ISO 8601) null: no fixed time, see the words."""

    id: str
    article: str
    runs: Runs
    who: str
    to: str | None
    period: str | None
    en: str
    sv: str


_WORDS = MappingProxyType(
    {
        "up_the_chain": (
            "Tells its own customer as their contract says (Art. 28(4)).",
            "Underrättar sin egen kund enligt deras avtal (art. 28.4).",
        ),
        "processor_tells_us": (
            "Without undue delay after the processor becomes aware; no hours are on file.",
            "Utan onödigt dröjsmål efter att biträdet fått vetskap; inga timmar finns i underlaget.",
        ),
        "authority": (
            "At most 72 hours after we become aware, unless a risk to people is unlikely.",
            "Senast 72 timmar efter att vi fått vetskap, om inte risk för enskilda är osannolik.",
        ),
        "people": (
            "Without undue delay when a high risk to people is likely.",
            "Utan onödigt dröjsmål när hög risk för enskilda är sannolik.",
        ),
        "joint": (
            "The joint controllers' arrangement says who notifies; 72 hours after becoming aware.",
            "Det inbördes arrangemanget avgör vem som anmäler; 72 timmar efter vetskap.",
        ),
        "theirs": (
            "The recipient's own duty as a controller; no clock of ours starts.",
            "Mottagarens egen skyldighet som personuppgiftsansvarig; ingen egen frist börjar löpa.",
        ),
        "role": (
            "Cannot be told: the recipient's role is not decided.",
            "Kan inte anges: mottagarens roll är inte beslutad.",
        ),
        "objection": (
            "From the notice of a change of sub-processor, where one is given; days as agreed.",
            "Från underrättelsen om bytt underbiträde, om en sådan lämnas; dagar enligt avtal.",
        ),
        "objection_unknown": (
            "From the notice of a change of sub-processor, where one is given; no days are on file.",
            "Från underrättelsen om bytt underbiträde, om en sådan lämnas; inga dagar finns i underlaget.",
        ),
    }
)
_IF_LOST = (
    " Only if the outage means that personal data are lost or cannot be reached (Art. 4(12)).",
    " Endast om avbrottet innebär att personuppgifter går förlorade eller inte kan nås (art. 4.12).",
)
_OWN = frozenset({Role.INDEPENDENT_CONTROLLER, Role.CONTROLLER, Role.AUTHORITY})
_PROCESSING = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})


def clocks(register: Register, hop: Hop, event: Event, authority: str | None) -> tuple[Clock, ...]:
    """The clocks of the event at the hop's importer, in the order they start. `authority`: whom we would notify."""
    match event:
        case Event.BREACH:
            return tuple(_of_breach(hop, authority, lost=False))
        case Event.OUTAGE:
            return tuple(_of_breach(hop, authority, lost=True))
        case Event.SALE:
            return tuple(_of_sale(register, hop))


def _of_breach(hop: Hop, authority: str | None, *, lost: bool) -> Iterator[Clock]:
    us, party = hop.path[0], hop.importer.title
    runs = _runs(hop)
    if runs is Runs.THEIRS:
        yield _clock("theirs", "Art. 33", runs, (party, None), None, lost=lost)
    elif runs is Runs.UNKNOWN:
        yield _clock("role", "Art. 33", runs, (party, us), None, lost=lost)
    elif hop.responsibility is Responsibility.SHARED:
        yield _clock("joint", "Art. 26, 33(1)", runs, (us, authority), "PT72H", lost=lost)
        yield _clock("people", "Art. 34(1)", runs, (us, None), None, lost=lost)
    else:
        for after, before in zip(reversed(hop.path[2:]), reversed(hop.path[1:-1]), strict=True):
            yield _clock("up_the_chain", "Art. 28(4)", runs, (after, before), None, lost=lost)
        yield _clock("processor_tells_us", "Art. 33(2)", runs, (hop.path[1], us), None, lost=lost)
        yield _clock("authority", "Art. 33(1)", runs, (us, authority), "PT72H", lost=lost)
        yield _clock("people", "Art. 34(1)", runs, (us, None), None, lost=lost)


def _of_sale(register: Register, hop: Hop) -> Iterator[Clock]:
    """A sale starts no clock of Art. 33. A new company in the chain may be a change that we can object to."""
    if _runs(hop) is not Runs.STARTS or hop.role not in _PROCESSING:
        return
    contracts = register.agreements.get(hop.engagement_id, [])
    days = next((a.objection_days for a in contracts if a.kind is AgreementKind.DPA and a.objection_days), None)
    name, period = ("objection", f"P{days}D") if days else ("objection_unknown", None)
    yield _clock(name, "Art. 28(2)", Runs.STARTS, (hop.path[0], hop.path[1]), period, lost=False)


def _runs(hop: Hop) -> Runs:
    if hop.responsibility is Responsibility.THEIRS or (hop.kind is HopKind.ENGAGEMENT and hop.role in _OWN):
        return Runs.THEIRS
    if hop.role in _PROCESSING or hop.responsibility is Responsibility.SHARED:
        return Runs.STARTS
    return Runs.UNKNOWN


def _clock(
    id_: str, article: str, runs: Runs, ends: tuple[str, str | None], period: str | None, *, lost: bool
) -> Clock:
    english, swedish = _WORDS[id_]
    more_en, more_sv = _IF_LOST if lost and runs is Runs.STARTS else ("", "")
    who, to = ends
    return Clock(
        id=id_,
        article=article,
        runs=runs,
        who=who,
        to=to,
        period=period,
        en=english + more_en,
        sv=swedish + more_sv,
    )
