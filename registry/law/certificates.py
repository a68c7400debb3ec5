"""Certifications behind a decision or a bridge: of this very importer, in force, and covering the data."""

from dataclasses import dataclass
from datetime import date

from registry.law.inquiry import NO_FLAGS, Inquiry, step
from registry.law.shapes import Certification, Unseen
from registry.terms import Coverage, Flag, Framework, SeenIn


@dataclass(frozen=True, slots=True)
class Certified:
    """Whether a certification reaches the data. `flags` stay even where none does; `until` is its known end."""

    reached: bool
    flags: frozenset[Flag] = NO_FLAGS
    until: date | None = None


@step
def certified(q: Inquiry, framework: Framework) -> Certified:
    """The importer's certification under a framework on the day; one seen in the register goes first."""
    on_its_word: Certified | None = None
    disputed = NO_FLAGS
    for place, cert in enumerate(q.ask("importer.certifications", q.facts.importer.certifications)):
        path = f"importer.certifications[{place}]"
        if cert.seen_in in _NONE or not _stands(q, path, cert, framework):
            continue
        until = q.ask(f"{path}.valid_until", cert.valid_until)
        if not _covers(q, path, cert):
            disputed = disputed | _dispute(q, path, cert)
        elif q.peek(f"{path}.seen_in", cert.seen_in) is SeenIn.REGISTER:
            return Certified(True, NO_FLAGS, until)
        else:
            on_its_word = on_its_word or Certified(True, frozenset({Flag.CERTIFICATION_UNVERIFIED}), until)
    return on_its_word or Certified(False, disputed)


_NONE = frozenset(Unseen)


def _stands(q: Inquiry, path: str, cert: Certification, framework: Framework) -> bool:
    """Whether it is of this framework and in force. Its `valid_until` is the first day it no longer holds."""
    if q.ask(f"{path}.framework", cert.framework) is not framework:
        return False
    began = q.ask(f"{path}.valid_from", cert.valid_from)
    if began is None or began > q.on:
        return False
    until = q.ask(f"{path}.valid_until", cert.valid_until)
    return until is None or q.on < until


def _covers(q: Inquiry, path: str, cert: Certification) -> bool:
    """Whether it covers the data that flow. What flows is asked only where the answer hangs on it."""
    covers = q.ask(f"{path}.covers", cert.covers)
    if covers == frozenset(Coverage) or not covers:
        return bool(covers)
    return (Coverage.HR if q.ask("hr_data", q.facts.hr_data) else Coverage.NON_HR) in covers


def _dispute(q: Inquiry, path: str, cert: Certification) -> frozenset[Flag]:
    """`hr_reading_disputed`: employee data under a certification for other data."""
    covers = q.ask(f"{path}.covers", cert.covers)
    if Coverage.NON_HR in covers and q.peek("hr_data", q.facts.hr_data) is True:
        return frozenset({Flag.HR_READING_DISPUTED})
    return NO_FLAGS
