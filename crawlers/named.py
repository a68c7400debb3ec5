"""The recipients a controller's notice names -> findings: as whom each is named, in which role, where its data go.

A third country is one outside the EEA as it is today; what that means on a day is the law book's to say.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from crawlers.findings.document import Document
from crawlers.findings.mechanisms import MechanismFound
from crawlers.findings.transfers import third_countries
from crawlers.gazetteer import plain_name
from crawlers.paper import LONGEST_NAME, Paper
from crawlers.read import Attached, Reading
from crawlers.ties import Ties
from registry.reviews.proposals import RECIPIENT, Finding
from registry.terms import Mechanism


def named_recipients(paper: Paper, source: Document, reading: Reading, stated_on: date) -> Iterator[Finding]:
    """One finding for each recipient, in the order of the text. `stated_on` is the day from which it is stated."""
    ties = Ties(source)
    for attached in reading.recipients:
        one = attached.recipient
        name = " ".join(one.name.split())
        if not name or len(name) > LONGEST_NAME:
            continue
        tied = ties.of(one)
        value = _stated(attached, reading.mechanisms) | {
            "name_as_written": name,
            "purpose": tied.purpose,
            "data_categories": list(tied.data_categories) or None,
            "valid_from": stated_on.isoformat(),
        }
        yield paper.finding(RECIPIENT, plain_name(one.service or one.name), value, one.start, one.end)


def _stated(attached: Attached, tools: tuple[MechanismFound, ...]) -> dict[str, Any]:
    one = attached.recipient
    known = {"service": one.service, "party": one.party} if one.service or one.party else None
    return {
        "resolved": known,
        "role": one.role.value,
        "countries": list(one.countries),
        "third_country": attached.third_country,
        "destinations": _destinations(attached),
        "mechanisms": [tool.value for tool in attached.mechanisms],
        "act": _act(attached, tools),
    }


def _destinations(attached: Attached) -> list[str | None]:
    """The third countries named; one without a name where the text says outside the EEA and not where."""
    named = list(third_countries(attached.recipient.countries))
    return [*named] or ([None] if attached.third_country else [])


def _act(attached: Attached, tools: tuple[MechanismFound, ...]) -> str | None:
    """The act of the standard clauses, where the recipient's own words name one."""
    if Mechanism.SCC not in attached.mechanisms:
        return None
    one = attached.recipient
    acts = {t.act for t in tools if t.mechanism is Mechanism.SCC and t.act and one.start <= t.start < one.end}
    return acts.pop() if len(acts) == 1 else None
