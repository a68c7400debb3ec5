"""The registers by name: the records of Art. 30, the transfer register, and the actual recipients of Art. 15(1)(c)."""

from collections.abc import Iterable
from enum import StrEnum

from registry.answers import dumps
from registry.catalogue.reading import Register
from registry.errors import NotFound
from registry.glossary import Language
from registry.judging import Judged
from registry.law.lawbook import LawBook
from registry.reports import art30, processor_register, recipients, transfer_register
from registry.reports.behind import Ground
from registry.reports.cells import Sheet
from registry.reports.dpv import linked


class Registers(StrEnum):
    """The registers that can be written."""

    ART30 = "art30"
    ART30_2 = "art30-2"
    TRANSFERS = "transfers"
    RECIPIENTS = "recipients"


_PARTS = {
    Registers.ART30: art30,
    Registers.ART30_2: processor_register,
    Registers.TRANSFERS: transfer_register,
    Registers.RECIPIENTS: recipients,
}


def sheet(which: Registers, register: Register, judged: Iterable[Judged], law: LawBook, name: str | None) -> Sheet:
    """The register as of its day, for one organisation or for all. Raises NotFound or Ambiguous for a name."""
    part = _PARTS[which]
    ground = Ground(register, tuple(judged), law)
    rows = part.rows(ground, _organisation(which, register, name))
    known_at = register.moment.known_at
    return Sheet(
        register=which.value,
        columns=part.COLUMNS,
        rows=tuple(rows),
        on=register.moment.on,
        known_at=known_at.isoformat() if known_at else None,
        law=law.sha256,
    )


def linked_data(
    register: Register, judged: Iterable[Judged], law: LawBook, name: str | None, language: Language
) -> str:
    """The register as JSON-LD, for one controller or for all. Raises NotFound or Ambiguous for a name."""
    ground = Ground(register, tuple(judged), law)
    return dumps(linked(ground, _organisation(Registers.ART30, register, name), language)) + "\n"


def _organisation(which: Registers, register: Register, name: str | None) -> str | None:
    """A controller; the record of Art. 30(2) is any organisation's that processes for others."""
    if name is None:
        return None
    try:
        return str(register.controller(name).id)
    except NotFound:
        if which is not Registers.ART30_2:
            raise
        return str(register.legal_persons(name)[0].id)
