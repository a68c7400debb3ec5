"""The registers over HTTP, as the command `export` writes them: JSON, CSV or a workbook."""

from enum import StrEnum

from litestar import Response, get
from litestar.di import NamedDependency

from registry.glossary import Language
from registry.reports.cells import Sheet
from registry.reports.period import recipients_since
from registry.reports.registers import Registers, linked_data, sheet
from registry.reports.sheets import MEDIA_TYPES, written
from registry.terms import Right
from web.api.paging import Day, Timed, Words
from web.deps import AtDesk, Desk


class Format(StrEnum):
    """What a register is answered as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    JSONLD = "jsonld"


_MEDIA_TYPES = {Format.JSONLD: "application/ld+json", **{Format(one): told for one, told in MEDIA_TYPES.items()}}


class RegisterQuery(Timed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`controller` is an id or a name; without it, all of them. `lang` is that of heads and words."""

    controller: Words | None = None
    format: Format = Format.JSON
    lang: Language = Language.EN


class RecipientsQuery(RegisterQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With `since`, also those who got data from that day on and do no more."""

    since: Day | None = None


@get("/registers/art30", needs=Right.READ, query=RegisterQuery, answers=_MEDIA_TYPES, sync_to_thread=True)
def record_of_controller(desk: AtDesk, asked: NamedDependency[RegisterQuery]) -> Response[bytes]:
    """Write the controller's record of processing activities (Art. 30(1))."""
    return _written(Registers.ART30, desk, asked)


@get("/registers/art30-2", needs=Right.READ, query=RegisterQuery, answers=_MEDIA_TYPES, sync_to_thread=True)
def record_of_processor(desk: AtDesk, asked: NamedDependency[RegisterQuery]) -> Response[bytes]:
    """Write the processor's record of categories of processing (Art. 30(2))."""
    return _written(Registers.ART30_2, desk, asked)


@get("/registers/transfers", needs=Right.READ, query=RegisterQuery, answers=_MEDIA_TYPES, sync_to_thread=True)
def transfer_register(desk: AtDesk, asked: NamedDependency[RegisterQuery]) -> Response[bytes]:
    """Write the transfer register."""
    return _written(Registers.TRANSFERS, desk, asked)


@get("/registers/recipients", needs=Right.READ, query=RecipientsQuery, answers=_MEDIA_TYPES, sync_to_thread=True)
def actual_recipients(desk: AtDesk, asked: NamedDependency[RecipientsQuery]) -> Response[bytes]:
    """Write the actual recipients by category of data subject (Art. 15(1)(c))."""
    if asked.since is None:
        return _written(Registers.RECIPIENTS, desk, asked)
    moment = asked.moment(desk.today)
    found = recipients_since(desk.session, asked.since, moment, desk.law(moment), asked.controller)
    return _answered(found, asked)


def _written(which: Registers, desk: Desk, asked: RegisterQuery) -> Response[bytes]:
    moment = asked.moment(desk.today)
    register, law = desk.register(moment), desk.law(moment)
    if asked.format is Format.JSONLD and which is Registers.ART30:
        linked = linked_data(register, desk.judged(moment), law, asked.controller, asked.lang)
        return Response(linked.encode(), media_type=_MEDIA_TYPES[asked.format])
    return _answered(sheet(which, register, desk.judged(moment), law, asked.controller), asked)


def _answered(found: Sheet, asked: RegisterQuery) -> Response[bytes]:
    name = f"{found.register}_{found.on.isoformat()}.{asked.format.value}"
    headers = {} if asked.format is Format.JSON else {"Content-Disposition": f'attachment; filename="{name}"'}
    content = written(found, asked.format.value, asked.lang)
    return Response(content, media_type=_MEDIA_TYPES[asked.format], headers=headers)


ROUTES = [record_of_controller, record_of_processor, transfer_register, actual_recipients]
