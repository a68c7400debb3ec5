"""Standard contractual clauses on file: may they be relied on that day, and do they fit the transfer?"""

from datetime import date
from functools import partial

from registry.law.inquiry import Inquiry
from registry.law.lawbook import ClauseSet
from registry.law.lawindex import act_number, is_pending
from registry.law.shapes import MISSING, Safeguard
from registry.law.sources import reason
from registry.law.standing import Standing
from registry.terms import Flag, Grade, Module, Party

ARTICLE = "Art. 46(2)(c)"

_PAIR = {
    (Party.CONTROLLER, Party.CONTROLLER): Module.C2C,
    (Party.CONTROLLER, Party.PROCESSOR): Module.C2P,
    (Party.PROCESSOR, Party.PROCESSOR): Module.P2P,
    (Party.PROCESSOR, Party.CONTROLLER): Module.P2C,
}


def module_between(exporter: Party, importer: Party) -> Module:
    """The module of (EU) 2021/914 for a pair of roles."""
    return _PAIR[exporter, importer]


def clauses_stand(q: Inquiry, path: str, clauses: Safeguard) -> Standing:
    """How standard clauses stand on the day."""
    act = q.ask(f"{path}.act", clauses.act, _telling_acts)
    adopted = q.law.clause_set(act)
    if adopted is None or q.leaves_out(act):
        return Standing.nothing(reason(ARTICLE, f"{act} is no set of standard clauses of this law book."))
    if not adopted.transfer_tool:
        text = f"{act} holds clauses between controller and processor under Art. 28; they carry no transfer."
        return Standing.nothing(reason("Art. 28(7)", text, record=adopted), Flag.NOT_A_TRANSFER_TOOL)
    refused = _not_to_be_relied_on(q, path, clauses, adopted)
    return refused or _fit(q, path, clauses, adopted)


def _not_to_be_relied_on(q: Inquiry, path: str, clauses: Safeguard, adopted: ClauseSet) -> Standing | None:
    """Why the set gives nothing on the day, or None. No other key is asked once the set's own time is over."""
    if q.on < adopted.valid_from:
        return _nothing(adopted, f"{adopted.act} could not be used before {adopted.valid_from}.")
    if adopted.relied_until is not None and adopted.relied_until <= q.on:
        text = f"{adopted.act} is repealed; nobody may rely on it since {adopted.relied_until}."
        return _nothing(adopted, text, Flag.OLD_CLAUSES)
    signed = q.ask(f"{path}.signed_on", clauses.signed_on, partial(_telling_days, adopted=adopted))
    if signed is None or signed > q.on or signed < adopted.adopted_on:
        return _nothing(adopted, f"The clauses of {adopted.act} were not signed by this day.")
    if adopted.repealed_on is None or q.on < adopted.repealed_on:
        return None
    if signed >= adopted.repealed_on:
        return _nothing(adopted, f"Signed on {signed}, when {adopted.act} was repealed already.", Flag.OLD_CLAUSES)
    if clauses.processing_unchanged is False:
        text = f"{adopted.act} is repealed and served only processing that stayed unchanged."
        return _nothing(adopted, text, Flag.OLD_CLAUSES)
    return None


def _telling_acts(q: Inquiry) -> tuple[str, ...]:
    return q.law.clause_acts


def _telling_days(q: Inquiry, adopted: ClauseSet) -> tuple[date | None, ...]:
    """Signed in the set's time, signed after its repeal, not signed."""
    late = (q.on,) if adopted.repealed_on is not None and adopted.repealed_on <= q.on else ()
    return (adopted.valid_from, *late, None)


def _fit(q: Inquiry, path: str, clauses: Safeguard, adopted: ClauseSet) -> Standing:
    """Defects of clauses that may be relied on. After the first, a missing key no longer matters."""
    module = _module(q, path, clauses, adopted)
    defects: dict[Flag | None, str] = {}
    if module is None:
        defects[Flag.WRONG_MODULE] = "the module does not fit the roles of exporter and importer"
    look = q.peek if defects else q.ask
    if (
        adopted.only_importers_outside_gdpr
        and look("importer.subject_to_gdpr", q.facts.importer.subject_to_gdpr) is True
    ):
        defects[Flag.OUTSIDE_CLAUSE_SCOPE] = "the importer is itself under the GDPR, outside the scope of the clauses"
    look = q.peek if defects else q.ask
    if look(f"{path}.annexes_complete", clauses.annexes_complete) is False:
        defects[None] = "the annexes are incomplete"
    return Standing(
        article=ARTICLE,
        tool=f"standard contractual clauses, {adopted.act}",
        record=adopted,
        act=act_number(adopted.act),
        defects=tuple(defects.values()),
        flags=_flags(q, clauses, adopted) | {flag for flag in defects if flag is not None},
        until=adopted.relied_until,
        needs_assessment=bool(defects) or module is not Module.P2C or _combined(q, path, clauses),
    )


def _module(q: Inquiry, path: str, clauses: Safeguard, adopted: ClauseSet) -> Module | None:
    """The module that fits both roles, or None. An old set is its own module, whatever the file says."""
    only_one = len(adopted.modules) == 1
    modules = adopted.modules if only_one else q.ask(f"{path}.modules", clauses.modules) & adopted.modules
    if not modules:
        return None
    module = module_between(q.exporter_party(), q.importer_party())
    if module not in modules:
        return None
    if module is Module.P2C and not q.ask("importer.is_own_controller", q.facts.importer.is_own_controller):
        return None  # a processor has no clauses towards another's controller
    return module


def _combined(q: Inquiry, path: str, clauses: Safeguard) -> bool:
    """Module 4 needs an assessment only where the processor combined the data with its own from the EU."""
    return q.ask(f"{path}.combined_with_eu_data", clauses.combined_with_eu_data)


def _flags(q: Inquiry, clauses: Safeguard, adopted: ClauseSet) -> frozenset[Flag]:
    flags = set()
    if adopted.repealed_on is not None and adopted.repealed_on <= q.on:
        flags.add(Flag.OLD_CLAUSES)
        if clauses.processing_unchanged is MISSING:
            flags.add(Flag.PROCESSING_NOT_CONFIRMED)
    if adopted.graded("valid_from") is Grade.MEMORY:
        flags.add(Flag.UNVERIFIED_LAW)
    if is_pending(adopted.cases, adopted.act, q.on):
        flags.add(Flag.UNDER_CHALLENGE)
    return frozenset(flags)


def _nothing(adopted: ClauseSet, text: str, *flags: Flag) -> Standing:
    return Standing.nothing(reason(ARTICLE, text, record=adopted), *flags)
